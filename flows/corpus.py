"""The output folder, derived from the state: texts, corpus, ledger, rejected, quarantine.

Further formats, where asked for, are :mod:`flows.formats`'.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import Any

from flows.duplicates import count_documents, find_duplicates, read_clean_ids, read_outcomes
from flows.files import holds, remove_with_empty_parents, sweep, write_if_changed, written_whole
from flows.formats import find_stale, write_formats
from flows.manifest import MANIFEST, write_manifest
from flows.output import PLAIN, Output
from flows.sites import Counts
from flows.sources import TEXTS
from flows.state import FOLDER, Stamp, Store
from flows.worker import State, to_json

FILES: dict[State, str] = {
    "clean": "corpus.jsonl",
    "rejected": "rejected.jsonl",
    "quarantined": "quarantine.jsonl",
}
LEDGER = "ledger.jsonl"
OUTPUT = "output"
"""The fact in the state that tells what the corpus on disk was asked to be."""
LONGEST_NAME = 255
"""Bytes in the name of a file or folder, on every common file system."""


def name_texts(ids: Iterable[str]) -> dict[str, str]:
    """Where below ``text/`` the body of each document goes: its path, ending in ``.txt``.

    ``a/x.txt`` stays ``a/x.txt``, ``a/x.html`` becomes ``a/x.html.txt``; where a document or a
    folder has that name already, ``~`` keeps them apart. A name too long for a file is cut, and
    told apart by a hash.
    """
    ordered = sorted(ids, key=lambda id_: (not id_.endswith(".txt"), id_))
    fitted = (PurePosixPath(_fit(id_)) for id_ in ordered)
    taken = {str(folder) for path in fitted for folder in path.parents}
    paths: dict[str, str] = {}
    for id_ in ordered:
        stem = id_.removesuffix(".txt") if id_.endswith(".txt") else id_
        path = _fit(f"{stem}.txt")
        while path in taken:
            stem += "~"
            path = _fit(f"{stem}.txt")
        taken.add(path)
        paths[id_] = path
    return paths


def write_corpus(store: Store, clean: Path, output: Output = PLAIN) -> None:
    """Bring the output folder to what the state says. Each file is replaced whole."""
    folder, scratch = clean / TEXTS, clean / FOLDER / "unfinished"
    sweep(scratch)
    store.note(OUTPUT, None)
    find_duplicates(store, output.duplicates)
    has_texts = output.writes_texts(count_documents(store))
    paths = name_texts(read_clean_ids(store)) if has_texts else {}
    for path in (store.texts().keys() or _orphans(clean)) - set(paths.values()):
        remove_with_empty_parents(folder / path, folder)
    store.announce_texts(paths.values())
    _write_rows(store, clean, paths, scratch)
    written = [*_names(), *write_formats(store, clean, output.formats, scratch)]
    for stale in find_stale(clean, written):
        remove_with_empty_parents(stale, clean)
    written.append(write_manifest(clean, written, scratch))
    store.note_written(_stamp(clean, written), _stamp(folder, paths.values()))
    store.note(OUTPUT, output.to_json())


def _write_rows(store: Store, clean: Path, paths: Mapping[str, str], scratch: Path) -> None:
    """A line for each outcome in the file of its state, the ledger, and the texts."""
    with ExitStack() as stack:
        ledger, *files = (
            stack.enter_context(written_whole(clean / name, scratch))
            for name in (LEDGER, *FILES.values())
        )
        counts = Counts(store)
        rows = dict(zip(FILES, files, strict=True))
        for outcome in read_outcomes(store):
            rows[outcome.state].write(to_json(outcome.row))
            ledger.write(counts.add(outcome.ledger))
            if outcome.id in paths:
                write_if_changed(clean / TEXTS / paths[outcome.id], _body(outcome.row), scratch)


def is_written(store: Store, clean: Path, output: Output = PLAIN) -> bool:
    """Whether the output files are there, as asked for, and untouched since they were written."""
    texts, written = store.texts(), store.written()
    return (
        store.fact(OUTPUT) == output.to_json()
        and written is not None
        and MANIFEST in written
        and written == _stamp(clean, written)
        and texts == _stamp(clean / TEXTS, texts)
    )


def _names() -> tuple[str, ...]:
    return (*FILES.values(), LEDGER)


def _stamp(folder: Path, names: Iterable[str]) -> dict[str, Stamp]:
    """Size and time of each file; without the missing ones."""
    stamps = {}
    for name in names:
        path = folder / name
        if path.is_file():
            status = path.stat()
            stamps[name] = (status.st_size, status.st_mtime_ns)
    return stamps


def _body(row: dict[str, Any]) -> str:
    return f"{row['text']}\n"


def _fit(path: str) -> str:
    """The path with every name in it short enough for a file system."""
    names = path.split("/")
    return "/".join(n if len(n.encode()) <= LONGEST_NAME else _cut(n) for n in names)


def _cut(name: str) -> str:
    end = f"~{hashlib.sha256(name.encode()).hexdigest()[:12]}"
    end += ".txt" if name.endswith(".txt") else ""
    return name.encode()[: LONGEST_NAME - len(end)].decode(errors="ignore") + end


def _orphans(clean: Path) -> set[str]:
    """Texts of a corpus whose state is lost: those that hold what its rows say, nobody else's."""
    corpus, folder = clean / FILES["clean"], clean / TEXTS
    if not folder.is_dir():
        return set()
    paths = name_texts({row["id"] for row in _read_rows(corpus)})
    ours = ((paths[row["id"]], _body(row)) for row in _read_rows(corpus))
    return {path for path, body in ours if holds(folder / path, body)}


def _read_rows(corpus: Path) -> Iterator[dict[str, Any]]:
    """Rows that name a text below ``text/``; damaged lines and other tools' rows name none."""
    if not corpus.is_file():
        return
    with corpus.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if not (isinstance(row, dict) and {"id", "text"} <= row.keys()):
                continue
            if isinstance(row["id"], str) and not {"", ".."} & set(row["id"].split("/")):
                yield row
