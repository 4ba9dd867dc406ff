"""What fuzzing found stays found; and the targets of the fuzzing would notice a broken law."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import fuzz_targets
from benchmarks.fuzz import TARGET_NAMES, watch
from benchmarks.fuzz_seeds import seeds
from benchmarks.fuzz_targets import TARGETS
from benchmarks.laws import LawError
from cleaners import Document, clean

CASES: list[dict[str, str]] = json.loads(
    (Path(__file__).parent / "cases" / "fuzzed.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["found"])
def test_what_was_found_is_mended(case: dict[str, str]) -> None:
    """An input that once broke a law, or raised."""
    TARGETS[case["target"]](base64.b64decode(case["data"]))


@pytest.mark.parametrize("name", TARGET_NAMES)
def test_seeds_break_nothing(name: str) -> None:
    """A few of the inputs that fuzzing begins with, from all over the list."""
    found = list(seeds(name))
    assert len(found) > 1
    for data in found[:: max(1, len(found) // 4)]:
        TARGETS[name](data)


def test_every_target_has_its_turn() -> None:
    """The command names its targets without importing them."""
    assert set(TARGET_NAMES) == TARGETS.keys()


def _lose(doc: Document) -> Document:
    return replace(doc, edits=doc.edits[1:])


def _invent(doc: Document) -> Document:
    return replace(doc, text=f"{doc.text}!")


def _smuggle(doc: Document) -> Document:
    return replace(doc, edits=tuple(replace(e, cleaner="chrome") for e in doc.edits))


def _overlap(doc: Document) -> Document:
    return replace(doc, edits=(doc.edits[0], *doc.edits))


@pytest.mark.parametrize("break_law", [_lose, _invent, _smuggle, _overlap])
def test_broken_law_is_noticed(break_law: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cleaner that loses, invents, mends in another's name, or edits twice is a finding."""
    source = (
        "The keeper said that it\u00e2\u20ac\u2122s late, and that nobody had crossed the bridge.\n"
    )

    def clean_wrongly(*given: Any, **options: Any) -> Document:
        return break_law(clean(*given, **options))  # type: ignore[no-any-return]

    TARGETS["dumps"](source.encode())
    monkeypatch.setattr(fuzz_targets, "clean", clean_wrongly)
    with pytest.raises(LawError):
        TARGETS["dumps"](source.encode())


def test_finding_is_kept_once(tmp_path: Path) -> None:
    """Fuzzing goes on behind it; the same place in the code is the same finding."""

    def fail(data: bytes) -> None:
        if data.startswith(b"x"):
            raise ValueError(data)

    attempt = watch(fail, "example", tmp_path)
    for data in (b"x1", b"y", b"x2"):
        attempt(data)
    (found,) = tmp_path.iterdir()
    assert found.name.startswith("example-")
    assert found.read_bytes() == b"x1"
