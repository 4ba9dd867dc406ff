"""What a process that cleans for days remembers of what it has seen."""

from __future__ import annotations

import random
import tracemalloc

from cleaners import clean
from cleaners.memory import LONGEST, remember

WORDS = ["the", "of", "and", "to", "was", "bridge", "river", "keeper", "county", "stone", "school"]


def test_short_texts_are_remembered_and_long_ones_are_not() -> None:
    """The answer is the same either way."""
    asked = []

    @remember()
    def count(text: str, more: int) -> int:
        asked.append(text)
        return len(text) + more

    short, long = "a" * LONGEST, "a" * (LONGEST + 1)
    for _ in range(2):
        assert (count(short, 1), count(long, 1)) == (LONGEST + 1, LONGEST + 2)
    assert asked == [short, long, long]


def test_long_lines_do_not_stay_in_memory() -> None:
    """Documents of one endless line each, all different, leave next to nothing behind."""
    draw = random.Random(1)  # noqa: S311

    def clean_one() -> int:
        text = " ".join(draw.choices(WORDS, k=20_000)) + "."
        clean(text, "text")
        return len(text)

    clean_one()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    size = sum(clean_one() for _ in range(4))
    left = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert left < size / 4
