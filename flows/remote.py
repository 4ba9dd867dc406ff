"""Sources in a bucket, or wherever else fsspec reaches: ``s3://``, ``gs://``, ``https://``, ``file://``.

What to sign in with, and where, is fsspec's to find out: from the environment, from its
configuration files, or from those of the cloud.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, cast

EXTRA = "pip install 'cleancopy[sources]'"
"""What installs the libraries that only some sources need."""


def is_url(place: Path | str) -> bool:
    """Whether a place is not on this machine's file system."""
    return "://" in str(place)


def check_url(url: str) -> str | None:
    """Why a bucket cannot be read at all; None if it may be."""
    if find_spec("fsspec") is None:
        return f"{url} needs fsspec: {EXTRA}"
    if url.startswith("memory://"):
        return f"{url}: what is in the memory of this process, its worker processes cannot read"
    return None


def find_objects(url: str) -> Iterator[tuple[str, str, int, str | None]]:
    """Every object below ``url`` that is not hidden, in any order.

    Yields its name below ``url``, its own URL, its size, and its tag: what changes when it does.

    Raises:
        OSError: the bucket cannot be listed.
        ImportError: a library for this kind of URL is not installed.
    """
    system, top = _open_system(url)
    if system.isfile(top):
        about = system.info(top)
        own = system.unstrip_protocol(top)
        yield top.rpartition("/")[2], own, about.get("size") or 0, _read_tag(about)
        return
    for folder, _, files in system.walk(top, detail=True, on_error="raise"):
        for file, about in files.items():
            name = f"{folder}/{file}"[len(top) :].lstrip("/")
            if file and not any(step.startswith(".") for step in name.split("/")):
                own = system.unstrip_protocol(about["name"])
                yield name, own, about.get("size") or 0, _read_tag(about)


def open_object(url: str) -> IO[bytes]:
    """An object, open for reading; only what is read of it is fetched."""
    system, path = _open_system(url)
    return BufferedReader(system.open(path, "rb"))


def read_head(url: str, size: int) -> bytes:
    """The first bytes of an object; no more of it is fetched."""
    system, path = _open_system(url)
    return cast("bytes", system.cat_file(path, start=0, end=size))


def read_beside(url: str, name: str) -> bytes | None:
    """The object with this name at the top of ``url``, or beside the one that it is; None if there
    is none, or no such bucket: what is wrong with that, whoever lists it says.

    Raises:
        OSError: it cannot be read.
    """
    if check_url(url) is not None:
        return None
    try:
        system, top = _open_system(url)
        folder = top.rpartition("/")[0] if system.isfile(top) else top
        return cast("bytes", system.cat_file(f"{folder}/{name}"))
    except (FileNotFoundError, ImportError, ValueError):
        return None


class Bucket:
    """Objects below a URL, to be written. Names are relative to it, with ``/``."""

    def __init__(self, url: str) -> None:
        self._system, self._top = _open_system(url.rstrip("/"))

    def tags(self) -> dict[str, str]:
        """What the store says of each object that changes with its content, as it is now."""
        self._system.invalidate_cache()
        try:
            found = self._system.find(self._top, detail=True)
        except FileNotFoundError:
            return {}
        return {
            path[len(self._top) :].lstrip("/"): _read_tag(about) or json.dumps([about["size"]])
            for path, about in found.items()
        }

    def fetch(self, name: str, path: Path) -> None:
        """Bring an object to a file here."""
        self._system.get_file(f"{self._top}/{name}", str(path))

    def put(self, path: Path, name: str) -> None:
        """Bring a file there: an object that appears whole, or not at all."""
        self._system.put_file(str(path), f"{self._top}/{name}")

    def remove(self, names: Sequence[str]) -> None:
        """Remove objects."""
        for name in names:
            self._system.rm_file(f"{self._top}/{name}")


def _read_tag(about: dict[str, Any]) -> str | None:
    """What the store says changes with the content of an object; None if it says nothing."""
    tag = next((about[key] for key in ("ETag", "etag", "md5Hash", "mtime") if about.get(key)), None)
    return None if tag is None else json.dumps([about.get("size"), str(tag)])


def _open_system(url: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs

    return cast("tuple[Any, str]", url_to_fs(url))
