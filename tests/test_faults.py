"""What befalls a run from outside: signals, a full disk, sources that change, another run, no network."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from corpora import (
    article,
    articles,
    cleancopy,
    environment,
    files,
    rows,
    start,
    workers_of,
    write,
)

from flows.bare import clean_corpus
from flows.lock import BusyError, only_run
from flows.state import Store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

LARGE = " " * 12_000_000
"""White space that takes seconds to clean."""
GOES_ON = "What was cleaned is kept; run again to go on.\n"


def slow(folder: Path) -> Path:
    """Sources that keep a run busy for seconds."""
    return write(articles(folder, 30), {"large.txt": f"{LARGE}\n{article(99)}"})


def wait_for_workers(process: subprocess.Popen[str]) -> None:
    """Until the run has started its workers."""
    deadline = time.monotonic() + 60
    while not workers_of(process.pid):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("number", "code", "word"),
    [(signal.SIGTERM, 143, "Terminated"), (signal.SIGINT, 130, "Interrupted")],
)
def test_asked_to_stop(number: int, code: int, word: str, tmp_path: Path) -> None:
    """It stops at once, says that it can go on, and does."""
    raw, clean = slow(tmp_path / "raw"), tmp_path / "clean"
    process = start("run", "--bare", "--workers", 2, raw, clean)
    try:
        wait_for_workers(process)
        os.kill(process.pid, number)
        _, complaints = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, complaints) == (code, f"{word}. {GOES_ON}")
    assert not workers_of(process.pid)
    assert not (clean / "corpus.jsonl").exists()
    (raw / "large.txt").unlink()
    assert clean_corpus(raw, clean, workers=1).clean == 30


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_asked_to_stop_while_it_still_imports(number: int, code: int, tmp_path: Path) -> None:
    """Half of the program is not there yet: the same code and the same line, no traceback."""
    hook = f"""
import os, sys
class Stop:
    def find_spec(self, name, path, target=None):
        if name == "numpy":
            sys.meta_path.remove(self)
            os.kill(os.getpid(), {int(number)})
