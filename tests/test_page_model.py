"""The model of main text: evidence, forests, the choice of what is kept, and hostile pages."""

from __future__ import annotations

import gc
import time
from itertools import combinations, pairwise
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import Settings, clean, revert
from cleaners.chrome.columns import COLUMNS, INDEX
from cleaners.chrome.declared import read_declared
from cleaners.chrome.evidence import Evidence, measure
from cleaners.chrome.judge import _mend, choose
from cleaners.chrome.lexicon import look_up, split_kinds
from cleaners.chrome.model import SCALE, Forest, dump, load, shipped
from cleaners.chrome.second_look import FIRST_COLUMNS, look_around
from cleaners.decoding import decode
from cleaners.html_runs import SKIPPED_TAGS, read_runs
from cleaners.html_tree import parse_html

SAVED = Path(__file__).parent / "pages"
PARAGRAPH = (
    "The harbour master said on Tuesday that the old crane would be taken down before the winter,"
    " because the storms of the last two years had loosened the bolts that hold it to the quay."
)
STORY = [
    f"In the {n} part of the inquiry, the panel heard that {PARAGRAPH}"
    for n in ("first", "second", "third", "fourth")
]
PAGE = f"""<html><head><title>Old crane to go - Harbour Times</title>
<meta property="og:type" content="article"></head><body class="single post">
<nav class="main-menu"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<article><h1>Old crane to go</h1><p class="byline">By Ann Miller</p>
<figure><img src="c.jpg"><figcaption>The crane was built when the harbour was opened.</figcaption></figure>
{"".join(f"<p>{text}</p>" for text in STORY)}</article>
<section id="comments" class="comments-area"><h3>2 comments</h3>
<div class="comment"><p>I always liked to see the crane from the ferry in the morning.</p></div>
<div class="comment"><p>About time that somebody took care of this rusty thing.</p></div></section>
<footer class="site-footer"><p>© Harbour Times. All rights reserved.</p></footer></body></html>"""


def measured(html: str) -> Evidence:
    """The evidence of a page."""
    tree = parse_html(html)
    assert tree is not None
    return measure(read_runs(tree), tree.findtext(".//title") or "", read_declared(tree))


def evidence_of(words: list[int]) -> Evidence:
    """Blocks of which only the number of words is known."""
    count = len(words)
    return Evidence(
        np.zeros((count, len(COLUMNS)), dtype=np.float32),
        np.tile(np.array([0, count]), (count, 4, 1)),
        np.zeros(count, dtype=np.int64),
        np.array(words, dtype=np.int64),
    )


def test_the_text_of_an_article_is_kept_and_the_rest_is_not() -> None:
    """Menu, headline, byline, comments and footer are chrome, and the ledger says why."""
    doc = clean(PAGE)
    assert doc.text.split("\n\n") == STORY
    assert doc.metadata["title"] == "Old crane to go"
    removed = {doc.source_text[b.start : b.end]: b for b in doc.blocks if not b.kept}
    assert removed["Home"].role == "navigation"
    assert removed["About time that somebody took care of this rusty thing."].role == (
        "reader comment"
    )
    why = [edit.evidence.get("why", "") for edit in doc.edits if edit.rule == "not_main_text"]
    assert any(str(reason).startswith("boilerplate 0.9") for reason in why)
    assert doc.confidence is not None
    assert doc.confidence > 0.8
    assert not doc.flags


def test_comments_and_captions_as_the_user_wants_them() -> None:
    """``keep`` brings them back, furniture around them stays away; ``drop`` is final."""
    kept = clean(PAGE, settings=Settings(comments="keep", captions="keep")).text
    assert "rusty thing" in kept
    assert "when the harbour was opened" in kept
    assert "All rights reserved" not in kept
    dropped = clean(PAGE, settings=Settings(comments="drop", captions="drop")).text
    assert "rusty thing" not in dropped
    assert "when the harbour was opened" not in dropped


@pytest.mark.parametrize("name", ["focus", "comments", "captions", "spam"])
def test_a_choice_that_there_is_not_is_an_error(name: str) -> None:
    """The message names the choices."""
    with pytest.raises(ValueError, match=f"{name}: expected '"):
        Settings(**{name: "sometimes"})  # type: ignore[arg-type]


