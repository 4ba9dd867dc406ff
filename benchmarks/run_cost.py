"""What a run costs around the cleaning: first run, second run, with Prefect and without.

    python -m benchmarks.run_cost [DOCUMENTS]

Makes a corpus of small dumps out of the raw sources of the repository, in a temporary folder, and
times the real command. CPU seconds include all child processes. Ratios are what counts: machines
differ.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

RAW = Path(__file__).parent.parent / "data" / "raw"


def make_corpus(folder: Path, documents: int) -> None:
    """Write so many dumps, each different, in folders of a hundred."""
    sources = [path.read_text("utf-8") for path in sorted(RAW.glob("*.txt"))]
    for number in range(documents):
        path = folder / f"{number // 100:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = sources[number % len(sources)]
        path.write_text(f"{text}\nThis was copy number {number} of the sources.\n", "utf-8")


def run(*arguments: str) -> tuple[float, float]:
    """Wall and CPU seconds of one ``cleancopy run``."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [str(Path(sys.executable).parent / "cleancopy"), "run", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, cpu


def main() -> None:
    """Print one table."""
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ["PREFECT_HOME"] = str(home / "prefect")
        make_corpus(home / "raw", documents)
        raw = str(home / "raw")
        rows = {
            "bare, first": run(raw, str(home / "bare"), "--bare"),
            "bare, unchanged": run(raw, str(home / "bare"), "--bare"),
            "bare, one worker": run(raw, str(home / "one"), "--bare", "--workers", "1"),
            "Prefect, fresh home": run(raw, str(home / "prefect-first")),
            "Prefect, first": run(raw, str(home / "prefect-second")),
            "Prefect, unchanged": run(raw, str(home / "prefect-second")),
        }
    wall, cpu = rows["bare, first"]
    print(
        f"cleancopy {version('cleancopy')}, prefect {version('prefect')},"
        f" Python {sys.version.split()[0]}, {os.cpu_count()} cores, {documents} documents\n"
    )
    print("| run | wall s | CPU s | wall, of the first | CPU, of the first |")
    print("|---|---:|---:|---:|---:|")
    for name, (seconds, used) in rows.items():
        print(f"| {name} | {seconds:.1f} | {used:.1f} | {seconds / wall:.2f} | {used / cpu:.2f} |")


if __name__ == "__main__":
    main()
