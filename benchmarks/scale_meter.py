"""What the CPU time of worker processes goes to: a meter around the work, in the workers.

Nothing of it is in the program: the benchmark puts these functions in the place of those that the
engine hands to its workers. Each batch adds one line to a file of its process. Clocks are of CPU
time. The meter itself costs some microseconds a document.
"""

from __future__ import annotations

import importlib
import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial, wraps
from pathlib import Path
from typing import Any

from benchmarks.running import peak_memory
from flows import engine

PARTS = {
    "flows.worker": {"clean": "cleaning", "read_source": "reading", "read_signature": "signing"},
    "flows.outlines": {"read_outline": "outlining", "read_source": "reading"},
}
"""Functions that are timed, by the module that calls them, and what their time is called."""
_spent: defaultdict[str, float] = defaultdict(float)


def put_meters(folder: Path) -> None:
    """From now on workers of runs in this process write what they spend below a folder."""
    for stage in ("survey", "outline", "clean"):
        work = getattr(engine, f"{stage}_batch")
        setattr(engine, f"{stage}_batch", partial(run_metered, str(folder), stage, work))


def run_metered(
    folder: str, stage: str, work: Callable[..., Iterator[Any]], batch: Sequence[Any], **given: Any
) -> Iterator[Any]:
    """In the worker: the work on a batch, and a line about it."""
    _time_parts()
    _spent.clear()
    start = time.process_time()
    yield from work(batch, **given)
    _spent["batches"] = time.process_time() - start
    line = {"stage": stage, "peak": peak_memory(), "busy": _busy(), "spent": _spent}
    with Path(folder, str(os.getpid())).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


@cache
def _time_parts() -> None:
    for name, functions in PARTS.items():
        module = importlib.import_module(name)
        for function, part in functions.items():
            setattr(module, function, _timed(getattr(module, function), part))


def _busy() -> float:
    """Seconds since this process began in which it ran, or waited for a core that another had.

    What is left of the clock's time it waited for work, or for the disk: on a machine that is
    shared that can be told, where wall time says nothing. Nothing is known without Linux.
    """
    file = Path("/proc/self/schedstat")
    ran, waited, _ = file.read_text().split() if file.exists() else ("0", "0", "0")
    return (int(ran) + int(waited)) / 1e9


def _timed(function: Callable[..., Any], part: str) -> Callable[..., Any]:
    @wraps(function)
    def call(*values: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return function(*values, **named)
        finally:
            _spent[part] += time.process_time() - start

    return call


@dataclass(frozen=True, slots=True)
class Meters:
    """What all workers of a run wrote.

    Attributes:
        parts: CPU seconds by stage and part, as ``clean: reading``.
        peak: bytes of memory that one of them had at most.
        busy: of each worker that cleaned, seconds in which it ran or waited for a core.
    """

    parts: dict[str, float]
    peak: int
    busy: list[float]


def read_meters(folder: Path) -> Meters:
    """Add up what is below a folder."""
    parts: defaultdict[str, float] = defaultdict(float)
    peak, busy = 0, {}
    for path in folder.iterdir():
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            peak = max(peak, row["peak"])
            for part, seconds in row["spent"].items():
                parts[f"{row['stage']}: {part}"] += seconds
            if row["stage"] == "clean":
                busy[path.name] = row["busy"]
    return Meters(dict(parts), peak, list(busy.values()))
