"""Which copies are found, and what is taken for one that is none.

    python -m benchmarks.duplicates PATH_TO_WCXB

Pairs are made from the main contents of WCXB (:mod:`benchmarks.near_texts`; see
:mod:`benchmarks.pages` for where it is). The threshold is chosen on one half of the sites: of .60,
.65 … the highest at which 95 of 100 copies are found. What is reported comes from the other half.
Then the search itself, over random signatures of which every tenth is near another, half of that
near enough: time and memory.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from benchmarks.near_texts import Pair, make_pairs
from benchmarks.pages import Page, load_wcxb
from benchmarks.tables import print_table
from cleaners.near_duplicates import NEAR, VALUES, find_copies, read_signature

MIN_WORDS = 20
"""Shorter truths are no documents; as in :mod:`benchmarks.clean_texts`."""
THRESHOLDS = tuple(n / 100 for n in range(60, 100, 5))
FOUND = 0.95
DRIFT = 0.1, 0.4
"""Shares of the values in which a random signature differs from the one that it is near."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A pair and its estimated share where the two were compared at all, else 0."""

    pair: Pair
    share: float


def is_for_choosing(domain: str) -> bool:
    """Whether a site is in the half on which the threshold is chosen."""
    return hashlib.sha256(domain.encode()).digest()[0] % 2 == 0


def try_pairs(pages: Sequence[Page]) -> list[Trial]:
    """Sign and compare all pairs of some pages, as a corpus of two documents."""
    return [Trial(pair, _share_of(pair)) for pair in make_pairs(pages)]


def _share_of(pair: Pair) -> float:
    signatures = read_signature(pair.one), read_signature(pair.other)
    exact = np.array([int.from_bytes(s.exact) for s in signatures], np.uint64)
    empty = bytes(VALUES)
    sketches = np.frombuffer(b"".join(s.sketch or empty for s in signatures), np.uint8)
    copies = find_copies(exact, sketches.reshape(2, VALUES), near=0.0)
    return float(copies.share[1]) if copies.original[1] == 0 else 0.0


def recall_of(trials: Iterable[Trial], near: float) -> float:
    """Copies that are found, of all."""
    copies = [trial for trial in trials if trial.pair.copy]
    return sum(trial.share >= near for trial in copies) / len(copies)


def choose_threshold(trials: Sequence[Trial]) -> float:
    """The highest at which enough copies are found."""
    return max(near for near in THRESHOLDS if recall_of(trials, near) >= FOUND)


def report(trials: Sequence[Trial], near: float) -> None:
    """What is called a copy, by kind of pair; and at the thresholds beside."""
    kinds = defaultdict(list)
    for trial in trials:
        kinds[trial.pair.kind].append(trial)
    shown = [n for n in THRESHOLDS if abs(n - near) < 0.11]
    rows = []
    for kind, group in kinds.items():
        shares = [sum(t.share >= n for t in group) / len(group) for n in shown]
        rows.append([kind, "copy" if group[0].pair.copy else "none", f"{len(group)}"])
        rows[-1] += [f"{share:.3f}" for share in shares]
    print_table(["pair", "is a", "pairs", *(f"called one at {n:.2f}" for n in shown)], rows)
    called = [trial for trial in trials if trial.share >= near]
    right = sum(trial.pair.copy for trial in called)
    natural = [t for t in called if t.pair.copy or "facts" not in t.pair.kind]
    print(f"\nAt {near:.2f}: recall {recall_of(trials, near):.3f}, precision", end=" ")
    print(f"{right / len(called):.3f}, without the pairs of other facts {right / len(natural):.3f}")


def search(count: int) -> None:
    """The search alone: what it takes for so many documents."""
    draw = np.random.default_rng(0)
    sketches = draw.integers(0, 256, (count, VALUES), dtype=np.uint8)
    copies = count // 10
    sketches[-copies:] = sketches[draw.integers(0, count - copies, copies)]
    drift = draw.random((copies, VALUES)) < draw.choice(DRIFT, (copies, 1))
    sketches[-copies:][drift] = draw.integers(0, 256, int(drift.sum()), dtype=np.uint8)
    exact = draw.integers(0, 2**63, count).astype(np.uint64)
    del drift
    before, start = _peak(), time.process_time()
    found = find_copies(exact, sketches)
    seconds = time.process_time() - start
    number = int((found.original != np.arange(count)).sum())
    print(f"{count:,} documents: {number:,} copies, {seconds:.1f} s of CPU,", end=" ")
    print(f"{before:.0f} MiB with the signatures, {_peak():.0f} MiB at most")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Choose on one half, report the other; then time the search."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wcxb", type=Path)
    parser.add_argument("--search", type=int, default=200_000, help="documents; 0: none")
    given = parser.parse_args()
    pages = [page for page in load_wcxb(given.wcxb) if len(page.truth.split()) >= MIN_WORDS]
    print(f"cleancopy {version('cleancopy')}, rensa {version('rensa')}, ", end="")
    print(f"Python {sys.version.split()[0]}, {len(pages)} texts\n")
    start = time.process_time()
    for page in pages:
        read_signature(page.truth)
    print(f"Signing: {(time.process_time() - start) / len(pages) * 1000:.2f} ms a text\n")
    near = choose_threshold(try_pairs([p for p in pages if is_for_choosing(p.domain)]))
    print(f"Chosen: {near:.2f}; in use: {NEAR:.2f}\n")
    report(try_pairs([p for p in pages if not is_for_choosing(p.domain)]), NEAR)
    if given.search:
        print()
        search(given.search)


if __name__ == "__main__":
    main()
