"""Copies: what is one, which of two is kept, and that no order of documents matters."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from corpora import rows, write
from hypothesis import given
from hypothesis import strategies as st

from cleaners.near_duplicates import (
    BANDS,
    MIN_WORDS,
    NEAR,
    ROWS,
    VALUES,
    Copies,
    Signature,
    find_copies,
    read_signature,
)
from flows.bare import clean_corpus
from flows.duplicates import read_outcomes
from flows.output import Output
from flows.state import Store
from flows.summary import Summary

WORDS = (
    "harbour ferry island weather council bridge river morning engine captain school market winter"
    " evening letter garden station window county summer village teacher doctor kitchen bicycle"
).split()
DROP = Output(duplicates="drop")


def text(seed: int, sentences: int = 20) -> str:
    """Sentences that are not those of another seed."""
    draw = random.Random(seed)  # noqa: S311
    lines = []
    for number in range(sentences):
        one, two, three = draw.sample(WORDS, 3)
        lines.append(
            f"In the {one} of house {seed * 100 + number} the {two} was seen with a {three} that"
            f" belonged to the people of the {draw.choice(WORDS)}."
        )
    return "\n\n".join(lines)


def less(body: str, paragraphs: int) -> str:
    """A text without its last paragraphs."""
    return "\n\n".join(body.split("\n\n")[:-paragraphs])


def found(*texts: str) -> dict[int, int]:
    """Copies among texts, which are given the best first, by their places."""
    copies = _find([read_signature(one) for one in texts])
    return {n: int(o) for n, o in enumerate(copies.original) if n != o}


def _find(signatures: list[Signature], near: float = NEAR) -> Copies:
    exact = np.array([int.from_bytes(s.exact) for s in signatures], np.uint64)
    sketches = np.zeros((len(signatures), VALUES), np.uint8)
    for place, signature in enumerate(signatures):
        if signature.sketch:
            sketches[place] = np.frombuffer(signature.sketch, np.uint8)
    return find_copies(exact, sketches, near)


class TestTexts:
    """What is a copy of what."""

    def test_case_and_white_space_are_the_same(self) -> None:
        """Line breaks, capitals and compatibility forms make no other text."""
        other = text(1).replace(" ", "\n ").replace("In", "IN").replace("the", "ｔｈｅ")
        assert read_signature(other) == read_signature(text(1))

    def test_some_words_less_are_near(self) -> None:
        """A text without its last tenth, and one with some words changed."""
        changed = text(1).replace("house 105 ", "villa 105 ").replace("house 111 ", "flat 111 ")
        assert found(text(1), less(text(1), 2), changed) == {1: 0, 2: 0}

    def test_half_of_it_is_another_text(self) -> None:
        """What shares less than three quarters is no copy."""
        assert found(text(1), less(text(1), 10)) == {}
        assert found(text(1), text(2)) == {}

    def test_short_texts_are_the_same_or_not(self) -> None:
        """Forty words of which one differs are two texts."""
        short = " ".join(text(1).split()[: MIN_WORDS - 10])
        assert found(short, short.upper(), f"{short} more") == {1: 0}
        assert read_signature(short).sketch == b""

    def test_a_chain_is_no_group(self) -> None:
        """A is near B and B near C, but A not C: C is nobody's copy."""
        long, middle, small = text(1), less(text(1), 4), less(text(1), 8)
        assert found(middle, small) == {1: 0}
        assert found(long, middle, small) == {1: 0}

    def test_copies_of_a_copy_are_the_original_s(self) -> None:
        """What is the same as a near copy is named with the original, at the same similarity."""
        near = less(text(1), 2)
        copies = _find([read_signature(one) for one in (text(1), near, near.upper())])
        assert copies.original.tolist() == [0, 0, 0]
        assert copies.share[1] == copies.share[2] < 1 == copies.share[0]

    def test_no_texts(self) -> None:
        """An empty corpus has no copies."""
        assert found() == {}
        assert found("") == {}

    def test_similarity_is_estimated_well(self) -> None:
        """Within four standard errors of the true share, for texts that share a lot or little."""
        for kept in (18, 16, 15):
            one, other = text(3), "\n\n".join(text(3).split("\n\n")[:kept])
            copies = _find([read_signature(one), read_signature(other)], near=0)
            true = _runs(other) / _runs(one)
            error = (true * (1 - true) / VALUES) ** 0.5
            assert abs(copies.share[1] - true) < 4 * error

    def test_signature_is_the_same_everywhere(self) -> None:
        """Another version of the library may not sign otherwise unnoticed."""
        signature = read_signature(text(1))
        assert signature.exact.hex() == "fa9ee48a81cbbdcb"
        assert signature.sketch[:8].hex() == "e24992a31dfbb018"

    @given(st.text())
    def test_any_text_has_a_signature(self, body: str) -> None:
        """Lone surrogates too; the same one each time."""
        signature = read_signature(body)
        assert (len(signature.exact), len(signature.sketch) in (0, VALUES)) == (8, True)
        assert read_signature(body + "\ud800") == read_signature(body + "\udfff")


