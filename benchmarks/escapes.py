r"""Texts damaged by every kind of escape, repaired, and held against what they were.

    python -m benchmarks.escapes WCXB [--sample N] [--only json_ascii,addslashes] [--show N]

WCXB is a split of the benchmark of that name (see :mod:`benchmarks.pages`); its main contents are
the texts. Each is put through each encoder of :mod:`benchmarks.encoders`, and through compositions
of two and three that its name decides, read as a dump, repaired (``pipeline.repair``, no other
stage), and compared character for character.

A text counts where our own repair of it, undamaged, does nothing but normalise white space: joins
hard-wrapped lines, turns tabs and odd spaces into one space, drops invisible characters. The result
of that is the text that must come back. Texts in which repair finds escapes or mojibake before
anybody damaged them are counted apart, with what was found: they are either damaged in the wild, or
false alarms. A text that an encoder leaves as it is does not count for that encoder, and with
mojibake only those count which ftfy alone restores from the mojibake alone.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from ftfy import fix_text

from benchmarks.encoders import ESCAPES, MOJIBAKE, compose, draw_composition
from benchmarks.pages import Page, load_wcxb, sample
from benchmarks.tables import print_table
from cleaners import revert
from cleaners.differences import find_differences
from cleaners.document import Draft
from cleaners.mojibake import CONFIG
from cleaners.pipeline import repair
from cleaners.text_blocks import read_text

ALONE = frozenset({"whitespace", "wrapping"})
"""Cleaners that only normalise white space."""
TYPES = ("article", "documentation", "forum", "service", "product", "collection", "listing")
TWO, THREE = "two by chance", "three by chance"
WITH_MOJIBAKE = "two and mojibake"


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one damaged text."""

    page: Page
    encoder: str
    names: tuple[str, ...]
    exact: bool
    undone: bool
    difference: tuple[str, str]
    seconds: float
    size: int


def read_truths(pages: Sequence[Page]) -> tuple[dict[str, str], dict[str, Draft], float]:
    """Normalised texts by page; drafts in which repair finds more than white space; MB/s."""
    truths: dict[str, str] = {}
    touched: dict[str, Draft] = {}
    seconds = size = 0.0
    for page in pages:
        draft = read_text(page.truth)
        start = time.process_time()
        draft = repair(draft)
        seconds += time.process_time() - start
        size += len(page.truth.encode())
        cleaners = {name for edit in draft.edits for name in edit.cleaner.split("+")}
        if cleaners <= ALONE and not repair(read_text(draft.text)).edits:
            truths[page.name] = draft.text
        else:
            touched[page.name] = draft
    return truths, touched, size / 1e6 / max(seconds, 1e-9)


def try_encoders(page: Page, truth: str, only: Sequence[str]) -> Iterator[Trial]:
    """One text through every encoder and the compositions drawn for it."""
    drawn = {
        TWO: draw_composition(f"{page.name} 2", 2, mojibake=False),
        THREE: draw_composition(f"{page.name} 3", 3, mojibake=False),
        WITH_MOJIBAKE: draw_composition(f"{page.name} m", 2, mojibake=True),
    }
    for encoder, names in {**{name: (name,) for name in ESCAPES}, **drawn}.items():
        if only and encoder not in only:
            continue
        damaged = compose(names, truth)
        mojibake = compose(tuple(name for name in names if name in MOJIBAKE), truth)
        if damaged != truth and mend(mojibake) == truth:
            yield measure(page, encoder, names, damaged, truth)


def mend(text: str) -> str:
    """What ftfy alone makes of mojibake, set up as it is in the pipeline."""
    return text if text.isascii() else str(fix_text(text, CONFIG))


def measure(page: Page, encoder: str, names: tuple[str, ...], damaged: str, truth: str) -> Trial:
    """Repair one damaged text and compare."""
    draft = read_text(damaged)
    start = time.process_time()
    repaired = repair(draft)
    seconds = time.process_time() - start
    undone = revert(repaired.text, repaired.edits) == damaged
    exact = repaired.text == truth
    difference = ("", "") if exact else first_difference(repaired.text, truth)
    return Trial(page, encoder, names, exact, undone, difference, seconds, len(damaged.encode()))


