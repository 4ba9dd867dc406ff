"""Parquet: a table in groups of rows, read a few rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from flows.containers.columns import ID, URL, choose_content, read_row
from flows.containers.record import Columns, Record

ROWS = 64
"""Read at a time: of long pages that is some megabytes."""


def read_parquet(stream: IO[bytes], start: int, columns: Columns) -> Iterator[Record]:
    """Records from row ``start`` on. A group of rows that cannot be read is one fault.

    Raises:
        ValueError: no column can hold the content, or one has values of another type.
        pyarrow.ArrowException: it is no Parquet file.
    """
    with pq.ParquetFile(stream, pre_buffer=False) as table:
        schema = table.schema_arrow
        content = choose_content(schema.names, columns)
        for name in content:
            _check_type(name, schema.field(name).type)
        others = (name for name in (columns.id or ID, columns.url or URL) if name in schema.names)
        chosen = [*content, *others]
        first = 0
        for group in range(table.num_row_groups):
            numbers = range(first, first + table.metadata.row_group(group).num_rows)
            if numbers.stop > start:
                records = _read_group(table, group, numbers, (chosen, columns))
                yield from (record for record in records if record.place >= start)
            first = numbers.stop


def _read_group(
    table: pq.ParquetFile, group: int, numbers: range, wanted: tuple[list[str], Columns]
) -> Iterator[Record]:
    chosen, columns = wanted
    place = numbers.start
    try:
        for batch in table.iter_batches(ROWS, row_groups=[group], columns=chosen):
            for row in batch.to_pylist():
                yield read_row(row, place, place, columns)
                place += 1
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        lost = f"rows {place}-{numbers.stop - 1}"
        yield Record(lost, place, fault=f"{lost}: {type(error).__name__}: {error}")


def _check_type(name: str, type_: pa.DataType) -> None:
    kinds = pa.types
    if kinds.is_dictionary(type_):
        type_ = type_.value_type
    text = kinds.is_string(type_) or kinds.is_large_string(type_) or kinds.is_string_view(type_)
    binary = kinds.is_binary(type_) or kinds.is_large_binary(type_) or kinds.is_null(type_)
    if not (text or binary):
        raise ValueError(f"column {name} holds {type_}, not text")
