"""The flow: list sources, plan, clean in batches, commit, report.

Five task runs, however many documents: a Prefect task run costs more than cleaning a page, so
batches go to a process pool inside one task. The truth is the state on disk, not the state of
tasks: nothing is cached by Prefect, and a run that is killed goes on where it was.
"""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import flows.quiet  # noqa: F401  (before Prefect is imported)
from prefect import flow, task
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event
from prefect.states import Completed, Failed, State

from cleaners import Settings
from flows import progress, stages
from flows.stages import Plan
from flows.summary import Summary

COMMITTED = "cleancopy.corpus.committed"
"""Event emitted when a corpus is complete on disk; automations can trigger on it."""

list_sources = task(stages.list_sources, name="list sources", cache_policy=NO_CACHE)
plan_work = task(stages.plan_work, name="plan", cache_policy=NO_CACHE)
commit = task(stages.commit, name="commit", cache_policy=NO_CACHE)


@task(name="clean batches", cache_policy=NO_CACHE)
def clean_batches(plan: Plan) -> None:
    """Clean on the process pool; show progress as an artifact, at most a hundred times."""
    artifact: UUID | None = None
    shown = 0

    def show(done: int, total: int) -> None:
        nonlocal artifact, shown
        progress.tell(done, total)
        percent = 100 * done // total
        if artifact is None:
            artifact = create_progress_artifact(percent, "cleaning", f"{total} documents")
        elif percent > shown:
            update_progress_artifact(artifact, percent)
        shown = percent

    stages.clean_batches(plan, show)


@task(name="report", cache_policy=NO_CACHE)
def report(plan: Plan) -> Summary:
    """Count, publish the counts in the UI, and tell the world that the corpus is there."""
    summary = stages.report(plan)
    create_markdown_artifact(summary.markdown(), key="clean-corpus", description="What came of it")
    emit_event(
        COMMITTED,
        resource={"prefect.resource.id": f"cleancopy.corpus.{plan.clean.resolve()}"},
        payload={
            "corpus": str(plan.clean.resolve()),
            "clean": summary.clean,
            "rejected": summary.rejected,
            "quarantined": summary.quarantined,
            "cleaned": summary.cleaned,
            "vanished": summary.vanished,
        },
    )
    return summary


@flow(name="clean-corpus", log_prints=False, validate_parameters=True)
def clean_corpus(
    raw: Path = Path("data/raw"),
    clean: Path = Path("data/clean"),
    settings: Settings = Settings(),  # noqa: B008  (frozen)
    workers: int | None = None,
) -> State:
    """Clean the sources below ``raw`` into a corpus below ``clean``.

    Args:
        raw: folder of saved pages and scraped texts, any depth.
        clean: folder of the corpus.
        settings: what to keep.
        workers: processes; by default one for each core.

    Returns:
        *Completed* if every source is clean or rejected; *Failed*, under the name
        "Quarantined", if some raised: the corpus is complete without them.
    """
    sources = list_sources(raw)
    plan = plan_work(sources, clean, settings, workers)
    clean_batches(plan)
    commit(plan)
    summary = report(plan)
    if summary.quarantined:
        return Failed(
            name="Quarantined",
            message=f"{summary.quarantined} of {summary.sources} sources quarantined:"
            f" see {clean / 'quarantine.jsonl'}; the corpus is complete without them",
        )
    return Completed(message=f"{summary.clean} clean, {summary.rejected} rejected")


if __name__ == "__main__":
    clean_corpus(return_state=True)
