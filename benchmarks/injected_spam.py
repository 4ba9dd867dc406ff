"""How much injected spam is found, and what genuine text goes with it.

    python -m benchmarks.injected_spam PATH_TO_WCXB [--track text|html] [--hosts 25]
        [--half score|tune] [--tokens FILE] [--setting strip|off] [--show N]

Clean hosts are the main contents of WCXB (the text track) and its pages (the HTML track; the folder
is described in ``benchmarks/pages.py``). Into each a block of spam of our own making is put at a
known place, see ``spam_blocks`` and ``spam_positions``; the truth is what was put in. ``--half``
chooses half of the hosts, by domain, and half of the words: rules were written while looking at
``tune``. ``--tokens`` names a file of phrases, one a line, for lists in Han. All draws are seeded.

A character of spam is caught if the spam stage cut it, and gone if anything did. Genuine text is
lost if the spam stage cut it. Exact: .99 or more caught and nothing lost. Intervals resample hosts.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import get_args
from zlib import crc32

from benchmarks.bootstrap import Terms, resample
from benchmarks.pages import Page, load_wcxb
from benchmarks.spam_blocks import FAMILIES, HTML_ONLY, SEPARATORS, Order
from benchmarks.spam_positions import HTML_POSITIONS, TEXT_POSITIONS
from benchmarks.spam_trial import Result, Trial, try_page, try_text
from benchmarks.spam_vocabulary import VOCABULARIES, Half
from benchmarks.tables import print_table, show, show_interval

LENGTHS = (60, 60, 300, 300, 300, 1_300, 1_300, 40_000)
"""Characters of a block, drawn from these; the longest less often, for it outweighs the others."""
FOREIGN = tuple(script for script in VOCABULARIES if script != "Latin")
MOSTLY_LATIN = (*FOREIGN, *["Latin"] * len(FOREIGN))
SCRIPTS = {
    "link wheel": FOREIGN,
    "title line": FOREIGN,
    "hidden links": MOSTLY_LATIN,
    "repeated anchors": MOSTLY_LATIN,
    "script wrapper": MOSTLY_LATIN,
}
SPARE = 1.6
"""Hosts tried for one that is needed: not every one has every place."""
SHORTEST_HOST = 600
LONGEST_FLUENT = 1_300
"""Characters of a block of sentences or titles; no such block has 40,000."""
FLUENT = frozenset({"faint colour", "hidden orders", "raw spintax", "title line"})


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    path: Path
    track: str
    hosts: int
    half: Half
    tokens: tuple[str, ...]
    setting: str
    show: int
    jobs: int


def read_options() -> Options:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path)
    parser.add_argument("--track", choices=("text", "html"), default="text")
    parser.add_argument("--hosts", type=int, default=25, help="hosts for each cell")
    parser.add_argument("--half", choices=get_args(Half), default="score")
    parser.add_argument("--tokens", type=Path)
    parser.add_argument("--setting", choices=("strip", "off"), default="strip")
    parser.add_argument("--show", type=int, default=0, help="so many failures")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    tokens = tuple(given.tokens.read_text("utf-8").split("\n")) if given.tokens else ()
    return Options(
        given.path, given.track, given.hosts, given.half, tokens, given.setting, given.show,
        given.jobs,
    )  # fmt: skip


def half_of(domain: str) -> Half:
    """Which half of the work a host belongs to, by a checksum of its domain."""
    return "tune" if crc32(domain.encode()) % 2 else "score"


def choose_hosts(pages: Sequence[Page], options: Options) -> list[Page]:
    """Hosts of one half, long enough to have places in them."""
    return [
        page
        for page in pages
        if half_of(page.domain) == options.half and len(page.truth) >= SHORTEST_HOST
    ]


def plan(hosts: Sequence[Page], options: Options) -> Iterator[Trial]:
    """Every family at every position in so many hosts; the rest is drawn."""
    families = [f for f in FAMILIES if options.track == "html" or f not in HTML_ONLY]
    families += ["hidden links", "hidden orders"] if options.track == "text" else []
    positions = HTML_POSITIONS if options.track == "html" else tuple(TEXT_POSITIONS)
    for family in families:
        for position in positions:
            if position == "title" and family != "title line":
                continue
            chance = Random(f"{family} {position} {options.half}")  # noqa: S311
            for page in chance.sample(hosts, min(len(hosts), round(SPARE * options.hosts))):
                order = Order(
                    family,
                    chance.choice(SCRIPTS.get(family, ("Latin",))),
                    chance.choice(SEPARATORS),
                    chance.choice(LENGTHS),
                    options.half,
                    options.tokens if chance.random() < 0.5 else (),
                )
                if family in FLUENT or position == "title":
                    order = replace(order, length=min(order.length, LONGEST_FLUENT))
                yield Trial(page, order, position, chance.random(), options.setting)


def run(trials: Sequence[Trial], options: Options) -> list[Result]:
    """All trials, and of each cell the first so many that had a place for the block."""
    attempt = try_page if options.track == "html" else try_text
    cells: dict[tuple[str, str], list[Result]] = defaultdict(list)
    with ProcessPoolExecutor(options.jobs) as pool:
        for result in pool.map(attempt, trials, chunksize=8):
            if result is not None and len(cells[result.cell]) < options.hosts:
                cells[result.cell].append(result)
    return [result for results in cells.values() for result in results]


def terms(result: Result) -> Terms:
    """What is added up over trials."""
    return (
        result.size, result.caught, result.gone, result.lost, result.boundary,
        float(result.is_exact), 1.0, float(result.lost > 0),
    )  # fmt: skip


def _caught(sums: Terms) -> float:
    return sums[1] / max(1.0, sums[0])


def _gone(sums: Terms) -> float:
    return sums[2] / max(1.0, sums[0])


def _row(name: str, results: Sequence[Result]) -> list[str]:
    sums = resample([terms(r) for r in results], [r.domain for r in results])
    _, _, _, lost, boundary, exact, count, _ = sums.all
    return [
        name, str(len(results)), *show_interval(sums.interval(_caught)),
        show_interval(sums.interval(_gone))[0], f"{lost:.0f}", f"{boundary / count:.1f}",
        f"{exact:.0f}",
    ]  # fmt: skip


def print_group(results: Sequence[Result], what: str) -> None:
    """One table: a row for each value of an attribute of the results."""
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[str(getattr(result, what))].append(result)
    header = [what, "documents", "caught", "95 %", "gone", "genuine lost", "boundary", "exact"]
    print_table(header, [_row(name, group) for name, group in groups.items()])


def print_cells(results: Sequence[Result]) -> None:
    """Share of characters gone by family and position, and the worst cell with its interval."""
    cells: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        cells[result.cell].append(result)
    families = list(dict.fromkeys(family for family, _ in cells))
    positions = list(dict.fromkeys(position for _, position in cells))
    figures = {
        cell: resample([terms(r) for r in group], [r.domain for r in group]).interval(_gone)
        for cell, group in cells.items()
    }
    shown = {cell: show(interval.value) for cell, interval in figures.items()}
    rows = [[family, *(shown.get((family, p), "") for p in positions)] for family in families]
    print_table(["gone", *positions], rows)
    worst = min(figures, key=lambda cell: figures[cell].value)
    print(f"\nWorst cell: {' / '.join(worst)}, {' '.join(show_interval(figures[worst]))}.")


def main() -> None:
    """Inject, clean, compare, print."""
    options = read_options()
    hosts = choose_hosts(load_wcxb(options.path), options)
    trials = list(plan(hosts, options))
    results = run(trials, options)
    print(f"{options.track} track, half {options.half!r}, spam={options.setting!r}:", end=" ")
    print(f"{len(results)} documents, {len({r.domain for r in results})} domains.")
    for what in ("family", "position", "script", "separator", "length"):
        print_group(results, what)
    print_cells(results)
    failures = [result for result in results if not result.is_exact]
    for result in failures[: options.show]:
        print(json.dumps(result.told(), ensure_ascii=False), file=sys.stderr)


if __name__ == "__main__":
    main()
