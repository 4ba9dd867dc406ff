"""Learns a lexicon and the forests of both looks from samples, whatever they are of."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.chrome.model import Forest, Model, dump
from cleaners.chrome.second_look import look_around
from training.forests import fit, thin_out
from training.lexicon import Learnt, Shares, count_tokens, learn
from training.samples import Sample

FOLDS = 5
Rows = NDArray[np.float32]


def fold_of(domain: str) -> int:
    """The fold that a domain is held out in, by its name alone."""
    return int.from_bytes(hashlib.sha256(domain.encode()).digest()[:8], "big") % FOLDS


def held_out_in(fold: int, domains: Iterable[str]) -> list[str]:
    """The domains that one fold holds out, in order."""
    return sorted({domain for domain in domains if fold_of(domain) == fold})


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
        drawn = _draw(self._in(held_out))
        second, advised = [], []
        for sample, own, rows in zip(
            drawn.samples, drawn.own, _rows_of(drawn, learnt), strict=True
        ):
            words, blind = self._first_look(held_out | {fold_of(sample.domain)})
            said = blind.probabilities(sample.rows(words.lexicon))
            second.append(np.concatenate([rows, look_around(sample.evidence, said)[own]], axis=1))
            if sample.votes is not None:
                asked = look_around(sample.evidence, sample.votes)[own]
                advised.append(np.concatenate([second[-1], asked], axis=1))
        return Model(
            self.card,
            learnt.lexicon,
            first,
            self._fit(second, drawn),
            self._fit(advised, drawn) if advised else None,
        )

    def write_folds(self, domains: Iterable[str], folder: Path) -> list[Any]:
        """Weights for cross-validation, and which of ``domains`` each has not seen."""
        folder.mkdir(parents=True, exist_ok=True)
        index = []
        for fold in range(FOLDS):
            path = folder / f"fold{fold}.bin"
            path.write_bytes(dump(self.train(frozenset({fold}))))
            index.append({"model": path.name, "domains": held_out_in(fold, domains)})
        return index

    def _first_look(self, held_out: frozenset[int]) -> tuple[Learnt, Forest]:
        """Lexicon and first forest from all samples that are not in these folds."""
        if held_out not in self._first:
            drawn = _draw(self._in(held_out))
            learnt = learn(self.shares, {sample.domain for sample in drawn.samples})
            self._first[held_out] = learnt, self._fit(list(_rows_of(drawn, learnt)), drawn)
        return self._first[held_out]

    def _in(self, held_out: frozenset[int]) -> list[Sample]:
        return [sample for sample in self.samples if fold_of(sample.domain) not in held_out]

    def _fit(self, rows: Sequence[Rows], drawn: _Drawn) -> Forest:
        start = time.perf_counter()
        forest = fit(np.concatenate(rows), drawn.known, drawn.weight, self.threads)
        seconds = time.perf_counter() - start
        print(f"{len(rows)} samples, {len(drawn.known)} rows: {seconds:.0f} s", file=sys.stderr)
        return forest


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Samples, and the blocks of each that are learnt from."""

    samples: Sequence[Sample]
    own: Sequence[NDArray[np.int64]]
    known: NDArray[np.bool_]
    weight: NDArray[np.float32]


def _draw(samples: Sequence[Sample]) -> _Drawn:
    chosen, weight = thin_out(np.concatenate([sample.weight for sample in samples]))
    known = np.concatenate([sample.known for sample in samples])
    starts = np.cumsum([0, *(len(sample.known) for sample in samples)])
    cuts = np.searchsorted(chosen, starts)
    own = [
        chosen[first:stop] - start
        for first, stop, start in zip(cuts, cuts[1:], starts, strict=False)
    ]
    return _Drawn(samples, own, known[chosen], weight)


def _rows_of(drawn: _Drawn, learnt: Learnt) -> Iterator[Rows]:
    """What the first look sees of the drawn blocks; a sample is not told about its own site."""
    pairs = zip(drawn.samples, drawn.own, strict=True)
    for domain, group in groupby(pairs, key=lambda pair: pair[0].domain):
        lexicon = learnt.without(domain)
        for sample, own in group:
            yield sample.rows(lexicon)[own]
