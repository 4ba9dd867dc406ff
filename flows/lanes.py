"""A lane: one worker process behind ``concurrent.futures``, with the batches it was given.

One process each, so that one that dies takes nothing with it but what was in its own lane, and so
that it is known which document it was at.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from types import FrameType, ModuleType
from typing import Any, Generic, ParamSpec, TypeVar

from flows.notes import Board, Note, new_board, noting, read_note, write_on
from flows.sources import RunError
from flows.tied import tie_to_parent

Batch = Sequence[Any]
"""What a worker is given at once: sources, or containers."""
P = ParamSpec("P")
Result = TypeVar("Result")

_STARTING = threading.Lock()
"""Two runs in one process start their workers one after the other."""


class PoolError(RunError):
    """Worker processes die as they start: no document is to blame."""


@dataclass(frozen=True, slots=True)
class Excess:
    """A document that was stopped.

    Attributes:
        note: which one it is.
        error: what is said of it; the same on every run.
        sha256: of its bytes; None if they are to be tried again on the next run.
        mark: of the budget that it went over, if it did.
        certain: whether it would come out like that anywhere.
    """

    note: Note
    error: str
    sha256: str | None = None
    mark: str = ""
    certain: bool = True


@dataclass(eq=False, slots=True)
class Lane(Generic[Result]):
    """One worker process.

    Attributes:
        running: batches it was given, with their tickets, oldest first.
        given: how many that were in all.
        excess: why it was killed, once it was.
        seen, since: its last sign of life: note and CPU seconds, and when that was.
    """

    pool: ProcessPoolExecutor
    process: BaseProcess
    board: Board
    running: dict[Future[list[Result]], tuple[int, Batch]] = field(default_factory=dict)
    given: int = 0
    excess: Excess | None = None
    seen: tuple[Note, float] | None = None
    since: float = 0.0


def open_lane(*, doubtful: bool) -> Lane[Result]:
    """A fresh interpreter that dies with this process.

    Args:
        doubtful: have it show that it can start. A document may end a worker, an empty task may
            not: batches would be given to new ones for ever.

    Raises:
        PoolError: it cannot start.
    """
    board = new_board()
    pool = ProcessPoolExecutor(
        1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_worker,
        initargs=(os.getpid(), board),
    )
    started = _submit(pool, os.getpid)
    (process,) = pool._processes.values()  # noqa: SLF001  (kill_workers() comes with Python 3.14)
    lane: Lane[Result] = Lane(pool, process, board)
    try:
        if doubtful:
            started.result()
    except BaseException as error:
        end([lane])
        if not isinstance(error, BrokenProcessPool):
            raise
        raise PoolError(
            "worker processes die as they start; see above for why. If nothing is there,"
            " memory may be short: try fewer workers"
        ) from error
    return lane


def give(lane: Lane[Result], work: Callable[[Batch], Iterator[Result]], batch: Batch) -> bool:
    """Hand a batch over; False if the worker is dead."""
    try:
        future = _submit(lane.pool, _run_batch, work, batch, lane.given)
    except BrokenProcessPool:
        return False
    lane.running[future] = (lane.given, batch)
    lane.given += 1
    return True


def take(lane: Lane[Result]) -> list[list[Result]]:
    """The results of the batches that are done; they are no longer running."""
    done = [future for future in lane.running if future.done() and not _is_lost(future)]
    results = [future.result() for future in done]
    for future in done:
        del lane.running[future]
    return results


def is_broken(lane: Lane[Result]) -> bool:
    """Whether a worker has died over a batch."""
    return any(future.done() and _is_lost(future) for future in lane.running)


def _is_lost(future: Future[list[Result]]) -> bool:
    return future.cancelled() or isinstance(future.exception(), BrokenProcessPool)


def end(lanes: Iterable[Lane[Result]]) -> None:
    """End workers at once, whatever they are at: they hold nothing that is not told already."""
    lanes = list(lanes)
    for lane in lanes:
        lane.process.kill()
    for lane in lanes:
        lane.pool.shutdown(cancel_futures=True)


def last_note(lane: Lane[Result]) -> Note | None:
    """The document that a dead worker was at, if it was at one."""
    return lane.excess.note if lane.excess is not None else read_note(lane.board)


def _run_batch(
    work: Callable[[Batch], Iterator[Result]], batch: Batch, ticket: int
) -> list[Result]:
    """In the worker."""
    return list(noting(ticket, work(batch)))


def _submit(
    pool: ProcessPoolExecutor, task: Callable[P, Result], *args: P.args, **kwargs: P.kwargs
) -> Future[Result]:
    """Hand a task over, which may start a worker; with what a worker inherits set right."""
    with _STARTING, _interrupts_later(), _main_hidden():
        return pool.submit(task, *args, **kwargs)


@contextmanager
def _interrupts_later() -> Iterator[None]:
    """Ctrl-C and SIGTERM wait until the end of the block; its processes never get Ctrl-C.

    A worker leaves Ctrl-C to this process from its first moment: blocked here, it stays so. That
    alone is not enough for this process itself, where the system may hand the signal to another
    thread, and Python then interrupts this one: a worker half started would complain.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        if threading.current_thread() is threading.main_thread():
            with _answered_later(signal.SIGINT), _answered_later(signal.SIGTERM):
                yield
        else:
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _answered_later(number: signal.Signals) -> Iterator[None]:
    """A signal that comes in this block gets its answer at the end of it."""
    answer = signal.getsignal(number)
    if not callable(answer):  # ignored, or death at once: nothing to put off
        yield
        return
    came: list[tuple[int, FrameType | None]] = []
    signal.signal(number, lambda *signal_: came.append(signal_))
    try:
        yield
    finally:
        signal.signal(number, answer)
    for signal_ in came[:1]:
        answer(*signal_)


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


def _start_worker(parent: int, board: Board) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tie_to_parent(parent)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    write_on(board)


def _end_with_parent() -> None:
    """Where the kernel does not do it (:func:`tie_to_parent`)."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
