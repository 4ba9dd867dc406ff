"""Running extractors over pages, fairly: each in a process of its own, in turns at every page.

A process of its own gives each its own caches and an honest peak of memory; turns let a change of
the machine's speed hit all alike. Where the ratio of two costs is asked for, both run in the same
process. What is timed is one call, in CPU time: no reading, no imports.
"""

from __future__ import annotations

import logging
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from queue import SimpleQueue

from benchmarks.pages import Page, read_html
from benchmarks.peers import Extract

PROGRESS = 100
_SENTENCES = (
    "The council met on Tuesday evening and agreed that the bridge would be repaired in spring.",
    "Engineers who had examined it said that the stone was sound but that the water was not kind.",
    "Der Gemeinderat traf sich am Dienstagabend und beschloss, dass die Brücke repariert wird, und"
    " die Ingenieure sagten, der Stein sei gut, aber das Wasser habe den Boden weggespült.",
)
_WARM_UP = "<html><body><article>{}</article></body></html>".format(
    "".join(f"<p>{sentence * 3}</p>" for sentence in _SENTENCES)
).encode()


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one extractor made of one page.

    Attributes:
        text: its result, empty where it failed.
        seconds: of CPU time.
        peak: bytes of memory that its process has used at most so far.
        error: what it raised.
    """

    text: str
    seconds: float
    peak: int
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What all extractors made of one page, by their names."""

    page: Page
    extractions: Mapping[str, Extraction]


Choose = Callable[[Page], Mapping[str, Extract]]
"""The extractors for a page. Their names are the same for every page."""


def run(pages: Sequence[Page], choose: Choose, jobs: int) -> Iterator[Outcome]:
    """Give every page to every extractor, ``jobs`` pages at a time; in the order of the pages."""
    names = list(choose(pages[0]))
    lanes = [_start(names) for _ in range(jobs)]
    free: SimpleQueue[dict[str, ProcessPoolExecutor]] = SimpleQueue()
    for lane in lanes:
        free.put(lane)

    def take_turns(page: Page) -> Outcome:
        lane = free.get()
        try:
            extracts = choose(page)
            return Outcome(page, {name: _ask(lane[name], extracts[name], page) for name in names})
        finally:
            free.put(lane)

    try:
        with ThreadPoolExecutor(jobs) as threads:
            yield from _show_progress(threads.map(take_turns, pages), len(pages))
    finally:
        for lane in lanes:
            for worker in lane.values():
                worker.shutdown(cancel_futures=True)


def run_paired(pages: Sequence[Page], choose: Choose, names: tuple[str, str]) -> Iterator[Outcome]:
    """Give every page to two extractors in one process; at every other page the second is first.

    So load, the heap and what the garbage collector does to it are the same for both.
    """
    context = get_context("spawn")
    with ProcessPoolExecutor(1, context, initializer=_be_quiet) as worker:

        def take_turns(number: int) -> Outcome:
            extracts = choose(pages[number])
            order = names if number % 2 == 0 else names[::-1]
            return Outcome(
                pages[number],
                {name: _ask(worker, extracts[name], pages[number]) for name in order},
            )

        yield from _show_progress(map(take_turns, range(len(pages))), len(pages))


def _start(names: Sequence[str]) -> dict[str, ProcessPoolExecutor]:
    context = get_context("spawn")
    return {name: ProcessPoolExecutor(1, context, initializer=_be_quiet) for name in names}


def _be_quiet() -> None:
    """Extractors log what they stumble over; failures are counted instead."""
    logging.disable(logging.CRITICAL)


def _ask(worker: ProcessPoolExecutor, extract: Extract, page: Page) -> Extraction:
    return worker.submit(measure, extract, page.path).result()


_warm: set[str] = set()


def measure(extract: Extract, path: Path) -> Extraction:
    """Call an extractor once, in the process that runs nothing else.

    Before its first page in a process it gets a small one, so that imports are not counted.
    """
    name = repr(extract)
    if name not in _warm:
        _warm.add(name)
        _call(extract, _WARM_UP)
    source = read_html(path)
    start = time.process_time()
    text, error = _call(extract, source)
    return Extraction(text, time.process_time() - start, peak_memory(), error)


def _call(extract: Extract, source: bytes) -> tuple[str, str | None]:
    try:
        return extract(source), None
    except Exception as failure:  # noqa: BLE001  whatever it is, it is a page without a result
        return "", f"{type(failure).__name__}: {failure}"


def peak_memory() -> int:
    """Bytes that this process has had in memory at most.

    Where there is ``/proc``, from there: what ``getrusage`` tells of a new process starts with the
    peak of its parent.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(next(lines).split()[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _show_progress(outcomes: Iterator[Outcome], total: int) -> Iterator[Outcome]:
    for number, outcome in enumerate(outcomes, 1):
        if number % PROGRESS == 0 or number == total:
            print(f"{number} of {total} pages", file=sys.stderr, flush=True)
        yield outcome
