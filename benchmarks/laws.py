"""The laws of a cleaned document, as functions that say what is broken; tests and fuzzing ask them.

Conservation, reversal, and no character that nobody declared. Idempotence and determinism are about
two documents, and are asked where there are two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from cleaners import Block, Document, Edit, replay, revert
from cleaners.ledger import BLANK, LedgerError

MENDERS = frozenset({"wrapping", "escapes", "mojibake", "pinyin", "whitespace"})
"""Cleaners that may put a character in the place of another one."""


class LawError(AssertionError):
    """A law is broken: a fault of this program."""


def check_document(doc: Document) -> None:
    """Hold a document against every law that is about it alone.

    Raises:
        LawError: it breaks some; the message names them.
    """
    broken = [told for find in LAWS for told in find(doc)]
    if broken:
        raise LawError("; ".join(broken))


def find_unaccounted(doc: Document) -> Iterator[str]:
    """Characters of the source that are in no block and no edit, and are not white space."""
    position = 0
    for block in doc.blocks:
        if not position <= block.start <= block.end:
            yield f"block {block.start}-{block.end} overlaps the one before it"
            return
        covered = any(e.start <= position and block.start <= e.end for e in doc.edits)
        inside = [e for e in doc.edits if position <= e.start and e.end <= block.start]
        if not covered and _left(doc.source_text[position : block.start], inside):
            yield f"characters {position}-{block.start} are unaccounted for"
        position = block.end
    if _left(doc.source_text[position:], [e for e in doc.edits if e.start >= position]):
        yield f"characters from {position} on are unaccounted for"


def find_unexplained(doc: Document) -> Iterator[str]:
    """Blocks that are not kept, and that no edit removes, nor several that leave no word."""
    for block in doc.blocks:
        edits = [e for e in doc.edits if e.start < block.end and block.start < e.end]
        covered = sum(min(e.end, block.end) - max(e.start, block.start) for e in edits)
        left = "".join(e.after for e in edits).strip() if len(edits) > 1 else ""
        if not block.kept and (covered < block.end - block.start or left):
            yield f"block {block.start}-{block.end} was removed by no edit"


def _left(gap: str, edits: list[Edit]) -> str:
    for edit in edits:
        gap = gap.replace(edit.before, "", 1)
    return gap.strip()


def find_irreversible(doc: Document) -> Iterator[str]:
    """Edits that do not fit the source, overlap, change nothing, or cannot be taken back."""
    try:
        if revert(replay(doc.source_text, doc.edits), doc.edits) != doc.source_text:
            yield "the edits taken back do not give the source"
    except LedgerError as error:
        yield f"the edits cannot be replayed: {error}"
    yield from (f"edit at {e.start} changes nothing" for e in doc.edits if e.before == e.after)


def find_invented(doc: Document) -> Iterator[str]:
    """Text that is not the kept blocks with their edits, and characters that no repair declares."""
    try:
        became = "\n\n".join(_become(doc, block) for block in doc.blocks if block.kept)
    except LedgerError as error:
        yield f"a block cannot be replayed: {error}"
        return
    if doc.text != became:
        yield "the text is not the kept blocks"
    for edit in doc.edits:
        if edit.after and not MENDERS & set(edit.cleaner.split("+")):
            yield f"edit at {edit.start} writes something and is no repair: {edit.cleaner}"


def _become(doc: Document, block: Block) -> str:
    """What a block of the source became.

    A position inside of what an edit wrote has no place in the source: a block that ends there ends
    with the edit, so white space that the edit wrote behind the block is no part of it.
    """
    inside = [e for e in doc.edits if block.start <= e.start and e.end <= block.end]
    here = [replace(e, start=e.start - block.start, end=e.end - block.start) for e in inside]
    text = replay(doc.source_text[block.start : block.end], here)
    if inside and inside[0].start == block.start:
        text = text.lstrip(BLANK)
    if inside and inside[-1].end == block.end:
        text = text.rstrip(BLANK)
    return text


LAWS: tuple[Callable[[Document], Iterator[str]], ...] = (
    find_unaccounted,
    find_unexplained,
    find_irreversible,
    find_invented,
)
