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

import numpy as np
from numpy.typing import NDArray

from cleaners.chrome.columns import ANCESTORS, INDEX, TAG_NUMBER
from cleaners.chrome.surroundings import (
    Totals,
    describe_containers,
    describe_neighbours,
    describe_page,
    describe_places,
    find_stretches,
)
from cleaners.html_runs import Run, Scope
from cleaners.stopwords import ENGLISH

Matrix = NDArray[np.float32]

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
    totals = Totals(own)
    stretches = find_stretches(runs)
    parts = (
        own,
        describe_places(own, totals),
        describe_containers(stretches, totals),
        describe_neighbours(own),
        describe_page(own, totals),
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
        TAG_NUMBER.get(tag, 0),
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
