"""How the cleaning of a dump is marked: words, lines, segments, and what an article lost.

Lines are those of the dump before it was damaged. One is genuine when at least half of its words
are part of the main content, and kept when at least half of them are part of the result; both by
alignment, which tells lines that occur twice apart. Each counts with its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.pages import Page
from benchmarks.scoring import compare_words, count_segments
from benchmarks.text_peers import MAIN, lines_of
from training.labels import align, words_of

RUINED = 0.2
"""Share of its genuine words from which an article that loses more of them is ruined."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Sums over dumps, or what one dump adds to them.

    Attributes:
        dumps: how many.
        word_f1: of each.
        line_f1: of each.
        found, wanted: segments that must be in the result.
        leaked, unwanted: segments that must not.
        articles: how many are articles.
        article_f1: word F1 of each of those.
        whole: how many articles have genuine lines.
        lost: of each of those, the share of the words of these lines that is not in the result.
        ruined: how many lost much.
    """

    dumps: float = 0
    word_f1: float = 0
    line_f1: float = 0
    found: float = 0
    wanted: float = 0
    leaked: float = 0
    unwanted: float = 0
    articles: float = 0
    article_f1: float = 0
    whole: float = 0
    lost: float = 0
    ruined: float = 0


def mark_all(page: Page, dump: str, results: Sequence[str]) -> list[Marks]:
    """The marks of several results for one dump.

    Args:
        page: with its truth.
        dump: the whole text, undamaged.
        results: what was made of it, or of it damaged.
    """
    lines = lines_of(dump)
    words = np.array([len(words_of(line)) for line in lines], dtype=float)
    whole = _Lines(lines, words, align(lines, page.truth))
    return [_mark(page, whole, result) for result in results]


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a dump, how many words each has, and which share of them is genuine."""

    texts: list[str]
    words: NDArray[np.float64]
    genuine: NDArray[np.float32]


def _mark(page: Page, lines: _Lines, result: str) -> Marks:
    overlap = compare_words(result, page.truth)
    segments = count_segments(result, page.wanted, page.unwanted, ignore_case=True)
    kept = align(lines.texts, result)
    article = page.page_type == "article"
    lost = _lost(lines, kept) if article else None
    return Marks(
        dumps=1,
        word_f1=overlap.f1,
        line_f1=_line_f1(lines.words, lines.genuine >= MAIN, kept >= MAIN),
        found=segments.true_positives,
        wanted=len(page.wanted),
        leaked=segments.false_positives,
        unwanted=len(page.unwanted),
        articles=article,
        article_f1=overlap.f1 * article,
        whole=lost is not None,
        lost=lost or 0,
        ruined=lost is not None and lost > RUINED,
    )


def _line_f1(
    words: NDArray[np.float64], genuine: NDArray[np.bool_], kept: NDArray[np.bool_]
) -> float:
    """Keeping nothing where nothing is genuine is perfect."""
    both = 2 * words[genuine & kept].sum()
    either = words[genuine].sum() + words[kept].sum()
    return float(both / either) if either else 1.0


def _lost(lines: _Lines, kept: NDArray[np.float32]) -> float | None:
    """Of the genuine words in genuine lines, the share that is gone; None if there are none.

    Chrome that was glued to a genuine line is no loss.
    """
    chosen = lines.genuine >= MAIN
    there = (lines.words * lines.genuine)[chosen].sum()
    if not there:
        return None
    gone = (lines.words * np.maximum(lines.genuine - kept, 0))[chosen].sum()
    return float(gone / there)


def terms_of(marks: Marks) -> tuple[float, ...]:
    """The same as terms to add up."""
    return tuple(map(float, astuple(marks)))
