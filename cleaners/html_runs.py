"""A page's runs of inline text between block-level boundaries, each with its place in the DOM.

Hidden runs are there too, in document order, so that whatever is removed can be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

# HTML standard, section 15.3 "Flow content": elements displayed as blocks, list items, table
# parts; form controls end a run too, or the labels of neighbouring buttons would be glued.
BLOCK_TAGS: Final = frozenset(
    "address article aside blockquote body br button caption center col colgroup dd details dialog"
    " dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 header"
    " hgroup hr html input legend li listing main menu nav noframes noscript ol optgroup option p"
    " plaintext pre search section select summary table tbody td textarea tfoot th thead tr ul"
    " video xmp".split()
)
SKIPPED_TAGS: Final = frozenset(
    "head script style template svg iframe object audio video canvas map".split()
)
"""Elements whose content is not text for readers, or is a fallback that no browser shows."""
CODE_TAGS: Final = frozenset("code kbd samp tt var".split())
PREFORMATTED_TAGS: Final = frozenset("pre listing xmp plaintext".split())

FIRST_WORDS = 60
"""Words of a run that are told apart: its first ones."""

_WORD = re.compile(r"[^\W\d_]+")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# Not margins: "margin-left: -100px" hides nothing. A literal, then white space and a colon once
# each: it cannot backtrack.
_HIDING = re.compile(
    r"(?<![-\w])(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])|font-size\s*:\s*0(?![.\d])"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,})",
    re.I,
)


class Scope:
    """What an element passes on to the text inside of it.

    Attributes:
        parent: the scope around it; None at the root.
        tag: name of its element.
        path: names of the block-level elements from ``body`` down to it, joined by ``/``.
        names: words of its own class and id attributes, lower case.
        words: words of class and id attributes of it and all elements around it.
        depth: scopes around it.
    """

    __slots__ = (
        "depth",
        "hidden",
        "link",
        "names",
        "parent",
        "path",
        "preformatted",
        "tag",
        "words",
    )

    def __init__(self, parent: Scope | None, tag: str) -> None:
        self.parent = parent
        self.tag = tag
        self.names: frozenset[str] = frozenset()
        if parent is None:
            self.path, self.depth = "", 0
            self.words: frozenset[str] = frozenset()
            self.hidden = self.preformatted = self.link = False
            return
        self.path, self.depth, self.words = parent.path, parent.depth + 1, parent.words
        self.hidden, self.preformatted, self.link = parent.hidden, parent.preformatted, parent.link


class Run:
    """Inline text collected between two boundaries.

    Attributes:
        text: the text, white space folded unless preformatted; set when the run is closed.
        words: its first words in lower case, letters only; set with it.
        scope: where it stands.
        linked: characters, white space aside, that stand inside links.
        links: links that begin in it.
        external: links to another host.
        code: part of it is marked as code, sample or keyboard input.
        bold: it begins with an element set in bold.
    """

    __slots__ = ("bold", "code", "external", "linked", "links", "pieces", "scope", "text", "words")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.pieces: list[str] = []
        self.text = ""
        self.words: list[str] = []
        self.linked = self.links = self.external = 0
        self.code = self.bold = False

    def close(self) -> bool:
        """Fold the white space; whether any text is there."""
        joined = "".join(self.pieces)
        if self.scope.preformatted:
            self.text = joined.strip("\n").rstrip()
        else:
            self.text = _SPACE.sub(" ", joined).strip()
        if not self.text:
            return False
        self.words = _WORD.findall(self.text[: FIRST_WORDS * 8].lower())[:FIRST_WORDS]
        return True

    @property
    def link_density(self) -> float:
        """Share of its characters inside links, 0 to 1."""
        size = len(self.text) - self.text.count(" ")
        return min(1.0, self.linked / size) if size else 0.0


def read_runs(tree: HtmlElement, url: str | None = None) -> list[Run]:
    """All runs of text in document order, without recursion: pages nest thousands deep."""
    body = tree.find("body")
    return list(walk_runs(tree if body is None else body, page_host(tree, url)))


def walk_runs(root: HtmlElement, host: str) -> Iterator[Run]:
    """The runs of text inside of one element; ``host`` is that of the page."""
    scope = Scope(None, "")
    run = Run(scope)
    walker = etree.iterwalk(root, events=("start", "end"))
    entered: list[Scope] = []
    for event, element in walker:
        tag = element.tag
        boundary = tag in BLOCK_TAGS
        if boundary:
            if run.pieces and run.close():
                yield run
            run = Run(scope)
        if event == "start":
            entered.append(scope)
            if not isinstance(tag, str) or tag in SKIPPED_TAGS:
                walker.skip_subtree()
                continue
            scope = _enter(element, scope, tag, boundary=boundary)
            if boundary:
                run.scope = scope
            else:
                _note(run, element, tag, host)
            text = element.text
        else:
            scope = entered.pop()
            if boundary:
                run.scope = scope
            text = element.tail if element is not root else None
        if text:
            run.pieces.append(text)
            if scope.link:
                run.linked += len("".join(text.split()))
    if run.close():
        yield run


def _note(run: Run, element: HtmlElement, tag: str, host: str) -> None:
    """What an inline element says about the run it stands in."""
    if tag == "a":
        run.links += 1
        target = link_host(element.get("href") or "")
        run.external += bool(target) and target != host
    elif tag in CODE_TAGS:
        run.code = True
    elif tag in ("b", "strong") and not run.pieces:
        run.bold = True


def _enter(element: HtmlElement, outer: Scope, tag: str, *, boundary: bool) -> Scope:
    """The scope inside of an element: the one around it where the element changes nothing."""
    attributes = element.attrib
    if not attributes and not boundary and tag != "a":
        return outer
    scope = Scope(outer, tag)
    if boundary and tag != "br":
        scope.path = f"{outer.path}/{tag}" if outer.path else tag
    scope.link = outer.link or tag == "a"
    scope.preformatted = outer.preformatted or tag in PREFORMATTED_TAGS
    if attributes and tag not in ("html", "body"):
        names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
        if names != " ":
            scope.names = name_words(names)
            scope.words = _union(outer.words, scope.names)
    if not outer.hidden:
        scope.hidden = (
            tag == "noscript"
            or "hidden" in attributes
            or attributes.get("aria-hidden") == "true"
            or ("style" in attributes and bool(_HIDING.search(attributes["style"])))
        )
    return scope


def page_host(tree: HtmlElement, url: str | None) -> str:
    """Host of the page: of its address, else of what it names as its address."""
    own = url or next(iter(tree.xpath("//link[@rel='canonical']/@href")), "")
    own = own or next(iter(tree.xpath("//meta[@property='og:url']/@content")), "")
    return link_host(str(own))


@lru_cache(maxsize=20_000)
def link_host(href: str) -> str:
    """Host of an absolute address without ``www.``; empty for others."""
    if "//" not in href:
        return ""
    try:
        return (urlsplit(href).hostname or "").removeprefix("www.")
    except ValueError:  # a malformed address, "http://[": links to nowhere
        return ""


@lru_cache(maxsize=20_000)
def _union(outer: frozenset[str], own: frozenset[str]) -> frozenset[str]:
    """One object for each set: elements of one template share theirs."""
    return outer | own


@lru_cache(maxsize=20_000)
def name_words(names: str) -> frozenset[str]:
    """Words in class and id attributes: ``"relatedPosts top-bar"`` → related, posts, top, bar."""
    return frozenset(word.lower() for word in _NAME_WORD.findall(names))
