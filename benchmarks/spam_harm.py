"""What the search for spam takes from text that has none, every single hit listed.

    python -m benchmarks.spam_harm PATH_TO_WCXB [--trafilatura-eval PATH] [--texts FOLDER ...]

Searched as dumps, repaired, in any language, so that no other stage does its work: the main
contents of WCXB, the whole texts of the pages of trafilatura's evaluation (both are described in
``benchmarks/pages.py``), and every ``*.txt`` below the folders given. A hit is genuine text that
was cut, or spam that the annotators did not see: read it. Suspicions, which change nothing, are
counted.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pages import load_trafilatura_eval, load_wcxb
from benchmarks.spam_trial import decode_page, search_text, text_of_page
from benchmarks.tables import print_table

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Text:
    """A text without spam, and where it is from."""

    source: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """What was found in it: cuts as rule and text, suspicions by rule."""

    text: Text
    cuts: tuple[tuple[str, str], ...]
    suspicions: Counter[str]


def load(options: argparse.Namespace) -> Iterator[Text]:
    """All texts, one at a time."""
    for page in load_wcxb(options.path):
        yield Text("WCXB, main contents", page.name, page.truth)
    if options.trafilatura_eval:
        for page in load_trafilatura_eval(options.trafilatura_eval):
            yield Text("trafilatura's evaluation", page.name, text_of_page(decode_page(page)))
    for folder in options.texts:
        for path in sorted(folder.rglob("*.txt")):
            yield Text(folder.name, path.stem, path.read_text("utf-8", "replace"))


def search(text: Text) -> Result:
    """Cuts and suspicions in one text."""
    draft, suspicions = search_text(text.text)
    cuts = [(e.rule, e.before) for e in draft.edits if e.cleaner == "spam"]
    return Result(text, tuple(cuts), Counter(edit.rule for edit in suspicions))


def main() -> None:
    """Search, count, list."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path)
    parser.add_argument("--trafilatura-eval", type=Path)
    parser.add_argument("--texts", type=Path, action="append", default=[])
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    with ProcessPoolExecutor(options.jobs) as pool:
        results = list(pool.map(search, load(options), chunksize=16))
    rows = []
    for source in dict.fromkeys(result.text.source for result in results):
        group = [result for result in results if result.text.source == source]
        size = sum(len(result.text.text) for result in group)
        cut = sum(len(text) for result in group for _, text in result.cuts)
        touched = sum(bool(result.cuts) for result in group)
        suspicions = sum((result.suspicions for result in group), Counter[str]())
        flagged = sum(bool(result.suspicions) for result in group)
        told = ", ".join(f"{rule} {count}" for rule, count in suspicions.most_common())
        rows.append([
            source, str(len(group)), f"{size:,}", str(touched), f"{cut:,}",
            f"{cut / max(1, size):.4%}", str(flagged), told,
        ])  # fmt: skip
    header = ["source", "texts", "characters", "touched", "cut", "share", "flagged", "suspicions"]
    print_table(header, rows)
    for result in results:
        for rule, text in result.cuts:
            print(f"{result.text.source}, {result.text.name}, {rule}: {text[:SHOWN]!r}")


if __name__ == "__main__":
    main()
