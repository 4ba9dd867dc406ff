"""What the spam stage does to benchmarks of clean pages: with and without it, side by side.

    python -m benchmarks.spam_switch PATH_TO_WCXB [--dumps FOLDER] [--sample N] [--jobs J]

Pages of WCXB with a truth, and their dumps by real tools if ``python -m benchmarks.dumping`` has
written some to a folder, are cleaned with ``Settings(spam="strip")`` and ``spam="off"``, with the
weights that ship (which have seen these pages: only the difference counts). Printed: word F1 of
both, documents that differ, and what was cut from each of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pages import Page, load_wcxb, read_html, sample
from benchmarks.scoring import compare_words
from benchmarks.tables import print_table
from cleaners import Settings, clean
from cleaners.document import Kind

SHOWN = 120
SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Source:
    """A page or a dump of it: its track is ``pages`` or the name of the tool."""

    page: Page
    path: Path
    track: str

    @property
    def kind(self) -> Kind:
        """What it is to be cleaned as."""
        return "html" if self.track == "pages" else "text"


@dataclass(frozen=True, slots=True)
class Result:
    """F1 with the stage and without, and what the stage cut."""

    source: Source
    on: float
    off: float
    cuts: tuple[str, ...]


def measure(source: Source) -> Result:
    """Clean one source twice."""
    data = read_html(source.path)
    with_stage = clean(data, kind=source.kind)
    without = clean(data, kind=source.kind, settings=Settings(spam="off"))
    on, off = (compare_words(doc.text, source.page.truth).f1 for doc in (with_stage, without))
    cuts = tuple(edit.before for edit in with_stage.edits if edit.cleaner == "spam")
    return Result(source, on, off, cuts)


def sources_of(pages: Sequence[Page], dumps: Path | None) -> list[Source]:
    """The pages, then their dumps tool by tool."""
    found = [Source(page, page.path, "pages") for page in pages]
    for tool in sorted(path for path in dumps.iterdir() if path.is_dir()) if dumps else []:
        files = ((page, tool / f"{page.name}.txt") for page in pages)
        found += [Source(page, path, tool.name) for page, path in files if path.is_file()]
    return found


def main() -> None:
    """Clean, compare, list."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path)
    parser.add_argument("--dumps", type=Path)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    pages = sample([page for page in load_wcxb(given.path) if page.truth], given.sample)
    with ProcessPoolExecutor(given.jobs) as pool:
        results = list(pool.map(measure, sources_of(pages, given.dumps), chunksize=4))
    rows = []
    for track in dict.fromkeys(result.source.track for result in results):
        group = [result for result in results if result.source.track == track]
        on, off = (
            sum(values) / len(group) for values in ([r.on for r in group], [r.off for r in group])
        )
        better = sum(r.on > r.off + SAME for r in group)
        worse = sum(r.on < r.off - SAME for r in group)
        cut = sum(bool(r.cuts) for r in group)
        rows.append([
            track, str(len(group)), f"{on:.4f}", f"{off:.4f}", str(cut), str(better), str(worse),
        ])  # fmt: skip
    print_table(["track", "documents", "F1 on", "F1 off", "cut", "better", "worse"], rows)
    for result in results:
        for text in result.cuts:
            change = f"{result.off:.3f} → {result.on:.3f}"
            print(f"{result.source.track}, {result.source.page.name} ({change}): {text[:SHOWN]!r}")


if __name__ == "__main__":
    main()
