"""The head of a document: headline, byline, and the furniture above and between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaners.chrome.finding import Finding, Findings
from cleaners.chrome.lines import Line
from cleaners.dates import DATE
from cleaners.names import is_person

_PICTURE = re.compile(r"\b(?:photo|picture|image|credit|courtesy)\b.{0,3}[:/]|\[|\|", re.I)
_ANSWER = re.compile(r"^\s*(?:re|fwd?|aw)\s?:\s*", re.I)
_LETTER = re.compile(r"[^\W_]")
HEADLINE_WORDS = range(3, 26)
LONGEST_HEAD = 40
FURNITURE_WORDS = 80
"""Lines above a headline, and words of unknown ones among them, that are furniture at most."""
NAME_DISTANCE = 4
"""Lines below the headline in which a bare name is the author's."""
SURE = 0.9
"""Score of the furniture that says: this is the head of a page."""
REPEATED_WORDS = 3
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
    furniture = sum(lines[i].words for i in range(index) if i not in found)
    if index > LONGEST_HEAD or furniture > FURNITURE_WORDS:
        return
    yield index, Finding("headline", "title", 0.9, "stands among the furniture of the head")
    for above in range(head.start, index):
        if above not in found:
            yield above, Finding("above_headline", "navigation", 0.8, "stands above the headline")
    for below in range(index + 1, min(index + 1 + NAME_DISTANCE, head.stop)):
        line = lines[below]
        dated = any(n in found and found[n].role == "byline" for n in (below - 1, below + 1))
        if below not in found and line.unknown and dated and is_person(line.text):
            yield below, Finding("author", "byline", 0.8, "a bare name beside a byline or date")
    yield from find_repeated(lines, found, index + 1, lines[index].text)


def find_repeated(
    lines: Sequence[Line], found: Findings, start: int, headline: str
) -> Iterator[tuple[int, Finding]]:
    """Lines that repeat the headline."""
    letters = _letters(headline)
    for index in range(start, len(lines)):
        if index not in found and _repeats(lines[index].text, letters):
            yield index, Finding("repeated_title", "title", 0.8, "the headline again")


def _headline(lines: Sequence[Line], found: Findings, head: range, title: str | None) -> int | None:
    candidates = [i for i in head if i not in found and _may_be_headline(lines[i])]
    if title:
        named = [i for i in candidates if is_title(lines[i].text, title)]
        if named:
            return named[0]
    opening = next((line.text for line in lines[head.stop :] if line.prose), "")
    for index in candidates:
        if _opens(lines[index].text, opening):
            return index
    credit = next((i for i in head if i in found and found[i].role == "byline"), None)
    if not candidates or not any(i in found and found[i].score >= SURE for i in head):
        return None
    above = [i for i in candidates if credit is None or i < credit] or candidates
    long_enough = [i for i in above if lines[i].words in HEADLINE_WORDS]
    if not long_enough:
        return above[-1] if credit is not None else None
    if credit is None:
        return max(long_enough, key=lambda i: (lines[i].words, i))
    last = long_enough[-1]
    before = last - 1
    is_deck = before in long_enough and lines[last].words > DECK_RATIO * lines[before].words
    return before if is_deck else last


def _may_be_headline(line: Line) -> bool:
    if not line.unknown or not 0 < line.words < HEADLINE_WORDS.stop:
        return False
    return not (DATE.search(line.text) or _PICTURE.search(line.text))


def _opens(headline: str, opening: str) -> bool:
    """Whether the first sentence begins with the headline, as in an encyclopedia."""
    plain = re.sub(r"^(?:the|an?) ", "", opening, flags=re.I)
    return len(headline) > 5 and plain.startswith(headline)


def is_title(line: str, title: str) -> bool:
    """Whether a line is the title of a page, be it with or without the name of the site."""
    ours, theirs = _letters(line), _letters(title)
    if min(len(ours), len(theirs)) < 8:
        return ours == theirs != ""
    return ours in theirs or theirs in ours


def _repeats(text: str, headline: str) -> bool:
    """Whether a line has the letters of the headline; its first letter spares most the rest."""
    plain = _ANSWER.sub("", text)
    first = _LETTER.search(plain)
    if first is None or not headline.startswith(first[0].casefold()):
        return False
    return len(plain.split()) >= REPEATED_WORDS and _letters(plain) == headline


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
