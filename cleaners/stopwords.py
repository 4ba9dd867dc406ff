"""English function words: what sentences are full of and menus, tables and names are not."""

from __future__ import annotations

import re
from itertools import islice

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
_ASCII_WORDS = "".join(chr(c) if chr(c).isalpha() or chr(c) == "'" else " " for c in range(128))
"""For each ASCII character itself where it may stand in a word, else a space."""


def words_of(text: str) -> list[str]:
    """Words in lower case; contractions are one word."""
    text = text.lower()
    if not text.isascii():
        return _WORD.findall(text)
    pieces = text.translate(_ASCII_WORDS).split()
    if "'" not in text:
        return pieces
    return [
        word for piece in pieces for word in ((piece,) if piece.isalpha() else _WORD.findall(piece))
    ]


def count_words(text: str, enough: int) -> int:
    """Words of a text, as many as ``enough`` at most: a long text is not read to its end."""
    return sum(1 for _ in islice(_WORD.finditer(text.lower()), enough))


def share_of_stopwords(words: list[str]) -> float:
    """Share of English function words among ``words``, 0 to 1; English prose has 0.3 to 0.55."""
    if not words:
        return 0.0
    contractions = [word.split("'")[0] for word in words if "'" in word and word not in ENGLISH]
    known = sum(map(ENGLISH.__contains__, words)) + sum(map(ENGLISH.__contains__, contractions))
    return known / len(words)
