"""The flow: list sources, plan, clean in batches, commit, report.

Five task runs, however many documents: a Prefect task run costs more than cleaning a page, so
batches go to a process pool inside one task. The truth is the state on disk, not the state of
tasks: nothing is cached by Prefect, and a run that is killed goes on where it was.
"""

# No postponed annotations: Prefect reads them in processes to which it pickles the flow.
import os
from pathlib import Path
from typing import Annotated

import flows.quiet  # noqa: F401  (before Prefect is imported)

# isort: split
from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed, Failed

from flows import stages
from flows.artifacts import show_result, showing_progress
from flows.checks import find_failing
from flows.choices import NONE, Choices, Described
from flows.events import tell_committed, tell_failed
from flows.lock import only_run
from flows.published import fetch_state, read_place, work_folder
from flows.review import read_suspects
from flows.stages import Plan
from flows.state import Store
from flows.summary import Summary
from flows.tied import tie_to_parent
from flows.user_file import read_user_file

SERVED_BY = "CLEANCOPY_SERVED_BY"
"""Variable with the process id of the ``cleancopy serve`` that started this process, if one did."""


list_sources = task(
    name="list sources", task_run_name="list sources in {raw}", cache_policy=NO_CACHE
)(stages.list_sources)
plan_work = task(name="plan", task_run_name="plan", cache_policy=NO_CACHE)(stages.plan_work)
commit = task(name="commit", task_run_name="commit to {plan.place}", cache_policy=NO_CACHE)(
    stages.commit
)


@task(
    name="clean batches",
    task_run_name="clean {plan.to_clean} of {plan.sources} documents",
    cache_policy=NO_CACHE,
)
def clean_batches(plan: Plan) -> None:
    """Clean on the process pool; show progress as an artifact."""
    stages.clean_batches(plan, showing_progress())


@task(name="report", task_run_name="report", cache_policy=NO_CACHE)
def report(plan: Plan) -> Summary:
    """Count, publish the counts in the UI, and tell the world that the corpus is there."""
    summary = stages.report(plan)
    with Store(plan.clean) as store:
        suspects = read_suspects(store)
    show_result(plan, summary, suspects)
    tell_committed(plan, summary)
    return summary


@flow(
    name="clean-corpus",
    flow_run_name="clean {raw} into {clean}",
    validate_parameters=True,
    retries=0,  # whatever the server's default: what was quarantined would be again
    log_prints=False,
    on_failure=[tell_failed],
)
def clean_corpus(
    raw: Path | str = Path("data/raw"),
    clean: Path | str = Path("data/clean"),
    choices: Annotated[Choices, Described(Choices)] = NONE,
) -> State:
    """Clean the sources below ``raw`` into a corpus below ``clean``.

    Args:
        raw: folder of saved pages, scraped texts and files that hold many of them, any depth; or
            one file, or the URL of a bucket.
        clean: folder of the corpus, made if it is not there; or the URL of a bucket.
        choices: how it is done: what to keep, what to write, what a document may use.

    Returns:
        *Completed* if every source is clean or rejected; *Failed*, under the name
        "Quarantined", if some raised: the corpus is complete without them; or under
        the name "ChecksFail", if what the user asked of the corpus is not so.
    """
    _end_with_serve()
    user = read_user_file(raw, choices.rules)
    settings, output, columns = choices.over(user)
    output.check()
    clean = read_place(clean)
    stages.check_places(raw, clean)
    here = work_folder(clean)
    bucket = clean if isinstance(clean, str) else None
    with only_run(here):
        if bucket:
            fetch_state(bucket, here)
        sources = list_sources(raw, here, columns)
        plan = plan_work(
            sources, here, settings, choices.workers, user.rules,
            budget=choices.budget, output=output, scheduler=choices.scheduler, bucket=bucket,
        )  # fmt: skip
        clean_batches(plan)
        commit(plan)
        summary = report(plan)
    return _conclude(summary, find_failing(here, user.checks) if choices.check else [], clean)


def _conclude(summary: Summary, failing: list[str], clean: Path | str) -> State:
    """The state in which a run ends whose corpus is written."""
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
