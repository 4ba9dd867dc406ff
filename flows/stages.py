"""The five stages of a run, free of Prefect: the flow and ``--bare`` call the same ones."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from cleaners import Settings
from flows.corpus import is_written, write_corpus
from flows.engine import Batch, run_batches
from flows.sources import Source, list_sources, open_source
from flows.state import StateError, Store, fingerprint
from flows.summary import Summary, summarise

__all__ = [
    "Plan",
    "clean_batches",
    "commit",
    "list_sources",
    "plan_work",
    "read_last_summary",
    "report",
]

LARGEST_BATCH = 128
"""Documents; measured: the cost of handing one over is then below 2 % of cleaning it."""
LARGEST_BATCH_BYTES = 16 * 1024 * 1024
"""Results of a batch travel together: this bounds the memory for them, however long texts are."""
BATCHES_PER_WORKER = 4
"""At least, where there are enough documents: a slow batch must not hold the rest."""

Progress = Callable[[int, int], None]
"""Called with the documents cleaned so far and those to clean in all."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do.

    Attributes:
        sources: how many there are in all.
        batches: those to clean: new, changed, or cleaned under another fingerprint.
        vanished: ids that have an outcome and no source any more.
    """

    clean: Path
    settings: Settings
    fingerprint: str
    sources: int
    batches: tuple[Batch, ...]
    vanished: tuple[str, ...]
    workers: int

    @property
    def to_clean(self) -> int:
        """Documents in all batches."""
        return sum(map(len, self.batches))


def plan_work(
    sources: list[Source], clean: Path, settings: Settings, workers: int | None = None
) -> Plan:
    """Compare sources with the state: exactly what changed is cleaned again.

    Raises:
        ValueError: ``workers`` is not a positive number.
        StateError: the state cannot be read or written.
    """
    if workers is not None and workers < 1:
        raise ValueError(f"workers: expected 1 or more, got {workers}")
    workers = workers or _count_cores()
    print_ = fingerprint(settings)
    with Store(clean, check=True) as store:
        versions = store.versions()
    todo = [s for s in sources if not _is_known(s, versions.get(s.id), print_)]
    size = max(1, min(LARGEST_BATCH, len(todo) // (workers * BATCHES_PER_WORKER)))
    batches = tuple(_cut_batches(todo, size))
    return Plan(
        clean=clean,
        settings=settings,
        fingerprint=print_,
        sources=len(sources),
        batches=batches,
        vanished=tuple(sorted(versions.keys() - {source.id for source in sources})),
        workers=max(1, min(workers, len(batches))),
    )


def _count_cores() -> int:
    """Cores this process may use; where the system does not tell, all there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _is_known(source: Source, version: tuple[str | None, str] | None, print_: str) -> bool:
    """Whether the state has the outcome of just these bytes under just this fingerprint."""
    if version is None or version[0] is None or version[1] != print_ or source.fault:
        return False
    try:
        with open_source(source) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == version[0]
    except OSError:  # the worker will say what is wrong with it
        return False


def _cut_batches(sources: list[Source], most: int) -> Iterator[Batch]:
    """Sources in order, in batches that are large neither in number nor in bytes."""
    batch: list[Source] = []
    held = 0
    for source in sources:
        size = _size(source)
        if batch and (len(batch) == most or held + size > LARGEST_BATCH_BYTES):
            yield tuple(batch)
            batch, held = [], 0
        batch.append(source)
        held += size
    if batch:
        yield tuple(batch)


def _size(source: Source) -> int:
    try:
        return Path(source.path).stat().st_size
    except OSError:  # the worker will say what is wrong with it
        return 0


def clean_batches(plan: Plan, progress: Progress | None = None) -> None:
    """Clean what the plan says and record every outcome as it comes.

    Raises:
        PoolError: worker processes cannot start.
        StateError: the state cannot be written.
    """
    done = 0
    # Closed, so that workers end at once when this is interrupted between two batches.
    with (
        Store(plan.clean) as store,
        closing(run_batches(plan.batches, plan.settings, plan.workers)) as results,
    ):
        for outcomes in results:
            store.record(outcomes, plan.fingerprint)
            done += len(outcomes)
            if progress is not None:
                progress(done, plan.to_clean)


def commit(plan: Plan) -> None:
    """Bring the output folder to the new state, unless nothing changed.

    Raises:
        StateError: the outcomes are not this plan's: another run wrote some meanwhile.
    """
    with Store(plan.clean) as store:
        store.forget(plan.vanished)
        versions = store.versions().values()
        if len(versions) != plan.sources or {p for _, p in versions} - {plan.fingerprint}:
            raise StateError(
                f"{plan.clean} is not what this run made of it: another one works there too."
                " Run again when it has ended."
            )
        if not is_written(store, plan.clean):
            write_corpus(store, plan.clean)


def report(plan: Plan) -> Summary:
    """Counts of the corpus and of this run.

    Raises:
        CountError: they do not add up: a source without an outcome, or a character
            that is neither kept nor accounted for.
    """
    with Store(plan.clean) as store:
        summary = summarise(store.outcomes(), plan.to_clean, len(plan.vanished))
        store.note("summary", asdict(summary))
    summary.check(plan.sources)
    return summary


def read_last_summary(clean: Path) -> Summary:
    """What :func:`report` found in the last run on a corpus."""
    with Store(clean) as store:
        noted = store.fact("summary")
    return Summary(**{**noted, "quarantine": tuple(map(tuple, noted["quarantine"]))})
