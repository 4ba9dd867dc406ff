"""The five stages of a run, free of Prefect: the flow and ``--bare`` call the same ones."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from cleaners import Settings, UserRule
from flows import cluster, inventory, published, sites, todo
from flows.budget import USUAL, Budget
from flows.containers import Columns, missing_library
from flows.corpus import is_written, write_corpus
from flows.duplicates import read_outcomes
from flows.engine import outline_batches, run_batches, survey_batches
from flows.output import PLAIN, Output
from flows.remote import EXTRA, is_url
from flows.review import is_reviewed, write_review
from flows.sources import RunError, find_files
from flows.state import StateError, Store, fingerprint, in_chunks
from flows.summary import Summary, summarise

__all__ = [
    "Listing",
    "Plan",
    "check_places",
    "clean_batches",
    "commit",
    "list_sources",
    "plan_work",
    "read_last_summary",
    "report",
]

Progress = Callable[[int, int], None]
"""Called with the documents cleaned so far and those to clean in all."""
LARGEST_SURVEY = 8
"""Containers that one worker looks through before it tells."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Which files a run has; they are in the state.

    Attributes:
        columns: which columns of tables hold what.
        run: the number of this run.
    """

    columns: Columns
    run: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do; which documents that are is in the state.

    Attributes:
        print: fingerprint of all that decides a result, but for what is known of a site.
        run: the number of the run that it is for.
        sources: documents in all.
        work: those to clean: new, changed, or cleaned under another fingerprint.
        vanished: how many have an outcome and are no source any more.
        budget: what one document may use, on this machine.
        output: what is written beside the corpus, and what becomes of copies.
        scheduler: address of the Dask cluster that does it; None for processes on this machine.
        bucket: URL below which the corpus is published; None where it stays in its folder.
    """

    clean: Path
    settings: Settings
    rules: tuple[UserRule, ...]
    columns: Columns
    print: str
    run: int
    sources: int
    work: todo.Amount
    vanished: int
    workers: int
    budget: Budget = USUAL
    output: Output = PLAIN
    scheduler: str | None = None
    bucket: str | None = None

    @property
    def place(self) -> str:
        """Where others find the corpus."""
        return self.bucket or str(self.clean.resolve())

    @property
    def to_clean(self) -> int:
        """Documents to clean."""
        return self.work.documents


def check_places(raw: Path | str, clean: Path | str) -> None:
    """Raise what :func:`list_sources` would of the two places, before anything is written."""
    if is_url(clean):
        published.check_apart(raw, str(clean))
    find_files(raw, published.work_folder(clean))


def list_sources(raw: Path | str, clean: Path, columns: Columns = Columns()) -> Listing:  # noqa: B008
    """Find all files below ``raw``, and what they are.

    Raises:
        NoSourcesError: there is no such folder, or no file in it.
        OverlapError: sources and corpus share a folder.
        RunError: a library is not there that some of them need.
        StateError: the state cannot be read or written.
    """
    files = find_files(raw, clean)
    with Store(clean, check=True) as store:
        inventory.keep_files(store, files)
        for found in inventory.formats(store):
            library = missing_library(found)
            if library is not None:
                raise RunError(f"{found.name}{found.ending} needs {library}: {EXTRA}")
        return Listing(columns, store.fact("run"))


def plan_work(
    listing: Listing,
    clean: Path,
    settings: Settings,
    workers: int | None = None,
    rules: Sequence[UserRule] = (),
    *,
    budget: Budget = USUAL,
    output: Output = PLAIN,
    scheduler: str | None = None,
    bucket: str | None = None,
) -> Plan:
    """Compare sources with the state: exactly what changed is cleaned again.

    That may be what recurs on the site of a source: sources that are new are read for it here.

    Raises:
        ValueError: ``workers`` is not a positive number.
        PoolError: worker processes cannot start.
        StateError: the state cannot be read or written.
    """
    if workers is not None and workers < 1:
        raise ValueError(f"workers: expected 1 or more, got {workers}")
    workers = workers or _count_cores()
    print_ = fingerprint(settings)
    with Store(clean) as store:
        inventory.stamp_files(store, listing.columns)
        inventory.keep_plain(store)
        _survey(store, listing.columns, workers, budget, scheduler)
        sources = store.count("from records")
        sites.forget_outlines(store)
        if sites.need_outlines(sources, rules):
            _outline(store, listing.columns, workers, budget, scheduler)
        sites.keep_templates(store)
        sites.keep_prints(store, print_, rules)
        is_old = f"o.fingerprint not in {_PRINTS}"
        work = todo.fill(store, "outcomes", is_old, print_, print_, budget.mark)
        vanished = store.count(f"from outcomes where {_IS_GONE}")
    return Plan(
        clean=clean,
        settings=settings,
        rules=tuple(rules),
        columns=listing.columns,
        print=print_,
        run=listing.run,
        sources=sources,
        work=work,
        vanished=vanished,
        workers=_share(workers, work.documents),
        budget=budget,
        output=output,
        scheduler=scheduler,
        bucket=bucket,
    )


