"""Markdown tables, and the ones about cost and failures that all benchmarks share."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from statistics import mean, median

from benchmarks.bootstrap import Interval
from benchmarks.options import OURS, Options
from benchmarks.peers import REFERENCE
from benchmarks.running import Outcome

SHOWN = 20
"""Failures named at most."""
SHORTEST = 1e-6
"""Seconds that a call is taken for at least: what the clock tells apart."""


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A Markdown table, the first column to the left and the others to the right."""
    print(f"\n| {' | '.join(header)} |\n|---{'|---:' * (len(header) - 1)}|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def show(figure: float) -> str:
    """A score, three digits without the zero: ``.823``."""
    return f"{figure:.3f}".replace("0.", ".", 1) if 0 <= figure < 1 else f"{figure:.3f}"


def show_interval(interval: Interval) -> list[str]:
    """A score, and the ends of its interval."""
    return [show(interval.value), f"{show(interval.low)}–{show(interval.high)}"]


def show_difference(interval: Interval) -> list[str]:
    """The same with signs."""
    return [f"{interval.value:+.3f}", f"{interval.low:+.3f} to {interval.high:+.3f}"]


def print_heading(options: Options, what: str) -> None:
    """What ran on what."""
    versions = [f"{name} {version(name)}" for name in sorted(options.packages)]
    versions.append(f"Python {platform.python_version()}")
    print(f"{what} {', '.join(versions)}.")
    if OURS in options.names:
        print(f"Ours with {options.weights}.")


def print_costs(outcomes: Sequence[Outcome]) -> None:
    """CPU time and memory of each extractor, and its time over that of the reference."""
    rows = []
    for name in outcomes[0].extractions:
        runs = [outcome.extractions[name] for outcome in outcomes]
        row = [
            name,
            f"{1000 * median(run.seconds for run in runs):.1f}",
            f"{1000 * mean(run.seconds for run in runs):.1f}",
            _show_ratio(outcomes, name),
            f"{max(run.peak for run in runs) / 2**20:.0f}",
            str(sum(not run.text.strip() and run.error is None for run in runs)),
            str(sum(run.error is not None for run in runs)),
        ]
        rows.append(row)
    header = ["CPU ms a page", "median", "mean", f"of {REFERENCE}", "peak MiB", "empty", "failed"]
    print_table(header, rows)


def _show_ratio(outcomes: Sequence[Outcome], name: str) -> str:
    """Median over the pages of the time of one over that of the reference, if that ran."""
    if REFERENCE not in outcomes[0].extractions:
        return "–"
    ratios = (
        outcome.extractions[name].seconds / max(outcome.extractions[REFERENCE].seconds, SHORTEST)
        for outcome in outcomes
    )
    return f"{median(ratios):.2f}"


def print_ratios(outcomes: Sequence[Outcome]) -> None:
    """Cost of ours over that of the reference, page by page; see :func:`run_paired`."""
    ours, theirs = (
        [outcome.extractions[name].seconds for outcome in outcomes] for name in (OURS, REFERENCE)
    )
    ratios = sorted(a / max(b, SHORTEST) for a, b in zip(ours, theirs, strict=True))
    of_sums = sum(ours) / max(sum(theirs), SHORTEST)
    count = len(ratios)
    figures = [median(ratios), ratios[count // 4], ratios[3 * count // 4], of_sums]
    header = [f"CPU of ours over {REFERENCE}, in one process", "median", "lower quartile"]
    row = [f"{count} pages", *(f"{figure:.2f}" for figure in figures)]
    print_table([*header, "upper quartile", "of the sums"], [row])


def print_failures(outcomes: Sequence[Outcome]) -> None:
    """On the error stream, which extractor raised what on which page."""
    show_failures(
        f"{name} failed on {outcome.page.name}: {run.error}"
        for outcome in outcomes
        for name, run in outcome.extractions.items()
        if run.error is not None
    )


def show_failures(found: Iterable[str]) -> None:
    """The first of them."""
    failures = list(found)
    for line in failures[:SHOWN]:
        print(line.splitlines()[0][:200], file=sys.stderr)
    if len(failures) > SHOWN:
        print(f"and {len(failures) - SHOWN} failures more", file=sys.stderr)
