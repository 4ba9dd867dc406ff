"""Fast ways of counting, against the plain ones that say what is meant."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.chrome.characters import FIRST_WORDS, count_characters
from cleaners.chrome.lines import MOSTLY_PHRASES
from cleaners.chrome.phrases import share_of_phrases
from cleaners.credits import _LABEL, _without_label
from cleaners.scripts import _NON_LATIN, count_scripts, has_other_scripts
from cleaners.stopwords import count_words, words_of

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
TEXTS = st.text(
    st.one_of(
        st.sampled_from(" .,?!|•“”\"'’aZé0 9\n\xa0\u3000İǅ中"),
        st.characters(exclude_categories=["Cs"]),
    ),
    min_size=1,
    max_size=60,
).filter(lambda text: bool(text.strip()))
PIECES = st.sampled_from(
    "share print tweet facebook subscribe the bridge of on At posted Updated last edit: written by date"
    " filed Reply | » 3 comments e-mail'd rock'n'roll".split()
)
LINES = st.lists(PIECES, min_size=1, max_size=12).map(" ".join)


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_characters_are_counted_as_one_would_by_hand(texts: list[str]) -> None:
    """Each kind, in each text, whatever its neighbours."""
    counts = count_characters(texts)
    for index, text in enumerate(texts):
        words = text.split()
        ends = sum(text.count(f"{mark} ") for mark in ".?!") + (text[-1] in ".?!")
        assert counts.characters[index] == len(text) - text.count(" ")
        assert counts.words[index] == len(words)
        assert counts.capitals[index] == sum(word[0].isupper() for word in words[:FIRST_WORDS])
        assert counts.marks[index] == ends
        assert counts.commas[index] == text.count(",")
        assert counts.digits[index] == len(re.findall("[0-9]", text))
        assert counts.bars[index] == len(re.findall("[|•·»›]", text))
        assert counts.quotes[index] == len(re.findall('["“”]', text))


def test_only_the_first_words_are_looked_at_for_capitals() -> None:
    """Of each text, not of all together."""
    counts = count_characters(["A " * (FIRST_WORDS + 5), "b " * FIRST_WORDS + "C", "D e"])
    assert counts.capitals.tolist() == [FIRST_WORDS, 0, 1]


@given(st.one_of(TEXTS, LINES, st.text(st.characters(max_codepoint=127))))
def test_words_are_those_of_the_pattern(text: str) -> None:
    """However ASCII text is cut, and however early counting ends."""
    words = WORD.findall(text.lower())
    assert words_of(text) == words
    assert count_words(text, 3) == min(len(words), 3)


@given(TEXTS)
def test_letters_of_all_scripts_are_counted(text: str) -> None:
    """Latin ones with or without accents; a text has other scripts if any letter is of one."""
    latin = re.findall(
        "[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]", text
    )
    assert count_scripts(text)["Latin"] == len(latin)
    assert has_other_scripts(text) == (_NON_LATIN.search(text) is not None)


@given(LINES)
def test_a_glance_finds_every_label(text: str) -> None:
    """As taking the labels out without one."""
    assert _without_label(text) == _LABEL.sub(" ", text)


@pytest.mark.parametrize(
    "text",
    [
        "On Monday",
        "seen at ",
        "First Published",
        "as of May",
        "pub time",
        "LAST UPDATE",
        "laſt change",
    ],
)
def test_labels_in_all_places(text: str) -> None:
    """At both ends, in capitals, with a long s."""
    assert _without_label(text) == _LABEL.sub(" ", text)


@given(LINES)
def test_a_share_that_is_given_up_would_not_have_been_enough(line: str) -> None:
    """And one that would is told exactly."""
    whole = share_of_phrases(line)
    early = share_of_phrases(line, MOSTLY_PHRASES)
    assert early == whole or (early == 0.0 and whole < MOSTLY_PHRASES)
