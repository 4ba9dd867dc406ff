"""What a reader of containers yields: one record for everything that stands in a container."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from cleaners.document import Evidence, Kind

LARGEST_DOCUMENT = 64 * 1024 * 1024
"""Bytes of one document, unpacked. Common Crawl cuts pages at 1 MiB and the longest book in English
has 20 MB; what is larger is a bomb, or not one document."""
LONGEST_NAME = 200
"""Characters of a record's name: with its container's, most names may be a file's."""
TOO_LARGE = f"too large: more than {LARGEST_DOCUMENT // 1024 // 1024} MiB for one document"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table, or keys of JSON lines, hold what; None: the usual names.

    Attributes:
        text, html: content, as plain text or as a page.
        id: what rows are named by; by default ``id``, and the number of the row without that.
        url: the address of the content.
    """

    text: str | None = None
    html: str | None = None
    id: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One document of a container, or what stands in the place of one.

    Attributes:
        name: told apart from others of its container by; printable, without ``#``.
        place: where it begins: reading can start there. Grows from record to record.
        content: bytes, or text that needs no decoding any more.
        kind: what it is, where the container says so.
        url: its address.
        facts: what else is known of it: when it was fetched, whether it was cut short.
        fault: why it cannot be read; what is broken is quarantined.
        unsupported: what it is instead of a document with text in it.
        aside: what it is if it is about other records, and so counted but no document.
    """

    name: str
    place: int
    content: bytes | str = b""
    kind: Kind | None = None
    url: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    fault: str | None = None
    unsupported: Evidence | None = None
    aside: str = ""

    @property
    def data(self) -> bytes:
        """The content as bytes."""
        if isinstance(self.content, bytes):
            return self.content
        return self.content.encode("utf-8", "surrogatepass")

    @property
    def version(self) -> str:
        """Hash of all in it that decides what comes of it."""
        about = (
            *(type(self.content).__name__, self.kind, self.url, dict(self.facts)),
            *(self.fault, dict(self.unsupported or {})),
        )
        digest = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
        digest.update(self.data)
        return digest.hexdigest()


def name_record(text: str) -> str:
    """A name as part of an id, which is also a path below ``text/``: no way up, nothing odd.

    What does not print, ``#`` and names of folders that mean another (``..``) are written ``%XX``.
    A long one is cut, and told apart by a hash.
    """
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a surrogate pair, as JSON may have it
        data = text.encode("utf-8", "surrogatepass")
    text = data.decode("utf-8", "backslashreplace")
    printable = "".join(c if c.isprintable() and c != "#" else _quote(c) for c in text)
    steps = (_quote(s) if s.strip(".") == "" and len(s) < 3 else s for s in printable.split("/"))
    name = "/".join(step or "%2F" for step in steps)
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[:LONGEST_NAME]}~{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _quote(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def is_short_enough(content: bytes | str) -> bool:
    """Whether it may be one document."""
    size = len(content) if isinstance(content, bytes) else len(content.encode("utf-8", "replace"))
    return size <= LARGEST_DOCUMENT
