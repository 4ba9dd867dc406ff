"""What ``cleancopy explain`` looks at: a file and its site, or what a corpus has of a source.

A corpus keeps the source text of each document beside its ledger. So a document can be shown as it
*was* cleaned, with all that recurred on its site then, although its source may be gone or changed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from bisect import bisect_left, bisect_right
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

    Its blocks are found again from its lines, changes and clean text, so that they know nothing of
    markup; they have what was cut from their ends, as :func:`with_cuts` has it.

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
    doc = Document(
        status=outcome.state,
        reason=None if reason is None else Reason(reason),
        text=outcome.row.get("text", ""),
        metadata=Metadata(**{name: facts[name] for name in Metadata.__annotations__}),  # type: ignore[typeddict-item]
        kind=facts["kind"],
        decoding=Decoding(**facts["encoding"]),
        source_text=source_text,
        blocks=tuple(_find_blocks(source_text, edits)),
        edits=edits,
        flags=tuple(Flag(**flag) for flag in facts.get("flags", ())),
        detail=outcome.row.get("evidence", {}),
        confidence=facts.get("confidence"),
    )
    if doc.status == "clean":
        return replace(doc, blocks=tuple(_join_lines(doc))) if doc.kind == "html" else doc
    kept = (clean_text_of(doc, block) for block in doc.blocks if block.kept)
    return replace(doc, text="\n\n".join(kept))


def with_cuts(doc: Document) -> Document:
    """The same document, each block with what was cut from its ends, which is in no block."""
    blocks: list[Block] = []
    starts, ends = [edit.start for edit in doc.edits], [edit.end for edit in doc.edits]
    limits = [*(block.start for block in doc.blocks[1:]), len(doc.source_text)]
    before = 0
    for block, after in zip(doc.blocks, limits, strict=True):
        start, end = block.start, block.end
        for edit in reversed(doc.edits[bisect_left(starts, before) : bisect_right(ends, start)]):
            if not _is_beside(doc.source_text, edit.end, start):
                break
            start = edit.start
        for edit in doc.edits[bisect_left(starts, end) : bisect_right(ends, after)]:
            if not _is_beside(doc.source_text, end, edit.start):
                break
            end = edit.end
        start, end = shrink(doc.source_text, start, end)
        blocks.append(replace(block, start=start, end=end))
        before = end
    return replace(doc, blocks=tuple(blocks))


def _is_beside(text: str, end: int, start: int) -> bool:
    """Whether only white space of one line lies between two places."""
    between = text[end:start]
    return not between.strip() and LINE_BREAK.search(between) is None


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
    """A block that is kept, unless removals cover it: then it is that of the longest."""
    covered = sum(min(end, edit.end) - max(start, edit.start) for edit in removed)
    if not removed or covered < end - start:
        return Block(start, end)
    longest = max(removed, key=lambda edit: min(end, edit.end) - max(start, edit.start))
    return Block(start, end, longest.role, kept=False, rule=longest.rule, score=longest.score)


def _join_lines(doc: Document) -> Iterator[Block]:
    """Lines of a page as blocks: a kept one may have several, in code or in a row of a table.

    Blocks of a page are one line break apart in the source and a blank line in the clean text.
    """
    position = 0
    open_block: Block | None = None
    for block in doc.blocks:
        text = clean_text_of(doc, block).strip() if block.kept else ""
        found = doc.text.find(text, position) if text else -1
        if open_block is not None and open_block.kept and found > 0:
            between = doc.text[position:found]
            apart = doc.source_text[open_block.end : block.start]
            if "\n\n" not in between or apart.count("\n") > 1:
                open_block, position = replace(open_block, end=block.end), found + len(text)
                continue
        if open_block is not None:
            yield open_block
        open_block, position = block, found + len(text) if found >= 0 else position
    if open_block is not None:
        yield open_block
