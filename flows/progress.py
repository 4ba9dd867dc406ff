"""Who is told how far a run is: set by the command line, called from inside a Prefect task."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from flows.stages import Progress

_LISTENER: ContextVar[Progress | None] = ContextVar("progress listener", default=None)


@contextmanager
def listening(listener: Progress) -> Iterator[None]:
    """Tell ``listener`` about the progress of runs started inside the block."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


def tell(done: int, total: int) -> None:
    """Tell the listener, if there is one."""
    listener = _LISTENER.get()
    if listener is not None:
        listener(done, total)
