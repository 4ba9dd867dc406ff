"""Lines that must be repaired, and lines that must not be touched, alone and among prose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleaners import revert
from cleaners.document import Draft
from cleaners.pipeline import repair
from cleaners.text_blocks import read_text

CASES = Path(__file__).parent / "cases"
WILD: list[dict[str, Any]] = json.loads((CASES / "repairs_wild.json").read_text("utf-8"))
KEEP: dict[str, list[str]] = json.loads((CASES / "repairs_keep.json").read_text("utf-8"))
KEPT = [(kind, line) for kind, lines in KEEP.items() for line in lines]

PROSE = (
    'This paragraph of "ordinary" English prose isn\'t more than what surrounds the line – the one'
    " that is being tested – and it is long enough to count as what the document is made of."
)
PLAIN = "This paragraph of plain prose surrounds the line that is being tested here."
SURROUNDINGS = ["{}", PROSE + "\n{}\n" + PROSE, PLAIN + "\n\n{}\n\n" + PLAIN]


def mended(text: str) -> Draft:
    """A dump after the repair stage, which must be possible to take back."""
    draft = repair(read_text(text))
    assert revert(draft.text, draft.edits) == text
    return draft


@pytest.mark.parametrize("around", SURROUNDINGS, ids=["alone", "in prose", "in plain prose"])
@pytest.mark.parametrize("case", WILD, ids=lambda case: case["name"])
def test_what_is_broken_is_mended(case: dict[str, str], around: str) -> None:
    """To the character, whatever stands around it, and once is enough."""
    draft = mended(around.replace("{}", case["before"]))
    assert draft.text == around.replace("{}", case["after"])
    assert repair(read_text(draft.text)).edits == ()


@pytest.mark.parametrize("around", SURROUNDINGS, ids=["alone", "in prose", "in plain prose"])
@pytest.mark.parametrize(("kind", "line"), KEPT, ids=lambda value: value[:30])
def test_what_is_meant_is_kept(kind: str, line: str, around: str) -> None:
    """Code, paths, TeX, data, talk about escapes, other scripts: no edit at all."""
    assert mended(around.replace("{}", line)).edits == ()


def test_there_are_as_many_cases_as_promised() -> None:
    """The sets are not thinned out to make a change pass."""
    assert len(KEPT) >= 262
    assert len(WILD) >= 68
