"""What a worker process does: read a source, clean it, say what came of it.

Never imports Prefect, so that a worker starts in a fraction of a second. A document that
raises does not stop its batch: its traceback is its outcome.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import traceback
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from cleaners import Document, Reason, Settings, clean
from cleaners.near_duplicates import Signature, read_signature
from flows.containers import Record
from flows.notes import note_hash
from flows.reading import read_source
from flows.sources import Part, Source, describe

LONGEST_ERROR = 2_000
"""Characters kept of an error: some quote the text they failed on, which may be megabytes."""

_SURROGATE = re.compile("[\ud800-\udfff]")

State = Literal["clean", "rejected", "quarantined"]


class AccountError(ValueError):
    """A document whose characters do not add up: a fault of the cleaners."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one source. A source has exactly one.

    Attributes:
        id: the source's.
        sha256: of its bytes, or the version of a record; None if they could not be read: it is
            tried again next time.
        state: clean, rejected or quarantined.
        row: its line in ``corpus.jsonl``, ``rejected.jsonl`` or ``quarantine.jsonl``.
        ledger: its lines in ``ledger.jsonl``, as text.
        counts: characters: ``source``, ``kept``, ``between`` (white space between blocks),
            and removed ones by role as ``removed:<role>``.
        packed: its source text, compressed: the offsets in the ledger point into it, and with the
            ledger it shows what was cleaned. Empty where it could not be read.
        signature: what a clean text is compared by; not read back from the state.
    """

    id: str
    sha256: str | None
    state: State
    row: dict[str, Any]
    ledger: str = ""
    counts: dict[str, int] | None = None
    over: str = ""
    packed: bytes = b""
    signature: Signature | None = None

    @property
    def source_text(self) -> str:
        """The text before cleaning, with U+FFFD for what no file can hold, as in the ledger."""
        return zlib.decompress(self.packed).decode() if self.packed else ""


def clean_batch(sources: Sequence[Source], settings: Settings) -> Iterator[Outcome]:
    """Clean sources one after the other, in order. Never raises for a document's sake."""
    for source in sources:
        yield clean_source(source, settings)


def clean_source(source: Source, settings: Settings) -> Outcome:
    """The outcome of one source.

    Where the fault may lie in the machine (it cannot be read, memory ran out), no hash is
    kept, so that the next run tries again; an error of the cleaners would only come again.
    """
    version = None if source.part is None else source.part.version
    if source.fault is not None:
        return quarantined(source, source.fault, sha256=version)
    if source.part is not None and source.part.unsupported is not None:
        return _unsupported(source, source.part)
    try:
        record = read_source(source)
        return _clean_record(source, record, settings)
    except OSError as error:
        return quarantined(source, describe(error))
    except MemoryError:
        return quarantined(source, "MemoryError: too large for the memory of this machine")
    except Exception as error:  # noqa: BLE001  (of a library that reads; as in _clean_record)
        return quarantined(source, f"{type(error).__name__}: {error}", _trace(error))


def quarantined(
    source: Source, error: str, trace: str = "", sha256: str | None = None, over: str = ""
) -> Outcome:
    """The outcome of a source that could not be cleaned."""
    row = {
        "id": source.id,
        "source": _file_of(source),
        "error": _shortened(error),
        "traceback": _shortened(trace),
    }
    return Outcome(source.id, sha256, "quarantined", _printable(row), over=over)


def _unsupported(source: Source, part: Part) -> Outcome:
    """The outcome of a record that is no document with text in it."""
    row = {
        "id": source.id,
        "source": part.file,
        "reason": str(Reason.UNSUPPORTED),
        "evidence": dict(part.unsupported or {}),
        "metadata": {},
    }
    return Outcome(source.id, part.version, "rejected", _printable(row))


def _file_of(source: Source) -> str:
    return source.id if source.part is None else source.part.file


def _clean_record(source: Source, record: Record, settings: Settings) -> Outcome:
    sha256 = hashlib.sha256(record.data).hexdigest() if source.part is None else record.version
    if sha256 is not None:
        note_hash(sha256)
    try:
        about: dict[str, Any] = {"kind": record.kind, "url": record.url, "site": source.site}
        doc = clean(record.content, settings=settings, **about)
        return _outcome(source, record, sha256, doc)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  (whatever it is must not take others with it)
        return quarantined(source, f"{type(error).__name__}: {error}", _trace(error), sha256)


