"""The state of a corpus: what is known about each source. SQLite, in ``.state/``.

One row a source: the hash of the bytes it was cleaned from, the fingerprint of everything that
decided the result, and the outcome. Outcomes are recorded batch by batch, each in one
transaction, so a run that is killed goes on where it was. The corpus can be read without it,
and is derived from it: see :mod:`flows.corpus`.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Self

from cleaners import Settings
from flows.worker import Outcome

LIBRARIES = (
    "charset-normalizer", "courlan", "ftfy", "htmldate", "justext", "langdetect", "lxml", "python-dateutil",
    "trafilatura", "w3lib",
)  # fmt: skip
"""What decides the result beside our own code: another version may clean differently."""

_SCHEMA = """
create table if not exists outcomes (
    id text primary key, sha256 text, fingerprint text not null, state text not null,
    row text not null, ledger text not null, counts text not null
) without rowid;
create table if not exists texts (path text primary key) without rowid;
create table if not exists facts (name text primary key, value text not null) without rowid;
"""


def fingerprint(settings: Settings) -> str:
    """Hash of all that decides a result: settings, rules, weights, code, library versions."""
    digest = hashlib.sha256(json.dumps(asdict(settings), sort_keys=True).encode())
    for name in LIBRARIES:
        digest.update(f"{name}=={version(name)};".encode())
    digest.update(f"python {sys.version_info[:2]};".encode())
    for path, content in sorted(_package_files(files("cleaners"), "")):
        digest.update(f"{path}:{len(content)};".encode() + content)
    return digest.hexdigest()


def _package_files(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f"{path}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _package_files(entry, name)
        elif entry.is_file():
            yield name, entry.read_bytes()


class Store:
    """The state of one output folder. Use as a context manager."""

    def __init__(self, clean: Path) -> None:
        folder = clean / ".state"
        folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(folder / "state.sqlite", timeout=60, check_same_thread=False)
        self._db.executescript(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._db.close()

    def versions(self) -> dict[str, tuple[str | None, str]]:
        """Hash and fingerprint of every source that has an outcome, by id."""
        rows = self._db.execute("select id, sha256, fingerprint from outcomes")
        return {id_: (sha256, print_) for id_, sha256, print_ in rows}

    def record(self, outcomes: Iterable[Outcome], print_: str) -> None:
        """Keep outcomes, replacing older ones of the same sources; all of them or none."""
        rows = [
            (o.id, o.sha256, print_, o.state, json.dumps(o.row), o.ledger, json.dumps(o.counts or {}))
            for o in outcomes
        ]
        with self._db:
            self._db.executemany("replace into outcomes values (?, ?, ?, ?, ?, ?, ?)", rows)

    def forget(self, ids: Iterable[str]) -> None:
        """Drop the outcomes of sources that are gone."""
        with self._db:
            self._db.executemany("delete from outcomes where id = ?", ((id_,) for id_ in ids))

    def outcomes(self) -> Iterator[Outcome]:
        """All outcomes in the order of their ids' bytes, one at a time."""
        query = "select id, sha256, state, row, ledger, counts from outcomes order by id"
        for id_, sha256, state, row, ledger, counts in self._db.execute(query):
            yield Outcome(id_, sha256, state, json.loads(row), ledger, json.loads(counts))

    def texts(self) -> set[str]:
        """Paths below ``text/`` that runs have written or were about to write."""
        return {path for (path,) in self._db.execute("select path from texts")}

    def set_texts(self, add: Iterable[str] = (), drop: Iterable[str] = ()) -> None:
        """Note text files: before they are written, and after they are removed."""
        with self._db:
            self._db.executemany("replace into texts values (?)", ((path,) for path in add))
            self._db.executemany("delete from texts where path = ?", ((path,) for path in drop))

    def fact(self, name: str) -> Any:
        """A noted value, or None."""
        found = self._db.execute("select value from facts where name = ?", (name,)).fetchone()
        return json.loads(found[0]) if found else None

    def note(self, name: str, value: object) -> None:
        """Note a value."""
        with self._db:
            self._db.execute("replace into facts values (?, ?)", (name, json.dumps(value)))
