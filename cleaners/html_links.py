"""Links of a page to other hosts, each with the run of text that it stands in.

Left out is what says where it leads ("Facebook"), what is a single word or a sentence, and what
stands in no run of text: nothing that is posted to many hosts to be followed looks like that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from cleaners.document import Link
from cleaners.echoes import name_owner
from cleaners.html_runs import BLOCK_TAGS, SKIPPED_TAGS, host_of, walk_runs
from cleaners.html_veils import is_named

MOST_WORDS = 8
"""Words of a link. A longer one is a headline or a sentence."""
SHORTEST = 4
"""Letters of one."""
MOST_INSIDE = 8
"""Block-level elements inside of the one that a link stands in, at most. Beside more of them a link
stands in no run of text to speak of; and nests of them would be read again and again."""
_WORD = re.compile(r"[^\W\d_]+")


def read_links(tree: HtmlElement, host: str) -> tuple[Link, ...]:
    """Links in a few words to hosts under another name than the page's, in order."""
    runs: dict[HtmlElement, list[str]] = {}
    return tuple(_links(tree, name_owner(host), runs))


def _links(tree: HtmlElement, owner: str, runs: dict[HtmlElement, list[str]]) -> Iterator[Link]:
    for element in tree.iter("a"):
        target = host_of(element.get("href") or "")
        if not target or name_owner(target) in ("", owner):
            continue
        text = " ".join(element.text_content().split())
        words = tuple(_WORD.findall(text.lower()))
        if not 1 <= len(words) <= MOST_WORDS or sum(map(len, words)) < SHORTEST:
            continue
        if is_named(text, target):
            continue
        block = _block_of(element)
        if block is None:
            continue
        if block not in runs:
            inside = islice(
                (e for e in block.iterdescendants() if e.tag in BLOCK_TAGS and e.tag != "br"),
                MOST_INSIDE,
            )
            small = len(list(inside)) < MOST_INSIDE
            runs[block] = [run.text for run in walk_runs(block, "")] if small else []
        run = next((run for run in runs[block] if text in run), None)
        if run is not None:
            yield Link(text, words, target, run)


def _block_of(element: HtmlElement) -> HtmlElement | None:
    """The block-level element that an inline one stands in; None where nobody reads it."""
    for outer in element.iterancestors():
        if outer.tag in SKIPPED_TAGS:
            return None
        if outer.tag in BLOCK_TAGS:
            return outer
    return None
