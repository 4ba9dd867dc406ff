"""Main text of 1,497 pages of seven types, against the text that annotators made of them.

    python -m benchmarks.wcxb PATH [--sample N] [--only ours,trafilatura] [--jobs J]
                                   [--folds DIR | --model FILE]

PATH is a split of WCXB ("Web Content Extraction Benchmark", Murrough Foley 2026, CC-BY-4.0; on
GitHub and Hugging Face as Murrough-Foley/web-content-extraction-benchmark): a folder with
``ground-truth/`` and ``html/``. Scored as its authors do it: words as bags, precision, recall and
F1 of each page, then their mean over the pages. Intervals resample domains. Segments that must and
must not be found are counted over all pages, without regard to case and white space. In the end
ours and the peer that its cost is compared to run once more, both in one process.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.bootstrap import Terms
from benchmarks.comparison import Comparison, compare, print_differences
from benchmarks.options import OURS, read_arguments
from benchmarks.pages import load_wcxb
from benchmarks.peers import REFERENCE
from benchmarks.running import Outcome, run, run_paired
from benchmarks.scoring import Counts, add, compare_words, count_segments
from benchmarks.tables import (
    print_costs,
    print_failures,
    print_heading,
    print_ratios,
    print_table,
    show,
    show_difference,
    show_interval,
)

PEER = "trafilatura"
"""The peer that the tables by type and of the worst pages show beside ours."""


def score(outcome: Outcome, name: str) -> Terms:
    """F1, precision and recall of one page, and a one to divide their sums by."""
    found = compare_words(outcome.extractions[name].text, outcome.page.truth)
    return found.f1, found.precision, found.recall, 1.0


def mean_f1(terms: Terms) -> float:
    """Mean F1 from the sums over pages."""
    return terms[0] / terms[3]


def mean_precision(terms: Terms) -> float:
    """Mean precision."""
    return terms[1] / terms[3]


def mean_recall(terms: Terms) -> float:
    """Mean recall."""
    return terms[2] / terms[3]


def count(outcomes: Sequence[Outcome], name: str) -> Counts:
    """Segments found and not found on all pages."""
    return add(
        count_segments(
            outcome.extractions[name].text,
            outcome.page.wanted,
            outcome.page.unwanted,
            ignore_case=True,
        )
        for outcome in outcomes
    )


def print_scores(outcomes: Sequence[Outcome], compared: Comparison) -> None:
    """The main table: each extractor on the pages with a truth, and its F1 on all."""
    everywhere = compare(outcomes, compared.names, score, draws=0)
    rows = []
    for name in compared.names:
        segments = count(outcomes, name)
        row = [name, *show_interval(compared.of(name, mean_f1))]
        row += [show(compared.value(name, mean_precision)), show(compared.value(name, mean_recall))]
        row += [show(everywhere.value(name, mean_f1)), show(segments.recall), show(segments.leaked)]
        rows.append(row)
    everything = f"F1, all {len(outcomes)}"
    header = ["system", "F1", "95 %", "precision", "recall", everything]
    print_table([*header, "must-have found", "must-not found"], rows)


def print_types(outcomes: Sequence[Outcome], names: tuple[str, ...]) -> None:
    """F1 by type of page, and the difference between ours and its nearest peer."""
    both = OURS in names and PEER in names
    header = ["type", "pages", *names, *([f"ours minus {PEER}", "95 %"] if both else [])]
    rows = []
    types = [outcome.page.page_type for outcome in outcomes]
    for page_type in sorted(set(types), key=types.count, reverse=True):
        group = [outcome for outcome in outcomes if outcome.page.page_type == page_type]
        compared = compare(group, names, score)
        row = [page_type, str(len(group))]
        row += [show(compared.value(name, mean_f1)) for name in names]
        if both:
            row += show_difference(compared.difference(OURS, PEER, mean_f1))
        rows.append(row)
    print_table(header, rows)


def print_worst(outcomes: Sequence[Outcome], names: tuple[str, ...], many: int) -> None:
    """The pages on which ours scores lowest."""
    if OURS not in names or not many:
        return
    rows = []
    for outcome in sorted(outcomes, key=lambda outcome: score(outcome, OURS)[0])[:many]:
        page = outcome.page
        row = [page.name, page.domain, page.page_type, str(len(page.truth.split()))]
        row += [show(figure) for figure in score(outcome, OURS)[:3]]
        row.append(show(score(outcome, PEER)[0]) if PEER in names else "–")
        rows.append(row)
    header = ["worst of ours", "domain", "type", "words", "F1", "precision", "recall", PEER]
    print_table(header, rows)


def main() -> None:
    """Run the extractors and print the tables."""
    options = read_arguments(__doc__ or "", load_wcxb, multilingual=False)
    truths = sum(bool(page.truth) for page in options.pages)
    print_heading(options, f"WCXB, {truths} pages with a truth of {len(options.pages)}.")
    outcomes = list(run(options.pages, options.choose, options.jobs))
    judged = [outcome for outcome in outcomes if outcome.page.truth]
    compared = compare(judged, options.names, score)
    print_scores(outcomes, compared)
    print_differences(compared, mean_f1, "F1")
    print_types(judged, options.names)
    print_costs(outcomes)
    if OURS in options.names:
        print_ratios(list(run_paired(options.pages, options.choose, (OURS, REFERENCE))))
    print_worst(judged, options.names, options.worst)
    print_failures(outcomes)


if __name__ == "__main__":
    main()
