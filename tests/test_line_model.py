"""Dumps: hard wraps, units, layout, and what the line model promises."""

from __future__ import annotations

import textwrap
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import clean, revert
from cleaners.chrome.lexicon import TEXT_COLUMNS, look_up_text, read_tokens, split_kinds
from cleaners.chrome.model import LINE_COLUMNS, dump, load, shipped
from cleaners.chrome.units import lay_out, read_units
from cleaners.text_blocks import read_text
from cleaners.text_runs import Layout, read_layout, read_lines
from cleaners.wrapping import find_paragraphs

STORY = [
    "The keeper of the lower lock said on Monday that the gates had not been closed for a week,"
    " because the pumps that were ordered in the spring had been sent to another town by mistake.",
    "Boats that came up the river waited in the reeds, and their crews bought bread from the farm"
    " on the hill until the farmer, who had five children, told them that there was none left.",
    "A council engineer promised that the pumps would come by rail before the end of the month, and"
    " that the town would pay for the bread.",
]
POEM = [
    "The river does not ask who rows",
    "It takes the oar, the leaf, the rain",
    "and where it goes the heron knows",
    "who never tells, and stands again.",
]


@pytest.mark.parametrize("width", [66, 72, 78, 80])
@pytest.mark.parametrize("indent", ["", "   "])
def test_wrapped_paragraphs_are_joined(width: int, indent: str) -> None:
    """Whatever the width: each paragraph is one line again, and every edit can be undone."""
    wrapped = "\n\n".join(
        textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent)
        for text in STORY
    )
    doc = clean(wrapped, kind="text")
    assert doc.text.split("\n\n") == STORY
    assert {edit.rule for edit in doc.edits} == {"hard_wrap"}
    assert revert(doc.text, ()) == doc.text
    assert clean(doc.text, kind="text").text == doc.text


def test_items_behind_a_wrapped_paragraph_stay_apart() -> None:
    """A list in a wrapped text keeps its lines; a long item of it is joined."""
    item = textwrap.fill("* " + STORY[0], 72, subsequent_indent="  ")
    text = "\n".join([textwrap.fill(STORY[1], 72), "* one pump", "* two pumps", item])
    lines = text.split("\n")
    first, last = find_paragraphs(lines)
    assert (first.start, first.stop) == (0, len(textwrap.wrap(STORY[1], 72)))
    assert (last.start, last.stop) == (first.stop + 2, len(lines))


@pytest.mark.parametrize(
    "lines",
    [
        POEM * 3,
        [f"{n}. {name} {n} points, {n} games" for n, name in enumerate(("Ann", "Bo", "Cy") * 9)],
        STORY,
        ["word " * n for n in (13, 14, 12, 15, 13, 16, 12)],
        [f"The 42 tram of the city of Brno runs again on all days but Sundays, says page {n}"
         for n in range(9)],
    ],
    ids=["verse", "table", "paragraphs", "ragged", "rows of one width"],
)  # fmt: skip
def test_lines_that_end_where_they_mean_to_are_not_joined(lines: list[str]) -> None:
    """Verse, tables, lists and paragraphs of one line each."""
    assert find_paragraphs(lines) == []


def test_a_word_broken_at_its_hyphen_is_whole_again() -> None:
    """``well-`` and ``known`` become one word again, without a space."""
    lines = [
        "The lock at the lower end of the canal was opened in spring by the",
        "engineer of the town, who had been called to the place by a well-",
        "known boatman with three sons, and by the keeper of the inn at the",
        "bend of the river, where nobody had seen so much water for a great",
        "many years.",
    ]
    doc = clean("\n".join(lines), kind="text")
    assert doc.text == " ".join(lines).replace("well- known", "well-known")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Global EditionASIA", ["Global Edition", "ASIA"]),
        ("It will open in spring.Read more about it", ["It will open in spring.", "Read more about it"]),
        ("By Ann Miller3 March 2024The harbour master", ["By Ann Miller3 March 2024", "The harbour master"]),
        ("He bought an iPhone from McDonald in the USA.", ["He bought an iPhone from McDonald in the USA."]),
        ("See example.com or U.S.Route 5 (east)", ["See example.com or U.S.Route 5 (east)"]),
    ],
)  # fmt: skip
def test_lines_are_parted_where_a_tool_glued_them(text: str, parts: list[str]) -> None:
    """At a capital behind a small letter, a bracket, a number or the end of a sentence."""
    assert [text[u.start : u.end] for u in read_units([text])] == parts


