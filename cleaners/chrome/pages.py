"""What the model left out of a page: what kind of chrome it is, and the evidence, in words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from cleaners.chrome.finding import Finding, Findings
from cleaners.document import Block, Markup

LINKED = 0.5
"""Link density from which it is worth a word."""
VOTED = 0.5
"""Share of a block's words from which trafilatura kept it."""

_ROLES_BY_WORD: Final = {
    "comment": "reader comment", "comments": "reader comment", "disqus": "reader comment",
    "respond": "comment form", "reply": "comment form",
    "related": "related stories", "recommended": "related stories", "recirc": "related stories",
    "more": "related stories", "popular": "related stories", "trending": "related stories",
    "outbrain": "related stories", "taboola": "related stories", "teaser": "related stories",
    "share": "share bar", "sharing": "share bar", "social": "share bar", "follow": "share bar",
    "byline": "byline", "author": "byline", "date": "byline", "timestamp": "byline",
    "caption": "caption", "credit": "caption",
    "cookie": "consent notice", "gdpr": "consent notice", "consent": "consent notice",
    "newsletter": "sign-up form", "subscribe": "sign-up form", "signup": "sign-up form",
    "ad": "advertisement", "ads": "advertisement", "advert": "advertisement",
    "advertisement": "advertisement", "promo": "advertisement", "sponsored": "advertisement",
    "breadcrumb": "navigation", "breadcrumbs": "navigation", "menu": "navigation",
    "nav": "navigation", "navbar": "navigation", "navigation": "navigation",
    "pagination": "navigation", "tags": "navigation", "toc": "navigation",
    "footer": "footer", "copyright": "footer", "sidebar": "sidebar", "widget": "sidebar",
}  # fmt: skip
"""Words of class and id attributes that name a kind of chrome, in the usage of common templates."""
_ROLES_BY_TAG: Final = {
    "figcaption": "caption", "h1": "title", "nav": "navigation", "footer": "footer",
    "aside": "sidebar", "form": "form", "select": "form", "button": "form", "header": "page header",
}  # fmt: skip
COMMENT: Final = "reader comment"
CAPTION: Final = "caption"


def find_by_markup(blocks: Sequence[Block]) -> Findings:
    """Blocks of a page that are not its main text, by index; nothing for a dump."""
    return {
        index: _against(mark)
        for index, block in enumerate(blocks)
        if (mark := block.markup) is not None and not mark.main
    }


def _against(mark: Markup) -> Finding:
    if mark.unwanted:
        return Finding("not_wanted", role_of(mark), 1.0, "left out as the settings ask")
    return Finding("not_main_text", role_of(mark), round(1 - mark.likely, 4), explain(mark))


def role_of(mark: Markup) -> str:
    """What kind of chrome a block is, as far as its place names it."""
    return _role_of(mark.words, mark.path)


@lru_cache(maxsize=20_000)
def _role_of(words: frozenset[str], path: str) -> str:
    """Remembered: pages repeat their templates."""
    named = {_ROLES_BY_WORD[word] for word in words if word in _ROLES_BY_WORD}
    for role in dict.fromkeys(_ROLES_BY_WORD.values()):
        if role in named:
            return role
    tags = path.split("/")
    return next((role for tag, role in _ROLES_BY_TAG.items() if tag in tags), "page chrome")


def explain(mark: Markup) -> str:
    """``boilerplate 0.97: link density 0.90, class 'related', trafilatura agrees``."""
    reasons = ["hidden"] if mark.hidden else []
    if mark.link_density >= LINKED:
        reasons.append(f"link density {mark.link_density:.2f}")
    if mark.telling is not None:
        reasons.append(f"class '{mark.telling}'")
    reasons.append(f"in {mark.path}")
    if mark.extracted is not None:
        reasons.append("trafilatura " + ("kept it" if mark.extracted >= VOTED else "agrees"))
    return f"boilerplate {1 - mark.likely:.2f}: {', '.join(reasons)}"
