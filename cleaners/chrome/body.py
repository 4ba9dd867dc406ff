"""Where the body of a text lies: the stretch of lines that is worth most.

Every line of prose is worth its words, every line of chrome costs something; the body is the
contiguous stretch with the greatest sum (maximum subsequence segmentation, Pasternack and
Roth, WWW 2009). It only says where the edges are, in which weak evidence counts: prose outside
of it is not removed for being outside.
"""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.chrome.lines import Line

MOST_WORTH = 40
"""Words of one line that count: a very long footer must not outweigh an article."""
LISTING_WORTH = 20
SHORT_WORTH = 8
"""Of a short line that ends like a sentence, at most: dialogue."""
STRONG_COST, CREDIT_COST, WEAK_COST, OTHER_COST = 5.0, 3.0, 2.0, 0.5


def find_body(lines: Sequence[Line]) -> range:
    """The stretch of greatest sum; empty, at the end, if no line is worth anything."""
    best, best_sum = range(len(lines), len(lines)), 0.0
    start, total = 0, 0.0
    for index, line in enumerate(lines):
        if total <= 0:
            start, total = index, 0.0
        total += _worth(line)
        if total > best_sum:
            best, best_sum = range(start, index + 1), total
    return best


def _worth(line: Line) -> float:
    if line.listing:
        return LISTING_WORTH
    if line.prose:
        return min(line.words, MOST_WORTH)
    if line.rule is not None:
        return -STRONG_COST if line.strong else -WEAK_COST
    if line.credit is not None:
        return -CREDIT_COST
    return min(line.words, SHORT_WORTH) if line.ends else -OTHER_COST
