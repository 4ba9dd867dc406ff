"""Checks in the user's file: what shall hold of the corpus from now on.

[[check]]
id = "news/bridge.html"            # or a pattern: "news/*"; or site = "example.org"
must_keep = ["the stone was sound"]
must_drop = ["Sign up for our"]
must_drop_lines = ["Share"]
why = "the first paragraph was lost once"

[[check]]                          # neither id nor site: the whole corpus
min_documents = 900
max_rejected = 0.1
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

STATES = ("clean", "rejected", "quarantined")
_TEXTS = ("id", "site", "state", "name", "why")
_LISTS = ("must_keep", "must_drop", "must_drop_lines")
_SHARES = ("max_removed", "max_rejected", "max_quarantined")
_NUMBERS = ("min_documents",)


@dataclass(frozen=True, slots=True)
class Check:
    """What shall hold of some documents.

    Attributes:
        name: what the report calls it.
        id: of the documents, or a pattern with ``*``, ``?`` and ``[…]``; None for any.
        site: of the documents, as in the user's rules, or a pattern; None for any.
        must_keep: texts of which each stands in a body; white space does not matter.
        must_drop: texts of which none stands in any body.
        must_drop_lines: likewise, but only as a whole line.
        state: the state in which all of them are.
        max_removed: the largest share of the characters of clean ones that may be removed.
        max_rejected, max_quarantined: the largest share of the sources.
        min_documents: so many are clean, at least.
        why: the user's reason.
    """

    name: str
    id: str | None = None
    site: str | None = None
    must_keep: tuple[str, ...] = ()
    must_drop: tuple[str, ...] = ()
    must_drop_lines: tuple[str, ...] = ()
    state: str | None = None
    max_removed: float | None = None
    max_rejected: float | None = None
    max_quarantined: float | None = None
    min_documents: int | None = None
    why: str = ""


def read_checks(found: Any) -> Iterator[Check]:
    """The checks of a file.

    Raises:
        ValueError: one of them means nothing; the message says which and why.
    """
    if not isinstance(found, list):
        raise ValueError(f"check: expected tables that begin with [[check]], got {found!r}")  # noqa: TRY004
    for number, table in enumerate(found, 1):
        where = f"[[check]] number {number}"
        check_table(f"{where}: expected a table", table)
        check_keys(where, table, (*_TEXTS, *_LISTS, *_SHARES, *_NUMBERS))
        for key, value in table.items():
            _check_value(f"{where}: {key}", key, value)
        if table.keys() <= {"id", "site", "name", "why"}:
            raise ValueError(f"{where}: nothing is asked: give must_keep, must_drop or a limit")
        lists = {key: tuple(table[key]) for key in _LISTS if key in table}
        yield Check(**{"name": f"check {number}", **table, **lists})


def _check_value(where: str, key: str, value: Any) -> None:
    if key in _TEXTS and not _is_text(value):
        raise ValueError(f"{where}: expected text, got {value!r}")
    if key == "state" and value not in STATES:
        raise ValueError(f"{where}: expected one of {', '.join(STATES)}, got {value!r}")
    if key in _LISTS and not (isinstance(value, list) and value and all(map(_is_text, value))):
        raise ValueError(f'{where}: expected a list like ["a text"], got {value!r}')
    if key in _SHARES and not (type(value) in (int, float) and 0 <= value <= 1):
        raise ValueError(f"{where}: expected a share from 0 to 1, got {value!r}")
    if key in _NUMBERS and not (type(value) is int and value >= 0):
        raise ValueError(f"{where}: expected a number, got {value!r}")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def check_table(expected: str, value: Any) -> None:
    """Refuse what is no table."""
    if not isinstance(value, dict):
        raise ValueError(f"{expected}, got {value!r}")  # noqa: TRY004  (the file's fault, not ours)


def check_keys(where: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Refuse a key that nothing would read, with the one that was probably meant."""
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ValueError(f"{where}: unknown key {key}{hint} Known: {', '.join(known)}")
