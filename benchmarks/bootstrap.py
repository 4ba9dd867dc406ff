"""Confidence intervals by resampling domains.

Pages of one site share a template: an extractor that fails on one fails on all. So whole domains
are drawn with replacement, not pages (a cluster bootstrap with percentile intervals, Davison and
Hinkley, "Bootstrap Methods and their Application", 1997, section 3.8). All systems see the same
draws, which makes differences paired.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import mul

DRAWS = 1_000
LEVEL = 0.95

Terms = Sequence[float]
Statistic = Callable[[Terms], float]
"""From the sums of the pages' terms to one figure: a mean is a sum of values over a count."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and the ends of its confidence interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of the pages' terms: over all pages, and over those of each draw."""

    all: Terms
    draws: tuple[Terms, ...]

    def interval(self, statistic: Statistic) -> Interval:
        """A figure with its percentile interval."""
        values = sorted(statistic(sums) for sums in self.draws)
        tail = (1 - LEVEL) / 2 * (len(values) - 1)
        low, high = values[round(tail)], values[round(len(values) - 1 - tail)]
        return Interval(statistic(self.all), low, high)


def resample(
    terms: Sequence[Terms], domains: Sequence[str], draws: int = DRAWS, seed: int = 0
) -> Sums:
    """Add up the terms of the pages over all, then over ``draws`` resamples of the domains.

    Args:
        terms: of each page, equally many numbers.
        domains: of each page, which others it belongs to.
        draws: how many resamples.
        seed: of the random numbers; the same one gives the same draws.
    """
    groups: defaultdict[str, list[Terms]] = defaultdict(list)
    for row, domain in zip(terms, domains, strict=True):
        groups[domain].append(row)
    columns = list(zip(*(_add(rows) for rows in groups.values()), strict=True))
    numbers = range(len(groups))
    chance = random.Random(seed)  # noqa: S311
    drawn = []
    for _ in range(draws):
        times = Counter(chance.choices(numbers, k=len(groups)))
        weights = [times[number] for number in numbers]
        drawn.append(tuple(sum(map(mul, column, weights)) for column in columns))
    return Sums(_add(terms), tuple(drawn))


def _add(rows: Sequence[Terms]) -> tuple[float, ...]:
    return tuple(float(sum(column)) for column in zip(*rows, strict=True))
