"""Whole runs over containers: counts add up, the same bytes always, nothing read again."""

from __future__ import annotations

import gzip
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard
from corpora import GERMAN, article, cleancopy, files, page, rows, sources_of, write

from benchmarks.containers import gzipped, http, json_lines, parquet, tarred, warc_record, zipped
from cleaners import Settings
from flows import planning
from flows.bare import clean_corpus
from flows.containers import Columns
from flows.corpus import FILES
from flows.sources import RunError
from flows.summary import Summary
from flows.worker import clean_source


def clean(raw: Path | str, folder: Path, **options: Any) -> Summary:
    """One run, without Prefect, in one worker unless told otherwise."""
    return clean_corpus(raw, folder, Settings(), **{"workers": 1, **options})


def build(raw: Path) -> Path:
    """Every kind of container beside plain files; sound, broken and colliding records."""
    crawl = [
        warc_record("info", b"software: none", "warcinfo"),
        warc_record("p-1", http(page(article(1)).encode())),
        warc_record("p-1", http(page(article(2)).encode())),
        warc_record("liar", http(page(article(3)).encode()), lie=70),
        warc_record("p-4", http(page(article(4)).encode())),
        warc_record("picture", http(b"\x89PNG", "image/png")),
    ]
    table = [
        {"id": "one", "text": article(11), "url": "https://example.org/one"},
        b'{"id": "broken", "text": "' + article(12).encode()[:40],
        {"id": "two", "text": article(13)},
        {"id": "german", "text": GERMAN},
    ]
    csv = "id,text\n" + "".join(f'"r{n}","{article(n)}"\n' for n in range(20, 23))
    return write(
        raw,
        {
            "plain.txt": article(0),
            "crawl.warc.gz": gzipped(crawl),
            "a/table.jsonl": json_lines(table),
            "a/table.jsonl.zst": zstandard.compress(json_lines(table[:1])),
            "rows.csv": csv,
            "odd#name.parquet": parquet({"text": [article(n) for n in range(30, 35)]}, group=2),
            "pages.zip": zipped(
                {"x.html": page(article(40)).encode(), "../up": article(41).encode()}
            ),
            "pages.zip#x.html": article(42),
            "pages.tar": tarred({"x.txt": article(43).encode(), "link": "/etc/passwd"}),
            "single.html.gz": gzip.compress(page(article(44)).encode()),
            "cut.txt.gz": gzip.compress(article(45).encode())[:-20],
            "empty.jsonl": "",
            "not.gz": article(46),
        },
    )


EXPECTED = {
    "plain.txt": "clean",
    "crawl.warc.gz#p-1": "clean",
    "crawl.warc.gz#p-1~": "clean",
    "crawl.warc.gz#liar": "quarantined",
    "crawl.warc.gz#p-4": "clean",
    "crawl.warc.gz#picture": "rejected",
    "a/table.jsonl#one": "clean",
    "a/table.jsonl#line 2": "quarantined",
    "a/table.jsonl#two": "clean",
    "a/table.jsonl#german": "rejected",
    "a/table.jsonl.zst#one": "clean",
    **{f"rows.csv#r{n}": "clean" for n in range(20, 23)},
    **{f"odd%23name.parquet#{n}": "clean" for n in range(5)},
    "pages.zip#x.html": "clean",
    "pages.zip#x.html~": "clean",
    "pages.zip#%2E%2E/up": "clean",
    "pages.tar#x.txt": "clean",
    "pages.tar#link": "quarantined",
    "single.html.gz": "clean",
    "cut.txt.gz#end": "quarantined",
    "empty.jsonl#empty": "rejected",
    "not.gz": "clean",
}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Summary]:
    """All of it, cleaned once."""
    folder = tmp_path_factory.mktemp("containers")
    raw = build(folder / "raw")
    return raw, folder / "clean", clean(raw, folder / "clean", workers=2)


