"""How a result is scored: words in common with the truth, and segments found.

Both as the benchmarks' authors do it. WCXB compares bags of words: word F1 does not see the order.
trafilatura's evaluation looks for segments of some words: it does not see what lies between them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Overlap:
    """Words in common, of the words in the result (precision) and in the truth (recall)."""

    precision: float
    recall: float
    f1: float


def compare_words(text: str, truth: str) -> Overlap:
    """Compare the words of two texts as bags, without regard to case.

    Where there is nothing to find, finding nothing is perfect, and finding anything scores 0.
    """
    found, expected = (Counter(_WORD.findall(side.lower())) for side in (text, truth))
    if not expected and not found:
        return Overlap(1.0, 1.0, 1.0)
    common = (found & expected).total()
    if not common:
        return Overlap(0.0, 0.0, 0.0)
    precision, recall = common / found.total(), common / expected.total()
    return Overlap(precision, recall, 2 * precision * recall / (precision + recall))


@dataclass(frozen=True, slots=True)
class Counts:
    """Segments found and not found, of those that should be there and those that should not."""

    true_positives: float = 0
    false_positives: float = 0
    false_negatives: float = 0
    true_negatives: float = 0

    @property
    def precision(self) -> float:
        """Of the segments found, the share that should be."""
        return _share(self.true_positives, self.true_positives + self.false_positives)

    @property
    def recall(self) -> float:
        """Of the segments that should be found, the share that was."""
        return _share(self.true_positives, self.true_positives + self.false_negatives)

    @property
    def leaked(self) -> float:
        """Of the segments that should not be found, the share that was."""
        return _share(self.false_positives, self.false_positives + self.true_negatives)

    @property
    def accuracy(self) -> float:
        """Share of segments that are where they should be."""
        right = self.true_positives + self.true_negatives
        return _share(right, right + self.false_positives + self.false_negatives)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        right = 2 * self.true_positives
        return _share(right, right + self.false_positives + self.false_negatives)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def count_segments(
    text: str, wanted: Iterable[str], unwanted: Iterable[str], *, ignore_case: bool = False
) -> Counts:
    """Look for every segment, whatever white space is in it and in the text.

    An empty result misses all wanted segments and is right about all unwanted ones.
    """

    def normal(part: str) -> str:
        part = _SPACE.sub(" ", part).strip()
        return part.lower() if ignore_case else part

    text = normal(text)
    found = [normal(segment) in text for segment in wanted]
    leaked = [normal(segment) in text for segment in unwanted]
    return Counts(sum(found), sum(leaked), found.count(False), leaked.count(False))


def add(counts: Iterable[Counts]) -> Counts:
    """The counts of many pages together."""
    rows = [
        (c.true_positives, c.false_positives, c.false_negatives, c.true_negatives) for c in counts
    ]
    return Counts(*(sum(column) for column in zip(*rows, strict=True)))
