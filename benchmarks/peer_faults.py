"""The faults that other tools can be given: what they lose, and what they say of it.

    python -m benchmarks.peer_faults

Needs the extra ``bench``. Runs trafilatura's command line and a pipeline of datatrove (a reader of
JSON lines, a filter, a writer of JSON lines) over made-up sources, and ours over the same ones.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.hostile import COMMAND
from benchmarks.hostile_pages import SENTENCE, page

GOOD = 30
"""Sources with nothing odd about them."""
WORDS = (
    "the a of and to in that was with for on he she it they we keeper lock bridge river flood boat"
    " rope engineer council mayor winter spring harbour stone water night morning village letter"
    " said went came found saw left took built closed opened carried wrote heard thought asked old"
    " new long high small cold early late wooden heavy careful slowly often never always twice"
).split()
PATIENCE = 60.0
"""Seconds to wait for a tool that does not come back."""
TRAFILATURA = (sys.executable, "-m", "trafilatura.cli")
DATATROVE = """
import sys, time
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.filters import LambdaFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
raw, out, fault = sys.argv[1:]
def judge(document):
    if fault == "raise" and document.id == "17":
        raise ValueError("a filter that raises")
    if fault == "slow":
        time.sleep(0.3)
    return True
if __name__ == "__main__":
    steps = [JsonlReader(raw), LambdaFilter(judge), JsonlWriter(out, compression=None)]
    LocalPipelineExecutor(steps, tasks=1, logging_dir=out + "-logs").run()
"""


def write_pages(raw: Path) -> None:
    """Genuine pages, as different as can be: trafilatura names outputs by what is in them."""
    raw.mkdir()
    chance = random.Random(0)  # noqa: S311
    for number in range(GOOD):
        sentences = (" ".join(chance.choices(WORDS, k=12)) for _ in range(30))
        body = "".join(f"<p>{sentence.capitalize()}.</p>" for sentence in sentences)
        head = f"<!DOCTYPE html><html><head><title>Entry {number}</title></head>"
        (raw / f"{number:02}.html").write_text(f"{head}<body><article>{body}</article></body>")


def write_rows(raw: Path) -> None:
    """The same as JSON lines."""
    raw.mkdir()
    rows = ({"id": str(n), "text": f"{SENTENCE * 300} Entry {n}."} for n in range(GOOD))
    (raw / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))


def call(command: Sequence[str], kill_after: float | None = None) -> str:
    """How a command ended, in words."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    start = time.monotonic()
    try:
        code = process.wait(kill_after or PATIENCE)
        return f"exit code {code}"
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        waited = time.monotonic() - start
        return "killed" if kill_after else f"did not return in {waited:.0f} s"


def trafilatura(home: Path) -> str:
    """The folder of pages, as the manual says; how it ended and how many files there are."""
    out = home / "out"
    how = call([*TRAFILATURA, "--input-dir", str(home / "raw"), "--output-dir", str(out)])
    return f"{how}, {sum(1 for path in out.rglob('*') if path.is_file())} files"


def ours(home: Path) -> str:
    """The same folder."""
    how = call([*COMMAND, str(home / "raw"), str(home / "out")])
    counts = []
    for name in ("corpus", "rejected", "quarantine"):
        path = home / "out" / f"{name}.jsonl"
        lines = path.read_bytes().count(b"\n") if path.exists() else 0
        counts.append(f"{lines} in {name}.jsonl")
    return f"{how}, {', '.join(counts)}"


def datatrove(home: Path, fault: str, kill_after: float | None = None) -> str:
    """The pipeline; how it ended and what its output holds."""
    script = home / "pipeline.py"
    script.write_text(DATATROVE)
    out = home / "out"
    how = call([sys.executable, str(script), str(home / "raw"), str(out), fault], kill_after)
    told = []
    for path in sorted(out.rglob("*.jsonl")):
        lines = path.read_bytes().split(b"\n")
        whole = sum(1 for line in lines if line.endswith(b"}"))
        told.append(f"{path.name} with {whole} rows{' and part of one' if lines[-1] else ''}")
    return f"{how}, {', '.join(told) or 'no output'}"


def dangling(raw: Path) -> None:
    """A link that leads nowhere."""
    (raw / "17a.html").symlink_to("nowhere")


def pipe(raw: Path) -> None:
    """A pipe in which nobody writes."""
    os.mkfifo(raw / "17a.html")


def odd_name(raw: Path) -> None:
    """A page whose name is not UTF-8."""
    Path(os.fsdecode(os.fsencode(raw) + b"/17a\xff.html")).write_text(page("<p>Odd.</p>"))


def twins(raw: Path) -> None:
    """The same page once more, in a folder below."""
    (raw / "below").mkdir()
    (raw / "below" / "17.html").write_bytes((raw / "17.html").read_bytes())


PAGE_FAULTS: dict[str, Callable[[Path], None]] = {
    f"{GOOD} pages and a dangling link": dangling,
    f"{GOOD} pages and a pipe": pipe,
    f"{GOOD} pages and a name that is not UTF-8": odd_name,
    f"{GOOD} pages and one of them again in a folder": twins,
}


def main() -> None:
    """Print one table."""
    versions = (f"{name} {version(name)}" for name in ("cleancopy", "trafilatura", "datatrove"))
    print(", ".join(versions), "\n")
    print("| fault | tool | what happened |")
    print("|---|---|---|")
    for fault, spoil in PAGE_FAULTS.items():
        for tool in (trafilatura, ours):
            with tempfile.TemporaryDirectory() as folder:
                write_pages(Path(folder) / "raw")
                spoil(Path(folder) / "raw")
                print(f"| {fault} | {tool.__name__} | {tool(Path(folder))} |", flush=True)
    for fault, name, kill_after in (
        ("a filter that raises at one row of thirty", "raise", None),
        ("killed in the middle", "slow", 6.0),
    ):
        with tempfile.TemporaryDirectory() as folder:
            write_rows(Path(folder) / "raw")
            print(f"| {fault} | datatrove | {datatrove(Path(folder), name, kill_after)} |")


if __name__ == "__main__":
    main()
