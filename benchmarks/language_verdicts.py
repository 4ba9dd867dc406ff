"""The verdict on whole documents: English texts that are rejected, foreign ones that are kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from random import Random

from benchmarks.language_peers import PEERS, says_foreign
from benchmarks.language_sources import Source, count_words, take_words
from benchmarks.language_trials import draft_of
from benchmarks.options import OURS
from benchmarks.pages import Page
from benchmarks.tables import print_table
from cleaners import Settings
from cleaners.checks import check_language

DOCUMENT_LENGTHS = ((20, 50), (50, 100), (100, 300))
DOCUMENTS = 30
"""Foreign texts a language and length."""


def rejects_ours(text: str) -> bool:
    """The verdict on a whole text."""
    return check_language(draft_of(text), text, Settings()) is not None


def verdicts(names: Iterable[str]) -> dict[str, Callable[[str], bool]]:
    """What rejects whole texts, by name."""
    known: dict[str, Callable[[str], bool]] = {OURS: rejects_ours}
    for name, code_of in PEERS.items():
        known[name] = partial(says_foreign, code_of=code_of)
    return {name: known[name] for name in names if name in known}


def foreign_texts(sources: dict[str, list[Source]], size: tuple[int, int]) -> list[str]:
    """Texts of so many words, the same number of each language."""
    texts = []
    for language, group in sources.items():
        chance = Random(f"document {language} {size}")  # noqa: S311
        for _ in range(DOCUMENTS):
            source = chance.choice(group)
            start = chance.randrange(len(source.paragraphs))
            text = take_words(source.paragraphs, start, chance.randrange(*size))
            if count_words(text) >= size[0]:
                texts.append(text)
    return texts


def english_texts(hosts: Sequence[Page], size: tuple[int, int]) -> list[str]:
    """The first words of every English document, lines as they were."""
    texts = []
    for host in hosts:
        chance = Random(f"document {host.name} {size}")  # noqa: S311
        wanted = chance.randrange(*size)
        lines: list[str] = []
        for line in host.truth.split("\n"):
            words = line.split()[: wanted - sum(len(done.split()) for done in lines)]
            if words:
                lines.append(" ".join(words))
        if sum(len(line.split()) for line in lines) >= size[0]:
            texts.append("\n".join(lines))
    return texts


def print_verdicts(
    hosts: Sequence[Page], sources: dict[str, list[Source]], names: Sequence[str], show: int
) -> None:
    """How often the verdict on whole documents is right."""
    samples = {
        f"{a}–{b}": (english_texts(hosts, (a, b)), foreign_texts(sources, (a, b)))
        for a, b in DOCUMENT_LENGTHS
    }
    samples["whole"] = ([host.truth for host in hosts], [])
    rows = []
    for name, rejects in verdicts(names).items():
        for length, (english, foreign) in samples.items():
            wrong = [text for text in english if rejects(text)]
            missed = [text for text in foreign if not rejects(text)]
            right = 1 - (len(wrong) + len(missed)) / (len(english) + len(foreign))
            row = [f"{name}, {length} words", f"{len(wrong)} of {len(english)}"]
            rows.append([*row, f"{len(missed)} of {len(foreign)}", f"{right:.4f}"])
            if name == OURS:
                show_texts("English rejected", wrong, show)
                show_texts("foreign kept", missed, show)
    print_table(["whole documents", "English rejected", "foreign kept", "right"], rows)


def show_texts(what: str, texts: Sequence[str], many: int) -> None:
    """Some failures, on the standard error stream."""
    for text in texts[:many]:
        print(f"{what}: {text[:200]!r}", file=sys.stderr)
