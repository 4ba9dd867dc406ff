"""Which blocks of a page are main text, told from what annotators wrote down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

SHINGLE = 4
"""Words in a row that are taken for the same text wherever they stand."""

_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """Words as WCXB counts them."""
    return _WORD.findall(text.lower())


def align(texts: Sequence[str], truth: str) -> NDArray[np.float32]:
    """Share of each block's words that are part of the truth, 0 to 1.

    The longest common subsequence of page and truth tells blocks that stand twice on a page
    apart; what it leaves of the truth, because the annotators moved it, is found by shingles.
    """
    wanted = words_of(truth)
    words: list[str] = []
    starts = [0]
    for text in texts:
        words += words_of(text)
        starts.append(len(words))
    hit = np.zeros(len(words), dtype=np.float32)
    left = [True] * len(wanted)
    numbers = {word: number for number, word in enumerate(dict.fromkeys([*words, *wanted]))}
    codes = LCSseq.opcodes([numbers[w] for w in words], [numbers[w] for w in wanted])
    for code in codes:
        if code.tag == "equal":
            hit[code.src_start : code.src_end] = 1.0
            for index in range(code.dest_start, code.dest_end):
                left[index] = False
    shingles = {
        tuple(wanted[i : i + SHINGLE])
        for i in range(len(wanted) - SHINGLE + 1)
        if all(left[i : i + SHINGLE])
    }
    for first, stop in pairwise(starts):
        for i in range(first, stop - SHINGLE + 1):
            if tuple(words[i : i + SHINGLE]) in shingles:
                hit[i : i + SHINGLE] = 1.0
    running = np.concatenate(([0.0], np.cumsum(hit)))
    bounds = np.array(starts)
    counts = np.maximum(bounds[1:] - bounds[:-1], 1)
    share: NDArray[np.float64] = (running[bounds[1:]] - running[bounds[:-1]]) / counts
    return share.astype(np.float32)


def mark_segments(
    texts: Sequence[str], wanted: Sequence[str], unwanted: Sequence[str]
) -> NDArray[np.float32]:
    """1 for blocks with a wanted segment, 0 for blocks with an unwanted one, else nan."""
    labels = np.full(len(texts), np.nan, dtype=np.float32)
    folded = [" ".join(text.split()) for text in texts]
    for segments, value in ((unwanted, 0.0), (wanted, 1.0)):
        for segment in (" ".join(segment.split()) for segment in segments):
            for index, text in enumerate(folded):
                if segment and segment in text:
                    labels[index] = value
    return labels