def _outcome(source: Source, record: Record, sha256: str, doc: Document) -> Outcome:
    facts: dict[str, Any] = {
        **doc.metadata,
        "kind": doc.kind,
        "encoding": {
            name: value for name, value in asdict(doc.decoding).items() if value is not None
        },
        "sha256": hashlib.sha256(record.data).hexdigest(),
        **record.facts,
    }
    if doc.confidence is not None:
        facts["confidence"] = doc.confidence
    if doc.flags:
        facts["flags"] = [asdict(flag) for flag in doc.flags]
    row: dict[str, Any]
    if doc.status == "clean":
        row = {
            "id": source.id,
            "text": doc.text,
            "source": _file_of(source),
            "added": None,
            "created": doc.metadata["date"],
            "metadata": facts,
        }
    else:
        row = {
            "id": source.id,
            "source": _file_of(source),
            "reason": str(doc.reason),
            "evidence": dict(doc.detail),
            "metadata": facts,
        }
    ledger, counts = _ledger(source, doc), _count(doc)
    packed = zlib.compress(_SURROGATE.sub("\ufffd", doc.source_text).encode())
    signature = read_signature(doc.text) if doc.status == "clean" else None
    return Outcome(
        source.id,
        sha256,
        doc.status,
        _printable(row),
        ledger,
        counts,
        packed=packed,
        signature=signature,
    )


def _ledger(source: Source, doc: Document) -> str:
    rows = ({"id": source.id, **asdict(edit)} for edit in doc.edits)
    return "".join(to_json(_printable(row)) for row in rows)


def _count(doc: Document) -> dict[str, int]:
    """Every character of the source once: kept, removed by role, or between two blocks.

    Raises:
        AccountError: a character is in none of them.
    """
    counts: Counter[str] = Counter()
    for block in doc.blocks:
        counts["kept" if block.kept else f"removed:{block.role}"] += block.end - block.start
    counts["between"] = len(doc.source_text) - counts.total()
    counts["source"] = len(doc.source_text)
    lost = _count_lost(doc)
    if lost or counts["between"] < 0:
        raise AccountError(f"{lost} characters are neither in a block nor in an edit")
    inside = [block for block in doc.blocks if block.kept]
    index = 0
    for edit in doc.edits:
        while index < len(inside) and inside[index].end <= edit.start:
            index += 1
        within = index < len(inside) and inside[index].start <= edit.start
        if within and edit.after == "":
            counts["kept"] -= len(edit.before)
            counts[f"removed:{edit.role}"] += len(edit.before)
    return dict(counts)


def _count_lost(doc: Document) -> int:
    """Characters between blocks that are neither white space nor changed by an edit."""
    pieces: list[str] = []
    position = 0
    for edit in doc.edits:
        pieces += doc.source_text[position : edit.start], " " * (edit.end - edit.start)
        position = edit.end
    unchanged = "".join([*pieces, doc.source_text[position:]])
    ends = [0, *(block.end for block in doc.blocks)]
    starts = [*(block.start for block in doc.blocks), len(unchanged)]
    gaps = (unchanged[end:start] for end, start in zip(ends, starts, strict=True))
    return sum(len(gap.strip()) for gap in gaps)


def to_json(row: dict[str, Any]) -> str:
    """One line of JSON, keys as given, characters as they are."""
    return json.dumps(row, ensure_ascii=False, separators=(", ", ": ")) + "\n"


def _printable(row: dict[str, Any]) -> dict[str, Any]:
    """The row with lone surrogates, which no file can hold, replaced by U+FFFD one by one."""
    text = json.dumps(row, ensure_ascii=False)
    if _SURROGATE.search(text) is None:
        return row
    safe: dict[str, Any] = json.loads(_SURROGATE.sub("\ufffd", text))
    return safe


def _shortened(text: str) -> str:
    """The beginning and, where the exception stands, the end."""
    if len(text) <= LONGEST_ERROR:
        return text
    return f"{text[: LONGEST_ERROR // 2]} … {text[-LONGEST_ERROR // 2 :]}"


def _trace(error: BaseException) -> str:
    """The traceback without the paths of this machine."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
    return "\n".join([*lines, *traceback.format_exception_only(error)]).strip()


def _short(path: str) -> str:
    """The path of a module as an import would find it, whatever it is installed in."""
    file = Path(path)
    roots = (Path(root) for root in sys.path if root)
    inside = [file.relative_to(root).as_posix() for root in roots if file.is_relative_to(root)]
    return min(inside, key=len, default=file.name)
