"""Finding sources. Every file below the raw folder is one; names that begin with a dot are not.

Nothing is sorted out by its extension: a file that is no text is rejected as binary, a link
that leads nowhere is quarantined, and both show in the counts. The one thing left out is the
corpus itself, where its folder lies inside the raw folder, and ``cleancopy.toml`` at the top, which
is the user's word about the sources.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path

from cleaners.site import NOWHERE, Site

RULES_FILE = "cleancopy.toml"
"""The user's own rules, beside the sources."""
TEXTS = "text"
"""Folder below the clean folder that holds the bodies."""
_ADVICE = "Put your pages and texts there, or name another."


class RunError(Exception):
    """The run as a whole cannot go on; the message says what to do."""


class NoSourcesError(RunError):
    """The raw folder is missing, cannot be read or has no files: there is nothing to clean."""


class OverlapError(RunError):
    """Sources and corpus share a folder: a run would overwrite its own sources."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to clean.

    Attributes:
        id: its path below the raw folder, with ``/``; stable, unique, printable.
        path: where it is.
        fault: why it cannot even be tried; None for a file.
        site: what is known of its site; planning finds it out.
    """

    id: str
    path: str
    fault: str | None = None
    site: Site = NOWHERE


def list_sources(raw: Path, clean: Path | None = None) -> list[Source]:
    """All sources below ``raw``, sorted by id.

    Args:
        raw: folder of the sources.
        clean: folder of the corpus, which is no source, wherever it lies.

    Raises:
        NoSourcesError: there is no such folder, or no file in it.
        OverlapError: ``raw`` is ``clean``, or lies where bodies are written.
    """
    if not raw.is_dir():
        raise NoSourcesError(f"{raw} is not a folder. {_ADVICE}")
    if clean is not None and _is_overwritten(raw.resolve(), clean.resolve()):
        raise OverlapError(f"{raw} is where the corpus is written. Name another folder for it.")
    found = list(_walk(raw, clean))
    if not found:
        raise NoSourcesError(f"{raw} has no files. {_ADVICE}")
    if found[0].id == ".":
        raise NoSourcesError(f"{raw} cannot be read: {found[0].fault}")
    return _told_apart(found)


def open_source(source: Source) -> BufferedReader:
    """A source, open for reading.

    Raises:
        OSError: it cannot be read, or is not a regular file (reading a pipe would hang).
    """
    path = Path(source.path)
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError("not a regular file")
    if status.st_size == 0:
        _check_empty(path)
        return Path(os.devnull).open("rb")
    return path.open("rb")


def _check_empty(path: Path) -> None:
    """Refuse a file that says it is empty and is not: the kernel's own ones never end, or never
    answer a reader that waits, and are of no disk.
    """
    without_waiting = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)
    with open(os.open(path, without_waiting), "rb") as file:  # noqa: PTH123  (a descriptor)
        if file.read(1):
            raise OSError("not a regular file: it says that it is empty, and is not")


def describe(error: OSError) -> str:
    """What the system says is wrong, without the paths of this machine."""
    return f"{type(error).__name__}: {error.strerror or error}"


def _is_overwritten(raw: Path, clean: Path) -> bool:
    return raw == clean or raw.is_relative_to(clean / TEXTS)


def _is_output(folder: Path, raw: Path, clean: Path) -> bool:
    """Whether a folder belongs to the corpus: of two nested roots the inner one decides."""
    real = folder.resolve()
    in_inner_raw = raw.is_relative_to(clean) and real.is_relative_to(raw)
    return real.is_relative_to(clean) and not in_inner_raw


def _walk(raw: Path, clean: Path | None) -> Iterator[Source]:
    """Files below a folder, without recursion: folders nest thousands deep."""
    roots = None if clean is None else (raw.resolve(), clean.resolve())
    pending: list[tuple[Path, tuple[tuple[int, int], ...]]] = [(raw, ())]
    while pending:
        folder, inside = pending.pop()
        try:
            status = folder.stat()
            here = (status.st_dev, status.st_ino)
            if here in inside:
                raise OSError("a link to a folder it is inside of")
            if roots is not None and _is_output(folder, *roots):
                continue
            with os.scandir(folder) as entries:
                shown = [entry for entry in entries if not entry.name.startswith(".")]
        except OSError as error:
            yield Source(_id(folder, raw), str(folder), describe(error))
            continue
        for entry in shown:
            path = folder / entry.name
            if path == raw / RULES_FILE:
                continue
            if _is_folder(entry):
                pending.append((path, (*inside, here)))
            else:
                yield Source(_id(path, raw), str(path))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # links that lead in a circle: reading it will say so
        return False


def _id(path: Path, raw: Path) -> str:
    """A name that is not valid UTF-8 keeps its odd bytes as ``%XX``."""
    name = path.relative_to(raw).as_posix()
    return "".join(f"%{ord(c) - 0xDC00:02X}" if "\udc80" <= c <= "\udcff" else c for c in name)


def _told_apart(found: list[Source]) -> list[Source]:
    """Sorted by id; where an odd byte reads like another's plain ``%XX``, a ``~`` is added."""
    taken = {source.id for source in found}
    sources: dict[str, Source] = {}
    for source in sorted(found, key=lambda source: (source.id, os.fsencode(source.path))):
        id_ = source.id
        while id_ in sources or (id_ != source.id and id_ in taken):
            id_ += "~"
        sources[id_] = replace(source, id=id_)
    return [sources[id_] for id_ in sorted(sources)]
