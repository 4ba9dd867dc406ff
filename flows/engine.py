"""Where batches run: a pool of spawned processes behind ``concurrent.futures.Executor``.

A worker that dies (killed for its memory, a crash in C code) breaks the whole pool. Its batch
is then run again document by document, so that the culprit alone is quarantined.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from cleaners import Settings
from flows.sources import Source
from flows.worker import Outcome, clean_batch, quarantined

Batch = Sequence[Source]

AHEAD = 2
"""Batches submitted for each worker: enough to keep it busy, few enough to hold in memory."""
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def open_pool(workers: int) -> ProcessPoolExecutor:
    """A pool of fresh interpreters that leave Ctrl-C to the parent and die with it."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start_worker)


def run_batches(batches: Sequence[Batch], settings: Settings, workers: int) -> Iterator[list[Outcome]]:
    """Outcomes batch by batch, as they finish: every source has one, whatever happens."""
    broken = []
    remaining = list(reversed(batches))
    while remaining:
        with open_pool(workers) as pool:
            for batch, outcomes in _run_until_broken(pool, remaining, settings, workers):
                if outcomes is None:
                    broken.append(batch)
                else:
                    yield outcomes
    for batch in broken:
        yield from _run_one_by_one(list(batch), settings)


def _run_until_broken(
    pool: Executor, remaining: list[Batch], settings: Settings, workers: int
) -> Iterator[tuple[Batch, list[Outcome] | None]]:
    """Take batches from ``remaining`` until none are left, or the pool broke (None)."""
    running: dict[Future[list[Outcome]], Batch] = {}
    intact = True
    while running or (remaining and intact):
        while intact and remaining and len(running) < AHEAD * workers:
            try:
                running[pool.submit(clean_batch, remaining[-1], settings)] = remaining[-1]
                remaining.pop()
            except BrokenProcessPool:
                intact = False
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            batch = running.pop(future)
            try:
                yield batch, future.result()
            except BrokenProcessPool:
                intact = False
                yield batch, None


def _run_one_by_one(sources: list[Source], settings: Settings) -> Iterator[list[Outcome]]:
    """Documents of a batch that killed its worker: the one that does so again is quarantined."""
    while sources:
        with open_pool(1) as pool:
            while sources:
                source = sources.pop(0)
                try:
                    yield pool.submit(clean_batch, [source], settings).result()
                except BrokenProcessPool:
                    yield [quarantined(source, None, "the worker process died while cleaning it")]
                    break


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == 1:  # the parent died before the line above
            os._exit(1)
