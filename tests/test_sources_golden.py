"""The five real sources and some sixty invented ones: exactly the right body and metadata."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cleaners import Document, Settings, clean

HERE = Path(__file__).parent
RAW = HERE.parent / "data" / "raw"
SEEDS = sorted(path.stem for path in (HERE / "golden").glob("*.txt"))
PAGES = sorted(path.parent for path in (HERE / "pages").glob("*/expected.json"))

KNOWN_FAILURES = json.loads((HERE / "cases" / "known_failures.json").read_text("utf-8"))
"""Cases that are right and that we fail: why, by name. Strict: one that passes must go."""


MARKUP_NEEDED = {"html-tutorial-encoding-subject"}
"""Pages whose text needs their ``<code>`` tags to be understood: damage is their subject."""

LOST_WORDS, EXTRA_WORDS = 0.005, 0.015
"""Share of genuine words lost, and of kept words that are chrome, over all invented sources."""


def plain(text: str) -> str:
    """Text with every run of white space as one space."""
    return " ".join(text.split())


def clean_case(folder: Path) -> Document:
    """Clean a case with the settings that it names: some expect captions to be kept."""
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    settings = Settings(**expected.get("settings", {}))
    return clean(next(folder.glob("source.*")).read_bytes(), settings=settings)


@pytest.mark.parametrize("name", SEEDS)
def test_a_real_source_gives_its_golden_body_and_metadata(name: str) -> None:
    """Body modulo white space, and every metadata field that the golden file names."""
    doc = clean((RAW / f"{name}.txt").read_bytes())
    assert plain(doc.text) == plain((HERE / "golden" / f"{name}.txt").read_text("utf-8"))
    expected = json.loads((HERE / "golden" / f"{name}.json").read_text("utf-8"))
    assert {key: doc.metadata[key] for key in expected} == expected


def test_a_clean_source_comes_through_untouched() -> None:
    """Not a character of it is edited, not a block removed; kept blocks are its lines."""
    source = (RAW / "newswire-data-privacy.txt").read_text("utf-8")
    doc = clean(source)
    assert doc.edits == ()
    assert all(block.kept for block in doc.blocks)
    assert doc.text.replace("\n\n", "\n") == source.replace("\n\n", "\n").strip("\n")


def test_the_spam_line_is_named_spam() -> None:
    """The injected line's ledger entry names the spam rule and its evidence, not chrome."""
    doc = clean((RAW / "china-org-cn-two-sessions.txt").read_bytes())
    last = doc.edits[-1]
    assert (last.cleaner, last.rule, last.role) == ("spam", "foreign_item_list", "spam")
    assert last.evidence["script"] == "Han"
    assert last.before.startswith("主站")


def outcome(doc: Document, expected: dict[str, Any]) -> dict[str, Any]:
    """What the case asks about, as it came out."""
    asked = {
        key: doc.metadata[key] for key in ("title", "author", "date", "source") if key in expected
    }  # type: ignore[literal-required]
    return {"status": doc.status, "reason": doc.reason, **asked}


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: folder.name)
def test_an_invented_source_gives_the_expected_body(
    folder: Path, request: pytest.FixtureRequest
) -> None:
    """Status, reason, body modulo white space, and the metadata that the case insists on."""
    if folder.name in KNOWN_FAILURES:
        request.applymarker(pytest.mark.xfail(reason=KNOWN_FAILURES[folder.name], strict=True))
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    doc = clean_case(folder)
    asked = {k: v for k, v in expected.items() if k not in ("why", "hard", "settings")}
    assert outcome(doc, expected) == asked
    if expected["status"] == "clean":
        body = (folder / "expected.txt").read_text("utf-8")
        assert plain(doc.text) == plain(body)


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: folder.name)
def test_cleaning_the_result_again_changes_nothing(folder: Path) -> None:
    """The body of every case, read as a text, comes through unchanged modulo white space."""
    doc = clean_case(folder)
    if doc.status == "clean":
        again = clean(doc.text, kind="text")
        changed = folder.name in MARKUP_NEEDED
        assert (plain(again.text) != plain(doc.text)) == changed


def words_of(text: str) -> Counter[str]:
    """Words of a text, with their numbers."""
    return Counter(re.findall(r"\w+", text.lower()))


def test_quality_over_all_cases_does_not_fall() -> None:
    """Floors for the whole: they are raised when we get better, and fall only on purpose."""
    kept = lost = extra = 0
    for folder in PAGES:
        expected = (folder / "expected.txt").read_text("utf-8")
        if not expected.strip():
            continue
        doc = clean_case(folder)
        ours, theirs = words_of(doc.text), words_of(expected)
        kept += (ours & theirs).total()
        lost += (theirs - ours).total()
        extra += (ours - theirs).total()
    assert lost / (kept + lost) <= LOST_WORDS
    assert extra / (kept + extra) <= EXTRA_WORDS
