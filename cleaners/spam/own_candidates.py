"""Where a list in the host's own script may be: lines of items, capitalised runs, short lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaners.document import Draft
from cleaners.spam.shadow import shadow_of
from cleaners.spam.shape import read_classes
from cleaners.stopwords import words_of

MIN_ITEMS = 20
"""Items from which a list can be judged by itself."""
SHUFFLED_ITEMS = 12
"""The same where words come in any order: three times as many as a menu of a site has."""
FEW_ITEMS = 8
"""The same for items between bars or underscores, which sentences have no use for."""
BARS = ("|", "¦", "_", " - ")
DENSE = 40
"""Characters of an item on the average of a line with fewer than that: clauses are longer."""
MAX_LINE = 60
"""Characters of a line that may be one item."""
FLUENT_RUN = 24
"""Capitalised words in a row, from which they are no name or title."""

_SEPARATOR = re.compile(r"[|¦_、;·•\n]|,\s?|\s[-–—/]\s|\s{2,}")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Begins at a word's first letter, so that a line of one endless word is read once. What is before
# that is looked at when it is found: a pattern that begins with a class is searched faster.
_RUN = re.compile(
    r"[A-Z0-9](?<![\w'’][A-Z0-9])[\w'’]*+[ ,]\s?"
    rf"(?:[A-Z0-9][\w'’]*+[ ,]\s?){{{FLUENT_RUN - 1},}}+(?:[A-Z0-9][\w'’]*+)?"
)
_BREAKS = ("|", "_", ",", "、", ";", "·", " - ", " / ", " – ")


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list that may be spam: spans of its items in the text, their words, what parts them."""

    spans: tuple[tuple[int, int], ...]
    words: tuple[tuple[str, ...], ...]
    barred: bool = False


def find_candidates(draft: Draft) -> Iterator[ItemList]:
    """Lines of many items, runs of capitalised words, and groups of short lines."""
    # What the whole text has too little of, no line has enough of.
    counts = {mark: draft.text.count(mark) for mark in _BREAKS}
    least = {mark: (FEW_ITEMS if mark in BARS else SHUFFLED_ITEMS) - 1 for mark in _BREAKS}
    marks = [mark for mark, count in counts.items() if count >= least[mark]]
    classes = read_classes(draft.text)
    group: list[tuple[int, int]] = []
    for block in draft.blocks:
        if block.end - block.start <= MAX_LINE and block.role != "code":
            group.append((block.start, block.end))
            continue
        if len(group) >= SHUFFLED_ITEMS:
            yield _read(draft.text, group)
        group = []
        if block.end - block.start < 4 * MIN_ITEMS or block.role == "code":
            continue
        capitals = sum(classes.count(pair, block.start, block.end) for pair in (b" A", b" 9"))
        if capitals >= FLUENT_RUN - 1 or any(
            draft.text.count(mark, block.start, block.end) >= least[mark] for mark in marks
        ):
            yield from _in_line(draft.text, block.start, block.end)
    if len(group) >= SHUFFLED_ITEMS:
        yield _read(draft.text, group)


def _in_line(text: str, start: int, end: int) -> Iterator[ItemList]:
    line = text[start:end]
    bars = max(map(line.count, BARS))
    most = max(map(line.count, _BREAKS))
    is_dense = most >= SHUFFLED_ITEMS - 1 and len(line) <= DENSE * most
    if bars >= FEW_ITEMS - 1 or most >= MIN_ITEMS - 1 or is_dense:
        spans: list[tuple[int, int]] = []
        position = 0
        for found in _SEPARATOR.finditer(line):
            spans.append((start + position, start + found.start()))
            position = found.end()
        spans.append((start + position, end))
        yield _read(
            text, [span for span in spans if span[0] < span[1]], barred=bars > len(spans) / 2
        )
        return
    for found in _RUN.finditer(line):
        words = [(start + w.start(), start + w.end()) for w in WORD.finditer(line, *found.span())]
        yield _read(text, _pairs(words))


def _pairs(words: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without separators, two words count as an item."""
    return [(words[i][0], words[min(i + 1, len(words) - 1)][1]) for i in range(0, len(words), 2)]


def _read(text: str, spans: Sequence[tuple[int, int]], *, barred: bool = False) -> ItemList:
    shadows = (shadow_of(text[start:end]) for start, end in spans)
    words = tuple(tuple(words_of(shadow.text)) for shadow in shadows)
    return ItemList(tuple(spans), words, barred)
