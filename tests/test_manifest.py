"""The manifest: whoever reads several files of a corpus sees those of one run, never of two."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from corpora import GERMAN, article, articles, files, times, write
from test_outputs import ALL, snippets

from flows import corpus
from flows.bare import clean_corpus
from flows.manifest import write_manifest
from flows.output import PLAIN, Output

READER = """
import json, sys
from collections import Counter

def generation(found):
    rows = [json.loads(line) for data in found.values() for line in data.splitlines()]
    words = " ".join(row.get("text") or "" for row in rows)
    told = {word for word in ("county-0", "county-1") if word in words}
    rejected = {row["id"] for row in rows if "reason" in row}
    return f"{sorted(told)} {sorted(rejected)}"

NAMES = "corpus.jsonl", "rejected.jsonl"
clean = Path(sys.argv[1])
seen = {"together": Counter(), "meanwhile": Counter()}

def look(_):
    found = {name: (clean / name).read_bytes() for name in NAMES}
    seen["meanwhile"][generation(found)] += 1

time.sleep = look
print("reading", flush=True)
while not (clean.parent / "over").exists():
    seen["together"][generation(read_together(clean, *NAMES))] += 1
print(json.dumps(seen))
"""
"""Reads a corpus again and again, as the documentation says; what it does not take is noted too."""
OLD, NEW = "['county-0'] ['rejected-0.txt']", "['county-1'] ['rejected-1.txt']"


def manifest(clean: Path) -> dict[str, str]:
    """Hashes by name."""
    found = json.loads((clean / "manifest.json").read_bytes())
    assert found["version"] == 1
    return {file["path"]: file["sha256"] for file in found["files"]}


def generations(raw: Path, number: int) -> None:
    """Sources of which every file of the corpus tells to which of two generations it belongs."""
    for path in raw.glob("*"):
        path.unlink()
    bodies = {f"{n}.txt": article(n).replace("county", f"county-{number}") for n in range(3)}
    write(raw, {**bodies, f"rejected-{number}.txt": GERMAN})


@contextmanager
def reading(clean: Path) -> Iterator[dict[str, dict[str, int]]]:
    """What a process has seen that reads a corpus while the block runs."""
    script = "from pathlib import Path\n" + _read_together() + READER
    command = [sys.executable, "-c", script, str(clean)]
    found: dict[str, dict[str, int]] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
        try:
            yield found
        finally:
            (clean.parent / "over").touch()
            told = reader.communicate(timeout=60)[0]
    found.update(json.loads(told))


def _read_together() -> str:
    """The function in the documentation."""
    block = next(block for block in snippets() if "def read_together" in block)
    return block[: block.index("\n\n\nfiles = ")]


def test_names_every_file_with_its_hash(tmp_path: Path) -> None:
    """All formats; not the texts, not the review page, not itself."""
    clean = tmp_path / "clean"
    clean_corpus(articles(tmp_path / "raw", 2), clean, workers=1, output=ALL)
    told = {"manifest.json", "review.html"}
    there = {n: data for n, data in files(clean).items() if n not in told and n[:5] != "text/"}
    assert manifest(clean) == {n: hashlib.sha256(d).hexdigest() for n, d in there.items()}
    assert len(there) == 4 + 1 + 1 + 3


def test_says_nothing_of_the_run(tmp_path: Path) -> None:
    """The same corpus has the same bytes; where nothing changed the file is not touched."""
    raw, clean = articles(tmp_path / "raw", 2), tmp_path / "clean"
    for folder in (clean, tmp_path / "other", clean):
        clean_corpus(raw, folder, workers=1)
    assert files(clean)["manifest.json"] == files(tmp_path / "other")["manifest.json"]
    before = times(clean)
    clean_corpus(raw, clean, workers=1)
    assert times(clean) == before


@pytest.mark.parametrize("output", [PLAIN, Output(formats=("parquet",))])
def test_one_that_is_lost_is_written_anew(output: Output, tmp_path: Path) -> None:
    """Also in a corpus of a version that wrote none."""
    raw, clean = articles(tmp_path / "raw", 2), tmp_path / "clean"
    clean_corpus(raw, clean, workers=1, output=output)
    before = manifest(clean)
    (clean / "manifest.json").unlink()
    assert clean_corpus(raw, clean, workers=1, output=output).cleaned == 0
    assert manifest(clean) == before


def test_corpus_of_a_version_without_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state that knows of no manifest is brought up to date, though no source has changed."""
    raw, clean = articles(tmp_path / "raw", 1), tmp_path / "clean"
    with monkeypatch.context() as patch:
        patch.setattr(corpus, "write_manifest", lambda *_: "corpus.jsonl")
        clean_corpus(raw, clean, workers=1)
        assert not (clean / "manifest.json").exists()
    clean_corpus(raw, clean, workers=1)
    assert "corpus.jsonl" in manifest(clean)


def test_reader_never_sees_a_mixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process reads all the while, and runs turn the corpus into another one and back.

    Each run waits a moment between its files, so that the reader comes upon two generations: who
    does not ask the manifest takes them for a corpus.
    """

    def write_late(clean: Path, names: list[str], scratch: Path) -> str:
        time.sleep(0.3)
        return write_manifest(clean, names, scratch)

    monkeypatch.setattr(corpus, "write_manifest", write_late)
    replace = Path.replace

    def replace_late(path: Path, target: Path) -> Path:
        time.sleep(0.1)
        return replace(path, target)

    raw, clean = tmp_path / "raw", tmp_path / "clean"
    generations(raw, 0)
    clean_corpus(raw, clean, workers=1)
    monkeypatch.setattr(Path, "replace", replace_late)
    with reading(clean) as seen:
        for number in (1, 0, 1, 0):
            generations(raw, number)
            clean_corpus(raw, clean, workers=1)
            time.sleep(0.3)
    assert seen["together"].keys() == {OLD, NEW}
    assert seen["meanwhile"].keys() - {OLD, NEW}
