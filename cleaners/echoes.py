"""Phrases that echo: the same on several hosts that have nothing to do with each other.

Spam is posted to many hosts, so a corpus shows what a document alone does not: "Lottery Results
Online" on four unrelated hosts. But so does much that is genuine: menus, names of towns, notices on
cookies, licences, stories of an agency. An echo is therefore one group of evidence among others;
see :mod:`cleaners.spam.echoed` for what has to agree.

What is counted is marks: hashes of the items of lists, of links, and of the paragraphs beside them.
A host counts once however many documents it has, and hosts under one registered name are one. Of
documents whose host nobody knows all are of one host: they may be from one and the same. Counting
is a matter of sets, so the order of the documents cannot matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from courlan import extract_domain
from numpy.typing import NDArray

from cleaners.site import Echo

MIN_HOSTS = 4
"""Registered names on which a phrase stands from which it echoes. Of a chance pair nothing follows;
what three have may be a story and its two copies."""

Marks = NDArray[np.uint64]
"""Of a document: different hashes of 64 bits, ascending."""

_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{2,24}")
_WORD = re.compile(r"[^\W\d_]+")


def mark(kind: str, text: str) -> int:
    """The mark of a text; texts of different kinds have different ones."""
    data = f"{kind}\n{text}".encode("utf-8", "replace")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def mark_phrase(words: Iterable[str]) -> int:
    """Of an item of a list, by its words in lower case."""
    return mark("phrase", " ".join(words))


def mark_link(host: str, words: Iterable[str]) -> int:
    """Of a link to a host in certain words."""
    return mark("link", f"{name_owner(host)} {' '.join(words)}")


def mark_prose(text: str) -> int:
    """Of a paragraph, by its words."""
    return mark("prose", " ".join(_WORD.findall(text.lower())))


def pack_marks(marks: Iterable[int]) -> Marks:
    """Marks as they are kept and counted."""
    return np.unique(np.fromiter(marks, dtype=np.uint64))


@lru_cache(maxsize=20_000)
def name_owner(host: str) -> str:
    """The registered name that a host is under: ``example.co.uk``; empty for what is no host.

    Names under endings that nobody registers count by their last two parts.
    """
    if not _HOST.fullmatch(host):
        return ""
    return extract_domain(f"http://{host}/") or ".".join(host.split(".")[-2:])


def find_echoes(documents: Iterable[tuple[str, Marks]]) -> dict[int, Echo]:
    """What echoes, from the host and the marks of each document, in any order."""
    numbers: dict[str, int] = {}
    every, owners = [np.empty(0, np.uint64)], [np.empty(0, np.uint32)]
    for host, marks in documents:
        number = numbers.setdefault(name_owner(host), len(numbers))
        every.append(marks)
        owners.append(np.full(len(marks), number, np.uint32))
    return dict(_count(np.concatenate(every), np.concatenate(owners)))


def _count(marks: Marks, owners: NDArray[np.uint32]) -> Iterator[tuple[int, Echo]]:
    order = np.lexsort((owners, marks))
    marks, owners = marks[order], owners[order]
    if not len(marks):
        return
    fresh = np.flatnonzero(np.append(True, marks[1:] != marks[:-1]))
    documents = np.diff(np.append(fresh, len(marks)))
    moved = np.append(True, (marks[1:] != marks[:-1]) | (owners[1:] != owners[:-1]))
    hosts = np.add.reduceat(moved, fresh, dtype=np.int64)
    enough = hosts >= MIN_HOSTS
    found = zip(marks[fresh[enough]], hosts[enough], documents[enough], strict=True)
    yield from ((int(m), Echo(int(h), int(d))) for m, h, d in found)


def restrict_echoes(echoes: Mapping[int, Echo], marks: Iterable[int]) -> dict[int, Echo]:
    """Those that can matter to a document: of its own marks."""
    return {mark: echoes[mark] for mark in marks if mark in echoes}
