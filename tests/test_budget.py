"""Documents that hang or explode: real ones, which no signal handler would stop."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from corpora import article, articles, cleancopy, files, page, rows, write

from flows.bare import clean_corpus
from flows.budget import Budget
from flows.lanes import Lane, end, give, open_lane
from flows.sources import find_files
from flows.summary import Summary
from flows.watch import STILL, find_excess, read_usage
from flows.worker import Outcome

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

ENDLESS = "[[drop]]\npattern = '(?:a+)+b'\n"
"""A user's rule that takes for ever on a line that nearly matches, inside of C code."""
NEARLY = "a" * 60 + "c"
LARGE = 180
"""MiB; an idle worker takes 110, and the page below more."""
SHORT = Budget(seconds=1)
"""Far beyond what a small text takes, also where all that a worker imports is counted."""


def hanging(folder: Path, *names: str) -> Path:
    """Genuine texts, and among them some that never end under the rule."""
    raw = write(articles(folder, 12), {"cleancopy.toml": ENDLESS})
    return write(raw, {name: f"{article(99)}\n{NEARLY}\n" for name in names})


def large_page() -> str:
    """A page of so many blocks that parsing it takes more than the budget of memory."""
    return page("\n\n".join(f"Report {n}: nothing happened." for n in range(25_000)))


def run(raw: Path, clean: Path, budget: Budget, workers: int = 1) -> Summary:
    """A whole run without Prefect."""
    return clean_corpus(raw, clean, None, workers, budget=budget)


def test_hanging_documents_are_named_and_harm_no_other(tmp_path: Path) -> None:
    """Two of fourteen, in one batch: both quarantined with the budget, the others clean."""
    raw = hanging(tmp_path / "raw", "0003a.txt", "0007a.txt")
    sources = list(find_files(raw))
    clean = tmp_path / "clean"
    summary = run(raw, clean, SHORT)
    error = "took more than 1 s of CPU"
    assert summary.quarantine == (("0003a.txt", error), ("0007a.txt", error))
    assert (summary.clean, summary.sources) == (12, len(sources))
    texts = {row["id"]: row["text"] for row in rows(clean / "corpus.jsonl")}
    assert texts == {f"{n:04}.txt": article(n).rstrip("\n") for n in range(12)}


def test_same_bytes_with_any_number_of_workers(tmp_path: Path) -> None:
    """What is said of a stopped document has no trace of when that was, or where."""
    raw = hanging(tmp_path / "raw", "0003a.txt", "0007a.txt")
    for workers in (1, 3):
        run(raw, tmp_path / str(workers), SHORT, workers)
    assert files(tmp_path / "1") == files(tmp_path / "3")


def test_stopped_document_is_tried_again_under_another_budget_only(tmp_path: Path) -> None:
    """An unchanged run does not wait for it again; one with another budget tries it, alone."""
    raw, clean = hanging(tmp_path / "raw", "x.txt"), tmp_path / "clean"
    run(raw, clean, SHORT)
    before = files(clean)
    start = time.process_time()
    assert run(raw, clean, SHORT).cleaned == 0
    assert files(clean) == before
    assert time.process_time() - start < 1
    again = run(raw, clean, Budget(seconds=1.5))
    assert again.cleaned == 1
    assert again.quarantine == (("x.txt", "took more than 1.5 s of CPU"),)
    write(raw, {"x.txt": article(98)})
    assert run(raw, clean, Budget(seconds=1.5)).quarantined == 0


def test_changed_document_is_tried_again(tmp_path: Path) -> None:
    """What is known of a stopped document is known of its bytes."""
    raw, clean = hanging(tmp_path / "raw", "x.txt"), tmp_path / "clean"
    run(raw, clean, SHORT)
    write(raw, {"x.txt": f"{article(97)}\n{NEARLY}\n"})
    again = run(raw, clean, SHORT)
    assert (again.cleaned, again.quarantined) == (1, 1)


def test_exploding_document_is_named_and_harms_no_other(tmp_path: Path) -> None:
    """A page over the budget of memory, between others: stopped while it is parsed."""
    raw = write(articles(tmp_path / "raw", 4), {"0001a.html": large_page()})
    summary = run(raw, tmp_path / "clean", Budget(mebibytes=LARGE))
    assert summary.quarantine == (("0001a.html", "took more than 180 MiB of memory"),)
    assert summary.clean == 4
    (row,) = rows(tmp_path / "clean/quarantine.jsonl")
    assert row["traceback"] == ""
    assert run(raw, tmp_path / "clean", Budget(mebibytes=LARGE)).cleaned == 0
    assert run(raw, tmp_path / "clean", Budget()).quarantined == 0


def test_outline_over_the_budget_is_not_the_end(tmp_path: Path) -> None:
    """Planning reads sources too: one that explodes there is found in cleaning, the rest is."""
    raw = articles(tmp_path / "raw", 12)
    write(raw, {"0001a.html": large_page(), "cleancopy.toml": '[[drop]]\nsite="a.org"\nline="x"\n'})
    summary = run(raw, tmp_path / "clean", Budget(mebibytes=LARGE))
    assert (summary.clean, summary.quarantined) == (12, 1)


def test_budget_of_the_command_line(tmp_path: Path) -> None:
    """Exit code 3, the culprit named; nothing on standard error."""
    raw = hanging(tmp_path / "raw", "x.txt")
    options = ("--bare", "--workers", "1", "--json", "--document-seconds", "0.5")
    result = cleancopy("run", *options, "--document-memory", "2048", raw, tmp_path / "clean")
    assert (result.returncode, result.stderr) == (3, "")
    assert json.loads(result.stdout)["quarantine"] == [["x.txt", "took more than 0.5 s of CPU"]]


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        (Budget(60, 512), ("took more than 60 s of CPU", "took more than 512 MiB of memory")),
        (Budget(0.25, 2048), ("took more than 0.25 s of CPU", "took more than 2 GiB of memory")),
        (Budget(1, 1536), ("took more than 1 s of CPU", "took more than 1.5 GiB of memory")),
    ],
)
def test_words_of_a_budget(budget: Budget, words: tuple[str, str]) -> None:
    """Round amounts in round words."""
    assert (budget.too_long, budget.too_large) == words


@pytest.mark.parametrize("limits", [(0, 1), (-1, 1), (1, 0), (float("nan"), 1)])
def test_a_budget_is_more_than_nothing(limits: tuple[float, int]) -> None:
    """What no document could keep to is refused."""
    with pytest.raises(ValueError, match="more than nothing"):
        Budget(*limits)


def test_a_document_that_waits_for_ever_is_given_up(tmp_path: Path) -> None:
    """A worker that uses no CPU over a document, long enough: as a file that never answers."""
    lane: Lane[Outcome] = open_lane(doubtful=True)
    try:
        give(lane, _asleep, [])
        deadline = time.monotonic() + 20
        while find_excess(lane, Budget()) is not None or lane.seen is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(0.2)  # it has fallen asleep by now
        assert find_excess(lane, Budget()) is None
        later = time.monotonic() + STILL + 1
        excess = find_excess(lane, Budget(), clock=lambda: later)
        assert excess is not None
        assert (excess.error, excess.sha256) == ("stood still for more than 120 s", None)
    finally:
        end([lane])


def _asleep(_: object) -> Iterator[Outcome]:
    time.sleep(60)
    yield from ()


def test_usage_of_a_process_that_is_gone() -> None:
    """Nothing is known of it, and nobody is killed for it."""
    assert read_usage(2**22 + 1) is None
