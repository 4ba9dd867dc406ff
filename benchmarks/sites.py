"""Sites to measure templates on: the real ones of WCXB, and some made of its pages.

A made site has the lines of one page which are not in its truth, around the main content of other
pages of the same type. Of the longer ones of these lines (teasers) six in ten give way to one of
the other page: they change from page to page on real sites too.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from benchmarks.pages import Page, read_html
from cleaners.decoding import decode
from cleaners.html_runs import SKIPPED_TAGS
from cleaners.html_tree import parse_html
from cleaners.templates import MIN_DOCUMENTS

MADE_DOCUMENTS = 8
LINES_OUTSIDE = 10
"""Lines outside of the truth that a page has at least, for a site to be made of it."""
TEASER_WORDS = 4
CHANGING = 0.6
"""Share of the longer lines outside of the truth that are another page's."""

Dump = Callable[[Page], str]


@dataclass(frozen=True, slots=True)
class Item:
    """One document of a site: its source and what should come of it."""

    name: str
    source: str
    truth: str


def dump_text_nodes(page: Page) -> str:
    """The text nodes of a page, one to a line."""
    decoded = decode(read_html(page.path))
    tree = parse_html(decoded[0]) if decoded else None
    if tree is None:
        return ""
    etree.strip_elements(tree, *SKIPPED_TAGS, with_tail=False)
    return "\n".join(text.strip() for text in map(str, tree.itertext()) if text.strip())


def dump_with_resiliparse(page: Page) -> str:
    """All of a page's text, as Resiliparse lays it out."""
    from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415
    from resiliparse.parse.encoding import detect_encoding  # noqa: PLC0415
    from resiliparse.parse.html import HTMLTree  # noqa: PLC0415

    source = read_html(page.path)
    tree = HTMLTree.parse_from_bytes(source, detect_encoding(source, from_html_meta=True))
    return str(extract_plain_text(tree, main_content=False, alt_texts=False))


def read_dump(page: Page, folder: Path) -> str:
    """What another tool made of it."""
    return (folder / f"{page.name}.txt").read_text("utf-8")


def group_pages(pages: Sequence[Page]) -> dict[str, list[Page]]:
    """Pages with a truth by domain."""
    groups = defaultdict(list)
    for page in pages:
        if page.truth:
            groups[page.domain].append(page)
    return groups


def real_sites(pages: Sequence[Page], dump: Dump) -> dict[str, list[Item]]:
    """The documents of each domain that has enough of them."""
    groups = group_pages(pages)
    return {
        domain: [Item(page.name, dump(page), page.truth) for page in group]
        for domain, group in groups.items()
        if len(group) >= MIN_DOCUMENTS
    }


def made_sites(pages: Sequence[Page], dump: Dump, many: int) -> dict[str, list[Item]]:
    """So many sites, the same ones each time, each with one real document."""
    rng = random.Random(0)  # noqa: S311
    single = [group[0] for group in group_pages(pages).values() if len(group) == 1]
    rng.shuffle(single)
    sites: dict[str, list[Item]] = {}
    for page in single:
        if len(sites) == many:
            break
        lines = _Lines.of(page, dump)
        others = [other for other in single if other.page_type == page.page_type]
        if lines.core and len(lines.outside) >= LINES_OUTSIDE and len(others) > MADE_DOCUMENTS:
            others = rng.sample([o for o in others if o is not page], MADE_DOCUMENTS - 1)
            made = [_make(lines, _Lines.of(other, dump), rng) for other in others]
            first = Item(page.name, "\n".join(lines.all), page.truth)
            sites[page.domain] = [first, *(item for item in made if item.truth)]
    return sites


@dataclass(frozen=True, slots=True)
class _Lines:
    """A dump's lines, parted by whether they are in the truth."""

    name: str
    all: tuple[str, ...]
    core: tuple[str, ...]
    outside: tuple[str, ...]
    first: int
    """Index of the first line that is in the truth."""

    @staticmethod
    def of(page: Page, dump: Dump) -> _Lines:
        lines = tuple(line.strip() for line in dump(page).splitlines() if line.strip())
        truth = " ".join(page.truth.split())
        inside = [" ".join(line.split()) in truth for line in lines]
        marked = list(zip(lines, inside, strict=True))
        core = tuple(line for line, is_in in marked if is_in)
        outside = tuple(line for line, is_in in marked if not is_in)
        return _Lines(page.name, lines, core, outside, inside.index(True) if core else 0)


def _make(site: _Lines, other: _Lines, rng: random.Random) -> Item:
    """The main content of one page among the lines of another site."""
    teasers = [line for line in other.outside if len(line.split()) >= TEASER_WORDS]

    def change(line: str) -> str:
        changes = teasers and len(line.split()) >= TEASER_WORDS and rng.random() < CHANGING
        return rng.choice(teasers) if changes else line

    outside = [change(line) for line in site.outside]
    lines = [*outside[: site.first], *other.core, *outside[site.first :]]
    return Item(other.name, "\n".join(lines), "\n".join(other.core))
