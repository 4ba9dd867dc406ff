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

MIN_SHARE = 1 / 3
"""Of the names that link to another, those that do so in the same words, from which these echo.
Works of reference are linked to by many, each in words of its own."""
_LINK, _OWNER = 1, 2
"""The last two bits of a mark: of a link, of links to one owner; none of a text. The first half of
either is that of the owner."""
_UPPER, _LOWER, _TEXT = 0xFFFFFFFF_00000000, 0xFFFFFFFF, ~3

Marks = NDArray[np.uint64]
"""Of a document: different hashes of 64 bits, ascending."""

_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{2,24}")
_WORD = re.compile(r"[^\W\d_]+")


def _hash(text: str) -> int:
    data = text.encode("utf-8", "replace")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def mark_phrase(words: Iterable[str]) -> int:
    """Of an item of a list, by its words in lower case."""
    return _hash("phrase\n" + " ".join(words)) & _TEXT


def mark_link(host: str, words: Iterable[str]) -> int:
    """Of a link to a host in certain words."""
    return mark_owner(host) & _UPPER | _hash(" ".join(words)) & _LOWER & _TEXT | _LINK


def mark_owner(host: str) -> int:
    """Of a link to a host in any words: so far as its owner is concerned."""
    return _hash(f"owner\n{name_owner(host)}") & _UPPER | _OWNER


def mark_prose(text: str) -> int:
    """Of a paragraph, by its words."""
    return _hash("prose\n" + " ".join(_WORD.findall(text.lower()))) & _TEXT


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
    marks = marks[fresh]
    enough = (hosts >= MIN_HOSTS) & (hosts >= MIN_SHARE * _count_links(marks, hosts))
    found = zip(marks[enough], hosts[enough], documents[enough], strict=True)
    yield from ((int(m), Echo(int(h), int(d))) for m, h, d in found)


def _count_links(marks: Marks, hosts: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each mark of a link, on how many hosts its owner is linked to; of owners too many."""
    kinds, owners = marks & np.uint64(3), marks >> np.uint64(32)
    counts = np.zeros(len(marks), np.int64)
    known = np.flatnonzero(kinds == _OWNER)
    links = np.flatnonzero(kinds == _LINK)
    if len(links):  # whoever has a link has its owner's mark
        places = np.searchsorted(owners[known], owners[links])
        counts[links] = hosts[known[places]]
    counts[known] = np.iinfo(np.int64).max
    return counts


def restrict_echoes(echoes: Mapping[int, Echo], marks: Iterable[int]) -> dict[int, Echo]:
    """Those that can matter to a document: of its own marks."""
    return {mark: echoes[mark] for mark in marks if mark in echoes}
