"""What a run leaves in Prefect's pages: how far it is, what came of it, what to look at first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import flows.quiet  # noqa: F401  (before Prefect is imported)

# isort: split
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from flows import progress
from flows.review import PAGE
from flows.stages import Plan, Progress
from flows.summary import Summary, escape_markdown

SUMMARY, REVIEW, FIRST, FAILURE = (
    "clean-corpus",
    "clean-corpus-review",
    "clean-corpus-look-first",
    "clean-corpus-failure",
)
"""Keys: under each of them Prefect keeps the history from run to run."""
PROGRESS = "cleaning"


def showing_progress() -> Progress:
    """A listener that shows progress as an artifact, told anew at most a hundred times."""
    artifact: UUID | None = None
    shown = 0

    def show(done: int, total: int) -> None:
        nonlocal artifact, shown
        progress.tell(done, total)
        percent = 100 * done // total
        if artifact is None:
            created = create_progress_artifact(percent, PROGRESS, f"Cleaning {total:,} documents")
            artifact = cast(UUID, created)
        elif percent > shown:
            update_progress_artifact(artifact, percent)
        shown = percent

    return show


def show_result(plan: Plan, summary: Summary, suspects: Sequence[dict[str, Any]]) -> None:
    """The counts, the documents to look at first, and where the review page is."""
    create_markdown_artifact(
        f"# Corpus `{escape_markdown(plan.place)}`\n\n{summary.markdown()}",
        key=SUMMARY,
        description="Counts of sources and of characters",
    )
    page = f"{plan.place}/{PAGE}"
    create_link_artifact(
        page if plan.bucket else Path(page).as_uri(),
        link_text=page,
        key=REVIEW,
        description=(
            "What was removed, and why. Browsers follow no link from here to a file: open it"
            " on the machine that has the corpus, or with `cleancopy review --open`."
        ),
    )
    if suspects:
        create_table_artifact(
            [{name: _cell(value) for name, value in row.items()} for row in suspects],
            key=FIRST,
            description="The documents in which cleaning most likely went wrong, worst first",
        )


def show_failure(name: str, message: str, clean: Path | str) -> None:
    """Why a run failed, and what to do."""
    create_markdown_artifact(
        f"# {name}\n\n{escape_markdown(message)}\n\n{_advise(name, clean)}\n",
        key=FAILURE,
        description=f"{name}: what happened, and what to do",
    )


def _advise(name: str, clean: Path | str) -> str:
    """What to do after a run that ended in a state of this name."""
    corpus = f"`{escape_markdown(str(clean))}`"
    if name == "Quarantined":
        return (
            f"The corpus in {corpus} is complete without these sources. They are tried again when"
            " they, or the program, have changed."
        )
    if name == "ChecksFail":
        return (
            f"The corpus in {corpus} is written. `cleancopy check` names all checks that fail, and"
            " `cleancopy explain ID --why TEXT` says why a text is gone."
        )
    return "What was cleaned is kept: the next run goes on from there."


def _cell(value: object) -> object:
    """A value of a table that Prefect's pages show as it stands."""
    return escape_markdown(value) if isinstance(value, str) else value
