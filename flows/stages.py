"""The five stages of a run, free of Prefect: the flow and ``--bare`` call the same ones."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from cleaners import Settings, Site, UserRule
from flows import sites
from flows.budget import SEPARATOR, USUAL, Budget
from flows.corpus import is_written, write_corpus
from flows.duplicates import read_outcomes
from flows.engine import Batch, outline_batches, run_batches
from flows.output import PLAIN, Output
from flows.review import is_reviewed, write_review
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
        prints: for each source the fingerprint of all that decides its result, by id.
        batches: those to clean: new, changed, or cleaned under another fingerprint.
        vanished: ids that have an outcome and no source any more.
    """

    clean: Path
    settings: Settings
    prints: Mapping[str, str]
    batches: tuple[Batch, ...]
    vanished: tuple[str, ...]
    workers: int
    budget: Budget = USUAL
    output: Output = PLAIN

    @property
    def to_clean(self) -> int:
        """Documents in all batches."""
        return sum(map(len, self.batches))


def plan_work(
    sources: list[Source],
    clean: Path,
    settings: Settings,
    workers: int | None = None,
    rules: Sequence[UserRule] = (),
    *,
    budget: Budget = USUAL,
    output: Output = PLAIN,
) -> Plan:
    """Compare sources with the state: exactly what changed is cleaned again.

    That may be what recurs on the site of a source: sources that are new are read for it here.

    Raises:
        ValueError: ``workers`` is not a positive number.
        MissingLibraryError: an output format needs a library that is not there.
        PoolError: worker processes cannot start.
        StateError: the state cannot be read or written.
    """
    output.check()
    if workers is not None and workers < 1:
        raise ValueError(f"workers: expected 1 or more, got {workers}")
    workers = workers or _count_cores()
    with Store(clean, check=True) as store:
        versions = store.versions()
        hashes = {source.id: _hash(source) for source in sources if source.id in versions}
        places = _find_sites(store, sources, hashes, rules, workers, budget=budget)
    sources = [replace(source, site=places[source.id]) for source in sources]
    print_ = fingerprint(settings)
    prints = {source.id: sites.print_of(print_, source.site) for source in sources}
    batches = _cut_batches(
        [s for s in sources if not _is_known(s, versions, hashes, prints[s.id], budget)],
        workers,
    )
    return Plan(
        clean=clean,
        settings=settings,
        prints=prints,
        batches=batches,
        vanished=tuple(sorted(versions.keys() - prints.keys())),
        workers=max(1, min(workers, len(batches))),
        budget=budget,
        output=output,
    )


def _is_known(
    source: Source,
    known: Mapping[str, tuple[str | None, str]],
    hashes: Mapping[str, str | None],
    print_: str,
    budget: Budget,
) -> bool:
    """Whether what is kept of a source is still so: its bytes, what decided, and the budget.

    Only where it went over a budget: under another one it is tried again, and only then. What
    stayed within it came out as it would under any.
    """
    sha256 = hashes.get(source.id) or ""
    return known.get(source.id) in ((sha256, print_), (sha256, print_ + budget.mark))


def _find_sites(
    store: Store,
    sources: list[Source],
    hashes: Mapping[str, str | None],
    rules: Sequence[UserRule],
    workers: int,
    *,
    budget: Budget,
) -> dict[str, Site]:
    """The site of each source, after outlining those that are new or changed."""
    if not sites.need_outlines(sources, rules):
        return sites.find_sites(store, sources, rules)
    code = fingerprint(Settings())
    known = sites.outlined(store)
    new = [s for s in sources if not _is_known(s, known, hashes, code, budget)]
    batches = _cut_batches(new, workers)
    most = max(1, min(workers, len(batches)))
    with closing(outline_batches(batches, most, budget)) as results:
        for outlines in results:
            sites.keep_outlines(store, outlines, code)
    sites.forget_outlines(store, known.keys() - {source.id for source in sources})
    return sites.find_sites(store, sources, rules)


def _count_cores() -> int:
    """Cores this process may use; where the system does not tell, all there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _hash(source: Source) -> str | None:
    """Hash of the bytes of a source; None if they cannot be read: the worker will say why."""
    if source.fault:
        return None
    try:
        with open_source(source) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _cut_batches(sources: list[Source], workers: int) -> tuple[Batch, ...]:
    """Sources in order, in batches that are large neither in number nor in bytes."""
    most = max(1, min(LARGEST_BATCH, len(sources) // (workers * BATCHES_PER_WORKER)))
    return tuple(_cut(sources, most))


def _cut(sources: list[Source], most: int) -> Iterator[Batch]:
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
        closing(run_batches(plan.batches, plan.settings, plan.workers, plan.budget)) as results,
    ):
        for outcomes in results:
            store.record(outcomes, plan.prints)
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
        versions = store.versions().items()
        if {id_: print_.partition(SEPARATOR)[0] for id_, (_, print_) in versions} != plan.prints:
            raise StateError(
                f"{plan.clean} is not what this run made of it: another one works there too."
                " Run again when it has ended."
            )
        if not is_written(store, plan.clean, plan.output):
            write_corpus(store, plan.clean, plan.output)
        if not is_reviewed(store, plan.clean):
            write_review(store, plan.clean)


def report(plan: Plan) -> Summary:
    """Counts of the corpus and of this run.

    Raises:
        CountError: they do not add up: a source without an outcome, or a character
            that is neither kept nor accounted for.
    """
    with Store(plan.clean) as store:
        summary = summarise(read_outcomes(store), plan.to_clean, len(plan.vanished))
        store.note("summary", asdict(summary))
    summary.check(len(plan.prints))
    return summary


def read_last_summary(clean: Path) -> Summary:
    """What :func:`report` found in the last run on a corpus."""
    with Store(clean) as store:
        noted = store.fact("summary")
    return Summary(**{**noted, "quarantine": tuple(map(tuple, noted["quarantine"]))})
