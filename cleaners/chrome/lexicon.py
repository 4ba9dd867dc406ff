"""How often the words of a block, of its class names and of its path stand in main text.

A lexicon maps a token to its log-odds of main text, in hundredths, learnt over web sites that
each count once. Tokens carry a letter that says where they stand. Whole numbers, because their
sums do not depend on the order in which a set is walked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from cleaners.html_runs import Run, Scope

LINE_WORDS = 6
"""Words of a line up to which it is looked up as a whole."""
TEXT_WORDS = 60
"""Words of a block that are looked up at most: its first ones."""

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
_WORD = re.compile(r"[^\W\d_]+")


class Lexicon(Protocol):
    """Log-odds by token; the default where a token is not known."""

    def get(self, token: str, default: int, /) -> int:
        """The log-odds of a token, in hundredths."""


def words_of_line(text: str) -> list[str]:
    """Words in lower case, letters only: as many as are looked up."""
    return _WORD.findall(text[: TEXT_WORDS * 8].lower())[:TEXT_WORDS]


def _own_names(scope: Scope) -> frozenset[str]:
    """Class words of the nearest element that has any."""
    nearest: Scope | None = scope
    while nearest is not None:
        if nearest.names:
            return nearest.names
        nearest = nearest.parent
    return frozenset()


def place_tokens(scope: Scope) -> tuple[list[str], list[str], str]:
    """Tokens of a place: class words around it, the nearest ones, the end of its path."""
    return (
        ["c:" + word for word in scope.words],
        ["o:" + word for word in _own_names(scope)],
        "p:" + "/".join(scope.path.split("/")[-3:]),
    )


def text_tokens(text: str, words: Sequence[str]) -> tuple[list[str], str, str, str]:
    """Tokens of a text: its words, the whole line if it is short, its first and last words."""
    line = "l:" + _DIGITS.sub("0", text.lower())[:80] if len(words) <= LINE_WORDS else ""
    first = "f:" + " ".join(words[:2]) if words else ""
    last = "e:" + " ".join(words[-2:]) if words else ""
    return ["w:" + word for word in set(words)], line, first, last


def look_up(runs: Sequence[Run], lexicon: Lexicon) -> NDArray[np.float32]:
    """The scores of every block; shape (blocks, ``len(COLUMNS)``), hundredths of log-odds."""
    places: dict[Scope, list[float]] = {}
    rows: list[list[float]] = []
    for run in runs:
        place = places.get(run.scope)
        if place is None:
            place = places[run.scope] = _score_place(run.scope, lexicon)
        rows.append([*place, *_score_text(run.text, lexicon)])
    own = np.array(rows, dtype=np.float32)
    parts = [own]
    for column in (0, len(_PLACE_COLUMNS)):
        parts += [shifted(own[:, column : column + 1], offset) for offset in _NEIGHBOURS]
    return np.concatenate(parts, axis=1)


def _score_place(scope: Scope, lexicon: Lexicon) -> list[float]:
    around, nearest, path = place_tokens(scope)
    classes = [lexicon.get(token, 0) for token in around]
    own = [lexicon.get(token, 0) for token in nearest]
    return [
        sum(classes) / max(len(classes), 1),
        min(classes, default=0),
        max(classes, default=0),
        sum(own) / max(len(own), 1),
        min(own, default=0),
        lexicon.get(path, 0),
    ]


def _score_text(text: str, lexicon: Lexicon) -> list[float]:
    tokens, line, first, last = text_tokens(text, words_of_line(text))
    words = [lexicon.get(token, 0) for token in tokens]
    return [
        sum(words) / max(len(words), 1),
        min(words, default=0),
        lexicon.get(line, 0),
        lexicon.get(first, 0),
        lexicon.get(last, 0),
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
