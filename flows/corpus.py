"""The output folder, derived from the state: texts, corpus, ledger, rejected, quarantine."""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from flows.files import remove_with_empty_parents, write_if_changed, written_whole
from flows.state import Store
from flows.worker import State, to_json

FILES: dict[State, str] = {
    "clean": "corpus.jsonl",
    "rejected": "rejected.jsonl",
    "quarantined": "quarantine.jsonl",
}
LEDGER = "ledger.jsonl"


def text_path(id_: str, ids: Collection[str]) -> str:
    """Where below ``text/`` the body of a source goes: its path, ending in ``.txt``.

    ``a/x.txt`` stays ``a/x.txt``, ``a/x.html`` becomes ``a/x.html.txt``; should a source have
    that name already, a ``~`` keeps them apart.
    """
    if id_.endswith(".txt"):
        return id_
    name = f"{id_}.txt"
    while name in ids:
        name = f"{name.removesuffix('.txt')}~.txt"
    return name


def write_corpus(store: Store, clean: Path) -> None:
    """Bring the output folder to what the state says. Each file is replaced whole."""
    known = set(store.versions())
    stale = store.texts() | _listed_texts(clean, known)
    folder = clean / "text"
    with ExitStack() as stack:
        rows = {
            state: stack.enter_context(written_whole(clean / name)) for state, name in FILES.items()
        }
        ledger = stack.enter_context(written_whole(clean / LEDGER))
        for outcome in store.outcomes():
            rows[outcome.state].write(to_json(outcome.row))
            ledger.write(outcome.ledger)
            if outcome.state == "clean":
                path = text_path(outcome.id, known)
                stale.discard(path)
                store.set_texts(add=[path])
                write_if_changed(folder / path, outcome.row["text"] + "\n")
    for path in stale:
        remove_with_empty_parents(folder / path, folder)
    store.set_texts(drop=stale)
    store.note("written", _stamps(clean))


def is_written(store: Store, clean: Path) -> bool:
    """Whether the output files are there and untouched since they were written."""
    texts = clean / "text"
    return store.fact("written") == _stamps(clean) and all(
        (texts / path).is_file() for path in store.texts()
    )


def _stamps(clean: Path) -> dict[str, list[int]]:
    """Size and time of each output file; without the missing ones."""
    paths = [clean / name for name in (*FILES.values(), LEDGER)]
    return {p.name: [p.stat().st_size, p.stat().st_mtime_ns] for p in paths if p.is_file()}


def _listed_texts(clean: Path, known: Collection[str]) -> set[str]:
    """Text files of the corpus that stands in the folder, also where its state is lost."""
    corpus = clean / FILES["clean"]
    if not corpus.is_file():
        return set()
    ids = [row_id for line in corpus.open(encoding="utf-8") if (row_id := _row_id(line))]
    everyone = {*ids, *known}
    return {text_path(id_, everyone) for id_ in ids}


def _row_id(line: str) -> str | None:
    try:
        row: Any = json.loads(line)
    except ValueError:  # not our file, or damaged: it names no text that we wrote
        return None
    id_ = row.get("id") if isinstance(row, dict) else None
    inside = isinstance(id_, str) and not id_.startswith("/") and ".." not in id_.split("/")
    return id_ if inside else None
