"""English function words: what sentences are full of and menus, tables and names are not."""

from __future__ import annotations

import re

ENGLISH = frozenset(
    (
        "a about after again all also am an and any are as at be because been before being"
        " between both but by can could did do does for from had has have he her here him his how"
        " i if in into is it its just like made make many may me might more most must my no not"
        " now of on one only or other our out over said say says she should since so some such"
        " than that the their them then there these they this those through to too under up us"
        " very was we were what when where which while who whom whose why will with would you your"
    ).split()
)
"""The closed classes: articles, pronouns, prepositions, conjunctions, auxiliaries."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def words_of(text: str) -> list[str]:
    """Words in lower case; contractions are one word."""
    return _WORD.findall(text.lower())


def share_of_stopwords(words: list[str]) -> float:
    """Share of English function words among ``words``, 0 to 1; English prose has 0.3 to 0.55."""
    if not words:
        return 0.0
    contractions = [word.split("'")[0] for word in words if "'" in word and word not in ENGLISH]
    known = sum(map(ENGLISH.__contains__, words)) + sum(map(ENGLISH.__contains__, contractions))
    return known / len(words)
