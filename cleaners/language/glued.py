"""A paragraph with its translation behind or before it, glued to one block: which part is foreign.

Only whole sentences at one end go, and only many: a foreign sentence inside of a paragraph is
quoted, and one after a colon is announced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

from cleaners.language.function_words import (
    SHORTEST,
    find_rival,
    listed_words,
    only_words,
    plain_words,
    share_of_wanted,
    wanted_words,
)
from cleaners.language.identify import SAMPLE, UNSPACED, Identified
from cleaners.language.judgement import ENOUGH_WORDS, MANY_WORDS, WANTED, judge
from cleaners.scripts import count_scripts, script_of

SHORTEST_SENTENCE = 5
"""Words of a sentence that has none of another language, and is believed for a single word."""
FEWEST = 2
"""Words from the lists of the languages asked for, where some of another language are there."""
_BOUNDARY = re.compile(
    r"""
      [.!?…]["”’)]?\s+ | [。！？；؟।۔]\s* | \n       # a sentence ends
    | [a-z][.!?](?=[^\x00-\u024f])                  # one of another script begins
    | \s(?=[^\x00-\u036f\u2000-\u2fff])
    """,
    re.X,
)
_WORD = re.compile(r"\s(?=\S)")
_QUOTE_MARKS = '"“”„«»「」『』《》'

Cut = tuple[int, int, Identified]


@lru_cache(maxsize=256)
def find_glued(text: str, wanted: tuple[str, ...], *, is_foreign: bool) -> Cut | None:
    """The foreign end of a paragraph, if what is left is in a language asked for.

    Where no sentence ends between both, as behind a heading, the parts are told by words with a
    capital; those that could be of either stay. Fewer words are enough where the whole would go.
    """
    if len(text) > SAMPLE:
        return None
    least = ENOUGH_WORDS if is_foreign else MANY_WORDS
    words = (found.end() for found in _WORD.finditer(text))
    for ends in (_ends(text), [start for start in words if text[start].isupper()]):
        bounds = [0, *ends, len(text)]
        scores = [_score(text[start:end], wanted) for start, end in pairwise(bounds)]
        cuts = _cuts(text, bounds, scores, wanted)
        cut = next((cut for cut, words in cuts if words >= least), None)
        if cut is not None:
            return cut
    return None


def _ends(text: str) -> list[int]:
    """Where sentences end, but for the last."""
    return [found.end() for found in _BOUNDARY.finditer(text) if found.end() < len(text)]


def _score(sentence: str, wanted: tuple[str, ...]) -> float:
    """Words that speak for another language, less those that speak for one asked for."""
    words = plain_words(sentence)
    rival = find_rival(words, wanted)
    scripts = count_scripts(sentence)
    known = {script_of(language) for language in wanted}
    other = sum(
        many / (2 if script in UNSPACED else 5)
        for script, many in scripts.items()
        if script not in known
    )
    return (rival.own if rival else 0) + other - share_of_wanted(words, wanted) * len(words)


def _cuts(
    text: str, bounds: Sequence[int], scores: Sequence[float], wanted: tuple[str, ...]
) -> Iterator[tuple[Cut, int]]:
    """Cuts of either end and their words: what goes is surely foreign and what stays is not."""
    sums = [0.0, *accumulate(scores)]
    inner = range(1, len(bounds) - 1)
    if not inner:
        return
    last = min(inner, key=lambda i: (sums[i], -i))
    first = max(inner, key=lambda i: (sums[i], -i))
    for rest, cut in (
        ((0, bounds[last]), (bounds[last], len(text))),
        ((bounds[first], len(text)), (0, bounds[first])),
    ):
        kept, gone = text[slice(*rest)], text[slice(*cut)]
        verdict = judge(gone.strip(), wanted)
        is_cut = is_prose(kept, wanted) and not has_prose(gone, wanted)
        if verdict.kind == "foreign" and is_cut and not _announces(kept, gone):
            start = len(kept.rstrip()) if cut[0] else 0
            yield (start, cut[1], verdict.identified), verdict.words


def has_prose(text: str, wanted: tuple[str, ...]) -> bool:
    """Whether a whole sentence of a text is surely in a language asked for."""
    parts = (text[start:end] for start, end in pairwise([0, *_ends(text), len(text)]))
    return any(_is_sure_prose(part, wanted) for part in parts)


def _is_sure_prose(text: str, wanted: tuple[str, ...]) -> bool:
    words = plain_words(text)
    asked = wanted_words(wanted)
    known = sum(word in asked and len(word) >= SHORTEST for word in words)
    rival = find_rival(words, wanted)
    if rival is not None:
        known = rival.against if rival.against >= 2 * rival.own else 0
    return known >= max(FEWEST, WANTED * len(words))


def is_prose(text: str, wanted: tuple[str, ...]) -> bool:
    """Whether what is left of a paragraph may be prose in a language asked for.

    It need not be sure, since else it would go with the rest: an English sentence of eleven words
    may have no function word but "for".
    """
    if _is_sure_prose(text, wanted) or judge(text.strip(), wanted).kind == "wanted":
        return True
    words = plain_words(text)
    rival = find_rival(words, wanted)
    listed = listed_words(wanted)
    known = sum(word in listed and len(word) >= SHORTEST for word in words)
    if rival is not None and (rival.own > 1 or only_words(wanted).isdisjoint(words)):
        return False
    return len(words) >= SHORTEST_SENTENCE and known > (rival is not None)


def _announces(kept: str, gone: str) -> bool:
    """Whether the rest of a paragraph introduces what would go, or that is in quotation marks."""
    sentence = kept.rstrip()
    return sentence.endswith((":", "：", "—", "(")) or (
        gone.strip()[0] in _QUOTE_MARKS or sentence[-1] in _QUOTE_MARKS[:4]
    )