sys.meta_path.insert(0, Stop())
"""
    home = write(tmp_path / "home", {"sitecustomize.py": hook})
    path = os.pathsep.join([str(home), *filter(None, sys.path)])
    raw = articles(tmp_path / "raw", 1)
    result = cleancopy("run", "--bare", raw, tmp_path / "c", env=environment(PYTHONPATH=path))
    assert (result.returncode, result.stderr.partition(". ")[2]) == (code, GOES_ON)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own with so much room."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small file system is not permitted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_full_disk(tmp_path: Path) -> None:
    """The run fails and says why; the corpus of before is whole; with room it goes on."""
    raw = articles(tmp_path / "raw", 20)
    with small_disk(tmp_path / "disk", "900k") as disk:
        clean = disk / "clean"
        assert clean_corpus(raw, clean, workers=1).clean == 20
        before = files(clean)
        write(raw, {f"{n}.txt": article(n) * 60 for n in range(100, 120)})
        result = cleancopy("run", "--bare", "--workers", 1, raw, clean)
        assert result.returncode == 1
        assert result.stderr.startswith("Error: ")
        assert "full" in result.stderr or "No space left" in result.stderr
        assert "Traceback" not in result.stderr
        after = files(clean)
        for name in ("corpus.jsonl", "ledger.jsonl", "rejected.jsonl", "quarantine.jsonl"):
            assert after[name] == before[name]
        for path, content in after.items():  # texts come before the corpus, each whole
            assert content == before.get(path, content)
            assert content or not path.startswith("text/")
        subprocess.run(["mount", "-o", "remount,size=20m", str(disk)], check=True)
        assert cleancopy("run", "--bare", "--workers", 1, raw, clean).returncode == 0
        resumed = files(clean)
    clean_corpus(raw, tmp_path / "fresh", workers=1)
    assert resumed == files(tmp_path / "fresh")


def test_limit_on_the_size_of_files(tmp_path: Path) -> None:
    """The same without a disk of its own: no file may have more than some kilobytes."""
    raw, clean = articles(tmp_path / "raw", 20), tmp_path / "clean"
    limit = ["prlimit", "--fsize=120000", "--"]
    write(raw, {f"{n}.txt": article(n) * 60 for n in range(100, 120)})
    result = cleancopy("run", "--bare", "--workers", 1, raw, clean, before=limit)
    assert result.returncode == 1
    assert result.stderr.startswith("Error: ")
    assert not (clean / "corpus.jsonl").exists()
    assert cleancopy("run", "--bare", "--workers", 1, raw, clean).returncode == 0


def test_sources_that_change_while_a_run_goes_on(tmp_path: Path) -> None:
    """Rewritten, removed and swapped for a pipe all the time: each has one state, the last run is
    like a fresh one.
    """
    raw, clean = articles(tmp_path / "raw", 40), tmp_path / "clean"
    ended = threading.Event()

    def change() -> None:
        number = 0
        while not ended.wait(0.001):
            number += 1
            path = raw / f"{number % 40:04}.txt"
            path.unlink(missing_ok=True)
            if number % 3 == 0:
                path.write_text(article(number))
            elif number % 3 == 1:
                os.mkfifo(path)

    changer = threading.Thread(target=change)
    changer.start()
    try:
        for _ in range(3):
            found = clean_corpus(raw, clean, workers=2)
            assert found.clean == len(rows(clean / "corpus.jsonl"))
            assert found.clean + found.rejected + found.quarantined == found.sources
    finally:
        ended.set()
        changer.join()
    for path in raw.iterdir():
        path.unlink()
    articles(raw, 40, first=7)
    clean_corpus(raw, clean, workers=1)
    clean_corpus(raw, tmp_path / "fresh", workers=1)
    assert files(clean) == files(tmp_path / "fresh")


def test_times_say_nothing(tmp_path: Path) -> None:
    """A clock that jumps a century between two runs, and sources of the future: the same bytes."""
    raw, clean = articles(tmp_path / "raw", 5), tmp_path / "clean"
    clean_corpus(raw, clean, workers=1)
    before = files(clean)
    for when in (-(10**9), 2**32):
        for path in [*raw.rglob("*"), *clean.rglob("*")]:
            os.utime(path, (when, when))
        assert clean_corpus(raw, clean, workers=1).cleaned == 0
        assert files(clean) == before


def test_second_run_on_the_same_output_is_refused(tmp_path: Path) -> None:
    """With the process that is in the way; it changes nothing; the first one goes through."""
    raw, clean = slow(tmp_path / "raw"), tmp_path / "clean"
    process = start("run", "--bare", "--workers", 2, raw, clean)
    try:
        wait_for_workers(process)
        second = cleancopy("run", "--bare", raw, clean)
        assert process.poll() is None
        assert second.returncode == 1
        assert second.stderr == (
            f"Error: {clean}: another run, process {process.pid}, is working there."
            " Wait until it has ended, or name another folder.\n"
        )
        assert process.wait(120) == 0
    finally:
        process.kill()
        process.communicate()
    assert len(rows(clean / "corpus.jsonl")) == 31


def test_lock_of_a_dead_run_is_none(tmp_path: Path) -> None:
    """A run that was killed leaves its file behind, and stands in nobody's way."""
    raw, clean = slow(tmp_path / "raw"), tmp_path / "clean"
    process = start("run", "--bare", "--workers", 2, raw, clean)
    wait_for_workers(process)
    process.kill()
    process.communicate()
    assert (clean / ".state/lock").read_text() == f"{process.pid}\n"
    (raw / "large.txt").unlink()
    assert clean_corpus(raw, clean, workers=1).clean == 30


def test_lock_within_one_process(tmp_path: Path) -> None:
    """Two runs in one process are two runs; when one ends, the next may begin."""
    busy = pytest.raises(BusyError, match=f"process {os.getpid()}")
    with only_run(tmp_path), busy, only_run(tmp_path):
        pytest.fail("both are in")
    with only_run(tmp_path):
        pass


