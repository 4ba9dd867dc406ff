"""Outlines of sources: what planning has to know of their texts, read by worker processes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaners import read_outline
from cleaners.templates import identify_witness
from flows.notes import note_hash
from flows.reading import read_source
from flows.sources import Source


@dataclass(frozen=True, slots=True)
class Outline:
    """What planning has to know of the text of a source.

    Attributes:
        id: the source's.
        sha256: of its bytes; None if they could not be read.
        host: its site's, if it says so.
        keys: its lines', see :func:`cleaners.templates.key_lines`; none where it is no text.
        marks: of its lists or links, see :mod:`cleaners.echoes`.
        witness: what it has in common with documents of just the same lines.
        over: the mark of the budget that it went over, if it did (:mod:`flows.budget`).
    """

    id: str
    sha256: str | None
    host: str
    keys: bytes
    marks: bytes = b""
    witness: bytes | None = None
    over: str = ""


def outline_batch(sources: Sequence[Source]) -> Iterator[Outline]:
    """Outline sources one after the other, in order. Never raises for a document's sake."""
    for source in sources:
        yield outline_source(source)


def outline_source(source: Source) -> Outline:
    """The outline of one source. What is wrong with it is for cleaning to find out, and to say."""
    sha256 = None
    try:
        if source.part is not None and (source.fault or source.part.unsupported):
            return without_outline(source, source.part.version)
        record = read_source(source)
        sha256 = record.version if source.part else hashlib.sha256(record.data).hexdigest()
        if sha256 is not None:
            note_hash(sha256)
        host, keys, marks = read_outline(record.content, record.kind, record.url)
    except Exception:  # noqa: BLE001  (cleaning raises it again, and keeps it)
        return without_outline(source, sha256)
    return Outline(source.id, sha256, host, keys.tobytes(), marks.tobytes(), identify_witness(keys))


def without_outline(source: Source, sha256: str | None = None, over: str = "") -> Outline:
    """The outline of a source of which nothing can be known."""
    return Outline(source.id, sha256, "", b"", over=over)
