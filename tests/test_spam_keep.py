"""Genuine text that looks like spam: none of it is cut, wherever it stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaners import Settings
from cleaners.pipeline import REPAIR, until_stable
from cleaners.spam import find_spam
from cleaners.text_blocks import read_text

CASES = json.loads((Path(__file__).parent / "cases/spam_keep.json").read_text("utf-8"))
HOST = [
    "The town council voted on Tuesday to keep the old bridge open for another year of traffic.",
    "Engineers had warned that the arches needed repairs, and nobody wanted to pay for them.",
    "The repairs will begin in spring, when the river is low and the boats are still in their sheds.",
    "Until then a keeper will count the carts, as his father did, and ring a bell when there are too many.",
]
ANY_LANGUAGE = Settings(languages=None)


def spam_in(text: str) -> list[str]:
    """What is cut as spam from a dump, once it is repaired."""
    draft = until_stable(read_text(text), (REPAIR, (find_spam,)), ANY_LANGUAGE)
    return [edit.before for edit in draft.edits if "spam" in edit.cleaner]


def test_the_search_is_on() -> None:
    """A list that is spam is cut, so that the tests below can fail."""
    line = "友情链接: " + "| ".join(["网上彩票1区", "app彩票开奖", "彩票平台大全"] * 8)
    assert spam_in("\n".join([*HOST, line])) != []


def test_there_are_enough_cases() -> None:
    """At least 250, each with a name of its own."""
    assert len(CASES) >= 250
    assert len({case["name"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_look_alike_stays(case: dict[str, str]) -> None:
    """As the first block of an English article, between its paragraphs, at its end, and alone."""
    for place in (0, 2, len(HOST)):
        assert spam_in("\n".join([*HOST[:place], case["text"], *HOST[place:]])) == []
    assert spam_in(case["text"]) == []
