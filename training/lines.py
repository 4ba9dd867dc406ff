"""Rebuilds the weights of the line model from the dumps of public pages.

    python -m training.lines --wcxb PATH --dumps PATH --out FILE [--folds DIR] [--workers N]

The dumps are made by ``python -m benchmarks.dumping``. With ``--folds`` the weights for
cross-validation are written too: DIR/folds.json says which domains and which tools each has not
seen. Each fold of domains is held out together with one group of similar tools. Takes an hour on
two cores with it, 8 GB of memory, and the extra ``training``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from benchmarks.dumping import TOOLS
from benchmarks.pages import load_wcxb
from cleaners.chrome.model import dump
from training.__main__ import make_card
from training.dumps import TrainingDump, read_training_dumps
from training.trainer import FOLDS, Trainer, held_out_in

GROUPS: Final = (
    ("get_text", "innerText"),
    ("html-text", "inscriptis"),
    ("html2text", "resiliparse"),
    ("lynx", "w3m"),
)
"""Tools that are held out together: their dumps look alike."""


def _trainer(dumps: Sequence[TrainingDump], workers: int) -> Trainer:
    print(f"{len(dumps)} dumps read", file=sys.stderr)
    sources = ("WCXB, development split (CC-BY-4.0)",)
    return Trainer(dumps, make_card(dumps, sources, "python -m training.lines"), workers)


def main() -> None:
    """Read the dumps, learn, write."""
    parser = argparse.ArgumentParser(
        prog="python -m training.lines",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--wcxb", type=Path, required=True, help="development split of WCXB")
    parser.add_argument("--dumps", type=Path, required=True, help="folder of its dumps")
    parser.add_argument("--out", type=Path, help="file of weights to write")
    parser.add_argument("--folds", type=Path, help="folder for cross-validation")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    pages = load_wcxb(given.wcxb)
    dumps = list(read_training_dumps(pages, given.dumps, TOOLS, given.workers))
    if given.out:
        given.out.write_bytes(dump(_trainer(dumps, given.workers).train()))
    if given.folds:
        _write_folds(dumps, {page.domain for page in pages}, given.folds, given.workers)


def _write_folds(
    dumps: Sequence[TrainingDump], domains: Iterable[str], folder: Path, workers: int
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    index = []
    for fold in range(FOLDS):
        held_out = GROUPS[fold % len(GROUPS)]
        seen = [sample for sample in dumps if sample.tool not in held_out]
        path = folder / f"fold{fold}.bin"
        path.write_bytes(dump(_trainer(seen, workers).train(frozenset({fold}))))
        unseen = held_out_in(fold, domains)
        index.append({"model": path.name, "domains": unseen, "tools": held_out})
        (folder / "folds.json").write_text(json.dumps({"folds": index}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
