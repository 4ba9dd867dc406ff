"""Where a foreign list in a line begins and ends, and where the host's own words do.

Spam is glued to whatever stands before it, and its items may begin or end with Latin letters and
digits. In doubt the letters belong to the host: genuine text is worth more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.scripts import has_other_scripts, non_latin_runs
from cleaners.stopwords import ENGLISH

HOST_WORDS = 4
"""Latin words beside or between foreign text from which they are a sentence of the host."""
FRAGMENT = 4
"""Letters of a Latin fragment in a foreign item; longer ones are the host's words."""

_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]{2,}")
_ATTACHED_HEAD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]+$")
_ATTACHED_TAIL = re.compile(r"[A-Za-z0-9]+")
_CLOSING = " \t|｜¦_,、،;·•:-–—/)]}"


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Foreign parts of a line, from one foreign letter to another, few Latin words between."""
    if not has_other_scripts(text):
        return
    start = end = -1
    for first, last in non_latin_runs(text):
        between = text[end:first]
        if start >= 0 and len(between) > 2 and len(_LATIN_WORD.findall(between)) >= HOST_WORDS:
            yield start, end
            start = first
        elif start < 0:
            start = first
        end = last
    yield start, end


def widen(text: str, start: int, end: int, known: frozenset[str]) -> tuple[int, int]:
    """The stretch with what belongs to it on either side.

    Args:
        text: the line.
        start: its first foreign letter.
        end: behind its last foreign letter.
        known: words of the host, lower case.
    """
    return _widen_left(text, start, known), _widen_right(text, end, known)


def _widen_left(text: str, start: int, known: frozenset[str]) -> int:
    attached = _ATTACHED_HEAD.search(text, max(0, start - 2 * FRAGMENT), start)
    if attached and attached.end() == start and _is_fragment(attached[0], known):
        start = attached.start()
    head = text[:start]
    if not _is_host(head):
        return 0
    while start and text[start - 1] in "([{|_、،":
        start -= 1
    return start


def _widen_right(text: str, end: int, known: frozenset[str]) -> int:
    attached = _ATTACHED_TAIL.match(text, end)
    if attached and _is_fragment(attached[0], known):
        end = attached.end()
    if not _is_host(text[end:]):
        return len(text)
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    while end and text[end - 1] in " \t":
        end -= 1
    return end


def _is_host(text: str) -> bool:
    """Whether there are words of a sentence, not just fragments and separators."""
    words = _LATIN_WORD.findall(text)
    if len(words) >= HOST_WORDS:
        return True
    return any(word.lower() in ENGLISH for word in words)


def _is_fragment(piece: str, known: frozenset[str]) -> bool:
    if piece.isalpha() and piece[:1].isupper() and piece[1:2].islower():
        return False
    return len(piece) <= FRAGMENT and piece.lower() not in known and piece.lower() not in ENGLISH
