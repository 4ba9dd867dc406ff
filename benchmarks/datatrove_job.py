"""Documents per CPU second of whole runs: ours, and datatrove's pipeline for the same job.

    python -m benchmarks.datatrove_job WCXB [--documents 1000] [--language-weights FILE]

One web archive of pages of WCXB goes in, JSON lines of English text come out. datatrove's job is
that of its FineWeb recipe as far as C4: read WARC, extract with trafilatura, keep English, C4's
filter, write JSON lines; one task, one worker. Ours is ``cleancopy run --bare --workers 1``, which
also finds metadata and copies, and writes the ledger and the review page. Each is a process of its
own, with all its children, over one page and over all of them: the difference is what the others
cost, start and imports left out.

datatrove gives up on a page after a second on the clock: here it has a minute, so that what else
runs on the machine decides nothing. Its language filter asks fastText, whose weights it would
download; here they are a file (``lid.176.bin``, or ``lid.176.ftz``, which is smaller). Without it
that filter is left out, which favours datatrove. It needs warcio, faust-cchardet and python-magic
beside what the extra ``bench`` has; these are in no lock of ours.
"""

from __future__ import annotations

import argparse
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.options import stop_without
from benchmarks.scale_sources import shuffled, write_archives
from benchmarks.tables import print_table

PATIENCE = 60
"""Seconds on the clock for one page of datatrove's; its default is 1."""
NEEDED = {
    "datatrove": "datatrove",
    "warcio": "warcio",
    "cchardet": "faust-cchardet",
    "magic": "python-magic",
}
"""Modules that are imported, and the packages that have them."""
PROGRAM = "from flows.cli import main; main()"


def run_datatrove(raw: Path, out: Path, weights: Path | None) -> None:
    """The job in this process, as datatrove's own examples put it together."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.extractors import Trafilatura
    from datatrove.pipeline.filters import C4QualityFilter, LanguageFilter
    from datatrove.pipeline.readers import WarcReader
    from datatrove.pipeline.writers import JsonlWriter
    from datatrove.utils import lid

    steps: list[Any] = [WarcReader(str(raw)), Trafilatura(favour_precision=True, timeout=PATIENCE)]
    if weights is not None:
        lid.cached_asset_path_or_download = lambda *_, **__: str(weights)
        steps.append(LanguageFilter(["en"]))
    steps += [C4QualityFilter(), JsonlWriter(str(out / "corpus"), compression=None)]
    LocalPipelineExecutor(steps, tasks=1, workers=1, logging_dir=str(out / "logs")).run()


def run_apart(command: Sequence[str]) -> float:
    """CPU seconds of a command and of all its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}:\n{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ours(raw: Path, out: Path, _: Path | None) -> list[str]:
    """The command that does our job."""
    run = ["run", "--bare", "--workers", "1", "--texts", "off"]
    return [sys.executable, "-c", PROGRAM, *run, str(raw), str(out / "corpus")]


def theirs(raw: Path, out: Path, weights: Path | None) -> list[str]:
    """The command that does theirs."""
    given = ["--language-weights", str(weights)] if weights else []
    return [sys.executable, "-m", __spec__.name, str(raw), "--run-into", str(out), *given]


def count_rows(out: Path) -> int:
    """Documents written."""
    names = [*(out / "corpus").glob("corpus.jsonl"), *(out / "corpus").glob("0*.jsonl")]
    return sum(len(name.read_bytes().split(b"\n")) - 1 for name in names)


def compare(folder: Path, given: argparse.Namespace) -> None:
    """Both, over one page and over all."""
    pages = shuffled([*given.wcxb.rglob("*.html.gz"), *given.wcxb.rglob("*.html")])
    rows, rates = [], []
    for name, command in (("cleancopy", ours), ("datatrove", theirs)):
        spent = []
        for count in (1, given.documents):
            raw, out = folder / f"{count}", folder / f"{name}-{count}"
            if not raw.exists():
                raw.mkdir()
                write_archives(raw, pages, range(count))
            spent.append(run_apart(command(raw, out, given.language_weights)))
        rates.append((given.documents - 1) / (spent[1] - spent[0]))
        figures = (f"{spent[1]:.1f}", f"{spent[0]:.1f}", f"{rates[-1]:.1f}")
        rows.append([name, *figures, str(count_rows(out))])
    print_table(("run", "CPU s", "of one page", "documents per CPU s", "documents written"), rows)
    print(f"\nOurs does {rates[0] / rates[1]:.2f} times as many documents per CPU second.")


def main() -> None:
    """Measure and print; or be the process that runs datatrove."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("wcxb", type=Path)
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--language-weights", type=Path, metavar="FILE", help="of fastText")
    parser.add_argument("--run-into", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    stop_without([package for name, package in NEEDED.items() if find_spec(name) is None])
    if given.run_into:
        run_datatrove(given.wcxb, given.run_into, given.language_weights)
        return
    weights = given.language_weights
    packages = ("cleancopy", "datatrove", "trafilatura", "warcio", "lxml")
    print(
        f"{given.documents} pages of WCXB; languages"
        f" {'by ' + weights.name if weights else 'are not filtered by datatrove'}."
        f" {', '.join(f'{name} {version(name)}' for name in packages)},"
        f" Python {platform.python_version()}."
    )
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), given)


if __name__ == "__main__":
    main()
