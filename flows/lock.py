"""One run at a time on an output folder.

The lock is the kernel's, on an open file: it is gone with the process that held it, however that
ended, so that a dead run never stands in the way. Where there is no ``fcntl`` (Windows) nothing is
locked; there, and on a network folder that does not lock, the commit still refuses what is not its
own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.sources import RunError
from flows.state import FOLDER

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


class BusyError(RunError):
    """Another run is working on the same output folder."""


@contextmanager
def only_run(clean: Path) -> Iterator[None]:
    """Keep other runs off an output folder, which is made, until the block ends.

    Raises:
        BusyError: another one is at work there.
    """
    path = clean / FOLDER / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                file.seek(0)
                holder = file.read(20).strip() or "unknown"
                raise BusyError(
                    f"{clean}: another run, process {holder}, is working there."
                    " Wait until it has ended, or name another folder."
                ) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
