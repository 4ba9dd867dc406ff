"""Parquet shards whose columns are those of the JSON Schema of ``corpus.jsonl``, one for one.

Objects that have any keys, as evidence does, are JSON text in their column: Arrow needs to know the
keys. Nothing else differs from a row of the corpus; a key that the schema does not have is a fault
of this program and stops the run, for a column would be missing for ever.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.files import replacing
from flows.schemas import read_schema
from flows.sources import RunError

GROUP_ROWS = 1_000
"""Rows in a row group at most."""
GROUP_BYTES = 16 * 1024 * 1024
"""Of text in a row group: what is in memory at once, here and in who reads it."""

Row = dict[str, Any]


class SchemaError(RunError):
    """A row has a key that its schema does not name: a fault of this program."""


def write_parquet(rows: Iterator[Row], clean: Path, number: int, scratch: Path) -> str:
    """Write one shard; its name below ``clean``."""
    name = f"parquet/part-{number:05}.parquet"
    described = read_schema("corpus")
    schema = arrow_schema(described)
    with (
        replacing(clean / name, scratch) as unfinished,
        pq.ParquetWriter(unfinished, schema, compression="zstd") as writer,
    ):
        for group in _cut_groups(rows):
            fitted = [_fit(row, described) for row in group]
            writer.write_batch(pa.RecordBatch.from_pylist(fitted, schema))
    return name


def arrow_schema(described: Row) -> pa.Schema:
    """The Arrow schema of rows that a JSON Schema describes."""
    return pa.schema([pa.field(k, _type(v)) for k, v in described["properties"].items()])


def _cut_groups(rows: Iterator[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    held = 0
    for row in rows:
        size = len(row["text"].encode())
        if group and (len(group) == GROUP_ROWS or held + size > GROUP_BYTES):
            yield group
            group, held = [], 0
        group.append(row)
        held += size
    if group:
        yield group


def _type(described: Row) -> pa.DataType:
    """The type of a value; whether it may be null is not Arrow's to check here."""
    kinds = described.get("type", "null")
    kind = next((k for k in [kinds] if isinstance(k, str)), None)
    kind = kind or next((k for k in kinds if k != "null"), "null")
    if kind == "array":
        return pa.list_(pa.field("element", _type(described["items"])))  # as Parquet names it
    if kind == "object" and "properties" in described:
        return pa.struct([pa.field(k, _type(v)) for k, v in described["properties"].items()])
    types: dict[str, pa.DataType] = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
    }
    return types.get(kind, pa.string())


def _fit(value: Any, described: Row) -> Any:
    """A value as Arrow takes it: open objects as JSON text."""
    if isinstance(value, list):
        return [_fit(one, described["items"]) for one in value]
    if not isinstance(value, dict):
        return value
    known = described.get("properties")
    if known is None:
        return json.dumps(value, ensure_ascii=False)
    strange = value.keys() - known.keys()
    if strange:
        raise SchemaError(f"no column for {', '.join(sorted(strange))}: the schema has to name it")
    return {key: _fit(one, known[key]) for key, one in value.items()}
