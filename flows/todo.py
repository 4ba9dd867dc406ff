"""What is to be done, read from the state batch by batch."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flows.containers import Columns
from flows.inventory import read_format
from flows.sites import SiteOf
from flows.sources import Part, Source
from flows.state import Store

LARGEST_BATCH = 128
"""Documents; measured: the cost of handing one over is then below 2 % of cleaning it."""
LARGEST_BATCH_BYTES = 4 * 1024 * 1024
"""Of sources: some seconds of work, so that no worker has much left when the others are done.
Results of a batch travel together: this bounds the memory for them, too."""
BATCHES_PER_WORKER = 4
"""At least, where there are enough documents: a slow batch must not hold the rest."""
UNKNOWN = """
o.id is null or o.sha256 is null or r.version is null or o.sha256 != r.version
"""
"""Nothing is known of a record, or of its bytes as they are now."""
PAGE = 1_000
"""Sources read from the state at a time."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How much there is to do, in documents and bytes."""

    documents: int
    bytes: int

    def limits(self, workers: int) -> tuple[int, int]:
        """Documents and bytes of a batch at most."""
        parts = workers * BATCHES_PER_WORKER
        documents = max(1, min(LARGEST_BATCH, self.documents // parts))
        return documents, max(1, min(LARGEST_BATCH_BYTES, self.bytes // parts))


def fill(store: Store, table: str, condition: str, *values: object) -> Amount:
    """Put down what is to be done: records that have nothing in a table that is up to date.

    Args:
        store: the state.
        table: ``outcomes`` or ``outlines``, as ``o``.
        condition: what is out of date there, beside another version of the record, as ``r``.
        values: those in the condition.
    """
    with store.changing() as db:
        db.execute("delete from todo")
        db.execute(
            f"insert into todo (id) select r.id from records r left join {table} o using (id)"
            f" where {UNKNOWN} or {condition} order by r.file, r.place",
            values,
        )
    count = "select count(*), coalesce(sum(size), 0) from todo join records using (id)"
    return Amount(*next(store.select(count)))


def read_batches(
    store: Store, columns: Columns, limits: tuple[int, int], site_of: SiteOf
) -> Iterator[tuple[Source, ...]]:
    """Batches that are large neither in number nor in bytes; none is of two containers."""
    most, largest = limits
    batch: list[Source] = []
    held = 0
    for source, size in _read_sources(store, columns, site_of):
        elsewhere = batch and source.path != batch[-1].path and (source.part or batch[-1].part)
        if batch and (elsewhere or len(batch) == most or held + size > largest):
            yield tuple(batch)
            batch, held = [], 0
        batch.append(source)
        held += size
    if batch:
        yield tuple(batch)


def _read_sources(store: Store, columns: Columns, site_of: SiteOf) -> Iterator[tuple[Source, int]]:
    query = (
        "select t.number, r.id, r.file, r.place, r.size, r.version, r.fault, r.unsupported,"
        " coalesce(nullif(l.host, ''), r.site), l.keys, l.marks, s.id, s.format"
        " from todo t join records r using (id) left join outlines l using (id)"
        " left join surveyed s on s.path = r.file and r.place is not null"
        f" where t.number > ? order by t.number limit {PAGE}"
    )
    last = 0
    while page := list(store.select(query, (last,))):
        last = page[-1][0]
        for row in page:
            yield _read_source(row, columns, site_of), row[4]


def _read_source(row: tuple[Any, ...], columns: Columns, site_of: SiteOf) -> Source:
    _, id_, path, place, _, version, fault, unsupported, site, keys, marks, file, found = row
    part = None
    if file is not None:
        about = None if unsupported is None else json.loads(unsupported)
        part = Part(file, read_format(found), columns, place, version, about)
    return Source(id_, os.fsdecode(path), fault, site_of(site, keys, marks), part)
