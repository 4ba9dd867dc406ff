"""Finding sources. Every file below the raw folder is one, or holds many; names that begin with a
dot are none.

Nothing is sorted out by its extension: a file that is no text is rejected as binary, a link
that leads nowhere is quarantined, and both show in the counts. The one thing left out is the
corpus itself, where its folder lies inside the raw folder, and ``cleancopy.toml`` at the top, which
is the user's word about the sources.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from cleaners.document import Evidence
from cleaners.site import NOWHERE, Site
from flows.containers import Columns, Format
from flows.remote import check_url, find_objects, is_url

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
class Part:
    """Which record of a container a source is.

    Attributes:
        file: id of the container.
        found: its format.
        columns: which columns of it hold what, if it is a table.
        place: where in it the record begins.
        version: of the record, as it was found.
        unsupported: what it is instead of a document.
    """

    file: str
    found: Format
    columns: Columns
    place: int
    version: str
    unsupported: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One document to clean: a file, or a record of one.

    Attributes:
        id: its path below the raw folder, with ``/``, and for a record ``#`` and its name in its
            container; stable, unique, printable.
        path: where it is.
        fault: why it cannot even be tried; None if it can.
        site: what is known of its site; planning finds it out.
        part: which record of the file it is; None where it is the file.
    """

    id: str
    path: str
    fault: str | None = None
    site: Site = NOWHERE
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class File:
    """One file below the raw folder, whatever is in it.

    Attributes:
        path: where it is.
        name: its path below the raw folder; another one may read the same.
        size: in bytes.
        fault: why it cannot even be tried; None for a file.
        tag: what a bucket says changes with its content; None if only reading it tells.
    """

    path: str
    name: str
    size: int = 0
    fault: str | None = None
    tag: str | None = None


def find_files(raw: Path | str, clean: Path | None = None) -> Iterator[File]:
    """All files below ``raw``, or the one it is, as they are found.

    Args:
        raw: folder of the sources, one file, or the URL of a bucket.
        clean: folder of the corpus, which is no source, wherever it lies.

    Raises:
        NoSourcesError: there is no such folder, or no file in it.
        OverlapError: ``raw`` is ``clean``, or lies where bodies are written.
        RunError: the bucket cannot be read.
    """
    if is_url(raw):
        return _some(_find_objects(str(raw)), raw)
    raw = Path(raw)
    if raw.is_file():
        return iter([_file(raw, raw.parent)])
    if not raw.is_dir():
        raise NoSourcesError(f"{raw} is not a folder. {_ADVICE}")
    if clean is not None and _is_overwritten(raw.resolve(), clean.resolve()):
        raise OverlapError(f"{raw} is where the corpus is written. Name another folder for it.")
    return _some(_walk(raw, clean), raw)


def _some(found: Iterator[File], raw: Path | str) -> Iterator[File]:
    """The files found.

    Raises:
        NoSourcesError: there are none.
    """
    first = next(found, None)
    if first is None:
        raise NoSourcesError(f"{raw} has no files. {_ADVICE}")
    if first.name == ".":
        raise NoSourcesError(f"{raw} cannot be read: {first.fault}")
    return chain([first], found)


def _find_objects(url: str) -> Iterator[File]:
    fault = check_url(url)
    if fault is not None:
        raise RunError(fault)
    try:
        for name, path, size, tag in find_objects(url):
            if name != RULES_FILE:
                yield File(path, name, size, tag=tag)
    except (OSError, ImportError, ValueError) as error:
        raise RunError(f"{url}: {error}") from error


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


def _walk(raw: Path, clean: Path | None) -> Iterator[File]:
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
                for entry in entries:
                    path = folder / entry.name
                    if entry.name.startswith(".") or path == raw / RULES_FILE:
                        continue
                    if _is_folder(entry):
                        pending.append((path, (*inside, here)))
                    else:
                        yield _file(path, raw)
        except OSError as error:
            yield File(str(folder), _name(folder, raw), fault=describe(error))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # links that lead in a circle: reading it will say so
        return False


def _file(path: Path, raw: Path) -> File:
    try:
        size = path.stat().st_size
    except OSError:  # the worker will say what is wrong with it
        size = 0
    return File(str(path.absolute()), _name(path, raw), size)


def _name(path: Path, raw: Path) -> str:
    """A name that is not valid UTF-8 keeps its odd bytes as ``%XX``."""
    name = path.relative_to(raw).as_posix()
    return "".join(f"%{ord(c) - 0xDC00:02X}" if "\udc80" <= c <= "\udcff" else c for c in name)
