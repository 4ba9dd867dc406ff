"""Batches on a Dask cluster that is there already, through Dask's own executor.

Dask runs again what a worker that died was at, three times. Then each document of that batch is
tried by itself, and the one that still ends its workers is given up. Workers need the same version
of this program, and see the sources under the same paths: on shared storage, or in a bucket.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from itertools import islice
from typing import Any, TypeVar

from cleaners import Settings
from flows.engine import AHEAD, DIED, DIED_READING, PoolError
from flows.fingerprints import fingerprint
from flows.outlines import Outline, outline_batch, without_outline
from flows.sources import Source
from flows.survey import Container, Survey, survey_batch, without_survey
from flows.worker import Outcome, clean_batch, quarantined

PATIENCE = 30
"""Seconds to wait for a scheduler."""
Item = TypeVar("Item")
Result = TypeVar("Result")


def run_batches(
    batches: Iterable[Sequence[Source]], settings: Settings, address: str
) -> Generator[list[Outcome]]:
    """Outcomes batch by batch, as they finish: every source has one, whatever happens.

    Raises:
        PoolError: there is no cluster at this address, or none that can be used.
    """
    work, died = partial(clean_batch, settings=settings), partial(quarantined, error=DIED)
    return _run(batches, work, died, address)


def outline_batches(batches: Iterable[Sequence[Source]], address: str) -> Generator[list[Outline]]:
    """The same for outlines."""
    return _run(batches, outline_batch, without_outline, address)


def survey_batches(batches: Iterable[Sequence[Container]], address: str) -> Generator[list[Survey]]:
    """The same for containers."""
    return _run(batches, survey_batch, partial(without_survey, fault=DIED_READING), address)


def _run(
    batches: Iterable[Sequence[Item]],
    work: Callable[[Sequence[Item]], Iterator[Result]],
    give_up: Callable[[Item], Result],
    address: str,
) -> Generator[list[Result]]:
    from distributed.scheduler import KilledWorker

    with _connect(address) as client, client.get_executor(pure=False) as pool:
        coming, again = iter(batches), deque[Sequence[Item]]()
        running: dict[Future[list[Result]], Sequence[Item]] = {}
        while True:
            most = AHEAD * max(1, sum(client.nthreads().values()))  # it may have grown
            for batch in _take(again, coming, most - len(running)):
                running[pool.submit(_run_batch, work, batch)] = batch
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                batch = running.pop(future)
                try:
                    yield future.result()
                except KilledWorker:
                    if len(batch) == 1:
                        yield [give_up(batch[0])]
                    else:
                        again.extend([item] for item in batch)


def _run_batch(
    work: Callable[[Sequence[Item]], Iterator[Result]], batch: Sequence[Item]
) -> list[Result]:
    """In the worker. A cluster has limits of its own: budgets are not watched here."""
    return list(work(batch))


def _take(
    again: deque[Sequence[Item]], coming: Iterator[Sequence[Item]], most: int
) -> Iterator[Sequence[Item]]:
    """So many batches at most: those to be run again first."""
    while again and most > 0:
        yield again.popleft()
        most -= 1
    yield from islice(coming, max(0, most))


@contextmanager
def _connect(address: str) -> Iterator[Any]:
    """A cluster whose workers would give the same results as this process."""
    if find_spec("distributed") is None:
        raise PoolError("a Dask cluster needs dask: pip install 'cleancopy[dask]'")
    from distributed import Client

    try:
        client: Any = Client(  # type: ignore[no-untyped-call]
            address, set_as_default=False, timeout=PATIENCE
        )
    except (OSError, ValueError) as error:
        raise PoolError(f"no Dask cluster at {address}: {error}") from error
    with client:
        try:
            found = client.run(fingerprint, Settings())
        except Exception as error:
            raise PoolError(f"workers of {address} cannot run this program: {error}") from error
        if not found:
            raise PoolError(f"the cluster at {address} has no workers")
        if set(found.values()) != {fingerprint(Settings())}:
            raise PoolError(f"workers of {address} have another version of this program")
        yield client