def _refuse(batches: Iterable[object], _: int) -> Iterator[list[object]]:
    """Instead of worker processes that read: there is to be nothing to read."""
    assert list(batches) == []
    yield from ()


Mixed = tuple[Path, Path, Summary]


def states(folder: Path) -> dict[str, str]:
    """State of every source, from the files a user reads."""
    found = [(row["id"], state) for state, name in FILES.items() for row in rows(folder / name)]
    assert len(dict(found)) == len(found)
    return dict(found)


def texts(folder: Path) -> dict[str, str]:
    """Bodies of the corpus, by id."""
    return {row["id"]: row["text"] for row in rows(folder / "corpus.jsonl")}


class TestMixed:
    """One folder with all kinds of containers."""

    def test_every_record_has_one_state(self, mixed: Mixed) -> None:
        """Nothing is lost, and records about others are counted."""
        _, folder, summary = mixed
        assert states(folder) == EXPECTED
        assert summary.sources == len(EXPECTED)
        assert summary.aside == {"warcinfo": 1}
        assert summary.reasons == Counter(language=1, unsupported=2)

    def test_what_is_known_of_records(self, mixed: Mixed) -> None:
        """The file they are from, their address, when they were fetched; where a fault is."""
        _, folder, _ = mixed
        found = {row["id"]: row for name in FILES.values() for row in rows(folder / name)}
        assert found["crawl.warc.gz#p-1"]["source"] == "crawl.warc.gz"
        assert found["crawl.warc.gz#p-1"]["metadata"]["fetched"] == "2024-05-06T07:08:09Z"
        assert found["a/table.jsonl#one"]["metadata"]["site"] == "example.org"
        assert found["a/table.jsonl#line 2"]["error"].startswith("byte ")
        assert found["pages.zip#x.html"]["text"] == article(42).rstrip("\n")
        assert found["pages.zip#x.html~"]["text"] == article(40).rstrip("\n")

    def test_no_text_leaves_the_folder(self, mixed: Mixed) -> None:
        """Whatever members are called, bodies are written below ``text/``."""
        _, folder, _ = mixed
        inside = {name for name in files(folder) if name.startswith("text/")}
        assert len(inside) == sum(state == "clean" for state in EXPECTED.values())
        assert "text/pages.zip#%2E%2E/up.txt" in inside

    def test_unchanged_run_cleans_and_surveys_nothing(
        self, mixed: Mixed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Not even what is broken is tried again, and no container is looked into."""
        raw, folder, _ = mixed
        before = files(folder)
        for name in ("survey_batches", "outline_batches"):
            monkeypatch.setattr(planning, name, _refuse)
        assert clean(raw, folder).cleaned == 0
        assert files(folder) == before

    @pytest.mark.parametrize(("batch", "workers"), [(1, 1), (3, 3)])
    def test_any_batch_and_worker(
        self,
        batch: int,
        workers: int,
        mixed: Mixed,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The same bytes whatever travels together."""
        monkeypatch.setattr("flows.todo.LARGEST_BATCH", batch)
        monkeypatch.setattr("flows.todo.BATCHES_PER_WORKER", 1)
        raw, folder, _ = mixed
        clean(raw, tmp_path, workers=workers)
        assert files(tmp_path) == files(folder)

    def test_any_history(self, mixed: Mixed, tmp_path: Path) -> None:
        """Files that come, change and go leave the corpus of a first run."""
        raw, folder, _ = mixed
        other = tmp_path / "raw"
        shutil.copytree(raw, other)
        (other / "pages.zip#x.html").unlink()
        (other / "crawl.warc.gz").unlink()
        write(other, {"rows.csv": "text\nsomething else\n", "more.jsonl": '{"text": "x"}\n'})
        clean(other, tmp_path / "clean")
        assert states(tmp_path / "clean")["rows.csv#2"] == "rejected"
        (other / "more.jsonl").unlink()
        for name in ("pages.zip#x.html", "crawl.warc.gz", "rows.csv"):
            shutil.copy(raw / name, other / name)
        summary = clean(other, tmp_path / "clean")
        assert files(tmp_path / "clean") == files(folder)
        assert summary.vanished == 2

    def test_one_row_changed(self, mixed: Mixed, tmp_path: Path) -> None:
        """Of a table that grew, only what is new is cleaned."""
        raw, folder, _ = mixed
        shutil.copytree(raw, tmp_path / "raw")
        shutil.copytree(folder, tmp_path / "clean")
        with (tmp_path / "raw/a/table.jsonl").open("ab") as table:
            table.write(json_lines([{"id": "three", "text": article(14)}]))
        assert clean(tmp_path / "raw", tmp_path / "clean").cleaned == 1
        assert states(tmp_path / "clean")["a/table.jsonl#three"] == "clean"


def test_one_file(tmp_path: Path) -> None:
    """A single file may be named, and its columns; on the command line and in the file of rules."""
    table = write(tmp_path, {"t.jsonl": json_lines([{"body": article(1), "key": "k"}])}) / "t.jsonl"
    columns = ("--text-column", "body", "--id-column", "key")
    result = cleancopy("run", "--bare", *columns, table, tmp_path / "clean")
    assert result.returncode == 0, result.stderr
    assert texts(tmp_path / "clean") == {"t.jsonl#k": article(1).rstrip("\n")}
    write(tmp_path, {"cleancopy.toml": '[columns]\ntext = "body"\nid = "key"\n'})
    assert clean(table, tmp_path / "clean").cleaned == 0
    shown = cleancopy("explain", f"{table}#k").stdout
    assert shown.startswith("clean\n")
    assert cleancopy("explain", f"{table}#nobody").returncode == 2


def test_other_columns_are_read_again(tmp_path: Path) -> None:
    """Which column holds the text decides the result like any setting."""
    raw = write(tmp_path / "raw", {"t.csv": f'"a","b"\n"{article(1)}","{article(2)}"\n'})
    clean(raw, tmp_path / "clean", columns=Columns(text="a"))
    assert clean(raw, tmp_path / "clean", columns=Columns(text="b")).cleaned == 1
    assert texts(tmp_path / "clean") == {"t.csv#2": article(2).rstrip("\n")}


def test_missing_library_stops_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can only be read with a library that is not there is not quarantined by the million."""
    raw = write(tmp_path / "raw", {"x.warc": warc_record("x", http(b"<p>x</p>"))})
    monkeypatch.setattr("flows.containers.find_spec", lambda _: None)
    with pytest.raises(RunError, match=r"warc needs fastwarc: pip install 'cleancopy\[sources\]'"):
        clean(raw, tmp_path / "clean")


def test_container_that_changes_before_it_is_read(tmp_path: Path) -> None:
    """What was found is not there any more: quarantined, and tried again."""
    raw = write(tmp_path / "raw", {"t.jsonl": json_lines([{"text": article(1)}])})
    (source,) = sources_of(raw)
    write(raw, {"t.jsonl": json_lines([{"text": article(2)}])})
    outcome = clean_source(source, Settings())
    assert outcome.row["error"] == "OSError: it changed while it was read"
    assert (outcome.state, outcome.sha256) == ("quarantined", None)


def test_site_larger_than_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What recurs on a site is the same, whether its documents are counted at once or in parts."""
    texts_ = [
        f"Menu of the site\nAbout the site\n\n{article(n)}\nAll rights reserved here\n"
        for n in range(9)
    ]
    raw = write(tmp_path / "raw", {"t.jsonl": json_lines([{"text": text} for text in texts_])})
    clean(raw, tmp_path / "whole")
    monkeypatch.setattr("flows.sites.LARGEST_SITE", 20)
    clean(raw, tmp_path / "parts")
    assert files(tmp_path / "parts") == files(tmp_path / "whole")
    assert any("recurring_line" in str(row) for row in rows(tmp_path / "whole/ledger.jsonl"))
