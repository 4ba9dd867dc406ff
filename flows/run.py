"""One run from the command line, with Prefect or without, under a progress bar."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from flows import bare, stages
from flows.choices import Choices
from flows.published import work_folder
from flows.sources import RunError
from flows.summary import Summary

__all__ = ["RunError", "run_bare", "run_with_prefect"]


def run_bare(
    raw: Path | str, clean: Path | str, choices: Choices, *, quiet: bool = False
) -> Summary:
    """The stages, one after the other, in this process and its workers."""
    with _bar(quiet=quiet) as listener:
        try:
            return bare.clean_corpus(
                raw,
                clean,
                choices.settings,
                choices.workers,
                listener,
                rules=choices.rules,
                budget=choices.budget,
                output=choices.output,
                columns=choices.columns,
                scheduler=choices.scheduler,
            )
        except OSError as error:
            raise RunError(str(error)) from error


def run_with_prefect(
    raw: Path | str, clean: Path | str, choices: Choices, *, quiet: bool = False
) -> Summary:
    """The flow, on the server that PREFECT_API_URL names or on an embedded one."""
    from flows.quiet import set_defaults

    # States and tracebacks go to the server; the terminal has the bar and our own messages.
    set_defaults(PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL="CRITICAL")
    from flows.clean import clean_corpus
    from flows.progress import listening
    from flows.server import embedded_server

    with embedded_server(), _bar(quiet=quiet) as listener, listening(listener):
        state = clean_corpus(raw, clean, choices, return_state=True)
    if state.is_completed() or state.name == "Quarantined":
        return stages.read_last_summary(work_folder(clean))
    error = state.result(raise_on_failure=False)
    if isinstance(error, (RunError, OSError)):
        raise RunError(str(error)) from error
    if isinstance(error, Exception):
        raise error
    raise RunError(f"the flow run ended as {state.name}: {state.message}")


class _Rate(ProgressColumn):
    """Documents a second, as of late."""

    def render(self, task: Task) -> Text:
        """The rate, once there is one."""
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f}/s" if speed >= 10 else f"{speed:.1f}/s")


@contextmanager
def _bar(*, quiet: bool) -> Iterator[stages.Progress]:
    """A progress bar on standard error, if that is a terminal, and what else a run is at."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    hidden = quiet or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task("looking what has changed", total=None)

        def listener(done: int, total: int) -> None:
            what = "cleaning" if done < total else "writing the corpus"
            bar.update(task, completed=done, total=total, description=what)

        yield listener
