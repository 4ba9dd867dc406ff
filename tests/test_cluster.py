"""A real Dask scheduler with two worker processes on loopback: the same bytes as here."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from corpora import article, articles, bytes_read, files, is_alive, write

from benchmarks.containers import json_lines
from cleaners import Settings
from flows.bare import clean_corpus
from flows.engine import PoolError
from flows.tied import start_tied, stop

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
]
PORT = 18_786
ADDRESS = f"tcp://127.0.0.1:{PORT}"
LARGE = 16_000_000
QUIET = {"DASK_LOGGING__DISTRIBUTED": "error"}


def start_worker() -> subprocess.Popen[bytes]:
    """A worker process without a nanny: nobody starts it again."""
    options = ["--no-nanny", "--nthreads", "1", "--no-dashboard"]
    command = [sys.executable, "-m", "distributed.cli.dask_worker", ADDRESS, *options]
    return start_tied(command, env={**os.environ, **QUIET})


@pytest.fixture
def workers() -> Iterator[list[subprocess.Popen[bytes]]]:
    """A scheduler, and two workers."""
    options = ["--host", "127.0.0.1", "--port", str(PORT), "--no-dashboard"]
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", *options]
    scheduler = start_tied(command, env={**os.environ, **QUIET})
    started = [start_worker(), start_worker()]
    try:
        from distributed import Client

        with Client(ADDRESS, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
        yield started
    finally:
        for process in (*started, scheduler):
            stop(process)


def test_same_bytes_although_a_worker_dies(
    workers: list[subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    """Twice the same folder, here and there; then again with one worker killed in the middle."""
    raw = articles(tmp_path / "raw", 40)
    write(raw, {"t.jsonl": json_lines([{"text": article(n)} for n in range(100, 140)])})
    write(raw, {"large.txt": b" " * LARGE + b"\n" + article(999).encode()})
    clean_corpus(raw, tmp_path / "here", Settings(), 1)
    clean_corpus(raw, tmp_path / "there", Settings(), 2, scheduler=ADDRESS)
    assert files(tmp_path / "there") == files(tmp_path / "here")

    killed: list[int] = []
    before = {process.pid: bytes_read(process.pid) for process in workers}

    def kill(done: int, total: int) -> None:
        busy = [pid for pid, read in before.items() if is_alive(pid)]
        if not killed and done < total:
            os.kill(busy[0], signal.SIGKILL)
            killed.append(busy[0])

    clean_corpus(raw, tmp_path / "again", Settings(), 2, kill, scheduler=ADDRESS)
    assert killed
    assert files(tmp_path / "again") == files(tmp_path / "here")


def test_no_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address where nobody answers fails the run with a reason."""
    monkeypatch.setattr("flows.cluster.PATIENCE", 1)
    raw = articles(tmp_path / "raw", 3)
    with pytest.raises(PoolError, match=r"no Dask cluster at tcp://127\.0\.0\.1:9"):
        clean_corpus(raw, tmp_path / "clean", Settings(), 1, scheduler="tcp://127.0.0.1:9")
