"""Rebuilds the weights of the block model from public data.

    python -m training --wcxb PATH --trafilatura-eval PATH --out FILE [--folds DIR]
                       [--without-articles] [--workers N]

Either source may be left out, to measure transfer. With ``--folds`` the weights for
cross-validation are written too: DIR/fold0.bin … and DIR/folds.json, which says which domains each
has not seen. Where the data are to be had: see ``benchmarks/pages.py``. Takes about half an hour
on two cores, 6 GB of memory, and the extra ``training``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.pages import Page, load_trafilatura_eval, load_wcxb
from cleaners.chrome.lexicon import Lexicon, look_up
from cleaners.chrome.model import Forest, Model, dump
from cleaners.chrome.second_look import look_around
from training.forests import fit
from training.lexicon import Learnt, Shares, count_tokens, learn
from training.pages import TrainingPage, read_training_pages

FOLDS = 5
Rows = NDArray[np.float32]


def fold_of(domain: str) -> int:
    """The fold that a domain is held out in, by its name alone."""
    return int.from_bytes(hashlib.sha256(domain.encode()).digest()[:8], "big") % FOLDS


class Trainer:
    """The measured pages, and what was learnt from them so far."""

    def __init__(self, pages: Sequence[TrainingPage], threads: int) -> None:
        self.pages = pages
        self.threads = threads
        self.shares: Shares = count_tokens(pages)
        self._first: dict[frozenset[int], tuple[Learnt, Forest]] = {}

    def train(
        self, held_out: frozenset[int]
    ) -> tuple[Mapping[str, Mapping[str, int]], Forest, Forest, Forest]:
        """Lexicon and forests from all pages that are not in these folds.

        The second look is trained on first looks at pages that the first had not seen.
        """
        learnt, first = self.first_look(held_out)
        pages = list(self._pages(held_out))
        rows, said = [], []
        for page in pages:
            words, blind = self.first_look(held_out | {fold_of(page.domain)})
            said.append(blind.probabilities(_rows(page, words.lexicon)))
            rows.append(_rows(page, learnt.without(page.domain)))
        seen = [look_around(p.evidence, s) for p, s in zip(pages, said, strict=True)]
        asked = [look_around(p.evidence, p.votes) for p in pages]
        second = np.concatenate([np.concatenate(rows), np.concatenate(seen)], axis=1)
        advised = np.concatenate([second, np.concatenate(asked)], axis=1)
        return learnt.lexicon, first, self._fit(second, pages), self._fit(advised, pages)

    def first_look(self, held_out: frozenset[int]) -> tuple[Learnt, Forest]:
        """Lexicon and first forest from all pages that are not in these folds."""
        if held_out not in self._first:
            pages = list(self._pages(held_out))
            learnt = learn(self.shares, {page.domain for page in pages})
            rows = np.concatenate([_rows(page, learnt.without(page.domain)) for page in pages])
            self._first[held_out] = learnt, self._fit(rows, pages)
        return self._first[held_out]

    def _pages(self, held_out: frozenset[int]) -> Iterable[TrainingPage]:
        return (page for page in self.pages if fold_of(page.domain) not in held_out)

    def _fit(self, rows: Rows, pages: Sequence[TrainingPage]) -> Forest:
        start = time.perf_counter()
        known = np.concatenate([page.known for page in pages])
        weight = np.concatenate([page.weight for page in pages])
        forest = fit(rows, known, weight, self.threads)
        seconds = time.perf_counter() - start
        print(f"{len(pages)} pages, {rows.shape[1]} columns: {seconds:.0f} s", file=sys.stderr)
        return forest


def _rows(page: TrainingPage, lexicon: Lexicon) -> Rows:
    return np.concatenate([page.evidence.shape, look_up(page.runs, lexicon)], axis=1)


def write_folds(
    trainer: Trainer, domains: Iterable[str], folder: Path, card: Mapping[str, Any]
) -> None:
    """Weights for cross-validation; ``domains`` are all that may be asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    index = []
    for fold in range(FOLDS):
        model = Model(card, *trainer.train(frozenset({fold})))
        (folder / f"fold{fold}.bin").write_bytes(dump(model))
        unseen = sorted({domain for domain in domains if fold_of(domain) == fold})
        index.append({"model": f"fold{fold}.bin", "domains": unseen})
    (folder / "folds.json").write_text(json.dumps({"folds": index}, indent=1), "utf-8")


def make_card(pages: Sequence[TrainingPage], sources: Iterable[str]) -> dict[str, Any]:
    """What the weights say of themselves."""
    return {
        "sources": sorted(sources),
        "pages": len(pages),
        "blocks": sum(len(page.runs) for page in pages),
        "domains": len({page.domain for page in pages}),
        "catboost": version("catboost"),
        "script": "python -m training",
    }


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--wcxb", type=Path, help="development split of WCXB")
    parser.add_argument("--trafilatura-eval", type=Path, help="folder with evaldata.json")
    parser.add_argument("--out", type=Path, help="file of weights to write")
    parser.add_argument("--folds", type=Path, help="folder for cross-validation")
    parser.add_argument("--without-articles", action="store_true", help="to measure transfer")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    if not (given.wcxb or given.trafilatura_eval) or not (given.out or given.folds):
        parser.error("name a source and something to write")
    return given


def main() -> None:
    """Read the sources, learn, write."""
    given = _parse()
    sources: dict[str, list[Page]] = {}
    if given.wcxb:
        sources["WCXB, development split (CC-BY-4.0)"] = load_wcxb(given.wcxb)
    if given.trafilatura_eval:
        loaded = load_trafilatura_eval(given.trafilatura_eval)
        sources["trafilatura's evaluation (Apache-2.0)"] = loaded
    every = [page for pages in sources.values() for page in pages]
    pages = list(read_training_pages(every, given.workers))
    if given.without_articles:
        pages = [page for page in pages if not page.article]
    print(f"{len(pages)} pages read", file=sys.stderr)
    trainer, card = Trainer(pages, given.workers), make_card(pages, sources)
    if given.folds:
        write_folds(trainer, {page.domain for page in every}, given.folds, card)
    if given.out:
        given.out.write_bytes(dump(Model(card, *trainer.train(frozenset()))))


if __name__ == "__main__":
    main()
