"""What the DOM says: which blocks of a page trafilatura takes for its main text.

trafilatura drops captions, headings and lists that stand in the middle of what it keeps, and
posts of a thread after the first. Those are taken back where their place in the DOM is that
of kept text and nothing about it speaks of furniture.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from cleaners.chrome.finding import Finding, Findings
from cleaners.document import Block, Markup
from cleaners.stopwords import words_of

EXTRACTED = 0.5
"""Share of a block's words in trafilatura's extraction from which it counts as main text."""
LINKED = 0.5
"""Link density from which a block is a menu."""
LONGEST_GAP = 12
"""Blocks between two kept ones that may be taken back."""
POST_WORDS = 8
"""Words from which a block that looks just like kept text is a post, not a label."""

FURNITURE_TAGS = frozenset("nav aside footer form header select option textarea noscript".split())
FURNITURE = frozenset(
    (
        "ad ads adv advert advertisement author banner bio breadcrumb breadcrumbs byline carousel"
        " comment comments consent cookie credit date donate donation excerpt footer form gdpr"
        " header login menu meta metadata modal more nav navbar navigation newsletter outbrain"
        " paywall petition player popular popup print promo promoted promotion rail rating recirc"
        " recommended related reply respond share sharing sidebar signup slider social sponsor"
        " sponsored subscribe subscription survey swiper taboola tag tags teaser timestamp toolbar"
        " tools trending widget"
    ).split()
)
"""Words of class and id attributes that name furniture, in the usage of common templates."""


def find_by_markup(blocks: Sequence[Block], texts: Sequence[str]) -> Findings:
    """Blocks of a page that are not its main text, by index; nothing for a dump."""
    marks = [block.markup for block in blocks]
    main = [mark is None or (mark.extracted or 0) >= EXTRACTED for mark in marks]
    if any(mark is not None and mark.extracted is not None for mark in marks):
        _take_back(marks, main, texts)
    return {
        index: finding
        for index, mark in enumerate(marks)
        if mark is not None and not main[index] and (finding := _against(mark)) is not None
    }


def _against(mark: Markup) -> Finding | None:
    where = f"in {mark.path}, link density {mark.link_density:.2f}"
    if mark.extracted is not None:
        evidence = f"trafilatura kept {mark.extracted:.0%} of its words; {where}"
        return Finding("not_main_text", "page chrome", 0.8, evidence)
    if mark.hidden or mark.link_density > LINKED:
        evidence = ("hidden, " if mark.hidden else "") + where
        return Finding("menu_or_hidden", "page chrome", 0.6, evidence)
    return None


def _take_back(marks: Sequence[Markup | None], main: list[bool], texts: Sequence[str]) -> None:
    """Mark blocks as main text that stand between kept ones, or look just like one."""
    kept = [index for index, is_main in enumerate(main) if is_main]
    templates = {
        (mark.path, mark.words)
        for index in kept
        if (mark := marks[index]) is not None and len(words_of(texts[index])) >= POST_WORDS
    }
    between = {
        index
        for before, after in pairwise(kept)
        if after - before <= LONGEST_GAP
        for index in range(before + 1, after)
        if _stands_with(marks[index], marks[before], marks[after])
    }
    figures = range(max(0, kept[0] - LONGEST_GAP), kept[0]) if kept else range(0)
    for index, mark in enumerate(marks):
        if mark is None or main[index] or not _is_plain(mark):
            continue
        is_post = (mark.path, mark.words) in templates and len(words_of(texts[index])) >= POST_WORDS
        main[index] = index in between or is_post or (index in figures and "/figure" in mark.path)


def _is_plain(mark: Markup) -> bool:
    """Nothing about its place or its links speaks of furniture."""
    tags = set(mark.path.split("/"))
    return mark.link_density <= LINKED and not tags & FURNITURE_TAGS and not mark.words & FURNITURE


def _stands_with(mark: Markup | None, before: Markup | None, after: Markup | None) -> bool:
    """Whether a block lies inside of the container that holds the kept ones around it."""
    if mark is None or before is None or after is None or mark.hidden > before.hidden:
        return False
    container = _container(before.path, after.path)
    flat = before.path.count("/") <= 1
    return mark.path.startswith(container) and (flat or container.count("/") >= 1)


def _container(first: str, second: str) -> str:
    """Path of the innermost element type that two blocks share."""
    shared = []
    for one, other in zip(first.split("/")[:-1], second.split("/")[:-1], strict=False):
        if one != other:
            break
        shared.append(one)
    return "/".join(shared)