def _runs(body: str) -> int:
    """Different runs of five words: all of them are, in these texts."""
    return len(body.split()) - 4


def brute(exact: np.ndarray[Any, Any], sketches: np.ndarray[Any, Any]) -> list[int]:
    """The definition, read aloud: each text against every original before it."""
    originals: list[int] = []
    result: list[int] = []
    for n in range(len(exact)):
        same = next((m for m in range(n) if exact[m] == exact[n]), None)
        if same is not None:
            result.append(result[same])
            continue
        near = [m for m in originals if _is_near(sketches[m], sketches[n])]
        result.append(near[0] if near else n)
        if not near:
            originals.append(n)
    return result


def _is_near(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> bool:
    agree = one == other
    in_a_band = agree[: BANDS * ROWS].reshape(BANDS, ROWS).all(axis=1).any()
    share = (float(agree.mean()) - 1 / 256) / (1 - 1 / 256)
    return bool(one.any() and other.any() and in_a_band and share >= NEAR)


@given(st.integers(0, 10_000), st.integers(2, 40))
def test_search_finds_what_the_definition_says(seed: int, count: int) -> None:
    """Sketches of a few families that drift apart, some of them the same, some short."""
    draw = np.random.default_rng(seed)
    exact = draw.integers(0, max(2, count), count).astype(np.uint64)
    families = draw.integers(0, 256, (3, VALUES), dtype=np.uint8)
    sketches = families[draw.integers(0, 3, count)]
    for row in sketches:
        drift = draw.random(VALUES) < draw.choice([0.02, 0.1, 0.2])
        row[drift] = draw.integers(0, 256, drift.sum(), dtype=np.uint8)
    sketches[draw.random(count) < 0.1] = 0
    first = {value: n for n, value in reversed(list(enumerate(exact.tolist())))}
    sketches = sketches[[first[value] for value in exact.tolist()]]  # the same text has the same
    assert find_copies(exact, sketches).original.tolist() == brute(exact, sketches)


ORIGINAL, NEARLY, EXACTLY = "long.txt", "a/cut.txt", "b/same.txt"
FAMILY = {ORIGINAL: text(1), NEARLY: less(text(1), 2), EXACTLY: text(1), "other.txt": text(2)}
CORPUS_FILES = ("corpus.jsonl", "rejected.jsonl", "ledger.jsonl", "quarantine.jsonl")


def run(raw: Path, clean: Path, output: Output | None = None) -> Summary:
    """A run with one worker."""
    return clean_corpus(raw, clean, workers=1, output=output)


def marks(clean: Path) -> dict[str, dict[str, Any]]:
    """What the corpus says of copies, by id."""
    keys = ("duplicate_of", "duplicates")
    facts = {row["id"]: row["metadata"] for row in rows(clean / "corpus.jsonl")}
    return {i: {k: f[k] for k in keys if k in f} for i, f in facts.items()}


class TestRuns:
    """Copies in the corpus."""

    def test_marked_by_default(self, tmp_path: Path) -> None:
        """Nothing is dropped; the longest is the original, and of two the first id."""
        summary = run(write(tmp_path / "raw", FAMILY), tmp_path / "clean")
        assert marks(tmp_path / "clean") == {
            EXACTLY: {"duplicates": 2},
            ORIGINAL: {"duplicate_of": EXACTLY},
            NEARLY: {"duplicate_of": EXACTLY},
            "other.txt": {},
        }
        assert (summary.clean, summary.duplicates) == (4, 2)

    def test_earlier_one_is_the_original(self, tmp_path: Path) -> None:
        """Of two that are as long the one that was published first; the undated comes last."""
        dated = {
            f"{name}.html": f"<html><head><title>House</title>{meta}</head><body><article>"
            + "".join(f"<p>{part}</p>" for part in text(1).split("\n\n"))
            + "</article></body></html>"
            for name, meta in {
                "a": "",
                "b": '<meta property="article:published_time" content="2020-05-02">',
                "c": '<meta property="article:published_time" content="2020-05-01">',
            }.items()
        }
        run(write(tmp_path / "raw", dated), tmp_path / "clean")
        of = {"duplicate_of": "c.html"}
        expected = {"a.html": of, "b.html": of, "c.html": {"duplicates": 2}}
        assert marks(tmp_path / "clean") == expected

    def test_dropped(self, tmp_path: Path) -> None:
        """Copies are rejected with what they are copies of, have no text, and the counts add up."""
        raw, clean = write(tmp_path / "raw", FAMILY), tmp_path / "clean"
        summary = run(raw, clean, DROP)
        assert [row["id"] for row in rows(clean / "corpus.jsonl")] == [EXACTLY, "other.txt"]
        rejected = {row["id"]: row for row in rows(clean / "rejected.jsonl")}
        assert {row["reason"] for row in rejected.values()} == {"duplicate"}
        assert rejected[ORIGINAL]["evidence"] == {"duplicate_of": EXACTLY, "similarity": 1.0}
        assert 0.8 < rejected[NEARLY]["evidence"]["similarity"] < 1
        assert (summary.clean, summary.rejected, summary.reasons) == (2, 2, {"duplicate": 2})
        texts = {path.relative_to(clean).as_posix() for path in (clean / "text").rglob("*.txt")}
        assert texts == {"text/b/same.txt", "text/other.txt"}

    def test_copy_returns_when_its_original_leaves(self, tmp_path: Path) -> None:
        """Nothing is cleaned for it: the copy was clean all along."""
        raw, clean = write(tmp_path / "raw", FAMILY), tmp_path / "clean"
        run(raw, clean, DROP)
        (raw / EXACTLY).unlink()
        summary = run(raw, clean, DROP)
        assert summary.cleaned == 0
        assert [row["id"] for row in rows(clean / "corpus.jsonl")] == [ORIGINAL, "other.txt"]
        assert (clean / "text" / ORIGINAL).is_file()

    def test_better_copy_takes_over(self, tmp_path: Path) -> None:
        """A longer text that comes later is the original from then on."""
        raw, clean = write(tmp_path / "raw", {NEARLY: FAMILY[NEARLY]}), tmp_path / "clean"
        run(raw, clean, DROP)
        write(raw, {ORIGINAL: FAMILY[ORIGINAL]})
        assert run(raw, clean, DROP).cleaned == 1
        assert [row["id"] for row in rows(clean / "corpus.jsonl")] == [ORIGINAL]

    def test_choice_cleans_nothing_again(self, tmp_path: Path) -> None:
        """Mark, drop, off and mark again: each as in a run of its own, none cleans."""
        raw, clean = write(tmp_path / "raw", FAMILY), tmp_path / "clean"
        run(raw, clean)
        for number, choice in enumerate(("drop", "off", "mark")):
            output = replace(DROP, duplicates=choice)
            assert run(raw, clean, output).cleaned == 0
            fresh = tmp_path / f"fresh {number}"
            run(raw, fresh, output)
            for name in CORPUS_FILES:
                assert (clean / name).read_bytes() == (fresh / name).read_bytes(), (choice, name)

    def test_order_does_not_matter(self, tmp_path: Path) -> None:
        """Documents that came one by one, in any order, make the same corpus as all at once."""
        run(write(tmp_path / "raw", FAMILY), tmp_path / "clean")
        for turn in range(3):
            raw, clean = tmp_path / f"raw {turn}", tmp_path / f"clean {turn}"
            for name in random.Random(turn).sample(sorted(FAMILY), len(FAMILY)):  # noqa: S311
                run(write(raw, {name: FAMILY[name]}), clean)
            for name in CORPUS_FILES:
                assert (clean / name).read_bytes() == (tmp_path / "clean" / name).read_bytes()

    def test_off(self, tmp_path: Path) -> None:
        """Copies are not looked for."""
        run(write(tmp_path / "raw", FAMILY), tmp_path / "clean", Output(duplicates="off"))
        assert set(map(str, marks(tmp_path / "clean").values())) == {"{}"}

    def test_rejected_text_is_nobody_s_original(self, tmp_path: Path) -> None:
        """Only what is in the corpus is compared; a text that is rejected later is forgotten."""
        raw, clean = write(tmp_path / "raw", FAMILY), tmp_path / "clean"
        run(raw, clean, DROP)
        (raw / EXACTLY).write_text("Too short now.")
        run(raw, clean, DROP)
        assert [row["id"] for row in rows(clean / "corpus.jsonl")] == [ORIGINAL, "other.txt"]
        with Store(clean) as store:
            reasons = {o.id: o.row.get("reason") for o in read_outcomes(store)}
        assert reasons[EXACTLY] == "too_short"

    @pytest.mark.parametrize("choice", ["mark", "drop"])
    def test_second_run_writes_nothing(self, choice: Any, tmp_path: Path) -> None:
        """Nothing new: no file is touched."""
        raw, clean = write(tmp_path / "raw", FAMILY), tmp_path / "clean"
        run(raw, clean, Output(duplicates=choice))
        before = {p: p.stat().st_mtime_ns for p in clean.glob("*.jsonl")}
        run(raw, clean, Output(duplicates=choice))
        assert {p: p.stat().st_mtime_ns for p in clean.glob("*.jsonl")} == before
