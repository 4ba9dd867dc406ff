"""Hard-wrapped text: paragraphs that a tool broke into lines of one width.

A greedy wrapper fills every line: the first word of the next would not have fitted any more. That
is how the breaks of a paragraph are told from those of verse, lists and tables, whose lines end
where they mean to. Only texts of one evident width are joined; all others are left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleaners.document import Draft, Edit, Settings

WIDTHS = range(60, 101)
"""Columns that tools wrap at: 72 (mail), 78 (html2text), 79 and 80 (text browsers)."""
TOO_LONG = 0.3
"""Share of the long lines that may be longer than the width: addresses, listings, tables."""
LONG = 0.6
"""Of the width: from which a line is long."""
FULL = 0.6
"""Share of the long lines with another behind them that are full, in wrapped text."""
ENOUGH = 4
"""Full lines without which nothing is joined."""
IN_SENTENCE = 0.5
"""Share of the full lines behind which a small letter goes on: a break inside of a sentence."""
HANGING = 5
"""Columns by which the lines of one paragraph are indented differently at most."""
LONGEST_PARAGRAPH = 400
"""Lines of one paragraph at most."""

_OPENS = re.compile(
    r"(?:[-*+•◦▪·»|>o]|#{1,6}|\d{1,3}[.)]|\(\w\)|[=_~*-]{3,})(?:\s|$)|\[|\||\(BUTTON\)"
)
_BREAK = re.compile(r"[ \t]*(?:\r\n|[\n\r])[ \t]*")


def find_paragraphs(lines: Sequence[str]) -> list[range]:
    """The lines of each paragraph of more than one, where the text is hard-wrapped.

    Args:
        lines: all lines of the text with their indentation, blank ones too.
    """
    lines = [line.rstrip() for line in lines]
    width = _width(lines)
    if width is None:
        return []
    goes_on = [_goes_on(line, following, width) for line, following in pairwise(lines)]
    paragraphs: list[range] = []
    start = 0
    for index, joined in enumerate([*goes_on, False]):
        if not joined or index - start >= LONGEST_PARAGRAPH:
            if index > start:
                paragraphs.append(range(start, index + 1))
            start = index + 1
    return paragraphs


def find_wraps(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Line breaks inside of a paragraph, each replaced by a space; behind a hyphen, by nothing."""
    for block in draft.blocks:
        if block.role == "code" or block.markup is not None:
            continue
        if draft.text_of(block).isprintable():  # a line break is not
            continue
        for found in _BREAK.finditer(draft.text, block.start, block.end):
            hyphen = (
                draft.text[found.start() - 1] == "-" and draft.text[found.start() - 2].isalpha()
            )
            yield Edit(
                found.start(),
                found.end(),
                found[0],
                "" if hyphen else " ",
                cleaner="wrapping",
                rule="hard_wrap",
                role="white space",
            )


def _width(lines: Sequence[str]) -> int | None:
    """The columns that a text is wrapped at, if it is: those at which most lines are full."""
    full, open_, lower = Counter[int](), Counter[int](), Counter[int]()
    for line, following in pairwise(lines):
        size = len(line)
        if not LONG * WIDTHS.start < size < WIDTHS.stop or not (after := _first_word(following)):
            continue
        needed = size + 1 + len(after)
        fits = [width for width in WIDTHS if size <= width < needed]
        full.update(fits)
        lower.update(fits if after[0].islower() else ())
        open_.update(width for width in WIDTHS if needed <= width < size / LONG)
    if not full:
        return None
    width = max(full, key=lambda width: (full[width] - open_[width], -width))
    long = [line for line in lines if len(line) > LONG * width and " " in line.strip()]
    longer = sum(len(line) > width for line in long)
    enough = full[width] >= max(ENOUGH, FULL * (full[width] + open_[width]))
    is_prose = lower[width] >= IN_SENTENCE * full[width]
    return width if enough and is_prose and longer <= TOO_LONG * len(long) else None


def _goes_on(line: str, following: str, width: int) -> bool:
    """Whether the next line is the rest of this one's paragraph."""
    if not line or len(line) > width:
        return False
    first = _first_word(following)
    indent = len(following) - len(following.lstrip())
    own = len(line) - len(line.lstrip())
    return bool(first) and len(line) + 1 + len(first) > width and abs(indent - own) <= HANGING


def _first_word(line: str) -> str:
    """The first word of a line that may go on with a paragraph; else empty."""
    inner = line.lstrip()
    return "" if not inner or _OPENS.match(inner) else inner.split(None, 1)[0]
