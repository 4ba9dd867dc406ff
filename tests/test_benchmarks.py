"""How the benchmarks score, resample, load and choose; on examples of our own."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from benchmarks import options, pages
from benchmarks.bootstrap import resample
from benchmarks.comparison import compare
from benchmarks.folds import choose_models, clean_with_model
from benchmarks.pages import Page, domain_of, load_trafilatura_eval, load_wcxb, sample
from benchmarks.peers import PEERS, _lines, missing_packages
from benchmarks.running import Extraction, Outcome, measure, run_paired
from benchmarks.scoring import Counts, Overlap, add, compare_words, count_segments
from benchmarks.tables import print_ratios
from cleaners import Settings, pipeline
from tests.corpora import PARAGRAPHS, page

ROOT = Path(__file__).parent.parent


# --- scoring


@pytest.mark.parametrize(
    ("text", "truth", "expected"),
    [
        ("The bridge, repaired.", "repaired THE bridge", Overlap(1, 1, 1)),
        ("the the the bridge", "the bridge", Overlap(0.5, 1, 2 / 3)),
        ("the", "the old bridge stands", Overlap(1, 0.25, 0.4)),
        ("Brücke über 3 Flüsse", "brücke ÜBER 3 flüsse", Overlap(1, 1, 1)),
        ("river", "bridge", Overlap(0, 0, 0)),
        ("", "bridge", Overlap(0, 0, 0)),
        ("bridge", " ", Overlap(0, 0, 0)),
        ("...", "", Overlap(1, 1, 1)),
    ],
)
def test_words_are_compared_as_bags(text: str, truth: str, expected: Overlap) -> None:
    """Without regard to order, case and punctuation, but with regard to how often."""
    assert compare_words(text, truth) == expected


@pytest.mark.parametrize(
    ("text", "ignore_case", "expected"),
    [
        ("The old\n bridge  stands. Share this", False, Counts(1, 1, 1, 1)),
        ("the OLD bridge was there. Tuesday", False, Counts(1, 0, 1, 2)),
        ("the OLD bridge was there. Tuesday", True, Counts(2, 0, 0, 2)),
        ("", False, Counts(0, 0, 2, 2)),
    ],
)
def test_segments_are_counted(text: str, ignore_case: bool, expected: Counts) -> None:  # noqa: FBT001
    """As substrings, whatever the white space; an empty result leaks nothing."""
    wanted = ("old bridge", "Tuesday") if "Tuesday" in text else ("old bridge", "in May")
    assert (
        count_segments(text, wanted, ("Share\tthis", "Log in"), ignore_case=ignore_case) == expected
    )


def test_counts_add_up_to_the_published_figures() -> None:
    """Precision, recall, accuracy and F come from sums, not from means over pages."""
    counts = add([Counts(3, 1, 1, 3), Counts(1, 0, 2, 2), Counts()])
    assert counts == Counts(4, 1, 3, 5)
    assert (counts.precision, counts.recall) == (4 / 5, 4 / 7)
    assert (counts.accuracy, counts.f1, counts.leaked) == (9 / 13, 8 / 12, 1 / 6)
    assert Counts().f1 == 0


# --- intervals


def _mean(terms: list[float] | tuple[float, ...]) -> float:
    return terms[0] / terms[1]


def test_the_same_seed_gives_the_same_interval() -> None:
    """And another one another."""
    rows = [(value / 50, 1.0) for value in range(50)]
    domains = [str(number // 2) for number in range(50)]
    first, again, other = (resample(rows, domains, 200, seed).interval(_mean) for seed in (0, 0, 1))
    assert first == again != other
    assert first.value == pytest.approx(0.49)
    assert first.low < 0.49 < first.high


def test_pages_of_one_domain_are_not_independent() -> None:
    """The same values in ten domains say less than in a hundred."""
    chance = random.Random(0)  # noqa: S311
    values = [chance.random() for _ in range(10)]
    rows = [(values[number // 10], 1.0) for number in range(100)]
    widths = []
    for pages_a_domain in (1, 10):
        domains = [str(number // pages_a_domain) for number in range(100)]
        found = resample(rows, domains, 500).interval(_mean)
        widths.append(found.high - found.low)
    assert widths[1] > 2 * widths[0]


def _outcome(domain: str, **texts: str) -> Outcome:
    judged = Page(domain, Path(), domain, "article", "one two three four", (), ())
    return Outcome(judged, {name: Extraction(text, 0.1, 0) for name, text in texts.items()})


def _score(outcome: Outcome, name: str) -> tuple[float, float]:
    return compare_words(outcome.extractions[name].text, outcome.page.truth).recall, 1.0


def test_differences_are_paired() -> None:
    """One that is better by the same amount everywhere is surely better, however pages differ."""
    outcomes = [
        _outcome(f"{n}.org", ours="one two three" if n % 2 else "one", peer="one two" * (n % 2))
        for n in range(40)
    ]
    compared = compare(outcomes, ("ours", "peer"), _score)
    found = compared.difference("ours", "peer", _mean)
    assert (found.value, found.low, found.high) == pytest.approx((0.25, 0.25, 0.25))
    alone = compared.of("ours", _mean)
    assert alone.low < alone.value == 0.5 < alone.high
    assert compared.better_and_worse("ours", "peer", _mean) == (40, 0)
    assert compared.value("peer", _mean) == 0.25


# --- pages


BODY = "\n\n".join(PARAGRAPHS)


def _wcxb(folder: Path) -> Path:
    (folder / "html").mkdir(parents=True)
    (folder / "ground-truth").mkdir()
    for number, url in enumerate(("https://www.Bridge.example/a", "http://river.example/", None)):
        name = f"{number:04}"
        served = page(BODY + f"\n\nThis is the page number {number} of three.").encode()
        (folder / "html" / f"{name}.html.gz").write_bytes(gzip.compress(served))
        truth = {
            "main_content": BODY if number else None,
            "with": ["THE COUNCIL"],
            "without": ["x"],
        }
        kind = {"page_type": {"primary": "article" if number else "forum"}}
        row = {"url": url, "ground_truth": truth, "_internal": kind}
        (folder / "ground-truth" / f"{name}.json").write_text(json.dumps(row))
    return folder


def _evaluation(folder: Path) -> Path:
    (folder / "eval").mkdir(parents=True)
    (folder / "html").mkdir()
    (folder / "eval" / "a.html").write_text(page(BODY))
    (folder / "html" / "b.html.gz").write_bytes(gzip.compress(page(BODY).encode()))
    rows = {
        f"https://www.{name}.example/": {
            "file": file,
            "with": ["The council met", "nobody"],
            "without": ["Share"],
        }
        for name, file in (("a", "a.html"), ("b", "b.html.gz"), ("gone", "gone.html"))
    }
    (folder / "evaldata.json").write_text(json.dumps(rows))
    return folder


def test_wcxb_is_read(tmp_path: Path) -> None:
    """Domains without www; a page without an address is a domain of its own."""
    found = load_wcxb(_wcxb(tmp_path))
    assert [one.domain for one in found] == ["bridge.example", "river.example", "0002"]
    assert [bool(one.truth) for one in found] == [False, True, True]
    assert found[0].page_type == "forum"
    assert b"<article>" in pages.read_html(found[0].path)


def test_trafilatura_s_evaluation_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Gzipped or not, in any of its folders; a missing page is left out and named."""
    found = load_trafilatura_eval(_evaluation(tmp_path))
    assert [(one.name, one.domain) for one in found] == [("a", "a.example"), ("b", "b.example")]
    assert all(b"<article>" in pages.read_html(one.path) for one in found)
    assert "gone.html" in capsys.readouterr().err


