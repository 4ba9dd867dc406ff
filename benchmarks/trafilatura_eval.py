"""trafilatura's own evaluation: pages in many languages, with segments to keep and to drop.

    python -m benchmarks.trafilatura_eval PATH [--sample N] [--only ours,trafilatura] [--jobs J]
                                               [--folds DIR | --model FILE]

PATH is the folder ``tests/`` of trafilatura's repository, or one with its ``evaldata.json`` and the
pages in ``html/``. Counted as there, over all segments of all pages: one to keep is found (true
positive) or not (false negative), one to drop is found (false positive) or not (true negative),
whatever the white space. A page without a result misses what is to be kept, and that is all.
Intervals resample the hosts of the pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple

from benchmarks.bootstrap import Terms
from benchmarks.comparison import Comparison, compare, print_differences
from benchmarks.options import OURS, read_arguments
from benchmarks.pages import load_trafilatura_eval
from benchmarks.peers import REFERENCE
from benchmarks.running import Outcome, run, run_paired
from benchmarks.scoring import Counts, count_segments
from benchmarks.tables import (
    print_costs,
    print_failures,
    print_heading,
    print_ratios,
    print_table,
    show,
    show_interval,
)

PEER = "trafilatura"
"""The peer that the table of the worst pages shows beside ours."""


def count(outcome: Outcome, name: str) -> Counts:
    """The segments of one page."""
    page = outcome.page
    return count_segments(outcome.extractions[name].text, page.wanted, page.unwanted)


def score(outcome: Outcome, name: str) -> Terms:
    """The counts of one page as terms to add up."""
    return astuple(count(outcome, name))


def f_score(terms: Terms) -> float:
    """F from the sums of the counts."""
    return Counts(*terms).f1


def accuracy(terms: Terms) -> float:
    """Accuracy of one page or of many."""
    return Counts(*terms).accuracy


def print_scores(compared: Comparison) -> None:
    """The main table, with the figures that trafilatura publishes."""
    rows = []
    for name in compared.names:
        counts = Counts(*compared.terms_of(name))
        row = [name, *show_interval(compared.of(name, f_score))]
        row += [show(counts.precision), show(counts.recall), show(counts.accuracy)]
        row += [show(counts.leaked)]
        rows.append(row)
    print_table(["system", "F", "95 %", "precision", "recall", "accuracy", "must-not found"], rows)


def print_worst(outcomes: Sequence[Outcome], names: tuple[str, ...], many: int) -> None:
    """The pages on which ours is wrong about most segments."""
    if OURS not in names or not many:
        return
    header = ["worst of ours", "missed", "leaked"]
    shown = [OURS, PEER] if PEER in names else [OURS]
    header += [f"{PEER}: missed", "leaked"] if PEER in names else []
    rows = []
    wrong = [outcome for outcome in outcomes if accuracy(score(outcome, OURS)) < 1]
    for outcome in sorted(wrong, key=lambda outcome: accuracy(score(outcome, OURS)))[:many]:
        row = [outcome.page.name]
        for name in shown:
            counts = count(outcome, name)
            row.append(f"{counts.false_negatives} of {len(outcome.page.wanted)}")
            row.append(f"{counts.false_positives} of {len(outcome.page.unwanted)}")
        rows.append(row)
    print_table(header, rows)


def main() -> None:
    """Run the extractors and print the tables."""
    options = read_arguments(__doc__ or "", load_trafilatura_eval, multilingual=True)
    segments = sum(len(page.wanted) + len(page.unwanted) for page in options.pages)
    what = f"trafilatura's evaluation, {len(options.pages)} pages with {segments} segments."
    print_heading(options, what)
    outcomes = list(run(options.pages, options.choose, options.jobs))
    compared = compare(outcomes, options.names, score)
    print_scores(compared)
    print_differences(compared, f_score, "F")
    print_costs(outcomes)
    if OURS in options.names:
        print_ratios(list(run_paired(options.pages, options.choose, (OURS, REFERENCE))))
    print_worst(outcomes, options.names, options.worst)
    print_failures(outcomes)


if __name__ == "__main__":
    main()
