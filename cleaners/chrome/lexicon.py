"""How often the words of a block, of its class names and of its path stand in main text.

Of a page, both what a block says and where it stands are looked up (:func:`look_up`); of a dump,
where there is no place to tell, pairs of words speak too (:func:`look_up_text`).

A lexicon maps a token to its log-odds of main text, in hundredths, learnt over web sites that
each count once. Tokens carry a letter that says where they stand. Whole numbers, because their
sums do not depend on the order in which a set is walked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
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

_LINED: Final = (-2, -1, 1, 2)
OWN_TEXT_COLUMNS: Final = (
    *(
        f"{of}: {what}"
        for of in ("wording", "pairs")
        for what in ("mean", "lowest", "highest", "sum")
    ),
    "whole line",
    "first words",
    "last words",
)
"""Scores of a line of a dump by itself."""
TEXT_COLUMNS: Final = (
    *OWN_TEXT_COLUMNS,
    *(f"{offset:+d}: wording" for offset in _NEIGHBOURS),
    *(f"{offset:+d}: pairs" for offset in _NEIGHBOURS),
    *(f"{offset:+d}: whole line" for offset in _LINED),
    *(f"{where}: {of}" for of in ("wording", "pairs") for where in ("around", "page")),
)
"""What :func:`look_up_text` gives, in the order of its columns."""
WINDOW = 6
"""Blocks on each side that are "around" a block."""
PAIRED_WORDS = 40
"""First words of a block of which the pairs are looked up."""

_DIGITS = re.compile(r"\d+")


class Table(Protocol):
    """Log-odds by token, in hundredths; the default where a token is not known."""

    def get(self, token: str, default: int, /) -> int:
        """The log-odds of a token."""


Lexicon = Mapping[str, Table]
"""A table for each letter of ``KINDS``."""
KINDS: Final = "copwlfeb"
"""Class words around a block, nearest class words, path, words, whole line, first and last two
words, pairs of words."""


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
    """All tokens of a block of a page, each with its kind."""
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


@dataclass(frozen=True, slots=True)
class TextTokens:
    """The tokens of the blocks of a dump, each kind in one list.

    Attributes:
        words: the different words of every block, one block behind the other; "" where a block
            has none.
        word_starts: where each block begins in ``words``; shape (blocks,).
        pairs, pair_starts: likewise the pairs of words that follow each other.
        lines: the whole line; "" where it is long.
        first, last: the first and the last two words.
    """

    words: list[str]
    word_starts: NDArray[np.int64]
    pairs: list[str]
    pair_starts: NDArray[np.int64]
    lines: list[str]
    first: list[str]
    last: list[str]

    def of(self, block: int) -> Iterator[str]:
        """All tokens of one block, each with its kind."""
        for kind, tokens, starts in (
            ("w:", self.words, self.word_starts),
            ("b:", self.pairs, self.pair_starts),
        ):
            stop = starts[block + 1] if block + 1 < len(starts) else len(tokens)
            yield from (kind + token for token in tokens[starts[block] : stop] if token)
        for kind, one in (("l:", self.lines), ("f:", self.first), ("e:", self.last)):
            if one[block]:
                yield kind + one[block]


def read_tokens(runs: Sequence[Run]) -> TextTokens:
    """What is looked up of a dump."""
    words: list[str] = []
    pairs: list[str] = []
    word_starts, pair_starts = [], []
    for run in runs:
        word_starts.append(len(words))
        pair_starts.append(len(pairs))
        first = run.words[:PAIRED_WORDS]
        words += sorted(set(run.words)) or [""]
        pairs += [f"{word} {following}" for word, following in pairwise(first)] or [""]
    return TextTokens(
        words,
        np.array(word_starts, dtype=np.int64),
        pairs,
        np.array(pair_starts, dtype=np.int64),
        [_line(run) or "" for run in runs],
        [" ".join(run.words[:2]) for run in runs],
        [" ".join(run.words[-2:]) for run in runs],
    )


def look_up_text(tokens: TextTokens, lexicon: Lexicon) -> NDArray[np.float32]:
    """The scores of every block of a dump; shape (blocks, ``len(TEXT_COLUMNS)``)."""
    return spread_scores(score_tokens(tokens, lexicon))


def score_tokens(tokens: TextTokens, lexicon: Lexicon) -> NDArray[np.float32]:
    """The scores of every block by itself; shape (blocks, ``len(OWN_TEXT_COLUMNS)``)."""
    words = _sum_up(tokens.words, tokens.word_starts, lexicon["w"])
    pairs = _sum_up(tokens.pairs, tokens.pair_starts, lexicon["b"])
    whole = (("l", tokens.lines), ("f", tokens.first), ("e", tokens.last))
    lines, first, last = (list(map(lexicon[kind].get, of, repeat(0))) for kind, of in whole)
    return np.column_stack([*words, *pairs, lines, first, last]).astype(np.float32)


def spread_scores(own: NDArray[np.float32]) -> NDArray[np.float32]:
    """The scores of every block, and those of the blocks around it."""
    around = [
        shifted(own[:, column : column + 1], offset)
        for column, offsets in ((0, _NEIGHBOURS), (4, _NEIGHBOURS), (8, _LINED))
        for offset in offsets
    ]
    wide = [column for index in (0, 4) for column in _spread(own[:, index])]
    return np.concatenate([own, *around, np.column_stack(wide)], axis=1)


def _spread(scores: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mean score of the blocks around each, itself included, and of all."""
    sums = np.concatenate(([0.0], np.cumsum(scores, dtype=np.float64)))
    index = np.arange(len(scores))
    first, stop = np.maximum(index - WINDOW, 0), np.minimum(index + WINDOW + 1, len(scores))
    around = (sums[stop] - sums[first]) / (stop - first)
    page = np.full(len(scores), sums[-1] / len(scores))
    return around.round(3).astype(np.float32), page.round(3).astype(np.float32)


def _sum_up(
    tokens: Sequence[str], starts: NDArray[np.int64], table: Table
) -> tuple[NDArray[np.float64], ...]:
    """Mean, lowest, highest and sum of the scores of each block's tokens."""
    odds = np.fromiter(map(table.get, tokens, repeat(0)), dtype=np.int64, count=len(tokens))
    counts = np.diff(starts, append=len(tokens))
    sums = np.add.reduceat(odds, starts)
    return (
        sums / counts,
        np.minimum.reduceat(odds, starts).astype(np.float64),
        np.maximum.reduceat(odds, starts).astype(np.float64),
        sums.astype(np.float64),
    )


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
