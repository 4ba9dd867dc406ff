"""Lists and links that stand on hosts which have nothing to do with each other.

An echo alone only tells: menus, towns, services and notices echo too. With it go, for lists of a
dump, form (phrases without grammar whose words come now first, now last, in no order) and topic
(words that the rest of the document has not); for lists of a page, links to others and topic. A
link in a sentence goes where it echoes and its paragraph does not: a notice echoes with its
sentence ("learn how your comments are used"), what was put into foreign sentences does not. Stories
of an agency are let be: there the paragraphs beside the list echo as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from cleaners.chrome.phrases import tile
from cleaners.document import Draft, Edit, Settings
from cleaners.echoes import mark_phrase, mark_prose
from cleaners.scripts import has_other_scripts
from cleaners.site import Echo
from cleaners.spam.cutting import cut
from cleaners.spam.rows import FEW, LONGEST, WORD, Item, read_rows
from cleaners.spam.shape import STEM
from cleaners.stopwords import ENGLISH

SCORE, DOUBT = 0.92, 0.45
"""How sure a cut is; and an echo alone."""
FEW_LINES = 8
"""Different items that echo, of a list that is cut, where each stands on a line, as verse and
headings do; elsewhere as many as a row has at least."""
MOSTLY = 0.6
"""Of the items from the first to the last that echoes, those that do."""
MAX_GRAMMAR = 0.06
"""Of the words, English function words; as in :mod:`cleaners.spam.own_lists`."""
MAX_WORDS = 4
"""Mean words of an item: lines of songs, which echo too, have more."""
MAX_COMMON = 0.7
"""Of the different items, those that share one word: more are kinds of one thing."""
MAX_KNOWN = 0.4
"""Of the stems, those that the rest of the document has; as of concealed lists."""
MIN_REST = 30
"""Different stems of the rest from which it can say what the document is about."""

_END = re.compile(r"[.!?…。！？](?!\d)")


def find_echoed_lists(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Cut lists of phrases that echo, and say nothing of what the document speaks of."""
    echoes = draft.site.echoes
    if not echoes or draft.page is not None:
        return
    for row in read_rows(draft):
        items = _longest(row, echoes)
        lines = len(items) > 1 and "\n" in draft.text[items[0].end : items[1].start]
        heard = {item.words for item in items if item.mark in echoes}
        if len(heard) < (FEW_LINES if lines else FEW):
            continue
        known = any(tile(draft.text[item.start : item.end]) for item in items)
        if known or _is_beside_echo(draft, items, echoes):
            continue
        jumbled = is_jumbled([item.words for item in items])
        sure = jumbled and _stands_alone(draft.text, items) and _is_elsewhere(draft, items)
        yield from _cuts(draft, items, SCORE if sure else DOUBT)


def _longest(row: Sequence[Item], echoes: Mapping[int, Echo]) -> Sequence[Item]:
    """The stretch of a row in which the most items echo, and most do."""
    best, start, total, top = (0, 0), 0, 0.0, 0.0
    for index, item in enumerate(row):
        total += 1 - MOSTLY if item.mark in echoes else -MOSTLY
        if total <= 0:
            total, start = 0.0, index + 1
        elif total > top:
            top, best = total, (start, index + 1)
    return row[slice(*best)]


def is_jumbled(items: Sequence[tuple[str, ...]]) -> bool:
    """Whether items are phrases without grammar, in no order, of words that have no place.

    "Casino online", "best online casino": in names, wares and menus a word stands first or not.
    Scripts without spaces have no such words; for them see :mod:`cleaners.spam.foreign_lists`.
    """
    words = [word for item in items for word in item]
    if has_other_scripts("".join(words)):
        return False
    distinct = set(items)
    grammar = sum(word in ENGLISH for word in words)
    common = Counter(word for item in distinct for word in set(item)).most_common(1)[0][1]
    if grammar > MAX_GRAMMAR * len(words) or len(words) > MAX_WORDS * len(items):
        return False
    if common > MAX_COMMON * len(distinct):
        return False
    firsts = {item[0] for item in distinct if len(item) > 1}
    later = {word for item in distinct for word in item[1:]}
    is_ordered = list(items) in (sorted(items), sorted(items, reverse=True))
    return not is_ordered and bool(firsts & later)


def _stands_alone(text: str, items: Sequence[Item]) -> bool:
    """Whether the list is not part of a sentence: glued behind the end of one it may be."""
    head = text[text.rfind("\n", 0, items[0].start) + 1 : items[0].start]
    tail = text[items[-1].end :].split("\n", 1)[0]
    if any(word in ENGLISH for word in WORD.findall(tail.lower())):
        return False
    in_sentence = any(word in ENGLISH for word in WORD.findall(head.lower()))
    return not in_sentence or _END.search(head[-LONGEST:]) is not None


def _is_elsewhere(draft: Draft, items: Sequence[Item]) -> bool:
    """The topic: few stems of the list are spoken of in the rest."""
    everything = Counter(word[:STEM] for word in _words(draft.text))
    own = Counter(word[:STEM] for item in items for word in item.words)
    rest = everything - own
    known = sum(stem in rest for stem in own)
    return len(rest) >= MIN_REST and known <= MAX_KNOWN * len(own)


def _words(text: str) -> Iterator[str]:
    return (word for word in WORD.findall(text.lower()) if word not in ENGLISH)


def _is_beside_echo(draft: Draft, items: Sequence[Item], echoes: Mapping[int, Echo]) -> bool:
    """Whether the paragraph before or behind the list echoes as well: all of it is syndicated."""
    long = [block for block in draft.blocks if block.end - block.start > LONGEST]
    before = [block for block in long if block.end <= items[0].start][-1:]
    behind = [block for block in long if block.start >= items[-1].end][:1]
    return any(mark_prose(draft.text_of(block)) in echoes for block in (*before, *behind))


def _cuts(draft: Draft, items: Sequence[Item], score: float) -> Iterator[Edit]:
    echoes = draft.site.echoes
    heard = [item for item in items if item.mark in echoes]
    groups = "corpus, form, topic" if score >= SCORE else "corpus"
    evidence = {"family": "echoed list", "groups": groups, **tell_echo(heard[0].words, echoes)}
    evidence |= {"items": len(items), "echoing": len(heard)}
    start, end = items[0].start, items[-1].end
    for block in draft.blocks:
        if block.start < end and block.end > start:
            span = max(start, block.start), min(end, block.end)
            yield cut(draft, span, "echoed_list", score, evidence)


def tell_echo(
    words: Sequence[str], echoes: Mapping[int, Echo], mark: int | None = None
) -> dict[str, str | int | float]:
    """How far a phrase echoes; and its mark, for the counts may change."""
    mark = mark_phrase(words) if mark is None else mark
    hosts, documents = echoes[mark]
    phrase = " ".join(words)
    return {"phrase": phrase, "hosts": hosts, "documents": documents, "echo": f"{mark:016x}"}
