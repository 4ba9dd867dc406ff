"""``cleancopy explain``: one document, and why."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows import options
from flows.commands.choosing import choose_columns, choose_settings, given_of

if TYPE_CHECKING:
    from cleaners import Document
    from cleaners.document import Kind


@click.command(cls=options.Sectioned)
@click.argument("source", metavar="FILE|ID|-", type=click.Path(allow_dash=True))
@options.of_settings
@options.rules
@options.of_tables
@click.option(
    "--kind",
    type=click.Choice(["html", "text"]),
    help="What FILE is.  [default: judged by its content]",
)
@click.option("--url", help="Address of the page, to tell its own links from others'.")
@click.option(
    "--corpus",
    type=options.FOLDER,
    help="Corpus that ID is in, or that FILE was cleaned into: it knows what recurs on a site.",
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
    from flows.explain import find_site, read_named, recall, with_cuts
    from flows.sources import RunError
    from flows.user_file import find_user_file, read_user_file

    path = Path(source)
    given = {"rules": rules, "kind": kind, "url": url, **choices}
    rules = rules or find_user_file(path)
    try:
        user = read_user_file(path.parent, rules)
        columns = choose_columns(user, choices) or user.columns
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
    settings = choose_settings(user, choices) or user.settings()
    return with_cuts(clean(record.content, kind or record.kind, url, settings, site))


def _refuse(source: str, **given: Any) -> None:
    """Refuse what decides how a file is cleaned where a corpus has been cleaned already."""
    if given_of(given):
        named = ", ".join(f"--{name.replace('_', '-')}" for name in given_of(given))
        raise click.UsageError(
            f"{source} is no file, and {named} can do nothing for what is cleaned."
        )
