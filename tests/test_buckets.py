"""Sources in a bucket, over the real protocol of S3 from a server on loopback."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import s3fs
from corpora import article, cleancopy, environment, files, page, rows, write

from benchmarks.containers import gzipped, http, json_lines, warc_record
from flows.bare import clean_corpus
from flows.sources import NoSourcesError, RunError, find_files
from flows.tied import start_tied, stop

CONTENT: dict[str, bytes | str] = {
    "a/plain.txt": article(1),
    "crawl.warc.gz": gzipped(
        [warc_record(f"p-{n}", http(page(article(n)).encode())) for n in range(2, 6)]
    ),
    "b/table.jsonl": json_lines([{"id": f"t-{n}", "text": article(n)} for n in range(6, 9)]),
    ".hidden": article(9),
    "cleancopy.toml": "[settings]\nmin_words = 5\n",
}


@pytest.fixture(scope="module")
def store() -> Iterator[dict[str, str]]:
    """A server, and the variables that lead fsspec to it."""
    with subprocess.Popen([sys.executable, "-c", "pass"]) as free:
        free.wait()
    port = 5_600 + free.pid % 300
    server = start_tied([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)])
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urlopen(url, timeout=1).close()
                break
            except (URLError, OSError):
                time.sleep(0.1)
        options = {"endpoint_url": url, "key": "test", "secret": "test"}
        yield {"FSSPEC_S3": json.dumps(options)}
    finally:
        stop(server)


@pytest.fixture
def bucket(store: dict[str, str], tmp_path: Path) -> str:
    """A bucket with the content above below a prefix, and something else beside it."""
    system = s3fs.S3FileSystem(**json.loads(store["FSSPEC_S3"]), skip_instance_cache=True)
    name = f"bucket-{abs(hash(tmp_path))}"
    system.mkdir(name)
    for path, content in CONTENT.items():
        data = content.encode() if isinstance(content, str) else content
        system.pipe_file(f"{name}/raw/{path}", data)
    system.pipe_file(f"{name}/other.txt", b"Not below the prefix.")
    return f"s3://{name}/raw"


def test_bucket_gives_the_corpus_of_a_folder(
    bucket: str, store: dict[str, str], tmp_path: Path
) -> None:
    """The same bytes from either; an unchanged run downloads nothing; a changed object is cleaned."""
    raw = write(tmp_path / "raw", {k: v for k, v in CONTENT.items() if k != "cleancopy.toml"})
    clean_corpus(raw, tmp_path / "here", workers=1)
    run = ("run", "--bare", "--json", "--workers", "1", bucket, tmp_path / "there")
    first = cleancopy(*run, env=environment(**store))
    assert first.returncode == 0, first.stderr
    assert files(tmp_path / "there") == files(tmp_path / "here")
    assert len(rows(tmp_path / "there/corpus.jsonl")) == 8
    assert json.loads(cleancopy(*run, env=environment(**store)).stdout)["cleaned"] == 0
    system = s3fs.S3FileSystem(**json.loads(store["FSSPEC_S3"]), skip_instance_cache=True)
    system.pipe_file(f"{bucket}/a/plain.txt".removeprefix("s3://"), article(10).encode())
    assert json.loads(cleancopy(*run, env=environment(**store)).stdout)["cleaned"] == 1


def test_missing_bucket(store: dict[str, str], tmp_path: Path) -> None:
    """A bucket that is not there stops the run with a reason, and keeps the corpus."""
    result = cleancopy("run", "--bare", "s3://nowhere/raw", tmp_path, env=environment(**store))
    assert result.returncode == 1
    assert "s3://nowhere/raw" in result.stderr
    assert "Traceback" not in result.stderr


def test_local_urls_are_read(tmp_path: Path) -> None:
    """``file://`` is a URL like any other."""
    raw = write(tmp_path / "raw", {"a/x.txt": article(1), "empty/.x": ""})
    assert [file.name for file in find_files(raw.as_uri())] == ["a/x.txt"]
    summary = clean_corpus(raw.as_uri(), tmp_path / "clean", workers=1)
    assert (summary.clean, summary.sources) == (1, 1)
    with pytest.raises(NoSourcesError):
        find_files((tmp_path / "raw/empty").as_uri())


def test_memory_of_this_process_is_refused() -> None:
    """Worker processes cannot see it."""
    with pytest.raises(RunError, match="its worker processes cannot read"):
        find_files("memory://raw")
