"""Zip and tar: files in a file. Nothing is unpacked on the disk; names are only names.

Every visible file is a document, as in a folder: names that begin with a dot are not, nor what is
below them. Links are faults: what they lead to may be anywhere.
"""

from __future__ import annotations

import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Self

from flows.containers.record import LARGEST_DOCUMENT, TOO_LARGE, Record, name_record

_LINK = "a link, which is not followed"


def read_zip(stream: IO[bytes], start: int) -> Iterator[Record]:
    """Records from member ``start`` of the directory on.

    Raises:
        zipfile.BadZipFile: it has no directory.
    """
    with zipfile.ZipFile(stream) as archive:
        for place, member in enumerate(archive.infolist()):
            # Not is_dir(): it fails for a member without a name.
            is_file = not member.filename.endswith("/")
            if place >= start and is_file and _is_visible(member.filename):
                yield _read_member(archive, member, place)


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: int) -> Record:
    name = name_record(member.filename)
    if stat.S_ISLNK(member.external_attr >> 16):
        return Record(name, place, fault=_LINK)
    try:
        with archive.open(member) as file:
            return _read_bounded(file, name, place)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError) as error:
        return Record(name, place, fault=f"{type(error).__name__}: {error}")
    except (RuntimeError, NotImplementedError) as error:  # encrypted; an unknown compression
        return Record(name, place, fault=str(error))


def read_tar(stream: IO[bytes], start: int) -> Iterator[Record]:
    """Records from the one whose header begins at byte ``start`` on, read from the beginning.

    What is no header where one should be is one fault, up to the next header.

    Raises:
        tarfile.TarError: it ends inside of a member.
    """
    broken: list[int] = []

    class Member(tarfile.TarInfo):
        """tarfile itself takes what is broken for the end."""

        @classmethod
        def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
            try:
                return super().fromtarfile(archive)
            except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError):  # type: ignore[attr-defined]
                broken.append(archive.offset)
                raise

    with tarfile.open(fileobj=stream, mode="r|", tarinfo=Member, ignore_zeros=True) as archive:
        for member in archive:
            records = [*_tell_broken(broken), *_read_entry(archive, member)]
            yield from (record for record in records if record.place >= start)
            broken.clear()
        yield from (record for record in _tell_broken(broken) if record.place >= start)


def _tell_broken(offsets: list[int]) -> list[Record]:
    faults = (f"byte {offset}" for offset in offsets[:1])
    return [Record(at, offsets[0], fault=f"{at}: no header of tar") for at in faults]


def _read_entry(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[Record]:
    if member.isdir() or not _is_visible(member.name):
        return
    name = name_record(member.name)
    file = archive.extractfile(member) if member.isreg() else None
    if file is None:
        fault = _LINK if member.issym() or member.islnk() else "not a regular file"
        yield Record(name, member.offset, fault=fault)
    else:
        yield _read_bounded(file, name, member.offset)


def read_whole(stream: IO[bytes]) -> Iterator[Record]:
    """The one record of a file that is only compressed."""
    yield _read_bounded(stream, "", 0)


def _read_bounded(file: IO[bytes], name: str, place: int) -> Record:
    """What is in a file; it may be a bomb, so no more of it is unpacked than one document has."""
    content = file.read(LARGEST_DOCUMENT + 1)
    if len(content) > LARGEST_DOCUMENT:
        return Record(name, place, fault=TOO_LARGE)
    return Record(name, place, content)


def _is_visible(name: str) -> bool:
    steps = name.replace("\\", "/").split("/")
    return not any(step.startswith(".") and step.strip(".") for step in steps)
