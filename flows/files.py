"""Writing files so that each appears whole or not at all."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO
from uuid import uuid4


@contextmanager
def replacing(path: Path, scratch: Path, *, durable: bool = True) -> Iterator[Path]:
    """A path to write a file to that takes the place of ``path`` when the block ends well.

    Where nothing changed the old file stays, with its time stamp.

    Args:
        path: where it goes; folders are made.
        scratch: a folder on the same file system for unfinished files. What a killed run left
            there is litter, to be swept with :func:`sweep`.
        durable: have the data on the disk before the name points to them, so that not even a
            power cut shows half a file. It takes milliseconds: too long for each of thousands.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch.mkdir(parents=True, exist_ok=True)
    unfinished = scratch / uuid4().hex
    try:
        yield unfinished
        if durable:
            with unfinished.open("rb+") as file:
                os.fsync(file.fileno())
        if not (path.is_file() and filecmp.cmp(unfinished, path, shallow=False)):
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def written_whole(path: Path, scratch: Path, *, durable: bool = True) -> Iterator[TextIO]:
    """The same for a text file, opened: UTF-8, line ends as written."""
    with (
        replacing(path, scratch, durable=durable) as unfinished,
        unfinished.open("w", encoding="utf-8", newline="") as file,
    ):
        yield file


def write_if_changed(path: Path, text: str, scratch: Path) -> None:
    """Write a file unless it holds just that: an unchanged corpus keeps its time stamps.

    One of many files, so a power cut may leave it empty: the next run sees that by its size.
    """
    if not holds(path, text):
        with written_whole(path, scratch, durable=False) as file:
            file.write(text)


def holds(path: Path, text: str) -> bool:
    """Whether a file is there and holds just this text."""
    data = text.encode("utf-8")
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def sweep(scratch: Path) -> None:
    """Remove what runs that were killed left unfinished."""
    if scratch.is_dir():
        for unfinished in scratch.iterdir():
            unfinished.unlink(missing_ok=True)


def remove_with_empty_parents(path: Path, top: Path) -> None:
    """Remove a file, and the folders between it and ``top`` that it leaves empty."""
    if path.is_file() or path.is_symlink():
        path.unlink()
    for folder in path.parents:
        if folder == top or top not in folder.parents or not folder.is_dir():
            return
        if any(folder.iterdir()):
            return
        folder.rmdir()
