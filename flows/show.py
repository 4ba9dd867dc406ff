"""What people see on a terminal: the summary of a run, and one document explained."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleaners import Document
from cleaners.document import Block, Edit
from flows.summary import Summary

KEPT, REMOVED, REPAIRED, RULE = "green", "red", "yellow", "dim"


def show_summary(summary: Summary, clean: Path, *, as_json: bool) -> None:
    """Print the counts of a run, and what to look at next."""
    if as_json:
        print(json.dumps({**asdict(summary), "sources": summary.sources}, ensure_ascii=False))
        return
    console = Console(highlight=False)
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column()
    table.add_column(justify="right")
    for what, which, count in summary.rows():
        table.add_row(Text(what, style="bold"), which, f"{count:,}")
    console.print(table)
    if not summary.cleaned:
        console.print("Nothing to clean: no source, setting or rule has changed.")
    console.print(Text(f"Corpus: {clean / 'corpus.jsonl'}   what was removed: {clean / 'ledger.jsonl'}"))
    for id_, error in summary.quarantine[:10]:
        console.print(Text(f"quarantined {_inert(id_)}: {_inert(error)}", style=REMOVED))


def show_document(doc: Document) -> None:
    """Print a document with what was removed in red, mended in yellow, and each reason."""
    console = Console(highlight=False, soft_wrap=True)
    verdict = doc.status if doc.reason is None else f"{doc.status}: {doc.reason} {dict(doc.detail)}"
    console.print(Text(verdict, style="bold"))
    how = doc.decoding
    console.print(Text(f"{doc.kind}, {how.encoding} ({how.how}, {how.confidence:.2f})", style=RULE))
    for name, value in doc.metadata.items():
        if value:
            console.print(Text(f"{name}: {_inert(str(value))}", style=RULE))
    console.print()
    for block in doc.blocks:
        console.print(_explained(doc, block))


def _explained(doc: Document, block: Block) -> Text:
    """One block: a mark, its text, and behind it why it was changed."""
    edits = [edit for edit in doc.edits if block.start <= edit.start and edit.end <= block.end]
    line = Text("  " if block.kept else "- ", style=KEPT if block.kept else REMOVED)
    if not block.kept:
        line.append(_inert(doc.source_text[block.start : block.end]), style=REMOVED)
        reason = next((edit for edit in edits if edit.rule == block.rule), None)
        return line.append(_why(reason) if reason else "", style=RULE)
    for text, edit in _pieces(doc.source_text, block, edits):
        line.append(_inert(text), style="" if edit is None else REMOVED)
        if edit is not None:
            line.append(_inert(edit.after), style=REPAIRED)
    for reason in {edit.rule: edit for edit in edits}.values():
        line.append(_why(reason), style=RULE)
    return line


def _pieces(source: str, block: Block, edits: list[Edit]) -> Iterator[tuple[str, Edit | None]]:
    position = block.start
    for edit in edits:
        yield source[position : edit.start], None
        yield edit.before, edit
        position = edit.end
    yield source[position : block.end], None


def _why(edit: Edit) -> str:
    evidence = "; ".join(f"{name} {value}" for name, value in edit.evidence.items())
    return _inert(f"  [{edit.cleaner}: {edit.rule}, {edit.role}, {edit.score:.2f}; {evidence}]")


def _inert(text: str) -> str:
    """Text that cannot steer the terminal: control and direction characters made visible."""
    return "".join(
        c if c in "\n\t" or (c.isprintable() and not "\u202a" <= c <= "\u202e") else f"\\x{ord(c):02x}"
        for c in text
    )
