"""Escapes, mojibake and white space: cases in the wild, negative cases, known limits."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from ftfy.badness import is_bad

from cleaners import clean
from cleaners.code import looks_like_code
from cleaners.differences import find_differences
from cleaners.pipeline import repair
from cleaners.text_blocks import read_text

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "cases" / "repairs.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_line_is_repaired_as_expected(case: dict[str, Any]) -> None:
    """A case gives a line and what must come out; ``keep`` cases must not change at all."""
    before = case.get("before", case.get("keep"))
    expected = case.get("after", case.get("keep"))
    body = "This paragraph of ordinary English prose surrounds the line that is being tested here."
    doc = clean("\n".join([body, before, body]), kind="text")
    assert doc.text == "\n\n".join([body, expected, body])
    assert ("keep" in case) == (doc.edits == ())
    for cleaner in case.get("cleaners", ()):
        assert any(cleaner in edit.cleaner for edit in doc.edits)


def test_literal_line_breaks_become_lines() -> None:
    r"""A dump on one line with ``\n`` written out is read as its lines again."""
    text = r"The first paragraph ends here, as it should.\n\nThe second one follows it.\nThe third."
    doc = clean(text, kind="text")
    assert doc.text.split("\n\n") == [
        "The first paragraph ends here, as it should.",
        "The second one follows it.",
        "The third.",
    ]


def test_the_ledger_explains_mojibake() -> None:
    """The edit is as small as the damage, and carries ftfy's steps as its evidence."""
    doc = clean("He said that itâ€™s fine, and nobody in the room had anything to add to it.")
    (edit,) = doc.edits
    assert (edit.before, edit.after) == ("â€™", "’")
    assert edit.evidence["steps"] == "encode sloppy-windows-1252, decode utf-8"


def test_escape_over_mojibake_is_one_edit() -> None:
    """An escape that hides a part of mojibake is undone first; the ledger shows both as one."""
    doc = clean(
        "“It was early for some,â€\\x9d she said, “and late for all the others in the house.”"
    )
    assert "some,” she said" in doc.text
    assert {e.cleaner for e in doc.edits} == {"escapes+mojibake"}


def test_code_of_a_page_is_left_alone() -> None:
    """What a page marks as code keeps its escapes, entities and mojibake."""
    html = (
        "<html><body><article><p>To repair the text you must find out what was done to it, and"
        " then undo it in the opposite order, which is less obvious than it sounds.</p>"
        '<p>Write <code>say(\\"hi\\\\n\\")</code> where the file has <code>donâ€™t</code> in it,'
        " and the program will print the line as it was meant by its author.</p>"
        "<p>This is the last paragraph of the article, and it has nothing special about it.</p>"
        "</article></body></html>"
    )
    doc = clean(html)
    assert 'say(\\"hi\\\\n\\")' in doc.text
    assert "donâ€™t" in doc.text


@pytest.mark.parametrize(
    "line",
    [
        '{"a": "b"}',
        'print("x")',
        "for (int i = 0; i < 3; i++) {",
        r"\frac{1}{2}",
        "$ ls -l",
        "x = [1, 2]",
    ],
)
def test_code_is_recognised(line: str) -> None:
    """Data, calls, statements, TeX and prompts are code."""
    assert looks_like_code(line)


@pytest.mark.parametrize(
    "line",
    [
        "She said: “No.”",
        "It cost $5, or $6 with tax.",
        "Apples; pears; plums",
        "The answer (he said) is no.",
    ],
)
def test_prose_is_no_code(line: str) -> None:
    """Quotation marks, dollars, semicolons and brackets do not make code."""
    assert not looks_like_code(line)


def test_differences_rebuild_the_text() -> None:
    """Spans and replacements turn one text into the other, and are small."""
    before, after = "itâ€™s a cafÃ©, isnâ€™t it", "it’s a café, isn’t it"
    result, position = "", 0
    for start, end, text in find_differences(before, after):
        assert end - start <= 4
        result += before[position:start] + text
        position = end
    assert result + before[position:] == after


def test_typographic_characters_alone_are_never_mojibake() -> None:
    """The characters for which ftfy is not asked are those in which it finds nothing."""
    for text in product("\xa0©®·–—‘’“”•…™aA1 .", repeat=3):
        assert not is_bad("".join(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u200bb", "ab"), ("a\ufeffb", "ab"), ("a\u2060b", "ab"), ("a\u0000b", "ab"),
        ("a\U000e0041\U000e0042b", "ab"), ("a\xa0b", "a b"), ("a\t\u3000b", "a b"), ("a\u202fb", "a b"),
    ],
)  # fmt: skip
def test_invisible_characters_that_no_text_needs_are_removed(text: str, expected: str) -> None:
    """Zero-width spaces, marks, controls and tags go; odd spaces become one plain space."""
    assert repair(read_text(f"Here is {text} in a line.")).text == f"Here is {expected} in a line."


@pytest.mark.parametrize(
    "text",
    [
        "क्\u200dष", "می\u200cخواهم", "👩\u200d🚒", "ශ්\u200dරී", "Donau\u00addampf\u00adschiff",
        "\u200fשלום\u200f", "\u2067שלום\u2069", "\u202bسلام\u202c", "❤\ufe0f", "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    ],
)  # fmt: skip
def test_invisible_characters_that_scripts_need_stay(text: str) -> None:
    """Joiners, soft hyphens, direction marks, variation selectors, the tags of a flag."""
    assert repair(read_text(f"Here is {text} in a line.")).edits == ()


def test_a_no_break_space_that_is_half_of_a_letter_is_mended() -> None:
    """At the end of a line, too: ``déjà`` is not cut to ``déjÃ`` before ftfy sees it."""
    text = "Nous l'avons dÃ©jÃ\xa0\net encore dÃ©jÃ\xa0"
    assert repair(read_text(text)).text == "Nous l'avons déjà\net encore déjà"


def test_mojibake_beside_nothing_broken_needs_more_than_a_space() -> None:
    """A lone ``Ã`` before a plain space is a letter; beside other mojibake it is an ``à``."""
    alone = "The letter Ã is a nasal vowel of Portuguese."
    assert repair(read_text(alone)).edits == ()
    among = "VoilÃ  le cafÃ©, dit-elle, et elle ferma la porte."
    assert repair(read_text(among)).text == "Voilà le café, dit-elle, et elle ferma la porte."


def test_the_layers_of_a_document_are_named() -> None:
    """Each edit of a document that is a string says how many escapes speak for that."""
    draft = repair(
        read_text(r"\"It isn\'t far,\" she said.\n\n\"It is,\" he said, and \\alpha it was.")
    )
    assert draft.text == '"It isn\'t far," she said.\n\n"It is," he said, and \\alpha it was.'
    assert {edit.rule for edit in draft.edits} == {"quote", "newline", "backslash"}
    assert all("escapes in prose" in str(edit.evidence["string"]) for edit in draft.edits)