def first_difference(found: str, truth: str) -> tuple[str, str]:
    """Where the repaired text first leaves the true one, with what stands around it."""
    low, high, text = next(find_differences(found, truth))
    same = found[max(0, low - 25) : low]
    return f"{same}⟦{found[low : min(high, low + 30)]}⟧{found[high : high + 10]}", text[:30]


def share(trials: Sequence[Trial]) -> str:
    """How many were restored exactly."""
    if not trials:
        return "–"
    exact = sum(trial.exact for trial in trials)
    return f"{100 * exact / len(trials):.1f} % of {len(trials)}"


def report(trials: Sequence[Trial], show: int) -> None:
    """Tables by encoder and page type, reversals, speed, then failures."""
    groups: dict[tuple[str, str], list[Trial]] = defaultdict(list)
    for trial in trials:
        groups[trial.encoder, trial.page.page_type].append(trial)
    encoders = list(dict.fromkeys(trial.encoder for trial in trials))
    rows = [[name, *(share(groups[name, kind]) for kind in TYPES)] for name in encoders]
    rows.append(["all", *(share([t for t in trials if t.page.page_type == k]) for k in TYPES)])
    print_table(["restored exactly", *TYPES], rows)
    undone = sum(trial.undone for trial in trials)
    speed = sum(t.size for t in trials) / 1e6 / max(1e-9, sum(t.seconds for t in trials))
    print(f"\nTaken back from the ledger: {undone} of {len(trials)}.")
    print(f"Repair of the damaged texts: {speed:.1f} MB/s of process time.")
    for encoder in encoders:
        failures = [t for t in trials if t.encoder == encoder and not t.exact]
        for trial in sorted(failures, key=lambda t: t.page.page_type)[:show]:
            found, wanted = trial.difference
            print(
                f"    {trial.page.page_type} {trial.page.name} {'+'.join(trial.names)}:"
                f" {found!r} != {wanted!r}"
            )


def report_touched(pages: Sequence[Page], touched: dict[str, Draft], show: int) -> None:
    """Undamaged texts in which repair found something: how many, and what."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        if page.name in touched:
            names = {n for e in touched[page.name].edits for n in e.cleaner.split("+")} - ALONE
            found[page.page_type].update(names or {"not settled"})
    rows = [
        [
            kind,
            str(sum(page.page_type == kind for page in pages)),
            str(found[kind]["escapes"]),
            str(found[kind]["mojibake"]),
            str(found[kind]["not settled"]),
        ]
        for kind in TYPES
    ]
    print_table(["undamaged", "texts", "escapes found", "mojibake found", "not settled"], rows)
    for page in pages:
        edits = touched[page.name].edits if page.name in touched else ()
        for edit in [e for e in edits if set(e.cleaner.split("+")) - ALONE][:show]:
            around = page.truth[max(0, edit.start - 30) : edit.end + 30]
            print(
                f"    {page.page_type} {page.name} {edit.cleaner} {edit.rule}:"
                f" {around!r} -> {edit.after!r}"
            )


def main() -> None:
    """Damage, repair, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("wcxb", type=Path)
    parser.add_argument("--sample", type=int, help="so many pages only")
    parser.add_argument("--only", default="", help="encoders, separated by commas")
    parser.add_argument("--show", type=int, default=3, help="failures shown for each encoder")
    options = parser.parse_args()
    pages = [page for page in sample(load_wcxb(options.wcxb), options.sample) if page.truth]
    truths, touched, speed = read_truths(pages)
    print(
        f"WCXB, {len(pages)} texts. cleancopy {version('cleancopy')}, ftfy {version('ftfy')},"
        f" Python {sys.version.split()[0]}."
    )
    report_touched(pages, touched, options.show)
    print(f"\nRepair of the undamaged texts: {speed:.1f} MB/s of process time.")
    only = tuple(filter(None, options.only.split(",")))
    trials = [
        trial
        for page in pages
        if page.name in truths
        for trial in try_encoders(page, truths[page.name], only)
    ]
    report(trials, options.show)


if __name__ == "__main__":
    main()
