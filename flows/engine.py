"""Where batches run: a pool of spawned processes behind ``concurrent.futures.Executor``.

A worker that dies (killed for its memory, a crash in C code) breaks the whole pool. Batches in
flight at that moment are run again, first document by document in a new pool, then those that
were in flight when this one broke each in a pool of its own: the culprit alone is quarantined.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import islice
from types import ModuleType
from typing import ParamSpec, TypeVar

from cleaners import Settings
from flows.outlines import Outline, outline_batch, without_outline
from flows.sources import RunError, Source
from flows.survey import Container, Survey, survey_batch, without_survey
from flows.tied import tie_to_parent
from flows.worker import Outcome, clean_batch, quarantined

Batch = Sequence[Source]
P = ParamSpec("P")
Item = TypeVar("Item")
Result = TypeVar("Result")

DIED = "the worker process died while cleaning it"
DIED_READING = "the worker process died while reading it"
AHEAD = 2
"""Batches submitted for each worker: enough to keep it busy, few enough to hold in memory."""
_STARTING = threading.Lock()
"""Two runs in one process start their workers one after the other."""


class PoolError(RunError):
    """Worker processes die as they start: no document is to blame."""


def run_batches(
    batches: Iterable[Batch], settings: Settings, workers: int
) -> Generator[list[Outcome]]:
    """Outcomes batch by batch, as they finish: every source has one, whatever happens.

    Close it to stop early: its worker processes are ended at once.

    Raises:
        PoolError: worker processes cannot start.
    """
    died = partial(quarantined, error=DIED)
    return _run_all(batches, partial(clean_batch, settings=settings), died, workers)


def outline_batches(batches: Iterable[Batch], workers: int) -> Generator[list[Outline]]:
    """The same for outlines; of a source that kills its worker nothing is known."""
    return _run_all(batches, outline_batch, without_outline, workers)


def survey_batches(batches: Iterable[Sequence[Container]], workers: int) -> Generator[list[Survey]]:
    """The same for containers; one that kills its worker is one source that cannot be read."""
    died = partial(without_survey, fault=DIED_READING)
    return _run_all(batches, survey_batch, died, workers)


def _run_all(
    batches: Iterable[Sequence[Item]],
    work: Callable[[Sequence[Item]], list[Result]],
    give_up: Callable[[Item], Result],
    workers: int,
) -> Generator[list[Result]]:
    broken: list[Sequence[Item]] = []
    yield from _run(batches, work, workers, broken)
    single = [[source] for batch in broken for source in batch]
    suspects: list[Sequence[Item]] = []
    yield from _run(single, work, workers, suspects, doubtful=True)
    culprits: list[Sequence[Item]] = []
    for batch in suspects:
        yield from _run([batch], work, 1, culprits, doubtful=True)
    for (source,) in culprits:
        yield [give_up(source)]


def _run(
    batches: Iterable[Sequence[Item]],
    work: Callable[[Sequence[Item]], list[Result]],
    workers: int,
    broken: list[Sequence[Item]],
    *,
    doubtful: bool = False,
) -> Iterator[list[Result]]:
    """Results of batches; those in flight when a pool broke go to ``broken`` instead.

    ``doubtful``: whether pools have broken before, so that each has to show that it can start.
    """
    coming = iter(batches)
    waiting: deque[Sequence[Item]] = deque()
    while _top_up(waiting, coming):
        with _open_pool(workers) as pool:
            if doubtful:
                _check_start(pool)

            def submit(
                batch: Sequence[Item], pool: ProcessPoolExecutor = pool
            ) -> Future[list[Result]]:
                return _submit(pool, work, batch)

            yield from _run_until_broken(submit, waiting, coming, AHEAD * workers, broken)
        doubtful = True


def _top_up(waiting: deque[Sequence[Item]], coming: Iterator[Sequence[Item]]) -> bool:
    """Have a batch waiting, if there is one: they are made as they are needed."""
    if not waiting:
        waiting.extend(islice(coming, 1))
    return bool(waiting)


def _run_until_broken(
    submit: Callable[[Sequence[Item]], Future[list[Result]]],
    waiting: deque[Sequence[Item]],
    coming: Iterator[Sequence[Item]],
    most: int,
    broken: list[Sequence[Item]],
) -> Iterator[list[Result]]:
    """Hand out batches, so many at a time, until none are left or the pool breaks."""
    running: dict[Future[list[Result]], Sequence[Item]] = {}
    intact = True
    while running or (intact and _top_up(waiting, coming)):
        while intact and len(running) < most and _top_up(waiting, coming):
            try:
                running[submit(waiting[0])] = waiting[0]
                waiting.popleft()
            except BrokenProcessPool:
                intact = False
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            batch = running.pop(future)
            try:
                yield future.result()
            except BrokenProcessPool:
                intact = False
                broken.append(batch)


@contextmanager
def _open_pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool of fresh interpreters that die with this process, and at once if it gives up."""
    pool = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_worker,
        initargs=(os.getpid(),),
    )
    try:
        yield pool
    except BaseException:
        # What pool.kill_workers() does from Python 3.14 on; shutdown() would wait for batches.
        for process in list(pool._processes.values()):  # noqa: SLF001
            process.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _check_start(pool: ProcessPoolExecutor) -> None:
    """A document may break a pool, an empty task may not: then batches would break for ever."""
    try:
        _submit(pool, os.getpid).result()
    except BrokenProcessPool as error:
        raise PoolError(
            "worker processes die as they start; see above for why. If nothing is there,"
            " memory may be short: try fewer workers"
        ) from error


def _submit(
    pool: ProcessPoolExecutor, task: Callable[P, Result], *args: P.args, **kwargs: P.kwargs
) -> Future[Result]:
    """Hand a task over, which may start a worker; with what a worker inherits set right."""
    with _STARTING, _interrupts_blocked(), _main_hidden():
        return pool.submit(task, *args, **kwargs)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """A worker leaves Ctrl-C to this process from its first moment: blocked here, it stays so."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _main_hidden() -> Iterator[None]:
    """A spawned process first imports the main module of this one: here it finds an empty one.

    Under a Prefect worker that would be Prefect, 1.5 s and 60 MB for each process of the pool;
    in a script that starts a run without a ``__main__`` guard it would be the run itself.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _start_worker(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tie_to_parent(parent)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Where the kernel does not do it (:func:`tie_to_parent`)."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
