"""Words that were cut in two: "TechNet" of which only "Net" is left, and glue that was undone.

    python -m benchmarks.joints WCXB DUMPS --folds DIR [--sample N] [--damage glued] [--half 0]
                                [--show]

Arguments as in :mod:`benchmarks.dumps`. Counted is every place at which what was removed begins or
ends between two letters. It is a word cut in two where the main content of the page has the whole
of it as a word, and glue undone where it has not, but has what is left of it. Rules may be tuned on
one half of the domains (``--half 0``) and are reported on the other (``--half 1``).
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.damage import DAMAGES
from benchmarks.dump_pages import Dump, damage_dumps, find_dumps, find_tools
from benchmarks.folds import choose_models, read_folds
from benchmarks.pages import load_wcxb, sample
from cleaners import Document, Settings

_WORD = re.compile(r"\w+")
SHOWN = 30
"""Characters shown of what was removed, and of what was left beside it."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A place inside of a word at which something was removed.

    Attributes:
        word: the letters and figures around the place.
        left: those of them that stayed.
        removed: all that was removed there.
    """

    word: str
    left: str
    removed: str

    def kind(self, truth: frozenset[str]) -> str:
        """Whether a word of the main content was cut in two, or glue undone."""
        if self.word in truth:
            return "word"
        return "glue" if self.left in truth else "neither"


def find_cuts(doc: Document) -> Iterator[Cut]:
    """The places inside of words at which chrome was removed and the other side stayed."""
    text = doc.source_text
    removed = [e for e in doc.edits if e.cleaner == "chrome" and not e.after]
    gone = {place for edit in removed for place in range(edit.start, edit.end)}
    for word in _WORD.finditer(text):
        for place in range(word.start() + 1, word.end()):
            if (place in gone) == (place - 1 in gone):
                continue
            if not (text[place - 1].isalpha() and text[place].isalpha()):
                continue
            head, tail = text[word.start() : place], text[place : word.end()]
            edit = next(edit for edit in removed if place in (edit.start, edit.end))
            yield Cut(word[0], tail if place - 1 in gone else head, edit.before)


def clean_dump(dump: Dump, model: Path) -> Document:
    """A dump, cleaned with weights that have not seen it."""
    pipeline: Any = import_module("cleaners.pipeline")
    weights = _load(model)
    text = dump.page.path.read_text("utf-8")
    doc: Document = pipeline.clean_with(lambda _: weights, text, "text", None, Settings())
    return doc


@cache
def _load(model: Path) -> object:
    return import_module("cleaners.chrome.model").load(model.read_bytes())


def half_of(domain: str) -> int:
    """The half of the domains that one belongs to."""
    return sha256(domain.encode()).digest()[0] % 2


def choose_dumps(given: argparse.Namespace, folder: Path) -> list[Dump]:
    """The dumps asked for of which some model has seen neither the domain nor the tool."""
    pages = [page for page in load_wcxb(given.path) if page.truth]
    pages = sample(pages, given.sample)
    dumps = find_dumps(pages, given.dumps, find_tools(given.dumps))
    if given.damage:
        dumps = list(damage_dumps(dumps, [given.damage], folder))
    models = read_folds(given.folds)
    dumps = [dump for dump in dumps if (dump.page.domain.lower(), dump.tool) in models]
    return [dump for dump in dumps if given.half in (None, half_of(dump.page.domain))]


def count_cuts(dumps: Sequence[Dump], folds: Path, *, show: bool) -> Counter[str]:
    """How many cuts there are of each kind; each is printed if asked for."""
    models = choose_models([d.page for d in dumps], folds, {d.page.name: d.tool for d in dumps})
    counts: Counter[str] = Counter()
    for dump in dumps:
        truth = frozenset(_WORD.findall(dump.page.truth))
        for cut in find_cuts(clean_dump(dump, models[dump.page.name])):
            kind = cut.kind(truth)
            counts[kind] += 1
            if show:
                print(kind, dump.page.name, cut.word, repr(cut.removed[-SHOWN:]), cut.left)
    return counts


def main() -> None:
    """Clean the dumps and print the counts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path, help="folder of the data set")
    parser.add_argument("dumps", type=Path, help="folder of the dumps")
    parser.add_argument("--folds", type=Path, required=True, help="folder of the training")
    parser.add_argument("--sample", type=int, help="pages drawn")
    parser.add_argument("--damage", choices=list(DAMAGES), help="damage the dumps first")
    parser.add_argument("--half", type=int, choices=(0, 1), help="of the domains (default: both)")
    parser.add_argument("--show", action="store_true", help="print each cut")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        dumps = choose_dumps(given, Path(folder))
        counts = count_cuts(dumps, given.folds, show=given.show)
    print(
        f"{len(dumps)} dumps: {counts['word']} words cut in two, {counts['glue']} times glue"
        f" undone, {counts['neither']} cuts of neither kind"
    )


if __name__ == "__main__":
    main()
