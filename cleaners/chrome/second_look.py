"""A second look at each block: what the first said of it, of its neighbours and its containers.

Main text stands together, and blocks of one template share a fate. Where trafilatura was asked,
its verdict is looked at in the same way.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.chrome.columns import LEVELS
from cleaners.chrome.evidence import Evidence
from cleaners.chrome.lexicon import shifted

_NEIGHBOURS: Final = (-4, -3, -2, -1, 1, 2, 3, 4)
_ASPECTS: Final = (
    "itself",
    *(f"{offset:+d}" for offset in _NEIGHBOURS),
    *(f"container {level}" for level in range(1, LEVELS + 1)),
    "same template",
    "page",
    "before",
    "behind",
    "since the last",
    "until the next",
)
FIRST_COLUMNS: Final = tuple(f"first look: {aspect}" for aspect in _ASPECTS)
VOTE_COLUMNS: Final = tuple(f"trafilatura: {aspect}" for aspect in _ASPECTS)

LIKELY = 0.5
"""From which a block counts as main text where distances to the next are told."""
FAR = 1_000.0


def look_around(evidence: Evidence, said: NDArray[np.float32]) -> NDArray[np.float32]:
    """What was said of each block, and of the blocks around it.

    Args:
        evidence: the page.
        said: shape (blocks,), 0 to 1: probabilities of the first look, or shares of the words
            that trafilatura kept.

    Returns:
        Shape (blocks, ``len(FIRST_COLUMNS)``).
    """
    weight = evidence.words.astype(np.float64) + 1.0
    mass = weight * said
    running = np.concatenate(([0.0], np.cumsum(mass)))
    weights = np.concatenate(([0.0], np.cumsum(weight)))
    column = said.reshape(-1, 1)
    around = [shifted(column, offset)[:, 0] for offset in _NEIGHBOURS]
    containers = []
    for level in range(LEVELS):
        first, stop = evidence.stretches[:, level, 0], evidence.stretches[:, level, 1]
        containers.append((running[stop] - running[first]) / (weights[stop] - weights[first]))
    templates = evidence.templates
    same = np.bincount(templates, mass)[templates] / np.bincount(templates, weight)[templates]
    total = max(float(running[-1]), 1e-9)
    likely = said >= LIKELY
    columns = [
        said,
        *around,
        *containers,
        same,
        np.full(len(said), running[-1] / weights[-1]),
        running[:-1] / total,
        1.0 - running[1:] / total,
        _since(likely),
        _since(likely[::-1])[::-1],
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _since(likely: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Blocks since the last likely one before each; FAR if there is none."""
    index = np.arange(len(likely), dtype=np.float64)
    last = np.maximum.accumulate(np.where(likely, index, -FAR))
    before = np.concatenate(([-FAR], last[:-1]))
    return np.minimum(index - before, FAR)
