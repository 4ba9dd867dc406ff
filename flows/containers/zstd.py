"""Reading zstd so that a file that was cut off shows."""

from __future__ import annotations

from io import SEEK_CUR, SEEK_END, SEEK_SET, RawIOBase
from typing import IO, TYPE_CHECKING

from zstandard import ZstdDecompressor

from flows.containers.compression import PIECE

if TYPE_CHECKING:
    from typing_extensions import Buffer
    from zstandard import ZstdDecompressionObj

ZSTD_PIECE = 1024
"""Bytes unpacked at a time. A block of 4 bytes can stand for 128 KiB (RFC 8878): of these,
32 MiB at most."""


class Zstd(RawIOBase):
    """zstd as the other compressions are read: going back begins anew at the beginning.

    The reader that comes with the library takes a file that was cut off for a whole one.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._rewind()

    def _rewind(self) -> None:
        self._stream.seek(0)
        self._frame: ZstdDecompressionObj | None = None
        self._packed = self._content = b""
        self._position = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is, slowly."""
        return True

    def tell(self) -> int:
        """Where in the content it is."""
        return self._position

    def readinto(self, buffer: Buffer) -> int:
        """Read some of the content.

        Raises:
            EOFError: the file ends inside of a frame.
        """
        while not self._content:
            packed = self._packed or self._stream.read(ZSTD_PIECE)
            if not packed and self._frame is None:
                return 0
            if not packed:
                raise EOFError("the file ends inside of a frame of zstd")
            frame = self._frame or ZstdDecompressor().decompressobj()
            self._content = frame.decompress(packed)
            self._packed = frame.unused_data
            self._frame = None if frame.eof else frame
        view = memoryview(buffer)
        piece, self._content = self._content[: len(view)], self._content[len(view) :]
        view[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        """Go to a place in the content, reading what is before it."""
        if whence == SEEK_END:
            offset += self._position + sum(map(len, iter(lambda: self.read(PIECE), b"")))
        elif whence == SEEK_CUR:
            offset += self._position
        if offset < self._position:
            self._rewind()
        while self._position < offset and self.read(min(PIECE, offset - self._position)):
            pass
        return self._position