def test_evidence_is_about_the_block_and_its_place() -> None:
    """A few numbers that can be counted by hand."""
    evidence = measured(PAGE)
    texts = [run.text for run in read_runs(parse_html(PAGE))]  # type: ignore[arg-type]
    home, headline, last = texts.index("Home"), texts.index("Old crane to go"), len(texts) - 1
    shape = evidence.shape
    assert shape.shape == (len(texts), len(COLUMNS))
    assert shape[home, INDEX["link density"]] == 1.0
    assert shape[home, INDEX["within nav"]] == 1.0
    assert shape[headline, INDEX["heading level"]] == 1.0
    assert shape[headline, INDEX["is the title"]] == 1.0
    assert shape[last, INDEX["copyright"]] == 1.0
    assert shape[home, INDEX["declares an article"]] == 1.0
    assert shape[home, INDEX["body class: article"]] == 1.0
    assert list(evidence.stretches[home, 0]) == [home, home + 2]
    assert list(evidence.stretches[home, -1]) == [0, len(texts)]


def test_containers_never_shrink_outwards() -> None:
    """Each level holds the one before, and the block itself."""
    stretches = measured(PAGE).stretches
    for index, levels in enumerate(stretches):
        assert levels[0][0] <= index < levels[0][1]
        for inner, outer in pairwise(levels):
            assert outer[0] <= inner[0]
            assert inner[1] <= outer[1]


words = st.lists(st.integers(1, 60), min_size=1, max_size=7)
focuses = st.sampled_from(["precision", "balance", "recall"])


@given(data=st.data(), words=words, focus=focuses)
def test_what_is_kept_has_the_best_expected_score_of_all_sets(
    data: st.DataObject, words: list[int], focus: Literal["precision", "balance", "recall"]
) -> None:
    """Against every subset of the blocks."""
    parts = data.draw(st.lists(st.integers(600, 10_000), min_size=len(words), max_size=len(words)))
    likely = np.array(parts, dtype=np.float32) / 10_000
    kept, score = choose(likely, evidence_of(words), focus)
    beta = {"precision": 0.25, "balance": 1.0, "recall": 4.0}[focus]
    total = sum(p * w for p, w in zip(parts, words, strict=True)) / 10_000

    def expected(chosen: tuple[int, ...]) -> float:
        hits = sum(parts[i] * words[i] for i in chosen) / 10_000
        return (1 + beta) * hits / (sum(words[i] for i in chosen) + beta * total)

    every = [c for n in range(1, len(words) + 1) for c in combinations(range(len(words)), n)]
    assert score == pytest.approx(max(map(expected, every)), abs=2e-4)
    assert expected(tuple(np.flatnonzero(kept))) == pytest.approx(score, abs=2e-4)


@given(
    numbers=st.lists(st.lists(st.floats(-5, 5, width=32), min_size=3, max_size=3), max_size=20),
    seed=st.integers(0, 1_000),
)
def test_a_forest_is_the_sum_of_its_trees(numbers: list[list[float]], seed: int) -> None:
    """Against a walk down each tree, one row and one level at a time."""
    random = np.random.default_rng(seed)
    forest = Forest(
        random.integers(0, 3, 10).astype(np.int32),
        random.normal(size=10).astype(np.float32),
        random.integers(0, 10, (5, 4)).astype(np.int32),
        random.integers(-SCALE, SCALE, (5, 16)).astype(np.int32),
        bias=7,
    )
    rows = np.array(numbers, dtype=np.float32).reshape(-1, 3)
    for row, found in zip(rows, forest.probabilities(rows) if len(rows) else [], strict=True):
        total = forest.bias
        for tree, leaves in zip(forest.questions, forest.leaves, strict=True):
            answers = [bool(row[forest.columns[q]] > forest.thresholds[q]) for q in tree]
            total += int(leaves[sum(yes << level for level, yes in enumerate(answers))])
        assert found == pytest.approx(1 / (1 + np.exp(-total / SCALE)), abs=6e-5)


def test_weights_survive_being_written() -> None:
    """All arrays, the lexicon, the card."""
    model = shipped("html")
    again = load(dump(model))
    assert again.card == model.card
    assert again.lexicon == model.lexicon
    for name in ("first", "second", "advised"):
        one, other = getattr(model, name), getattr(again, name)
        assert one.bias == other.bias
        for part in ("columns", "thresholds", "questions", "leaves"):
            assert np.array_equal(getattr(one, part), getattr(other, part))


def test_other_files_are_no_weights() -> None:
    """A clear error, not a wrong verdict."""
    with pytest.raises(ValueError, match="not a file of block weights"):
        load(b"PK\x03\x04 something else")


def test_a_second_look_tells_of_the_neighbours() -> None:
    """Itself, the one before, the one behind, the page."""
    evidence = evidence_of([9, 9, 9])
    seen = look_around(evidence, np.array([0.0, 0.5, 1.0], dtype=np.float32))
    at = {name: index for index, name in enumerate(FIRST_COLUMNS)}
    assert list(seen[:, at["first look: itself"]]) == [0.0, 0.5, 1.0]
    assert list(seen[:, at["first look: -1"]]) == [-1.0, 0.0, 0.5]
    assert list(seen[:, at["first look: +1"]]) == [0.5, 1.0, -1.0]
    assert seen[0, at["first look: page"]] == pytest.approx(0.5)


