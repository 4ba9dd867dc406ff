"""Files that hold many documents, each format a reader that streams; and what is only compressed.

A file is a container if its name and, where the format has any, its first bytes say so. What only
has the name is a document like any other, to be judged by its content.
"""

from __future__ import annotations

import csv
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import IO, cast

from flows.containers import archives, delimited, json_lines
from flows.containers.compression import MAGIC, decompress, split_name
from flows.containers.members import Steady, has_one_each
from flows.containers.record import Columns, Record

__all__ = ["Columns", "Format", "Record", "identify_format", "missing_library", "read_records"]

HEAD = 512
"""Bytes of a file that show its format: the mark of a tar archive is behind byte 257."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a container is read.

    Attributes:
        name: of the format; ``document`` for a file that is compressed and nothing more.
        ending: of the compression, ``.gz``; empty for none.
    """

    name: str
    ending: str = ""

    @property
    def is_archive(self) -> bool:
        """Whether its records have places in folders of their own."""
        return self.name in ("zip", "tar")

    @property
    def can_seek(self) -> bool:
        """Whether to begin at a place is faster than to read what is before it."""
        return not self.ending and self.name in ("warc", "json lines", "zip", "parquet")


ENDINGS = {
    ".warc": "warc", ".wet": "warc", ".jsonl": "json lines", ".ndjson": "json lines",
    ".csv": "csv", ".tsv": "csv", ".parquet": "parquet", ".zip": "zip", ".tar": "tar",
}  # fmt: skip
LIBRARIES = {"warc": "fastwarc", "parquet": "pyarrow", ".zst": "zstandard"}
"""What is not in the standard library and not always installed."""
_MARKS: dict[str, tuple[int, tuple[bytes, ...]]] = {
    "warc": (0, (b"WARC/",)),
    "parquet": (0, (b"PAR1",)),
    "zip": (0, (b"PK\x03\x04", b"PK\x05\x06")),
    "tar": (257, (b"ustar",)),
}
"""Where in a file of a format there is what; the others have no mark."""


def name_format(name: str) -> Format | None:
    """The format that a file has by its name; None for a document."""
    stem, ending = split_name(name)
    found = next((f for end, f in ENDINGS.items() if stem.lower().endswith(end)), None)
    if found is None and not ending:
        return None
    return Format(found or "document", ending)


def identify_format(name: str, head: bytes) -> Format | None:
    """The format of a file, by its name and its first bytes; None for a document."""
    found = name_format(name)
    if found is None:
        return None
    if found.ending:
        return found if head.startswith(MAGIC[found.ending]) else None
    place, marks = _MARKS.get(found.name, (0, (b"",)))
    return found if head[place:].startswith(marks) else None


def missing_library(found: Format) -> str | None:
    """The library that is needed to read a format and is not there."""
    needed = (LIBRARIES.get(found.name), LIBRARIES.get(found.ending))
    return next((name for name in needed if name and find_spec(name) is None), None)


def read_records(
    stream: IO[bytes], found: Format, columns: Columns, start: int = 0
) -> Iterator[Record]:
    """Records of a container from the one at place ``start`` on, as they come.

    What is wrong with the container itself is a last record that is a fault.
    """
    place = start
    try:
        for record in _open_records(stream, found, columns, start):
            yield record
            place = record.place + 1
    except DAMAGE as error:
        yield Record("end", place, fault=f"{type(error).__name__}: {error}")


def _open_records(
    stream: IO[bytes], found: Format, columns: Columns, start: int
) -> Iterator[Record]:
    if found.name == "warc":
        from flows.containers.warc import read_warc

        packed = found.ending == ".gz" and has_one_each(stream)
        if packed or not found.ending:
            return read_warc(stream, start, packed=packed)
        stream.seek(0)
        content = cast("IO[bytes]", Steady(decompress(stream, found.ending)))
        return read_warc(content, start, packed=False)
    stream.seek(0)
    content = decompress(stream, found.ending)
    match found.name:
        case "json lines":
            content.seek(start)
            return json_lines.read_json_lines(content, start, columns)
        case "csv":
            return delimited.read_delimited(content, start, columns)
        case "parquet":
            from flows.containers.parquet import read_parquet

            return read_parquet(content, start, columns)
        case "zip":
            return archives.read_zip(content, start)
        case "tar":
            return archives.read_tar(content, start)
        case _:
            return archives.read_whole(content)


def _damage() -> tuple[type[Exception], ...]:
    """What readers raise where a container is not what it seems."""
    found: list[type[Exception]] = [
        OSError, EOFError, ValueError, NotImplementedError, csv.Error, lzma.LZMAError,
        tarfile.TarError, zipfile.BadZipFile, zlib.error,
    ]  # fmt: skip
    if find_spec("zstandard"):
        from zstandard import ZstdError

        found.append(ZstdError)
    return tuple(found)


DAMAGE = _damage()
