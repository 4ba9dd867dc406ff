"""What is remembered of the lines of dumps gives the same evidence as measuring them anew."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleaners.chrome import line_facts
from cleaners.chrome.judge import measure_facts, measure_text
from cleaners.chrome.lexicon import look_up_text, read_tokens, split_kinds
from cleaners.chrome.line_facts import Remembered, read_facts
from cleaners.chrome.model import Model, dump, load, shipped
from cleaners.chrome.units import read_units
from cleaners.document import Document
from cleaners.pipeline import DEFAULTS, clean_with
from cleaners.text_runs import MOST, Layout, count_signs, read_lines

LEXICON = split_kinds(
    {"w:read": -50, "w:boat": 70, "b:read more": -90, "l:read more": -99, "f:the boat": 40}
)
PIECES = (
    "read", "more", "Read more", "the boat", "Boats", "1999", "5:30", "—", "* ", "## ", "> ", "|",
    "[all](x)", "**bold**", "©", "…", "?", ":", " ", "  ", "\t", "\u00a0", "é", "İ", ", ", '"',
    "aB", ").A", "a.B", "7C",
)  # fmt: skip
LINES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join)
DUMPS = st.lists(
    st.tuples(
        LINES.map(str.strip).filter(bool),
        st.builds(Layout, *[st.integers(0, MOST)] * 3),
    ),
    min_size=1,
    max_size=12,
)


def _measure_anew(texts: list[str], layouts: list[Layout]) -> NDArray[np.float32]:
    runs = read_lines(texts, layouts)
    _, rows = measure_text(runs, texts, layouts)
    return np.concatenate([rows, look_up_text(read_tokens(runs), LEXICON)], axis=1)


@given(DUMPS, DUMPS)
def test_remembered_lines_give_the_same_evidence(
    first: list[tuple[str, Layout]], second: list[tuple[str, Layout]]
) -> None:
    """To the bit, whatever was measured before, and with the same stretches and templates."""
    remembered: Remembered = {}
    for lines in (first, [*second, *first], second):
        texts, layouts = [text for text, _ in lines], [layout for _, layout in lines]
        evidence, rows = measure_facts(read_facts(texts, LEXICON, remembered), layouts)
        assert np.array_equal(rows, _measure_anew(texts, layouts))
        anew, _ = measure_text(read_lines(texts, layouts), texts, layouts)
        assert np.array_equal(evidence.stretches, anew.stretches)
        assert np.array_equal(evidence.words, anew.words)
        alike = evidence.templates[:, None] == evidence.templates
        assert np.array_equal(alike, anew.templates[:, None] == anew.templates)


def test_lines_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what was forgotten is measured again, with the same result."""
    monkeypatch.setattr(line_facts, "MOST_LINES", 3)
    remembered: Remembered = {}
    for texts in (["one", "two"], ["three", "four"], ["a b", "c", "d", "e", "f"], ["one", "two"]):
        facts = read_facts(texts, LEXICON, remembered)
        assert np.array_equal(facts.own, read_facts(texts, LEXICON, {}).own)
        assert len(remembered) <= 3
        assert remembered


def _clean(model: Model, text: str) -> Document:
    return clean_with(lambda _: model, text, "text", None, DEFAULTS)


def test_what_was_cleaned_before_does_not_matter() -> None:
    """A model that has judged other dumps judges as one that is new."""
    text = "Home\nNews\n\nThe boats came up the river in the spring.\n\nRead more\nShare\n"
    used, new = load(dump(shipped("text"))), load(dump(shipped("text")))
    _clean(used, "Read more\nThe boats came up.\nNews\n")
    assert used.remembered
    assert not new.remembered
    documents = [_clean(model, text) for model in (used, new)]
    assert documents[0] == documents[1]


@given(LINES.filter(str.strip))
@example("(see)Above, said.Then")
@example("two\u00a0 columns\there")
def test_signs_are_counted_whatever_a_glance_says(text: str) -> None:
    """The glances before the patterns spare time, and no place that looks glued or parted."""
    glue, columns, _ = count_signs(text)
    assert glue == len(re.findall(r"[a-z)][A-Z]|[a-z][.?!][A-Z]", text))
    assert columns == len(re.findall(r"\S(?:\s{2,}|\t)\S", text))


@given(st.text("aBcD).!?…:1 é", max_size=40).filter(str.strip))
@example("he said:Then")
@example("(one)Two [x]Three 1Four why?Five so!Six on…Seven")
def test_no_joint_is_missed(text: str) -> None:
    """A line is parted at every joint that has three letters on either side."""
    joint = r"(?<=[a-z])(?=[A-Z])|(?<=[)\]!?…\d])(?=[A-Z][a-z])|(?<=[a-z]{2}[.:])(?=[A-Z][a-z])"
    joints = {found.start() for found in re.finditer(joint, text)}
    brands = {place for place in joints if text[place - 1].islower()}
    cuts = {unit.start for unit in read_units([text])} - {0}
    assert cuts <= joints
    assert {place for place in joints - brands if text[:place].strip()} <= cuts
