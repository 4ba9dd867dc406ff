"""What is judged of a dump: its lines, and the parts of lines that a tool glued together.

``Global EditionASIA`` was two links; ``…in the spring.Read more`` a sentence and a button. Where a
capital follows a small letter inside of what is no word, a line is judged in parts; a text on one
endless line, sentence by sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cleaners.chrome.lexicon import Lexicon
from cleaners.memory import remember
from cleaners.text_runs import Layout, share_layout

ENDLESS = 2_000
"""Characters from which a line is judged sentence by sentence: paragraphs are shorter."""
MENU = 200
DENSE = 8
"""More joints than a menu has, one in so many characters, are a listing or encoded data."""
UNKNOWN: Final = -1_000_000
"""No score of a word: it is not in the lexicon."""
SHORTEST = 3
"""Letters of each half of what was glued: "iPhone" and "McDonald" were not."""

_JOINT = re.compile(
    r"(?<=[a-z])(?=[A-Z])|(?<=[)\]!?…\d])(?=[A-Z][a-z])|(?<=[a-z]{2}[.:])(?=[A-Z][a-z])"
)
_GLUED = re.compile(r"[A-Z](?<=[a-z)\]!?…\d.:].)")
"""Every joint is such a place, which is found faster: most lines have none."""
_SENTENCE = re.compile(r"(?<=[.!?…])(?<!\b[A-Z]\.)[\"”’»)]?\s(?=[\"“‘«(]?[A-Z0-9])")
# Words are looked at up to 40 letters: a line of nothing but letters costs no more.
_BEFORE = re.compile(r"[^\W\d_]{0,40}$")
_AFTER = re.compile(r"[^\W\d_]{0,40}")


@dataclass(frozen=True, slots=True)
class Unit:
    """A line of a dump, or a part of one.

    Attributes:
        block: index of the line.
        start, end: where it stands in the line's text.
    """

    block: int
    start: int
    end: int


def read_units(texts: Sequence[str], lexicon: Lexicon | None = None) -> list[Unit]:
    """The units of a dump's lines, in order.

    Args:
        texts: the lines.
        lexicon: tells brands from what was glued; without one, only their shape does.
    """
    return [unit for index, text in enumerate(texts) for unit in _split(index, text, lexicon)]


def parts_of(texts: Sequence[str], units: Sequence[Unit]) -> list[str]:
    """The text of each unit, without white space around it."""
    return [texts[unit.block][unit.start : unit.end].strip() for unit in units]


def lay_out(units: Sequence[Unit], layouts: Sequence[Layout]) -> list[Layout]:
    """The layout of each unit: the parts of one line stand together."""
    if len(units) == len(layouts):  # no line has parts
        return list(layouts)
    result = []
    lines = [unit.block for unit in units]
    for above, line, below in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        layout = layouts[line]
        before = 0 if above == line else layout.before
        after = 0 if below == line else layout.after
        result.append(share_layout(before, after, layout.indent))
    return result


def _split(block: int, text: str, lexicon: Lexicon | None) -> Iterator[Unit]:
    cuts = [joint for joint in _joints(text) if not _is_word(text, joint, lexicon)]
    if not cuts and len(text) <= ENDLESS:  # the usual case
        yield Unit(block, 0, len(text))
        return
    if len(text) > ENDLESS:
        cuts = sorted({*cuts, *(found.end() for found in _SENTENCE.finditer(text))})
    start = 0
    for cut in cuts:
        if text[start:cut].strip():
            yield Unit(block, start, cut)
            start = cut
    yield Unit(block, start, len(text))


@remember()
def _joints(text: str) -> tuple[int, ...]:
    """Where a line may have been glued, in order. Remembered, as it is judged more than once."""
    if not _GLUED.search(text):
        return ()
    cuts = [found.start() for found in _JOINT.finditer(text)]
    if len(cuts) > max(MENU, len(text) // DENSE):
        return ()
    return tuple(cut for cut in cuts if not _is_brand(text, cut))


def _is_brand(text: str, cut: int) -> bool:
    return text[cut - 1].islower() and min(map(len, _halves(text, cut))) < SHORTEST


def _halves(text: str, cut: int) -> tuple[str, str]:
    before = _BEFORE.search(text, max(0, cut - 40), cut)
    after = _AFTER.match(text, cut)
    return (before[0] if before else ""), (after[0] if after else "")


def _is_word(text: str, cut: int, lexicon: Lexicon | None) -> bool:
    """Whether both halves together are a word: "YouTube"."""
    if lexicon is None or not text[cut - 1].islower():
        return False
    return lexicon["w"].get("".join(_halves(text, cut)).lower(), UNKNOWN) != UNKNOWN
