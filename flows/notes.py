"""What a worker is at, in memory it shares with its parent: told before each document.

A worker that hangs or dies can say nothing any more; what it noted is still there. A note costs a
microsecond. Only the worker writes: first that nothing is going on, then which document it is, and
at last when that began, so that whoever reads a time reads the document that goes with it.
"""

from __future__ import annotations

import ctypes
import math
import multiprocessing
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")

_TICKET, _PLACE, _STARTED = range(3)
_DIGEST = 32
"""Bytes of SHA-256."""
_NO_DIGEST = bytes(_DIGEST)


@dataclass(frozen=True, slots=True)
class Board:
    """The shared memory of one worker; it travels to it as it starts."""

    numbers: ctypes.Array[ctypes.c_double]
    digest: ctypes.Array[ctypes.c_char]


@dataclass(frozen=True, slots=True)
class Note:
    """Which document a worker is at.

    Attributes:
        ticket: number of its batch.
        place: of the document in the batch.
        started: CPU seconds that the worker had used before.
    """

    ticket: int
    place: int
    started: float

    @property
    def is_first(self) -> bool:
        """Whether the worker has not been at any other before."""
        return self.ticket == self.place == 0


_board: Board | None = None
"""In a worker its own; elsewhere none, and nothing is noted."""


def new_board() -> Board:
    """A board on which nothing is noted."""
    context = multiprocessing.get_context("spawn")
    numbers = context.RawArray(ctypes.c_double, [0.0, 0.0, math.inf])
    return Board(numbers, context.RawArray(ctypes.c_char, _DIGEST))


def write_on(board: Board) -> None:
    """In a worker: note on this board from now on."""
    global _board  # noqa: PLW0603  (one process, one board, set once)
    _board = board


def noting(ticket: int, results: Iterable[Result]) -> Iterator[Result]:
    """The same results, each of a document of a batch, noted before it is asked for."""
    iterator = iter(results)
    place = 0
    try:
        while True:
            _start(ticket, place)
            try:
                result = next(iterator)
            except StopIteration:
                return
            yield result
            place += 1
    finally:
        if _board is not None:
            _board.numbers[_STARTED] = math.inf


def note_hash(sha256: str) -> None:
    """Note which bytes the document has: whatever becomes of it is said of these."""
    if _board is not None:
        _board.digest.raw = bytes.fromhex(sha256)


def read_note(board: Board) -> Note | None:
    """What is noted; None between two batches."""
    started = board.numbers[_STARTED]
    note = Note(int(board.numbers[_TICKET]), int(board.numbers[_PLACE]), started)
    same = started == board.numbers[_STARTED]
    return note if same and math.isfinite(started) else None


def read_hash(board: Board) -> str | None:
    """Hash of the bytes of the document that is noted; None if it was not read."""
    raw = bytes(board.digest.raw)
    return None if raw == _NO_DIGEST else raw.hex()


def _start(ticket: int, place: int) -> None:
    if _board is None:
        return
    _board.numbers[_STARTED] = math.inf
    _board.digest.raw = _NO_DIGEST
    _board.numbers[_TICKET], _board.numbers[_PLACE] = ticket, place
    _board.numbers[_STARTED] = time.process_time()
