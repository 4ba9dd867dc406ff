"""Where records of a web archive begin and end: to go on behind what is broken."""

from __future__ import annotations

import lzma
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import SEEK_CUR, BufferedIOBase, BytesIO
from typing import IO, cast

from flows.containers.compression import MAGIC

PIECE = 1024 * 1024
"""Bytes read at a time."""
FIRST = 8 * PIECE
"""Bytes unpacked to see whether something follows the first record."""
_GZIP = 16 + zlib.MAX_WBITS
_MEMBER = re.compile(rb"\x1f\x8b\x08")
_RECORD = re.compile(rb"(?:^|(?<=\n))WARC/1\.\d\r?\n")
_LENGTH = re.compile(rb"\ncontent-length:[ \t]*(\d+)", re.I)
_HEAD, _OVERLAP = 512, 16
LONGEST_HEADER = 64 * 1024
"""Bytes; what FastWARC reads at most."""


def has_one_each(stream: IO[bytes]) -> bool:
    """Whether a file is gzip with one record in each member, as the standard wants it: then reading
    can begin at any record. Judged by the first member.
    """
    stream.seek(0)
    if not stream.read(2).startswith(MAGIC[".gz"]):
        return False
    first = b""
    with suppress(zlib.error, EOFError):  # whatever that is, the next member can be looked for
        for piece in _unpack_member(stream, 0, FIRST):
            first += piece
    end = ends_well(BytesIO(first), 0, packed=False)
    return end is None or end >= len(first)


def find_record(stream: IO[bytes], position: int, *, packed: bool) -> int | None:
    """Where the next record begins, at ``position`` or behind it; None if there is no more."""
    pattern = _MEMBER if packed else _RECORD
    before = b""
    for piece in _read(stream, position):
        data = before + piece
        first = position - len(before)
        for match in pattern.finditer(data):
            if match.start() + _HEAD > len(data) and len(piece) == PIECE:
                break  # seen again with more behind it
            if not packed or _is_record(data[match.start() : match.start() + _HEAD]):
                return first + match.start()
        position += len(piece)
        before = data[-_HEAD - _OVERLAP :]
    return None


def _is_record(head: bytes) -> bool:
    try:
        return zlib.decompressobj(_GZIP).decompress(head, _OVERLAP).startswith(b"WARC/")
    except zlib.error:
        return False


def ends_well(stream: IO[bytes], position: int, *, packed: bool) -> int | None:
    """Where the record at a place ends, if it is as long as it says; None if it is not."""
    try:
        pieces = _unpack_member(stream, position) if packed else _read(stream, position)
        return _find_end(pieces, stream, position, packed=packed)
    except (zlib.error, EOFError):
        return None


def _find_end(
    pieces: Iterator[bytes], stream: IO[bytes], position: int, *, packed: bool
) -> int | None:
    data = b""
    for piece in pieces:
        data += piece
        if b"\r\n\r\n" in data or len(data) > LONGEST_HEADER:
            break
    header, _, body = data.partition(b"\r\n\r\n")
    length = _LENGTH.search(header)
    if length is None or header == data:
        return None
    end = len(header) + 4 + int(length[1])
    seen = len(header) + 4 + len(body)
    tail = body[int(length[1]) :] if seen > end else b""
    for piece in pieces:
        if seen + len(piece) > end:
            tail += piece[max(0, end - seen) :]
        seen += len(piece)
        if not packed and len(tail) > _OVERLAP:
            break
    rest = tail.lstrip(b"\r\n")
    if seen < end or (rest and (packed or not tail.startswith(b"\r\n\r\n"))):
        return None
    return stream.tell() if packed else position + end + len(tail) - len(rest)


def _read(stream: IO[bytes], position: int) -> Iterator[bytes]:
    """What can be read from a place on."""
    with suppress(zlib.error, lzma.LZMAError, EOFError, OSError):
        stream.seek(position)
        while piece := stream.read(PIECE):
            yield piece


def _unpack_member(stream: IO[bytes], position: int, most: int | None = None) -> Iterator[bytes]:
    """The content of one member of gzip, at most so much; then the stream is where that ends.

    Raises:
        zlib.error: it is damaged.
        EOFError: the file ends inside of it.
    """
    stream.seek(position)
    unpacker = zlib.decompressobj(_GZIP)
    given = 0
    while not unpacker.eof and (most is None or given < most):
        piece = unpacker.unconsumed_tail or stream.read(PIECE)
        if not piece:
            raise EOFError("the file ends inside of a record")
        content = unpacker.decompress(piece, PIECE)
        given += len(content)
        yield content
    stream.seek(-len(unpacker.unused_data) or 0, SEEK_CUR)


def find_rest(stream: IO[bytes], position: int) -> str | None:
    """What is wrong behind the last record, where there should be nothing."""
    try:
        stream.seek(position)
        while piece := stream.read(PIECE):
            if piece.strip(b"\r\n\x00"):
                return "cut off"
    except (zlib.error, lzma.LZMAError, EOFError, OSError) as error:
        return str(error)
    return None


class Steady:
    """A stream that gives what there is, and only then says what is broken behind it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.read = cast("BufferedIOBase", stream).read1
        self.seek, self.tell = stream.seek, stream.tell
