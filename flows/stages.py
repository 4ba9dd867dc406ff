"""The five stages of a run, free of Prefect: the flow and ``--bare`` call the same ones."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from cleaners import Settings
from flows.corpus import is_written, write_corpus
from flows.engine import Batch, run_batches
from flows.sources import Source, list_sources
from flows.state import Store, fingerprint
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
    """
    if workers is not None and workers < 1:
        raise ValueError(f"workers: expected 1 or more, got {workers}")
    workers = workers or len(os.sched_getaffinity(0))
    print_ = fingerprint(settings)
    with Store(clean) as store:
        versions = store.versions()
    todo = [s for s in sources if not _is_known(s, versions.get(s.id), print_)]
    size = max(1, min(LARGEST_BATCH, len(todo) // (workers * BATCHES_PER_WORKER)))
    return Plan(
        clean=clean,
        settings=settings,
        fingerprint=print_,
        sources=len(sources),
        batches=tuple(todo[at : at + size] for at in range(0, len(todo), size)),
        vanished=tuple(sorted(versions.keys() - {source.id for source in sources})),
        workers=max(1, min(workers, len(todo))),
    )


def _is_known(source: Source, version: tuple[str | None, str] | None, print_: str) -> bool:
    """Whether the state has the outcome of just these bytes under just this fingerprint."""
    if version is None or version[0] is None or version[1] != print_ or source.fault:
        return False
    try:
        with open(source.path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == version[0]
    except OSError:  # the worker will say what is wrong with it
        return False


def clean_batches(plan: Plan, progress: Progress | None = None) -> None:
    """Clean what the plan says and record every outcome as it comes."""
    done = 0
    with Store(plan.clean) as store:
        for outcomes in run_batches(plan.batches, plan.settings, plan.workers):
            store.record(outcomes, plan.fingerprint)
            done += len(outcomes)
            if progress is not None:
                progress(done, plan.to_clean)


def commit(plan: Plan) -> None:
    """Bring the output folder to the new state, unless nothing changed."""
    with Store(plan.clean) as store:
        store.forget(plan.vanished)
        if plan.batches or plan.vanished or not is_written(store, plan.clean):
            write_corpus(store, plan.clean)


def report(plan: Plan) -> Summary:
    """Counts of the corpus and of this run.

    Raises:
        RuntimeError: they do not add up: a source without an outcome, or a character
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
        return Summary(**store.fact("summary"))
