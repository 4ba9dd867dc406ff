"""The pool of worker processes: killed workers, killed and interrupted runs. Nothing is mocked."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from multiprocessing.resource_tracker import ensure_running
from pathlib import Path

import pytest
from corpora import (
    article,
    articles,
    bytes_read,
    cleancopy,
    environment,
    files,
    is_alive,
    rows,
    start,
    workers_of,
    write,
)

from cleaners import Settings
from flows.engine import PoolError, run_batches
from flows.lanes import _interrupts_later
from flows.sources import Source, find_files
from flows.worker import Outcome

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

LARGE = 16_000_000
"""Bytes of a source by which a worker that reads it can be told from all others."""
BATCH = 5


def large(folder: Path) -> Path:
    """A genuine text behind so much white space that cleaning it takes seconds."""
    return write(folder, {"large.txt": b" " * LARGE + b"\n" + article(999).encode()})


def sources_in(raw: Path) -> list[Source]:
    """The files of a folder, without any plan: nobody has read them yet."""
    found = sorted(find_files(raw), key=lambda file: file.name)
    return [Source(file.name, file.path) for file in found]


def outcomes(raw: Path, workers: int = 2) -> dict[str, Outcome]:
    """What comes of all sources, in batches of a few; no source twice."""
    sources = sources_in(raw)
    batches = [sources[at : at + BATCH] for at in range(0, len(sources), BATCH)]
    found = [o for batch in run_batches(batches, Settings(), workers) for o in batch]
    assert len({outcome.id for outcome in found}) == len(found) == len(sources)
    return {outcome.id: outcome for outcome in found}


@contextmanager
def killing_readers(most: int) -> Iterator[list[int]]:
    """Kill, as often as said, whichever worker of this process has read a large source."""
    killed: list[int] = []
    done = threading.Event()

    def watch() -> None:
        while len(killed) < most and not done.wait(0.005):
            for worker in workers_of(os.getpid()):
                if worker not in killed and bytes_read(worker) > LARGE:
                    os.kill(worker, signal.SIGKILL)
                    killed.append(worker)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield killed
    finally:
        done.set()
        watcher.join()


def wait_for(condition: Callable[[], object], seconds: float) -> bool:
    """Whether something comes true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_killed_worker_harms_no_document(tmp_path: Path) -> None:
    """One worker is killed in the middle of a document: it and all others come out clean."""
    raw = large(articles(tmp_path / "raw", 12))
    with killing_readers(1) as killed:
        found = outcomes(raw)
    assert len(killed) == 1
    assert {outcome.state for outcome in found.values()} == {"clean"}
    assert found["large.txt"].row["text"] == article(999).rstrip("\n")


def test_document_that_kills_every_worker_is_quarantined(tmp_path: Path) -> None:
    """The culprit alone is quarantined, after three attempts, to be tried again next time."""
    raw = large(articles(tmp_path / "raw", 12))
    with killing_readers(100) as killed:
        found = outcomes(raw)
    assert len(killed) == 3
    culprit = found.pop("large.txt")
    assert culprit.row["error"] == "the worker process died while cleaning it"
    assert (culprit.state, culprit.sha256) == ("quarantined", None)
    assert {outcome.state for outcome in found.values()} == {"clean"}


def test_workers_that_cannot_start_are_no_documents_fault(tmp_path: Path) -> None:
    """Where no worker survives its start the run fails, instead of blaming every source."""
    raw = articles(tmp_path / "raw", 3)
    ensure_running()  # multiprocessing's own helper is not to start like this too
    multiprocessing.set_executable("/bin/false")
    try:
        with pytest.raises(PoolError, match="worker processes die as they start"):
            outcomes(raw)
    finally:
        multiprocessing.set_executable(sys.executable)


