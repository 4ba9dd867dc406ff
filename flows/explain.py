"""What ``cleancopy explain`` looks at: a file and its site, or what a corpus has of a source.

A corpus keeps the source text of each document beside its ledger. So a document can be shown as it
*was* cleaned, with all that recurred on its site then, although its source may be gone or changed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from cleaners import (
    Block,
    Decoding,
    Document,
    Edit,
    Flag,
    Metadata,
    Reason,
    Site,
    UserRule,
    read_outline,
)
from cleaners.ledger import LINE_BREAK, shrink
from cleaners.site import rules_for
from flows.containers import Columns, Record
from flows.reading import identify_file, list_records, open_file
from flows.remote import is_url
from flows.sites import Counts, name_site, site_in_state
from flows.sources import RunError, describe
from flows.state import FOLDER, find_store
from flows.why import clean_text_of


def read_named(name: str, columns: Columns) -> Record | None:
    """The content of a file, of standard input where the name is ``-``, or of a record of a file.

    Raises:
        LookupError: it is not there, or cannot be read.
        RunError: it is broken.
    """
    if name == "-":
        return Record("", 0, sys.stdin.buffer.read())
    path, mark, wanted = name, "", ""
    if not is_url(name) and not Path(name).exists():
        path, mark, wanted = name.partition("#")
        if not Path(path).is_file():
            return None
    try:
        found = identify_file(path)
        if found is None:
            with open_file(path) as file:
                return Record("", 0, file.read())
        records = list_records(path, found, columns)
        record = next((r for r in records if not mark or r.name == wanted), None)
    except OSError as error:
        raise LookupError(f"{path}: {describe(error)}") from error
    if record is None:
        raise LookupError(f"{path} has no record {wanted}.")
    if record.fault is not None:
        raise RunError(f"{name}: {record.fault}")
    return record


def find_site(
    record: Record,
    path: Path,
    beside: Path | None,
    rules: Sequence[UserRule],
    *,
    corpus: Path | None,
    url: str | None,
) -> Site:
    """The site of a file: as its corpus has it, or else from its content and where it lies.

    Args:
        record: its content.
        path: where it lies.
        beside: the user's file, which tells the folder of the sources; None if there is none.
        rules: what is in that.
        corpus: folder of a corpus in which it was cleaned; without one nothing recurs.
        url: its address.

    Raises:
        RunError: there is no such corpus, or the file, as it is now, was not cleaned into it.
    """
    if corpus is not None:
        with find_store(corpus) as store:
            sha256 = record.version if record.name else hashlib.sha256(record.data).hexdigest()
            site = site_in_state(store, sha256, rules)
        if site is None:
            raise RunError(f"{path}, as it is now, was not cleaned into {corpus}.")
        return site
    top = beside.resolve().parent if beside else path.resolve().parent
    inside = path.resolve().is_relative_to(top)
    id_ = path.resolve().relative_to(top).as_posix() if inside else path.as_posix()
    name = name_site(id_, read_outline(record.content, record.kind, url)[0])
    return Site(name, rules=rules_for(name, rules))


def recall(corpus: Path, id_: str) -> Document:
    """A document as it was cleaned into a corpus.

    Its blocks are found again from its lines and changes, so that they know nothing of markup, and
    have what was cut from their ends.

    Raises:
        LookupError: there is no such corpus, or no such document in it.
        RunError: it was quarantined, so that there is no document.
    """
    lost = f"{id_}: no such file, and no document of this name in {corpus}."
    if not (corpus / FOLDER).is_dir():
        raise LookupError(lost)
    with find_store(corpus) as store:
        outcome = store.outcome(id_)
        counts = Counts(store)
    if outcome is None:
        raise LookupError(lost)
    if outcome.state == "quarantined":
        raise RunError(f"{id_} is quarantined: {outcome.row['error']}")
    facts, source_text = outcome.row["metadata"], outcome.source_text
    edits = tuple(map(_read_edit, counts.add(outcome.ledger).split("\n")[:-1]))
    reason = outcome.row.get("reason")
    blocks = tuple(_find_blocks(source_text, edits))
    doc = Document(
        status=outcome.state,
        reason=None if reason is None else Reason(reason),
        text=outcome.row.get("text", ""),
        metadata=Metadata(**{name: facts[name] for name in Metadata.__annotations__}),  # type: ignore[typeddict-item]
        kind=facts["kind"],
        decoding=Decoding(**facts["encoding"]),
        source_text=source_text,
        blocks=blocks,
        edits=edits,
        flags=tuple(Flag(**flag) for flag in facts.get("flags", ())),
        detail=outcome.row.get("evidence", {}),
        confidence=facts.get("confidence"),
    )
    kept = (clean_text_of(doc, block) for block in doc.blocks if block.kept)
    return doc if doc.status == "clean" else replace(doc, text="\n\n".join(kept))


def _read_edit(line: str) -> Edit:
    row = json.loads(line)
    del row["id"]
    return Edit(**row)


def _find_blocks(text: str, edits: Sequence[Edit]) -> Iterator[Block]:
    """The lines of a source text; a break that a change took divides none."""
    inside = iter([*edits, None])
    edit = next(inside)
    start = 0
    removed: list[Edit] = []
    for found in [*LINE_BREAK.finditer(text), None]:
        end = len(text) if found is None else found.start()
        while edit is not None and edit.end <= end:
            removed += [edit] if edit.after == "" else []
            edit = next(inside)
        if edit is not None and found is not None and edit.start <= end:
            continue
        first, last = shrink(text, start, end)
        if first < last:
            yield _block(first, last, removed)
        start, removed = (end if found is None else found.end()), []


def _block(start: int, end: int, removed: Sequence[Edit]) -> Block:
    """A block that is kept, unless one removal covers it."""
    whole = next((edit for edit in removed if edit.start <= start and end <= edit.end), None)
    if whole is None:
        return Block(start, end)
    return Block(start, end, whole.role, kept=False, rule=whole.rule, score=whole.score)
