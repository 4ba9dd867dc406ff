"""What a run over many documents costs, stage by stage: time, CPU, memory of parent and workers.

    python -m benchmarks.scale WCXB [--dumps FOLDER] [--documents 20000] [--workers N]
    python -m benchmarks.scale --tiny 1000000

The first makes web archives of the pages of WCXB (``html/*.html.gz`` or ``*.html``, repeated, each
time with another sentence) and Parquet files of text dumps (``*.txt``, any depth), half and half;
without dumps there are archives only. The second makes JSON lines with so many texts of some forty
words: there nearly all is orchestration. Everything is in a temporary folder. Each run is a process
of its own: the first, an unchanged one, and one after a hundredth of the documents was added.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from cleaners import Settings
from flows import stages

SHARD = 5_000
"""Documents in a file."""
WORDS = "the river bridge council village winter stone water road work plan mayor spring".split()


def _shards(documents: Iterator[Any]) -> Iterator[tuple[int, list[Any]]]:
    number = 0
    while shard := list(islice(documents, SHARD)):
        yield number, shard
        number += 1


def write_archives(folder: Path, pages: list[Path], count: int) -> None:
    """Web archives of so many pages."""

    def read() -> Iterator[tuple[int, bytes]]:
        for number, path in enumerate(islice(cycle(pages), count)):
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            yield number, data + f"<p>This was page number {number} of the archive.</p>".encode()

    for shard, documents in _shards(read()):
        with (folder / f"crawl-{shard:05}.warc.gz").open("wb") as file:
            for number, page in documents:
                file.write(gzip.compress(_record(number, page), 1, mtime=0))


def _record(number: int, page: bytes) -> bytes:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:page-{number}>\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def write_tables(folder: Path, dumps: list[Path], count: int) -> None:
    """Parquet files of so many dumps."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def read() -> Iterator[str]:
        for number, path in enumerate(islice(cycle(dumps), count)):
            text = path.read_text("utf-8", "replace")
            yield f"{text}\nThis was dump number {number} of the table.\n"

    for shard, texts in _shards(read()):
        path = folder / f"dumps-{shard:05}.parquet"
        pq.write_table(pa.table({"text": texts}), path, row_group_size=500, compression="zstd")


def write_tiny(folder: Path, count: int, first: int = 0) -> None:
    """JSON lines with so many texts, all different."""
    for shard, numbers in _shards(iter(range(first, first + count))):
        with (folder / f"tiny-{first:09}-{shard:05}.jsonl").open("w", encoding="utf-8") as file:
            for number in numbers:
                picked = (WORDS[(number // 13**n + n) % len(WORDS)] for n in range(30))
                text = f"In the year {number} it was said that {' '.join(picked)} and so it was."
                file.write(json.dumps({"text": text}) + "\n")


def measure(raw: Path, clean: Path, workers: int) -> list[tuple[str, float, float, float, float]]:
    """One run in this process: stages with wall seconds, CPU of parent and workers, peak memory."""
    rows = []
    results: list[Any] = []

    def timed(name: str, *call: Any) -> Any:
        start, own, others = time.perf_counter(), time.process_time(), _cpu_of_children()
        results.append(call[0](*call[1:]))
        wall = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows.append((name, wall, time.process_time() - own, _cpu_of_children() - others, peak))
        return results[-1]

    listing = timed("list", stages.list_sources, raw, clean)
    plan = timed("plan", stages.plan_work, listing, clean, Settings(), workers)
    timed("clean", stages.clean_batches, plan)
    timed("commit", stages.commit, plan)
    summary = timed("report", stages.report, plan)
    sys.stderr.write(f"{summary.sources} sources, {summary.clean} clean, {summary.cleaned} now\n")
    return rows


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_apart(raw: Path, clean: Path, workers: int) -> dict[str, Any]:
    """The same in a process of its own, whose peak of memory is the run's."""
    command = [sys.executable, "-m", "benchmarks.scale", "--measure", str(raw), str(clean)]
    result = subprocess.run(
        [*command, "--workers", str(workers)], check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def show(name: str, found: dict[str, Any]) -> None:
    """One run as a table."""
    print(f"\n{name}: peak memory of the parent {found['parent']:.0f} MB,", end=" ")
    print(f"of a worker {found['worker']:.0f} MB\n")
    print("| stage | wall s | CPU parent s | CPU workers s | parent's peak so far MB |")
    print("|---|---:|---:|---:|---:|")
    for stage, *figures in found["rows"]:
        print(f"| {stage} | {' | '.join(f'{figure:.1f}' for figure in figures)} |")
    totals = [sum(row[at] for row in found["rows"]) for at in (1, 2, 3)]
    print(f"| all | {' | '.join(f'{total:.1f}' for total in totals)} | |", flush=True)


def main() -> None:
    """Make the corpus, run three times, print three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wcxb", nargs="?", type=Path)
    parser.add_argument("--dumps", type=Path)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--tiny", type=int)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--measure", nargs=2, type=Path)
    given = parser.parse_args()
    if given.measure:
        raw, clean = given.measure
        rows = measure(raw, clean, given.workers)
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(json.dumps({"rows": rows, "parent": rows[-1][-1], "worker": children}))
        return
    with tempfile.TemporaryDirectory() as folder:
        raw, clean = Path(folder, "raw"), Path(folder, "clean")
        raw.mkdir()
        count = given.tiny or given.documents
        if given.tiny:
            write_tiny(raw, count)
        else:
            pages = sorted([*given.wcxb.rglob("*.html.gz"), *given.wcxb.rglob("*.html")])
            dumps = sorted(given.dumps.rglob("*.txt")) if given.dumps else []
            write_archives(raw, pages, count - count // 2 if dumps else count)
            if dumps:
                write_tables(raw, dumps, count // 2)
        size = sum(path.stat().st_size for path in raw.iterdir()) / 2**20
        print(f"{count} documents, {len(list(raw.iterdir()))} files, {size:.0f} MiB")
        show("First run", run_apart(raw, clean, given.workers))
        show("Unchanged", run_apart(raw, clean, given.workers))
        write_tiny(raw, max(1, count // 100), first=10**8)
        show("One in a hundred more", run_apart(raw, clean, given.workers))


if __name__ == "__main__":
    main()
