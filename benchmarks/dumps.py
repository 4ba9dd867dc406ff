"""Main text of pages that somebody has already dumped to text, chrome and all.

    python -m benchmarks.dumps WCXB DUMPS [--tools lynx,w3m] [--damage glued,tabs] [--sample N]
                               [--only ours,c4] [--jobs J] [--folds DIR | --model FILE]

WCXB is a split of the data set (see :mod:`benchmarks.pages`), DUMPS a folder that
``python -m benchmarks.dumping`` wrote. Scored are the pages with a main content, as each tool
dumped them, and damaged in each way of :mod:`benchmarks.damage`, for which one tool is drawn for
each page. :mod:`benchmarks.marks` says what is counted. ``perfect`` keeps the lines of which half
is genuine. Intervals resample domains. With ``--folds`` (written by ``python -m training.lines``)
only those dumps are scored of which a model has seen neither the domain nor the tool.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import dump_tables
from benchmarks.damage import DAMAGES
from benchmarks.dump_pages import Dump, damage_dumps, find_dumps, find_tools
from benchmarks.dump_tables import Judged
from benchmarks.folds import choose_models, read_folds
from benchmarks.marks import mark_all, terms_of
from benchmarks.options import OURS, Options, make_parser, packages_of, read_names, stop_without
from benchmarks.ours import ours_text
from benchmarks.pages import Page, load_wcxb, sample
from benchmarks.peers import Extract
from benchmarks.running import Outcome, run
from benchmarks.tables import print_heading
from benchmarks.text_peers import CEILING, PACKAGES, TEXT_PEERS, missing_packages, perfect

SYSTEMS = (OURS, *TEXT_PEERS, CEILING)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for beside the options of all benchmarks."""

    given: argparse.Namespace
    names: tuple[str, ...]
    tools: list[str]
    damage: list[str]


def read_arguments() -> Asked:
    """Read the command line."""
    parser = make_parser(__doc__ or "", SYSTEMS)
    parser.add_argument("dumps", type=Path, help="folder of the dumps")
    parser.add_argument("--tools", metavar="NAMES", help="folders of dumps (default: all)")
    kinds = ",".join(DAMAGES)
    parser.add_argument("--damage", default=kinds, metavar="KINDS", help=f"of {kinds}; or none")
    given = parser.parse_args()
    names = read_names(parser, given.only, SYSTEMS)
    stop_without(missing_packages(list(names)))
    there = find_tools(given.dumps)
    tools = given.tools.split(",") if given.tools else there
    damage = [] if given.damage == "none" else given.damage.split(",")
    for wanted, known in ((tools, there), (damage, list(DAMAGES))):
        if unknown := [name for name in wanted if name not in known]:
            parser.error(f"no {', '.join(unknown)}; there are {', '.join(known)}")
    return Asked(given, names, tools, damage)


def make_options(asked: Asked, dumps: Sequence[Dump]) -> Options:
    """Which systems to run on which dump, ours with weights that have not seen it."""
    given, pages = asked.given, [dump.page for dump in dumps]
    models: Mapping[str, Path] = {}
    weights = "the shipped weights"
    if OURS in asked.names and given.folds is not None:
        models = choose_models(pages, given.folds, {dump.page.name: dump.tool for dump in dumps})
        weights = (
            f"for each dump the weights of {given.folds.name} that have seen neither its domain"
            " nor its tool"
        )
    elif given.model is not None:
        models = {page.name: given.model for page in pages}
        weights = f"the weights {given.model.name}"
    choose = partial(_choose, names=asked.names, models=models)
    packages = packages_of(asked.names, lambda name: PACKAGES.get(name, "cleancopy"))
    return Options(pages, asked.names, choose, given.jobs, given.worst, weights, packages)


def _choose(
    page: Page, *, names: tuple[str, ...], models: Mapping[str, Path]
) -> dict[str, Extract]:
    extracts: dict[str, Extract] = {
        OURS: partial(ours_text, model=models.get(page.name)),
        **TEXT_PEERS,
        CEILING: partial(perfect, truth=page.truth),
    }
    return {name: extracts[name] for name in names}


def _unseen(dumps: Sequence[Dump], folder: Path) -> list[Dump]:
    """The dumps of which some model has seen neither the domain nor the tool."""
    models = read_folds(folder)
    unseen = [dump for dump in dumps if (dump.page.domain.lower(), dump.tool) in models]
    print(f"{len(unseen)} of {len(dumps)} dumps are unseen by a model", file=sys.stderr)
    if not unseen:
        sys.exit(f"{folder} holds out none of these dumps")
    return unseen


def judge(dumps: Sequence[Dump], options: Options) -> Iterator[Judged]:
    """Run all systems on all dumps; only the marks of the results are kept."""
    outcomes = run(options.pages, options.choose, options.jobs)
    for dump, outcome in zip(dumps, outcomes, strict=True):
        yield _judge(dump, outcome, options.names)


def _judge(dump: Dump, outcome: Outcome, names: Sequence[str]) -> Judged:
    runs = [outcome.extractions[name] for name in names]
    marks = mark_all(dump.page, dump.text, [one.text for one in runs])
    return Judged(
        dump=dump,
        terms=[terms_of(one) for one in marks],
        seconds=[one.seconds for one in runs],
        errors=[one.error for one in runs],
    )


def main() -> None:
    """Run the systems and print the tables."""
    asked = read_arguments()
    pages = [page for page in load_wcxb(asked.given.path) if page.truth]
    pages = sample(pages, asked.given.sample)
    dumps = find_dumps(pages, asked.given.dumps, asked.tools)
    with tempfile.TemporaryDirectory() as folder:
        dumps += list(damage_dumps(dumps, asked.damage, Path(folder)))
        if asked.given.folds is not None:
            dumps = _unseen(dumps, asked.given.folds)
        options = make_options(asked, dumps)
        print_heading(
            options,
            f"{len(dumps)} dumps of {len(pages)} pages of WCXB with a truth;"
            f" {dump_tables.describe_versions(asked.given.dumps, asked.tools)}.",
        )
        judged = list(judge(dumps, options))
    dump_tables.print_all(judged, options)


if __name__ == "__main__":
    main()
