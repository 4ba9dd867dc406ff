"""Lists for search engines in the host's own script: "Cheap Pharmacy Online | Lottery Results …".

Nothing is foreign here, and half of all clean pages have lists. What is left is form (many phrases,
no grammar, no sentence) and topic: a few stems come back in ever new combinations, and none of them
is spoken of anywhere else in the document. Both are strong only in long lists: short ones stay and
are at most flagged. In a page, links and hiding say more: see :mod:`cleaners.spam.concealed`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaners.document import Draft, Edit, Settings
from cleaners.spam.shadow import shadow_of
from cleaners.spam.shape import STEM
from cleaners.stopwords import ENGLISH

MIN_ITEMS = 18
"""Items from which a list can be judged by itself."""
MAX_LINE = 60
"""Characters of a line that may be one item."""
MAX_WORDS = 8
MIN_WORDS = 1.7
"""Mean words of an item: between words alone (tables, tags) and sentences."""
MAX_VARIETY = 0.35
"""Distinct words to all words. Lists of names, goods and titles have .6 and more at this length."""
MAX_KNOWN = 0.1
"""Of its words, those that the rest of the document has too."""
MAX_GRAMMAR = 0.06
"""Of its words, English function words; prose has .3 and more."""
MIN_REST = 30
"""Distinct words of the rest from which it can say what the document is about."""
FLUENT_RUN = 24
"""Capitalised words in a row, from which they are no name or title."""

_SEPARATOR = re.compile(r"[|¦_、;·•\n]|,\s?|\s[-–—/]\s|\s{2,}")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_RUN = re.compile(rf"(?:[A-Z0-9][\w'’]*+[ ,]\s?){{{FLUENT_RUN},}}+(?:[A-Z0-9][\w'’]*+)?")
_BREAKS = ("|", "_", ",", "、", ";", "·", " - ", " / ", " – ")


@dataclass(frozen=True, slots=True)
class _List:
    """A list that may be spam: spans of its items in the draft's text, and their words."""

    spans: tuple[tuple[int, int], ...]
    words: tuple[tuple[str, ...], ...]


def find_own_lists(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Cut long lists of few stems that the document does not speak of."""
    candidates = list(_candidates(draft))
    if not candidates:
        return
    everything = Counter(_WORD.findall(shadow_of(draft.text).text.lower()))
    for found in candidates:
        own = Counter(word for words in found.words for word in words)
        if _is_bait(found, own) and _is_elsewhere(own, everything):
            yield from _cuts(draft, _trimmed(draft, found, own), own)


def _candidates(draft: Draft) -> Iterator[_List]:
    """Lines of many items, runs of capitalised words, and groups of short lines."""
    group: list[tuple[int, int]] = []
    for block in draft.blocks:
        if block.end - block.start <= MAX_LINE and block.role != "code":
            group.append((block.start, block.end))
            continue
        if len(group) >= MIN_ITEMS:
            yield _read(draft.text, group)
        group = []
        if block.end - block.start < 4 * MIN_ITEMS or block.role == "code":
            continue
        yield from _in_line(draft.text, block.start, block.end)
    if len(group) >= MIN_ITEMS:
        yield _read(draft.text, group)


def _in_line(text: str, start: int, end: int) -> Iterator[_List]:
    line = text[start:end]
    if any(line.count(mark) >= MIN_ITEMS - 1 for mark in _BREAKS):
        spans: list[tuple[int, int]] = []
        position = 0
        for found in _SEPARATOR.finditer(line):
            spans.append((start + position, start + found.start()))
            position = found.end()
        spans.append((start + position, end))
        yield from _long_runs(text, [span for span in spans if span[0] < span[1]])
        return
    for found in _RUN.finditer(line):
        words = [(start + w.start(), start + w.end()) for w in _WORD.finditer(line, *found.span())]
        yield _read(text, _pairs(words))


def _pairs(words: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without separators, two words count as an item."""
    return [(words[i][0], words[min(i + 1, len(words) - 1)][1]) for i in range(0, len(words), 2)]


def _long_runs(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[_List]:
    """Runs of short items in a line; one that is long belongs to both its neighbours."""
    run: list[tuple[int, int]] = []
    for span in spans:
        run.append(span)
        if span[1] - span[0] > MAX_LINE:
            if len(run) >= MIN_ITEMS:
                yield _read(text, run)
            run = [span]
    if len(run) >= MIN_ITEMS:
        yield _read(text, run)


def _read(text: str, spans: Sequence[tuple[int, int]]) -> _List:
    shadows = (shadow_of(text[start:end]) for start, end in spans)
    words = tuple(tuple(_WORD.findall(shadow.text.lower())) for shadow in shadows)
    return _List(tuple(spans), words)


def _is_bait(found: _List, own: Counter[str]) -> bool:
    """The form: many short phrases of the same few words, no grammar, no sentence."""
    items = len(found.spans)
    total = own.total()
    if not total or not MIN_WORDS * items <= total <= MAX_WORDS * items:
        return False
    grammar = sum(count for word, count in own.items() if word in ENGLISH)
    varied = len(own) > MAX_VARIETY * total
    top = max(own.values())
    return not varied and grammar <= MAX_GRAMMAR * total and top < 0.4 * total


def _is_elsewhere(own: Counter[str], everything: Counter[str]) -> bool:
    """The topic: the rest of the document does not have these words."""
    rest = everything - own
    stems = {word[:STEM] for word in rest}
    known = sum(count for word, count in own.items() if word[:STEM] in stems)
    return len(rest) >= MIN_REST and known <= MAX_KNOWN * own.total()


def _trimmed(draft: Draft, found: _List, own: Counter[str]) -> list[tuple[int, int]]:
    """The items, without the words of the host that stand beside the first and the last."""
    spans = list(found.spans)
    words = [(w.span(), w[0].lower()) for w in _WORD.finditer(draft.text, *spans[0])]
    while words and (own[words[-1][1]] > 1):
        spans[0] = (words.pop()[0][0], spans[0][1])
    if words and spans[0] == found.spans[0]:
        del spans[0]
    start, end = spans[-1]
    good = start
    for word in _WORD.finditer(draft.text, start, end):
        if own[word[0].lower()] < 2:
            break
        good = word.end()
    if good < end and _WORD.search(draft.text, good, end):
        spans[-1] = (start, good)
    return [span for span in spans if span[0] < span[1]]


def _cuts(draft: Draft, spans: Sequence[tuple[int, int]], own: Counter[str]) -> Iterator[Edit]:
    evidence = {
        "family": "item list",
        "groups": "form, topic",
        "items": len(spans),
        "variety": round(len(own) / own.total(), 2),
    }
    start, end = spans[0][0], spans[-1][1]
    for block in draft.blocks:
        if block.start < end and block.end > start:
            low, high = max(start, block.start), min(end, block.end)
            yield Edit(
                low,
                high,
                draft.text[low:high],
                "",
                cleaner="spam",
                rule="own_item_list",
                evidence=evidence,
                role="spam",
                score=0.9,
            )