def test_other_folders_are_free(tmp_path: Path) -> None:
    """The lock is on the output: sources may be read by many."""
    raw = articles(tmp_path / "raw", 2)
    with only_run(tmp_path / "one"):
        assert clean_corpus(raw, tmp_path / "two", workers=1).clean == 2


def test_a_waiting_state_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that somebody else holds is an error with its name, not a traceback."""
    monkeypatch.setattr("flows.state.PATIENCE", 0.1)
    raw, clean = articles(tmp_path / "raw", 2), tmp_path / "clean"
    with Store(clean) as holder, holder.changing() as db:
        db.execute("replace into facts values ('a', '1')")
        result = cleancopy("run", "--bare", "--workers", 1, raw, tmp_path / "other")
        assert result.returncode == 0
        with pytest.raises(Exception, match=r"state\.sqlite: database is locked"):
            clean_corpus(raw, clean, workers=1)


def test_no_network_is_needed_or_asked_for(tmp_path: Path) -> None:
    """In a network namespace without even loopback, traced for sockets: the same bytes."""
    isolated = ["unshare", "--net", "--"]
    if subprocess.run([*isolated, "true"], check=False, capture_output=True).returncode:
        pytest.skip("a network namespace is not permitted here")
    raw = articles(tmp_path / "raw", 3)
    html = "<!DOCTYPE x SYSTEM 'http://example.org/x.dtd'><img src='http://example.org/i'>"
    write(raw, {"page.html": f"{html}<iframe src='http://example.org'></iframe><p>{article(5)}"})
    result = cleancopy("run", "--bare", raw, tmp_path / "alone", before=isolated)
    assert (result.returncode, result.stderr) == (0, "")
    clean_corpus(raw, tmp_path / "clean", workers=2)
    assert files(tmp_path / "alone") == files(tmp_path / "clean")


def test_a_socket_would_be_noticed(tmp_path: Path) -> None:
    """In every process of a run, workers too, whatever would reach out raises: nothing does.

    (``urllib3``, which comes with trafilatura, binds a port of its own machine as it is imported,
    to see whether there is IPv6, and closes it. Nothing is sent.)
    """
    raw = write(articles(tmp_path / "raw", 3), {"page.html": f"<p>{article(5)}"})
    hook = """
import sys
def refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.sendmsg"):
        open(TRACE, "a").write(event + "\\n")
        raise RuntimeError(event)
sys.addaudithook(refuse)
"""
    trace = tmp_path / "trace"
    home = write(tmp_path / "home", {"sitecustomize.py": f"TRACE = {str(trace)!r}\n{hook}"})
    path = os.pathsep.join([str(home), *filter(None, sys.path)])
    result = cleancopy("run", "--bare", raw, tmp_path / "clean", env=environment(PYTHONPATH=path))
    assert (result.returncode, result.stderr) == (0, "")
    assert not trace.exists()
    probe = [sys.executable, "-c", "import socket; socket.create_connection(('127.0.0.1', 9))"]
    tried = subprocess.run(
        probe, env=environment(PYTHONPATH=path), check=False, capture_output=True, text=True
    )
    assert "RuntimeError" in tried.stderr
    assert trace.exists()


def test_secrets_of_the_environment_are_nowhere(tmp_path: Path) -> None:
    """What a run writes has nothing of the environment that it ran in."""
    raw = articles(tmp_path / "raw", 2)
    (raw / "environ").symlink_to("/proc/self/environ")
    secret = "postgres://somebody:word@host"  # noqa: S105  (nobody's)
    result = cleancopy(
        "run", "--bare", "--json", raw, tmp_path / "clean", env=environment(DATABASE_URL=secret)
    )
    assert json.loads(result.stdout)["quarantined"] == 1
    written = [path.read_bytes() for path in (tmp_path / "clean").rglob("*") if path.is_file()]
    assert not any(secret.encode() in content for content in written)
    assert secret not in result.stdout + result.stderr
