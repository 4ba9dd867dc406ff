"""The ledger as attributes in the format of the dolma toolkit, beside the texts they point into.

A document's text is its source text as mended: repairs have been made, for a span cannot say what
to put in its place; nothing has been removed. Each removal is a span under the name of its cleaner
and what the text was (``cleancopy__chrome__byline``), with the score of its rule. Two more names
are for dolma's mixer, and no two of their spans overlap: ``cleancopy__cut`` becomes nothing, and
``cleancopy__joint``, all that stands between two paragraphs, becomes a blank line. With
``mix.json`` the mixer makes the texts of the corpus.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any

from cleaners.ledger import BLANK
from flows.files import replacing, write_if_changed
from flows.sources import RunError
from flows.state import Store
from flows.worker import to_json

CUT, JOINT = "cleancopy__cut", "cleancopy__joint"
_SPACE, _WORD = re.compile(f"[{BLANK}]*"), re.compile(f"[^{BLANK}]+")
_BLANK_LINE = "\n\n"
_MIX = "dolma/mix.json"
Row = dict[str, Any]
Span = tuple[int, int, float]


class SpanError(RunError):
    """A clean text is not its source with spans removed: a fault of this program."""


def write_dolma(
    store: Store, shards: Iterator[tuple[int, Iterator[Row]]], clean: Path, scratch: Path
) -> Iterator[str]:
    """Write documents, attributes and the mixer's configuration; the names below ``clean``."""
    for number, rows in shards:
        names = [
            f"dolma/{folder}/part-{number:05}.jsonl.gz"
            for folder in ("documents", "attributes/cleancopy")
        ]
        with ExitStack() as stack:
            documents, attributes = (
                stack.enter_context(
                    _compressed(stack.enter_context(replacing(clean / name, scratch)))
                )
                for name in names
            )
            for row in rows:
                text, spans = find_spans(row["text"], *_read_source(store, row["id"]))
                ids = {"id": row["id"], "source": row["source"]}
                documents.write(to_json({**row, "text": text}).encode())
                attributes.write(to_json({**ids, "attributes": spans}).encode())
        yield from names
    write_if_changed(clean / _MIX, json.dumps(_mixer(), indent=2) + "\n", scratch)
    yield _MIX


def find_spans(
    text: str, source_text: str, edits: list[dict[str, Any]]
) -> tuple[str, dict[str, list[Span]]]:
    """The mended source of a clean text, and what of it is not in the clean text.

    Raises:
        SpanError: the clean text is not the mended source without these spans.
    """
    pieces: list[str] = []
    removed: list[Span] = []
    spans: dict[str, list[Span]] = defaultdict(list)
    position = length = 0
    for edit in edits:
        pieces.append(source_text[position : edit["start"]])
        length += len(pieces[-1])
        pieces.append(edit["after"] or edit["before"])
        if not edit["after"]:
            span = (length, length + len(edit["before"]), edit["score"])
            removed.append(span)
            role = edit["role"].replace(" ", "_")
            spans[f"cleancopy__{edit['cleaner']}__{role}"].append(span)
        length += len(pieces[-1])
        position = edit["end"]
    mended = "".join([*pieces, source_text[position:]])
    cuts, joints = _find_seams(text, mended, removed)
    return mended, {**dict(sorted(spans.items())), CUT: cuts, JOINT: joints}


def _find_seams(text: str, mended: str, removed: list[Span]) -> tuple[list[Span], list[Span]]:
    """What the mixer has to cut, and what it has to turn into a blank line.

    Without the removals the mended text has the words of the clean one and other white space
    around its blocks. From the last character of a block to the first of the next one, all that
    was removed in between included, is one span.
    """
    left = _Left(mended, removed)
    cuts: list[Span] = []
    joints: list[Span] = []
    for start, end, after in _find_gaps(left.text, text):
        first = left.place(start - 1) + 1 if start else 0
        last = left.place(end) if end < len(left.text) else len(mended)
        if first == last:
            raise SpanError("two blocks have nothing between them")
        (joints if after else cuts).append((first, last, 1.0))
    seams = sorted([*cuts, *joints])
    starts = [first for first, _, _ in seams]
    for start, end, score in removed:
        seam = bisect_right(starts, start) - 1
        if seam < 0 or end > seams[seam][1]:
            cuts.append((start, end, score))
    return sorted(cuts), joints


