"""The recipe of :mod:`flows.clean` without Prefect: the same stages in the same order."""

from __future__ import annotations

from pathlib import Path

from cleaners import Settings
from flows import stages
from flows.summary import Summary


def clean_corpus(
    raw: Path,
    clean: Path,
    settings: Settings,
    workers: int | None = None,
    progress: stages.Progress | None = None,
) -> Summary:
    """Clean the sources below ``raw`` into ``clean``. Raises as the stages do."""
    sources = stages.list_sources(raw, clean)
    plan = stages.plan_work(sources, clean, settings, workers)
    stages.clean_batches(plan, progress)
    stages.commit(plan)
    return stages.report(plan)
