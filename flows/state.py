"""The state of a corpus: what is known about each source. SQLite, in ``.state/``.

One row a source: the hash of the bytes it was cleaned from, the fingerprint of everything that
decided the result, and the outcome. Outcomes are recorded batch by batch, each in one
transaction, so a run that is killed goes on where it was. The corpus can be read without it,
and is derived from it: see :mod:`flows.corpus`. All of it can be found out again from the
sources, so a state that is damaged or of another version is set aside and built anew.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Self, TypeVar

from flows.damage import find_fault, is_damage
from flows.sources import RunError
from flows.tables import SCHEMA, VERSION
from flows.worker import Outcome

FOLDER = ".state"
"""Folder below the clean folder; nothing in it is needed to read the corpus."""
_WRITTEN = "written"
PATIENCE = 60.0
"""Seconds to wait for another run that is writing."""

CHUNK = 10_000
"""Rows written in one transaction, and held at once."""
T = TypeVar("T")

Stamp = tuple[int, int]
"""Size and time of change of a file, in bytes and nanoseconds."""


class StateError(RunError):
    """The state cannot be used, or does not fit the run."""


def find_store(clean: Path) -> Store:
    """The state of a corpus that is there.

    Raises:
        StateError: there is none.
    """
    if not (clean / FOLDER).is_dir():
        raise StateError(f"{clean} is no corpus, or its state was removed.")
    return Store(clean)


def in_chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    """Rows, so many at a time."""
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


class Store:
    """The state of one output folder. Use as a context manager.

    Args:
        clean: the output folder; made if it is not there.
        check: look for damage first. It reads the whole file, so once a run is enough.

    Raises:
        StateError: the file system or another run is in the way.
    """

    def __init__(self, clean: Path, *, check: bool = False) -> None:
        self._path = clean / FOLDER / "state.sqlite"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._told():
            self._db = self._open(check)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._db.close()

    def record(self, outcomes: Iterable[Outcome], prints: Mapping[str, str]) -> None:
        """Keep outcomes, replacing older ones of the same sources; all of them or none.

        ``prints`` are the fingerprints under which they came about, by id; where a budget
        decided, its mark is added.
        """
        outcomes = tuple(outcomes)
        rows = [
            (
                o.id,
                o.sha256,
                prints[o.id] + o.over,
                o.state,
                _dump(o.row),
                o.ledger,
                _dump(o.counts or {}),
            )
            for o in outcomes
        ]
        with self.changing() as db:
            db.executemany("replace into outcomes values (?, ?, ?, ?, ?, ?, ?)", rows)
            texts = [(o.id, o.packed) for o in outcomes]
            db.executemany("replace into sources values (?, ?)", texts)
            self._sign(db, outcomes)
            self._unwritten(db)

    def forget(self, ids: Iterable[str]) -> None:
        """Drop the outcomes of sources that are gone."""
        with self.changing() as db:
            gone = [(id_,) for id_ in ids]
            db.executemany("delete from outcomes where id = ?", gone)
            db.executemany("delete from sources where id = ?", gone)
            db.executemany("delete from signatures where id = ?", gone)
            if gone:
                self._unwritten(db)

    def outcomes(self) -> Iterator[Outcome]:
        """All outcomes in the order of their ids' bytes, one at a time."""
        query = "select id, sha256, state, row, ledger, counts from outcomes order by id"
        yield from map(_read_outcome, self.select(query))

    def outcome(self, id_: str) -> Outcome | None:
        """The outcome of one source, with its text; None if there is none."""
        query = (
            "select id, sha256, state, row, ledger, counts, packed from outcomes"
            " left join sources using (id) where id = ?"
        )
        return next(map(_read_outcome, self.select(query, (id_,))), None)

    def count(self, what: str, *values: object) -> int:
        """How many rows there are of what a query selects from."""
        return int(next(self.select(f"select count(*) {what}", values))[0])

    def texts(self) -> dict[str, Stamp]:
        """Paths below ``text/`` that runs have written or were about to write (0, 0)."""
        query = "select path, size, time from texts"
        return {path: (size, time) for path, size, time in self.select(query)}

    def announce_texts(self, paths: Iterable[str]) -> None:
        """Note the text files there shall be, before any of them is written."""
        with self.changing() as db:
            db.execute("delete from texts")
            db.executemany("insert into texts values (?, 0, 0)", ((path,) for path in paths))

    def written(self) -> dict[str, Stamp] | None:
        """Stamps of the corpus files as they were written; None if that is not up to date."""
        found = self.fact(_WRITTEN)
        return None if found is None else {name: (size, time) for name, (size, time) in found}

    def note_written(self, corpus: Mapping[str, Stamp], texts: Mapping[str, Stamp]) -> None:
        """Note that the corpus is on disk, just as the outcomes say."""
        with self.changing() as db:
            rows = ((path, *stamp) for path, stamp in texts.items())
            db.executemany("replace into texts values (?, ?, ?)", rows)
            value = _dump([(name, stamp) for name, stamp in corpus.items()])
            db.execute("replace into facts values (?, ?)", (_WRITTEN, value))

    def fact(self, name: str) -> Any:
        """A noted value, or None."""
        found = self.select("select value from facts where name = ?", (name,))
        return next((json.loads(value) for (value,) in found), None)

    def note(self, name: str, value: object) -> None:
        """Note a value."""
        with self.changing() as db:
            db.execute("replace into facts values (?, ?)", (name, _dump(value)))

    def _open(self, check: bool) -> sqlite3.Connection:  # noqa: FBT001
        """The database, new if there was none, or none that can be used."""
        db = self._connect()
        fault = find_fault(db, check, VERSION)
        if fault is not None:
            db.close()
            self._set_aside(fault)
            db = self._connect()
        db.executescript(SCHEMA)
        return db

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=PATIENCE, check_same_thread=False)

    def _set_aside(self, fault: str) -> None:
        old = self._path.with_suffix(".old")
        self._path.replace(old)
        self._path.with_name(f"{self._path.name}-journal").unlink(missing_ok=True)
        logging.getLogger(__name__).warning(
            "%s is %s: set aside as %s, every source is cleaned again", self._path, fault, old.name
        )

    def select(self, query: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows of the database, one at a time."""
        with self._told():
            yield from self._db.execute(query, values)

    @staticmethod
    def _sign(db: sqlite3.Connection, outcomes: Iterable[Outcome]) -> None:
        """Keep the signatures of clean documents, and what decides which of two copies is better.

        One has none where a worker did not get so far: it is nobody's copy then.
        """
        rows = [
            (o.id, o.signature.exact, o.signature.sketch, len(o.row["text"]), o.row.get("created"))
            for o in outcomes
            if o.signature is not None
        ]
        db.executemany("delete from signatures where id = ?", [(o.id,) for o in outcomes])
        db.executemany("insert into signatures values (?, ?, ?, ?, ?)", rows)

    @staticmethod
    def _unwritten(db: sqlite3.Connection) -> None:
        """In the same transaction as a change: from now on the corpus is behind."""
        db.execute("delete from facts where name = ?", (_WRITTEN,))

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """The database, to change it in one transaction."""
        with self._told(), self._db as db:
            yield db

    @contextmanager
    def _told(self) -> Iterator[None]:
        """SQLite's errors as one that says which file it is about and what to do."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            remedy = ". Remove it and run again: nothing is lost" if is_damage(error) else ""
            raise StateError(f"{self._path}: {error}{remedy}") from error


def _read_outcome(values: tuple[Any, ...]) -> Outcome:
    id_, sha256, state, row, ledger, counts, *packed = values
    text = packed[0] if packed and packed[0] else b""
    return Outcome(id_, sha256, state, json.loads(row), ledger, json.loads(counts), packed=text)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
