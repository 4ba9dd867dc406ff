"""The names of the evidence about a block of a page, in the order of the columns."""

from __future__ import annotations

from typing import Final

from cleaners.chrome.declared import COLUMNS as DECLARED_COLUMNS

LEVELS = 4
"""Containers around a block that are described, each larger than the one before."""
TAGS: Final = (
    "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "div", "section", "article",
    "figcaption", "blockquote", "pre", "dt", "dd", "button", "label", "option", "a", "summary",
)  # fmt: skip
TAG_NUMBER: Final = {tag: number for number, tag in enumerate(TAGS, 1)}
ANCESTORS: Final = (
    "nav", "footer", "header", "aside", "form", "article", "main", "figure", "table", "ul", "ol",
    "dl", "blockquote", "details",
)  # fmt: skip

TEXT_COLUMNS: Final = (
    "characters", "words", "word length", "sentence marks", "commas", "ends sentence", "ends colon",
    "ends dots", "starts lower case", "capitalised words", "all capitals", "digits", "stop words",
    "separators", "copyright", "time of day", "year", "link density", "links",
    "unlinked characters", "external links", "hidden", "bold", "code", "preformatted", "tag",
    "heading level", "depth",
    "same text on the page", "same template on the page", "title words", "is the title", "question",
    "quotation marks",
)  # fmt: skip
NEIGHBOUR_COLUMNS: Final = ("words", "link density", "sentence marks", "stop words", "tag")
NEIGHBOURS: Final = (-3, -2, -1, 1, 2, 3)
LEVEL_COLUMNS: Final = (
    "blocks", "words", "link density", "share of the page's prose", "words a block",
    "sentence marks a word", "place in it",
)  # fmt: skip
PLACE_COLUMNS: Final = (
    "place by blocks", "place by words", "blocks since h1", "blocks to the end",
    "words to the nearest long prose before", "blocks to long prose before",
    "blocks to long prose after", "share of prose around", "blocks since heading",
)  # fmt: skip
PAGE_COLUMNS: Final = (
    "page: blocks", "page: words", "page: link density", "page: share of prose", "page: paragraphs",
    "page: headings", "page: list items", "page: cells", "page: longest block", "page: times",
    "page: forms", "page: same templates", "page: article elements", "page: stop words",
)  # fmt: skip

COLUMNS: Final = (
    *TEXT_COLUMNS,
    *(f"within {tag}" for tag in ANCESTORS),
    *PLACE_COLUMNS,
    *(f"container {level}: {name}" for level in range(1, LEVELS + 1) for name in LEVEL_COLUMNS),
    *(f"{offset:+d}: {name}" for offset in NEIGHBOURS for name in NEIGHBOUR_COLUMNS),
    *PAGE_COLUMNS,
    *DECLARED_COLUMNS,
)
"""Names of the evidence, in the order of the columns."""
INDEX: Final = {name: number for number, name in enumerate(COLUMNS)}
