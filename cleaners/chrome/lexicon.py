"""How often the words of a block, of its class names and of its path stand in main text.

A lexicon maps a token to its log-odds of main text, in hundredths, learnt over web sites that
each count once. Tokens carry a letter that says where they stand. Whole numbers, because their
sums do not depend on the order in which a set is walked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from cleaners.html_runs import Run, Scope

LINE_WORDS = 6
"""Words of a line up to which it is looked up as a whole."""
LONGEST_LINE = 80
PATH_TAGS = 3

_NEIGHBOURS: Final = (-3, -2, -1, 1, 2, 3)
_PLACE_COLUMNS: Final = (
    "class words: mean",
    "class words: lowest",
    "class words: highest",
    "own class words: mean",
    "own class words: lowest",
    "path",
)
_TEXT_COLUMNS: Final = (
    "wording: mean",
    "wording: lowest",
    "whole line",
    "first words",
    "last words",
)
COLUMNS: Final = (
    *_PLACE_COLUMNS,
    *_TEXT_COLUMNS,
    *(f"{offset:+d}: class words" for offset in _NEIGHBOURS),
    *(f"{offset:+d}: wording" for offset in _NEIGHBOURS),
)

_DIGITS = re.compile(r"\d+")


class Table(Protocol):
    """Log-odds by token, in hundredths; the default where a token is not known."""

    def get(self, token: str, default: int, /) -> int:
        """The log-odds of a token."""


Lexicon = Mapping[str, Table]
"""A table for each letter of ``KINDS``."""
KINDS: Final = "copwlfe"
"""Class words around a block, nearest class words, path, words, whole line, first, last words."""


def split_kinds(tokens: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """A lexicon from tokens that begin with their kind: ``"c:sidebar"``."""
    tables: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
    for token, odds in tokens.items():
        tables[token[0]][token[2:]] = odds
    return tables


def _own_names(scope: Scope) -> frozenset[str]:
    """Class words of the nearest element that has any."""
    nearest: Scope | None = scope
    while nearest is not None:
        if nearest.names:
            return nearest.names
        nearest = nearest.parent
    return frozenset()


def _path(scope: Scope) -> str:
    return "/".join(scope.path.split("/")[-PATH_TAGS:])


def _line(run: Run) -> str | None:
    """The whole text of a short line, whatever its numbers."""
    short = len(run.words) <= LINE_WORDS
    return _DIGITS.sub("0", " ".join(run.text.lower().split()))[:LONGEST_LINE] if short else None


def tokens_of(run: Run) -> Iterator[str]:
    """All tokens of a block, each with its kind."""
    yield from ("c:" + word for word in run.scope.words)
    yield from ("o:" + word for word in _own_names(run.scope))
    yield "p:" + _path(run.scope)
    yield from ("w:" + word for word in set(run.words))
    line = _line(run)
    if line is not None:
        yield "l:" + line
    if run.words:
        yield "f:" + " ".join(run.words[:2])
        yield "e:" + " ".join(run.words[-2:])


def look_up(runs: Sequence[Run], lexicon: Lexicon) -> NDArray[np.float32]:
    """The scores of every block; shape (blocks, ``len(COLUMNS)``), hundredths of log-odds."""
    places: dict[tuple[str, frozenset[str], frozenset[str]], list[float]] = {}
    rows: list[list[float]] = []
    for run in runs:
        scope = run.scope
        own = _own_names(scope)
        place = places.get((scope.path, scope.words, own))
        if place is None:
            place = _score_place(scope, own, lexicon)
            places[scope.path, scope.words, own] = place
        rows.append([*place, *_score_text(run, lexicon)])
    own_rows = np.array(rows, dtype=np.float32)
    parts = [own_rows]
    for column in (0, len(_PLACE_COLUMNS)):
        parts += [shifted(own_rows[:, column : column + 1], offset) for offset in _NEIGHBOURS]
    return np.concatenate(parts, axis=1)


def _score_place(scope: Scope, own: frozenset[str], lexicon: Lexicon) -> list[float]:
    around, nearest = lexicon["c"].get, lexicon["o"].get
    classes = list(map(around, scope.words, repeat(0))) or [0]
    own_classes = list(map(nearest, own, repeat(0))) or [0]
    return [
        sum(classes) / len(classes),
        min(classes),
        max(classes),
        sum(own_classes) / len(own_classes),
        min(own_classes),
        lexicon["p"].get(_path(scope), 0),
    ]


def _score_text(run: Run, lexicon: Lexicon) -> list[float]:
    words, line, wording = run.words, _line(run), lexicon["w"].get
    odds = list(map(wording, set(words), repeat(0))) or [0]
    return [
        sum(odds) / len(odds),
        min(odds),
        lexicon["l"].get(line, 0) if line is not None else 0,
        lexicon["f"].get(" ".join(words[:2]), 0),
        lexicon["e"].get(" ".join(words[-2:]), 0),
    ]


def shifted(values: NDArray[np.float32], offset: int) -> NDArray[np.float32]:
    """The rows so many places further on; -1 where there is none."""
    result = np.full_like(values, -1.0)
    if abs(offset) >= len(values):
        return result
    if offset > 0:
        result[:-offset] = values[offset:]
    else:
        result[-offset:] = values[:offset]
    return result
