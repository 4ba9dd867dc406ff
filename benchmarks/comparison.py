"""Extractors side by side: figures with intervals, and paired differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.bootstrap import DRAWS, Interval, Statistic, Sums, Terms, resample
from benchmarks.options import OURS
from benchmarks.running import Outcome
from benchmarks.tables import print_table, show_difference

Score = Callable[[Outcome, str], Terms]
"""The numbers that a page contributes for one extractor."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The terms of all pages for all extractors, and their sums over the same resamples."""

    names: tuple[str, ...]
    terms: Sequence[Sequence[Terms]]
    sums: Sums

    def of(self, name: str, statistic: Statistic) -> Interval:
        """A figure of one extractor."""
        return self.sums.interval(lambda sums: statistic(self._slice(sums, name)))

    def terms_of(self, name: str) -> Terms:
        """The terms of one extractor, added up over all pages."""
        return self._slice(self.sums.all, name)

    def value(self, name: str, statistic: Statistic) -> float:
        """A figure of one extractor without an interval."""
        return statistic(self.terms_of(name))

    def difference(self, name: str, other: str, statistic: Statistic) -> Interval:
        """By how much the figure of one exceeds that of another."""
        return self.sums.interval(
            lambda sums: statistic(self._slice(sums, name)) - statistic(self._slice(sums, other))
        )

    def better_and_worse(self, name: str, other: str, statistic: Statistic) -> tuple[int, int]:
        """On how many pages one beats another, and on how many it is beaten."""
        one, two = self.names.index(name), self.names.index(other)
        pairs = [(statistic(row[one]), statistic(row[two])) for row in self.terms]
        return sum(a > b for a, b in pairs), sum(a < b for a, b in pairs)

    def _slice(self, sums: Terms, name: str) -> Terms:
        width = len(sums) // len(self.names)
        start = self.names.index(name) * width
        return sums[start : start + width]


def compare(
    outcomes: Sequence[Outcome], names: tuple[str, ...], score: Score, draws: int = DRAWS
) -> Comparison:
    """Score all results and resample the domains of their pages."""
    terms = [[score(outcome, name) for name in names] for outcome in outcomes]
    return compare_terms(terms, [outcome.page.domain for outcome in outcomes], names, draws)


def compare_terms(
    terms: Sequence[Sequence[Terms]],
    domains: Sequence[str],
    names: tuple[str, ...],
    draws: int = DRAWS,
) -> Comparison:
    """The same of results that are scored already: for each page the terms of all extractors."""
    rows = [[number for part in row for number in part] for row in terms]
    return Comparison(names, terms, resample(rows, domains, draws))


def print_differences(compared: Comparison, statistic: Statistic, figure: str) -> None:
    """Ours minus each of the others, on the same pages; nothing without ours."""
    if OURS not in compared.names:
        return
    print_table(
        ["ours minus", figure, "95 %", "pages better", "worse"],
        [
            [
                name,
                *show_difference(compared.difference(OURS, name, statistic)),
                *map(str, compared.better_and_worse(OURS, name, statistic)),
            ]
            for name in compared.names
            if name != OURS
        ],
    )