def test_unknown_tokens_say_nothing() -> None:
    """A lexicon without words gives zeros, and -1 beyond the edges of the page."""
    tree = parse_html("<div class='zzqx'><p>One two.</p></div>")
    assert tree is not None
    scores = look_up(read_runs(tree), split_kinds({}))
    assert set(scores[0].tolist()) == {0.0, -1.0}


def test_a_page_of_which_nothing_is_sure_is_flagged() -> None:
    """Cards with a link and a sentence each may be a listing, or all be teasers."""
    cards = "".join(
        f"<div class='card promo'><a href='/{n}'>Offer {n}</a><p>Number {n} is worth a look.</p>"
        f"<form><label>Sign up for offer {n}</label></form></div>"
        for n in range(20)
    )
    doc = clean(f"<html><body><aside>{cards}</aside></body></html>", kind="html")
    assert doc.confidence is not None
    assert doc.confidence < 0.7
    assert [flag.rule for flag in doc.flags] == ["unsure_page"]


HOSTILE = {
    "5,000 nested divs": "<div>" * 5_000 + PARAGRAPH + "</div>" * 5_000,
    "5,000 nested classes": "<div class='box inner'>" * 5_000 + PARAGRAPH,
    "unclosed": f"<body><div><p>{PARAGRAPH}<p>{PARAGRAPH}<table><tr><td>{PARAGRAPH}<ul><li>end",
    "xhtml": (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0'
        ' Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{PARAGRAPH}</p><br/></body></html>'
    ),
    "frames": (
        '<html><frameset cols="20%,80%"><frame src="a.html"><frame src="b.html">'
        f"<noframes><body><p>{PARAGRAPH}</p></body></noframes></frameset></html>"
    ),
    "base": f'<html><head><base href="http://[bad"></head><body><p>{PARAGRAPH}</p></body></html>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_loses_no_text(name: str) -> None:
    """The paragraph is read, and kept."""
    doc = clean(HOSTILE[name], kind="html")
    assert PARAGRAPH in doc.text
    assert revert_is_exact(HOSTILE[name])


def revert_is_exact(html: str) -> bool:
    """What was removed and what is left are the source."""
    doc = clean(html, kind="html")
    pieces, position = [], 0
    for edit in doc.edits:
        pieces += doc.source_text[position : edit.start], edit.after
        position = edit.end
    return revert("".join([*pieces, doc.source_text[position:]]), doc.edits) == doc.source_text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("shift_jis", "港の古いクレーンは、冬になる前に取り壊される。嵐で壊れたからだ。" * 6),
        ("gb18030", "港口的旧起重机将在冬天之前拆除，因为风暴使它变得不安全。" * 6),
    ],
)
def test_pages_in_other_charsets(encoding: str, text: str) -> None:
    """Declared in the page, as such pages do."""
    html = f"<html><head><meta charset='{encoding}'></head><body><p>{text}</p></body></html>"
    doc = clean(html.encode(encoding), kind="html", settings=Settings(languages=None))
    assert doc.text == text
    assert doc.decoding.encoding.replace("_", "") in (encoding.replace("_", ""), "cp932", "gbk")


def seconds_for(paragraphs: int) -> float:
    """CPU seconds to clean a page of so many distinct paragraphs and links.

    What other tests left in memory is not the page's, and not for the garbage collector to walk.
    """
    body = "".join(
        f"<div class='row'><p>Paragraph {n}: {PARAGRAPH}</p><a href='/{n}'>More {n}</a></div>"
        for n in range(paragraphs)
    )
    gc.collect()
    gc.freeze()
    try:
        start = time.process_time()
        clean(f"<html><body>{body}</body></html>", kind="html")
        return time.process_time() - start
    finally:
        gc.unfreeze()


def test_time_is_linear_in_the_size_of_the_page() -> None:
    """Eight times the page: about eight times the time, never the square of it."""
    seconds_for(50)
    assert seconds_for(4_000) < 8 * 2.5 * seconds_for(500)


@pytest.mark.parametrize(
    "path", sorted(SAVED.glob("html-*/source.html")), ids=lambda p: p.parent.name
)
def test_no_text_of_a_page_is_lost(path: Path) -> None:
    """Conservation: the blocks have the characters of all text nodes, white space aside."""
    decoded = decode(path.read_bytes())
    assert decoded is not None
    tree = parse_html(decoded[0])
    assert tree is not None
    around = " or ".join(f"ancestor::{tag}" for tag in sorted(SKIPPED_TAGS))
    nodes = tree.xpath(f"//body//text()[not({around})]")
    expected = "".join("".join(str(node).split()) for node in nodes)
    assert "".join("".join(run.text.split()) for run in read_runs(tree)) == expected


