"""Chrome in context: the edges of a document, threads, comments; and look-alikes that stay."""

from __future__ import annotations

import pytest

from cleaners import clean
from cleaners.chrome.body import find_body
from cleaners.chrome.lines import is_row, read_line
from cleaners.chrome.phrases import tile, without_phrases

BODY = [
    "The town council voted on Tuesday to keep the old bridge open for another year of traffic.",
    "Engineers had warned that the arches needed repairs, and nobody wanted to pay for them.",
    "The repairs will begin in spring, when the river is low and the boats are still in their sheds.",
    "Until then, lorries must take the long way round by the mill, the council said in a statement.",
]


def kept(lines: list[str]) -> list[str]:
    """The blocks that are left of a dump."""
    return clean("\n".join(lines), kind="text").text.split("\n\n")


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell on Monday after the vote, and nobody was surprised.",
        "“Follow the money,” he said.", "Home is where the bridge is.", "Top officials stayed away.",
        "We use butter in these cookies, not margarine.", "Comments poured in from all sides.",
        "Copyright law protects authors for seventy years.", "Print is not dead, said the printer.",
        "Related work has shown that arches can stand for centuries without mortar.",
        "“Yes.”", "No.", "Background", "Next Steps", "THE VOTE", "Q: Will it hold?", "A: It will.",
        "- two bags of lime", "1. Close the road.", "Osmere 3, Merin 1", "[Photo by Jo Roe/Gazette]",
        "Facebook and Twitter declined to comment on the closure of the bridge.",
        "Tags are what the engineers call the marks on the stones.", "Reply came there none.",
        "May 5, 1748, was the day on which the first cart crossed it.",
        "Email privacy was debated next.", "See also chapter two.", "* * *", "Fig. 2: The third arch.",
    ],
)  # fmt: skip
def test_a_look_alike_in_the_body_survives(line: str) -> None:
    """Between paragraphs, a line that only resembles chrome is text."""
    lines = [*BODY[:2], line, *BODY[2:]]
    assert kept(lines) == lines


@pytest.mark.parametrize(
    "line",
    [
        "Share", "Advertisement", "Story continues below advertisement", "Read more: Rivers rise again",
        "Subscribe to our newsletter for daily updates", "Follow us on Facebook and Twitter",
        "Click to share on Twitter", "ADVERTISEMENT - CONTINUE READING BELOW", "ShareTweetPin it",
    ],
)  # fmt: skip
def test_chrome_inside_the_body_goes(line: str) -> None:
    """Lines that are chrome on their own, wherever they stand."""
    assert kept([*BODY[:2], line, *BODY[2:]]) == BODY


def test_the_head_goes_as_a_whole() -> None:
    """Menu, breadcrumb, kicker, headline, byline, toolbar."""
    head = ["News Sport Weather Jobs", "Home / News / Local", "ROADS", "Old bridge stays open for a year",
            "By Jo Roe | Updated 3 May 2024", "Share", "12", "Print"]  # fmt: skip
    assert kept([*head, *BODY]) == BODY


def test_the_tail_goes_as_a_whole() -> None:
    """Related headlines under a label, comment form, footer; unknown short lines among them."""
    tail = ["Related stories", "Mill road to be widened", "River rises again", "Leave a comment", "Your name",
            "Back to top", "The Gazette Building", "© 2024 The Gazette", "Privacy Policy | Terms"]  # fmt: skip
    assert kept([*BODY, *tail]) == BODY


def test_short_genuine_lines_before_the_footer_stay() -> None:
    """A closing list or poem is not the footer: that begins at its first line of chrome."""
    closing = ["The crossings of the day:", "Carts: 12", "Lorries: 3", "One cow"]
    assert kept([*BODY, *closing, "Share", "© 2024 The Gazette"]) == [*BODY, *closing]


