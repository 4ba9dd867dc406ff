"""Hostile archives and files that are only compressed, made up: bombs, ways out, sizes that lie.

Each kind is a function of a size, as in :mod:`benchmarks.hostile_pages`.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable, Mapping

import zstandard

from benchmarks.containers import tarred, zipped
from benchmarks.hostile_pages import COSTLY, TEXT, Content

PER_UNIT = 1000
"""Bytes for each unit of size of a bomb: a hundred thousand units are more than one document may
have."""
PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress, "bz2": bz2.compress, "xz": lambda data: lzma.compress(data, preset=0),
    "zst": zstandard.compress,
}  # fmt: skip
CENTRAL = b"PK\x01\x02\x14\x03\x14\x00"
"""What stands before the flags of a member in the directory of a zip file."""


def zip_files(n: int) -> Content:
    """Ways out, links, names that are none, sizes that lie, bombs, secrets and zips in zips."""
    text = TEXT.encode()
    names = ("../../etc/x", "/etc/x", "c:\\x", "..\\..\\x", "a/../../b", "a\nb", "#", ".", "..")
    sound = zipped({"a.txt": text, "b.txt": text + b" Twice."})
    lying = sound.replace(struct.pack("<I", len(text)), struct.pack("<I", 2**31), 2)
    return {
        "ways-out.zip": zipped({name: text + name.encode() for name in names}),
        "links.zip": _zip_of_links(),
        "same.zip": zipped({"a.txt": text}) + sound,
        "sizes.zip": lying,
        "long-names.zip": zipped({"e" * 200 * n: text for n in (1, 2, 300)}),
        "secret.zip": sound.replace(CENTRAL + b"\0", CENTRAL + b"\1"),
        "unknown.zip": sound.replace(b"\x08\x00", b"\x61\x00"),
        "bombs.zip": zipped({f"{i}.txt": bytes(PER_UNIT * n) for i in range(3)}),
        "in-zips.zip": zipped({"a.zip": zipped({"b.zip": zipped({"c.txt": text})})}),
        "many.zip": zipped({f"{i}.txt": b"x" for i in range(n // COSTLY)}),
        "nothing.zip": zipped({}),
        "cut.zip": sound[:-30],
        "head-only.zip": b"PK\x03\x04",
    }  # fmt: skip


def _zip_of_links() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, target in {"out": "/etc/hostname", "itself": "itself", "up": ".."}.items():
            member = zipfile.ZipInfo(name)
            member.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(member, target)
    return file.getvalue()


def tar_files(n: int) -> Content:
    """Ways out, links, devices, holes, sizes that lie, endless headers."""
    text = TEXT.encode()
    sound = tarred({"a.txt": text, "b.txt": text + b" Twice."})
    lying = bytearray(sound)
    lying[124:136] = b"77777777777\x00"
    minus = bytearray(sound)
    minus[124:136] = b"\xff" * 12
    return {
        "ways-out.tar": tarred(dict.fromkeys(("../../x", "/etc/x", "a/../../b", "#"), text)),
        "links.tar": tarred({"out": "/etc/hostname", "itself": "itself", "up": "..", "a": text}),
        "special.tar": _tar_of_special(),
        "same.tar": sound[: -len(sound) % 512 or None] + sound,
        "sizes.tar": bytes(lying),
        "minus.tar": bytes(minus),
        "names.tar": tarred({"é" * 99 + "/" + "x" * 9 * n: text}),
        "bombs.tar.gz": gzip.compress(tarred({f"{i}.txt": bytes(PER_UNIT * n) for i in range(2)})),
        "many.tar": tarred({f"{i}.txt": b"x" for i in range(n // COSTLY)}),
        "cut.tar": sound[:700],
        "only-text.tar": bytes(257) + b"ustar" + text,
    }  # fmt: skip


def _tar_of_special() -> bytes:
    file = io.BytesIO()
    kinds = {"hard": tarfile.LNKTYPE, "pipe": tarfile.FIFOTYPE, "device": tarfile.CHRTYPE}
    kinds |= {"block": tarfile.BLKTYPE, "sparse": tarfile.GNUTYPE_SPARSE, "unknown": b"Z"}
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, kind in kinds.items():
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/hostname"
            archive.addfile(member)
    return file.getvalue()


def packed(n: int) -> Content:
    """Bombs in every compression, of zeros, of text and of lines; bombs in bombs; cut off."""
    found: dict[str, str | bytes] = {}
    for ending, pack in PACKERS.items():
        zeros, text = bytes(PER_UNIT * n), TEXT.encode() * n
        found[f"zeros.txt.{ending}"] = pack(zeros)
        found[f"text.txt.{ending}"] = pack(text)
        found[f"line.jsonl.{ending}"] = pack(b'{"text": "' + b" " * PER_UNIT * n)
        found[f"lines.jsonl.{ending}"] = pack(b"\n" * PER_UNIT * n)
        found[f"field.csv.{ending}"] = pack(b"text\n" + b"x" * PER_UNIT * n)
        found[f"again.txt.{ending}"] = pack(pack(zeros))
        found[f"cut.txt.{ending}"] = pack(TEXT.encode())[:-9]
        found[f"and-more.txt.{ending}"] = pack(TEXT.encode()) + b"more"
        found[f"twice.txt.{ending}"] = pack(TEXT.encode()) * 2
        found[f"mark-only.txt.{ending}"] = pack(b"")[:6]
    return found
