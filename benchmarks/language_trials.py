"""English documents with a block of another language in them, and what each system takes out."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.language_sources import Source, count_words, take_words
from benchmarks.pages import Page
from cleaners import clean, revert
from cleaners.document import Draft, Settings
from cleaners.language import find_foreign
from cleaners.pipeline import repair, until_stable
from cleaners.text_blocks import read_text

LENGTHS = ((3, 5), (5, 10), (10, 20), (20, 50), (50, 100), (100, 300))
"""Words of a block of noise, first and last but one."""
PLACES = ("top", "between", "end")
SHAPES = ("one block", "lines", "glued")
MUCH_ENGLISH = 2
"""Words of a host for one of noise, at least: it is to be an English document."""
PROSE = 10
"""Words of a line to which a translation is glued, at least."""
LONGEST_HOST = 200
"""Lines of a host at most."""
_SENTENCE_END = re.compile(r"(?<=[.!?。！？؟।])\s*")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Trial:
    """One document with noise in it.

    Attributes:
        text: the document, a block a line.
        noise: where the noise is in it.
        host, language, kind, place, shape, length: what was drawn; ``length`` is the first word
            number of its bin.
        words: of the noise.
    """

    text: str
    noise: Span
    host: str
    language: str
    kind: str
    place: str
    shape: str
    length: str
    words: int


@dataclass(frozen=True, slots=True)
class Result:
    """What one system took out of one trial."""

    trial: Trial
    removed: float
    lost: tuple[str, ...]
    seconds: float

    @property
    def lost_words(self) -> int:
        """English words that went."""
        return sum(len(text.split()) for text in self.lost)


def make_trials(
    hosts: Sequence[Page], sources: Mapping[str, Sequence[Source]], rounds: int
) -> Iterator[Trial]:
    """Every language at every length, place and shape, so many times."""
    for language, group in sources.items():
        chance = Random(f"noise {language}")  # noqa: S311
        for first, last in LENGTHS:
            for place in PLACES:
                for shape in SHAPES:
                    for _ in range(rounds):
                        size = chance.randrange(first, last)
                        source = chance.choice(group)
                        start = chance.randrange(len(source.paragraphs))
                        noise = take_words(source.paragraphs, start, size)
                        host = chance.choice(hosts)
                        if first <= count_words(noise) <= len(host.truth.split()) / MUCH_ENGLISH:
                            yield _insert(host, source, noise, (place, shape, first, last), chance)


def _insert(
    host: Page, source: Source, noise: str, drawn: tuple[str, str, int, int], chance: Random
) -> Trial:
    place, shape, first, last = drawn
    lines = [line.strip() for line in host.truth.split("\n") if line.strip()][:LONGEST_HOST]
    at = {"top": 0, "end": len(lines)}.get(place, chance.randrange(1, max(2, len(lines))))
    if shape == "lines":
        noise = "\n".join(_lines(noise))
    if shape == "glued":
        prose = [n for n, line in enumerate(lines) if len(line.split()) >= PROSE]
        at = chance.choice(prose or [len(lines) - 1])
        noise = noise if _SENTENCE_END.search(noise[-1:] + " ") else noise.rstrip(",;: ") + "."
        glued = f"{noise} {lines[at]}" if place == "top" else f"{lines[at]} {noise}"
        before = [*lines[:at], "" if place == "top" else lines[at] + " "]
        text = "\n".join([*lines[:at], glued, *lines[at + 1 :]])
        start = len("\n".join(before))
    else:
        text = "\n".join([*lines[:at], noise, *lines[at:]])
        start = sum(len(line) + 1 for line in lines[:at])
    return Trial(
        text, (start, start + len(noise)), host.name, source.language, source.kind, place, shape,
        f"{first}–{last}", count_words(noise),
    )  # fmt: skip


def _lines(noise: str) -> list[str]:
    """One sentence a line."""
    return [line.strip() for line in _SENTENCE_END.split(noise) if line and line.strip()]


def clean_language(text: str) -> Draft:
    """A dump after the language stage alone, mended before."""
    return until_stable(repair(read_text(text)), ((find_foreign,),), Settings())


def check_laws(trial: Trial) -> tuple[bool, bool]:
    """Whether every removal can be undone from the edits, and whether what is left stays so."""
    cleaned = clean_language(trial.text)
    undone = revert(cleaned.text, cleaned.edits) == trial.text
    left = "\n\n".join(cleaned.text_of(block) for block in cleaned.blocks)
    again = [edit for edit in clean_language(left).edits if edit.cleaner == "language"]
    return undone, not again


def find_ours(text: str) -> list[Span]:
    """The language stage alone, over a dump that is mended."""
    cleaned = clean_language(text)
    return [(edit.start, edit.end) for edit in cleaned.edits if edit.cleaner == "language"]


def find_with_all(text: str) -> list[Span]:
    """All stages of the pipeline."""
    doc = clean(text, kind="text")
    return [(edit.start, edit.end) for edit in doc.edits if not edit.after and edit.before.strip()]


def find_in_lines(is_foreign: Callable[[str], bool], text: str) -> list[Span]:
    """Lines that an identifier says are not English."""
    spans = []
    start = 0
    for line in text.split("\n"):
        if line.strip() and is_foreign(line):
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def measure(trial: Trial, find: Callable[[str], list[Span]]) -> Result:
    """What a system takes out of a trial."""
    begun = time.process_time()
    spans = find(trial.text)
    seconds = time.process_time() - begun
    start, end = trial.noise
    caught = sum(
        count_letters(trial.text[max(a, start) : min(b, end)]) for a, b in spans if a < end
    )
    outside = [(a, min(b, start)) for a, b in spans] + [(max(a, end), b) for a, b in spans]
    lost = tuple(trial.text[a:b].strip() for a, b in outside if trial.text[a:b].strip())
    return Result(trial, caught / max(1, count_letters(trial.text[start:end])), lost, seconds)


def count_letters(text: str) -> int:
    """Characters that are no white space."""
    return len("".join(text.split()))


def draft_of(text: str) -> Draft:
    """A dump that is mended, for the verdict on a whole document."""
    return repair(read_text(text))