@pytest.mark.parametrize("load", [load_wcxb, load_trafilatura_eval])
def test_a_wrong_folder_is_named(load: object, tmp_path: Path) -> None:
    """With what it should have."""
    with pytest.raises(SystemExit, match=f"{tmp_path.name} has no "):
        load(tmp_path)  # type: ignore[operator]


def test_a_sample_is_the_same_each_time(tmp_path: Path) -> None:
    """And keeps the order."""
    found = load_wcxb(_wcxb(tmp_path))
    assert sample(found, 2) == sample(found, 2)
    assert sample(found, 9) == sample(found, None) == found
    names = [one.name for one in sample(found, 2)]
    assert names == sorted(names)
    assert domain_of("mailto:x") == ""


# --- weights


def _folds(folder: Path, *held_out: list[str]) -> Path:
    folds = []
    for number, domains in enumerate(held_out):
        (folder / f"fold{number}.npz").write_bytes(b"weights %d" % number)
        folds.append({"model": f"fold{number}.npz", "domains": domains})
    (folder / "folds.json").write_text(json.dumps({"folds": folds}))
    return folder


def test_every_page_gets_the_model_that_has_not_seen_it(tmp_path: Path) -> None:
    """By its domain, in whatever case."""
    found = load_wcxb(_wcxb(tmp_path))
    folds = _folds(tmp_path, ["www.Bridge.example", "0002"], ["river.example", "other.example"])
    chosen = choose_models(found, folds)
    assert {name: path.name for name, path in chosen.items()} == {
        "0000": "fold0.npz",
        "0001": "fold1.npz",
        "0002": "fold0.npz",
    }


