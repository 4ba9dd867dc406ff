"""What a run holds in memory does not grow with the corpus; what the benchmark of scale measures."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from corpora import article, articles, files

from benchmarks.scale_sources import write_corpus, write_tiny
from flows import corpus, review
from flows.bare import clean_corpus
from flows.containers import Columns, Format
from flows.corpus import write_corpus as write_output
from flows.output import Output
from flows.reading import list_records
from flows.review import ranking, survey, write_review
from flows.state import Store
from flows.worker import Outcome

FEW, MANY = 150, 500
BYTES_A_DOCUMENT = 250
"""Signature, sketch and share of a document; before, its signs, site and path took 930 more."""


def peak_of_writing(clean: Path, count: int) -> int:
    """Bytes that writing a corpus of so many small documents takes at most."""
    with Store(clean) as store:
        for number in range(count):
            id_ = f"folder/{number:06}.txt"
            row = {"id": id_, "text": "Said.", "source": id_, "metadata": {"kind": "text"}}
            counts = {"source": 5, "kept": 5}
            store.record([Outcome(id_, "hash", "clean", row, "", counts)], {id_: "print"})
        tracemalloc.start()
        write_output(store, clean, Output(texts="off"))
        write_review(store, clean)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak


def test_writing_holds_little_of_each_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Corpus and review page of eight times the documents take hardly more memory.

    Names of sites go through pathlib, whose table of parts of paths doubles now and then: not here.
    """
    monkeypatch.setattr(survey, "name_site", lambda *_: "folder")
    monkeypatch.setattr(ranking, "CHUNK", 50)
    monkeypatch.setattr(survey, "NOTED", 50)
    monkeypatch.setattr(review, "MOST_DOCUMENTS", 20)
    few, many = (peak_of_writing(tmp_path / str(n), n) for n in (FEW, MANY))
    assert many - few < BYTES_A_DOCUMENT * (MANY - FEW)


def test_without_texts_the_page_leads_to_none(tmp_path: Path) -> None:
    """A link to a file that was not written would lead nowhere."""
    raw = articles(tmp_path / "raw", 2)
    for texts, linked in (("on", True), ("off", False)):
        clean_corpus(raw, tmp_path / texts, workers=1, output=Output(texts=texts))  # type: ignore[arg-type]
        page = (tmp_path / texts / review.PAGE).read_text("utf-8")
        assert ('"text":"0000.txt"' in page) is linked


def test_texts_of_a_lost_state_are_not_looked_for_where_there_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading a corpus of millions for files that are not there would take time and memory."""
    raw = articles(tmp_path / "raw", 2)
    clean_corpus(raw, tmp_path / "clean", workers=1, output=Output(texts="off"))
    monkeypatch.setattr(corpus, "_read_rows", lambda _: pytest.fail("the corpus was read"))
    articles(raw, 1, first=9)
    clean_corpus(raw, tmp_path / "clean", workers=1, output=Output(texts="off"))


def test_corpora_of_the_benchmark(tmp_path: Path) -> None:
    """Half archives, half tables; each document is another one; tiny ones may be packed."""
    page, dump = tmp_path / "p.html", tmp_path / "d.txt"
    page.write_text(f"<p>{article(1)}</p>")
    dump.write_text(article(2))
    for name in ("raw", "tiny"):
        (tmp_path / name).mkdir()
    assert write_corpus(tmp_path / "raw", [page], [dump], range(7)) > 0
    assert write_tiny(tmp_path / "tiny", 5, packed=True) > 0
    found = {
        path.name: [record.data for record in list_records(str(path), Format(*kind), Columns())]
        for path, kind in (
            (tmp_path / "raw/crawl-00000.warc.gz", ("warc", ".gz")),
            (tmp_path / "raw/dumps-00000.parquet", ("parquet",)),
            (tmp_path / "tiny/tiny-000000000-00000.jsonl.gz", ("json lines", ".gz")),
        )
    }
    assert sorted(len(set(records)) for records in found.values()) == [4, 4, 5]


@pytest.mark.skipif(sys.platform != "linux", reason="memory and idle time are from /proc")
def test_meters_of_the_benchmark(tmp_path: Path) -> None:
    """Workers write what their time goes to; the corpus is the same as without meters."""
    raw = articles(tmp_path / "raw", 4)
    command = [sys.executable, "-m", "benchmarks.scale", "--measure", str(raw), str(tmp_path / "a")]
    done = subprocess.run([*command, "--workers", "1"], check=True, stdout=subprocess.PIPE)
    found = json.loads(done.stdout)
    parts = found["parts"]
    assert found["summary"]["clean"] == 4
    assert 0 < parts["clean: cleaning"] < parts["clean: batches"]
    assert (
        sum(parts[f"clean: {name}"] for name in ("cleaning", "reading", "signing"))
        < (parts["clean: batches"])
    )
    assert parts["outline: outlining"] > 0
    assert found["peak"] > 2**20
    assert len(found["busy"]) == 1
    clean_corpus(raw, tmp_path / "b", workers=1)
    assert files(tmp_path / "a") == files(tmp_path / "b")