def test_a_brand_in_the_lexicon_is_not_parted() -> None:
    """The shape alone cannot tell "YouTube" from two words."""
    known = split_kinds({"w:youtube": 10})
    assert len(read_units(["Watch it on YouTube today"], known)) == 1
    assert len(read_units(["Watch it on YouTube today"], split_kinds({}))) == 2


@given(st.lists(st.text(max_size=60), max_size=8))
def test_units_cover_every_line(lines: list[str]) -> None:
    """Put together again, the parts are the lines."""
    texts = [line for line in lines if line.strip()]
    units = read_units(texts)
    assert [
        "".join(t[u.start : u.end] for u in units if u.block == i) for i, t in enumerate(texts)
    ] == texts
    layouts = lay_out(units, [Layout(3, 3, 1)] * len(texts))
    assert all(layout.indent == 1 for layout in layouts)


def test_signs_are_read_as_the_elements_they_stand_for() -> None:
    """Bullets, headings, cells and links of Markdown."""
    lines = ["## Next steps", "* one item", "a | b", "> he said", "[all](x) [news](y)", "plain"]
    runs = read_lines(lines, [Layout()] * len(lines))
    assert [run.scope.path for run in runs] == ["h2", "li", "td", "blockquote", "p", "p"]
    assert [run.text for run in runs] == [
        "Next steps",
        "one item",
        "a | b",
        "he said",
        "all news",
        "plain",
    ]
    assert runs[4].link_density == 1.0


def test_the_layout_counts_line_breaks_and_columns() -> None:
    """Of the first and the last block, the outer gap says nothing."""
    draft = read_text("\n\n one\n\n\n    two\nthree\n")
    assert read_layout(draft) == [Layout(2, 3, 1), Layout(3, 1, 4), Layout(1, 2, 0)]


def test_text_tokens_are_looked_up_by_kind() -> None:
    """Mean, lowest, highest and sum; blocks without words score nothing."""
    runs = read_lines(["read more", "—", "more boats"], [Layout()] * 3)
    lexicon = split_kinds({"w:read": -50, "w:more": -30, "b:read more": -90, "l:read more": -99})
    rows = look_up_text(read_tokens(runs), lexicon)
    found = dict(zip(TEXT_COLUMNS, rows.T, strict=True))
    assert list(found["wording: mean"]) == [-40, 0, -15]
    assert list(found["wording: lowest"]) == [-50, 0, -30]
    assert list(found["pairs: sum"]) == [-90, 0, 0]
    assert list(found["whole line"]) == [-99, 0, 0]
    assert list(found["+1: wording"]) == [0, -15, -1]


def test_the_shipped_weights_survive_being_written() -> None:
    """What is loaded is what was dumped, and says what it was learnt from."""
    model = shipped("text")
    again = load(dump(model))
    rows = np.random.default_rng(0).normal(size=(50, len(LINE_COLUMNS))).astype(np.float32)
    assert np.array_equal(again.second.probabilities(rows), model.second.probabilities(rows))
    assert again.advised is None
    assert "WCXB" in " ".join(model.card["sources"])


@pytest.mark.parametrize("piece", ["aB", "abcD", "abcdefghI", "ab. C ", "word Word2"])
def test_a_line_of_joints_takes_linear_time(piece: str) -> None:
    """Four times the line, four times the time; a quadratic search would take sixteen.

    The best of three counts: in a process that has seen many tests, one collection of garbage takes
    longer than all of them.
    """
    seconds = []
    for size in (20_000, 80_000):
        taken = []
        for turn in range(3):
            text = piece * (size // len(piece)) + "." * turn  # never the same one again
            start = time.process_time()
            units = read_units([text])
            taken.append(time.process_time() - start)
        seconds.append(min(taken))
        assert "".join(text[unit.start : unit.end] for unit in units) == text
    assert seconds[1] < 8 * seconds[0] + 0.2
