"""The command line: ``cleancopy run``, ``explain``, ``serve``.

Imports nothing heavy before it knows what is asked for: ``--help`` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaners import Settings
    from cleaners.document import Kind
    from flows.containers import Columns
    from flows.user_file import UserFile

QUARANTINED, INTERRUPTED = 3, 130

# What is wrong with a folder is for the run to say, in one voice.
_FOLDER = click.Path(path_type=Path, readable=False)
_raw = click.argument("raw", default="data/raw")
_clean = click.argument("clean", type=_FOLDER, default=Path("data/clean"))
_languages = click.option(
    "--language",
    "languages",
    multiple=True,
    show_default="en",
    help="ISO 639-1 code of a language to keep; repeat for more.",
)
_min_words = click.option(
    "--min-words",
    type=click.IntRange(0),
    show_default="10",
    help="Reject documents with a shorter body.",
)
_spam = click.option(
    "--spam",
    type=click.Choice(["strip", "flag", "off"]),
    show_default="strip",
    help="What to do with injected spam.",
)
_focus = click.option(
    "--focus",
    type=click.Choice(["precision", "balance", "recall"]),
    show_default="balance",
    help="On a page that is not clear: no chrome stays, or no text is lost.",
)
_comments = click.option(
    "--comments",
    type=click.Choice(["auto", "keep", "drop"]),
    show_default="auto",
    help="Readers' comments of a page; auto drops them, but keeps the posts of a thread.",
)
_captions = click.option(
    "--captions",
    type=click.Choice(["auto", "keep", "drop"]),
    show_default="auto",
    help="Captions of the pictures of a page; auto goes by the page.",
)
_rules = click.option(
    "--rules",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Your own rules.  [default: cleancopy.toml beside the sources, if it is there]",
)
COLUMNS = ("text", "html", "id", "url")
_columns = [
    click.option(f"--{name}-column", help=f"Column of tables with the {what}.  [default: {usual}]")
    for name, what, usual in (
        ("text", "plain text", "text or content"),
        ("html", "page", "html or raw_html"),
        ("id", "name of the row", "id"),
        ("url", "address", "url"),
    )
]


def _with_columns(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_columns):
        command = option(command)
    return command


_workers = click.option(
    "--workers", type=click.IntRange(1), help="Processes.  [default: one for each core]"
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cleancopy")
def main() -> None:
    """Turn saved web pages and scraped text into a clean corpus.

    Exit codes: 0 every source is clean or rejected; 1 the run failed; 2 wrong usage;
    3 some sources were quarantined, the corpus is complete without them; 130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # never fail on a character the terminal lacks
            stream.reconfigure(errors="backslashreplace")


@main.command()
@_raw
@_clean
@_languages
@_min_words
@_spam
@_focus
@_comments
@_captions
@_rules
@_with_columns
@_workers
@click.option("--engine", type=click.Choice(["processes", "dask"]), default="processes")
@click.option("--scheduler", help="Address of a Dask cluster, such as tcp://host:8786.")
@click.option("--bare", is_flag=True, help="The same stages without Prefect.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def run(
    *,
    raw: str,
    clean: Path,
    rules: Path | None,
    workers: int | None,
    engine: str,
    scheduler: str | None,
    bare: bool,
    as_json: bool,
    **choices: Any,
) -> None:
    """Clean the sources below RAW into a corpus below CLEAN.

    RAW is a folder, a file, or a URL such as s3://bucket/folder. Web archives (WARC, WET), tables
    (JSON lines, CSV, Parquet), zip and tar hold many sources; each may be compressed.

    Only what changed since the last run is cleaned: sources, what recurs on their site, settings,
    rules or code.
    """
    if (engine == "dask") != (scheduler is not None):
        raise click.UsageError("--engine dask and --scheduler ADDRESS go together.")
    try:
        from flows.run import RunError, run_bare, run_with_prefect
        from flows.show import show_summary

        columns = _choose_columns(raw, rules, choices)
        settings = _overriding(raw, rules, choices)
        run_it = run_bare if bare else run_with_prefect
        summary = run_it(raw, clean, settings, workers, rules, columns=columns, scheduler=scheduler)
    except RunError as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        click.echo("Interrupted. What was cleaned is kept; run again to go on.", err=True)
        sys.exit(INTERRUPTED)
    show_summary(summary, clean, as_json=as_json)
    sys.exit(QUARANTINED if summary.quarantined else 0)


@main.command()
@click.argument("file")
@_languages
@_min_words
@_spam
@_focus
@_comments
@_captions
@_rules
@_with_columns
@click.option("--kind", type=click.Choice(["html", "text"]), help="[default: judged by content]")
@click.option("--url", help="Address of the page, to tell its own links from others'.")
@click.option("--corpus", type=_FOLDER, help="Where FILE was cleaned: what recurs on its site.")
def explain(
    file: str,
    rules: Path | None,
    corpus: Path | None,
    kind: Kind | None,
    url: str | None,
    **choices: Any,
) -> None:
    """Show what is kept of FILE and what is removed, and why. "-" reads standard input.

    Of a file that holds many, name one as the corpus does: crawl.warc.gz#its-id.
    """
    from cleaners import clean
    from flows.explain import find_site, read_named
    from flows.show import show_document
    from flows.sources import RunError
    from flows.user_file import find_user_file, read_user_file

    path = Path(file)
    rules = rules or find_user_file(path)
    try:
        user = read_user_file(path.parent, rules)
        columns = _choose_columns(path.parent, rules, choices) or user.columns
        record = read_named(file, columns)
        url = url or record.url
        site = find_site(record, path, rules, user.rules, corpus=corpus, url=url)
    except LookupError as error:
        raise click.UsageError(str(error)) from error
    except RunError as error:
        raise click.ClickException(str(error)) from error
    kind = kind or record.kind
    show_document(clean(record.content, kind, url, _settings(user, choices), site))


@main.command()
@_raw
@_clean
@_languages
@_min_words
@_spam
@_focus
@_comments
@_captions
@_rules
@_with_columns
@_workers
@click.option("--cron", default="0 3 * * *", show_default=True, help="When to run.")
@click.option("--every", type=click.IntRange(1), help="Run every so many seconds instead.")
@click.option("--port", type=click.IntRange(1, 65535), help="Of a server of its own.")
@click.option("--name", default="served", show_default=True, help="Of the deployment.")
def serve(
    *,
    raw: str,
    clean: Path,
    rules: Path | None,
    workers: int | None,
    cron: str,
    every: int | None,
    port: int | None,
    name: str,
    **choices: Any,
) -> None:
    """Run on a schedule until stopped, with a Prefect server: yours, or one of its own.

    PREFECT_API_URL names yours. Without it a server is started on this machine.
    """
    from flows.serve import NoServer, serve_schedule
    from flows.sources import RunError

    try:
        columns = _choose_columns(raw, rules, choices)
        settings = _overriding(raw, rules, choices)
        places = {"raw": raw, "clean": clean, "rules": rules}
        parameters = {**places, "settings": settings, "workers": workers}
        parameters |= {"columns": columns} if columns else {}
        when = None if every else cron
        serve_schedule(parameters, cron=when, every=every, port=port, name=name)
    except (NoServer, RunError) as error:
        raise click.ClickException(str(error)) from error


def _choose_columns(raw: Path | str, rules: Path | None, choices: dict[str, Any]) -> Columns | None:
    """The columns of the user's file with those given, which are taken out of the choices."""
    from flows.containers import Columns
    from flows.user_file import read_user_file

    given = {name: choices.pop(f"{name}_column") for name in COLUMNS}
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
