"""What speaks for and against each block of a page, as numbers: one row a block.

Everything is counted from the text of the block and its place in the DOM; nothing depends on
the order of sets, the machine or the library that evaluates it. Ratios of small integers are the
same on every platform.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.chrome.declared import COLUMNS as DECLARED_COLUMNS
from cleaners.chrome.lexicon import shifted
from cleaners.html_runs import Run, Scope
from cleaners.stopwords import ENGLISH

Matrix = NDArray[np.float32]

PROSE_WORDS = 10
"""Words of a block from which it may be prose."""
PROSE_LINKED = 0.3
"""Link density up to which it may be."""
LEVELS = 4
"""Containers around a block that are described, each larger than the one before."""
MANY = 100_000.0

TAGS: Final = (
    "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "div", "section", "article",
    "figcaption", "blockquote", "pre", "dt", "dd", "button", "label", "option", "a", "summary",
)  # fmt: skip
_TAG_NUMBER: Final = {tag: number for number, tag in enumerate(TAGS, 1)}
ANCESTORS: Final = (
    "nav", "footer", "header", "aside", "form", "article", "main", "figure", "table", "ul", "ol",
    "dl", "blockquote", "details",
)  # fmt: skip

_TEXT_COLUMNS: Final = (
    "characters", "words", "word length", "sentence marks", "commas", "ends sentence", "ends colon",
    "ends dots", "starts lower case", "capitalised words", "all capitals", "digits", "stop words",
    "separators", "copyright", "time of day", "year", "link density", "links",
    "unlinked characters", "external links", "hidden", "bold", "code", "preformatted", "tag",
    "heading level", "depth",
    "same text on the page", "same template on the page", "title words", "is the title", "question",
    "quotation marks",
)  # fmt: skip
_NEIGHBOUR_COLUMNS: Final = ("words", "link density", "sentence marks", "stop words", "tag")
_NEIGHBOURS: Final = (-3, -2, -1, 1, 2, 3)
_LEVEL_COLUMNS: Final = (
    "blocks", "words", "link density", "share of the page's prose", "words a block",
    "sentence marks a word", "place in it",
)  # fmt: skip
_PLACE_COLUMNS: Final = (
    "place by blocks", "place by words", "blocks since h1", "blocks to the end",
    "words to the nearest long prose before", "blocks to long prose before",
    "blocks to long prose after", "share of prose around", "blocks since heading",
)  # fmt: skip
_PAGE_COLUMNS: Final = (
    "page: blocks", "page: words", "page: link density", "page: share of prose", "page: paragraphs",
    "page: headings", "page: list items", "page: cells", "page: longest block", "page: times",
    "page: forms", "page: same templates", "page: article elements", "page: stop words",
)  # fmt: skip

COLUMNS: Final = (
    *_TEXT_COLUMNS,
    *(f"within {tag}" for tag in ANCESTORS),
    *_PLACE_COLUMNS,
    *(f"container {level}: {name}" for level in range(1, LEVELS + 1) for name in _LEVEL_COLUMNS),
    *(f"{offset:+d}: {name}" for offset in _NEIGHBOURS for name in _NEIGHBOUR_COLUMNS),
    *_PAGE_COLUMNS,
    *DECLARED_COLUMNS,
)
"""Names of the evidence, in the order of the columns."""
INDEX: Final = {name: number for number, name in enumerate(COLUMNS)}

_DIGIT = re.compile(r"[0-9]")
_SEPARATOR = re.compile(r"[•·»›]")
_TIME = re.compile(r"\d:\d\d|\bago\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SPLIT = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured of the blocks of one page.

    Attributes:
        shape: all that needs no lexicon; shape (blocks, ``len(COLUMNS)``).
        stretches: first block, and block behind the last, of the containers around each block;
            shape (blocks, LEVELS, 2).
        templates: number of each block's place (path and class words); shape (blocks,).
        words: words of each block, as they are weighed in the end; shape (blocks,).
    """

    shape: Matrix
    stretches: NDArray[np.int64]
    templates: NDArray[np.int64]
    words: NDArray[np.int64]


