"""What is in a container, found out by worker processes: name, place and version of each record.

The contents stay where they are. Records travel in packed pages, and go to the state one page at a
time: of a million of them some tens of megabytes are held at once.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flows.containers import Columns, Format, Record
from flows.reading import list_records
from flows.sources import describe

PAGE = 5_000
"""Records in a page."""


@dataclass(frozen=True, slots=True)
class Container:
    """A file to be surveyed.

    Attributes:
        id: the first part of the ids of its records.
        path: where it is.
        found: its format.
        columns: which of its columns hold what.
    """

    id: str
    path: str
    found: Format
    columns: Columns


class Entry(NamedTuple):
    """What is kept of a record; see :class:`flows.containers.Record`."""

    name: str
    place: int
    size: int
    version: str | None
    fault: str | None
    unsupported: str | None


@dataclass(frozen=True, slots=True)
class Survey:
    """What is in a container.

    Attributes:
        id: of the container.
        pages: its records, packed.
        aside: how many records are about others, by what they are.
        fault: why it could not be opened, or its reader died; it is tried again next time.
    """

    id: str
    pages: Sequence[bytes] = ()
    aside: dict[str, int] = field(default_factory=dict)
    fault: str | None = None

    def entries(self) -> Iterator[Entry]:
        """Its records in order."""
        for page in self.pages:
            yield from (Entry(*values) for values in json.loads(zlib.decompress(page)))


def survey_batch(containers: Sequence[Container]) -> Iterator[Survey]:
    """Survey containers one after the other, in order. Never raises for a container's sake."""
    for container in containers:
        yield survey(container)


def survey(container: Container) -> Survey:
    """What is in a container; in one without any record there is one that is empty."""
    aside: Counter[str] = Counter()
    pages: list[bytes] = []
    page: list[Entry] = []
    try:
        for record in list_records(container.path, container.found, container.columns):
            if record.aside:
                aside[record.aside] += 1
                continue
            page.append(_entry(record))
            if len(page) == PAGE:
                pages.append(_pack(page))
                page = []
    except OSError as error:
        return Survey(container.id, fault=describe(error))
    except Exception as error:  # noqa: BLE001  (whatever it is must not take others with it)
        return Survey(container.id, fault=f"{type(error).__name__}: {error}")
    if not pages and not page:
        page = [_entry(Record("empty", 0, unsupported={"records": 0}))]
    return Survey(container.id, [*pages, _pack(page)], dict(aside))


def without_survey(container: Container, fault: str) -> Survey:
    """The survey of a container that ends its workers."""
    return Survey(container.id, fault=fault)


def _entry(record: Record) -> Entry:
    about = None if record.unsupported is None else json.dumps(dict(record.unsupported))
    size = len(record.data)
    return Entry(record.name, record.place, size, record.version, record.fault, about)


def _pack(page: Sequence[Entry]) -> bytes:
    return zlib.compress(json.dumps(page).encode(), level=1)
