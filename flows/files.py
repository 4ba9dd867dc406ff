"""Writing files so that each appears whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def written_whole(path: Path) -> Iterator[TextIO]:
    """A file to write that replaces ``path`` when the block ends well, and leaves no trace else.

    UTF-8, line ends as written. The data are on the disk before the name points to them.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name[:100]}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_if_changed(path: Path, text: str) -> None:
    """Write a file unless it holds just that: an unchanged corpus keeps its time stamps."""
    data = text.encode("utf-8")
    if not (path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data):
        with written_whole(path) as file:
            file.write(text)


def remove_with_empty_parents(path: Path, top: Path) -> None:
    """Remove a file, and the folders between it and ``top`` that it leaves empty."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == top or top not in folder.parents or not folder.is_dir() or any(folder.iterdir()):
            return
        folder.rmdir()
