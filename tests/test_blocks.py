"""Reading: a dump's lines and a page's runs of inline text, with what the DOM says."""

from __future__ import annotations

import pytest

from cleaners import Settings
from cleaners.chrome.model import shipped
from cleaners.document import Draft
from cleaners.html_blocks import read_html
from cleaners.text_blocks import read_text

PAGE = """<html><head><title>A title - Site</title></head><body class="single">
<nav id="topMenu"><a href="/">Home</a> <a href="https://other.example/x">Elsewhere</a></nav>
<article class="post-body"><h1>A title</h1><p>First <b>bold</b> and <i>it</i>alic.<br>Second line.</p>
<div style="display: none">hidden <p>deeper</p></div><pre>
def f():
    return 1
</pre><ul><li>one</li><li>two</li></ul><table><tr><td>a</td><td>b</td></tr></table>
<p>with <code>x = 1</code> inside</p></article><script>var no = 1;</script></body></html>after the end"""


def read(html: str, url: str | None = None) -> Draft:
    """A page with the shipped weights and default settings."""
    return read_html(html, url, shipped("html"), Settings())


def texts(html: str) -> list[str]:
    """Block texts of a page."""
    draft = read(html)
    return [draft.text_of(block) for block in draft.blocks]


def test_runs_of_inline_text_are_blocks() -> None:
    """Inline elements do not part a run; block elements, line breaks and cells do."""
    assert texts(PAGE) == [
        "Home Elsewhere", "A title", "First bold and italic.", "Second line.", "hidden", "deeper",
        "def f():\n    return 1", "one", "two", "a", "b", "with x = 1 inside", "after the end",
    ]  # fmt: skip


def test_blocks_carry_what_the_dom_says() -> None:
    """Path, words of class and id, links, visibility, code, and the verdict."""
    draft = read(PAGE, url="https://site.example/a")
    marks = {draft.text_of(block): block.markup for block in draft.blocks}
    menu, hidden, code = marks["Home Elsewhere"], marks["deeper"], marks["with x = 1 inside"]
    assert menu is not None
    assert hidden is not None
    assert code is not None
    assert (menu.path, menu.link_density, menu.external_links) == ("body/nav", 1.0, 1)
    assert {"top", "menu"} <= menu.words
    assert hidden.hidden
    assert code.code
    assert code.words == {"post", "body"}
    first = marks["First bold and italic."]
    assert first is not None
    assert 0.0 <= first.likely <= 1.0
    assert first.extracted is None or 0.0 <= first.extracted <= 1.0


def test_the_source_text_is_the_blocks_joined_by_newlines() -> None:
    """Offsets of every block point at its own text."""
    draft = read(PAGE)
    assert draft.text == "\n".join(texts(PAGE))
    assert draft.blocks[6].role == "code"


@pytest.mark.parametrize(
    "html", ["", "   ", "<!-- only -->", "<html><body></body></html>", "<html>"]
)
def test_a_page_without_text_has_no_blocks(html: str) -> None:
    """Nothing is made up, nothing raises."""
    assert texts(html) == []


@pytest.mark.parametrize(
    "html",
    ["<div>" * 3_000 + "deep", "<p>a<p>b<table><tr><td>c", '<a href="http://[bad">x</a>', "<p>a\x00b</p>", "<p \ud800>x</p>", "<h1>a &#x1c; &#28; b \x1c</h1>"],
    ids=["nested", "unclosed", "bad link", "nul", "surrogate", "control"],
)  # fmt: skip
def test_broken_markup_is_read_nonetheless(html: str) -> None:
    """Deep, unclosed, malformed: some text comes out."""
    assert texts(html)


def test_lines_are_blocks_without_the_white_space_around_them() -> None:
    """Any line end; blank lines are none; no-break spaces at the edges do not belong."""
    draft = read_text("one\r\n\r\n \xa0two \t\n\x0bthree\u2028four\n\n")
    assert [draft.text_of(block) for block in draft.blocks] == ["one", "two", "three", "four"]


def test_a_fenced_listing_is_one_block() -> None:
    """It keeps its indentation and line breaks; an open fence is a line like others."""
    draft = read_text("text\n```py\ndef f():\n    return 1\n```\nmore\n```\nunclosed")
    assert [draft.text_of(block) for block in draft.blocks] == [
        "text", "```py\ndef f():\n    return 1\n```", "more", "```", "unclosed",
    ]  # fmt: skip
    assert [block.role for block in draft.blocks] == ["body", "code", "body", "body", "body"]
