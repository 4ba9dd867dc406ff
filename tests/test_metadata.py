"""Credit lines, headlines and sources; what a page's markup says."""

from __future__ import annotations

import pytest

from cleaners import clean
from cleaners.credits import Credit, read_credit
from cleaners.dates import to_iso
from cleaners.names import is_person

BODY = [
    "The town council voted on Tuesday to keep the old bridge open for another year of traffic.",
    "Engineers had warned that the arches needed repairs, and nobody wanted to pay for them.",
]


@pytest.mark.parametrize(
    ("line", "author", "date", "source"),
    [
        ("By JO ROE | example.com.cn | Updated: 2025-03-04 14:44", "JO ROE", "2025-03-04", "example.com.cn"),
        ("By Jo Roe and Li Chen", "Jo Roe and Li Chen", None, None),
        ("0 Comment(s)Print E-mail Example.org.cn, March 11, 2025", None, "2025-03-11", "Example.org.cn"),
        ("Newswire) 10:37, March 05, 2025", None, "2025-03-05", "Newswire"),
        ("Posted by Jo Roe on 3 May 2024", "Jo Roe", "2024-05-03", None),
        ("Reporter: Jo Roe  Editor: Li Chen", "Jo Roe", None, None),
        ("A. Writer, Staff Correspondent | The Gazette | Published 12:03 GMT", "A. Writer", None, "The Gazette"),
        ("Last updated: 4 June 2023 at 10:11 pm EST", None, "2023-06-04", None),
        ("Source: Newswire | Updated: 2020-02-03", None, "2020-02-03", "Newswire"),
        ("Sat 12 Jun 2021 09.00 BST", None, "2021-06-12", None),
        ("May 5, 2024 by admin", "admin", "2024-05-05", None),
        ("By Joan Alder, curator of trade", "Joan Alder", None, None),
        ("Jo RoeFriday 6 July 2018ShareTweetPin", "Jo Roe", "2018-07-06", None),
        ("Tue May 20 09:41:07 CEST 2014", None, "2014-05-20", None),
        ("2 hours ago", None, None, None),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_a_credit_line_is_read(
    line: str, author: str | None, date: str | None, source: str | None
) -> None:
    """Author, day and publisher, in the many forms that sites use."""
    credit = read_credit(line)
    assert credit is not None
    assert (credit.author, credit.date, credit.source) == (author, date, source)


@pytest.mark.parametrize(
    "line",
    [
        "By Tuesday the river had risen.", "On March 5, 2025, the company announced a deal.",
        "Share prices fell 3.4% on March 5, 2025", "Arsenal 2-1 Chelsea", "10:30 Opening remarks",
        "By air, by sea and by land", "Jane Roe is a reporter at the Gazette.", "Full-Time", "Jane Roe", "",
        "May 2024 was the wettest month since 1931, the office said.", "5 March 2025 is a Wednesday.",
    ],
)  # fmt: skip
def test_a_sentence_is_no_credit_line(line: str) -> None:
    """Words are left over once names and dates are taken away, or none were there."""
    assert read_credit(line) is None


@pytest.mark.parametrize(
    ("date", "iso"),
    [
        ("March 05, 2025", "2025-03-05"), ("5 of March 2025", "2025-03-05"), ("2025/3/5", "2025-03-05"),
        ("13/02/2024", "2024-02-13"), ("02/13/2024", "2024-02-13"), ("05/03/2025", None), ("31/02/2024", None),
        ("05/05/2025", "2025-05-05"),
    ],
)  # fmt: skip
def test_a_date_is_given_in_iso_or_not_at_all(date: str, iso: str | None) -> None:
    """Where day and month cannot be told apart, or there is no such day, nothing is made up."""
    assert to_iso(date) == iso


@pytest.mark.parametrize(
    ("text", "person"),
    [("Jo Roe", True), ("Vincent van Gogh", True), ("The Gazette", False), ("Low", False), ("example.org", False),
     ("Riverside Times", False), ("Ministry of Water", False)],
)  # fmt: skip
def test_people_are_told_from_offices(text: str, *, person: bool) -> None:
    """Two to four capitalised words without a word that names an office or a paper."""
    assert is_person(text) == person


def test_a_credit_is_labelled_if_it_names_itself() -> None:
    """Labels are words like "By" and "Published"; a bare date has none."""
    assert read_credit("By Jo Roe") == Credit(author="Jo Roe", labelled=True)
    assert read_credit("March 11, 2025") == Credit(date="2025-03-11")


def test_references_and_their_host_are_metadata() -> None:
    """The closing list of a dump is kept as references; its host is the source."""
    doc = clean("\n".join([*BODY, "Reference(s):", "Old bridge stays open for now", "example.org"]))
    assert doc.metadata["references"] == ["Old bridge stays open for now", "example.org"]
    assert doc.metadata["source"] == doc.metadata["site"] == "example.org"
    assert doc.text == "\n\n".join(BODY)


def test_a_bare_headline_stays_in_the_text() -> None:
    """A first line without other evidence may be a heading: it is named, not removed."""
    doc = clean("\n".join(["Old bridge stays open for a year", *BODY]))
    assert doc.metadata["title"] == "Old bridge stays open for a year"
    assert doc.text.startswith("Old bridge stays open")


def test_a_headline_with_a_byline_leaves_the_text() -> None:
    """Repaired as it would be in the text, and with the date and author beside it."""
    lines = ['The bridge \\"nobody\\" wants to close', "By Jo Roe | Published 3 May 2024", *BODY]
    doc = clean("\n".join(lines))
    assert doc.metadata["title"] == 'The bridge "nobody" wants to close'
    assert (doc.metadata["author"], doc.metadata["date"]) == ("Jo Roe", "2024-05-03")
    assert doc.text == "\n\n".join(BODY)


def test_a_page_says_who_it_is() -> None:
    """Title without the site's name, author, date and site from the markup."""
    html = f"""<html><head><title>Old bridge stays open - The Gazette</title>
    <meta property="og:site_name" content="The Gazette"><meta name="author" content="Jo Roe">
    <meta property="article:published_time" content="2024-05-03T10:00:00Z"></head><body><article>
    <h1>Old bridge stays open</h1>{"".join(f"<p>{text}</p>" for text in BODY * 3)}</article></body></html>"""
    doc = clean(html, url="https://gazette.example/bridge")
    found = doc.metadata
    assert (found["title"], found["author"], found["date"]) == (
        "Old bridge stays open",
        "Jo Roe",
        "2024-05-03",
    )
    assert (found["site"], found["url"]) == ("The Gazette", "https://gazette.example/bridge")
    assert "Old bridge stays open" not in doc.text


def _page(head: str, inside: str) -> str:
    menu = "".join(f'<li class="menu-item">Item {number}</li>' for number in range(60))
    prose = "".join(f"<p>{line}</p>" for line in BODY * 3)
    return (
        f"<html><head><title>The old bridge stays</title>{head}</head><body><ul>{menu}</ul>"
        f"<h1>The old bridge stays</h1>{inside}{prose}</body></html>"
    )


@pytest.mark.parametrize(
    ("head", "inside", "author", "date"),
    [
        ('<meta name="author" content="Jo Roe">', "", "Jo Roe", None),
        ('<meta property="article:published_time" content="2024-05-03">', "", None, "2024-05-03"),
        ("", '<span class="byline">By Jo Roe</span>', "Jo Roe", None),
        ("", '<div><time datetime="2024-05-03T10:00:00">Friday</time></div>', None, "2024-05-03"),
        ("", "<p>Published on May 3, 2024</p>", None, "2024-05-03"),
        ("", '<script>var build = "2023-02-01";</script><a href="/2019/04/x">More</a>', None, None),
        ('<script type="application/ld+json">{"@context": "https://schema.org", "@type":'
         ' "NewsArticle", "datePublished": "2024-05-03", "author": {"name": "Jo Roe"}}</script>',
         "", "Jo Roe", "2024-05-03"),
    ],
)  # fmt: skip
def test_a_page_says_who_wrote_it_and_when(
    head: str, inside: str, author: str | None, date: str | None
) -> None:
    """From meta tags, JSON-LD, bylines and times; a day in a script or a link is none."""
    found = clean(_page(head, inside)).metadata
    assert (found["title"], found["author"], found["date"]) == (
        "The old bridge stays",
        author,
        date,
    )
