"""How the benchmark of languages makes documents and counts what is taken out of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.language_sources import Source, count_words, half_of, take_words
from benchmarks.language_trials import Trial, find_in_lines, make_trials, measure
from benchmarks.language_verdicts import english_texts
from benchmarks.pages import Page

ENGLISH = "\n".join(
    f"Line {n} of the report says that the bridge was open and that nobody crossed it in the rain."
    for n in range(60)
)
GERMAN = "Der Bericht sagt auch, dass die Brücke offen war. Niemand ging im Regen über sie. " * 8
HOST = Page("host", Path("host.html"), "host.example", "article", ENGLISH, (), ())
SOURCES = {"de": [Source("page", "de", "page", (GERMAN.strip(),) * 3)]}
TRIALS = list(make_trials([HOST], SOURCES, 1))


def test_words_of_scripts_without_spaces_are_two_letters() -> None:
    """Others are parted by white space."""
    assert count_words("the old bridge") == 3
    assert count_words("这座老桥") == 2
    assert count_words("the 老桥 inn") == 3
    assert take_words(["这座老桥很老", "没有人"], 0, 2) == "这座老桥"
    assert take_words(["one two three", "four five"], 0, 4) == "one two three four"


def test_halves_do_not_change() -> None:
    """They are drawn by a checksum, not by a hash that changes from run to run."""
    assert [half_of(name) for name in ("a.example", "b.example", "c.example")] == [
        "score", "tune", "score",
    ]  # fmt: skip


def test_every_cell_is_drawn() -> None:
    """Six lengths, three places, three shapes."""
    assert len({(t.length, t.place, t.shape) for t in TRIALS}) == 54


@pytest.mark.parametrize("trial", TRIALS[::5], ids=lambda t: f"{t.length} {t.place} {t.shape}")
def test_noise_is_where_it_is_said_to_be(trial: Trial) -> None:
    """What is between is German to the letter, but for a full stop where it is glued, and what is left is the host's lines."""
    start, end = trial.noise
    text = trial.text
    noise = " ".join(text[start:end].split())
    assert noise.removesuffix(".") in " ".join([GERMAN.strip()] * 3)
    assert (text[:start] + text[end:]).split() == ENGLISH.split()


def test_what_is_taken_out_is_counted() -> None:
    """All noise and nothing else; everything; nothing; one English line."""
    trial = next(t for t in TRIALS if t.shape == "one block" and t.place == "between")
    assert measure(trial, lambda _: [trial.noise]).removed == 1
    assert measure(trial, lambda _: [trial.noise]).lost_words == 0
    everything = measure(trial, lambda text: [(0, len(text))])
    assert (everything.removed, everything.lost_words) == (1, len(ENGLISH.split()))
    nothing = measure(trial, lambda _: [])
    assert (nothing.removed, nothing.lost_words) == (0, 0)
    first = measure(trial, lambda text: find_in_lines(lambda line: "Line 0 " in line, text))
    assert (first.removed, first.lost_words) == (0, 19)


def test_english_texts_have_the_words_asked_for() -> None:
    """Cut behind the last word, lines as they were."""
    (text,) = english_texts([HOST], (50, 100))
    assert 50 <= len(text.split()) < 100
    assert ENGLISH.startswith(text)
