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
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.chrome.characters import FIRST_WORDS, count_characters
from cleaners.chrome.columns import ANCESTORS, INDEX, TAG_NUMBER, TEXT_COLUMNS
from cleaners.chrome.surroundings import (
    Totals,
    describe_containers,
    describe_neighbours,
    describe_page,
    describe_places,
    find_stretches,
)
from cleaners.html_runs import Run
from cleaners.stopwords import ENGLISH

Matrix = NDArray[np.float32]

LONG = 40
"""Words from which a block is not compared to the title."""
LABEL = 20
"""Words from which a time of day or a year in a block says nothing of what it is."""

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
    numbers: dict[tuple[str, frozenset[str]], int] = {}
    templates = np.array(
        [numbers.setdefault((run.scope.path, run.scope.words), len(numbers)) for run in runs]
    )
    own = describe_blocks(runs, title)
    return put_together(own, templates, find_stretches(runs), declared)


def put_together(
    own: NDArray[np.float64],
    templates: NDArray[np.int64],
    stretches: NDArray[np.int64],
    declared: Sequence[bool],
) -> Evidence:
    """The evidence, from that on each block by itself.

    ``own`` is what :func:`describe_blocks` gave; of the others see :class:`Evidence` and
    :func:`measure`.
    """
    own[:, INDEX["same template on the page"]] = np.bincount(templates)[templates]
    totals = Totals(own)
    parts = (
        own,
        describe_places(own, totals),
        describe_containers(stretches, totals),
        describe_neighbours(own),
        describe_page(own, totals),
        np.tile(np.array(declared, dtype=np.float64), (len(own), 1)),
    )
    shape = np.concatenate(parts, axis=1).astype(np.float32)
    return Evidence(shape, stretches, templates, own[:, INDEX["words"]].astype(np.int64))


def describe_blocks(runs: Sequence[Run], title: str) -> NDArray[np.float64]:
    """The blocks by themselves; the columns of ``TEXT_COLUMNS`` and ``ANCESTORS``.

    But for one, "same template on the page".
    """
    counts = count_characters([run.text for run in runs])
    size, words = counts.characters, counts.words
    linked = np.minimum([run.linked for run in runs], size)
    columns: dict[str, NDArray[np.number]] = {
        "characters": size,
        "words": words,
        "word length": size / words,
        "sentence marks": counts.marks,
        "commas": counts.commas,
        "capitalised words": counts.capitals / np.minimum(words, FIRST_WORDS),
        "digits": counts.digits / size,
        "separators": counts.bars,
        "link density": linked / size,
        "unlinked characters": size - linked,
        "quotation marks": counts.quotes,
    }
    own = np.zeros((len(runs), WIDTH))
    for name, values in columns.items():
        own[:, INDEX[name]] = values
    own[:, _WORDING] = _read_wording(runs, title, words.tolist(), counts.digits.tolist())
    paths: dict[str, int] = {}
    places = [paths.setdefault(run.scope.path, len(paths)) for run in runs]
    own[:, _PLACE] = np.array([_read_path(path) for path in paths], dtype=np.float64)[places]
    return own


WIDTH: Final = len(TEXT_COLUMNS) + len(ANCESTORS)
_PLACE: Final = [
    INDEX[name] for name in ("tag", "heading level", *(f"within {tag}" for tag in ANCESTORS))
]


@lru_cache(maxsize=20_000)
def _read_path(path: str) -> tuple[float, ...]:
    """The columns of ``_PLACE``. Remembered: pages repeat their paths."""
    tags = path.split("/")
    tag = tags[-1]
    level = int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else 0
    return TAG_NUMBER.get(tag, 0), level, *(name in tags for name in ANCESTORS)


_WORDING: Final = [
    INDEX[name]
    for name in (
        "ends sentence", "ends colon", "ends dots", "starts lower case", "all capitals",
        "stop words", "copyright", "time of day", "year", "links", "external links", "hidden",
        "bold", "code", "preformatted", "depth",
        "same text on the page", "title words", "is the title", "question",
    )
]  # fmt: skip


def _read_wording(
    runs: Sequence[Run], title: str, words: Sequence[int], digits: Sequence[int]
) -> NDArray[np.float64]:
    """The columns of ``_WORDING``."""
    same_text = Counter(run.text for run in runs)
    title = title.casefold()
    in_title = frozenset(_SPLIT.findall(title)).__contains__
    is_stopword = ENGLISH.__contains__
    rows: list[tuple[float, ...]] = []
    for run, count, numerals in zip(runs, words, digits, strict=True):
        text = run.text
        last = text[-1]
        lowered = text.casefold() if count < LONG else ""
        rows.append(
            (
                last in ".?!…\"”’'" and count > 2,
                last == ":",
                last == "…" or text.endswith("..."),
                text[0].islower(),
                text.isupper(),
                sum(map(is_stopword, run.words)) / len(run.words) if run.words else -1.0,
                "©" in text,
                count < LABEL and (":" in text or "ago" in text) and bool(_TIME.search(text)),
                count < LABEL and numerals >= 4 and bool(_YEAR.search(text)),
                run.links,
                run.external,
                run.scope.hidden,
                run.bold,
                run.code,
                run.scope.preformatted,
                run.scope.depth,
                same_text[text],
                sum(map(in_title, _SPLIT.findall(lowered))) / count,
                len(lowered) > 8 and lowered in title,
                last == "?",
            )
        )
    return np.array(rows, dtype=np.float64)
