"""The head of a document: headline, byline, and the furniture above and between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaners.chrome.finding import Finding, Findings
from cleaners.chrome.lines import Line
from cleaners.credits import is_person

HEADLINE_WORDS = range(3, 26)
DECK_RATIO = 1.5
"""A line under a headline that is so much longer is its deck."""


def find_head(
    lines: Sequence[Line], found: Findings, head: range, title: str | None
) -> Iterator[tuple[int, Finding]]:
    """The headline, what stands above it, a bare author's name under it, repeated titles.

    A first line alone may be a heading of the text: something must say that it is the
    headline, be it the page's metadata or other furniture (a byline, a breadcrumb) in the head.
    """
    index = _headline(lines, found, head, title)
    if index is None:
        return
    yield index, Finding("headline", "title", 0.9, "stands among the furniture of the head")
    for above in range(head.start, index):
        if above not in found:
            yield above, Finding("above_headline", "navigation", 0.8, "stands above the headline")
    for below in range(index + 1, head.stop):
        line = lines[below]
        beside = {below - 1, below + 1} & found.keys() or below - 1 == index
        if below not in found and line.unknown and beside and is_person(line.text):
            yield below, Finding("author", "byline", 0.8, "a bare name under the headline")
    for other, line in enumerate(lines):
        if other > index and other not in found and _repeats(line.text, lines[index].text):
            yield other, Finding("repeated_title", "title", 0.8, "the headline again")


def _headline(
    lines: Sequence[Line], found: Findings, head: range, title: str | None
) -> int | None:
    candidates = [i for i in head if i not in found and _may_be_headline(lines[i])]
    if title:
        named = [i for i in candidates if is_title(lines[i].text, title)]
        if named:
            return named[0]
    credit = next((i for i in head if i in found and found[i].role == "byline"), None)
    if not candidates or not any(i in found or lines[i].rule for i in head):
        return None
    above = [i for i in candidates if credit is None or i < credit] or candidates
    long_enough = [i for i in above if lines[i].words in HEADLINE_WORDS]
    if not long_enough:
        return above[-1] if credit is not None else None
    last = long_enough[-1] if credit is not None else long_enough[0]
    before = last - 1
    is_deck = before in long_enough and lines[last].words > DECK_RATIO * lines[before].words
    return before if is_deck else last


def _may_be_headline(line: Line) -> bool:
    return line.words < HEADLINE_WORDS.stop and (line.unknown or (line.rule == "item_row" and line.words > 5 and not _has_bars(line.text))) and bool(line.words)


def _has_bars(text: str) -> bool:
    return bool(re.search(r"[|•·▾›»]|\s{2,}|[a-z][A-Z][a-z]", text))


def is_title(line: str, title: str) -> bool:
    """Whether a line is the title of a page, be it with or without the name of the site."""
    ours, theirs = _letters(line), _letters(title)
    if min(len(ours), len(theirs)) < 8:
        return ours == theirs != ""
    return ours in theirs or theirs in ours


def _repeats(text: str, headline: str) -> bool:
    plain = re.sub(r"^\s*(?:re|fwd?|aw)\s?:\s*", "", text, flags=re.I)
    return len(plain) > 8 and _letters(plain) == _letters(headline) != ""


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