def test_script_without_a_guard(tmp_path: Path) -> None:
    """Workers do not import the script that starts a run: it would start the run again."""
    raw, clean = articles(tmp_path / "raw", 3), tmp_path / "clean"
    call = f"clean_corpus(Path({str(raw)!r}), Path({str(clean)!r}), Settings(), 1).clean"
    imports = "from pathlib import Path; from cleaners import Settings; from flows.bare import *"
    write(tmp_path, {"script.py": f"{imports}\nprint('clean:', {call})\n"})
    result = subprocess.run(
        [sys.executable, tmp_path / "script.py"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environment(PYTHONPATH=os.pathsep.join(filter(None, sys.path))),
    )
    assert (result.stdout, result.stderr) == ("clean: 3\n", "")


def test_closed_run_ends_its_workers(tmp_path: Path) -> None:
    """Whoever stops taking outcomes leaves no worker behind and does not wait for documents."""
    raw = large(articles(tmp_path / "raw", 3))
    sources = sources_in(raw)
    with closing(run_batches([[source] for source in sources], Settings(), 2)) as results:
        for _ in sources[2:]:  # then the last one, which is the large one, has been handed out
            next(results)
        workers = workers_of(os.getpid())
        assert wait_for(lambda: any(bytes_read(worker) > LARGE for worker in workers), 20)
        before = time.monotonic()
    assert time.monotonic() - before < 1
    assert workers
    assert not any(map(is_alive, workers))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """Sources that take some seconds, and the corpus of a run that nothing happened to."""
    folder = tmp_path_factory.mktemp("undisturbed")
    raw = large(articles(folder / "raw", 60))
    result = cleancopy("run", "--bare", "--workers", 2, raw, folder / "clean")
    assert result.returncode == 0, result.stderr
    return raw, files(folder / "clean")


@contextmanager
def in_the_middle(raw: Path, clean: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A run whose workers are at work, the large source among what they have read."""
    process = start("run", "--bare", "--workers", 2, raw, clean)
    workers: list[int] = []

    def at_work() -> bool:
        workers[:] = workers_of(process.pid)
        return any(bytes_read(worker) > LARGE for worker in workers)

    try:
        assert wait_for(at_work, 30)
        yield process, workers
    finally:
        process.kill()
        for worker in filter(is_alive, workers):
            with suppress(ProcessLookupError):  # it is gone, as it should be
                os.kill(worker, signal.SIGKILL)
        process.communicate()


def killed_while_committing(raw: Path, clean: Path, expected: dict[str, bytes]) -> bool:
    """Kill a run as its first text appears; whether that was before its corpus did.

    If the commit was faster, what it wrote is whole, and is removed for another try.
    """
    text, corpus = clean / "text", clean / "corpus.jsonl"
    process = start("run", "--bare", "--workers", 1, raw, clean)
    deadline = time.monotonic() + 60
    while not (text.is_dir() and any(text.iterdir())):
        assert time.monotonic() < deadline
    process.kill()
    process.communicate()
    if not corpus.exists():
        return True
    assert corpus.read_bytes() == expected["corpus.jsonl"]
    shutil.rmtree(text)
    corpus.unlink()
    return False


def test_killed_run_leaves_no_workers_and_goes_on(
    undisturbed: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    """SIGKILL, once among the documents and once among the texts: the third run completes.

    The workers are gone within seconds, and what comes out at last are the same bytes.
    """
    raw, expected = undisturbed
    with in_the_middle(raw, tmp_path) as (process, workers):
        process.kill()
        process.wait()
        assert len(workers) == 2
        assert wait_for(lambda: not any(map(is_alive, workers)), 5)
    assert any(killed_while_committing(raw, tmp_path, expected) for _ in range(10))
    assert not (tmp_path / "corpus.jsonl").exists()
    result = cleancopy("run", "--bare", "--json", raw, tmp_path)
    assert '"cleaned": 0' in result.stdout
    assert files(tmp_path) == expected
    assert list((tmp_path / ".state/unfinished").iterdir()) == []
    assert len(rows(tmp_path / "corpus.jsonl")) == 61


def test_interrupted_run_ends_at_once_and_goes_on(
    undisturbed: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    """Ctrl-C, which reaches the workers too: exit 130, one line, nothing lost but the rest."""
    raw, expected = undisturbed
    with in_the_middle(raw, tmp_path) as (process, workers):
        before = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        _, complaints = process.communicate(timeout=30)
        assert time.monotonic() - before < 3
    assert process.returncode == 130
    assert complaints == "Interrupted. What was cleaned is kept; run again to go on.\n"
    assert not any(map(is_alive, workers))
    assert cleancopy("run", "--bare", "--workers", 1, raw, tmp_path).returncode == 0
    assert files(tmp_path) == expected


def test_interrupt_before_the_first_worker_is_up(tmp_path: Path) -> None:
    """Ctrl-C while workers still start: they stay silent, and the run ends the same way.

    The large source keeps the run going however late this process gets to look.
    """
    raw = large(articles(tmp_path / "raw", 20))
    process = start("run", "--bare", "--workers", 2, raw, tmp_path / "clean")
    try:
        assert wait_for(lambda: workers_of(process.pid), 30)
        os.killpg(process.pid, signal.SIGINT)
        _, complaints = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130
    assert complaints == "Interrupted. What was cleaned is kept; run again to go on.\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupt_in_the_middle_of_starting_a_worker(number: signal.Signals) -> None:
    """It waits until the worker is whole, also where another thread is the one to receive it."""
    answers: list[str] = []
    before = signal.signal(number, lambda *_: answers.append("answered"))
    ended = threading.Event()
    other = threading.Thread(target=ended.wait)
    other.start()
    try:
        with _interrupts_later():
            os.kill(os.getpid(), number)
            time.sleep(0.2)
            assert answers == []
            answers.append("started")
        assert answers == ["started", "answered"]
    finally:
        signal.signal(number, before)
        ended.set()
        other.join()
