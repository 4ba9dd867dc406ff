"""Opening a source: a file, or one record of a container.

Batches go through a container in order, so the worker leaves it open between two documents, and
between two batches: what is compressed as a whole can only be read from its beginning.
"""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from flows.containers import (
    HEAD,
    Columns,
    Format,
    Record,
    identify_format,
    name_format,
    read_records,
)
from flows.remote import is_url, open_object, read_head
from flows.sources import Part, Source

CHANGED = "it changed while it was read"


@dataclass(slots=True)
class _Open:
    """A container that is being read: what it is, where reading is, and what comes next."""

    what: tuple[str, Format, Columns]
    file: IO[bytes]
    records: Iterator[Record]
    place: int


_here = threading.local()
"""Of each thread: the container that it has open, as ``open``."""


def open_file(path: str) -> IO[bytes]:
    """A file here or in a bucket, open for reading.

    Raises:
        OSError: it cannot be read, or is not a regular file (reading a pipe would hang).
    """
    if is_url(path):
        return open_object(path)
    file = Path(path)
    status = file.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError("not a regular file")
    if status.st_size == 0:
        _check_empty(file)
        return Path(os.devnull).open("rb")
    return file.open("rb")


def _check_empty(path: Path) -> None:
    """Refuse a file that says it is empty and is not: the kernel's own ones never end, or never
    answer a reader that waits, and are of no disk.
    """
    without_waiting = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)
    with open(os.open(path, without_waiting), "rb") as file:  # noqa: PTH123  (a descriptor)
        if file.read(1):
            raise OSError("not a regular file: it says that it is empty, and is not")


def identify_file(path: str) -> Format | None:
    """The format of a file, if it is a container; what is wrong with it is for others to say."""
    if name_format(path) is None:
        return None
    try:
        if is_url(path):
            return identify_format(path, read_head(path, HEAD))
        with open_file(path) as file:
            return identify_format(path, file.read(HEAD))
    except OSError:
        return None


def read_source(source: Source) -> Record:
    """The content of a source; a file is a record of its own.

    Raises:
        OSError: it cannot be read, or is not what it was when it was found.
    """
    if source.part is None:
        with open_file(source.path) as file:
            return Record("", 0, file.read())
    for _ in range(2):  # what was left open may be of another day
        record = _read_part(source.path, source.part)
        if record is not None and record.version == source.part.version:
            return record
        close()
    raise OSError(CHANGED)


def _read_part(path: str, part: Part) -> Record | None:
    """The record at a place; None if none begins there."""
    now: _Open | None = getattr(_here, "open", None)
    if now is None or now.what != (path, part.found, part.columns) or now.place >= part.place:
        now = _open_at(path, part)
    for record in now.records:
        now.place = record.place
        if record.place < part.place and part.found.can_seek:
            now = _open_at(path, part)
            after = next(now.records, None)
            now.place = part.place
            return after
        if record.place >= part.place:
            return record
    return None


def _open_at(path: str, part: Part) -> _Open:
    close()
    file = open_file(path)
    records = read_records(file, part.found, part.columns, part.place)
    _here.open = _Open((path, part.found, part.columns), file, records, -1)
    return cast("_Open", _here.open)


def list_records(path: str, found: Format, columns: Columns) -> Iterator[Record]:
    """All records of a container."""
    with open_file(path) as file:
        yield from read_records(file, found, columns)


def close() -> None:
    """Close the container that is open, if one is."""
    now: _Open | None = getattr(_here, "open", None)
    if now is not None:
        now.file.close()
    _here.open = None
