"""The record in a row of a table, or in an object of JSON lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cleaners.document import Kind
from flows.containers.record import TOO_LARGE, Columns, Record, is_short_enough, name_record

HTML, TEXT = ("html", "raw_html"), ("text", "content")
"""Columns with the content, where none is named; a page says more than its text."""
ID, URL = "id", "url"


def choose_content(names: Iterable[str], columns: Columns) -> tuple[str, ...]:
    """The columns of a table that can hold the content, the likeliest first.

    Raises:
        ValueError: there is none, and which were looked for.
    """
    wanted = tuple(name for name in (columns.html, columns.text) if name) or (*HTML, *TEXT)
    known = set(names)
    chosen = tuple(name for name in wanted if name in known)
    if not chosen:
        raise ValueError(
            f"no column named {' or '.join(wanted)}: name one with --text-column or --html-column"
        )
    return chosen


def read_row(row: Mapping[str, Any], place: int, number: int, columns: Columns) -> Record:
    """The record of one row.

    Args:
        row: values by column; a file says which it has.
        place: where it begins.
        number: of the row, or of its line: its name where it has none of its own.
        columns: which column holds what.
    """
    name = _name(row.get(columns.id or ID), number)
    try:
        chosen = choose_content(row, columns)
    except ValueError as error:
        return Record(name, place, fault=str(error))
    column = next((c for c in chosen if row[c] is not None), chosen[0])
    content = row[column]
    if content is None:
        content = ""
    if not isinstance(content, str | bytes):
        return Record(name, place, fault=f"{column} is no text but {type(content).__name__}")
    if not is_short_enough(content):
        return Record(name, place, fault=TOO_LARGE)
    is_page = column == columns.html or (column in HTML and column != columns.text)
    kind: Kind | None = "html" if is_page else None
    url = row.get(columns.url or URL)
    return Record(name, place, content, kind, url if isinstance(url, str) and url else None)


def _name(value: object, number: int) -> str:
    if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
        return name_record(str(value).removeprefix("<urn:uuid:").removesuffix(">"))
    return str(number)
