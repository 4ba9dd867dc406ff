"""A thread that watches workers from outside, and kills one whose document goes over its budget.

From outside and with SIGKILL, because a worker that is inside of a regular expression or of a
parser hears no signal that Python code would have to answer. Reads ``/proc``: elsewhere than on
Linux nothing is watched.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from flows.budget import Budget
from flows.lanes import Excess, Lane
from flows.notes import read_hash, read_note

Result = TypeVar("Result")

PERIOD = 0.1
"""Seconds between two looks: short, since memory may grow by gigabytes in one. A look at a worker
takes 25 µs, so this costs 0.03 % of a core for each."""
STILL = 120.0
"""Seconds without any use of CPU after which a document is given up: a file that never answers."""
_STATE, _USER, _SYSTEM, _RESIDENT = 0, 11, 12, 21
"""Fields of ``/proc/<pid>/stat`` behind the name, see proc(5)."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process has used.

    Attributes:
        seconds: of CPU, in all its life.
        memory: bytes that are resident now.
        stopped: whether somebody has stopped it, as Ctrl-Z does.
    """

    seconds: float
    memory: int
    stopped: bool


def read_usage(process: int) -> Usage | None:
    """What a process has used; None when it is gone, or the system does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return None
    seconds = (int(fields[_USER]) + int(fields[_SYSTEM])) / os.sysconf("SC_CLK_TCK")
    memory = int(fields[_RESIDENT]) * os.sysconf("SC_PAGE_SIZE")
    return Usage(seconds, memory, fields[_STATE] in (b"T", b"t"))


@contextmanager
def watching(lanes: Sequence[Lane[Result]], budget: Budget) -> Iterator[None]:
    """Watch these lanes, which may change meanwhile, until the block ends."""
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(lanes, budget, ended), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _watch(lanes: Sequence[Lane[Result]], budget: Budget, ended: threading.Event) -> None:
    while not ended.wait(PERIOD):
        for lane in list(lanes):
            if lane.excess is None:
                lane.excess = find_excess(lane, budget)
                if lane.excess is not None:
                    lane.process.kill()


def find_excess(
    lane: Lane[Result], budget: Budget, clock: Callable[[], float] = time.monotonic
) -> Excess | None:
    """What the document that a lane is at has used beyond its budget."""
    note, usage = read_note(lane.board), read_usage(lane.process.pid or 0)
    if note is None or usage is None:
        return None
    if (note, usage.seconds) != lane.seen or usage.stopped:
        lane.seen, lane.since = (note, usage.seconds), clock()
    digest = read_hash(lane.board)
    if usage.seconds - note.started > budget.seconds:
        excess = Excess(note, budget.too_long, digest, budget.mark)
    elif usage.memory > budget.mebibytes * 1024 * 1024:
        # Earlier documents may have left something: only a fresh worker tells for certain.
        excess = Excess(note, budget.too_large, digest, budget.mark, certain=note.is_first)
    elif clock() - lane.since > STILL:
        excess = Excess(note, f"stood still for more than {STILL:g} s")
    else:
        return None
    return excess if read_note(lane.board) == note else None
