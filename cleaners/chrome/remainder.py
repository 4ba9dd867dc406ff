"""What is left of a page to ask trafilatura about, once the model has seen it.

trafilatura asks some hundreds of questions about every element, so elements are what it costs.
Blocks that are never kept whatever it says need not be there, nor elements without text, nor the
inline elements that only style a part of a block. Its verdict is as good without them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
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
DROPPED: Final = "DROPPED"
"""Tag of an element until it is taken out. No page has it: their tags are read in small letters."""
LINKED_DATA: Final = "application/ld+json"
"""Scripts in which trafilatura looks for the text of an article and for the kind of page."""


def find_remainder(
    tree: HtmlElement, runs: Sequence[Run], likely: Sequence[float], least: float
) -> HtmlElement:
    """A copy of a page without the blocks less likely than ``least``, and as small as can be."""
    rest = deepcopy(tree)
    unlikely = set(_find_unlikely(runs, likely, least))
    _drop(rest, [e for number, e in enumerate(number_blocks(rest)) if number in unlikely])
    etree.strip_elements(rest, *NO_TEXT, with_tail=False)
    etree.strip_tags(rest, *STYLING)
    empty: set[HtmlElement] = set()
    for element in reversed(list(rest.iter("*"))):  # what is inside of an element comes first
        if _says_nothing(element, empty):
            empty.add(element)
    _drop(rest, empty)
    return rest


def _drop(tree: HtmlElement, elements: Collection[HtmlElement]) -> None:
    """Take elements out, all at once: one by one, the text behind them is moved too often."""
    for element in elements:
        if element.getparent() is not None:
            element.tag = DROPPED
    etree.strip_elements(tree, DROPPED, with_tail=False)


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


def _says_nothing(element: HtmlElement, empty: Collection[HtmlElement]) -> bool:
    """Whether an element has neither text nor elements inside of it but ``empty`` ones."""
    if element.tag in KEPT_EMPTY:
        return False
    if element.tag == "script":
        return bool(element.get("type") != LINKED_DATA)
    texts: list[str | None] = [element.text]
    for child in element:
        if child not in empty:
            return False
        texts.append(child.tail)
    return all(text is None or text.isspace() for text in texts)
