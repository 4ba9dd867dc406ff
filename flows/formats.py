"""The corpus in the formats of other tools, derived from ``corpus.jsonl`` when that is written."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from flows.dolma import write_dolma
from flows.files import replacing
from flows.output import Format
from flows.state import Store

CORPUS = "corpus.jsonl"
COMPRESSED = "corpus.jsonl.zst"
SHARD_BYTES = 256 * 1024 * 1024
"""Of text in a shard, before compression: a third of that on disk. Large enough that a million
documents are a dozen files, small enough to be read into memory, fetched again or given to one of
some workers; Hugging Face's own limit is 500 MB on disk."""
_OURS = re.compile(
    r"corpus\.jsonl\.zst|parquet/part-\d{5}\.parquet|dolma/mix\.json"
    r"|dolma/(?:documents|attributes/cleancopy)/part-\d{5}\.jsonl\.gz"
)
Row = dict[str, Any]


def write_formats(
    store: Store, clean: Path, formats: Sequence[Format], scratch: Path
) -> Iterator[str]:
    """Write the corpus in each format; the names of the files, below ``clean``."""
    if "jsonl.zst" in formats:
        compress(clean, scratch)
        yield COMPRESSED
    if "parquet" in formats:
        from flows.parquet import write_parquet

        for number, rows in cut_shards(read_rows(clean)):
            yield write_parquet(rows, clean, number, scratch)
    if "dolma" in formats:
        yield from write_dolma(store, cut_shards(read_rows(clean)), clean, scratch)


def find_stale(clean: Path, written: Collection[str]) -> Iterator[Path]:
    """Files that an earlier run wrote in some format, and this one did not."""
    for folder in ("", "parquet", "dolma", "dolma/documents", "dolma/attributes/cleancopy"):
        for path in sorted((clean / folder).glob("*")):
            name = path.relative_to(clean).as_posix()
            if _OURS.fullmatch(name) and name not in written:
                yield path


def read_rows(clean: Path) -> Iterator[Row]:
    """The documents of a corpus."""
    with (clean / CORPUS).open(encoding="utf-8", newline="\n") as lines:
        yield from map(json.loads, lines)


def cut_shards(rows: Iterator[Row]) -> Iterator[tuple[int, Iterator[Row]]]:
    """Rows in order, in numbered shards; an empty corpus is one without rows.

    The rows of a shard have to be taken before the next one.
    """
    first = next(rows, None)
    if first is None:
        yield 0, iter(())
        return
    for number, shard in groupby(_numbered(first, rows), key=lambda pair: pair[0]):
        yield number, (row for _, row in shard)


def _numbered(first: Row, rows: Iterator[Row]) -> Iterator[tuple[int, Row]]:
    yield 0, first
    number, held = 0, len(first["text"].encode())
    for row in rows:
        size = len(row["text"].encode())
        if held + size > SHARD_BYTES:
            number, held = number + 1, 0
        held += size
        yield number, row


def compress(clean: Path, scratch: Path) -> None:
    """The corpus in one Zstandard frame: the same bytes for the same corpus and library."""
    import zstandard

    with (
        replacing(clean / COMPRESSED, scratch) as unfinished,
        (clean / CORPUS).open("rb") as lines,
        unfinished.open("wb") as file,
    ):
        zstandard.ZstdCompressor(write_checksum=True).copy_stream(lines, file)