_IS_GONE = "not exists (select 1 from records r where r.id = outcomes.id)"
_PRINTS = "(coalesce(r.print, ?), coalesce(r.print, ?) || ?)"
"""What an outcome may be of: of what decides it, alone or with the mark of the budget it was over.

Under another budget what was over is tried again, and only that: what stayed within it came out as
it would under any.
"""


def _survey(
    store: Store, columns: Columns, workers: int, budget: Budget, scheduler: str | None
) -> None:
    """Find out what is in the containers that are new or changed."""
    containers = list(inventory.find_unsurveyed(store, columns))
    most = max(1, min(LARGEST_SURVEY, len(containers) // workers))
    batches = [containers[at : at + most] for at in range(0, len(containers), most)]
    if batches:
        surveys_of = (
            cluster.survey_batches(batches, scheduler)
            if scheduler
            else survey_batches(batches, _share(workers, len(batches)), budget)
        )
        with closing(surveys_of) as results:
            for surveys in results:
                for survey in surveys:
                    inventory.keep_survey(store, survey)


def _outline(
    store: Store, columns: Columns, workers: int, budget: Budget, scheduler: str | None
) -> None:
    """Read sources that are new or changed, for what recurs on their sites."""
    code = fingerprint(Settings())
    work = todo.fill(store, "outlines", "o.code not in (?, ?)", code, code + budget.mark)
    site_of = sites.site_reader(store, ())
    batches = todo.read_batches(store, columns, work.limits(workers), site_of)
    if not work.documents:
        return
    outlines_of = (
        cluster.outline_batches(batches, scheduler)
        if scheduler
        else outline_batches(batches, _share(workers, work.documents), budget)
    )
    with closing(outlines_of) as results:
        for outlines in results:
            sites.keep_outlines(store, outlines, code)


def _share(workers: int, parts: int) -> int:
    """Workers for so many parts of work."""
    return max(1, min(workers, parts))


def _count_cores() -> int:
    """Cores this process may use; where the system does not tell, all there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def clean_batches(plan: Plan, progress: Progress | None = None) -> None:
    """Clean what the plan says and record every outcome as it comes.

    Raises:
        PoolError: worker processes cannot start.
        StateError: the state cannot be written.
    """
    done = 0
    # Closed, so that workers end at once when this is interrupted between two batches.
    with Store(plan.clean) as store:
        site_of = sites.site_reader(store, plan.rules)
        limits = plan.work.limits(plan.workers)
        batches = todo.read_batches(store, plan.columns, limits, site_of)
        if not plan.to_clean:
            return
        outcomes_of = (
            cluster.run_batches(batches, plan.settings, plan.scheduler)
            if plan.scheduler
            else run_batches(batches, plan.settings, plan.workers, plan.budget)
        )
        with closing(outcomes_of) as results:
            for outcomes in results:
                ids = [outcome.id for outcome in outcomes]
                store.record(outcomes, inventory.read_prints(store, ids, plan.print))
                done += len(outcomes)
                if progress is not None:
                    progress(done, plan.to_clean)


def commit(plan: Plan) -> None:
    """Bring the output folder to the new state, unless nothing changed, and the bucket, if any.

    Raises:
        RunError: the bucket cannot be written.
        StateError: the outcomes are not this plan's: another run wrote some meanwhile.
    """
    with Store(plan.clean) as store:
        if not _is_done(store, plan):
            raise StateError(
                f"{plan.clean} is not what this run made of it: another one works there too."
                " Run again when it has ended."
            )
        gone = store.select(f"select id from outcomes where {_IS_GONE}")
        for chunk in in_chunks(list(gone)):
            store.forget(id_ for (id_,) in chunk)
        if not is_written(store, plan.clean, plan.output):
            write_corpus(store, plan.clean, plan.output)
        if not is_reviewed(store, plan.clean):
            write_review(store, plan.clean)
    if plan.bucket:
        published.publish(plan.clean, plan.bucket)


def _is_done(store: Store, plan: Plan) -> bool:
    """Whether every source has the outcome that was planned, and nothing else was done."""
    done = f"from records r join outcomes o using (id) where o.fingerprint in {_PRINTS}"
    prints = plan.print, plan.print, plan.budget.mark
    counts = store.count(done, *prints), store.count("from records"), store.fact("run")
    gone = store.count(f"from outcomes where {_IS_GONE}")
    return counts == (plan.sources, plan.sources, plan.run) and gone == plan.vanished


def report(plan: Plan) -> Summary:
    """Counts of the corpus and of this run.

    Raises:
        CountError: they do not add up: a source without an outcome, or a character
            that is neither kept nor accounted for.
    """
    with Store(plan.clean) as store:
        summary = summarise(read_outcomes(store), plan.to_clean, plan.vanished)
        summary = replace(summary, aside=inventory.count_aside(store))
        store.note("summary", asdict(summary))
    summary.check(plan.sources)
    return summary


def read_last_summary(clean: Path) -> Summary:
    """What :func:`report` found in the last run on a corpus."""
    with Store(clean) as store:
        noted = store.fact("summary")
    return Summary(**{**noted, "quarantine": tuple(map(tuple, noted["quarantine"]))})
