"""A corpus in a bucket: made in a folder of this machine, then published object by object.

State and lock need a file system, so they are here while a run goes on: in a folder of the user's
cache, or below what CLEANCOPY_WORK names. What is published is the corpus, then a copy of the
state, and last a list of all of it, by which the next run, on whatever machine, goes on. Stores
show an object whole or not at all; a run that is killed in between leaves some of the old corpus
beside some of the new one and the old list, and the next run does the rest.

The lock keeps two runs of one machine apart. Those of two machines are told when they publish: the
list has changed since it was fetched. That is looked at before the first object is written, and not
again: who starts two at once on two machines may see both write, and one list in the end.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.remote import Bucket, check_url, is_url
from flows.sources import OverlapError, RunError
from flows.state import FOLDER, StateError

WORK = "CLEANCOPY_WORK"
"""Variable with the folder below which corpora for buckets are made."""
STATE, LIST = f"{FOLDER}/state.sqlite", f"{FOLDER}/published.json"
_FETCHED = f"{FOLDER}/fetched"
"""Here only: the tag that the list had when it was fetched, or was published by this machine."""

List = dict[str, dict[str, str | None]]
"""Of each object below the URL: the hash of its bytes, and the tag that the store gave it."""


def read_place(clean: Path | str) -> Path | str:
    """Where a corpus goes: a path, or a URL as text. ``file://`` is a path: its files are replaced
    whole here, which fsspec would not do.
    """
    if str(clean).startswith("file://"):
        return Path(str(clean).removeprefix("file://"))
    return str(clean).rstrip("/") if is_url(clean) else Path(clean)


def work_folder(clean: Path | str) -> Path:
    """The folder in which a corpus is made: its own, or for a bucket one of this machine."""
    url = read_place(clean)
    if isinstance(url, Path):
        return url
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "cleancopy")
    name = re.sub(r"[^\w.-]+", "-", url.rpartition("://")[2])[-60:]
    digest = hashlib.sha256(url.encode()).hexdigest()[:12]
    return Path(os.environ.get(WORK) or cache, f"{name}-{digest}")


def check_apart(raw: Path | str, url: str) -> None:
    """Raise what stops a run before it begins: no library, or sources and corpus share a folder."""
    fault = None if url.startswith("memory://") else check_url(url)
    if fault is not None:
        raise RunError(fault)
    one, other = f"{str(raw).rstrip('/')}/", f"{url.rstrip('/')}/"
    if one.startswith(other) or other.startswith(one):
        raise OverlapError(f"{raw} and {url}: one is below the other. Name another place.")


def fetch_state(url: str, folder: Path) -> None:
    """Bring the state here, unless what is here is what was published last, or nothing was.

    Raises:
        RunError: the bucket cannot be read.
    """
    with _telling(url):
        bucket = Bucket(url)
        tag = bucket.tags().get(LIST)
        known = folder / _FETCHED
        known.parent.mkdir(parents=True, exist_ok=True)
        if tag is None or (known.is_file() and known.read_text("utf-8") == tag):
            return
        for name in (STATE, LIST):
            bucket.fetch(name, folder / f"{name}.part")
            (folder / f"{name}.part").replace(folder / name)
        known.write_text(tag, "utf-8")


def publish(folder: Path, url: str) -> None:
    """Bring the objects below a URL to what is in a folder; only what differs is written.

    What somebody else put there stays, unless it has the name of a file of the corpus.

    Raises:
        RunError: the bucket cannot be written.
        StateError: another run has published there since this one began.
    """
    with _telling(url):
        bucket = Bucket(url)
        tags, known = bucket.tags(), folder / _FETCHED
        fetched = known.read_text("utf-8") if known.is_file() else None
        if LIST in tags and tags[LIST] != fetched:
            raise StateError(f"{url}: another run has published there meanwhile. Run again.")
        old = _read_list(folder / LIST) if LIST in tags else {}
        new = {name: _hash(folder / name) for name in _find_names(folder)}
        changed = [name for name, sha256 in new.items() if not _is_there(name, sha256, old, tags)]
        stale = [name for name in old.keys() - new.keys() if name in tags]
        if not changed and not stale and LIST in tags:
            return
        for name in changed:
            bucket.put(folder / name, name)
        bucket.remove(stale)
        bucket.put(folder / STATE, STATE)
        _put_list(bucket, folder, new)


@contextmanager
def _telling(url: str) -> Iterator[None]:
    """What a store says is wrong, as an error that names the place."""
    try:
        yield
    except (OSError, ImportError, ValueError) as error:
        raise RunError(f"{url}: {error}") from error


def _put_list(bucket: Bucket, folder: Path, new: dict[str, str]) -> None:
    """The list comes last: what it names is all there."""
    tags = bucket.tags()
    rows = {name: {"sha256": sha256, "tag": tags.get(name)} for name, sha256 in new.items()}
    (folder / LIST).write_text(json.dumps(rows, indent=0), "utf-8")
    bucket.put(folder / LIST, LIST)
    (folder / _FETCHED).write_text(bucket.tags()[LIST], "utf-8")


def _is_there(name: str, sha256: str, old: List, tags: dict[str, str]) -> bool:
    """Whether the store has this file, as the list and the store's tag say."""
    row = old.get(name)
    return row is not None and row["sha256"] == sha256 and row["tag"] == tags.get(name)


def _find_names(folder: Path) -> Iterator[str]:
    """The files of a corpus, below its folder; the corpus itself before the texts."""
    for path in sorted(folder.rglob("*"), key=lambda path: (len(path.parts), path)):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith("."):
            yield name


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_list(path: Path) -> List:
    found: List = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return found
