"""Characters of each block of a page by kind, counted for all blocks at once.

A page has some hundreds of blocks: one look at the characters of them all in a row costs a fraction
of asking every block for each kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FIRST_WORDS = 60
"""Words of a block whose first letters are looked at: its first ones."""

_SPACE, _BLANK, _MARK, _COMMA, _DIGIT, _BAR, _QUOTE = (1 << bit for bit in range(7))
_LAST: Final = 0x3000
"""The last character that is of one of these kinds: the ideographic space."""


def _kinds() -> NDArray[np.uint8]:
    kinds = np.zeros(_LAST + 2, dtype=np.uint8)
    kinds[[code for code in range(_LAST + 1) if chr(code).isspace()]] |= _SPACE
    named = (" ", _BLANK), (".?!", _MARK), (",", _COMMA), ("0123456789", _DIGIT)
    for characters, kind in (*named, ("|•·»›", _BAR), ('"“”', _QUOTE)):
        kinds[[ord(character) for character in characters]] |= kind
    return kinds


_KINDS: Final = _kinds()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are in each text; shape (texts,).

    Attributes:
        characters: all but blanks.
        words: stretches without white space.
        capitals: of the first ``FIRST_WORDS`` words, those that begin with a capital letter.
        marks: full stops, question and exclamation marks before a blank or at the end.
        commas, digits, bars, quotes: bars are all signs that part the items of a menu.
    """

    characters: NDArray[np.int64]
    words: NDArray[np.int64]
    capitals: NDArray[np.int64]
    marks: NDArray[np.int64]
    commas: NDArray[np.int64]
    digits: NDArray[np.int64]
    bars: NDArray[np.int64]
    quotes: NDArray[np.int64]


def count_characters(texts: Sequence[str]) -> Counts:
    """Count in texts none of which is empty or white space only."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    kinds = _KINDS[np.minimum(codes, _LAST + 1)]
    sizes = np.array([len(text) for text in texts])
    ends = np.cumsum(sizes)
    starts = ends - sizes

    def count(of: NDArray[np.uint8]) -> NDArray[np.int64]:
        counted: NDArray[np.int64] = np.add.reduceat(of != 0, starts, dtype=np.int64)
        return counted

    blank = kinds & _BLANK
    before_blank = np.append(blank[1:], np.uint8(0))
    before_blank[ends - 1] = 1
    is_space = (kinds & _SPACE) != 0
    begins = ~is_space
    first = begins[starts]
    begins[1:] &= is_space[:-1]
    begins[starts] = first
    words = count(begins.view(np.uint8))
    return Counts(
        characters=sizes - count(blank),
        words=words,
        capitals=_count_capitals(codes[begins], words),
        marks=count(np.where(before_blank, kinds & _MARK, np.uint8(0))),
        commas=count(kinds & _COMMA),
        digits=count(kinds & _DIGIT),
        bars=count(kinds & _BAR),
        quotes=count(kinds & _QUOTE),
    )


def _count_capitals(first: NDArray[np.uint32], words: NDArray[np.int64]) -> NDArray[np.int64]:
    """Capitals among the first letters of the first words; ``first`` has those of all words."""
    letters, inverse = np.unique(first, return_inverse=True)
    is_capital = np.array([chr(letter).isupper() for letter in letters])[inverse]
    starts = np.cumsum(words) - words
    place = np.arange(len(first)) - np.repeat(starts, words)
    counted: NDArray[np.int64] = np.add.reduceat(
        is_capital & (place < FIRST_WORDS), starts, dtype=np.int64
    )
    return counted
