"""Hostile folders, made up: names, links, devices and files that are not what they look like."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from benchmarks.hostile_containers import CONTAINERS
from benchmarks.hostile_pages import PAGES, TEXT, page
from benchmarks.hostile_texts import BYTES, TEXTS

ODD_NAMES = {
    "newline": "a\nb.txt", "return": "a\rb.txt", "tab": "a\tb.txt", "space": " a .txt ",
    "dots": "...txt"[2:] + "..", "dash": "--help", "glob": "*?[a].txt", "quotes": "'\"`$(x).txt",
    "reserved": "CON", "colon": "a:b.txt", "backslash": "..\\..\\x.txt", "percent": "%41%2e%00.txt",
    "hash": "a#b?c=d.txt", "tilde": "~", "terminal": "\x1b[2J\x07.txt", "bidi": "\u202egnp.txt",
    "formula": "=1+1.txt", "markup": "<script>x<script>.txt", "long": "n" * 255,
    "long-in-bytes": "é" * 127, "emoji": "😀" * 60, "composed": "\u00e9.txt",
    "decomposed": "e\u0301.txt",
    "upper": "CASE.TXT", "lower": "case.txt", "jsonl": "corpus.jsonl", "state": "state.sqlite",
}  # fmt: skip
DEEP = 40
"""Folders of the longest name inside of each other: a path longer than a system call takes."""
SPARSE = 10_000
"""Bytes for each unit of size that a file has, without taking any room on the disk."""


def _names(folder: Path, _: int) -> None:
    for name in ODD_NAMES.values():
        (folder / name).write_text(TEXT)
    for odd in (b"caf\xe9.txt", b"\xff\xfe", b"\xed\xa0\x80.txt"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + odd)).write_text(TEXT)


def _clashes(folder: Path, _: int) -> None:
    (folder / "b.txt").mkdir()
    for name in ("a", "a.txt", "a.html", "a.html.txt", "a~.txt", "b", "b.txt/c", "b.txt/c.txt"):
        (folder / name).write_text(TEXT)


def _deep(folder: Path, _: int) -> None:
    """By steps: no single path may be so long."""
    here = os.open(folder, os.O_RDONLY)
    for _step in range(DEEP):
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    file = os.open("x.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here)
    os.write(file, TEXT.encode())
    os.close(file)
    os.close(here)


def _nested(folder: Path, _: int) -> None:
    path = folder.joinpath(*"d" * 400)
    path.mkdir(parents=True)
    (path / "x.txt").write_text(TEXT)


def _links(folder: Path, _: int) -> None:
    (folder / "dangling").symlink_to("nowhere")
    (folder / "itself").symlink_to("itself")
    (folder / "one").symlink_to("two")
    (folder / "two").symlink_to("one")
    (folder / "up").symlink_to(".")
    (folder / "real.txt").write_text(TEXT)
    (folder / "again.txt").symlink_to("real.txt")
    (folder / "twin.txt").hardlink_to(folder / "real.txt")


def _links_out(folder: Path, _: int) -> None:
    (folder / "absolute").symlink_to("/etc/hostname")
    (folder / "relative").symlink_to("../" * 40 + "etc/hostname")


def _devices(folder: Path, _: int) -> None:
    for name in ("zero", "random", "null", "tty", "stdin"):
        (folder / name).symlink_to(f"/dev/{name}")
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(folder)  # the name of a socket may have a hundred bytes, the path has more
        listener.bind("socket")
        os.chdir(here)


def _kernel(folder: Path, _: int) -> None:
    for name in ("mem", "environ", "maps", "status"):
        (folder / name).symlink_to(f"/proc/self/{name}")
    (folder / "messages").symlink_to("/proc/kmsg")


def _locked(folder: Path, _: int) -> None:
    (folder / "file.txt").write_text(TEXT)
    (folder / "file.txt").chmod(0)
    (folder / "folder").mkdir()
    (folder / "folder").chmod(0)


def _sparse(folder: Path, size: int) -> None:
    with (folder / "sparse.txt").open("wb") as file:
        file.truncate(SPARSE * size)


def _times(folder: Path, _: int) -> None:
    for name, when in {"before": -(10**9), "never": 0, "far": 10**10}.items():
        (folder / f"{name}.txt").write_text(TEXT)
        os.utime(folder / f"{name}.txt", (when, when))


def _many(folder: Path, size: int) -> None:
    for number in range(size // 100):
        (folder / f"{number}.txt").write_text(f"{TEXT}\nNumber {number}.\n")


def _extensions(folder: Path, _: int) -> None:
    (folder / "page.txt").write_text(page(""))
    (folder / "text.html").write_text(TEXT)
    (folder / "text.gz").write_text(TEXT)
    (folder / "text.parquet").write_text(TEXT)
    (folder / "text.warc.gz").write_text(TEXT)


FOLDERS: dict[str, Callable[[Path, int], None]] = {
    "names": _names,
    "names-that-clash": _clashes,
    "folders-beyond-a-path": _deep,
    "folders-in-folders": _nested,
    "links": _links,
    "links-out-of-the-tree": _links_out,
    "devices-pipes-sockets": _devices,
    "files-of-the-kernel": _kernel,
    "locked": _locked,
    "sparse": _sparse,
    "times": _times,
    "many": _many,
    "extensions": _extensions,
}


CONTENTS = PAGES | TEXTS | BYTES | CONTAINERS


def write_kinds(raw: Path, size: int) -> list[str]:
    """Write every kind into a folder of its own; their names."""
    for kind, make in CONTENTS.items():
        content = make(size)
        members = content if not isinstance(content, str | bytes) else {"x": content}
        (raw / kind).mkdir(parents=True)
        for name, part in members.items():
            data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
            (raw / kind / name).write_bytes(data)
    for kind, fill in FOLDERS.items():
        (raw / kind).mkdir(parents=True)
        fill(raw / kind, size)
    return [*CONTENTS, *FOLDERS]
