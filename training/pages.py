"""The pages that weights are learnt from, measured, with what is known of their blocks.

Two sources: WCXB (every word of the main text is known) and trafilatura's evaluation (some
segments are known; of the other blocks, trafilatura's verdict is taken as a hint of little weight).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
from lxml.html import HtmlElement
from numpy.typing import NDArray

from benchmarks.pages import Page, read_html
from cleaners.chrome.declared import read_declared
from cleaners.chrome.evidence import Evidence, measure
from cleaners.chrome.lexicon import Lexicon, look_up, tokens_of
from cleaners.chrome.votes import ask_trafilatura
from cleaners.decoding import decode
from cleaners.html_runs import Run, read_runs
from cleaners.html_tree import parse_html
from training.labels import align, mark_segments

MAIN = 0.5
"""Share of a block's words in the truth from which the block is main text."""
SHORTEST_TRUTH = 100.0
"""Words; blocks of pages with a shorter truth weigh no more than in one so long."""
HEAVIEST = 0.5
SEGMENT = 0.1
"""Weight of a block that is known by a segment: a page has about six of them."""
HINT = 0.15
"""Weight of trafilatura's verdict, where there is no other, times what the block weighs."""


@dataclass(frozen=True, slots=True)
class TrainingPage:
    """A page, measured.

    Attributes:
        domain: pages of one domain are held out together.
        article: it is known to be an article.
        runs, evidence: its blocks and what was measured of them.
        votes: share of each block's words that trafilatura kept; shape (blocks,).
        known: 1 main text, 0 not; shape (blocks,).
        weight: what each block counts in training; shape (blocks,).
        certain: the annotators said it; only such blocks enter the lexicon; shape (blocks,).
    """

    domain: str
    article: bool
    runs: list[Run]
    evidence: Evidence
    votes: NDArray[np.float32]
    known: NDArray[np.bool_]
    weight: NDArray[np.float32]
    certain: NDArray[np.bool_]

    def tokens(self, block: int) -> Iterator[str]:
        """What a block is looked up by."""
        return tokens_of(self.runs[block])

    def rows(self, lexicon: Lexicon) -> NDArray[np.float32]:
        """What the first look sees of every block."""
        return np.concatenate([self.evidence.shape, look_up(self.runs, lexicon)], axis=1)


def read_training_pages(pages: Sequence[Page], workers: int) -> Iterator[TrainingPage]:
    """Measure pages; those without any text, or without any truth, are left out."""
    pages = [page for page in pages if page.truth or page.wanted]
    with ProcessPoolExecutor(workers) as pool:
        for page, judged in zip(pages, pool.map(_judge, pages, chunksize=8), strict=True):
            if judged is not None:
                yield _measure(page, *judged)


def _read(page: Page) -> tuple[HtmlElement, list[Run]] | None:
    decoded = decode(read_html(page.path))
    tree = parse_html(decoded[0]) if decoded else None
    runs = read_runs(tree) if tree is not None else []
    return None if tree is None or not runs else (tree, runs)


def _judge(page: Page) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
    """What trafilatura kept, and what the annotators wrote down (nan: nothing)."""
    found = _read(page)
    if found is None:
        return None
    texts = [run.text for run in found[1]]
    if page.truth:
        labels = align(texts, page.truth)
    else:
        labels = mark_segments(texts, page.wanted, page.unwanted)
    return ask_trafilatura(found[0], texts), labels


def _measure(page: Page, votes: NDArray[np.float32], labels: NDArray[np.float32]) -> TrainingPage:
    found = _read(page)
    if found is None:
        raise RuntimeError(f"{page.path} was read before and is not readable now")
    tree, runs = found
    evidence = measure(runs, tree.findtext(".//title") or "", read_declared(tree))
    certain = ~np.isnan(labels)
    known = np.where(certain, labels, votes) >= MAIN
    words = weigh(evidence.words, known)
    weight = words if page.truth else np.where(certain, SEGMENT, HINT * words)
    return TrainingPage(
        domain=page.domain,
        article=page.page_type == "article",
        runs=runs,
        evidence=evidence,
        votes=votes,
        known=known,
        weight=np.minimum(weight, HEAVIEST).astype(np.float32),
        certain=certain,
    )


def weigh(words: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.float32]:
    """What each block counts: its words, against those of the whole main text."""
    share = (words + 1.0) / max(SHORTEST_TRUTH, float(words[known].sum()))
    weight: NDArray[np.float64] = np.minimum(share, HEAVIEST)
    return weight.astype(np.float32)
