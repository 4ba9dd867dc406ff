"""What knowing a site's templates is worth: its pages with them and without.

    python -m benchmarks.templates PATH [--sites N] [--dumps DIR] [--losses N]

PATH is a split of WCXB, as for ``benchmarks.wcxb``. Two kinds of sites:

- *real*: the pages of each domain that has three or more;
- *made*: for some domains with one page, seven more documents; see :mod:`benchmarks.sites`.

As dumps: the text nodes of the page, one to a line; what Resiliparse makes of it, if that is
installed (extra ``bench``); and any other tool's, a folder in DIR with a file NAME.txt a page. Word
F1 as in ``benchmarks.wcxb``, over the documents with a truth. Nothing is fitted to a site.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import mean

from benchmarks.pages import load_wcxb
from benchmarks.scoring import compare_words
from benchmarks.sites import (
    Dump,
    Item,
    dump_text_nodes,
    dump_with_resiliparse,
    made_sites,
    read_dump,
    real_sites,
)
from benchmarks.tables import print_table, show
from cleaners import Site, clean, find_templates, read_outline

NOTICEABLE = 0.02
"""Difference in F1 from which a document counts as better or worse."""


@dataclass(frozen=True, slots=True)
class Result:
    """F1 of one document without and with its site's templates, and what they removed."""

    name: str
    site: str
    before: float
    after: float
    removed: tuple[str, ...]


def score_site(site: tuple[str, list[Item]]) -> list[Result]:
    """Clean the documents of a site without and with what recurs on it."""
    name, items = site
    known = Site(name, find_templates(read_outline(item.source, "text")[1] for item in items))
    return [_score(item, known) for item in items]


def _score(item: Item, site: Site) -> Result:
    alone, known = clean(item.source, "text"), clean(item.source, "text", site=site)
    f1 = [compare_words(doc.text, item.truth).f1 for doc in (alone, known)]
    was_kept = {block.start for block in alone.blocks if block.kept}
    gone = (b for b in known.blocks if not b.kept and b.start in was_kept)
    removed = tuple(known.source_text[block.start : block.end] for block in gone)
    return Result(item.name, site.name, f1[0], f1[1], removed)


def _row(label: Sequence[str], results: Sequence[Result]) -> list[str]:
    differences = [result.after - result.before for result in results]
    return [
        *label,
        str(len({result.site for result in results})),
        str(len(results)),
        show(mean(result.before for result in results)),
        show(mean(result.after for result in results)),
        f"{mean(differences):+.3f}",
        str(sum(difference > NOTICEABLE for difference in differences)),
        str(sum(difference < -NOTICEABLE for difference in differences)),
        str(sum(_falls(results))),
    ]


def _falls(results: Sequence[Result]) -> Iterator[bool]:
    """For each site, whether its mean falls."""
    sites = defaultdict(list)
    for result in results:
        sites[result.site].append(result.after - result.before)
    return (mean(differences) < -1e-9 for differences in sites.values())


def _print_losses(title: str, results: Sequence[Result], many: int) -> None:
    for result in sorted(results, key=lambda r: r.after - r.before)[:many]:
        if result.after < result.before:
            print(f"\n{title}, {result.name}, {result.site}: {result.after - result.before:+.3f}")
            print("\n".join(f"    {line[:120]}" for line in result.removed[:40]))


def main() -> None:
    """Make the sites, clean them twice, print the table and what was lost."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path, help="folder of the data set")
    parser.add_argument("--sites", type=int, default=40, metavar="N", help="to make (default: 40)")
    parser.add_argument("--dumps", type=Path, metavar="DIR", help="dumps of other tools")
    parser.add_argument("--losses", type=int, default=0, metavar="N", help="to show, of each table")
    options = parser.parse_args()
    pages = load_wcxb(options.path)
    tools: dict[str, Dump] = {"text nodes": dump_text_nodes}
    if find_spec("resiliparse") is not None:
        tools["resiliparse"] = dump_with_resiliparse
    for folder in sorted(options.dumps.iterdir()) if options.dumps else ():
        if folder.is_dir():
            tools[folder.name] = partial(read_dump, folder=folder)
    rows, losses = [], []
    with ProcessPoolExecutor() as pool:
        for tool, dump in tools.items():
            real, made = real_sites(pages, dump), made_sites(pages, dump, options.sites)
            for kind, sites in (("real", real), ("made", made)):
                results = [r for found in pool.map(score_site, sites.items()) for r in found]
                rows.append(_row((kind, tool), results))
                losses.append((f"{kind}, {tool}", results))
    header = ["sites", "dumped by", "sites", "documents", "F1 alone", "F1 with templates", "gain"]
    print_table([*header, "documents better", "worse", "sites worse"], rows)
    for title, results in losses:
        _print_losses(title, results, options.losses)


if __name__ == "__main__":
    main()
