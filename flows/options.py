"""The options that several commands of the command line have, in groups."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from flows.budget import MEBIBYTES, SECONDS

Command = Callable[..., Any]
SECTIONS = {
    "What to keep": ("languages", "min_words", "spam", "focus", "comments", "captions", "rules"),
    "What to write": ("texts", "formats", "duplicates"),
    "Columns of tables": ("text_column", "html_column", "id_column", "url_column"),
    "How": (
        "workers", "engine", "scheduler", "document_seconds", "document_memory", "bare", "check",
    ),
    "When": ("cron", "every", "name", "port"),
}  # fmt: skip
"""Options by what they are about, as ``--help`` shows them; all others come last."""


class Sectioned(click.Command):
    """A command with so many options that its help has them in sections."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options of each section under its title."""
        records = {
            option.name: record
            for option in self.get_params(ctx)
            if isinstance(option, click.Option)
            and (record := option.get_help_record(ctx)) is not None
        }
        for title, names in SECTIONS.items():
            rows = [records.pop(name) for name in names if name in records]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)
        with formatter.section("Options"):
            formatter.write_dl(list(records.values()))


def _together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """One decorator for several options, which ``--help`` shows in this order."""

    def add(command: Command) -> Command:
        """The command with these options."""
        for option in reversed(options):
            command = option(command)
        return command

    return add


# What is wrong with a folder is for the run to say, in one voice.
FOLDER = click.Path(path_type=Path, readable=False)
DEFAULT_CLEAN = Path("data/clean")
PLACE = click.Path(readable=False)
"""A path or a URL as text; shells complete it."""
raw = click.argument("raw", default="data/raw", type=PLACE)


def _read_clean(_: click.Context, __: click.Parameter, value: str) -> Path | str:
    """A folder, or the URL of a bucket."""
    return value if "://" in value else Path(value)


goes_to = click.argument(
    "clean",
    metavar="[CLEAN]",
    default=str(DEFAULT_CLEAN),
    type=PLACE,
    callback=_read_clean,
)
clean = click.argument("clean", type=FOLDER, default=DEFAULT_CLEAN)
rules = click.option(
    "--rules",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Your own rules.  [default: cleancopy.toml beside the sources, if it is there]",
)
beside = click.option(
    "--raw",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the sources.  [default: raw, beside CLEAN]",
)
workers = click.option(
    "--workers", type=click.IntRange(1), help="Processes.  [default: one for each core]"
)
of_settings = _together(
    click.option(
        "--language",
        "languages",
        multiple=True,
        show_default="en",
        help="ISO 639-1 code of a language to keep; repeat for more.",
    ),
    click.option(
        "--min-words",
        type=click.IntRange(0),
        show_default="10",
        help="Reject documents with a shorter body.",
    ),
    click.option(
        "--spam",
        type=click.Choice(["strip", "flag", "off"]),
        show_default="strip",
        help="What to do with injected spam.",
    ),
    click.option(
        "--focus",
        type=click.Choice(["precision", "balance", "recall"]),
        show_default="balance",
        help="Where a page is not clear: no chrome stays (precision), no text is lost (recall).",
    ),
    click.option(
        "--comments",
        type=click.Choice(["auto", "keep", "drop"]),
        show_default="auto",
        help="Readers' comments of a page; auto drops them, but keeps the posts of a thread.",
    ),
    click.option(
        "--captions",
        type=click.Choice(["auto", "keep", "drop"]),
        show_default="auto",
        help="Captions of the pictures of a page; auto goes by the page.",
    ),
)
"""What to keep: :class:`cleaners.Settings`."""
COLUMNS = ("text", "html", "id", "url")
of_tables = _together(
    *(
        click.option(f"--{name}-column", help=f"Column with the {what}.  [default: {usual}]")
        for name, what, usual in zip(
            COLUMNS,
            ("plain text", "page", "name of the row", "address"),
            ("text or content", "html or raw_html", "id", "url"),
            strict=True,
        )
    )
)
"""Which columns hold what: :class:`flows.containers.Columns`."""
of_budgets = _together(
    click.option(
        "--document-seconds",
        type=click.FloatRange(0, min_open=True),
        default=SECONDS,
        show_default=True,
        help="CPU seconds that a document may take before it is stopped and quarantined.",
    ),
    click.option(
        "--document-memory",
        type=click.IntRange(1),
        default=MEBIBYTES,
        show_default=True,
        help="The same for memory, in MiB of the process that cleans it.",
    ),
)
"""What one document may use: :class:`flows.budget.Budget`."""
of_output = _together(
    click.option(
        "--texts",
        type=click.Choice(["auto", "on", "off"]),
        show_default="auto",
        help="A text file for each document; auto: up to ten thousand.",
    ),
    click.option(
        "--format",
        "formats",
        multiple=True,
        type=click.Choice(["parquet", "jsonl.zst", "dolma"]),
        help="Write the corpus in this format too; repeat for more.",
    ),
    click.option(
        "--duplicates",
        type=click.Choice(["mark", "drop", "off"]),
        show_default="mark",
        help="What to do with copies of a text, exact or near; the longest of a group is no copy.",
    ),
)
"""What is written: :class:`flows.output.Output`."""
of_a_run = _together(raw, goes_to, of_settings, rules, of_tables, workers, of_budgets, of_output)
"""What to clean, where to, and how: of ``run`` and of ``serve``."""
