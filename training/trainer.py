"""Learns a lexicon and the forests of both looks from samples, whatever they are of."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.chrome.model import Forest, Model, dump
from cleaners.chrome.second_look import look_around
from training.forests import fit
from training.lexicon import Learnt, Shares, count_tokens, learn
from training.samples import Sample

FOLDS = 5
Rows = NDArray[np.float32]


def fold_of(domain: str) -> int:
    """The fold that a domain is held out in, by its name alone."""
    return int.from_bytes(hashlib.sha256(domain.encode()).digest()[:8], "big") % FOLDS


class Trainer:
    """The measured samples, and what was learnt from them so far."""

    def __init__(self, samples: Sequence[Sample], card: Mapping[str, Any], threads: int) -> None:
        self.samples = sorted(samples, key=lambda sample: sample.domain)
        self.card = card
        self.threads = threads
        self.shares: Shares = count_tokens(samples)
        self._first: dict[frozenset[int], tuple[Learnt, Forest]] = {}

    def train(self, held_out: frozenset[int] = frozenset()) -> Model:
        """Lexicon and forests from all samples that are not in these folds.

        The second look is trained on first looks at samples that the first had not seen.
        """
        learnt, first = self._first_look(held_out)
        samples = self._in(held_out)
        parts: list[list[Rows]] = []
        for sample, rows in zip(samples, _rows_of(samples, learnt), strict=True):
            words, blind = self._first_look(held_out | {fold_of(sample.domain)})
            said = blind.probabilities(sample.rows(words.lexicon))
            parts.append([rows, look_around(sample.evidence, said)])
            if sample.votes is not None:
                parts[-1].append(look_around(sample.evidence, sample.votes))
        second = self._fit([np.concatenate(rows[:2], axis=1) for rows in parts], samples)
        advised = None
        if all(sample.votes is not None for sample in samples):
            advised = self._fit([np.concatenate(rows, axis=1) for rows in parts], samples)
        return Model(self.card, learnt.lexicon, first, second, advised)

    def write_folds(self, domains: Iterable[str], folder: Path, name: str = "fold") -> list[Any]:
        """Weights for cross-validation, and which of ``domains`` each has not seen."""
        folder.mkdir(parents=True, exist_ok=True)
        index = []
        for fold in range(FOLDS):
            path = folder / f"{name}{fold}.bin"
            path.write_bytes(dump(self.train(frozenset({fold}))))
            unseen = sorted({domain for domain in domains if fold_of(domain) == fold})
            index.append({"model": path.name, "domains": unseen})
        return index

    def _first_look(self, held_out: frozenset[int]) -> tuple[Learnt, Forest]:
        """Lexicon and first forest from all samples that are not in these folds."""
        if held_out not in self._first:
            samples = self._in(held_out)
            learnt = learn(self.shares, {sample.domain for sample in samples})
            rows = list(_rows_of(samples, learnt))
            self._first[held_out] = learnt, self._fit(rows, samples)
        return self._first[held_out]

    def _in(self, held_out: frozenset[int]) -> list[Sample]:
        return [sample for sample in self.samples if fold_of(sample.domain) not in held_out]

    def _fit(self, rows: Sequence[Rows], samples: Sequence[Sample]) -> Forest:
        start = time.perf_counter()
        known = np.concatenate([sample.known for sample in samples])
        weight = np.concatenate([sample.weight for sample in samples])
        forest = fit(np.concatenate(rows), known, weight, self.threads)
        seconds = time.perf_counter() - start
        print(f"{len(samples)} samples, {len(known)} blocks: {seconds:.0f} s", file=sys.stderr)
        return forest


def _rows_of(samples: Iterable[Sample], learnt: Learnt) -> Iterator[Rows]:
    """What the first look sees of each sample, which is not told about its own site."""
    for domain, own in groupby(samples, key=lambda sample: sample.domain):
        lexicon = learnt.without(domain)
        for sample in own:
            yield sample.rows(lexicon)