def test_readers_comments_go_and_the_article_stays() -> None:
    """Speakers, times and Reply buttons below the article make a section of comments."""
    comments = ["2 Comments", "Jo says:", "3 May 2024 at 7:12 pm", "I cross it every day and it is fine.", "Reply",
                "Li says:", "4 May 2024 at 9:00 am", "So do I, with the cow.", "Reply", "© 2024 A blog"]  # fmt: skip
    assert kept([*BODY, *comments]) == BODY


def test_dialogue_below_a_long_text_is_no_comments() -> None:
    """Lines that announce speech have no times and no buttons."""
    lines = [
        *BODY,
        "The keeper said:",
        "“Nobody crosses here.”",
        "The ferryman said:",
        "“We shall see.”",
    ]
    assert kept(lines) == lines


def test_the_posts_of_a_thread_are_its_body() -> None:
    """Names, ranks, counts and buttons go; the shortest answer stays."""
    lines = ["Post Reply", "millwright", "Posts: 412", BODY[0], "Quote", "ferryman", "Moderator", "Posts: 9", BODY[1],
             "Quote", "millwright", "Posts: 413", "It will not hold, you know.", "Quote", "ferryman", "Posts: 10", BODY[2]]  # fmt: skip
    assert kept(lines) == [BODY[0], BODY[1], "It will not hold, you know.", BODY[2]]


def test_a_poem_keeps_its_lines() -> None:
    """Without any prose there are no edges; only lines that are chrome by themselves go."""
    poem = ["Low water", "the boats lie down", "like tired dogs", "Home", "the tide says", "more"]
    body = " ".join(BODY)
    assert kept([body, *poem, body]) == [body, *poem, body]


@pytest.mark.parametrize(
    ("line", "strong"),
    [("Print E-mailBookmark and Share", True), ("Send your storiesGet more from Example.orgMobileRSSNewsletter", True),
     ("Log inRegister", True), ("Business", False), ("0 Comment(s)", True), ("Home News Sport Weather", True)],
)  # fmt: skip
def test_glued_toolbars_are_tiled(line: str, *, strong: bool) -> None:
    """However a scraper glued them."""
    tiling = tile(line)
    assert tiling is not None
    assert tiling.strong == strong


@pytest.mark.parametrize(
    "line", ["Sharefile", "TOPICS of the day", "Printed matter", "Homework", "He shares"]
)
def test_words_are_not_torn_apart(line: str) -> None:
    """A phrase ends where a word ends."""
    assert tile(line) is None


def test_buttons_before_a_name_are_stripped() -> None:
    """Up to the end of a word, and only if they are chrome."""
    assert without_phrases("0 Comment(s)Print E-mail Example.org") == "Example.org"
    assert without_phrases("Business leaders met") == "Business leaders met"


def test_the_body_is_the_stretch_worth_most() -> None:
    """A long footer sentence does not drag the footer into the body."""
    lines = [
        "Share",
        *BODY,
        "Follow us",
        "Back to top",
        "© 2024 X",
        "The editor answers letters on Fridays only.",
    ]
    assert find_body([read_line(line) for line in lines]) == range(1, 5)


@pytest.mark.parametrize(
    ("text", "row"),
    [("Warnings  Forecast  Radar  Climate", True), ("Fiction | Poetry | Essays", True), ("AdmissionsStaffPupils", True),
     ("Osmere 3 | Merin 1 | Tarn 2", False), ("YouTube and LinkedIn sue", False), ("One | two", False)],
)  # fmt: skip
def test_rows_of_items_have_the_form_of_menus(text: str, *, row: bool) -> None:
    """Short items between bars, or glued; rows with numbers belong to tables."""
    assert is_row(text, len(text.split())) == row


def test_an_edit_link_is_cut_from_its_heading() -> None:
    """The heading stays, the link goes, as one small edit."""
    doc = clean("\n".join([BODY[0], "Geology[edit]", *BODY[1:]]))
    assert doc.text.split("\n\n")[1] == "Geology"
    assert [edit.before for edit in doc.edits] == ["[edit]"]
