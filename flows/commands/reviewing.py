"""``cleancopy review``, ``check`` and ``schema``: a corpus that is there already."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from flows import options
from flows.commands.exits import ExitCode


@click.command()
@options.clean
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="[default: CLEAN/review.html]"
)
@options.beside
@click.option("--open", "show", is_flag=True, help="Show it in the browser.")
@click.option("--json", "as_json", is_flag=True, help="Print where the pages are as JSON.")
def review(*, clean: Path, out: Path | None, raw: Path | None, show: bool, as_json: bool) -> None:
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
    if as_json:
        click.echo(json.dumps({"page": str(out), "pages": pages}))
    else:
        click.echo(f"{out}" if pages == 1 else f"{out} and {pages - 1} more")
    if show:
        click.launch(str(out))


@click.command()
@options.clean
@options.rules
@options.beside
@click.option("--json", "as_json", is_flag=True, help="Print every verdict as JSON.")
def check(*, clean: Path, rules: Path | None, raw: Path | None, as_json: bool) -> None:
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
    sys.exit(0 if all(verdict.holds for verdict in verdicts) else ExitCode.CHECKS_FAIL)


def _find_raw(clean: Path, raw: Path | None) -> Path | None:
    """The folder of the sources: as given, or one called ``raw`` beside the corpus."""
    beside = clean.resolve().parent / "raw"
    return raw or (beside if beside.is_dir() else None)


@click.command()
@click.argument("kind", type=click.Choice(["corpus", "rejected", "quarantine", "ledger"]))
def schema(kind: str) -> None:
    """Print the JSON Schema of the rows of a file that a run writes."""
    from flows.schemas import read_schema

    click.echo(json.dumps(read_schema(kind), indent=2))
