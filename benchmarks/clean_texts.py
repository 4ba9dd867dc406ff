"""What cleaning takes from text that is clean already: it should be next to nothing.

    python -m benchmarks.clean_texts PATH_TO_WCXB

The main contents of WCXB ("Web Content Extraction Benchmark", Murrough Foley 2026, CC-BY-4.0; its
folder has ``ground-truth/*.json``) are cleaned as text dumps. Whatever is removed is either chrome
that the annotators kept or genuine text that we lose: the list by rule, with examples, shows which.
Also printed: edits, documents that change when they are cleaned a second time (must be none), and
CPU time.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from cleaners import clean

EXAMPLES = 5
MIN_WORDS = 20
"""Shorter truths are no documents."""


@dataclass(frozen=True, slots=True)
class Result:
    """What happened to one clean text."""

    page_type: str
    words: int
    removed: tuple[tuple[str, str], ...]
    repairs: tuple[tuple[str, str, str], ...]
    stable: bool
    seconds: float
    characters: int

    @property
    def lost(self) -> int:
        """Words removed."""
        return sum(len(text.split()) for _, text in self.removed)


def measure(path: Path) -> Result | None:
    """Clean the truth of one page as a dump, twice."""
    page = json.loads(path.read_text("utf-8"))
    text = page["ground_truth"].get("main_content") or ""
    if len(text.split()) < MIN_WORDS:
        return None
    start = time.process_time()
    doc = clean(text, kind="text")
    seconds = time.process_time() - start
    return Result(
        page_type=page["_internal"]["page_type"]["primary"],
        words=len(text.split()),
        removed=tuple((b.rule or "", text[b.start : b.end]) for b in doc.blocks if not b.kept),
        repairs=tuple((e.cleaner, e.before, e.after) for e in doc.edits if e.after),
        stable=clean(doc.text, kind="text").text == doc.text,
        seconds=seconds,
        characters=len(text),
    )


def report(results: list[Result]) -> None:
    """Print the table by page type, then what was removed and repaired, by rule."""
    groups = defaultdict(list)
    for result in results:
        groups[result.page_type].append(result)
        groups["all"].append(result)
    print(f"cleancopy {version('cleancopy')}, Python {sys.version.split()[0]}\n")
    print("| type | documents | touched | words lost | lost over 20 % | unstable | ms a document |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, group in sorted(groups.items(), key=lambda item: len(item[1])):
        lost = sum(r.lost for r in group) / sum(r.words for r in group)
        print(
            f"| {name} | {len(group)} | {sum(r.lost > 0 for r in group)} | {lost:.3%}"
            f" | {sum(r.lost > 0.2 * r.words for r in group)} | {sum(not r.stable for r in group)}"
            f" | {1000 * sum(r.seconds for r in group) / len(group):.0f} |"
        )
    rules: dict[str, list[str]] = defaultdict(list)
    for result in results:
        for rule, text in result.removed:
            rules[rule].append(text)
    for rule, texts in sorted(
        rules.items(), key=lambda item: -sum(len(t.split()) for t in item[1])
    ):
        print(f"\n{rule}: {len(texts)} blocks, {sum(len(t.split()) for t in texts)} words")
        for text in texts[:: max(1, len(texts) // EXAMPLES)][:EXAMPLES]:
            print(f"    {text[:100]!r}")
    repairs = Counter(repair for result in results for repair in result.repairs)
    print(f"\nrepairs: {repairs.total()}")
    for (cleaner, before, after), count in repairs.most_common(25):
        print(f"    {count} x {cleaner}: {before[:40]!r} -> {after[:40]!r}")


def main() -> None:
    """Measure all truths below the given folder on all cores."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    paths = sorted((Path(sys.argv[1]) / "ground-truth").glob("*.json"))
    if not paths:
        sys.exit(f"{sys.argv[1]} has no ground-truth/*.json: is it the folder of WCXB?")
    with ProcessPoolExecutor() as pool:
        report([result for result in pool.map(measure, paths, chunksize=16) if result is not None])


if __name__ == "__main__":
    main()
