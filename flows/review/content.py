"""One document for the review page: its source text in lines, each change in its place."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from cleaners.ledger import LINE_BREAK
from flows.review.suspicion import Suspicion
from flows.summary import REMOVED
from flows.worker import Outcome

LONGEST_SHOWN = 200_000
"""Characters of a document: more than people read, and few enough for a page of hundreds."""
MOST_EVIDENCE = 500
"""Characters of one observation."""

Part = str | tuple[int, str]
"""Text that was kept; or the number of a change and the text that it took."""
Line = list[Part]


def describe_document(outcome: Outcome, suspicion: Suspicion, first_line: int) -> dict[str, Any]:
    """All that the page shows of one source, ready for JSON.

    Args:
        outcome: with its text.
        suspicion: how much it is worth a look.
        first_line: where its lines in the ledger begin.
    """
    rows = [json.loads(line) for line in outcome.ledger.split("\n")[:-1]]
    facts = outcome.row.get("metadata", {})
    text = outcome.source_text
    starts, lines, shown = cut_lines(text, rows)
    used = sum(isinstance(part, tuple) for line in lines for part in line)
    flags = facts.get("flags", [])
    return {
        "id": outcome.id,
        "state": outcome.state,
        "reason": outcome.row.get("reason") or outcome.row.get("error"),
        "detail": _short(outcome.row.get("evidence", {})),
        "trace": outcome.row.get("traceback"),
        "about": {name: facts[name] for name in _ABOUT if facts.get(name)},
        "confidence": facts.get("confidence"),
        "score": suspicion.score,
        "why": suspicion.why,
        "counts": split_counts(outcome),
        "first": first_line,
        "edits": [_edit(row) for row in rows[:used]],
        "flags": [_flag(flag) for flag in flags],
        "flagged": _place_flags(starts, len(text), flags),
        "lines": lines,
        "unseen": len(text) - shown,
    }


_ABOUT = ("title", "author", "date", "source", "site", "url", "language", "references", "kind")


def split_counts(outcome: Outcome) -> dict[str, Any]:
    """Characters of a source: kept, between blocks, and removed by role."""
    counts = outcome.counts or {}
    removed = {n.removeprefix(REMOVED): v for n, v in counts.items() if n.startswith(REMOVED) and v}
    return {
        "source": counts.get("source", 0),
        "kept": counts.get("kept", 0),
        "between": counts.get("between", 0),
        "removed": dict(sorted(removed.items(), key=lambda item: (-item[1], item[0]))),
    }


def cut_lines(text: str, rows: Sequence[Mapping[str, Any]]) -> tuple[list[int], list[Line], int]:
    """A source text as lines of parts: where each begins, the lines, and where they end.

    Lines without anything but white space are left out. What lies behind the first
    ``LONGEST_SHOWN`` characters is not shown; nor is the rest of a part that is longer than that.
    """
    starts, lines = [0], [Line()]
    position = 0
    for number, row in enumerate([*rows, {"start": len(text), "end": len(text), "before": ""}]):
        end = min(row["start"], LONGEST_SHOWN)
        for found in LINE_BREAK.finditer(text, position, end):
            lines[-1] += _part(text[position : found.start()])
            position = found.end()
            starts.append(position)
            lines.append([])
        lines[-1] += _part(text[position:end])
        position = min(row["end"], LONGEST_SHOWN)
        if end < LONGEST_SHOWN and number < len(rows):
            lines[-1].append((number, row["before"][: LONGEST_SHOWN - end]))
        if position == LONGEST_SHOWN:
            break
    shown = [index for index, line in enumerate(lines) if _says_something(line)]
    return [starts[index] for index in shown], [lines[index] for index in shown], position


def _part(text: str) -> Line:
    return [text] if text else []


def _says_something(line: Line) -> bool:
    return any(isinstance(part, tuple) or part.strip() for part in line)


def _place_flags(
    starts: Sequence[int], size: int, flags: Sequence[Mapping[str, Any]]
) -> dict[int, list[int]]:
    """For each line, by its number, the flags on it; those on the whole document are on none."""
    found: dict[int, list[int]] = defaultdict(list)
    for index, flag in enumerate(flags):
        if (flag["start"], flag["end"]) != (0, size) and flag["start"] < LONGEST_SHOWN:
            found[max(0, bisect_right(starts, flag["start"]) - 1)].append(index)
    return found


def _edit(row: Mapping[str, Any]) -> list[Any]:
    names = ("cleaner", "rule", "role", "score", "start", "end")
    return [*(row[name] for name in names), row["after"][:LONGEST_SHOWN], _short(row["evidence"])]


def _flag(flag: Mapping[str, Any]) -> list[Any]:
    return [flag["cleaner"], flag["rule"], flag["score"], _short(flag["evidence"])]


def _short(evidence: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if not isinstance(value, str) else value[:MOST_EVIDENCE]
        for name, value in evidence.items()
    }
