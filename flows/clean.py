"""The flow: list sources, plan, clean in batches, commit, report.

Five task runs, however many documents: a Prefect task run costs more than cleaning a page, so
batches go to a process pool inside one task. The truth is the state on disk, not the state of
tasks: nothing is cached by Prefect, and a run that is killed goes on where it was.
"""

# No postponed annotations: Prefect reads them in processes to which it pickles the flow.
import os
from pathlib import Path
from typing import Annotated, cast
from uuid import UUID

import flows.quiet  # noqa: F401  (before Prefect is imported)

# isort: split
from prefect import State, flow, task
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event
from prefect.states import Completed, Failed
from pydantic import Field

from cleaners import Settings
from flows import progress, stages
from flows.budget import USUAL, Budget
from flows.checks import find_failing
from flows.containers import Columns
from flows.lock import only_run
from flows.output import Output
from flows.published import fetch_state, read_place, work_folder
from flows.stages import Plan
from flows.summary import Summary
from flows.tied import tie_to_parent
from flows.user_file import read_user_file

COMMITTED = "cleancopy.corpus.committed"
"""Event emitted when a corpus is complete on disk; automations can trigger on it."""
SERVED_BY = "CLEANCOPY_SERVED_BY"
"""Variable with the process id of the ``cleancopy serve`` that started this process, if one did."""

list_sources = task(name="list sources", cache_policy=NO_CACHE)(stages.list_sources)
plan_work = task(name="plan", cache_policy=NO_CACHE)(stages.plan_work)
commit = task(name="commit", cache_policy=NO_CACHE)(stages.commit)


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
            created = create_progress_artifact(percent, "cleaning", f"{total} documents")
            artifact = cast(UUID, created)
        elif percent > shown:
            update_progress_artifact(artifact, percent)
        shown = percent

    stages.clean_batches(plan, show)


@task(name="report", cache_policy=NO_CACHE)
def report(plan: Plan) -> Summary:
    """Count, publish the counts in the UI, and tell the world that the corpus is there."""
    summary = stages.report(plan)
    create_markdown_artifact(summary.markdown(), key="clean-corpus", description="What came of it")
    corpus = plan.place
    emit_event(
        COMMITTED,
        resource={
            "prefect.resource.id": f"cleancopy.corpus.{corpus}",
            "prefect.resource.name": plan.clean.name,
            "cleancopy.changed": "true" if summary.cleaned or summary.vanished else "false",
        },
        payload={
            "corpus": corpus,
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
    raw: Path | str = Path("data/raw"),
    clean: Path | str = Path("data/clean"),
    settings: Settings | None = None,
    workers: Annotated[int, Field(ge=1)] | None = None,
    rules: Path | None = None,
    *,
    budget: Budget = USUAL,
    check: bool = False,
    output: Output | None = None,
    columns: Columns | None = None,
    scheduler: str | None = None,
) -> State:
    """Clean the sources below ``raw`` into a corpus below ``clean``.

    Args:
        raw: folder of saved pages, scraped texts and files that hold many of them, any depth; or
            one file, or the URL of a bucket.
        clean: folder of the corpus, made if it is not there; or the URL of a bucket.
        settings: what to keep; by default as the file of rules says.
        workers: processes; by default one for each core.
        rules: the user's file of rules; by default ``cleancopy.toml`` in ``raw``, if it is there.
        budget: what one document may use before it is stopped and quarantined.
        check: hold the corpus against the checks in that file.
        output: what is written beside the corpus, and what becomes of copies; by default as the
            file of rules says.
        columns: which columns of tables hold what; by default as the file of rules says.
        scheduler: address of a Dask cluster, ``tcp://host:8786``; by default processes here.

    Returns:
        *Completed* if every source is clean or rejected; *Failed*, under the name
        "Quarantined", if some raised: the corpus is complete without them; or under
        the name "ChecksFail", if what the user asked of the corpus is not so.
    """
    _end_with_serve()
    user = read_user_file(raw, rules)
    settings, output = settings or user.settings(), output or user.output()
    output.check()
    clean = read_place(clean)
    stages.check_places(raw, clean)
    here = work_folder(clean)
    bucket = clean if isinstance(clean, str) else None
    with only_run(here):
        if bucket:
            fetch_state(bucket, here)
        sources = list_sources(raw, here, columns or user.columns)
        plan = plan_work(
            sources, here, settings, workers, user.rules,
            budget=budget, output=output, scheduler=scheduler, bucket=bucket,
        )  # fmt: skip
        clean_batches(plan)
        commit(plan)
        summary = report(plan)
    failing = find_failing(here, user.checks) if check else []
    if failing:
        return Failed(name="ChecksFail", message=f"{len(failing)} checks fail: {failing[0]}")
    if summary.quarantined:
        return Failed(
            name="Quarantined",
            message=f"{summary.quarantined} of {summary.sources} sources quarantined:"
            f" see {clean}/quarantine.jsonl; the corpus is complete without them",
        )
    return Completed(message=f"{summary.clean} clean, {summary.rejected} rejected")


def _end_with_serve() -> None:
    """If ``cleancopy serve`` started this process, have it end when that one is killed."""
    if os.environ.get(SERVED_BY) == str(os.getppid()):
        tie_to_parent(os.getppid())


if __name__ == "__main__":
    clean_corpus(return_state=True)
