"""What stands around each block: containers, neighbours, its place, the page as a whole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleaners.chrome.columns import INDEX, LEVELS, NEIGHBOUR_COLUMNS, NEIGHBOURS, TAG_NUMBER
from cleaners.chrome.lexicon import shifted
from cleaners.html_runs import Run, Scope

PROSE_WORDS = 10
"""Words of a block from which it may be prose."""
PROSE_LINKED = 0.3
"""Link density up to which it may be."""
MANY = 100_000.0


class Totals:
    """Running sums over the blocks, for whatever stretch is asked for."""

    def __init__(self, own: NDArray[np.float64]) -> None:
        words = own[:, INDEX["words"]]
        size = own[:, INDEX["characters"]]
        density = own[:, INDEX["link density"]]
        marks = own[:, INDEX["sentence marks"]]
        self.is_prose = (words >= PROSE_WORDS) & (density <= PROSE_LINKED) & (marks >= 1)
        self._words = _running(words)
        self._size = _running(size)
        self._linked = _running(density * size)
        self._marks = _running(marks)
        self._prose = _running(words * self.is_prose)

    def describe(
        self, first: NDArray[np.int64], stop: NDArray[np.int64]
    ) -> list[NDArray[np.float64]]:
        """Blocks, words, link density, prose share, words a block, marks a word of stretches."""
        blocks = (stop - first).astype(np.float64)
        words = self._words[stop] - self._words[first]
        size = self._size[stop] - self._size[first]
        linked = self._linked[stop] - self._linked[first]
        prose = self._prose[stop] - self._prose[first]
        marks = self._marks[stop] - self._marks[first]
        return [
            blocks,
            words,
            linked / np.maximum(size, 1),
            prose / max(float(self._prose[-1]), 1.0),
            words / np.maximum(blocks, 1),
            marks / np.maximum(words, 1),
        ]

    @property
    def words_before(self) -> NDArray[np.float64]:
        """Words before each block; one entry more than there are blocks."""
        return self._words


def _running(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate(([0.0], np.cumsum(values)))


def describe_containers(stretches: NDArray[np.int64], totals: Totals) -> NDArray[np.float64]:
    """The containers around each block: the smallest that holds others, too, and so on."""
    columns: list[NDArray[np.float64]] = []
    place = np.arange(len(stretches))
    for level in range(LEVELS):
        first, stop = stretches[:, level, 0], stretches[:, level, 1]
        columns += totals.describe(first, stop)
        columns.append((place - first) / np.maximum(stop - first, 1))
    return np.stack(columns, axis=1)


def find_stretches(runs: Sequence[Run]) -> NDArray[np.int64]:
    """First block, and block behind the last, of the containers around each block.

    The blocks inside of an element are neighbours, so two numbers describe it.
    Shape (blocks, LEVELS, 2).
    """
    first: dict[Scope, int] = {}
    stop: dict[Scope, int] = {}
    for index, run in enumerate(runs):
        scope: Scope | None = run.scope
        while scope is not None and scope not in first:
            first[scope] = index
            scope = scope.parent
    for index in range(len(runs) - 1, -1, -1):
        scope = runs[index].scope
        while scope is not None and scope not in stop:
            stop[scope] = index + 1
            scope = scope.parent
    wider: dict[Scope, Scope | None] = {}
    result = np.empty((len(runs), LEVELS, 2), dtype=np.int64)
    for index, run in enumerate(runs):
        around: Scope | None = run.scope
        size, level, bounds = 1, 0, (0, len(runs))
        while around is not None and level < LEVELS:
            bounds = first[around], stop[around]
            if bounds[1] - bounds[0] > size:
                result[index, level] = bounds
                size, level = bounds[1] - bounds[0], level + 1
            if around not in wider:
                wider[around] = _wider(around, first, stop)
            around = wider[around]
        result[index, level:] = 0, len(runs)
    return result


def _wider(scope: Scope, first: dict[Scope, int], stop: dict[Scope, int]) -> Scope | None:
    """The next element outwards that holds more blocks."""
    size = stop[scope] - first[scope]
    outer = scope.parent
    while outer is not None and stop[outer] - first[outer] == size:
        outer = outer.parent
    return outer


def find_gaps(before: Sequence[int], gaps: Sequence[int]) -> NDArray[np.int64]:
    """:func:`find_stretches` of a dump, whose containers are what stands between blank lines.

    Args:
        before: line breaks before each block.
        gaps: those from which a container of each kind begins, widest first.
    """
    count = len(before)
    index = np.arange(count)
    breaks = np.array(before)
    result = np.empty((count, LEVELS, 2), dtype=np.int64)
    result[:] = 0, count
    size, level = np.ones(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    for gap in reversed(gaps):
        begins = breaks >= gap
        begins[0] = True
        starts = np.flatnonzero(begins)
        container = np.cumsum(begins) - 1
        first, stop = starts[container], np.append(starts[1:], count)[container]
        wider = index[stop - first > size]
        result[wider, level[wider], 0] = first[wider]
        result[wider, level[wider], 1] = stop[wider]
        level[wider] += 1
        size = stop - first
    return result


def describe_neighbours(own: NDArray[np.float64]) -> NDArray[np.float32]:
    """Some of the evidence of the blocks around each; -1 beyond the edges of the page."""
    columns = [INDEX[name] for name in NEIGHBOUR_COLUMNS]
    values = own[:, columns].astype(np.float32)
    return np.concatenate([shifted(values, offset) for offset in NEIGHBOURS], axis=1)


def describe_places(own: NDArray[np.float64], totals: Totals) -> NDArray[np.float64]:
    """Where each block stands: on the page, behind the headline, among the prose."""
    count = len(own)
    index = np.arange(count, dtype=np.float64)
    words = own[:, INDEX["words"]]
    level = own[:, INDEX["heading level"]]
    long = totals.is_prose & (words >= 2 * PROSE_WORDS)
    before, after = _distance(long), _distance(long[::-1])[::-1]
    total = max(float(totals.words_before[-1]), 1.0)
    around = np.convolve(totals.is_prose * words, np.ones(11), mode="full")[5 : 5 + count]
    return np.stack(
        [
            index / max(count, 1),
            totals.words_before[:-1] / total,
            _distance(level == 1),
            count - index,
            _words_since(long, totals.words_before),
            before,
            after,
            around / total,
            _distance(level > 0),
        ],
        axis=1,
    )


def _distance(where: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Blocks since the last that is marked, itself included; MANY before the first."""
    index = np.arange(len(where), dtype=np.float64)
    last = np.maximum.accumulate(np.where(where, index, -MANY)) if len(where) else index
    return np.minimum(index - last, MANY)


