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
from corpora import article, articles, cleancopy, environment, files, page, rows, write

from benchmarks.containers import gzipped, http, json_lines, warc_record
from flows.bare import clean_corpus
from flows.published import check_apart, publish, work_folder
from flows.remote import Bucket
from flows.sources import NoSourcesError, OverlapError, RunError, find_files
from flows.state import StateError
from flows.tied import start_tied, stop
from flows.user_file import UserFileError, read_user_file

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


def _objects(store: dict[str, str], url: str) -> dict[str, bytes]:
    """What is below a URL, by name, but for hidden objects."""
    system = s3fs.S3FileSystem(**json.loads(store["FSSPEC_S3"]), skip_instance_cache=True)
    top = url.removeprefix("s3://")
    names = [path.removeprefix(f"{top}/") for path in system.find(top)]
    return {name: system.cat_file(f"{top}/{name}") for name in names if name[0] != "."}


def test_corpus_is_published_to_a_bucket(
    bucket: str, store: dict[str, str], tmp_path: Path
) -> None:
    """The bytes of a folder; what is there is not written again; what is gone is removed."""
    raw = write(tmp_path / "raw", {k: v for k, v in CONTENT.items() if k != "cleancopy.toml"})
    clean_corpus(raw, tmp_path / "here", workers=1)
    target, system = (
        f"{bucket.removesuffix('/raw')}/clean",
        s3fs.S3FileSystem(**json.loads(store["FSSPEC_S3"]), skip_instance_cache=True),
    )
    system.pipe_file(f"{target}/of-others.txt".removeprefix("s3://"), b"Not ours.")
    variables = environment(**store, CLEANCOPY_WORK=str(tmp_path / "work"))
    run = ("run", "--bare", "--json", "--workers", "1", raw, target)
    first = cleancopy(*run, env=variables)
    assert first.returncode == 0, first.stderr
    there = _objects(store, target)
    assert there.pop("of-others.txt") == b"Not ours."
    assert there == files(tmp_path / "here")

    before = system.find(target, detail=True)
    again = cleancopy(*run, env=variables)
    assert json.loads(again.stdout)["cleaned"] == 0
    system.invalidate_cache()
    assert system.find(target, detail=True) == before  # with the times of writing

    (raw / "a/plain.txt").unlink()
    assert cleancopy(*run, env=variables).returncode == 0
    there = _objects(store, target)
    assert "text/a/plain.txt" not in there
    assert len(there["corpus.jsonl"].splitlines()) == 7
    assert "of-others.txt" in there


def test_another_machine_goes_on(bucket: str, store: dict[str, str], tmp_path: Path) -> None:
    """The state is in the bucket, too: nothing is cleaned again. One that is behind is told."""
    target = f"{bucket.removesuffix('/raw')}/clean"
    one, other = (
        environment(**store, CLEANCOPY_WORK=str(tmp_path / name)) for name in ("one", "other")
    )
    run = ("run", "--bare", "--json", "--workers", "1", bucket, target)
    assert json.loads(cleancopy(*run, env=one).stdout)["cleaned"] == 8
    assert json.loads(cleancopy(*run, env=other).stdout)["cleaned"] == 0
    system = s3fs.S3FileSystem(**json.loads(store["FSSPEC_S3"]), skip_instance_cache=True)
    damaged = f"{target}/corpus.jsonl".removeprefix("s3://")
    whole = system.cat_file(damaged)
    system.pipe_file(damaged, b"somebody else's")
    assert cleancopy(*run, env=one).returncode == 0
    system.invalidate_cache()
    assert system.cat_file(damaged) == whole


def test_two_runs_that_publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that comes second finds another list than it began with, and writes nothing."""
    monkeypatch.setenv("CLEANCOPY_WORK", str(tmp_path / "work"))
    raw, url = articles(tmp_path / "raw", 2), "memory://two/clean"
    clean_corpus(raw, url, workers=1)
    here, bucket = work_folder(url), Bucket(url)
    (here / "corpus.jsonl").write_text("{}\n")
    bucket.put(here / "corpus.jsonl", ".state/published.json")  # another run's list
    before = bucket.tags()
    with pytest.raises(StateError, match="another run has published there"):
        publish(here, url)
    assert bucket.tags() == before


@pytest.mark.parametrize("raw", ["s3://b/raw", "s3://b/raw/clean/x", "s3://b/raw/clean"])
def test_sources_and_corpus_in_one_place(raw: str) -> None:
    """A run would take its own corpus for sources."""
    with pytest.raises(OverlapError, match="one is below the other"):
        check_apart(raw, "s3://b/raw/clean")


def test_rules_beside_sources_in_a_bucket(
    bucket: str, store: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``cleancopy.toml`` of a bucket says what one of a folder does; without it nothing is said."""
    monkeypatch.setattr("fsspec.config.conf", {"s3": json.loads(store["FSSPEC_S3"])})
    assert read_user_file(bucket).choices == {"min_words": 5}
    assert read_user_file(f"{bucket}/a/plain.txt").choices == {}
    assert read_user_file(f"{bucket}/b").choices == {}
    assert read_user_file("s3://nowhere/raw").choices == {}
    system = s3fs.S3FileSystem(**json.loads(store["FSSPEC_S3"]), skip_instance_cache=True)
    system.pipe_file(f"{bucket}/b/cleancopy.toml".removeprefix("s3://"), b"[sittings]")
    with pytest.raises(UserFileError, match=r"s3://.*/b/cleancopy\.toml: .*sittings"):
        read_user_file(f"{bucket}/b")
