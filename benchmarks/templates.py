"""What knowing a site's templates is worth: its pages with them and without.

    python -m benchmarks.templates PATH [--sites N] [--dumps DIR] [--folds DIR] [--losses N]

PATH is a split of WCXB, as for ``benchmarks.wcxb``. Two kinds of sites:

- *real*: the pages of each domain that has three or more;
- *made*: for some domains with one page, seven more documents; see :mod:`benchmarks.sites`.

Each as a page (real sites only) and as dumps: the text nodes of the page, one to a line; what
Resiliparse makes of it, if that is installed (extra ``bench``); and any other tool's, a folder in
DIR with a file NAME.txt a page.
Word F1 as in ``benchmarks.wcxb``, over the documents with a truth. Pages are
judged by the shipped weights, which have seen them, unless --folds names weights that have not.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from statistics import mean

from benchmarks.folds import choose_models
from benchmarks.pages import load_wcxb, read_html
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
from cleaners import Document, Settings, Site, find_templates, read_outline
from cleaners.chrome.model import Model, load, shipped
from cleaners.document import Kind
from cleaners.pipeline import clean_with

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


def score_site(
    site: tuple[str, list[Item]], kind: Kind, models: Mapping[str, Path]
) -> list[Result]:
    """Clean the documents of a site without and with what recurs on it."""
    name, items = site
    known = Site(name, find_templates(read_outline(item.source, kind)[1] for item in items))
    load = partial(load_model, models.get(items[0].name))
    return [_score(item, known, partial(clean_with, load, item.source, kind)) for item in items]


@cache
def load_model(path: Path | None) -> Model:
    """The weights in a file, or those shipped."""
    return shipped() if path is None else load(path.read_bytes())


def _score(item: Item, site: Site, clean: Callable[..., Document]) -> Result:
    settings = Settings()
    alone, known = clean(None, settings), clean(None, settings, site=site)
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
    parser.add_argument("--folds", type=Path, metavar="DIR", help="cross-validation: folds.json")
    parser.add_argument("--losses", type=int, default=0, metavar="N", help="to show, of each table")
    options = parser.parse_args()
    pages = load_wcxb(options.path)
    models = choose_models(pages, options.folds) if options.folds else {}
    tools: dict[str, Dump] = {"text nodes": dump_text_nodes}
    if find_spec("resiliparse") is not None:
        tools["resiliparse"] = dump_with_resiliparse
    for folder in sorted(options.dumps.iterdir()) if options.dumps else ():
        if folder.is_dir():
            tools[folder.name] = partial(read_dump, folder=folder)
    groups: list[tuple[str, str, Kind, dict[str, list[Item]]]]
    groups = [("real", "pages", "html", real_sites(pages, lambda page: read_html(page.path)))]
    for tool, dump in tools.items():
        groups.append(("real", tool, "text", real_sites(pages, dump)))
        groups.append(("made", tool, "text", made_sites(pages, dump, options.sites)))
    rows, losses = [], []
    with ProcessPoolExecutor() as pool:
        for sites, tool, kind, items in groups:
            score = partial(score_site, kind=kind, models=models)
            results = [r for found in pool.map(score, items.items()) for r in found]
            rows.append(_row((sites, tool), results))
            losses.append((f"{sites} {tool}", results))
    header = ["sites", "source", "sites", "documents", "F1 alone", "F1 with templates", "gain"]
    print_table([*header, "documents better", "worse", "sites worse"], rows)
    for title, results in losses:
        _print_losses(title, results, options.losses)


if __name__ == "__main__":
    main()
