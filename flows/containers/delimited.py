"""CSV and TSV: a table as text, with the names of its columns in the first row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from typing import IO

from flows.containers.columns import choose_content, read_row
from flows.containers.record import LARGEST_DOCUMENT, Columns, Record

DELIMITERS = ",;\t|"
"""Between columns; the one that stands in the first line most often, a comma if none does."""


def read_delimited(stream: IO[bytes], start: int, columns: Columns) -> Iterator[Record]:
    """Records from row ``start`` on; rows are named by the line they begin in.

    Quoted fields go over many lines, so that reading can only begin at the beginning. A row that
    breaks the rules is one fault; the next one begins on the next line.

    Raises:
        ValueError: no column can hold the content.
    """
    csv.field_size_limit(LARGEST_DOCUMENT)
    # Bytes that are not UTF-8 survive, for the cleaners to find out their encoding.
    lines = TextIOWrapper(stream, "utf-8-sig", "surrogateescape", newline="")
    first = lines.readline()
    if not first:
        return
    delimiter = max(DELIMITERS, key=first.count)
    header = next(csv.reader([first], delimiter=delimiter), [])
    choose_content(header, columns)
    rows = csv.reader(lines, delimiter=delimiter)
    place, line = 0, 2
    while True:
        try:
            fields = next(rows)
            record = _read_fields(fields, header, place, line, columns) if fields else None
        except StopIteration:
            return
        except csv.Error as error:
            record = Record(f"line {line}", place, fault=f"line {line}: {error}")
        if record is not None and place >= start:
            yield record
        place, line = place + 1, rows.line_num + 2


def _read_fields(
    fields: list[str], header: list[str], place: int, line: int, columns: Columns
) -> Record:
    if len(fields) != len(header):
        fault = f"line {line}: {len(fields)} fields where there are {len(header)} columns"
        return Record(f"line {line}", place, fault=fault)
    row = {name: _as_it_was(field) for name, field in zip(header, fields, strict=True)}
    return read_row(row, place, line, columns)


def _as_it_was(field: str) -> str | bytes:
    """The field, or its bytes where they are not UTF-8."""
    try:
        field.encode("utf-8")
    except UnicodeEncodeError:
        return field.encode("utf-8", "surrogateescape")
    return field
