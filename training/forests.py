"""Fits a forest with CatBoost, and brings it into the form in which it ships."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray

from cleaners.chrome.model import SCALE, Forest

DEPTH = 6
TREES = 300
RATE = 0.1
SEED = 1
ROWS = 250_000
"""Rows at most: light ones are drawn at random and weigh the more."""


def fit(
    rows: NDArray[np.float32], known: NDArray[np.bool_], weight: NDArray[np.float32], threads: int
) -> Forest:
    """A forest of oblivious trees that tells main text from the rest."""
    model = CatBoostClassifier(
        iterations=TREES,
        depth=DEPTH,
        learning_rate=RATE,
        l2_leaf_reg=6,
        border_count=64,
        bootstrap_type="Bernoulli",
        subsample=0.7,
        boosting_type="Plain",
        random_seed=SEED,
        thread_count=threads,
        allow_writing_files=False,
        verbose=0,
    )
    model.fit(Pool(rows, known.astype(int), weight=weight))
    return _export(model)


def thin_out(weight: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Rows drawn with a probability in proportion to their weight, capped at one."""
    if len(weight) <= ROWS:
        return np.arange(len(weight)), weight
    low, high = 0.0, 1e9
    for _ in range(60):
        factor = (low + high) / 2
        full = np.minimum(weight * factor + 0.1, 1.0).sum() > ROWS
        low, high = (low, factor) if full else (factor, high)
    chance = np.minimum(weight * low + 0.1, 1.0)
    chosen = np.flatnonzero(np.random.default_rng(SEED).random(len(weight)) < chance)
    return chosen, (weight[chosen] / chance[chosen]).astype(np.float32)


def _export(model: CatBoostClassifier) -> Forest:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "forest.json"
        model.save_model(str(path), format="json")
        learnt = json.loads(path.read_text("utf-8"))
    trees = learnt["oblivious_trees"]
    asked = [[(s["float_feature_index"], s["border"]) for s in tree["splits"]] for tree in trees]
    questions = sorted({question for tree in asked for question in tree})
    number = {question: index for index, question in enumerate(questions)}
    scale, (bias,) = learnt["scale_and_bias"]
    # A shallow tree asks its last question again: the leaves it never reaches are zero.
    leaves = np.zeros((len(trees), 2**DEPTH), dtype=np.int32)
    levels = np.zeros((len(trees), DEPTH), dtype=np.int32)
    for index, (tree, splits) in enumerate(zip(trees, asked, strict=True)):
        values = np.round(np.array(tree["leaf_values"]) * scale * SCALE).astype(np.int32)
        levels[index] = [number[s] for s in (splits + splits[-1:] * DEPTH)[:DEPTH]]
        for leaf in range(2 ** len(splits)):
            last = leaf >> (len(splits) - 1) & 1
            above = sum(last << level for level in range(len(splits), DEPTH))
            leaves[index, leaf | above] = values[leaf]
    return Forest(
        np.array([column for column, _ in questions], dtype=np.int32),
        np.array([border for _, border in questions], dtype=np.float32),
        levels,
        leaves,
        round(bias * SCALE),
    )
