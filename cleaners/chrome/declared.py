"""What a page declares itself to be: in its metadata, its linked data and its body's class."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lxml.html import HtmlElement

from cleaners.html_runs import name_words

SIGNS: Final = {
    "declares an article": frozenset(
        "article newsarticle blogposting reportagenewsarticle techarticle scholarlyarticle report"
        " analysisnewsarticle opinionnewsarticle recipe review howto".split()
    ),
    "declares a product": frozenset(
        "product productgroup offer vehicle softwareapplication".split()
    ),
    "declares a thread": frozenset(
        "discussionforumposting qapage question answer comment socialmediaposting".split()
    ),
    "declares a listing": frozenset("itemlist collectionpage searchresultspage blog".split()),
    "declares a site": frozenset("website organization localbusiness service webpage".split()),
}
"""Types of schema.org and of the Open Graph protocol, by what they say about the page."""
BODY_WORDS: Final = {
    "body class: article": frozenset("single post article story entry".split()),
    "body class: listing": frozenset("archive category blog tag search index listing".split()),
    "body class: product": frozenset("product shop woocommerce store collection".split()),
    "body class: thread": frozenset("forum thread topic question viewtopic discussion".split()),
    "body class: home": frozenset("home front landing".split()),
}
COLUMNS: Final = (*SIGNS, *BODY_WORDS)
NOTHING_DECLARED: Final = (False,) * len(COLUMNS)
"""What a dump declares."""


def is_article(declared: Sequence[bool]) -> bool:
    """It declares an article, and nothing that holds articles or reviews inside of it."""
    article, product, thread, listing = declared[:4]
    return article and not (product or thread or listing)


_TYPE = re.compile(r'"@type"\s{0,9}:\s{0,9}\[?\s{0,9}"(?:https?://schema.org/)?(\w{1,40})"')


def read_declared(tree: HtmlElement) -> list[bool]:
    """One truth value for each of ``COLUMNS``."""
    types: set[str] = set()
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json":
            types.update(name.lower() for name in _TYPE.findall(script.text or ""))
    for meta in tree.iter("meta"):
        if meta.get("property") == "og:type":
            types.add(meta.get("content", "").lower().removeprefix("og:"))
    body = tree.find("body")
    names: frozenset[str] = frozenset()
    if body is not None:
        itemtype = body.get("itemtype", "").rsplit("/", 1)[-1].lower()
        types.add(itemtype)
        names = name_words(f"{body.get('class', '')} {body.get('id', '')}")
    return [
        *(bool(types & wanted) for wanted in SIGNS.values()),
        *(bool(names & wanted) for wanted in BODY_WORDS.values()),
    ]
