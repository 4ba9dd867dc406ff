"""Hashes of all that decides a result beside its source: another one, and it is cleaned again."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from cleaners import Settings

LIBRARIES = (
    "charset-normalizer", "courlan", "ftfy", "htmldate", "justext", "langdetect", "lxml",
    "numpy", "python-dateutil", "rensa", "trafilatura", "w3lib",
)  # fmt: skip
"""What decides the result beside our own code: another version may clean differently."""


def fingerprint(settings: Settings) -> str:
    """Hash of all that decides a result: settings, rules, weights, code, library versions."""
    digest = hashlib.sha256(json.dumps(asdict(settings), sort_keys=True).encode())
    for name in LIBRARIES:
        digest.update(f"{name}=={version(name)};".encode())
    digest.update(f"python {sys.version_info[:2]};".encode())
    _add_code(digest, [*_package_files(files("cleaners"), ""), _file("worker.py")])
    return f"{digest.hexdigest()[:32]}{fingerprint_reading()[:32]}"


def fingerprint_reading() -> str:
    """Hash of all that decides what is read out of a container."""
    digest = hashlib.sha256()
    containers = _package_files(files("flows") / "containers", "containers")
    _add_code(digest, [*containers, _file("reading.py")])
    return digest.hexdigest()


def _add_code(digest: hashlib._Hash, code: Iterable[tuple[str, bytes]]) -> None:
    for path, content in sorted(code):
        digest.update(f"{path}:{len(content)};".encode() + content)


def _file(name: str) -> tuple[str, bytes]:
    """One that decides how rows are laid out: another layout must not mix with the old one."""
    return name, (files("flows") / name).read_bytes()


def _package_files(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f"{path}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _package_files(entry, name)
        elif entry.is_file():
            yield name, entry.read_bytes()
