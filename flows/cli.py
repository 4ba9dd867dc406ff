"""The command line: ``cleancopy run``, ``explain``, ``serve``.

Imports nothing heavy before it knows what is asked for: ``--help`` answers at once.
"""

from __future__ import annotations

import signal
import sys
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from flows.budget import MEBIBYTES, SECONDS, Budget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaners import Settings
    from cleaners.document import Kind
    from flows.user_file import UserFile

QUARANTINED, INTERRUPTED, TERMINATED = 3, 130, 143

# What is wrong with a folder is for the run to say, in one voice.
_FOLDER = click.Path(path_type=Path, readable=False)
_raw = click.argument("raw", type=_FOLDER, default=Path("data/raw"))
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
_workers = click.option(
    "--workers", type=click.IntRange(1), help="Processes.  [default: one for each core]"
)
_seconds = click.option(
    "--document-seconds",
    type=click.FloatRange(0, min_open=True),
    default=SECONDS,
    show_default=True,
    help="CPU seconds that a document may take before it is stopped and quarantined.",
)
_memory = click.option(
    "--document-memory",
    type=click.IntRange(1),
    default=MEBIBYTES,
    show_default=True,
    help="The same for memory, in MiB of the process that cleans it.",
)


class Terminated(KeyboardInterrupt):
    """SIGTERM, which ends a run as Ctrl-C does."""


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cleancopy")
def main() -> None:
    """Turn saved web pages and scraped text into a clean corpus.

    Exit codes: 0 every source is clean or rejected; 1 the run failed; 2 wrong usage;
    3 some sources were quarantined, the corpus is complete without them; 130 interrupted;
    143 terminated.
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
@_workers
@_seconds
@_memory
@click.option("--bare", is_flag=True, help="The same stages without Prefect.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def run(
    *,
    raw: Path,
    clean: Path,
    rules: Path | None,
    workers: int | None,
    document_seconds: float,
    document_memory: int,
    bare: bool,
    as_json: bool,
    **choices: Any,
) -> None:
    """Clean the sources below RAW into a corpus below CLEAN.

    Only what changed since the last run is cleaned: sources, what recurs on their site, settings,
    rules or code.
    """
    signal.signal(signal.SIGTERM, _terminate)
    try:
        from flows.run import RunError, run_bare, run_with_prefect
        from flows.show import show_summary

        settings = _overriding(raw, rules, choices)
        budget = Budget(document_seconds, document_memory)
        run_it = run_bare if bare else run_with_prefect
        summary = run_it(raw, clean, settings, workers, rules, budget=budget)
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
@click.argument("file", type=click.File("rb"))
@_languages
@_min_words
@_spam
@_focus
@_comments
@_captions
@_rules
@click.option("--kind", type=click.Choice(["html", "text"]), help="[default: judged by content]")
@click.option("--url", help="Address of the page, to tell its own links from others'.")
@click.option("--corpus", type=_FOLDER, help="Where FILE was cleaned: what recurs on its site.")
def explain(
    file: Any,
    rules: Path | None,
    corpus: Path | None,
    kind: Kind | None,
    url: str | None,
    **choices: Any,
) -> None:
    """Show what is kept of FILE and what is removed, and why. "-" reads standard input."""
    from cleaners import clean
    from flows.explain import find_site
    from flows.show import show_document
    from flows.sources import RunError
    from flows.user_file import find_user_file, read_user_file

    data, path = file.read(), Path(getattr(file, "name", "-"))
    rules = rules or find_user_file(path)
    try:
        user = read_user_file(path.parent, rules)
        site = find_site(data, path, rules, user.rules, corpus=corpus, url=url)
    except RunError as error:
        raise click.ClickException(str(error)) from error
    show_document(clean(data, kind, url, _settings(user, choices), site))


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
@_workers
@_seconds
@_memory
@click.option("--cron", default="0 3 * * *", show_default=True, help="When to run.")
@click.option("--every", type=click.IntRange(1), help="Run every so many seconds instead.")
@click.option("--port", type=click.IntRange(1, 65535), help="Of a server of its own.")
@click.option("--name", default="served", show_default=True, help="Of the deployment.")
def serve(
    *,
    raw: Path,
    clean: Path,
    rules: Path | None,
    workers: int | None,
    document_seconds: float,
    document_memory: int,
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
        settings = _overriding(raw, rules, choices)
        places = {"raw": raw, "clean": clean, "rules": rules}
        budget = Budget(document_seconds, document_memory)
        parameters = {**places, "settings": settings, "workers": workers, "budget": budget}
        when = None if every else cron
        serve_schedule(parameters, cron=when, every=every, port=port, name=name)
    except (NoServer, RunError) as error:
        raise click.ClickException(str(error)) from error


def _overriding(raw: Path, rules: Path | None, choices: Mapping[str, Any]) -> Settings | None:
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
