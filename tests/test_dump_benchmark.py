"""How the benchmark of text dumps damages, marks, holds out and runs; on examples of our own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import filter_speed
from benchmarks.damage import DAMAGES, damage, repeated_headers, wrapped
from benchmarks.dump_pages import Dump, damage_dumps, find_dumps, find_tools
from benchmarks.dump_tables import article_f1, lost, ruined, word_f1
from benchmarks.folds import choose_models
from benchmarks.marks import Marks, mark_all, terms_of
from benchmarks.pages import Page, load_wcxb
from benchmarks.text_peers import TEXT_PEERS, missing_packages, perfect
from tests.corpora import PARAGRAPHS

ROOT = Path(__file__).parent.parent
MENU = ("Global Edition", "ASIA", "News", "Sport", "Weather", "Sign in")
FOOTER = ("Terms of use", "Contact", "© 2024 The River Herald")
BODY = "\n\n".join(PARAGRAPHS)
DUMP = "\n".join(["River Herald", "", *MENU, "", BODY, "", *FOOTER, ""])


# --- damage


_TEXTS = st.text(alphabet=st.sampled_from("ab .,\t\n\n*•-12é中"), max_size=400)


@pytest.mark.parametrize("kind", DAMAGES)
def test_every_kind_of_damage_shows_and_is_the_same_each_time(kind: str) -> None:
    """On a long document; another name is another seed, as far as anything is left to chance."""
    text = DUMP * 5
    assert damage(kind, text, "0001") == damage(kind, text, "0001") != text
    results = {damage(kind, text, f"{number}") for number in range(20)}
    assert (len(results) > 1) == (kind not in {"no_blank_lines", "one_line"})


@given(_TEXTS, st.sampled_from(["glued", "no_blank_lines", "wrapped", "one_line", "tabs"]))
def test_white_space_is_all_that_most_damage_touches(text: str, kind: str) -> None:
    """Not a character more or less, and each in its place."""
    assert "".join(damage(kind, text, "x").split()) == "".join(text.split())


@given(_TEXTS)
def test_only_glue_joins_words(text: str) -> None:
    """All other damage leaves words apart that were apart."""
    for kind in ("no_blank_lines", "wrapped", "one_line", "tabs"):
        assert damage(kind, text, "x").split() == text.split()
    words = re.findall(r"\w+", text)
    assert re.findall(r"\w+", damage("bullets", text, "x")) == words


@given(_TEXTS)
def test_written_line_breaks_can_be_read_back(text: str) -> None:
    """No line is lost."""
    damaged = damage("literal_newlines", text, "x")
    lines = damaged.replace("\\n\n", "\\n").split("\\n")
    assert lines == ([line.rstrip() for line in text.splitlines()] or [""])


def test_neighbours_run_into_each_other() -> None:
    """Menu entries, and a menu or footer line with a paragraph; paragraphs never do."""
    results = [damage("glued", DUMP, str(number)) for number in range(100)]
    together = "\n".join(results)
    assert "Global EditionASIA" in together
    assert f"Sign in{PARAGRAPHS[0]}" in together
    assert f"{PARAGRAPHS[2]}Terms of use" in together
    assert f"{PARAGRAPHS[0]}{PARAGRAPHS[1]}" not in together
    assert any(BODY in result for result in results)


@pytest.mark.parametrize("seed", range(5))
def test_wrapped_lines_are_as_long_as_they_can_be(seed: int) -> None:
    """And not longer; the next word would not have fitted, and none is broken at its hyphen."""
    text = PARAGRAPHS[1].replace("in the", "in-the") + " well-known" * 40
    rows = wrapped(text, Random(seed)).splitlines()  # noqa: S311
    width = Random(seed).randint(72, 80)  # noqa: S311
    assert len(rows) > 1
    assert " ".join(rows) == text
    assert max(map(len, rows)) <= width
    for row, following in pairwise(rows):
        assert len(f"{row} {following.split()[0]}") > width


def test_lists_get_one_sign() -> None:
    """In place of their own, and where they had none; paragraphs and lone short lines get none."""
    text = "\n".join(
        ["Lone line", PARAGRAPHS[0], "* one", "* two", "three", PARAGRAPHS[1], "• four"]
    )
    rows = damage("bullets", text, "a").splitlines()
    sign = rows[2].removesuffix("one")
    assert sign.strip() in {"•", "*", "-"}
    assert rows == ["Lone line", PARAGRAPHS[0], f"{sign}one", f"{sign}two", f"{sign}three",
                    PARAGRAPHS[1], f"{sign}four"]  # fmt: skip


def test_heads_repeat_the_first_line() -> None:
    """With the number of the page or without; between them stands the text, untouched."""
    lines = ["River Herald", *(f"Line {number} of the text" for number in range(200))]
    shapes = set()
    for seed in range(40):
        chance = Random(seed)  # noqa: S311
        rows = repeated_headers("\n".join(lines), chance).splitlines()
        heads = [row for row in rows if row not in lines[1:]][1:]
        assert [row for row in rows if row in lines[1:]] == lines[1:]
        assert len(rows) - len(lines) == len(heads) >= 200 // 60
        shapes.add(re.sub(r"\d+", "0", heads[0]))
    name = "River Herald"
    assert shapes == {name, f"{name} | 0", "0", f"{name} Page 0 of 0"}


# --- marks


def _page(page_type: str = "article", truth: str = BODY) -> Page:
    return Page("0001", Path(), "herald.example", page_type, truth, ("OLD bridge",), ("Sign in",))


def test_a_perfect_result_and_the_whole_dump() -> None:
    """By hand: the body has 62 words, the chrome 16."""
    body = len(re.findall(r"\w+", BODY))
    chrome = len(re.findall(r"\w+", DUMP)) - body
    best, everything, nothing = mark_all(_page(), DUMP, [BODY, DUMP, ""])
    assert best == Marks(1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 0)
    f1 = 2 * body / (2 * body + chrome)
    assert everything.word_f1 == pytest.approx(f1)
    assert everything.line_f1 == pytest.approx(f1)
    assert (everything.found, everything.leaked, everything.lost) == (1, 1, 0)
    assert (nothing.word_f1, nothing.line_f1, nothing.lost, nothing.ruined) == (0, 0, 1, 1)


def test_lost_words_are_those_of_genuine_lines() -> None:
    """A lost paragraph counts with its words; an article is ruined from one in five."""
    words = [len(re.findall(r"\w+", paragraph)) for paragraph in PARAGRAPHS]
    (found,) = mark_all(_page(), DUMP, ["\n".join(PARAGRAPHS[:2])])
    assert found.lost == pytest.approx(words[2] / sum(words))
    assert found.ruined == (words[2] / sum(words) > 0.2)
    (slightly,) = mark_all(_page(), DUMP, [BODY.removesuffix(" about three months.")])
    assert slightly.lost == pytest.approx(3 / sum(words))
    assert not slightly.ruined
    (forum,) = mark_all(_page("forum"), DUMP, [""])
    assert (forum.articles, forum.whole, forum.lost, forum.ruined) == (0, 0, 0, 0)


def test_chrome_cut_from_a_genuine_line_is_no_loss() -> None:
    """The line was genuine by most of its words, and they are all there."""
    dump = f"News\nSign in here now {BODY.replace(chr(10), ' ')} Terms of use\nContact"
    (found,) = mark_all(_page(), dump, [BODY])
    assert (found.lost, found.ruined, found.line_f1) == (0, 0, 1)


def test_lines_that_stand_twice_are_told_apart() -> None:
    """The teaser of a heading is no heading."""
    dump = f"The old bridge\nNews\n{PARAGRAPHS[0]}\nThe old bridge\n{PARAGRAPHS[1]}"
    truth = f"{PARAGRAPHS[0]}\nThe old bridge\n{PARAGRAPHS[1]}"
    right, wrong = mark_all(_page(truth=truth), dump, [truth, dump.replace("\nNews", "")])
    assert right.line_f1 == 1
    assert wrong.line_f1 < 1


def test_an_article_without_a_genuine_line_loses_nothing() -> None:
    """A tool that dumped another page is not our loss; its words are missed all the same."""
    found = mark_all(_page(), "Please enable scripts", ["", "Please enable scripts"])
    assert [(one.articles, one.whole, one.lost, one.word_f1) for one in found] == [(1, 0, 0, 0)] * 2


def test_figures_are_shares_of_sums() -> None:
    """Of articles where they speak of articles."""
    rows = [Marks(dumps=1, word_f1=0.5, articles=1, article_f1=0.5, whole=1, lost=0.3, ruined=1)]
    rows += [Marks(dumps=1, word_f1=0.9, articles=1, article_f1=0.9), Marks(dumps=1, word_f1=1)]
    terms = [sum(column) for column in zip(*map(terms_of, rows), strict=True)]
    figures = [figure(terms) for figure in (word_f1, article_f1, lost, ruined)]
    assert figures == pytest.approx([0.8, 0.7, 0.3, 1])
    assert lost(terms_of(Marks())) == 0


# --- systems


@pytest.mark.parametrize("name", ["keep-all", "justext", "trafilatura", "c4"])
def test_peers_get_lines(name: str) -> None:
    """They keep the paragraphs, signs of HTML in them too, and know what they need."""
    if missing_packages([name]):
        pytest.skip("the extra `bench` has it")
    paragraph = " ".join(PARAGRAPHS).replace("the old bridge", "the <old> bridge & pier")
    result = TEXT_PEERS[name](DUMP.replace(BODY, paragraph).encode())
    assert paragraph in result
    assert ("ASIA" in result) == (name in {"keep-all", "trafilatura"})


def test_perfect_lines() -> None:
    """Half of a line is enough; a glued line is taken or left as a whole."""
    glued = DUMP.replace(f"Sign in\n\n{PARAGRAPHS[0]}", f"Sign in{PARAGRAPHS[0]}")
    assert perfect(DUMP.encode(), truth=BODY).split() == BODY.split()
    assert perfect(glued.encode(), truth=BODY).startswith(f"Sign in{PARAGRAPHS[0]}")


# --- dumps and folds


def _folders(folder: Path) -> tuple[Path, Path]:
    wcxb, dumps = folder / "wcxb", folder / "dumps"
    (wcxb / "ground-truth").mkdir(parents=True)
    for number, truth in enumerate((BODY, PARAGRAPHS[0], "")):
        told = {"main_content": truth, "with": ["Old Bridge"], "without": ["Sign in"]}
        kind = {"page_type": {"primary": "forum" if number else "article"}}
        row = {"url": f"https://{number}.example/", "ground_truth": told, "_internal": kind}
        (wcxb / "ground-truth" / f"{number:04}.json").write_text(json.dumps(row))
        for tool in ("lynx", "w3m"):
            (dumps / tool).mkdir(parents=True, exist_ok=True)
            (dumps / tool / f"{number:04}.txt").write_text(f"{tool}\n{DUMP}")
    (dumps / "w3m" / "0001.txt").unlink()
    (dumps / "versions.json").write_text(json.dumps({"lynx": "lynx 2.9"}))
    return wcxb, dumps


def _read(folder: Path) -> list[Dump]:
    wcxb, dumps = _folders(folder)
    return find_dumps(load_wcxb(wcxb), dumps, find_tools(dumps))


def test_dumps_are_found(tmp_path: Path) -> None:
    """By tool; a page on which the tool failed has none."""
    found = _read(tmp_path)
    names = ["lynx/0000", "lynx/0001", "lynx/0002", "w3m/0000", "w3m/0002"]
    assert [one.page.name for one in found] == names
    assert [one.variant for one in found] == [name.partition("/")[0] for name in names]
    assert found[3].text == found[3].page.path.read_text() == f"w3m\n{DUMP}"
    (tmp_path / "empty").mkdir()
    with pytest.raises(SystemExit, match="empty has no folders of dumps"):
        find_tools(tmp_path / "empty")


def test_damaged_dumps_know_their_tool(tmp_path: Path) -> None:
    """One for each page and kind, drawn from the tools that dumped the page."""
    found = _read(tmp_path)
    made = list(damage_dumps(found, list(DAMAGES), tmp_path / "damaged"))
    assert len(made) == 3 * len(DAMAGES)
    again = list(damage_dumps(found, list(DAMAGES), tmp_path / "again"))
    assert [one.tool for one in made] == [one.tool for one in again]
    assert {one.tool for one in made} == {"lynx", "w3m"}
    for one in made:
        assert one.text == f"{one.tool}\n{DUMP}"
        assert one.page.name == f"{one.damage}/{one.undamaged.stem}"
        assert one.variant == one.damage
        written = damage(one.damage, one.text, one.undamaged.stem)
        assert one.page.path.read_text("utf-8") == written


def _folds(folder: Path, *held_out: tuple[list[str], list[str]]) -> Path:
    folder.mkdir()
    folds = []
    for number, (domains, tools) in enumerate(held_out):
        (folder / f"{number}.bin").touch()
        folds.append({"model": f"{number}.bin", "domains": domains, "tools": tools})
    (folder / "folds.json").write_text(json.dumps({"folds": folds}))
    return folder


def test_a_dump_gets_the_model_that_has_seen_neither_its_domain_nor_its_tool(
    tmp_path: Path,
) -> None:
    """Also when it is damaged."""
    found = _read(tmp_path)
    found += damage_dumps(found, ["tabs"], tmp_path / "damaged")
    some, others = ["0.example", "2.example"], ["1.example"]
    folds = _folds(
        tmp_path / "folds", (some, ["lynx"]), (others, ["lynx", "w3m"]), (some, ["w3m", "x"])
    )
    tools = {one.page.name: one.tool for one in found}
    chosen = choose_models([one.page for one in found], folds, tools)
    for one in found:
        number = 1 if one.page.domain == "1.example" else 0 if one.tool == "lynx" else 2
        assert chosen[one.page.name].name == f"{number}.bin"


def test_a_dump_that_no_model_has_left_out_is_an_error(tmp_path: Path) -> None:
    """Of a tool that all have seen, or of any tool where the weights are for pages."""
    found = _read(tmp_path)
    domains = [f"{number}.example" for number in range(3)]
    tools = {one.page.name: one.tool for one in found}
    for number, held_out in enumerate((["lynx"], [""])):
        folds = _folds(tmp_path / str(number), (domains, held_out))
        with pytest.raises(SystemExit, match=r"held out by no model .*w3m/0000 \(0\.example\)"):
            choose_models([one.page for one in found], folds, tools)


# --- commands


def test_the_command_prints_its_tables(tmp_path: Path) -> None:
    """Undamaged and damaged, pages without a truth left out, in processes of their own."""
    wcxb, dumps = _folders(tmp_path)
    command = [sys.executable, "-m", "benchmarks.dumps", str(wcxb), str(dumps), "--worst", "1"]
    command += ["--only", "ours,keep-all,trafilatura,perfect", "--damage", "glued,one_line"]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "7 dumps of 2 pages of WCXB with a truth; lynx (lynx 2.9), w3m (unknown" in done.stdout
    for row in (
        "| all tools | word F1 |",
        "| all damage | word F1 |",
        "| ours minus |",
        "| lynx | 2 |",
        "| w3m | 1 |",
        "| glued | 2 |",
        "| mean | 3 |",
        "| article | 2 |",
        "| worst of ours |",
        "| CPU ms a dump |",
    ):
        assert row in done.stdout
    assert re.search(r"\| perfect \| [.\d]+ \| [^|]+ \| 1\.000 ", done.stdout)
    assert "failed on" not in done.stderr


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    """A tool without dumps, a kind of damage that nobody does."""
    wcxb, dumps = _folders(tmp_path)
    for arguments, message in ((["--tools", "lynx,links"], "no links; there are lynx, w3m"),
                               (["--damage", "burnt"], "no burnt; there are glued")):  # fmt: skip
        command = [sys.executable, "-m", "benchmarks.dumps", str(wcxb), str(dumps), *arguments]
        command += ["--only", "keep-all"]
        done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
        assert done.returncode == 2
        assert message in done.stderr


def _wait(*, passes: bool, count: int) -> Callable[[str], bool]:
    def step(text: str) -> bool:
        return sum(range(count)) >= 0 and passes

    return step


def test_a_rejected_document_costs_the_recipe_no_more() -> None:
    """But all filters are timed."""
    filters = {
        "a": _wait(passes=True, count=10_000),
        "b": _wait(passes=False, count=10_000),
        "c": _wait(passes=True, count=3_000_000),
    }
    found = filter_speed.measure(DUMP, filters)
    assert found[filter_speed.RECIPE] == found["a"] + found["b"]
    assert found[filter_speed.EVERY] == found["a"] + found["b"] + found["c"]
    assert found["c"] > found["b"]
    assert found[filter_speed.OURS] > 0


def test_the_same_dumps_are_drawn(tmp_path: Path) -> None:
    """From all tools, without empty ones."""
    _, dumps = _folders(tmp_path)
    (dumps / "lynx" / "0000.txt").write_text(" \n")
    assert filter_speed.draw(dumps, 3) == filter_speed.draw(dumps, 3)
    assert sorted(filter_speed.draw(dumps, 99)) == [f"lynx\n{DUMP}"] * 2 + [f"w3m\n{DUMP}"] * 2


def test_every_document_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second time would find what ours remembers; the first documents only warm up."""
    cleaned: list[str] = []
    monkeypatch.setattr(filter_speed, "clean", lambda text, **_: cleaned.append(text))
    texts = [str(number) for number in range(20)]
    found = filter_speed.measure_all(texts, {"a": _wait(passes=True, count=1)})
    assert cleaned == texts
    assert len(found) == len(texts) - filter_speed.WARM_UP