@pytest.mark.parametrize(
    ("held_out", "message"),
    [
        ([["bridge.example"], ["0002"]], r"0001 \(river\.example\)"),
        ([["river.example"], ["river.example"]], "river.example is held out by two models"),
    ],
)
def test_folds_that_do_not_fit_are_an_error(
    held_out: list[list[str]], message: str, tmp_path: Path
) -> None:
    """A page that no model has left out would be scored by one that has seen it."""
    with pytest.raises(SystemExit, match=message):
        choose_models(load_wcxb(_wcxb(tmp_path)), _folds(tmp_path, *held_out))


def test_given_weights_are_loaded_once_and_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the library's own two functions."""
    loaded = []
    fake = ModuleType("cleaners.chrome.model")
    fake.load = lambda data: loaded.append(data) or data.decode()  # type: ignore[attr-defined,func-returns-value]
    monkeypatch.setitem(sys.modules, "cleaners.chrome.model", fake)

    def clean_with(
        load: Callable[[str], str], source: bytes, kind: str, url: None, settings: Settings
    ) -> object:
        return SimpleNamespace(text=f"{load(kind)}: {source!r} {kind} {url} {settings.min_words}")

    monkeypatch.setattr(pipeline, "clean_with", clean_with, raising=False)
    (tmp_path / "some.npz").write_bytes(b"weights")
    for _ in range(2):
        text = clean_with_model(tmp_path / "some.npz", b"page", Settings(min_words=3))
        assert text == "weights: b'page' html None 3"
    text = clean_with_model(tmp_path / "some.npz", "dump", Settings(min_words=3), kind="text")
    assert text == "weights: 'dump' text None 3"
    assert loaded == [b"weights"]


# --- running


