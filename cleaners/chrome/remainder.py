"""What is left of a page to ask trafilatura about, once the model has seen it.

trafilatura asks some hundreds of questions about every element, so elements are what it costs.
Blocks that are never kept whatever it says need not be there, nor elements without text, nor the
inline elements that only style a part of a block. Its verdict is as good without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from cleaners.html_runs import Run, Scope, number_blocks

STYLING: Final = tuple(
    "span b strong i em u s small big font sup sub abbr time label mark cite bdi ins center".split()
)
"""Elements whose tags are taken away; links stay, for trafilatura counts them."""
NO_TEXT: Final = tuple(
    "style svg iframe template object audio video canvas map input img source picture link"
    " meta".split()
)
KEPT_EMPTY: Final = frozenset("br hr html body table tr td th".split())
"""Elements that part text, or keep the cells of a table in their places, without any text."""
LINKED_DATA: Final = "application/ld+json"
"""Scripts in which trafilatura looks for the text of an article and for the kind of page."""


def find_remainder(
    tree: HtmlElement, runs: Sequence[Run], likely: Sequence[float], least: float
) -> HtmlElement:
    """A copy of a page without the blocks less likely than ``least``, and as small as can be."""
    rest = deepcopy(tree)
    unlikely = set(_find_unlikely(runs, likely, least))
    for element in [e for number, e in enumerate(number_blocks(rest)) if number in unlikely]:
        if element.getparent() is not None:
            element.drop_tree()
    etree.strip_elements(rest, *NO_TEXT, with_tail=False)
    etree.strip_tags(rest, *STYLING)
    for element in reversed(list(rest.iter("*"))):
        if _says_nothing(element) and element.getparent() is not None:
            element.drop_tree()
    return rest


def _find_unlikely(runs: Sequence[Run], likely: Sequence[float], least: float) -> Iterator[int]:
    """Numbers of the outermost block-level elements in which every run is unlikely."""
    best: dict[Scope, float] = {}
    for run, probability in zip(runs, likely, strict=True):
        scope: Scope | None = run.scope
        while scope is not None and best.get(scope, -1.0) < probability:
            best[scope] = probability
            scope = scope.parent
    for scope, probability in best.items():
        if probability < least and scope.number is not None:
            outer = scope.parent
            while outer is not None and outer.number is None:
                outer = outer.parent
            if outer is None or best[outer] >= least:
                yield scope.number


def _says_nothing(element: HtmlElement) -> bool:
    """Whether an element has neither text nor elements inside of it."""
    if len(element) or element.tag in KEPT_EMPTY:
        return False
    text: str | None = element.text
    if element.tag == "script":
        return bool(element.get("type") != LINKED_DATA)
    return text is None or text.isspace()
