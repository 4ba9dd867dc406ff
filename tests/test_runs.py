"""Whole runs, without Prefect: hostile folders, what changed since, and the same bytes always."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from corpora import (
    GERMAN,
    JAPANESE,
    PARAGRAPHS,
    SPAM,
    UNPRIVILEGED,
    article,
    articles,
    cleancopy,
    environment,
    files,
    noise,
    page,
    planned,
    rows,
    times,
    write,
)

from cleaners import Settings
from flows import stages
from flows.bare import clean_corpus
from flows.corpus import FILES, LEDGER
from flows.fingerprints import fingerprint
from flows.manifest import MANIFEST
from flows.review import PAGE
from flows.sources import find_files
from flows.state import FOLDER, StateError, Store
from flows.summary import Summary

ONE_WORKER = ("run", "--bare", "--workers", "1")
ROOT = Path(__file__).parent.parent
QUOTED = f"“{PARAGRAPHS[0]}”\n\n" + "\n\n".join(PARAGRAPHS[1:])

CLEAN: dict[str, bytes | str] = {
    "plain.txt": article(1),
    "a/same.txt": article(2),
    "b/same.txt": article(3),
    "x.txt": article(4),
    "x.html": page(article(5)),
    "x.html.txt": article(6),
    "x": article(7),
    "dir.txt/inside.txt": article(8),
    "two words.txt": article(9),
    "line\nbreak.txt": article(10),
    "😀.txt": article(11),
    "n" * 255: article(12),
    "é" * 127: article(13),
    "declared-utf-8.html": page(QUOTED).encode("cp1252"),
    "utf-16.txt": QUOTED.encode("utf-16"),
    "utf-16-without-bom.txt": QUOTED.encode("utf-16-le"),
    "surrogate.txt": f"{article(14)}\nHe sent \\ud83d\\ude00 and \\ud800 and was happy with it.\n",
    "nul.txt": article(15).encode() + b"\x00\x00",
    "long-line.txt": " ".join(PARAGRAPHS * 500),
}
REJECTED: dict[str, tuple[bytes | str, str]] = {
    "empty.txt": ("", "empty"),
    "blank.txt": (" \r\n\t\n", "empty"),
    "no-body.html": ("<html><head><title>No body</title></head></html>", "empty"),
    "image.png": (b"\x89PNG\r\n\x1a\n" + noise(2_000), "binary"),
    "random": (noise(4_096), "binary"),
    "nuls": (b"\x00" * 1_000, "binary"),
    "paper.pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "binary"),
    "german.txt": (GERMAN, "language"),
    "shift-jis.txt": (JAPANESE.encode("shift_jis"), "language"),
    "spam.txt": (SPAM, "spam"),
    "short.txt": ("Four words, no more.", "too_short"),
    "chrome.txt": ("Home\nAbout us\nContact\nLog in\n", "nothing_left"),
}
QUARANTINED = {
    "dangling.txt": "FileNotFoundError: No such file or directory",
    "link-to-itself": "OSError: Too many levels of symbolic links",
    "a/up": "OSError: a link to a folder it is inside of",
    "pipe": "OSError: not a regular file",
}
ODD_NAME = b"caf\xe9.txt"


@dataclass(frozen=True)
class Run:
    """A raw folder, what came of it, and how long that took."""

    raw: Path
    clean: Path
    summary: Summary
    seconds: float


def run(raw: Path, clean: Path, settings: Settings = Settings(), **options: Any) -> Run:  # noqa: B008
    """Clean without Prefect, in one worker unless told otherwise."""
    start = time.perf_counter()
    summary = clean_corpus(raw, clean, settings, **{"workers": 1, **options})
    return Run(raw, clean, summary, time.perf_counter() - start)


def again(before: Run, **options: Any) -> Run:
    """The same run once more."""
    return run(before.raw, before.clean, **options)


def states(clean: Path) -> dict[str, str]:
    """State of every source, from the files a user reads."""
    found = [(row["id"], state) for state, name in FILES.items() for row in rows(clean / name)]
    assert len(dict(found)) == len(found), "a source has two states"
    return dict(found)


def build_mixed(raw: Path) -> Path:
    """Every kind of good and bad source side by side."""
    write(raw, CLEAN | {name: content for name, (content, _) in REJECTED.items()})
    (raw / "dangling.txt").symlink_to("nowhere")
    (raw / "link-to-itself").symlink_to("link-to-itself")
    (raw / "a/up").symlink_to("..")
    os.mkfifo(raw / "pipe")
    Path(os.fsdecode(os.fsencode(raw) + b"/" + ODD_NAME)).write_text(article(16))
    return raw


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The mixed folder, cleaned once."""
    folder = tmp_path_factory.mktemp("mixed")
    return run(build_mixed(folder / "raw"), folder / "clean", workers=2)


