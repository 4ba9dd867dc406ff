"""The command line: ``cleancopy run``, ``explain``, ``serve``, ``review``, ``check``, ``schema``.

Imports nothing heavy before it knows what is asked for: ``--help`` answers at once.
"""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from flows import options
from flows.budget import Budget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaners import Document, Settings
    from cleaners.document import Kind
    from flows.containers import Columns
    from flows.output import Output
    from flows.user_file import UserFile

QUARANTINED, CHECKS_FAIL, INTERRUPTED, TERMINATED = 3, 4, 130, 143


class Terminated(KeyboardInterrupt):
    """SIGTERM, which ends a run as Ctrl-C does."""


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cleancopy")
def main() -> None:
    """Turn saved web pages and scraped text into a clean corpus.

    Exit codes: 0 every source is clean or rejected; 1 the run failed; 2 wrong usage;
    3 some sources were quarantined, the corpus is complete without them; 4 a check fails;
    130 interrupted; 143 terminated.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # never fail on a character the terminal lacks
            stream.reconfigure(errors="backslashreplace")


@main.command()
@options.raw
@options.goes_to
@options.of_settings
@options.rules
@options.of_tables
@options.workers
@options.of_budgets
@options.of_output
@click.option("--engine", type=click.Choice(["processes", "dask"]), default="processes")
@click.option("--scheduler", help="Address of a Dask cluster, such as tcp://host:8786.")
@click.option("--bare", is_flag=True, help="The same stages without Prefect.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def run(
    *,
    raw: str,
    clean: Path | str,
    rules: Path | None,
    workers: int | None,
    document_seconds: float,
    document_memory: int,
    engine: str,
    scheduler: str | None,
    bare: bool,
    as_json: bool,
    **choices: Any,
) -> None:
    """Clean the sources below RAW into a corpus below CLEAN.

    RAW is a folder, a file, or a URL such as s3://bucket/folder; CLEAN is a folder or a URL. Web
    archives (WARC, WET), tables (JSON lines, CSV, Parquet), zip and tar hold many sources; each may
    be compressed.

    Only what changed since the last run is cleaned: sources, what recurs on their site, settings,
    rules or code.
    """
    signal.signal(signal.SIGTERM, _terminate)
    if (engine == "dask") != (scheduler is not None):
        raise click.UsageError("--engine dask and --scheduler ADDRESS go together.")
    try:
        from flows.run import RunError, run_bare, run_with_prefect
        from flows.show import show_summary

        columns = _choose_columns(raw, rules, choices)
        output = _choose_output(raw, rules, choices)
        settings = _overriding(raw, rules, choices)
        budget = Budget(document_seconds, document_memory)
        how: dict[str, Any] = {"budget": budget, "output": output}
        how |= {"columns": columns, "scheduler": scheduler}
        run_it = run_bare if bare else run_with_prefect
        summary = run_it(raw, clean, settings, workers, rules, **how)
        show_summary(summary, clean, as_json=as_json)
    except KeyboardInterrupt as stop:  # first: while the lines above import, there is no RunError
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # once is enough: the rest takes a moment
        what = "Terminated" if isinstance(stop, Terminated) else "Interrupted"
        click.echo(f"{what}. What was cleaned is kept; run again to go on.", err=True)
        sys.exit(TERMINATED if isinstance(stop, Terminated) else INTERRUPTED)
    except RunError as error:
        raise click.ClickException(str(error)) from error
    sys.exit(QUARANTINED if summary.quarantined else 0)


@main.command()
@click.argument("source", metavar="FILE|ID|-")
@options.of_settings
@options.rules
@options.of_tables
@click.option("--kind", type=click.Choice(["html", "text"]), help="[default: judged by content]")
@click.option("--url", help="Address of the page, to tell its own links from others'.")
@click.option(
    "--corpus",
    type=options.FOLDER,
    help="Where FILE was cleaned: what recurs on its site. Or the corpus that ID is in.",
)
@click.option("--why", metavar="TEXT", help="Say only why this text was removed, or kept.")
@click.option(
    "--layout",
    type=click.Choice(["auto", "inline", "sides"]),
    default="auto",
    help="Source and clean text side by side, by default on a wide terminal.",
)
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
def explain(
    *, source: str, corpus: Path | None, why: str | None, layout: str, as_json: bool, **given: Any
) -> None:
    """Show what is kept and what is removed, and why.

    Of a file; of a record of a file that holds many, named as the corpus does, with a # between;
    of a document of a corpus, by its id; or of standard input: "-". With --why the exit code is 1
    where the source does not have the text.
    """
    from flows.show import show_document, show_places
    from flows.why import find_places

    doc = _document(source, corpus, **given)
    if why is None:
        show_document(doc, layout=layout, as_json=as_json)
        return
    places = find_places(doc, why)
    show_places(places, as_json=as_json)
    if not places:
        click.echo("The source does not have this text.", err=True)
        sys.exit(1)


def _document(
    source: str,
    corpus: Path | None,
    *,
    rules: Path | None,
    kind: Kind | None,
    url: str | None,
    **choices: Any,
) -> Document:
    """A file, or a record of one, cleaned; or what a corpus has of a source."""
    from cleaners import clean
    from flows.explain import find_site, read_named, recall
    from flows.sources import RunError
    from flows.user_file import find_user_file, read_user_file

    path = Path(source)
    given = {"rules": rules, "kind": kind, "url": url, **choices}
    rules = rules or find_user_file(path)
    try:
        user = read_user_file(path.parent, rules)
        columns = _choose_columns(path.parent, rules, choices) or user.columns
        record = read_named(source, columns)
        if record is None:
            _refuse(source, **given)
            return recall(corpus or options.DEFAULT_CLEAN, source)
        url = url or record.url
        site = find_site(record, path, rules, user.rules, corpus=corpus, url=url)
    except LookupError as error:
        raise click.UsageError(str(error.args[0])) from error
    except (OSError, RunError) as error:
        raise click.ClickException(str(error)) from error
    return clean(record.content, kind or record.kind, url, _settings(user, choices), site)


def _refuse(source: str, **given: Any) -> None:
    """Refuse what decides how a file is cleaned where a corpus has been cleaned already."""
    if _given(given):
        named = ", ".join(f"--{name.replace('_', '-')}" for name in _given(given))
        raise click.UsageError(
            f"{source} is no file, and {named} can do nothing for what is cleaned."
        )


@main.command()
@options.raw
@options.goes_to
@options.of_settings
@options.rules
@options.of_tables
@options.workers
@options.of_budgets
@options.of_output
@click.option("--cron", default="0 3 * * *", show_default=True, help="When to run.")
@click.option("--every", type=click.IntRange(1), help="Run every so many seconds instead.")
@click.option("--port", type=click.IntRange(1, 65535), help="Of a server of its own.")
@click.option("--name", default="served", show_default=True, help="Of the deployment.")
@click.option("--check", is_flag=True, help="A run fails when a check of yours does.")
def serve(
    *,
    raw: str,
    clean: Path | str,
    rules: Path | None,
    workers: int | None,
    document_seconds: float,
    document_memory: int,
    cron: str,
    every: int | None,
    port: int | None,
    name: str,
    check: bool,
    **choices: Any,
) -> None:
    """Run on a schedule until stopped, with a Prefect server: yours, or one of its own.

    PREFECT_API_URL names yours. Without it a server is started on this machine.
    """
    from flows.serve import NoServer, serve_schedule
    from flows.sources import RunError

    try:
        columns = _choose_columns(raw, rules, choices)
        output = _choose_output(raw, rules, choices)
        settings = _overriding(raw, rules, choices)
        budget = Budget(document_seconds, document_memory)
        parameters = {
            "raw": raw, "clean": clean, "rules": rules, "settings": settings, "workers": workers,
            "budget": budget, "check": check, "output": output, "columns": columns,
        }  # fmt: skip
        when = None if every else cron
        serve_schedule(parameters, cron=when, every=every, port=port, name=name)
    except (NoServer, RunError) as error:
        raise click.ClickException(str(error)) from error


@main.command()
@options.clean
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="[default: CLEAN/review.html]"
)
@options.beside
@click.option("--open", "show", is_flag=True, help="Show it in the browser.")
def review(clean: Path, out: Path | None, raw: Path | None, show: bool) -> None:
    """Write the review page of CLEAN: what was removed, and why, the doubtful first.

    A run writes one too. This one adds pages for all documents beyond the thousandth, links to the
    sources, and what changed since the corpus was another one.
    """
    from flows.review import PAGE, write_all_pages
    from flows.sources import RunError
    from flows.state import find_store

    out = out or clean / PAGE
    try:
        with find_store(clean) as store:
            pages = write_all_pages(store, clean, out, _find_raw(clean, raw))
    except (OSError, RunError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{out}" if pages == 1 else f"{out} and {pages - 1} more")
    if show:
        click.launch(str(out))


@main.command()
@options.clean
@options.rules
@options.beside
@click.option("--json", "as_json", is_flag=True, help="Print every verdict as JSON.")
def check(clean: Path, rules: Path | None, raw: Path | None, as_json: bool) -> None:
    """Hold CLEAN against your own checks: texts to keep and to drop, and limits.

    They stand as [[check]] tables in the file of rules. Exit code 4 when one fails.
    """
    from flows.checks import check_corpus
    from flows.show import show_verdicts
    from flows.sources import RunError
    from flows.state import find_store
    from flows.user_file import read_user_file

    try:
        checks = read_user_file(_find_raw(clean, raw) or clean, rules).checks
        with find_store(clean) as store:
            verdicts = check_corpus(store, checks)
    except (OSError, RunError) as error:
        raise click.ClickException(str(error)) from error
    show_verdicts(verdicts, as_json=as_json)
    sys.exit(0 if all(verdict.holds for verdict in verdicts) else CHECKS_FAIL)


def _find_raw(clean: Path, raw: Path | None) -> Path | None:
    """The folder of the sources: as given, or one called ``raw`` beside the corpus."""
    beside = clean.resolve().parent / "raw"
    return raw or (beside if beside.is_dir() else None)


@main.command()
@click.argument("kind", type=click.Choice(["corpus", "rejected", "quarantine", "ledger"]))
def schema(kind: str) -> None:
    """Print the JSON Schema of the rows of a file that a run writes."""
    from flows.schemas import read_schema

    click.echo(json.dumps(read_schema(kind), indent=2))


def _choose_output(raw: Path | str, rules: Path | None, choices: dict[str, Any]) -> Output | None:
    """What the user's file says with the options given, which are taken out of ``choices``."""
    from flows.user_file import read_user_file

    given = _given({name: choices.pop(name) for name in ("texts", "formats", "duplicates")})
    return read_user_file(raw, rules).output(**given) if given else None


def _choose_columns(raw: Path | str, rules: Path | None, choices: dict[str, Any]) -> Columns | None:
    """The columns of the user's file with those given, which are taken out of the choices."""
    from flows.containers import Columns
    from flows.user_file import read_user_file

    given = {name: choices.pop(f"{name}_column") for name in options.COLUMNS}
    if not _given(given):
        return None
    return Columns(**{**asdict(read_user_file(raw, rules).columns), **_given(given)})


def _overriding(raw: Path | str, rules: Path | None, choices: Mapping[str, Any]) -> Settings | None:
    """The settings of the user's file with the options given; None where none was given."""
    from flows.user_file import read_user_file

    return _settings(read_user_file(raw, rules), choices) if _given(choices) else None


def _settings(user: UserFile, choices: Mapping[str, Any]) -> Settings:
    try:
        return user.settings(**_given(choices))
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _given(choices: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in choices.items() if value not in (None, ())}
