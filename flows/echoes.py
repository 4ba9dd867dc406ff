"""What echoes over unrelated hosts, found over all sources before any is cleaned.

Marks of each source stay in the state beside its lines, see :mod:`flows.sites`. A source is cleaned
again if one of its own begins or ceases to echo; how far it echoes cleans nothing again: the ledger
gets these counts when it is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from cleaners import find_echoes
from cleaners.echoes import Marks
from cleaners.site import Echo
from flows.state import Store
from flows.worker import to_json

LARGEST = 2**22
"""Marks counted at once: some 200 MB with what counting takes."""
MARK = '"echo": "'
"""In a line of the ledger that has counts; inside of texts the quotes are escaped."""


def keep_echoes(store: Store) -> None:
    """Find what echoes, from the marks of all outlines kept: as many as memory holds at a time."""
    with store.changing() as db:
        db.execute("delete from echoes")
    total = next(store.select("select coalesce(sum(length(marks)), 0) / 8 from outlines"))[0]
    parts = -(-total // LARGEST)
    for part in range(parts):
        found = find_echoes(_read_marks(store, part, parts))
        rows = ((name_mark(mark), *echo) for mark, echo in found.items())
        with store.changing() as db:
            db.executemany("insert into echoes values (?, ?, ?)", rows)


def _read_marks(store: Store, part: int, parts: int) -> Iterator[tuple[str, Marks]]:
    """Site and marks of each source; of the marks a part, for all are too many for memory.

    By their first halves, which are alike for all links to one owner.
    """
    query = (
        "select coalesce(nullif(o.host, ''), r.site), o.marks"
        " from records r join outlines o using (id) where length(o.marks) > 0"
    )
    for site, packed in store.select(query):
        marks = np.frombuffer(packed, np.uint64)
        yield site, marks[(marks >> np.uint64(32)) % np.uint64(parts) == part]


def read_echoes(store: Store) -> dict[int, Echo]:
    """All that echoes, by mark."""
    rows = store.select("select mark, hosts, documents from echoes")
    return {int(mark, 16): Echo(hosts, documents) for mark, hosts, documents in rows}


def name_mark(mark: int) -> str:
    """A mark as the state and the ledger have it."""
    return f"{mark:016x}"


class EchoCounts:
    """How far phrases echo by now: another document may have come and changed nothing else."""

    def __init__(self, store: Store) -> None:
        rows = store.select("select mark, hosts, documents from echoes")
        self._counts = {mark: {"hosts": h, "documents": d} for mark, h, d in rows}

    def add(self, line: str) -> str:
        """A line of a ledger, with the counts of today if it has any."""
        if MARK not in line:
            return line
        row: dict[str, Any] = json.loads(line)
        row["evidence"] |= self._counts[row["evidence"]["echo"]]
        return to_json(row).removesuffix("\n")
