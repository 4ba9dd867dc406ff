"""JSON lines: one object a line. A broken line is one fault; reading goes on behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO

from flows.containers.columns import read_row
from flows.containers.record import LARGEST_DOCUMENT, TOO_LARGE, Columns, Record

LONGEST_LINE = 2 * LARGEST_DOCUMENT
"""Bytes: a text may be twice as long in JSON, as escapes; no line is held that is longer."""
_BOM = b"\xef\xbb\xbf"


def read_json_lines(stream: IO[bytes], start: int, columns: Columns) -> Iterator[Record]:
    """Records from the one that begins at byte ``start``. Blank lines are none.

    Lines are named by their number only where reading starts at the beginning.
    """
    place, number = start, 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        end = place + len(line)
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            yield Record(f"line {number}", place, fault=f"byte {place}: {TOO_LARGE}")
            end += _skip_line(stream)
        elif line.strip():
            yield _read_line(line.removeprefix(_BOM if place == 0 else b""), place, number, columns)
        place = end


def _read_line(line: bytes, place: int, number: int, columns: Columns) -> Record:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Record(f"line {number}", place, fault=f"byte {place}: {_describe(error)}")
    if not isinstance(row, dict):
        fault = f"byte {place}: expected an object, got {type(row).__name__}"
        return Record(f"line {number}", place, fault=fault)
    return read_row(row, place, number, columns)


def _describe(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):  # its text quotes the whole line
        return f"not UTF-8: {error.reason} at byte {error.start} of the line"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at character {error.pos} of the line"
    return f"not JSON: {error}"


def _skip_line(stream: IO[bytes]) -> int:
    """Read to the end of a line; how many bytes that were."""
    skipped = 0
    while piece := stream.readline(LONGEST_LINE):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped
