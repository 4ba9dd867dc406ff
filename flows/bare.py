"""The recipe of :mod:`flows.clean` without Prefect: the same stages in the same order."""

from __future__ import annotations

from pathlib import Path

from cleaners import Settings
from flows import stages
from flows.budget import USUAL, Budget
from flows.containers import Columns
from flows.lock import only_run
from flows.output import Output
from flows.published import fetch_state, read_place, work_folder
from flows.summary import Summary
from flows.user_file import read_user_file


def clean_corpus(
    raw: Path | str,
    clean: Path | str,
    settings: Settings | None = None,
    workers: int | None = None,
    progress: stages.Progress | None = None,
    *,
    rules: Path | None = None,
    budget: Budget = USUAL,
    output: Output | None = None,
    columns: Columns | None = None,
    scheduler: str | None = None,
) -> Summary:
    """Clean the sources below ``raw`` into ``clean``. Raises as the stages do."""
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
        sources = stages.list_sources(raw, here, columns or user.columns)
        plan = stages.plan_work(
            sources, here, settings, workers, user.rules,
            budget=budget, output=output, scheduler=scheduler, bucket=bucket,
        )  # fmt: skip
        stages.clean_batches(plan, progress)
        stages.commit(plan)
        return stages.report(plan)
