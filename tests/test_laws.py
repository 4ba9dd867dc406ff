"""The laws, on arbitrary text: nothing is lost, everything can be undone, clean stays clean."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.laws import check_document
from cleaners import Edit, clean, replay, revert
from cleaners.document import Block, Draft
from cleaners.ledger import LedgerError, apply, in_source

PIECES = [
    "The council met on Tuesday and voted to keep the old bridge open for another year.",
    "She said \\\"nobody\\\" had crossed it since the storm, and he didn\\'t believe her at all.",
    "Itâ€™s the third time this year that the river has reached the lower fields of the village.",
    "Share", "Share - WeChat", "Home / News / Local", "By JO ROE | example.org | Updated: 2024-01-02 10:00",
    "Related articles", "A short heading", "© 2024 Example Media. All rights reserved.", "Reference(s):",
    "example.org", "彩票网站| 在线赌场| 药房折扣| 手表批发| 彩票结果| 在线扑克| 药房网站| 手表折扣| 彩票预测| 赌场游戏",
    "Das Wetter bleibt in den nächsten Tagen wechselhaft, und die Temperaturen sinken auf unter null Grad.",
    "a\u200bb\ufeffc", "\\u2019s", "&amp;quot;x&quot;", "```\ncode = \"\\n\"\n```", "   ", "\t\xa0", "3 Comments",
    "Jo says:", "Reply", "Posts: 12", "Print E-mailBookmark and Share", "12", "-----", "“Where is it?”",
]  # fmt: skip

LINES = st.one_of(st.sampled_from(PIECES), st.text(max_size=60))
DUMPS = st.lists(LINES, max_size=14).flatmap(
    lambda lines: st.sampled_from(["\n", "\n\n", "\r\n"]).map(lambda end: end.join(lines))
)
PAGES = st.lists(
    st.tuples(st.sampled_from(["p", "div", "li", "h2", "td", "nav", "pre", "a", "span"]), LINES),
    max_size=12,
).map(lambda parts: "<html><body>" + "".join(f"<{t}>{x}</{t}>" for t, x in parts))


@given(DUMPS)
@settings(max_examples=300)
def test_a_dump_is_accounted_for_and_can_be_undone(text: str) -> None:
    """Conservation and reversal hold for dumps of chrome, prose and arbitrary Unicode."""
    doc = clean(text, kind="text")
    assert doc.source_text == text
    check_document(doc)


@given(PAGES)
@settings(max_examples=60)
def test_a_page_is_accounted_for_and_can_be_undone(html: str) -> None:
    """The same for pages, whose source text is their blocks."""
    doc = clean(html, kind="html")
    check_document(doc)


@given(DUMPS)
@settings(max_examples=200)
def test_cleaning_clean_text_changes_nothing(text: str) -> None:
    """What comes out goes through a second time unchanged, with no edit at all."""
    once = clean(text, kind="text")
    twice = clean(once.text, kind="text")
    assert twice.text == once.text
    assert twice.edits == ()


@given(DUMPS)
@settings(max_examples=100)
def test_the_same_input_gives_the_same_document(text: str) -> None:
    """Whatever was cleaned in between."""
    first = clean(text)
    clean("Something else altogether, with “quotes” and a lâ€™accent in it, cleaned in between.")
    assert clean(text) == first


@given(st.binary(max_size=400))
@settings(max_examples=200)
def test_any_bytes_end_in_one_state(data: bytes) -> None:
    """No bytes make cleaning raise; a reason is there exactly when a document is rejected."""
    doc = clean(data)
    assert (doc.status == "rejected") == (doc.reason is not None)
    check_document(doc)


def drafts(text: str) -> Draft:
    """A draft whose blocks are the lines of ``text``."""
    spans = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    return Draft(text, text, tuple(Block(a, b) for a, b in spans if text[a:b].strip()))


@st.composite
def edits_of(draw: st.DrawFn, draft: Draft) -> list[Edit]:
    """A few edits that do not overlap, each inside of one block."""
    found: list[Edit] = []
    for block in draft.blocks:
        cuts = sorted(draw(st.lists(st.integers(block.start, block.end), max_size=4)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            after = draw(st.text(alphabet="xy\n ", max_size=3))
            if start < end and draft.text[start:end] != after:
                before = draft.text[start:end]
                found.append(Edit(start, end, before, after, "a", "r", role="test"))
    unique: list[Edit] = []
    for edit in found:
        if not unique or unique[-1].end <= edit.start:
            unique.append(edit)
    return unique


@given(st.data())
@settings(max_examples=400)
def test_edits_on_edits_become_edits_of_the_source(data: st.DataObject) -> None:
    """However often edits are applied on top of each other, the source can be restored."""
    draft = drafts(data.draw(st.text(alphabet="abc \n", max_size=30)))
    for _ in range(data.draw(st.integers(1, 4))):
        draft = apply(draft, data.draw(edits_of(draft)))
        assert replay(draft.source_text, draft.edits) == draft.text
        assert revert(draft.text, draft.edits) == draft.source_text
        for block in draft.blocks:
            inner = draft.text_of(block)
            assert inner
            assert "\n" not in inner
        ends = [b.end for b in in_source(draft)]
        assert ends == sorted(ends)


def test_an_edit_that_does_not_fit_is_refused() -> None:
    """A cleaner that errs about the text, a block or another edit is stopped at once."""
    draft = drafts("one two\nthree")
    wrong = Edit(0, 3, "two", "", "a", "r")
    crossing = Edit(4, 9, "two\nt", "", "a", "r")
    overlapping = [Edit(0, 3, "one", "", "a", "r"), Edit(2, 5, "e t", "", "a", "r")]
    for found in ([wrong], [crossing], overlapping):
        try:
            apply(draft, found)
        except LedgerError:
            continue
        raise AssertionError(f"accepted: {found}")


def test_reverting_a_text_that_is_not_the_result_is_refused() -> None:
    """Taking edits back from another text raises instead of making something up."""
    edit = Edit(0, 3, "one", "two", "a", "r")
    try:
        revert("six more", [edit])
    except LedgerError:
        return
    raise AssertionError("reverted what was never applied")
