"""What is left of a page for trafilatura to look at."""

from __future__ import annotations

import time
from copy import deepcopy
from pathlib import Path

import pytest
from lxml import etree
from lxml.html import HtmlElement

from cleaners.chrome.remainder import find_remainder
from cleaners.decoding import decode
from cleaners.html_runs import Scope, number_blocks, read_runs
from cleaners.html_tree import parse_html

PAGES = sorted((Path(__file__).parent / "pages").glob("html-*/source.html"))


def parsed(html: str) -> HtmlElement:
    """The tree of a page that has one."""
    tree = parse_html(html)
    assert tree is not None
    return tree


def remainder(html: str, unlikely: str) -> str:
    """The body without the blocks that name this word, as markup."""
    tree = parsed(html)
    runs = read_runs(tree)
    likely = [0.01 if unlikely in run.text else 0.9 for run in runs]
    return etree.tostring(find_remainder(tree, runs, likely, 0.05).find("body"), encoding="unicode")


def test_the_outermost_elements_of_unlikely_blocks_go() -> None:
    """With all that stands in them; the text behind an element stays."""
    html = """<body><div class="menu"><ul><li>chrome one</li><li>chrome two</li></ul></div>
    <div><p>text</p><div>chrome</div>tail</div></body>"""
    left = remainder(html, "chrome")
    assert "chrome" not in left
    assert "menu" not in left
    assert "<p>text</p>tail" in left


def test_a_likely_block_keeps_the_elements_around_it() -> None:
    """Also where an inline element stands between them, and a neighbour goes."""
    html = '<body><section><span class="x"><p>text</p><p>chrome</p></span></section></body>'
    assert "<section><p>text</p></section>" in remainder(html, "chrome")


def test_an_unlikely_block_in_an_inline_element_goes() -> None:
    """What counts is the block-level element around it."""
    left = remainder('<body><div><a href="/"><p>chrome</p></a><p>text</p></div></body>', "chrome")
    assert "chrome" not in left
    assert "<p>text</p>" in left


def test_text_behind_and_between_what_goes_stays() -> None:
    """Behind each of two, in the order of the page; an element that is left with it stays."""
    html = "<body><p>text</p><nav>chrome</nav>one<nav>chrome</nav>two<div><i></i>three</div></body>"
    assert remainder(html, "chrome") == "<body><p>text</p>onetwo<div>three</div></body>"


def test_a_tag_of_a_page_is_never_taken_for_the_mark_of_what_goes() -> None:
    """Whatever its case: the parser reads it in small letters."""
    left = remainder("<body><DROPPED>one</DROPPED><dropped>two</dropped><p>three</p></body>", "-")
    assert "one" in left
    assert "two" in left


def test_many_empty_elements_in_a_row_cost_their_number_not_its_square() -> None:
    """Text behind them is not moved again and again: 0.1 s instead of 3.6 s, with room for load."""
    tree = parsed("<body><p>text</p>" + "<b></b><i></i><div></div>\n        " * 20_000 + "</body>")
    start = time.process_time()
    left = find_remainder(tree, read_runs(tree), [0.9], 0.05)
    assert time.process_time() - start < 2
    assert [element.tag for element in left.find("body")] == ["p"]


def test_what_has_no_text_goes_and_what_parts_text_stays() -> None:
    """Pictures, empty elements and tags of style go; line breaks, cells and linked data stay."""
    html = """<body><script>var a = 1;</script><script type="application/ld+json">{}</script>
    <div><i class="icon"></i><img src="a.png"><span></span></div>
    <p>one<br><b>two</b> <a href="/x">three</a></p>
    <table><tr><td></td><td>four</td></tr></table></body>"""
    left = remainder(html, "chrome")
    assert "var a" not in left
    assert '<script type="application/ld+json">{}</script>' in left
    assert "<div" not in left
    assert '<p>one<br/>two <a href="/x">three</a></p>' in left
    assert "<td/><td>four</td>" in left


def test_the_page_itself_is_not_touched() -> None:
    """Its metadata are read afterwards."""
    tree = parsed("<body><div>chrome</div><p>text <b>bold</b></p></body>")
    before = etree.tostring(tree)
    find_remainder(tree, read_runs(tree), [0.0, 1.0], 0.05)
    assert etree.tostring(tree) == before


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_blocks_have_the_numbers_of_their_elements(path: Path) -> None:
    """Reading a page and walking over a copy of it count alike."""
    decoded = decode(path.read_bytes())
    assert decoded is not None
    check_numbers(parsed(decoded[0]))


@pytest.mark.parametrize(
    "html",
    [
        "<body><svg><p>no</p></svg><div>a<video><p>no</p></video><p>b</p></div></body>",
        "<body>a<br><span id=s>b<br>c<p>d</p></span><a href=x><h2>e</h2></a><hr>f</body>",
        "<p>a<script>x</script><template><div>no</div></template><ul><li>b<li>c</ul>",
        "<body><map><p>no</p></map><noscript><p>a</p></noscript><object><p>b</p></object><p>c</p>",
    ],
)
def test_elements_that_are_not_read_are_not_counted(html: str) -> None:
    """Whatever stands in them."""
    check_numbers(parsed(html))


def check_numbers(tree: HtmlElement) -> None:
    """Every scope of a block-level element has the number of that element."""
    elements = list(number_blocks(deepcopy(tree)))
    seen = 0
    for run in read_runs(tree):
        scope: Scope | None = run.scope
        while scope is not None:
            if scope.number is not None:
                element = elements[scope.number]
                assert element.tag == scope.tag
                named = f"{element.get('class', '')} {element.get('id', '')}".lower()
                assert all(name in named for name in scope.names) or scope.tag in ("html", "body")
                seen += 1
            scope = scope.parent
    assert seen
