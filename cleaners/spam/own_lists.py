"""Lists for search engines in the host's own script: "Cheap Pharmacy Online | Lottery Results …".

Nothing is foreign here, and half of all clean pages have lists. What is left is form (many phrases,
no grammar, no sentence) and topic: a few stems come back in ever new combinations and places, and
none of them is spoken of anywhere else in the document. Both are strong only in long lists. Where
each word has its place in the items, as in logs and columns of tables, the list stays and is
reported. In a page, links and hiding say more: see :mod:`cleaners.spam.concealed`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from cleaners.document import Draft, Edit, Evidence, Settings
from cleaners.spam.cutting import cut
from cleaners.spam.own_candidates import (
    FEW_ITEMS,
    MAX_LINE,
    MIN_ITEMS,
    SHUFFLED_ITEMS,
    WORD,
    ItemList,
    find_candidates,
)
from cleaners.spam.shadow import shadow_of
from cleaners.spam.shape import STEM
from cleaners.stopwords import ENGLISH, words_of

SCORE, DOUBT = 0.9, 0.6
"""How sure a cut is; and a suspicion, where the form is that of a log or a column of a table."""
MAXWORDS = 8
MINWORDS = 1.7
"""Mean words of an item: between words alone (tables, tags) and sentences."""
MAX_VARIETY = 0.35
"""Distinct words to all words. Lists of names, goods and titles have .6 and more at this length."""
MAX_FEW_VARIETY = 0.5
"""The same for short lists between bars."""
OFTEN = 3
"""Items that share a word from which it comes again and again."""
MAX_COMMON = 0.7
"""Of its distinct items, those that share one word: more are editions of one thing."""
MAX_KNOWN = 0.5
"""Of its words, those that the rest of the document has too: "buy" and "online" are everywhere."""
MIN_STRANGE = 0.85
"""Of its items, those with a word that the rest of the document does not have."""
MAX_GRAMMAR = 0.06
"""Of its words, English function words; prose has .3 and more."""
SHUFFLED = 0.2
"""Of the words that begin or end an item, those that do both. Logs, wares and roll calls have
none."""
MONOTONE = 30
"""Times in a row that one and the same item stands there, from which no log is so dull."""
ENDLESS = 200
ENDLESS_EACH = 20
"""Items, and times that each is repeated, from which no table and no log is so long."""
MIN_REST = 30
"""Distinct words of the rest from which it can say what the document is about."""


def find_own_lists(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Cut long lists of few stems that the document does not speak of."""
    everything: Counter[str] | None = None
    for candidate in find_candidates(draft):
        found = _densest(candidate)
        own = Counter(word for words in found.words[1:-1] for word in words)
        if not _is_bait(found, own):
            continue
        if everything is None:  # most lists are none, and need no more of the document
            everything = Counter(words_of(shadow_of(draft.text).text))
        if _is_elsewhere(found, own, everything - _spoken(draft.text, candidate, found)):
            score = SCORE if _is_surely_bait(found.words[1:-1]) else DOUBT
            yield from _cuts(draft, _trimmed(draft, found, own), own, score)


def _densest(found: ItemList) -> ItemList:
    """The longest run of items whose words come again and again, and an item on either side.

    Short lines of the host stand before and behind; a sentence may be glued to either end.
    """
    counts = Counter(word for words in found.words for word in set(words))
    often = {word for word, count in counts.items() if count >= OFTEN}
    best, start = (0, 0), 0
    for index, words in enumerate((*found.words, ())):
        grammar = sum(word in ENGLISH for word in words)
        if 2 * sum(word in often for word in words) < len(words) or 5 * grammar >= len(words):
            best = max(best, (start, index), key=lambda span: span[1] - span[0])
            start = index + 1
    first, last = max(0, best[0] - 1), min(len(found.spans), best[1] + 1)
    return ItemList(found.spans[first:last], found.words[first:last], found.barred)