@pytest.fixture(scope="module")
def small_once(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A few sources in folders, cleaned once."""
    folder = tmp_path_factory.mktemp("small")
    raw = write(folder / "raw", {"a.txt": article(1), "f/g/b.html": page(article(2))})
    write(raw, {"c.txt": "Four words, no more."})
    return run(raw, folder / "clean")


@pytest.fixture
def small(small_once: Run, tmp_path: Path) -> Run:
    """A copy of them for each test, with what came of them and all time stamps."""
    for folder in ("raw", "clean"):
        shutil.copytree(small_once.raw.parent / folder, tmp_path / folder)
    return replace(small_once, raw=tmp_path / "raw", clean=tmp_path / "clean")


class TestHostileSources:
    """One run over everything that can be wrong with a folder."""

    def test_every_source_has_one_state(self, mixed: Run) -> None:
        """Clean, rejected and quarantined are just what they should be; nothing is missing."""
        expected = {
            **dict.fromkeys(CLEAN, "clean"),
            **dict.fromkeys(REJECTED, "rejected"),
            **dict.fromkeys(QUARANTINED, "quarantined"),
            "caf%E9.txt": "clean",
        }
        assert states(mixed.clean) == expected

    def test_reasons_and_errors(self, mixed: Run) -> None:
        """Each rejection has its reason, each quarantined source its error without paths."""
        reasons = {row["id"]: row["reason"] for row in rows(mixed.clean / "rejected.jsonl")}
        assert reasons == {name: reason for name, (_, reason) in REJECTED.items()}
        errors = {row["id"]: row["error"] for row in rows(mixed.clean / "quarantine.jsonl")}
        assert errors == QUARANTINED

    def test_counts_add_up(self, mixed: Run) -> None:
        """The summary, the files and the folder agree, in sources and in characters."""
        found = mixed.summary
        assert found.sources == len(list(find_files(mixed.raw))) == len(states(mixed.clean))
        assert found.clean == len(rows(mixed.clean / "corpus.jsonl"))
        assert sum(found.reasons.values()) == found.rejected == len(REJECTED)
        assert found.quarantined == len(found.quarantine) == len(QUARANTINED)
        parts = {name: n for name, n in found.characters.items() if name != "source"}
        assert sum(parts.values()) == found.characters["source"]
        assert all(count >= 0 for count in parts.values())

    def test_genuine_texts_come_through(self, mixed: Run) -> None:
        """Whatever the name or the charset, the body is that of the source."""
        bodies = {row["id"]: row["text"] for row in rows(mixed.clean / "corpus.jsonl")}
        for number, name in enumerate(CLEAN, 1):
            if number <= 13:
                assert bodies[name] == article(number).rstrip("\n"), name
        for name in ("declared-utf-8.html", "utf-16.txt", "utf-16-without-bom.txt"):
            assert bodies[name] == QUOTED

    def test_each_document_has_its_text(self, mixed: Run) -> None:
        """As many files as documents, each with one body: no two share a name."""
        bodies = sorted(f"{row['text']}\n" for row in rows(mixed.clean / "corpus.jsonl"))
        texts = files(mixed.clean / "text")
        assert sorted(text.decode() for text in texts.values()) == bodies
        assert texts["x.txt"].decode() == article(4)
        assert texts["x.html.txt"].decode() == article(6)
        assert texts["x.html~.txt"].decode() == article(5)
        assert texts["x~.txt"].decode() == article(7)

    def test_rows_are_in_order(self, mixed: Run) -> None:
        """Ids rise by code point in every file."""
        for name in FILES.values():
            found = [row["id"] for row in rows(mixed.clean / name)]
            assert found == sorted(found)

    def test_second_run_retries_what_could_not_be_read(self, mixed: Run) -> None:
        """Unreadable sources are tried each time; the corpus stays as it is, to the byte."""
        before, stamps = files(mixed.clean), times(mixed.clean)
        second = again(mixed)
        assert second.summary.cleaned == len(QUARANTINED)
        assert files(mixed.clean) == before
        assert times(mixed.clean) == stamps

    def test_any_number_of_workers(self, mixed: Run, tmp_path: Path) -> None:
        """Five workers give the same bytes as two."""
        assert files(run(mixed.raw, tmp_path, workers=5).clean) == files(mixed.clean)

    def test_any_order_and_batch(
        self, mixed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A file system that lists backwards, and batches of seven: the same bytes."""
        monkeypatch.setattr("flows.todo.LARGEST_BATCH", 7)
        monkeypatch.setattr("flows.todo.BATCHES_PER_WORKER", 1)
        monkeypatch.setattr("flows.sources.os.scandir", _Backwards)
        other = run(mixed.raw, tmp_path / "clean", workers=2)
        assert files(other.clean) == files(mixed.clean)

    def test_any_hash_seed(self, mixed: Run, tmp_path: Path) -> None:
        """One worker, and sets in another order than here: the same bytes."""
        result = cleancopy(
            *ONE_WORKER, mixed.raw, tmp_path, env=environment(PYTHONHASHSEED="12345")
        )
        assert result.returncode == 3, result.stderr
        assert files(tmp_path) == files(mixed.clean)


class _Backwards:
    """``os.scandir`` in another order."""

    def __init__(self, folder: Path) -> None:
        self._entries = sorted(_scandir(folder), key=lambda entry: entry.name, reverse=True)

    def __enter__(self) -> Iterator[os.DirEntry[str]]:
        return iter(self._entries)

    def __exit__(self, *exception: object) -> None:
        self._entries = []


_scandir = os.scandir


def test_seeds_come_out_as_committed(tmp_path: Path) -> None:
    """The five real sources give the corpus that the repository holds, byte for byte."""
    fresh = run(ROOT / "data/raw", tmp_path)
    assert files(fresh.clean) == {
        name: content
        for name, content in files(ROOT / "data/clean").items()
        if name in (*FILES.values(), LEDGER, PAGE, MANIFEST) or name.startswith("text/")
    }


def test_second_run_does_next_to_nothing(tmp_path: Path) -> None:
    """Nothing is cleaned, no file is touched, and it takes a fraction of the time."""
    first = run(articles(tmp_path / "raw", 60), tmp_path / "clean")
    before, stamps = files(first.clean), times(first.clean)
    second = again(first)
    assert (second.summary.cleaned, second.summary.unchanged) == (0, 60)
    assert files(first.clean) == before
    assert times(first.clean) == stamps
    assert second.seconds < first.seconds / 4


def test_one_change_is_one_cleaning(small: Run) -> None:
    """A source with other bytes is cleaned again, and only that one."""
    write(small.raw, {"a.txt": article(9)})
    assert again(small).summary.cleaned == 1
    assert (small.clean / "text/a.txt").read_text() == article(9)


def test_touching_is_no_change(small: Run) -> None:
    """What counts is the content, not the time stamp."""
    (small.raw / "a.txt").touch()
    os.utime(small.raw / "c.txt", (0, 0))
    assert again(small).summary.cleaned == 0


def test_other_settings_clean_everything(small: Run) -> None:
    """Settings are part of what decides a result."""
    second = again(small, settings=Settings(min_words=4))
    assert (second.summary.cleaned, second.summary.clean) == (3, 3)


def test_other_rules_clean_everything(small: Run, tmp_path: Path) -> None:
    """An edited rule, in a copy of the packages, makes every outcome out of date."""
    home = tmp_path / "home"
    for package in ("cleaners", "flows"):
        hidden = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, home / package, ignore=hidden)
    arguments = (*ONE_WORKER, "--json", small.raw, small.clean)
    options: dict[str, Any] = {"env": environment(PYTHONPATH=str(home)), "cwd": home}
    assert json.loads(cleancopy(*arguments, **options).stdout)["cleaned"] == 0
    rules = min((home / "cleaners/rules").glob("*.toml"))
    rules.write_text(rules.read_text() + "\n# another opinion\n")
    assert json.loads(cleancopy(*arguments, **options).stdout)["cleaned"] == 3