class _Left:
    """What is left of a text without some spans, and where it stood."""

    def __init__(self, text: str, removed: Sequence[Span]) -> None:
        bounds = [0, *(n for start, end, _ in removed for n in (start, end)), len(text)]
        pieces = [text[a:b] for a, b in zip(bounds[::2], bounds[1::2], strict=True)]
        self.text = "".join(pieces)
        self._froms = bounds[::2]
        self._starts = list(accumulate(map(len, pieces[:-1]), initial=0))

    def place(self, position: int) -> int:
        """Where the character at a position stood."""
        piece = bisect_right(self._starts, position) - 1
        return self._froms[piece] + position - self._starts[piece]


def _find_gaps(left: str, text: str) -> Iterator[tuple[int, int, str]]:
    """Spans of white space in ``left`` that are something else in ``text``, and what.

    A span without a character stands where only what was removed parted two blocks.
    """
    here = there = 0
    while True:
        space, other = _SPACE.match(left, here), _SPACE.match(text, there)
        assert space is not None and other is not None  # noqa: PT018, S101  (nothing matches too)
        if space[0] != other[0]:
            yield _find_gap(here, space[0], other[0])
        here, there = space.end(), other.end()
        word = _WORD.match(text, there)
        if word is None:
            break
        if not left.startswith(word[0], here):
            raise SpanError(f"{word[0]!r} is not in the source where the corpus has it")
        here, there = here + len(word[0]), word.end()
    if here != len(left):
        raise SpanError("the source has text that was neither kept nor removed")


def _find_gap(here: int, space: str, other: str) -> tuple[int, int, str]:
    """Code may begin or end with white space: that is the same in both."""
    if not other:
        return here, here + len(space), other
    for found in re.finditer(_BLANK_LINE, other):
        before, after = other[: found.start()], other[found.end() :]
        fits = space.startswith(before) and space.endswith(after)
        if fits and len(before) + len(after) <= len(space):
            return here + len(before), here + len(space) - len(after), _BLANK_LINE
    raise SpanError(f"white space inside of a block changed: {space!r} to {other!r}")


def _read_source(store: Store, id_: str) -> tuple[str, list[dict[str, Any]]]:
    """The text that a document was cleaned from, and its ledger."""
    query = "select packed, ledger from outcomes join sources using (id) where id = ?"
    for packed, ledger in store.select(query, (id_,)):
        return zlib.decompress(packed).decode(), list(map(json.loads, ledger.split("\n")[:-1]))
    raise SpanError(f"{id_} is in the corpus and not in its state")


def _mixer() -> dict[str, Any]:
    """For ``dolma -c dolma/mix.json mix``, called in the folder of the corpus."""
    replaced = {CUT: "", JOINT: _BLANK_LINE}
    spans = [
        {"span": f"$.attributes.{name}", "min_score": 0.0, "replacement": replacement}
        for name, replacement in replaced.items()
    ]
    stream = {
        "name": "cleancopy",
        "documents": ["dolma/documents/*.jsonl.gz"],
        "attributes": ["cleancopy"],
        "output": {"path": "dolma/mixed", "discard_fields": ["attributes"]},
        "span_replacement": spans,
    }
    return {"streams": [stream], "processes": 1, "shuffle": False}


@contextmanager
def _compressed(path: Path) -> Iterator[gzip.GzipFile]:
    """Without name and time in the header: the same bytes for the same rows."""
    with path.open("wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as lines:
        yield lines
