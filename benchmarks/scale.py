"""What a run over many documents costs, stage by stage: CPU, memory, and what the CPU goes to.

    python -m benchmarks.scale WCXB [--dumps FOLDER] [--documents 20000] [--workers N]
    python -m benchmarks.scale --tiny 1000000

The first makes web archives of the pages of WCXB (``html/*.html.gz`` or ``*.html``) and Parquet
files of text dumps (``*.txt``, any depth), half and half; without dumps there are archives only.
The second makes JSON lines with so many texts of some forty words: there nearly all is overhead.
Everything is in a temporary folder. Each run is a process of its own: one over every tenth of the
documents, one over all of them, the same unchanged, and one after a hundredth was added.

CPU seconds can be compared on a machine that others use, too; seconds on the clock cannot. What is
said of idle workers can: who waits for a core is not idle.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import scale_sources
from benchmarks.running import peak_memory
from benchmarks.scale_meter import put_meters, read_meters
from benchmarks.tables import print_table
from cleaners import Settings
from flows import stages

TEXT = ("clean: cleaning", "outline: outlining", "clean: signing")
"""What is done to texts, wherever they come from; all else is orchestration, input and output."""


def measure(raw: Path, clean: Path, workers: int) -> dict[str, Any]:
    """One run in this process: CPU of parent and workers by stage, memory, and what came of it."""
    rows: list[tuple[str, float, float, float, float]] = []

    def timed(name: str, call: Callable[..., Any], *given: Any) -> Any:
        start, own, others = time.perf_counter(), time.process_time(), _cpu_of_children()
        result = call(*given)
        wall, own = time.perf_counter() - start, time.process_time() - own
        rows.append((name, wall, own, _cpu_of_children() - others, peak_memory() / 2**20))
        return result

    with tempfile.TemporaryDirectory() as meters:
        put_meters(Path(meters))
        listing = timed("list", stages.list_sources, raw, clean)
        plan = timed("plan", stages.plan_work, listing, clean, Settings(), workers)
        timed("clean", stages.clean_batches, plan)
        timed("commit", stages.commit, plan)
        summary = timed("report", stages.report, plan)
        found = read_meters(Path(meters))
    return {"rows": rows, "summary": asdict(summary), **asdict(found)}


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_apart(name: str, raw: Path, clean: Path, workers: int) -> dict[str, Any]:
    """The same in a process of its own, whose peak of memory is the run's; shown as a table."""
    command = [sys.executable, "-m", "benchmarks.scale", "--measure", str(raw), str(clean)]
    result = subprocess.run(
        [*command, "--workers", str(workers)], check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(result.stdout)
    _show(name, found, workers)
    return found


def _show(name: str, found: dict[str, Any], workers: int) -> None:
    counts = found["summary"]
    sources = counts["clean"] + counts["rejected"] + counts["quarantined"]
    print(
        f"\n{name}: {sources} sources, {counts['clean']} clean ({counts['duplicates']} marked as"
        f" copies), {counts['rejected']} rejected, {counts['quarantined']} quarantined;"
        f" {counts['cleaned']} cleaned now. Peak of memory: parent {_peak(found):.0f} MiB, a worker"
        f" {found['peak'] / 2**20:.0f} MiB."
    )
    rows = [[stage, *(f"{f:.1f}" for f in figures)] for stage, *figures in found["rows"]]
    totals = [f"{sum(row[at] for row in found['rows']):.1f}" for at in (1, 2, 3)]
    header = ("stage", "wall s", "CPU parent s", "CPU workers s", "parent's peak so far MiB")
    print_table(header, [*rows, ["all", *totals, ""]])
    if found["busy"]:
        wall = next(row[1] for row in found["rows"] if row[0] == "clean")
        idle = 1 - sum(found["busy"]) / (workers * wall)
        print(f"\nWhile cleaning, {workers} workers were idle for {100 * idle:.1f} % of the time.")
    sys.stdout.flush()


def _peak(found: dict[str, Any]) -> float:
    return float(found["rows"][-1][-1])


def cpu(found: dict[str, Any]) -> float:
    """CPU seconds of a run, of parent and workers."""
    return float(sum(row[2] + row[3] for row in found["rows"]))


def outside_of_texts(found: dict[str, Any]) -> float:
    """CPU seconds of a run that nothing was done to a text in."""
    parts: dict[str, float] = found["parts"]
    return cpu(found) - sum(parts.get(part, 0.0) for part in TEXT)


def show_parts(found: dict[str, Any]) -> None:
    """What the CPU time of a run goes to."""
    parts, total = dict(found["parts"]), cpu(found)
    batches = {name: parts.pop(name) for name in sorted(parts) if name.endswith(": batches")}
    for name, seconds in batches.items():
        stage = name.partition(":")[0]
        inside = sum(n for part, n in parts.items() if part.startswith(f"{stage}: "))
        parts[f"{stage}: all else"] = seconds - inside
    workers = sum(row[3] for row in found["rows"])
    parts["workers: start, and handing over"] = workers - sum(batches.values())
    parts |= {f"parent: {row[0]}": row[2] for row in found["rows"]}
    ranked = sorted(parts.items(), key=lambda item: -item[1])
    rows = [[name, f"{n:.1f}", f"{100 * n / total:.2f} %"] for name, n in ranked]
    print("\nWhat the CPU time of the run over all documents goes to:")
    print_table(("part", "CPU s", "share"), rows)


def show_aims(tenth: dict[str, Any], first: dict[str, Any], unchanged: dict[str, Any]) -> None:
    """The figures that a run is judged by."""
    outside = outside_of_texts(first)
    rows = [
        ["CPU outside of cleaning, outlining and signing", f"{100 * outside / cpu(first):.1f} %"],
        ["CPU of all documents over that of a tenth", f"{cpu(first) / cpu(tenth):.2f}"],
        ["the same outside of texts", f"{outside / outside_of_texts(tenth):.2f}"],
        ["parent's peak, all and a tenth, MiB", f"{_peak(first):.0f}, {_peak(tenth):.0f}"],
        ["a worker's, MiB", f"{first['peak'] / 2**20:.0f}, {tenth['peak'] / 2**20:.0f}"],
        ["CPU of an unchanged run", f"{100 * cpu(unchanged) / cpu(first):.2f} %"],
    ]
    print_table(("figure", "measured"), rows)


def main() -> None:
    """Make the corpus, run four times, print tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("wcxb", nargs="?", type=Path)
    parser.add_argument("--dumps", type=Path)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--tiny", type=int)
    parser.add_argument("--packed", action="store_true", help="tiny ones in .jsonl.gz")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--measure", nargs=2, type=Path)
    given = parser.parse_args()
    if given.measure:
        raw, clean = given.measure
        print(json.dumps(measure(raw, clean, given.workers)))
        return
    if not given.wcxb and not given.tiny:
        parser.error("name the folder of WCXB, or give --tiny")
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), given)


def compare(folder: Path, given: argparse.Namespace) -> None:
    """All runs, in a folder."""
    raw, small, clean = folder / "raw", folder / "tenth", folder / "clean"
    for new in (raw, small):
        new.mkdir()
    count = given.tiny or given.documents
    if given.tiny:
        size = scale_sources.write_tiny(raw, count, packed=given.packed)
        scale_sources.write_tiny(small, max(1, count // 10), packed=given.packed)
    else:
        pages = [*given.wcxb.rglob("*.html.gz"), *given.wcxb.rglob("*.html")]
        dumps = list(given.dumps.rglob("*.txt")) if given.dumps else []
        size = scale_sources.write_corpus(raw, pages, dumps, range(count))
        scale_sources.write_corpus(small, pages, dumps, range(0, count, 10))
    print(
        f"{count} documents, {len(list(raw.iterdir()))} files, {size / 2**20:.0f} MiB;"
        f" {given.workers} workers. cleancopy {version('cleancopy')},"
        f" Python {platform.python_version()}."
    )
    tenth = run_apart("A tenth", small, folder / "clean-tenth", given.workers)
    first = run_apart("All", raw, clean, given.workers)
    show_parts(first)
    unchanged = run_apart("Unchanged", raw, clean, given.workers)
    scale_sources.write_tiny(raw, max(1, count // 100), first=10**8)
    run_apart("One in a hundred more", raw, clean, given.workers)
    show_aims(tenth, first, unchanged)


if __name__ == "__main__":
    main()
