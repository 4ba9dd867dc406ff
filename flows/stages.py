"""The five stages of a run, free of Prefect: the flow and ``--bare`` call the same ones."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

from flows import cluster, inventory, published, sites, todo
from flows.containers import Columns, missing_library
from flows.corpus import is_written, write_corpus
from flows.duplicates import read_outcomes
from flows.engine import run_batches
from flows.planning import IS_GONE, PRINTS, Listing, Plan, plan_work
from flows.remote import EXTRA, is_url
from flows.review import is_reviewed, write_review
from flows.review.history import read_warnings
from flows.sources import RunError, find_files
from flows.state import StateError, Store, in_chunks
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
        gone = store.select(f"select id from outcomes where {IS_GONE}")
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
    done = f"from records r join outcomes o using (id) where o.fingerprint in {PRINTS}"
    prints = plan.print, plan.print, plan.budget.mark
    counts = store.count(done, *prints), store.count("from records"), store.fact("run")
    gone = store.count(f"from outcomes where {IS_GONE}")
    return counts == (plan.sources, plan.sources, plan.run) and gone == plan.vanished


def report(plan: Plan) -> Summary:
    """Counts of the corpus and of this run.

    Raises:
        CountError: they do not add up: a source without an outcome, or a character
            that is neither kept nor accounted for.
    """
    with Store(plan.clean) as store:
        summary = summarise(read_outcomes(store), plan.to_clean, plan.vanished)
        aside, warnings = inventory.count_aside(store), read_warnings(store)
        summary = replace(summary, aside=aside, warnings=warnings)
        store.note("summary", asdict(summary))
    summary.check(plan.sources)
    return summary


def read_last_summary(clean: Path) -> Summary:
    """What :func:`report` found in the last run on a corpus."""
    with Store(clean) as store:
        noted = store.fact("summary")
    tuples = {
        "quarantine": tuple(map(tuple, noted["quarantine"])),
        "warnings": tuple(noted["warnings"]),
    }
    return Summary(**{**noted, **tuples})
