"""One run from the command line, with Prefect or without, under a progress bar."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cleaners import Settings
from flows import bare, stages
from flows.budget import Budget
from flows.containers import Columns
from flows.output import Output
from flows.published import work_folder
from flows.sources import RunError
from flows.summary import Summary

__all__ = ["RunError", "run_bare", "run_with_prefect"]


def run_bare(
    raw: Path | str,
    clean: Path | str,
    settings: Settings | None,
    workers: int | None,
    rules: Path | None,
    *,
    budget: Budget,
    output: Output | None = None,
    columns: Columns | None = None,
    scheduler: str | None = None,
) -> Summary:
    """The stages, one after the other, in this process and its workers."""
    with _bar() as listener:
        options: dict[str, Any] = {"rules": rules, "columns": columns, "scheduler": scheduler}
        try:
            options |= {"budget": budget, "output": output}
            return bare.clean_corpus(raw, clean, settings, workers, listener, **options)
        except OSError as error:
            raise RunError(str(error)) from error


def run_with_prefect(
    raw: Path | str,
    clean: Path | str,
    settings: Settings | None,
    workers: int | None,
    rules: Path | None,
    *,
    budget: Budget,
    output: Output | None = None,
    columns: Columns | None = None,
    scheduler: str | None = None,
) -> Summary:
    """The flow, on the server that PREFECT_API_URL names or on an embedded one."""
    from flows.quiet import set_defaults

    # States and tracebacks go to the server; the terminal has the bar and our own messages.
    set_defaults(PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL="CRITICAL")
    from flows.clean import clean_corpus
    from flows.progress import listening
    from flows.server import embedded_server

    with embedded_server(), _bar() as listener, listening(listener):
        options: dict[str, Any] = {"columns": columns, "scheduler": scheduler}
        options |= {"budget": budget, "output": output}
        state = clean_corpus(raw, clean, settings, workers, rules, return_state=True, **options)
    if state.is_completed() or state.name == "Quarantined":
        return stages.read_last_summary(work_folder(clean))
    error = state.result(raise_on_failure=False)
    if isinstance(error, (RunError, OSError)):
        raise RunError(str(error)) from error
    if isinstance(error, Exception):
        raise error
    raise RunError(f"the flow run ended as {state.name}: {state.message}")


@contextmanager
def _bar() -> Iterator[stages.Progress]:
    """A progress bar on standard error, if that is a terminal, from the first document on."""
    columns = (
        TextColumn("cleaning"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("cleaning", total=None, visible=False)

        def listener(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=True)

        yield listener
