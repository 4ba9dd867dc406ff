"""``cleancopy run`` and ``serve``: cleaning a folder of sources, once or on a schedule."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from flows import options
from flows.commands.choosing import read_choices
from flows.commands.exits import ExitCode


class Terminated(KeyboardInterrupt):
    """SIGTERM, which ends a run as Ctrl-C does."""


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


@click.command(cls=options.Sectioned)
@options.of_a_run
@click.option(
    "--engine",
    type=click.Choice(["processes", "dask"]),
    default="processes",
    show_default=True,
    help="What cleans: processes of this machine, or a Dask cluster.",
)
@click.option("--scheduler", help="Address of the Dask cluster, such as tcp://host:8786.")
@click.option("--bare", is_flag=True, help="The same stages without Prefect.")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no summary, only errors.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def run(
    *,
    raw: str,
    clean: Path | str,
    engine: str,
    bare: bool,
    quiet: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Clean the sources below RAW into a corpus below CLEAN.

    RAW is a folder, a file, or a URL such as s3://bucket/folder; CLEAN is a folder or a URL. Web
    archives (WARC, WET), tables (JSON lines, CSV, Parquet), zip and tar hold many sources; each may
    be compressed.

    Only what changed since the last run is cleaned: sources, what recurs on their site, settings,
    rules or code. Progress is shown on a terminal only.
    """
    signal.signal(signal.SIGTERM, _terminate)
    if (engine == "dask") != (given["scheduler"] is not None):
        raise click.UsageError("--engine dask and --scheduler ADDRESS go together.")
    try:
        from flows.run import RunError, run_bare, run_with_prefect
        from flows.show import show_summary

        choices = read_choices(raw, given)
        run_it = run_bare if bare else run_with_prefect
        summary = run_it(raw, clean, choices, quiet=quiet)
        if as_json or not quiet:
            show_summary(summary, clean, as_json=as_json)
    except KeyboardInterrupt as stop:  # first: while the lines above import, there is no RunError
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # once is enough: the rest takes a moment
        terminated = isinstance(stop, Terminated)
        what = "Terminated" if terminated else "Interrupted"
        click.echo(f"{what}. What was cleaned is kept; run again to go on.", err=True)
        sys.exit(ExitCode.TERMINATED if terminated else ExitCode.INTERRUPTED)
    except RunError as error:
        raise click.ClickException(str(error)) from error
    sys.exit(ExitCode.QUARANTINED if summary.quarantined else 0)


@click.command(cls=options.Sectioned)
@options.of_a_run
@click.option("--cron", default="0 3 * * *", show_default=True, help="When to run, in UTC.")
@click.option("--every", type=click.IntRange(1), help="Run every so many seconds instead.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Port of the server, if one is started here.  [default: 4200]",
)
@click.option(
    "--name",
    default="served",
    show_default=True,
    help="Name of the deployment; two corpora on one server need two.",
)
@click.option(
    "--check",
    is_flag=True,
    help="Hold the corpus against your checks: if one fails, so does the run.",
)
def serve(
    *,
    raw: str,
    clean: Path | str,
    cron: str,
    every: int | None,
    port: int | None,
    name: str,
    **given: Any,
) -> None:
    """Run on a schedule until stopped, with a Prefect server: yours, or one of its own.

    PREFECT_API_URL names yours. Without it a server is started on this machine.
    """
    from flows.serve import NoServer, serve_schedule
    from flows.sources import RunError

    try:
        parameters = {"raw": raw, "clean": clean, "choices": read_choices(raw, given)}
        when = None if every else cron
        serve_schedule(parameters, cron=when, every=every, port=port, name=name)
    except (NoServer, RunError) as error:
        raise click.ClickException(str(error)) from error
