"""Finding sources. Every file below the raw folder is one; names that begin with a dot are not.

Nothing is sorted out by its extension: a file that is no text is rejected as binary, a link
that leads nowhere is quarantined, and both show in the counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


class NoSources(Exception):
    """The raw folder is missing or has no files: there is nothing to clean."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to clean.

    Attributes:
        id: its path below the raw folder, with ``/``; stable, unique, printable.
        path: where it is.
        fault: why it cannot even be tried; None for a file.
    """

    id: str
    path: str
    fault: str | None = None


def list_sources(raw: Path) -> list[Source]:
    """All sources below ``raw``, sorted by id.

    Raises:
        NoSources: there is no such folder, or no file in it.
    """
    if not raw.is_dir():
        raise NoSources(f"{raw} is not a folder. Put your pages and texts there, or name another.")
    sources = sorted(_walk(raw, raw, ()), key=lambda source: source.id)
    if not sources:
        raise NoSources(f"{raw} has no files. Put your pages and texts there, or name another.")
    return sources


def _walk(folder: Path, raw: Path, inside: tuple[tuple[int, int], ...]) -> Iterator[Source]:
    """Files below a folder. ``inside``: device and inode of the folders on the way here."""
    try:
        status = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield _faulty(folder, raw, f"{type(error).__name__}: {error.strerror}")
        return
    here = (status.st_dev, status.st_ino)
    if here in inside:
        yield _faulty(folder, raw, "a link to a folder it is inside of")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = Path(entry.path)
        if entry.is_dir():
            yield from _walk(path, raw, (*inside, here))
        else:
            yield Source(_id(path, raw), str(path))


def _faulty(path: Path, raw: Path, fault: str) -> Source:
    return Source(_id(path, raw), str(path), fault)


def _id(path: Path, raw: Path) -> str:
    """A name that is not valid UTF-8 keeps its odd bytes as ``%XX``."""
    name = path.relative_to(raw).as_posix() if path != raw else "."
    return "".join(f"%{ord(c) - 0xDC00:02X}" if "\udc80" <= c <= "\udcff" else c for c in name)
