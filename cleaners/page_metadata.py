"""What a page says about itself outside its text: title, author, date, site, heading."""

from __future__ import annotations

from lxml.html import HtmlElement
from trafilatura.metadata import extract_metadata

from cleaners.document import Page

MAX_DATE = "2049-12-31"
"""Later dates are not believed. A constant: "today" would make results depend on the clock."""


def read_page(tree: HtmlElement, url: str | None) -> Page:
    """What trafilatura reads from the markup of a page, and the heading over its text."""
    found = extract_metadata(
        tree, default_url=url, date_config={"original_date": True, "max_date": MAX_DATE}
    )
    return Page(
        title=found.title,
        author=found.author,
        date=found.date,
        site=found.sitename,
        heading=_read_heading(tree),
    )


def _read_heading(tree: HtmlElement) -> str | None:
    """The heading that the page's ``title`` repeats, or the only ``h1``."""
    title = " ".join((tree.findtext(".//title") or "").split())
    headings = [" ".join(h.text_content().split()) for h in tree.iter("h1", "h2")]
    named = [heading for heading in headings if len(heading) > 8 and heading in title]
    first = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    return max(named, key=len, default=None) or (first[0] or None if len(first) == 1 else None)
