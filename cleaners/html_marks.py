"""Elements of a page that stand out by their names and attributes.

Some may be concealed from readers, some may tell who wrote the page, and when. Asking lxml for the
attributes of every element is what costs: it is done once, for both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

CONCEALING_TAGS = frozenset(("marquee", "noscript"))
TELLING_TAGS = frozenset("h1 h2 title meta base time abbr author small".split())
TELLING_LINKS = frozenset("author canonical alternate".split())
DATA_TYPES = frozenset(("application/ld+json", "application/settings+json"))
# What the expressions of trafilatura and htmldate look for in class, id and itemprop attributes.
_CUE = re.compile(
    r"[Aa]uthor|[Bb]yl|BBL|username|channel-name|zuozhe|bianji|xiaobian|submitted|posted"
    r"|journalist-name|screenname|writer|[Dd]at(?:e|um)|[Mm]eta|time|publi|autor|subline|post_detail"
    r"|created-post|fa-calendar|fa-clock-o|fecha|parution|(?:entry|post)-title"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands out on a page, in document order.

    Attributes:
        concealing: elements that may be concealed by themselves, and scripts that write to the
            page.
        telling: elements that name an author, a date, a title or the site.
    """

    concealing: list[HtmlElement] = field(default_factory=list)
    telling: list[HtmlElement] = field(default_factory=list)


def find_marks(tree: HtmlElement) -> Marks:
    """Look at every element once."""
    marks = Marks()
    for element in tree.iter("*"):
        tag = element.tag
        attributes = dict(element.items())
        get = attributes.get
        if tag == "script":
            is_telling = get("type") in DATA_TYPES
            may_conceal = "document.write" in (element.text or "")
        else:
            is_telling = tag in TELLING_TAGS
            may_conceal = tag in CONCEALING_TAGS
        if attributes and tag != "script":
            is_telling = is_telling or (
                _is_cue(get("class", ""))
                or _is_cue(get("id", ""))
                or _is_cue(get("itemprop", ""))
                or get("rel") in TELLING_LINKS
            )
            may_conceal = may_conceal or (
                "style" in attributes or "hidden" in attributes or get("aria-hidden") == "true"
            )
        if is_telling:
            marks.telling.append(element)
        if may_conceal:
            marks.concealing.append(element)
    return marks


@lru_cache(maxsize=20_000)
def _is_cue(names: str) -> bool:
    """Whether an attribute speaks of authors or dates. Remembered: pages repeat their classes."""
    return _CUE.search(names) is not None
