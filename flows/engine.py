"""Where batches run: on lanes, each a spawned process behind ``concurrent.futures``.

A document that goes over its budget has its worker killed (:mod:`flows.watch`) and is given up at
once. One whose worker dies otherwise (killed by the system, a crash in C code) is tried again, at
the end and alone, so that it is not blamed for another's hunger. All else that the worker was given
is run again: no other document can tell that anything happened.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from math import inf
from typing import Any, Generic, TypeVar

from cleaners import Settings
from flows.budget import USUAL, Budget
from flows.lanes import (
    Batch,
    Excess,
    Lane,
    PoolError,
    end,
    give,
    is_broken,
    last_note,
    open_lane,
    take,
)
from flows.outlines import Outline, outline_batch, without_outline
from flows.sources import Source
from flows.survey import Container, Survey, survey_batch, without_survey
from flows.watch import watching
from flows.worker import Outcome, clean_batch, quarantined

__all__ = ["Batch", "PoolError", "outline_batches", "run_batches", "survey_batches"]

Result = TypeVar("Result")

AHEAD = 2
"""Batches submitted for each worker: enough to keep it busy, few enough to hold in memory."""
ATTEMPTS = 3
"""At a document whose worker dies and nobody knows why."""
DIED = "the worker process died while cleaning it"
DIED_READING = "the worker process died while reading it"


@dataclass(frozen=True, slots=True)
class _Job(Generic[Result]):
    """What to do with each batch, and what to say of a document that cannot be done."""

    work: Callable[[Batch], Iterator[Result]]
    give_up: Callable[[Any, Excess | None], Result]
    budget: Budget


def run_batches(
    batches: Iterable[Batch], settings: Settings, workers: int, budget: Budget = USUAL
) -> Generator[list[Outcome]]:
    """Outcomes in lists, as they come: every source has one, whatever happens.

    Close it to stop early: its worker processes are ended at once.

    Raises:
        PoolError: worker processes cannot start.
    """
    return _run_all(
        batches, _Job(partial(clean_batch, settings=settings), _quarantined, budget), workers
    )


def outline_batches(
    batches: Iterable[Batch], workers: int, budget: Budget = USUAL
) -> Generator[list[Outline]]:
    """The same for outlines; of a source that is given up nothing is known."""
    return _run_all(batches, _Job(outline_batch, _without_outline, budget), workers)


def survey_batches(
    batches: Iterable[Batch], workers: int, budget: Budget = USUAL
) -> Generator[list[Survey]]:
    """The same for containers; one that is given up is one source that cannot be read.

    A large one may take its time, but no more memory than a document.
    """
    patient = replace(budget, seconds=inf)
    return _run_all(batches, _Job(survey_batch, _without_survey, patient), workers)


def _quarantined(source: Source, excess: Excess | None) -> Outcome:
    if excess is None:
        return quarantined(source, DIED)
    return quarantined(source, excess.error, sha256=excess.sha256, over=excess.mark)


def _without_outline(source: Source, excess: Excess | None) -> Outline:
    if excess is None:
        return without_outline(source)
    return without_outline(source, excess.sha256, excess.mark)


def _without_survey(container: Container, excess: Excess | None) -> Survey:
    return without_survey(container, DIED_READING if excess is None else excess.error)


def _run_all(batches: Iterable[Batch], job: _Job[Result], workers: int) -> Generator[list[Result]]:
    suspects: list[Any] = []
    yield from _run(iter(batches), job, workers, suspects)
    for _ in range(ATTEMPTS - 1):
        alone, suspects = suspects, []
        for item in alone:
            yield from _run(iter([(item,)]), job, 1, suspects, doubtful=True)
    for item in suspects:
        yield [job.give_up(item, None)]


def _run(
    coming: Iterator[Batch],
    job: _Job[Result],
    workers: int,
    suspects: list[Any],
    *,
    doubtful: bool = False,
) -> Iterator[list[Result]]:
    """Results of batches; documents whose worker died go to ``suspects`` instead.

    ``doubtful``: whether workers have died before, so that each has to show that it can start.
    """
    results: list[list[Result]] = []
    lanes: list[Lane[Result]] = []
    waiting: deque[Batch] = deque()
    with _watched(lanes, job.budget):
        while True:
            # Batches are made as they are needed: so many tell whether these are the last.
            waiting.extend(islice(coming, max(0, AHEAD * workers + 1 - len(waiting))))
            doubtful = _feed(lanes, waiting, job, workers, doubtful=doubtful)
            yield from results
            running = [future for lane in lanes for future in lane.running]
            if not running:
                return
            wait(running, return_when=FIRST_COMPLETED)
            results = []
            for lane in list(lanes):
                results += take(lane)
                if is_broken(lane):
                    doubtful = True
                    lanes.remove(lane)
                    end([lane])
                    results += take(lane)
                    results += _bury(lane, waiting, suspects, job)


@contextmanager
def _watched(lanes: list[Lane[Result]], budget: Budget) -> Iterator[None]:
    """Lanes in this list are watched, and ended with the block, however that ends."""
    with watching(lanes, budget):
        try:
            yield
        finally:
            end(lanes)


def _feed(
    lanes: list[Lane[Result]],
    waiting: deque[Batch],
    job: _Job[Result],
    workers: int,
    *,
    doubtful: bool,
) -> bool:
    """Hand out what waits, to new lanes first; whether some worker is known to have died."""
    while waiting:
        shortest = min(lanes, key=lambda lane: len(lane.running), default=None)
        most = AHEAD if len(waiting) > len(lanes) else 1  # at the end no lane holds the rest
        if shortest is None or (shortest.running and len(lanes) < workers):
            lanes.append(open_lane(doubtful=doubtful))
        elif len(shortest.running) >= most:
            break
        elif give(shortest, job.work, waiting[0]):
            waiting.popleft()
        elif shortest.running:  # it has just died
            break
        else:
            doubtful = True
            lanes.remove(shortest)
            end([shortest])
    return doubtful


def _bury(
    lane: Lane[Result], waiting: deque[Batch], suspects: list[Any], job: _Job[Result]
) -> list[list[Result]]:
    """Put back what a dead worker leaves, but for the document that it died at."""
    note = last_note(lane)
    fallen: Any = None
    for ticket, batch in reversed(list(lane.running.values())):
        parts: tuple[Batch, ...] = (batch,)
        if note is not None and ticket == note.ticket and note.place < len(batch):
            fallen = batch[note.place]
            parts = (batch[: note.place], batch[note.place + 1 :])
        waiting.extendleft(part for part in reversed(parts) if part)
    if fallen is None and lane.running:  # between two documents: any of a batch may be to blame
        first = waiting.popleft()
        if len(first) == 1:
            suspects.append(first[0])
        waiting.extendleft((source,) for source in reversed(first) if len(first) > 1)
    if fallen is None:
        return []
    if lane.excess is None or not lane.excess.certain:
        suspects.append(fallen)
        return []
    return [[job.give_up(fallen, lane.excess)]]
