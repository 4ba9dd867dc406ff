"""What a worker process does: read a source, clean it, say what came of it.

Never imports Prefect, so that a worker starts in a fraction of a second. A document that
raises does not stop its batch: its traceback is its outcome.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from cleaners import Document, Settings, clean
from flows.sources import Source

State = Literal["clean", "rejected", "quarantined"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one source. A source has exactly one.

    Attributes:
        id: the source's.
        sha256: of its bytes; None if they could not be read: it is tried again next time.
        state: clean, rejected or quarantined.
        row: its line in ``corpus.jsonl``, ``rejected.jsonl`` or ``quarantine.jsonl``.
        ledger: its lines in ``ledger.jsonl``, as text.
        counts: characters: ``source``, ``kept``, ``between`` (white space between blocks),
            and removed ones by role as ``removed:<role>``.
    """

    id: str
    sha256: str | None
    state: State
    row: dict[str, Any]
    ledger: str = ""
    counts: dict[str, int] | None = None


def clean_batch(sources: Sequence[Source], settings: Settings) -> list[Outcome]:
    """Clean sources one after the other. Never raises for a document's sake."""
    return [clean_source(source, settings) for source in sources]


def clean_source(source: Source, settings: Settings) -> Outcome:
    """The outcome of one source."""
    sha256 = None
    try:
        data = read_source(source)
        sha256 = hashlib.sha256(data).hexdigest()
        return _outcome(source, sha256, clean(data, settings=settings))
    except Exception as error:  # whatever a document raises must not take others with it
        return quarantined(source, sha256, f"{type(error).__name__}: {error}", _trace(error))


def read_source(source: Source) -> bytes:
    """The bytes of a source.

    Raises:
        OSError: it cannot be read, or is not a regular file (reading a pipe would hang).
    """
    if source.fault is not None:
        raise OSError(source.fault)
    if not stat.S_ISREG(os.stat(source.path).st_mode):
        raise OSError("not a regular file")
    return Path(source.path).read_bytes()


def quarantined(source: Source, sha256: str | None, error: str, trace: str = "") -> Outcome:
    """The outcome of a source that could not be cleaned."""
    row = {"id": source.id, "source": source.id, "error": error, "traceback": trace}
    return Outcome(source.id, sha256, "quarantined", _printable(row))


def _outcome(source: Source, sha256: str, doc: Document) -> Outcome:
    facts: dict[str, Any] = {
        **doc.metadata,
        "kind": doc.kind,
        "encoding": asdict(doc.decoding),
        "sha256": sha256,
    }
    row: dict[str, Any]
    if doc.status == "clean":
        row = {
            "id": source.id,
            "text": doc.text,
            "source": source.id,
            "added": None,
            "created": doc.metadata["date"],
            "metadata": facts,
        }
    else:
        row = {
            "id": source.id,
            "source": source.id,
            "reason": str(doc.reason),
            "evidence": dict(doc.detail),
            "metadata": facts,
        }
    return Outcome(source.id, sha256, doc.status, _printable(row), _ledger(source, doc), _count(doc))


def _ledger(source: Source, doc: Document) -> str:
    rows = ({"id": source.id, **asdict(edit)} for edit in doc.edits)
    return "".join(to_json(_printable(row)) for row in rows)


def _count(doc: Document) -> dict[str, int]:
    """Every character of the source once: kept, removed by role, or between two blocks."""
    counts: Counter[str] = Counter(source=len(doc.source_text), documents=1)
    for block in doc.blocks:
        size = block.end - block.start
        counts["kept" if block.kept else f"removed:{block.role}"] += size
    inside = [block for block in doc.blocks if block.kept]
    index = 0
    for edit in doc.edits:
        while index < len(inside) and inside[index].end <= edit.start:
            index += 1
        within = index < len(inside) and inside[index].start <= edit.start
        if within and edit.after == "":
            counts["kept"] -= len(edit.before)
            counts[f"removed:{edit.role}"] += len(edit.before)
    counts["between"] = counts["source"] - sum(
        size for name, size in counts.items() if name == "kept" or name.startswith("removed:")
    )
    counts["repaired"] = sum(edit.after != "" for edit in doc.edits)
    return dict(counts)


def to_json(row: dict[str, Any]) -> str:
    """One line of JSON, keys as given, characters as they are."""
    return json.dumps(row, ensure_ascii=False, separators=(", ", ": ")) + "\n"


def _printable(row: dict[str, Any]) -> dict[str, Any]:
    """The row with lone surrogates, which no file can hold, replaced by U+FFFD."""
    text = json.dumps(row, ensure_ascii=False)
    if text.isascii():
        return row
    safe: dict[str, Any] = json.loads(text.encode("utf-8", "replace").decode("utf-8"))
    return safe if safe != row else row


def _trace(error: BaseException) -> str:
    """The traceback without the paths of this machine."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
    return "\n".join([*lines, *traceback.format_exception_only(error)]).strip()


def _short(path: str) -> str:
    parts = Path(path).parts
    for root in ("site-packages", "cleaners", "flows"):
        if root in parts:
            at = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[at + (root == "site-packages") :])
    return parts[-1]