def test_what_stands_behind_the_end_of_the_page_is_read() -> None:
    """Also where its end tags carry attributes."""
    doc = clean("<body><p>before</p></body class=x></html><p>after</p>", kind="html")
    assert doc.source_text == "before\nafter"


def test_pages_nested_too_deep_keep_their_blocks_apart() -> None:
    """And what their scripts say is not text."""
    deep = (
        "<div>" * 2_600 + "<script>var leaked = 1;</script><style>.a{}</style><p>one</p><p>two</p>"
    )
    assert clean(deep, kind="html").source_text == "one\ntwo"


def test_what_an_empty_element_is_says_nothing_of_the_next_block() -> None:
    """A link around a picture, an empty code element: not of the paragraph behind them."""
    tree = parse_html(
        "<p><a href='https://e.example/'><img></a></p><div><code></code></div><p>Text here</p>"
    )
    assert tree is not None
    (run,) = read_runs(tree)
    assert (run.links, run.external, run.code, run.bold) == (0, 0, False, False)


def test_margins_do_not_hide() -> None:
    """A negative position does."""
    tree = parse_html("<p style='margin-left: -100px'>seen</p><p style='left:-999px'>not seen</p>")
    assert tree is not None
    assert [run.scope.hidden for run in read_runs(tree)] == [False, True]


def test_hidden_blocks_of_links_never_stay() -> None:
    """Whatever the model thinks of them; hidden text and links that show may."""
    tree = parse_html(
        "<p>text</p><div hidden><a href='/'>link</a></div><div hidden>text</div><a href='/'>link</a>"
    )
    assert tree is not None
    runs = read_runs(tree)
    mended = _mend(np.ones(len(runs), dtype=np.bool_), np.ones(len(runs), dtype=np.float32), runs)
    assert list(mended) == [True, False, True, True]


def test_a_table_keeps_its_head() -> None:
    """Where its first row stays, so do the names of its columns; not those of a table around it."""
    tree = parse_html(
        "<table><tr><th>Login</th><td><table><tr><th>Crew</th></tr><tr><td>1</td></tr></table>"
        "</td></tr></table>"
    )
    assert tree is not None
    runs = read_runs(tree)
    assert [run.text for run in runs] == ["Login", "Crew", "1"]
    kept = np.array([False, False, True])
    assert list(_mend(kept, np.full(3, 0.3, dtype=np.float32), runs)) == [False, True, True]


def test_the_focus_moves_what_is_kept() -> None:
    """A doubtful block beside a likely one stays only where recall counts more."""
    evidence = evidence_of([100, 60])
    likely = np.array([0.9, 0.3], dtype=np.float32)
    assert list(choose(likely, evidence, "precision")[0]) == [True, False]
    assert list(choose(likely, evidence, "recall")[0]) == [True, True]


def test_a_wrapper_named_after_comments_is_not_a_comment() -> None:
    """Dropping comments must not drop the page; the ledger says who wanted it."""
    wrapped = PAGE.replace("<article>", "<div class='has-comments'><article>")
    doc = clean(wrapped, settings=Settings(comments="drop"))
    assert doc.text.split("\n\n") == STORY


def test_what_the_user_left_out_is_told_from_what_the_model_left_out() -> None:
    """In a thread the posts are the body; a caption that is kept by itself is dropped as asked."""
    page = PAGE.replace(STORY[0], f"{STORY[0]}</p><p class='caption'>{PARAGRAPH}</p><p>")
    kept = clean(page)
    assert PARAGRAPH in kept.text.split("\n\n")
    dropped = clean(page, settings=Settings(captions="drop"))
    assert PARAGRAPH not in dropped.text.split("\n\n")
    assert [edit.rule for edit in dropped.edits if edit.before == PARAGRAPH] == ["not_wanted"]


def test_comments_that_look_like_comments_stay_where_they_are_wanted() -> None:
    """Speakers and times give them away among the lines; the user wants them all the same."""
    thread = "".join(
        f"<div class='comment'><p>Old Jo Miller says:</p>"
        f"<p>Posted on March {n}, 2024 at 9:1{n} am</p>"
        f"<p>I always liked to see the crane number {n} from the ferry.</p></div>"
        for n in range(1, 5)
    )
    page = PAGE.replace(
        '<section id="comments" class="comments-area">', f"<section class='comments'>{thread}"
    )
    assert "crane number 3" not in clean(page).text
    assert "crane number 3" in clean(page, settings=Settings(comments="keep")).text
