"""What people see on a terminal: the summary of a run, and one document explained."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import Any, cast

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleaners import Document
from cleaners.document import Block, Edit, Flag
from flows.checks import Verdict
from flows.corpus import FILES, LEDGER
from flows.review import PAGE
from flows.summary import Summary
from flows.why import Place, clean_text_of

REMOVED, REPAIRED, RULE = "red", "yellow", "dim"
WIDE = 140
"""Columns from which two texts fit beside each other, each wide enough to read."""
LONGEST_QUOTE = 300
"""Characters of a block that are shown where only its verdict is asked for."""
MOST_QUARANTINED = 10
"""Named on the terminal; all of them are in the file."""


def show_summary(summary: Summary, clean: Path | str, *, as_json: bool) -> None:
    """Print the counts of a run, and what to look at next."""
    if as_json:
        first = {"warnings": summary.warnings}
        print(json.dumps({**first, **asdict(summary), "sources": summary.sources}))
        return
    console = Console(highlight=False)
    for warning in summary.warnings:
        console.print(Text(_inert_line(f"Look first: {warning}"), style=REMOVED), soft_wrap=True)
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column()
    table.add_column(justify="right")
    for what, which, count in summary.rows():
        table.add_row(Text(what, style="bold"), Text(_inert_line(which)), f"{count:,}")
    console.print(table)
    if not summary.cleaned:
        console.print("Nothing to clean: no source, setting or rule has changed.")
    corpus, ledger = f"{clean}/{FILES['clean']}", f"{clean}/{LEDGER}"
    where = f"Corpus: {corpus}   what was removed: {ledger}"
    console.print(Text(_inert_line(where)), soft_wrap=True)
    console.print(Text(_inert_line(f"Review: {clean}/{PAGE}")), soft_wrap=True)
    for id_, error in summary.quarantine[:MOST_QUARANTINED]:
        line = _inert_line(f"quarantined {id_}: {error}")
        console.print(Text(line, style=REMOVED), soft_wrap=True)
    if len(summary.quarantine) > MOST_QUARANTINED:
        more = len(summary.quarantine) - MOST_QUARANTINED
        console.print(Text(_inert_line(f"… and {more} more: {clean}/{FILES['quarantined']}")))


def show_verdicts(verdicts: Sequence[Verdict], *, as_json: bool) -> None:
    """Print the checks that fail, and how many hold."""
    if as_json:
        print(json.dumps([asdict(verdict) for verdict in verdicts], ensure_ascii=False))
        return
    console = Console(highlight=False, soft_wrap=True)
    failing = [verdict for verdict in verdicts if not verdict.holds]
    for verdict in failing:
        line = Text("fails  ", style=REMOVED)
        line.append(_inert_line(f"{verdict.check}: {verdict.asked}"))
        why = f"  ({verdict.why})" if verdict.why else ""
        line.append(_inert_line(f"  – {verdict.found}{why}"), style=RULE)
        console.print(line)
    console.print(f"{len(verdicts) - len(failing)} of {len(verdicts)} hold")


def show_document(doc: Document, *, layout: str = "auto", as_json: bool = False) -> None:
    """Print a document with what was removed in red, mended in yellow, and each reason.

    Where colours are not shown, ``[-removed-]{+put in its place+}`` stands inside of lines. With
    the layout ``sides`` the clean text stands beside its source; ``auto`` does that on a terminal
    that is wide enough to read it.
    """
    if as_json:
        print(_to_json(doc))
        return
    console = Console(highlight=False, soft_wrap=True)
    verdict = doc.status if doc.reason is None else f"{doc.status}: {doc.reason} {dict(doc.detail)}"
    console.print(Text(_inert_line(verdict), style="bold"))
    how = doc.decoding
    console.print(Text(f"{doc.kind}, {how.encoding} ({how.how}, {how.confidence:.2f})", style=RULE))
    if doc.confidence is not None:
        doubt = [_why(flag) for flag in doc.flags if _is_on_all(doc, flag)]
        console.print(Text(f"confidence {doc.confidence:.2f}{''.join(doubt)}", style=RULE))
    for name, value in doc.metadata.items():
        if value:
            console.print(Text(f"{name}: {_inert_line(str(value))}", style=RULE))
    console.print()
    marked = console.no_color or not console.is_terminal
    starts, ends = [edit.start for edit in doc.edits], [edit.end for edit in doc.edits]
    wide = console.is_terminal and console.width >= WIDE
    sides = _sides() if layout == "sides" or (layout == "auto" and wide) else None
    for block in doc.blocks:
        edits = doc.edits[bisect_right(ends, block.start) : bisect_left(starts, block.end)]
        explained = _explain_block(doc, block, edits, marked=marked)
        if sides is None:
            console.print(explained)
        else:
            sides.add_row(explained, Text(_inert(clean_text_of(doc, block))))
    if sides is not None:
        console.print(sides, soft_wrap=False)


def show_places(places: Sequence[Place], *, as_json: bool) -> None:
    """Print the places of a text, and for each why it was removed or kept."""
    if as_json:
        print(_to_json(places))
        return
    console = Console(highlight=False, soft_wrap=True)
    for place in places:
        gone = not place.block.kept
        partly = any(edit.after == "" and edit.role != "repair" for edit in place.edits)
        verdict = "removed" if gone else "partly removed" if partly else "kept"
        console.print(Text(verdict, style=f"bold {REMOVED if gone or partly else 'green'}"))
        console.print(Text(f"  {_inert_line(_shortened(place.text))}"))
        reasons: list[Edit | Flag] = [*place.edits, *place.flags]
        for reason in reasons:
            console.print(Text(_why(reason), style=RULE))
        for name, value in place.signs.items():
            console.print(Text(_inert_line(f"  {name}: {value}"), style=RULE))


def _sides() -> Table:
    """A table of two columns of the same width, source and clean text."""
    table = Table(box=None, expand=True, padding=(0, 2, 1, 0), show_edge=False)
    for title in ("source", "clean"):
        table.add_column(title, ratio=1, overflow="fold")
    return table


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def _to_json(value: object) -> str:
    """Documents and places as JSON on one line; sets of words in order."""

    def plain(inner: object) -> object:
        if is_dataclass(inner) and not isinstance(inner, type):
            return {f.name: getattr(inner, f.name) for f in fields(inner)}
        return (
            sorted(inner)
            if isinstance(inner, frozenset)
            else dict(cast("Mapping[str, Any]", inner))
        )

    return json.dumps(value, default=plain)


def _explain_block(doc: Document, block: Block, edits: Sequence[Edit], *, marked: bool) -> Text:
    """One block: a mark, its text, and behind it why it was changed."""
    line = Text("  " if block.kept else "- ", style="" if block.kept else REMOVED)
    if block.kept:
        position = block.start
        for edit in edits:
            line.append(_inert(doc.source_text[position : edit.start]))
            line.append(_inert(f"[-{edit.before}-]" if marked else edit.before), style=REMOVED)
            after = edit.after and _inert(f"{{+{edit.after}+}}" if marked else edit.after)
            line.append(after, style=REPAIRED)
            position = edit.end
        line.append(_inert(doc.source_text[position : block.end]))
        reasons: list[Edit | Flag] = list({edit.rule: edit for edit in edits}.values())
    else:
        line.append(_inert(doc.source_text[block.start : block.end]))
        reasons = [edit for edit in edits if edit.rule == block.rule]
    for reason in (*reasons, *_flags_on(doc, block)):
        line.append(_why(reason), style=RULE)
    return line


def _flags_on(doc: Document, block: Block) -> list[Flag]:
    flags = (flag for flag in doc.flags if not _is_on_all(doc, flag))
    return [flag for flag in flags if flag.start < block.end and block.start < flag.end]


def _is_on_all(doc: Document, flag: Flag) -> bool:
    """Whether a flag is about the document, not a part of it."""
    return (flag.start, flag.end) == (0, len(doc.source_text))


def _why(reason: Edit | Flag) -> str:
    what = reason.role if isinstance(reason, Edit) else "kept all the same"
    evidence = "; ".join(f"{name} {value}" for name, value in reason.evidence.items())
    return _inert_line(
        f"  [{reason.cleaner}: {reason.rule}, {what}, {reason.score:.2f}; {evidence}]"
    )


def _inert(text: str) -> str:
    """Text that cannot steer the terminal: what does not print is shown as an escape.

    Control characters, and with them every escape sequence, direction marks, invisible
    characters; all but line breaks and tabs.
    """
    if text.isprintable():
        return text
    return "".join(c if c in "\n\t" or c.isprintable() else _escape(c) for c in text)


def _inert_line(text: str) -> str:
    """The same on one line: a name or an error cannot pass for another line of ours."""
    return "".join(c if c.isprintable() else _escape(c) for c in text)


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