def _is_bait(found: ItemList, own: Counter[str]) -> bool:
    """The form: many short phrases of the same few words, no grammar, no sentence."""
    inner = found.words[1:-1]
    total = own.total()
    least = SHUFFLED_ITEMS if _is_shuffled(inner) else MIN_ITEMS
    if len(inner) < (FEW_ITEMS if found.barred else least) - 2:
        return False
    different = sum(len(set(words)) for words in inner)
    if different < MINWORDS * len(inner) or total > MAXWORDS * len(inner):
        return False
    grammar = sum(count for word, count in own.items() if word in ENGLISH)
    distinct = set(inner)
    common = Counter(word for words in distinct for word in set(words))
    if len(distinct) >= FEW_ITEMS and max(common.values()) > MAX_COMMON * len(distinct):
        return False
    variety = MAX_VARIETY if len(inner) >= MIN_ITEMS else MAX_FEW_VARIETY
    return len(own) <= variety * total and grammar <= MAX_GRAMMAR * total


def _is_surely_bait(items: Sequence[tuple[str, ...]]) -> bool:
    """Whether words come now first, now last: "casino online", "free online casino", "online free".

    Words of genuine lists have a place: "light blue", "dark blue"; "rest day", "easy run". Or there
    are more repetitions of a few items than anybody would read.
    """
    distinct = len(set(items))
    least = max(ENDLESS, ENDLESS_EACH * distinct) if distinct > 1 else MONOTONE
    return len(items) >= least or _is_shuffled(items)


def _is_shuffled(items: Sequence[tuple[str, ...]]) -> bool:
    firsts = {words[0] for words in items if len(words) > 1}
    lasts = {words[-1] for words in items if len(words) > 1}
    return len(firsts & lasts) >= SHUFFLED * max(1, len(firsts | lasts))


def _spoken(text: str, candidate: ItemList, found: ItemList) -> Counter[str]:
    """The words of the list, and as many beside it as may be items glued to the host.

    Between bars, which sentences have no use for, all short items are of one list.
    """
    start, end = candidate.spans[0][0], candidate.spans[-1][1]
    before = WORD.findall(text, max(0, start - MAX_LINE), start)[-MAXWORDS:]
    behind = WORD.findall(text, end, end + MAX_LINE)[:MAXWORDS]
    beside = (word.lower() for word in (*before, *behind))
    short = (words for words in candidate.words if candidate.barred and len(words) <= MAXWORDS)
    items, dense = (Counter(w for words in lists for w in words) for lists in (short, found.words))
    return Counter(beside) + (items | dense)


def _is_elsewhere(found: ItemList, own: Counter[str], rest: Counter[str]) -> bool:
    """The topic: nearly every item has a word that the rest of the document does not have."""
    stems = {word[:STEM] for word in rest}
    inner = found.words[1:-1]
    strange = sum(any(word[:STEM] not in stems for word in words) for words in inner)
    known = sum(count for word, count in own.items() if word[:STEM] in stems)
    told = len(rest) >= MIN_REST and known <= MAX_KNOWN * own.total()
    return told and strange >= MIN_STRANGE * len(inner)


def _trimmed(draft: Draft, found: ItemList, own: Counter[str]) -> list[tuple[int, int]]:
    """The items; of the first and the last only the words that the others have too."""
    first, *inner, last = found.spans
    words = list(WORD.finditer(draft.text, *first))
    kept = len(words)
    while kept and words[kept - 1][0].lower() in own:
        kept -= 1
    if kept < len(words):
        inner.insert(0, (words[kept].start() if kept else first[0], first[1]))
    words = list(WORD.finditer(draft.text, *last))
    count = next((i for i, word in enumerate(words) if word[0].lower() not in own), len(words))
    if count:
        inner.append((last[0], words[count - 1].end() if count < len(words) else last[1]))
    return inner


def _cuts(
    draft: Draft, spans: Sequence[tuple[int, int]], own: Counter[str], score: float
) -> Iterator[Edit]:
    evidence: Evidence = {
        "family": "item list",
        "groups": "form, topic",
        "items": len(spans),
        "variety": round(len(own) / own.total(), 2),
    }
    start, end = spans[0][0], spans[-1][1]
    for block in draft.blocks:
        if block.start < end and block.end > start:
            low, high = max(start, block.start), min(end, block.end)
            yield cut(draft, (low, high), "own_item_list", score, evidence)
