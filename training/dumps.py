"""The dumps that weights are learnt from, measured, with what is known of their lines.

Each page of WCXB was dumped by several tools (``python -m benchmarks.dumping``), and some of its
dumps are drawn; each counts the same, however long it is. Beside them stands its main text
alone, as clean text that must not lose a line.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.damage import DAMAGES, damage
from benchmarks.pages import Page
from cleaners.chrome.evidence import Evidence
from cleaners.chrome.judge import measure_text
from cleaners.chrome.lexicon import Lexicon, TextTokens, look_up_text, read_tokens
from cleaners.chrome.units import lay_out, parts_of, read_units
from cleaners.pipeline import repair
from cleaners.text_blocks import read_text
from cleaners.text_runs import Layout, read_layout, read_lines
from training.labels import align
from training.pages import MAIN, weigh

CLEAN: Final = "clean"
"""The "tool" of main texts without any chrome."""
DRAWN = 4
"""Dumps of each page that are learnt from."""
DAMAGED = 0.3
"""Share of the dumps that are damaged (:mod:`benchmarks.damage`)."""
HALF_CLEANED = 0.25
LEFT = (0.0, 0.3)
"""Share of the dumps that somebody has half cleaned, and how much of their chrome is left."""
CANONICAL = 0.25
"""Share of the dumps that are shown without their blank lines, as text is on the second reading."""


@dataclass(frozen=True, slots=True)
class TrainingDump:
    """One dump, measured; see :class:`training.samples.Sample`."""

    domain: str
    tool: str
    evidence: Evidence
    shape: NDArray[np.float32]
    text_tokens: TextTokens
    known: NDArray[np.bool_]
    weight: NDArray[np.float32]
    certain: NDArray[np.bool_]
    votes: None = None

    def tokens(self, block: int) -> Iterator[str]:
        """What a block is looked up by."""
        return self.text_tokens.of(block)

    def rows(self, lexicon: Lexicon) -> NDArray[np.float32]:
        """What the first look sees of every block."""
        return np.concatenate([self.shape, look_up_text(self.text_tokens, lexicon)], axis=1)


@dataclass(frozen=True, slots=True)
class _Task:
    page: Page
    tool: str
    path: Path
    harm: str | None
    left: float
    canonical: bool

    def read(self) -> str:
        """The text that is to be measured."""
        if self.tool == CLEAN:
            return self.page.truth
        text = self.path.read_text("utf-8")
        return damage(self.harm, text, f"training {self.page.name}") if self.harm else text


def read_training_dumps(
    pages: Sequence[Page], folder: Path, tools: Sequence[str], workers: int
) -> Iterator[TrainingDump]:
    """Measure some of each page's dumps, and its main text."""
    tasks = [task for page in pages if page.truth for task in _draw(page, folder, tools)]
    with ProcessPoolExecutor(workers) as pool:
        for dump in pool.map(_measure, tasks, chunksize=16):
            if dump is not None:
                yield _interned(dump)


def _draw(page: Page, folder: Path, tools: Sequence[str]) -> Iterator[_Task]:
    draw = random.Random(page.name)  # noqa: S311
    for tool in draw.sample(list(tools), min(DRAWN, len(tools))):
        path = folder / tool / f"{page.name}.txt"
        if path.is_file():  # a tool may fail on a page
            harm = draw.choice(sorted(DAMAGES)) if draw.random() < DAMAGED else None
            left = draw.uniform(*LEFT) if draw.random() < HALF_CLEANED else 1.0
            yield _Task(page, tool, path, harm, left, draw.random() < CANONICAL)
    yield _Task(page, CLEAN, page.path, None, 1.0, canonical=True)


def _measure(task: _Task) -> TrainingDump | None:
    draft = repair(read_text(task.read()))
    texts = [draft.text_of(block) for block in draft.blocks]
    layouts = [Layout()] * len(texts) if task.canonical else read_layout(draft)
    if task.left < 1.0:
        texts, layouts = _thin_out(task, texts, layouts)
    if not texts:
        return None
    units = read_units(texts)
    parts = parts_of(texts, units)
    layouts = lay_out(units, layouts)
    runs = read_lines(parts, layouts)
    evidence, shape = measure_text(runs, parts, layouts)
    known = align(parts, task.page.truth) >= MAIN
    return TrainingDump(
        domain=task.page.domain,
        tool=task.tool,
        evidence=evidence,
        shape=shape,
        text_tokens=read_tokens(runs),
        known=known,
        weight=weigh(evidence.words, known),
        certain=np.ones(len(units), dtype=np.bool_),
    )


def _thin_out(
    task: _Task, texts: Sequence[str], layouts: Sequence[Layout]
) -> tuple[list[str], list[Layout]]:
    """All of the main text, and a share of the other lines, as if somebody had cleaned already."""
    draw = random.Random(f"left {task.tool} {task.page.name}")  # noqa: S311
    main = align(texts, task.page.truth) >= MAIN
    own = [i for i in range(len(texts)) if main[i] or draw.random() < task.left]
    return [texts[i] for i in own], [layouts[i] for i in own]


def _interned(dump: TrainingDump) -> TrainingDump:
    """The same, its tokens shared with the other dumps: there are millions."""
    for tokens in (dump.text_tokens.words, dump.text_tokens.pairs, dump.text_tokens.lines):
        tokens[:] = map(sys.intern, tokens)
    return dump
