"""How time and memory grow with the size of a page: they should grow with it, not faster.

    python -m benchmarks.large_pages [BLOCKS ...]

Cleans made-up pages of so many paragraphs, each with a link behind it (by default 1,000 to 200,000
blocks), each in a process of its own, and prints seconds of CPU, per block, and peak memory.
"""

from __future__ import annotations

import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from multiprocessing import get_context

from cleaners import clean

SIZES = (1_000, 10_000, 50_000, 200_000)
SENTENCES = (
    "The ferry leaves the northern quay at seven, and it is rarely late, said the harbour master."
)


def measure(blocks: int) -> tuple[float, float, float]:
    """Megabytes of the page, CPU seconds, peak memory in MiB."""
    rows = (
        f"<div class='row r{n % 7}'><p>Report {n}: {SENTENCES}</p><a href='/{n}'>More {n}</a></div>"
        for n in range(blocks // 2)
    )
    page = f"<html><head><title>Reports</title></head><body>{''.join(rows)}</body></html>".encode()
    start = time.process_time()
    clean(page, kind="html")
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return len(page) / 1e6, seconds, peak


def main() -> None:
    """Print one table."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    print(f"cleancopy {version('cleancopy')}, Python {sys.version.split()[0]}\n")
    print("| blocks | page, MB | CPU s | µs a block | peak MiB |")
    print("|---:|---:|---:|---:|---:|")
    for blocks in sizes:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            megabytes, seconds, peak = pool.submit(measure, blocks).result()
        cost = 1e6 * seconds / blocks
        print(f"| {blocks:,} | {megabytes:.1f} | {seconds:.1f} | {cost:.0f} | {peak:,.0f} |")


if __name__ == "__main__":
    main()
