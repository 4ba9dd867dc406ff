"""What a page says about itself outside its text: title, author, date, site, heading.

trafilatura reads it, after all that cannot say any of it was taken out of the tree: it walks the
tree a hundred times and copies it twice, which on a whole page costs more than all the rest of
cleaning.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import islice
from typing import cast

from lxml import etree
from lxml.html import HtmlElement
from trafilatura.metadata import extract_metadata

from cleaners.dates import DATE, to_iso
from cleaners.document import Page

MIN_DATE, MAX_DATE = "1995-01-01", "2049-12-31"
"""Other dates are not believed. Constants: "today" would make results depend on the clock."""
LONGEST_DATELINE = 52
"""Characters of a text that names a day and is looked at for that; htmldate's bound."""
AROUND_DATE = 16
"""Characters of it that are not the date: "Published on", "Posted:", a time of day."""
SECTION = 20
"""Elements inside of one from which it is a section of the page, not a byline or a date."""

_TEXTS = etree.XPath(".//body//text()", smart_strings=False)
_YEAR = re.compile(r"(?:19|20)\d\d")


def read_page(tree: HtmlElement, telling: Collection[HtmlElement], url: str | None) -> Page:
    """What trafilatura reads from the markup of a page, and the heading over its text.

    Takes the tree apart: nobody can read it afterwards.

    Args:
        tree: the page.
        telling: its elements that may tell something, in document order.
        url: its address, if known.
    """
    heading = _read_heading(tree)
    texts = cast("list[str]", _TEXTS(tree))
    dated = [text for text in texts if len(text) <= LONGEST_DATELINE and _YEAR.search(text)]
    programs = {element.text for element in tree.iter("script", "style")} if dated else ()
    _prune(tree, telling)
    # htmldate's extensive search finds a day on every page, most of them in links and scripts.
    dates = {
        "original_date": True,
        "extensive_search": False,
        "min_date": MIN_DATE,
        "max_date": MAX_DATE,
    }
    found = extract_metadata(tree, default_url=url, date_config=dates)
    return Page(
        title=found.title,
        author=found.author,
        date=found.date or _first_date(text for text in dated if text not in programs),
        site=found.sitename,
        heading=heading,
    )


def _first_date(texts: Iterable[str]) -> str | None:
    """The day that the first text names which is hardly more than a date."""
    for text in texts:
        found = DATE.search(text)
        if found is None:
            continue
        day = to_iso(found[0])
        around = len(text.strip()) - len(found[0])
        if day is not None and around <= AROUND_DATE and MIN_DATE <= day <= MAX_DATE:
            return day
    return None


def _prune(tree: HtmlElement, telling: Collection[HtmlElement]) -> None:
    """Remove all elements but those that may tell something, and what these stand in."""
    whole = {element for element in telling if _is_short(element)}
    kept = {above for element in whole for above in element.iterancestors()} - whole
    for section in kept.intersection(telling):  # "author-page": what is left of it is no name
        section.attrib.pop("itemprop", None)
        section.attrib.pop("class", None)
    stack = [tree]
    while stack:
        element = stack.pop()
        for child in list(element):
            if child in kept:
                stack.append(child)
            elif child not in whole:
                element.remove(child)


def _is_short(element: HtmlElement) -> bool:
    return next(islice(element.iterdescendants(), SECTION, None), None) is None


def _read_heading(tree: HtmlElement) -> str | None:
    """The heading that the page's ``title`` repeats, or the only ``h1``."""
    title = " ".join((tree.findtext(".//title") or "").split())
    headings = [(h.tag, " ".join("".join(h.itertext()).split())) for h in tree.iter("h1", "h2")]
    named = [heading for _, heading in headings if len(heading) > 8 and heading in title]
    first = [heading for tag, heading in headings if tag == "h1"]
    return max(named, key=len, default=None) or (first[0] or None if len(first) == 1 else None)
