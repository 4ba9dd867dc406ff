"""Which documents say the same: the same text, and nearly the same by its runs of words.

Two texts are *the same* if they differ in letter case, white space and Unicode's compatibility
forms only. They are *near* if they share most of their runs of five words: the share (Jaccard:
shared runs, of all) is estimated from a MinHash signature, so that no text has to be looked at
again.

Documents come in order of rank, the best first. The first becomes an original; whatever is near
*it* is a copy of it; the first of the rest is the next original. So a copy is always near the one
that it is called a copy of, never only near some third text that is near both; and the result
depends on the rank alone, not on the order in which documents came.

It stops at the words: what differs in punctuation alone is near, two programs that differ in an
operator too. Words are what white space and punctuation part, so texts in scripts without spaces
are compared by clauses. A short text is the same or is not: one word less changes too large a part
of it to tell. And it knows nothing of facts: a notice in which a date and a place were replaced is
as near as a copy in which two words were mended.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rensa import CMinHash

RUN = 5
"""Words in a run; what FineWeb and others take. Fewer find texts of the same kind, not copies."""
MIN_WORDS = 50
"""Of a text that can be near another."""
VALUES = 128
"""Of a signature, a byte each: the standard error of a share of .75 is then .04."""
SEED = 1
ROWS = 5
"""Values that have to agree, in one band at least, for two texts to be compared. Each agrees as
often as the share says: of pairs that share .75 all but one of a thousand are compared, of those
that share .3 one of sixteen."""
BANDS = VALUES // ROWS
NEAR = 0.75
"""Share from which on a text is a copy: of .60, .65 … the highest that finds 95 of 100 copies on
one half of the sites of ``benchmarks.duplicates``; the other half is what it reports."""
_CHANCE = 1 / 256
"""With which the last bytes of two different values agree."""

_WORD = re.compile(r"\w+")
Sketches = NDArray[np.uint8]
"""A row of ``VALUES`` bytes a text; all zero where it is short."""
Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of a text, to compare it.

    Attributes:
        exact: the same for texts that are the same; 8 bytes.
        sketch: the last bytes of its MinHash values; empty for a short text.
    """

    exact: bytes
    sketch: bytes


def read_signature(text: str) -> Signature:
    """The signature of a text."""
    text = text.encode(errors="replace").decode()  # lone surrogates
    folded = unicodedata.normalize("NFKC", text).casefold()
    exact = hashlib.blake2b(" ".join(folded.split()).encode(), digest_size=8)
    words = _WORD.findall(folded)
    if len(words) < MIN_WORDS:
        return Signature(exact.digest(), b"")
    values = CMinHash(num_perm=VALUES, seed=SEED)
    values.update([" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1)])
    sketch = np.array(values.digest(), np.uint32).astype(np.uint8)
    return Signature(exact.digest(), sketch.tobytes())


@dataclass(frozen=True, slots=True)
class Copies:
    """Which texts are copies of which, by their numbers in order of rank.

    Attributes:
        original: for each text the one that it is a copy of; itself if it is none.
        share: of runs that the two have in common, as estimated; 1 for those that are the same.
    """

    original: Numbers
    share: NDArray[np.float32]


def find_copies(exact: NDArray[np.uint64], sketches: Sketches, near: float = NEAR) -> Copies:
    """Tell copies from originals.

    Args:
        exact: of each signature, the best text first.
        sketches: likewise.
        near: share from which on a text is a copy.
    """
    same = _find_same(exact)
    original = np.arange(len(exact), dtype=np.int32)
    shares = np.ones(len(exact), np.float32)
    alone = np.flatnonzero((same == original) & sketches.any(axis=1))
    places = _find_places(sketches, alone)
    for place, number in enumerate(places.numbers.tolist()):
        if original[number] == number:
            others = places.others(place)
            others = others[original[others] == others]
            found = _share(sketches[number], sketches[others])
            others, found = others[found >= near], found[found >= near]
            original[others], shares[others] = number, found
    return Copies(original[same], shares[same])


@dataclass(frozen=True, slots=True)
class _Places:
    """Which texts agree in a band with which.

    Attributes:
        numbers: of the texts that agree with any.
        order: for each band their places in ``numbers``, those that agree side by side.
        start, end: for each band and place, where those that agree with it stand in ``order``.
    """

    numbers: Numbers
    order: Numbers
    start: Numbers
    end: Numbers

    def others(self, place: int) -> Numbers:
        """Numbers of lower rank that agree with the one at a place."""
        start, end = self.start[:, place], self.end[:, place]
        bands = np.flatnonzero(end - start > 1)
        found = [self.order[band, start[band] : end[band]] for band in bands.tolist()]
        agree = np.unique(np.concatenate(found)) if found else self.order[0, :0]
        return self.numbers[agree[agree > place]]


def _find_places(sketches: Sketches, numbers: NDArray[np.intp]) -> _Places:
    """Look band by band, so that there is never more than one band's sorting in memory."""
    agree = np.zeros(len(numbers), bool)
    for band in range(BANDS):
        order, start, end = _sort(sketches, numbers, band)
        agree[order[(end - start) > 1]] = True
    numbers = numbers[agree]
    shape = (BANDS, len(numbers))
    places = _Places(
        numbers.astype(np.int32),
        np.zeros(shape, np.int32),
        np.zeros(shape, np.int32),
        np.zeros(shape, np.int32),
    )
    for band in range(BANDS):
        order, start, end = _sort(sketches, numbers, band)
        places.order[band] = order
        places.start[band, order], places.end[band, order] = start, end
    return places


def _sort(
    sketches: Sketches, numbers: NDArray[np.intp], band: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Places sorted by their values in a band, with the bounds of each run of equal ones."""
    keys = np.zeros(len(numbers), np.uint64)
    for row in range(band * ROWS, (band + 1) * ROWS):
        keys = (keys << np.uint64(8)) | sketches[numbers, row]
    order = np.argsort(keys, kind="stable")
    fresh = np.diff(keys[order], prepend=~keys[order[:1]]) != 0
    starts = np.flatnonzero(fresh)
    run = np.cumsum(fresh) - 1
    return order, starts[run], np.append(starts[1:], len(numbers))[run]


def _find_same(exact: NDArray[np.uint64]) -> Numbers:
    """For each text the first that is the same."""
    _, first, inverse = np.unique(exact, return_index=True, return_inverse=True)
    return first[inverse].astype(np.int32)


def _share(one: NDArray[np.uint8], others: Sketches) -> NDArray[np.float32]:
    """The estimated share of runs that a text has in common with each of others."""
    agree = (others == one).mean(axis=1, dtype=np.float32)
    shares: NDArray[np.float32] = np.maximum((agree - _CHANCE) / (1 - _CHANCE), 0)
    return shares
