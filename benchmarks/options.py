"""The arguments that the benchmarks take, and the extractors that those of pages choose."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.folds import choose_models
from benchmarks.ours import ours
from benchmarks.pages import Page, sample
from benchmarks.peers import (
    PEERS,
    REFERENCE,
    Extract,
    bare_extraction,
    justext,
    missing_packages,
    package_of,
)
from benchmarks.running import Choose

OURS = "ours"
SYSTEMS = (OURS, *PEERS)


@dataclass(frozen=True, slots=True)
class Options:
    """What to run.

    Attributes:
        pages: the pages, or a sample of them.
        names: the extractors to score, in the order of the tables.
        choose: the extractors to run for a page; beside those to score, one for its cost.
        jobs: pages at a time.
        worst: pages to name.
        weights: which weights ours uses, for the heading.
        packages: distributions that are measured, for the heading.
    """

    pages: list[Page]
    names: tuple[str, ...]
    choose: Choose
    jobs: int
    worst: int
    weights: str
    packages: frozenset[str]


def read_arguments(
    description: str, load: Callable[[Path], list[Page]], *, multilingual: bool
) -> Options:
    """Read the command line, and the pages of the folder it names."""
    parser = make_parser(description, SYSTEMS)
    given = parser.parse_args()
    names = read_names(parser, given.only, SYSTEMS)
    stop_without(missing_packages([name for name in names if name != OURS]))
    pages = sample(load(given.path), given.sample)
    models: Mapping[str, Path] = {}
    weights = "the shipped weights"
    if OURS in names and given.folds is not None:
        models = choose_models(pages, given.folds)
        weights = f"for each page the weights of {given.folds.name} that have not seen its domain"
    elif given.model is not None:
        models = dict.fromkeys((page.name for page in pages), given.model)
        weights = f"the weights {given.model.name}"
    choose = partial(_choose, names=names, models=models, multilingual=multilingual)
    packages = packages_of(names, package_of)
    return Options(pages, names, choose, given.jobs, given.worst, weights, packages)


def packages_of(names: Sequence[str], package_of: Callable[[str], str]) -> frozenset[str]:
    """The distributions behind these systems."""
    peers = {package_of(name) for name in names if name != OURS}
    return frozenset(peers | ({"cleancopy", "trafilatura"} if OURS in names else set()))


def _choose(
    page: Page, *, names: tuple[str, ...], models: Mapping[str, Path], multilingual: bool
) -> dict[str, Extract]:
    extracts: dict[str, Extract] = {
        OURS: partial(ours, multilingual=multilingual, model=models.get(page.name)),
        **PEERS,
        "justext": partial(justext, multilingual=multilingual),
        REFERENCE: bare_extraction,
    }
    also = (REFERENCE,) if OURS in names else ()
    return {name: extracts[name] for name in (*names, *also)}


def stop_without(missing: Sequence[str]) -> None:
    """Say how to get the packages that are missing, if any are."""
    if missing:
        sys.exit(
            f"not installed: {', '.join(missing)}. The extra `bench` has them: `make .venv/bench`"
            " or `pip install 'cleancopy[bench]'`. Or choose others with --only."
        )


def read_names(
    parser: argparse.ArgumentParser, only: str, systems: Sequence[str]
) -> tuple[str, ...]:
    """The systems asked for, in the order of the tables."""
    peers = ",".join(name for name in systems if name != OURS)
    wanted = [name.strip() for name in only.replace("peers", peers).split(",")]
    if unknown := [name for name in wanted if name not in systems]:
        parser.error(f"--only: no {', '.join(unknown)}; there are {', '.join(systems)} and peers")
    return tuple(name for name in systems if name in wanted)


def make_parser(description: str, systems: Sequence[str]) -> argparse.ArgumentParser:
    """The arguments that all take."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("path", type=Path, help="folder of the data set")
    add("--sample", type=_positive, metavar="N", help="so many pages, the same ones each time")
    add("--only", default="ours,peers", metavar="NAMES", help=f"of {','.join(systems)}; or peers")
    add("--jobs", type=_positive, default=1, metavar="J", help="pages at a time (default: 1)")
    add("--worst", type=int, default=20, metavar="N", help="of ours to name (default: 20)")
    weights = parser.add_mutually_exclusive_group()
    weights.add_argument("--folds", type=Path, metavar="DIR", help="cross-validation: folds.json")
    weights.add_argument("--model", type=_file, metavar="FILE", help="weights for ours")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("expected 1 or more")
    return number


def _file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"no such file: {text}")
    return path
