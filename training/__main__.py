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
import json
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.pages import Page, load_trafilatura_eval, load_wcxb
from cleaners.chrome.model import dump
from training.pages import read_training_pages
from training.samples import Sample
from training.trainer import Trainer


def make_card(samples: Sequence[Sample], sources: Iterable[str], script: str) -> dict[str, Any]:
    """What the weights say of themselves."""
    return {
        "sources": sorted(sources),
        "samples": len(samples),
        "blocks": sum(len(sample.known) for sample in samples),
        "domains": len({sample.domain for sample in samples}),
        "catboost": version("catboost"),
        "script": script,
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
    trainer = Trainer(pages, make_card(pages, sources, "python -m training"), given.workers)
    if given.folds:
        index = trainer.write_folds({page.domain for page in every}, given.folds)
        (given.folds / "folds.json").write_text(json.dumps({"folds": index}, indent=1), "utf-8")
    if given.out:
        given.out.write_bytes(dump(trainer.train()))


if __name__ == "__main__":
    main()
