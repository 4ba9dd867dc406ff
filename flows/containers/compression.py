"""Files that are compressed as a whole: gzip, bzip2, xz, zstd."""

from __future__ import annotations

import bz2
import gzip
import lzma
from io import BufferedReader
from typing import IO, cast

MAGIC = {".gz": b"\x1f\x8b", ".bz2": b"BZh", ".xz": b"\xfd7zXZ\x00", ".zst": b"\x28\xb5\x2f\xfd"}
"""How a file with such a name begins, if it is what its name says."""

PIECE = 1024 * 1024
"""Bytes unpacked at a time."""


def split_name(name: str) -> tuple[str, str]:
    """A name without the ending of a compression, and that ending; empty if it has none."""
    lower = name.lower()
    for tarred, packed in ((".tgz", ".gz"), (".tbz2", ".bz2"), (".txz", ".xz"), (".tzst", ".zst")):
        if lower.endswith(tarred):
            return f"{name[: -len(tarred)]}.tar", packed
    ending = next((ending for ending in MAGIC if lower.endswith(ending)), "")
    return name[: len(name) - len(ending)], ending


def decompress(stream: IO[bytes], ending: str) -> IO[bytes]:
    """What is in a compressed file, as a stream; the file itself for no ending."""
    match ending:
        case ".gz":
            return cast("IO[bytes]", gzip.GzipFile(fileobj=stream))
        case ".bz2":
            return bz2.open(stream)
        case ".xz":
            return lzma.open(stream)
        case ".zst":
            from flows.containers.zstd import Zstd

            return cast("IO[bytes]", BufferedReader(Zstd(stream), PIECE))
        case _:
            return stream