def _words_since(where: NDArray[np.bool_], before: NDArray[np.float64]) -> NDArray[np.float64]:
    """Words between the end of the last block that is marked and this one."""
    ends = np.where(where, before[1:], -MANY)
    last = np.maximum.accumulate(ends) if len(where) else ends
    return np.clip(before[:-1] - last, 0.0, MANY)


def describe_page(own: NDArray[np.float64], totals: Totals) -> NDArray[np.float64]:
    """The page as a whole: is it an article, a thread, a listing? The same on each row."""
    count = len(own)
    words = own[:, INDEX["words"]]
    tag = own[:, INDEX["tag"]]
    total = max(float(words.sum()), 1.0)

    def of_tag(*names: str) -> float:
        return float(np.isin(tag, [TAG_NUMBER[name] for name in names]).sum())

    size = max(float(own[:, INDEX["characters"]].sum()), 1.0)
    linked = float((own[:, INDEX["link density"]] * own[:, INDEX["characters"]]).sum())
    stop_words = own[:, INDEX["stop words"]]
    values = [
        count,
        total,
        linked / size,
        float((words * totals.is_prose).sum()) / total,
        of_tag("p"),
        float((own[:, INDEX["heading level"]] > 0).sum()),
        of_tag("li"),
        of_tag("td", "th"),
        float(words.max(initial=0.0)),
        float(own[:, INDEX["time of day"]].sum()),
        float(own[:, INDEX["within form"]].sum()) / max(count, 1),
        float((own[:, INDEX["same template on the page"]] >= 5).sum()) / max(count, 1),
        float(own[:, INDEX["within article"]].sum()) / max(count, 1),
        float((np.maximum(stop_words, 0) * words).sum()) / total,
    ]
    return np.tile(np.array(values), (count, 1))