def test_a_missing_package_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no reason to leave the peer out in silence."""
    monkeypatch.setattr("benchmarks.peers.find_spec", lambda _: None)
    assert missing_packages(["trafilatura", "readability"]) == ["readability-lxml"]
    monkeypatch.setattr(sys, "argv", ["wcxb", "nowhere", "--only", "peers"])
    with pytest.raises(SystemExit, match=r"resiliparse, .*readability-lxml.*extra `bench`"):
        options.read_arguments("", load_wcxb, multilingual=False)


@pytest.mark.parametrize("name", ["trafilatura", "trafilatura-fast", "justext"])
def test_peers_find_the_text_of_a_page(name: str) -> None:
    """Those that are always installed."""
    text = PEERS[name](page(" ".join(PARAGRAPHS)).encode())
    assert PARAGRAPHS[1] in text


def test_a_summary_in_html_becomes_lines() -> None:
    """Blocks are not glued, inline elements not torn, and control characters do no harm."""
    html = "<body><p>The <b>b</b>ridge<!-- x --> st&#1;ands</p><div>still<br>here</div></body>"
    lines = "".join(_lines(html)).split("\n")
    assert [line for line in lines if line] == ["The bridge st\x01ands", "still", "here"]
    assert not list(_lines(" "))


def _fail(source: bytes) -> str:
    raise ValueError(f"{len(source)} bytes")


def test_a_page_on_which_an_extractor_fails_is_a_page_without_result(tmp_path: Path) -> None:
    """The error is kept."""
    (tmp_path / "a.html").write_bytes(b"12345")
    found = measure(_fail, tmp_path / "a.html")
    assert (found.text, found.error) == ("", "ValueError: 5 bytes")
    assert found.peak > 2**20
    assert found.seconds < 1


def _name_process(source: bytes) -> str:
    return f"{os.getpid()} {time.monotonic_ns()} {source.decode()}"


def test_paired_extractors_take_turns_in_one_process(tmp_path: Path) -> None:
    """The same process for both, and each is first on every other page."""
    few = []
    for name in "abc":
        (tmp_path / name).write_text(name)
        few.append(Page(name, tmp_path / name, "", "", "", (), ()))
    extracts = {"one": _name_process, "two": _name_process, "three": _fail}
    found = list(run_paired(few, lambda _: extracts, ("one", "two")))
    told = [
        [outcome.extractions[name].text.split() for name in ("one", "two")] for outcome in found
    ]
    assert len({process for pair in told for process, _, _ in pair} | {str(os.getpid())}) == 2
    assert [int(one[1]) < int(two[1]) for one, two in told] == [True, False, True]
    assert [(one[2], two[2]) for one, two in told] == [("a", "a"), ("b", "b"), ("c", "c")]


def test_ratios_are_of_pages_and_of_sums(capsys: pytest.CaptureFixture[str]) -> None:
    """The median of the ratios is not the ratio of the sums: one large page weighs little in it."""
    seconds = [(1.0, 2.0), (1.0, 4.0), (3.0, 1.0), (40.0, 8.0), (0.5, 1.0)]
    nowhere = Page("", Path(), "", "", "", (), ())
    print_ratios(
        [
            Outcome(
                nowhere, {"ours": Extraction("", a, 0), "bare_extraction": Extraction("", b, 0)}
            )
            for a, b in seconds
        ]
    )
    assert "| 5 pages | 0.50 | 0.50 | 3.00 | 2.84 |" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("module", "make", "row"),
    [
        ("wcxb", _wcxb, "| trafilatura | "),
        ("trafilatura_eval", _evaluation, "| trafilatura | .667 | .667–.667 | 1.000 | .500 |"),
    ],
)
def test_the_commands_print_their_tables(
    module: str, make: object, row: str, tmp_path: Path
) -> None:
    """In processes of their own, two pages at a time."""
    folder = make(tmp_path)  # type: ignore[operator]
    command = [sys.executable, "-m", f"benchmarks.{module}", str(folder)]
    command += ["--only", "ours,trafilatura", "--jobs", "2", "--worst", "1"]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert row in done.stdout
    for header in ("| system |", "| ours minus |", "| CPU ms a page |", "| worst of ours |"):
        assert header in done.stdout
    assert "| CPU of ours over bare_extraction, in one process | median |" in done.stdout
    assert "| bare_extraction |" in done.stdout
    assert "failed on" not in done.stderr
