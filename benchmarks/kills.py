"""Runs that are killed, over and over, at random moments: nothing is lost, nothing is half there.

    python -m benchmarks.kills [--times 100] [--size 300] [--seed 0]

Cleans a mixed corpus once, changes most of its sources, and cleans that into a copy, killing the
run until one goes through. What is there at the end must be, byte for byte, what an undisturbed run
makes; and whatever can be seen meanwhile under a final name must be one file of before or after,
whole. Ends with an error otherwise.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.hostile import COMMAND
from benchmarks.hostile_files import write_kinds
from benchmarks.hostile_pages import SENTENCE, page

LEFT_OUT = ("every-charset-label", "line-of-megabytes", "sparse")
"""Kinds with little in them for this, and much to read."""
OWN = 120
"""Documents with nothing odd about them."""
FAULTS = ("parent", "worker", "group", "commit", "interrupt", "terminate")
"""Who is hit: SIGKILL to the run, to one worker, to all of its group, to the run while it writes
its files; SIGINT to all of its group, SIGTERM to the run."""
DONE = (0, 3)
"""Exit codes of a run that has committed."""
STOPPED = {
    "parent": (-signal.SIGKILL,),
    "worker": DONE,
    "group": (-signal.SIGKILL,),
    "commit": (-signal.SIGKILL,),
    "interrupt": (130, -signal.SIGINT),
    "terminate": (143, -signal.SIGTERM),
}
"""Exit codes of a run that was hit in time; the negative ones before it had begun,
or when all was done and the interpreter was going."""
LOOK = 0.02
"""Seconds between two looks at the output folder."""

Files = dict[str, bytes]


class LossError(AssertionError):
    """Something is lost, half there or mixed."""


def write_sources(raw: Path, size: int) -> None:
    """A mixed corpus: the hostile kinds, and genuine texts and pages."""
    write_kinds(raw, size)
    for kind in LEFT_OUT:
        shutil.rmtree(raw / kind)
    _write_own(raw, range(OWN), "before")


def change_sources(raw: Path) -> None:
    """Some sources go, some come, most are others than before."""
    _write_own(raw, range(OWN // 4, OWN + OWN // 4), "after")
    for number in range(OWN // 4):
        (raw / "own" / f"{number:03}").unlink()
    for path in sorted(raw.glob("*/x")):
        with path.open("ab") as file:
            file.write(b"\nThis line was added when the year was over.\n")


def _write_own(raw: Path, numbers: range, when: str) -> None:
    (raw / "own").mkdir(exist_ok=True)
    for number in numbers:
        text = f"{SENTENCE * 3}\n\nEntry {number} of the log was written {when} the flood, he said."
        (raw / "own" / f"{number:03}").write_text(page(f"<p>{text}</p>") if number % 2 else text)


def read_files(folder: Path) -> Files:
    """All that a reader of a corpus may find, by path: nothing hidden."""
    found: Files = {}
    for top, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(top, name)
            try:
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
            except FileNotFoundError:  # a text that went just now
                continue
    return found


def check_whole(found: Files, before: Files, after: Files) -> None:
    """Raise LossError if a file is neither the one of before nor the one of after."""
    for name, content in found.items():
        if content not in (before.get(name), after.get(name)):
            raise LossError(f"{name} is neither what it was nor what it will be")


@contextmanager
def watched(clean: Path, before: Files, after: Files) -> Iterator[Counter[str]]:
    """Look at the folder as often as possible; counts of the looks."""
    ended = threading.Event()
    looks: Counter[str] = Counter()
    errors: list[LossError] = []

    def watch() -> None:
        while not ended.wait(LOOK):
            try:
                check_whole(read_files(clean), before, after)
            except LossError as error:
                errors.append(error)
                return
            looks["looks"] += 1

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield looks
    finally:
        ended.set()
        watcher.join()
    if errors:
        raise errors[0]


def start(raw: Path, clean: Path) -> subprocess.Popen[bytes]:
    """A run with two workers, in a process group of its own."""
    command = [*COMMAND, "--workers", "2", str(raw), str(clean)]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def hit(process: subprocess.Popen[bytes], fault: str, clean: Path, wait: float) -> bool:
    """Do it after so many seconds; whether the run was still going on."""
    if fault == "commit":
        unfinished = clean / ".state" / "unfinished"
        while process.poll() is None and not (unfinished.is_dir() and any(unfinished.iterdir())):
            time.sleep(0.0005)
        wait /= 100  # writing takes a hundredth of a run, about
    try:
        process.wait(wait)
        return False
    except subprocess.TimeoutExpired:
        pass
    workers = _children(process.pid) if fault == "worker" else []
    if fault == "worker" and not workers:
        return False
    target = random.choice(workers) if workers else process.pid  # noqa: S311
    number = {"interrupt": signal.SIGINT, "terminate": signal.SIGTERM}.get(fault, signal.SIGKILL)
    try:
        (os.killpg if fault in ("group", "interrupt") else os.kill)(target, number)
    except ProcessLookupError:
        return False
    return True


def _children(parent: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    return [c for c in found if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes()]


def run_once(raw: Path, clean: Path, fault: str, wait: float) -> tuple[bool, int]:
    """One run that is hit; whether in time, and its exit code.

    Raises:
        LossError: its exit code does not tell what happened.
    """
    process = start(raw, clean)
    try:
        in_time = hit(process, fault, clean, wait)
        code = process.wait(300)
    finally:
        process.kill()
        process.wait()
    if code not in (STOPPED[fault] if in_time else DONE) and code not in DONE:
        raise LossError(f"exit code {code} after {fault}")
    return in_time, code


def kill_and_resume(home: Path, times: int) -> Iterator[tuple[str, int | None, int]]:
    """Run, hit, resume; the fault, the exit code if it hit in time, and how often was looked.

    Raises:
        LossError: something is lost.
    """
    raw, clean = home / "raw", home / "clean"
    before, after = read_files(home / "before"), read_files(home / "after")
    began = time.perf_counter()
    start(raw, home / "timed").wait()
    seconds = time.perf_counter() - began
    if read_files(home / "timed") != after:
        raise LossError("two undisturbed runs differ")
    hits = 0
    committed = True
    while hits < times or not committed:
        if committed:
            shutil.rmtree(clean, ignore_errors=True)
            shutil.copytree(home / "before", clean, symlinks=True)
        fault = FAULTS[hits % len(FAULTS)]
        with watched(clean, before, after) as looks:
            wait = random.uniform(0, seconds)  # noqa: S311
            in_time, code = run_once(raw, clean, fault, wait)
        committed = code in DONE
        if committed and read_files(clean) != after:
            raise LossError(f"after {fault}: not what an undisturbed run makes")
        check_whole(read_files(clean), before, after)
        hits += in_time
        yield fault, code if in_time else None, looks["looks"]


def prepare(home: Path, size: int) -> None:
    """Sources, and what undisturbed runs make of them before and after they change."""
    write_sources(home / "raw", size)
    for name in ("before", "after"):
        if name == "after":
            change_sources(home / "raw")
            shutil.copytree(home / "before", home / "after")
        if start(home / "raw", home / name).wait() not in DONE:
            raise LossError("an undisturbed run failed")


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--size", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    random.seed(given.seed)
    tried: Counter[str] = Counter()
    codes: dict[str, Counter[int]] = {fault: Counter() for fault in FAULTS}
    looks = 0
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), given.size)
        for fault, code, looked in kill_and_resume(Path(folder), given.times):
            tried[fault] += 1
            looks += looked
            if code is not None:
                codes[fault][code] += 1
            print(f"{tried.total()} runs", end="\r", file=sys.stderr, flush=True)
    print("| fault | runs | hit in time | exit codes of these | lost, half there or mixed |")
    print("|---|---:|---:|---|---:|")
    for fault, found in codes.items():
        told = ", ".join(f"{code}: {times}" for code, times in found.most_common())
        print(f"| {fault} | {tried[fault]} | {found.total()} | {told} | 0 |")
    print(f"\n{looks:,} looks at the output meanwhile. Seed {given.seed}.")


if __name__ == "__main__":
    main()