@pytest.mark.parametrize(
    ("edited", "verdict"),
    [
        ("cleaners/rules/new.toml", "other"),
        ("cleaners/models/weights.bin", "other"),
        ("cleaners/ledger.py", "other"),
        ("flows/worker.py", "other"),
        ("flows/show.py", "same"),
        ("cleaners/__pycache__/ledger.cpython-311.pyc", "same"),
    ],
)
def test_what_decides_a_result(
    edited: str, verdict: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules, weights and code that cleans or lays out rows are in the fingerprint, no more."""
    for package in ("cleaners", "flows"):
        shutil.copytree(ROOT / package, tmp_path / package)
    monkeypatch.setattr("flows.fingerprints.files", lambda package: tmp_path / package)
    before = fingerprint(Settings())
    write(tmp_path, {edited: "changed"})
    assert ("same" if fingerprint(Settings()) == before else "other") == verdict


def test_removed_source_leaves_no_trace(small: Run) -> None:
    """It leaves the corpus, the ledger, the texts, and the folders it leaves empty."""
    (small.raw / "f/g/b.html").unlink()
    second = again(small)
    assert (second.summary.vanished, second.summary.sources) == (1, 2)
    assert "f/g/b.html" not in states(small.clean)
    assert "f/g/b.html" not in (small.clean / LEDGER).read_text()
    assert not (small.clean / "text/f").exists()


def test_renamed_source_moves(small: Run) -> None:
    """The old name goes, the new one comes, with the same body."""
    (small.raw / "a.txt").rename(small.raw / "f/z.txt")
    second = again(small)
    assert (second.summary.cleaned, second.summary.vanished) == (1, 1)
    assert set(files(small.clean / "text")) == {"f/z.txt", "f/g/b.html.txt"}
    assert (small.clean / "text/f/z.txt").read_text() == article(1)


def test_source_that_cannot_be_read_any_more(small: Run) -> None:
    """It is quarantined and out of the corpus, and back as soon as it can be read."""
    before = files(small.clean)
    (small.raw / "a.txt").rename(small.raw / "c2")
    (small.raw / "a.txt").symlink_to("nowhere")
    (small.raw / "c2").rename(small.raw.parent / "kept")
    assert again(small).summary.quarantine == (("a.txt", QUARANTINED["dangling.txt"]),)
    assert not (small.clean / "text/a.txt").exists()
    (small.raw / "a.txt").unlink()
    (small.raw.parent / "kept").rename(small.raw / "a.txt")
    assert again(small).summary.cleaned == 1
    assert files(small.clean) == before


@pytest.mark.parametrize(
    "name", [*FILES.values(), LEDGER, PAGE, "text/a.txt", "text/f/g/b.html.txt"]
)
def test_damaged_output_is_restored(name: str, small: Run) -> None:
    """A file of the corpus that was deleted or changed is written again, without cleaning."""
    before = files(small.clean)
    for damage in (Path.unlink, lambda path: path.write_text("changed by hand")):
        damage(small.clean / name)
        assert again(small).summary.cleaned == 0
        assert files(small.clean) == before


def test_lost_state_is_found_again(small: Run) -> None:
    """Without its state a run gives the same bytes, and removes texts whose source is gone."""
    write(small.clean / "text", {"mine.txt": "a note"})
    (small.raw / "a.txt").unlink()
    shutil.rmtree(small.clean / FOLDER)
    stamps = times(small.clean)
    second = again(small)
    assert second.summary.cleaned == 2
    assert set(files(small.clean / "text")) == {"f/g/b.html.txt", "mine.txt"}
    kept = "text/f/g/b.html.txt"
    assert times(small.clean)[kept] == stamps[kept]


def test_damaged_state_loses_nothing(small: Run) -> None:
    """A state that is no database any more is built anew, with the same corpus at the end."""
    before = files(small.clean)
    (small.clean / FOLDER / "state.sqlite").write_bytes(noise(10_000))
    assert again(small).summary.cleaned == 3
    assert files(small.clean) == before


def test_foreign_outcomes_stop_the_run(small: Run) -> None:
    """Two runs at once in one folder, with other settings or sources, do not mix results."""
    listing = stages.list_sources(small.raw, small.clean)
    plan = stages.plan_work(listing, small.clean, Settings(), 1)
    with Store(small.clean) as store:
        outcome = next(store.outcomes())
        store.record([outcome], {outcome.id: fingerprint(Settings(min_words=5))})
    with pytest.raises(StateError, match="another one works there too"):
        stages.commit(plan)
    with Store(small.clean) as store:
        store.record(
            [outcome, replace(outcome, id="new.txt")], {outcome.id: plan.print, "new.txt": ""}
        )
    with pytest.raises(StateError, match="another one works there too"):
        stages.commit(plan)


def test_batches_are_bounded_in_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long texts travel in small batches, each source in one, none left out."""
    monkeypatch.setattr("flows.todo.LARGEST_BATCH_BYTES", 1_000)
    monkeypatch.setattr("flows.todo.BATCHES_PER_WORKER", 1)
    sizes = [10, 600, 600, 5_000, 10, 10]
    write(tmp_path / "raw", {f"{n}": "x" * size for n, size in enumerate(sizes)})
    sources = stages.list_sources(tmp_path / "raw", tmp_path / "clean")
    plan = stages.plan_work(sources, tmp_path / "clean", Settings(), 1)
    assert [[s.id for s in batch] for batch in planned(plan)] == [
        ["0", "1"],
        ["2"],
        ["3"],
        ["4", "5"],
    ]


@pytest.mark.skipif(
    os.geteuid() == 0 and shutil.which("setpriv") is None, reason="root may read everything"
)
class TestPermissions:
    """Files and folders that may not be read or written."""

    BEFORE = UNPRIVILEGED if os.geteuid() == 0 else None

    def test_unreadable_sources_are_quarantined(self, small: Run) -> None:
        """A file and a folder without permission are counted; the rest is cleaned."""
        write(small.raw, {"locked/x.txt": article(), "secret.txt": article()})
        (small.raw / "secret.txt").chmod(0)
        (small.raw / "locked").chmod(0)
        result = cleancopy(*ONE_WORKER, small.raw, small.clean, before=self.BEFORE)
        (small.raw / "locked").chmod(0o700)
        assert result.returncode == 3
        quarantine = rows(small.clean / "quarantine.jsonl")
        assert {row["id"]: row["error"] for row in quarantine} == {
            "locked": "PermissionError: Permission denied",
            "secret.txt": "PermissionError: Permission denied",
        }
        assert len(rows(small.clean / "corpus.jsonl")) == 2

    @pytest.mark.parametrize("locked", ["raw", "clean", "new"])
    def test_locked_folders_fail_with_a_reason(self, locked: str, small: Run) -> None:
        """A raw folder that cannot be read, a clean one that cannot be written or made."""
        before = files(small.clean)
        write(small.raw, {"f/new.txt": article(7)})
        folder = {"raw": small.raw, "clean": small.clean, "new": small.raw.parent}[locked]
        clean = small.clean if locked != "new" else small.raw.parent / "new"
        mode = folder.stat().st_mode
        folder.chmod(0 if locked == "raw" else 0o500)
        result = cleancopy(*ONE_WORKER, small.raw, clean, before=self.BEFORE)
        folder.chmod(mode)
        assert result.returncode == 1
        assert result.stderr.startswith("Error: ")
        assert "ermission denied" in result.stderr or "readonly" in result.stderr
        assert "Traceback" not in result.stderr
        corpus = (small.clean / "corpus.jsonl").read_bytes()
        assert corpus == before["corpus.jsonl"]


def test_corpus_inside_of_the_sources(tmp_path: Path) -> None:
    """A clean folder below the raw one is not cleaned itself, however often it runs."""
    articles(tmp_path, 3)
    for _ in range(3):
        assert run(tmp_path, tmp_path / "out").summary.sources == 3


@pytest.mark.slow
def test_fifty_megabytes_in_one_line(tmp_path: Path) -> None:
    """A line as long as a library is cleaned in less than a minute."""
    paragraph = " ".join(PARAGRAPHS)
    write(tmp_path / "raw", {"x": f"{paragraph} " * (50_000_000 // len(paragraph))})
    long = run(tmp_path / "raw", tmp_path / "clean")
    assert long.summary.clean == 1
    assert long.seconds < 60
