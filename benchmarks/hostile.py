"""Hostile sources, every kind through a real run: what came of each, and what it cost.

    python -m benchmarks.hostile [--size 100000] [--workers 1] [--seconds 60] [--mebibytes 2048]

Writes the kinds of :mod:`benchmarks.hostile_files`, each into a folder of its own, in a temporary
folder, cleans that with ``cleancopy run --bare`` under a budget, and prints a table. Ends with an
error unless every source is in one state and the run says so.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.hostile_files import write_kinds
from flows.corpus import FILES
from flows.sources import find_files

COMMAND = (sys.executable, "-c", "from flows.cli import main; main()", "run", "--bare", "--json")
QUARANTINED = 3
"""Exit code."""

Found = Mapping[str, Mapping[str, str]]
"""By kind, of each source by id: its state, and why."""


def run(
    raw: Path, clean: Path, *, workers: int, seconds: float, mebibytes: int
) -> subprocess.CompletedProcess[str]:
    """One ``cleancopy run --bare`` under a budget."""
    budget = ("--document-seconds", str(seconds), "--document-memory", str(mebibytes))
    command = [*COMMAND, "--workers", str(workers), *budget, str(raw), str(clean)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def read_rows(clean: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """State and row of every source."""
    for state, name in FILES.items():
        with (clean / name).open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                yield state, json.loads(line)


def check_outcomes(raw: Path, clean: Path, result: subprocess.CompletedProcess[str]) -> Found:
    """What came of every source, by kind.

    Raises:
        AssertionError: a source has no state, or two, or the run says otherwise.
    """
    if result.returncode not in (0, QUARANTINED) or result.stderr:
        raise AssertionError(f"exit code {result.returncode}: {result.stderr[-2000:]}")
    silent = {file.name.replace("#", "%23") for file in find_files(raw, clean)}
    expected = silent | {file.name for file in find_files(raw, clean)}
    seen: set[str] = set()
    found: dict[str, dict[str, str]] = defaultdict(dict)
    states: Counter[str] = Counter()
    for state, row in read_rows(clean):
        file = row["id"] if row["id"] in expected else row["id"].partition("#")[0]
        if file not in expected or row["id"] in seen:
            raise AssertionError(f"{row['id']!r} has two states, or is no source")
        seen.add(row["id"])
        silent.discard(file.replace("#", "%23"))
        why = row.get("reason") or row.get("error") or ""
        found[row["id"].partition("/")[0]][row["id"]] = f"{state} {why}".strip()
        states[state] += 1
    if silent:
        raise AssertionError(f"no outcome: {sorted(silent)[:9]}")
    told = json.loads(result.stdout)
    if [told[state] for state in FILES] != [states[state] for state in FILES]:
        raise AssertionError(f"the run says {told}, its files {states}")
    if (result.returncode == QUARANTINED) != bool(states["quarantined"]):
        raise AssertionError(f"exit code {result.returncode} with {states}")
    return found


def print_table(found: Found) -> None:
    """One line a kind."""
    print("| kind | sources | what came of them |")
    print("|---|---:|---|")
    for kind, outcomes in found.items():
        counts = Counter(outcomes.values()).most_common(4)
        told = "; ".join(f"{n} {what}" if n > 1 else what for what, n in counts)
        print(f"| {kind} | {len(outcomes)} | {told} |")


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--mebibytes", type=int, default=2048)
    parser.add_argument("--keep", type=Path, help="Make the folders here, and keep them.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = given.keep or Path(temporary)
        kinds = write_kinds(home / "raw", given.size)
        start, before = time.perf_counter(), os.times()
        result = run(
            home / "raw",
            home / "clean",
            workers=given.workers,
            seconds=given.seconds,
            mebibytes=given.mebibytes,
        )
        wall, after = time.perf_counter() - start, os.times()
        found = check_outcomes(home / "raw", home / "clean", result)
    states = Counter(what.split()[0] for kind in found.values() for what in kind.values())
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    print(
        f"{len(kinds)} kinds of size {given.size:,}, {states.total()} sources: {dict(states)};"
        f" {wall:.0f} s, {cpu:.0f} s of CPU; every source has one state\n"
    )
    print_table(found)


if __name__ == "__main__":
    main()