def measure(runs: Sequence[Run], title: str, declared: Sequence[bool]) -> Evidence:
    """The evidence for every block.

    Args:
        runs: the blocks of a page, in document order; at least one.
        title: what the page calls itself (its ``title`` element), or "".
        declared: what :func:`cleaners.chrome.declared.read_declared` found.
    """
    same_text = Counter(run.text for run in runs)
    numbers: dict[tuple[str, frozenset[str]], int] = {}
    templates = np.array(
        [numbers.setdefault((run.scope.path, run.scope.words), len(numbers)) for run in runs]
    )
    lowered_title = title.casefold()
    title_words = frozenset(_SPLIT.findall(lowered_title))
    flags: dict[Scope, list[bool]] = {}
    own = np.array(
        [_own(run, same_text, title_words, lowered_title, flags) for run in runs],
        dtype=np.float64,
    )
    own[:, INDEX["same template on the page"]] = np.bincount(templates)[templates]
    totals = _Totals(own)
    stretches = _stretches(runs)
    parts = (
        own,
        _places(own, totals),
        _containers(stretches, totals),
        _neighbours(own),
        _page(own, totals),
        np.tile(np.array(declared, dtype=np.float64), (len(runs), 1)),
    )
    shape = np.concatenate(parts, axis=1).astype(np.float32)
    return Evidence(shape, stretches, templates, own[:, INDEX["words"]].astype(np.int64))


def _own(
    run: Run,
    same_text: Counter[str],
    title_words: frozenset[str],
    title: str,
    flags: dict[Scope, list[bool]],
) -> list[float]:
    text, scope = run.text, run.scope
    pieces = text.split()
    words = run.words
    size = len(text) - text.count(" ")
    linked = min(run.linked, size)
    count = len(pieces)
    capitals = len([1 for piece in pieces[:60] if piece[0].isupper()])
    tag = scope.path.rpartition("/")[2]
    within = flags.get(scope)
    if within is None:
        tags = scope.path.split("/")
        within = flags[scope] = [name in tags for name in ANCESTORS]
    last = text[-1]
    digits = len(_DIGIT.findall(text))
    plain = text.isascii()
    lowered = text.casefold() if count < 40 else ""
    return [
        size,
        count,
        size / count,
        text.count(". ") + text.count("? ") + text.count("! ") + (last in ".?!"),
        text.count(","),
        last in ".?!…\"”’'" and count > 2,
        last == ":",
        last == "…" or text.endswith("..."),
        text[0].islower(),
        capitals / min(count, 60),
        text.isupper(),
        digits / size,
        len([1 for word in words if word in ENGLISH]) / len(words) if words else -1.0,
        text.count("|") + (0 if plain else len(_SEPARATOR.findall(text))),
        not plain and "©" in text,
        count < 20 and bool(_TIME.search(text)),
        count < 20 and digits >= 4 and bool(_YEAR.search(text)),
        linked / size,
        run.links,
        size - linked,
        run.external,
        scope.hidden,
        run.bold,
        run.code,
        scope.preformatted,
        _TAG_NUMBER.get(tag, 0),
        int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else 0,
        scope.depth,
        same_text[text],
        0,
        len([1 for word in _SPLIT.findall(lowered) if word in title_words]) / count,
        bool(lowered) and len(lowered) > 8 and lowered in title,
        last == "?",
        text.count('"') + (0 if plain else text.count("“") + text.count("”")),
        *within,
    ]


class _Totals:
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


def _containers(stretches: NDArray[np.int64], totals: _Totals) -> NDArray[np.float64]:
    """The containers around each block: the smallest that holds others, too, and so on."""
    columns: list[NDArray[np.float64]] = []
    place = np.arange(len(stretches))
    for level in range(LEVELS):
        first, stop = stretches[:, level, 0], stretches[:, level, 1]
        columns += totals.describe(first, stop)
        columns.append((place - first) / np.maximum(stop - first, 1))
    return np.stack(columns, axis=1)


def _stretches(runs: Sequence[Run]) -> NDArray[np.int64]:
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


def _neighbours(own: NDArray[np.float64]) -> Matrix:
    """Some of the evidence of the blocks around each; -1 beyond the edges of the page."""
    columns = [INDEX[name] for name in _NEIGHBOUR_COLUMNS]
    values = own[:, columns].astype(np.float32)
    return np.concatenate([shifted(values, offset) for offset in _NEIGHBOURS], axis=1)


def _places(own: NDArray[np.float64], totals: _Totals) -> NDArray[np.float64]:
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


def _page(own: NDArray[np.float64], totals: _Totals) -> NDArray[np.float64]:
    """The page as a whole: is it an article, a thread, a listing? The same on each row."""
    count = len(own)
    words = own[:, INDEX["words"]]
    tag = own[:, INDEX["tag"]]
    total = max(float(words.sum()), 1.0)

    def of_tag(*names: str) -> float:
        return float(np.isin(tag, [_TAG_NUMBER[name] for name in names]).sum())

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
