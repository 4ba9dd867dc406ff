"""A page's runs of inline text between block-level boundaries, each with its place in the DOM.

Hidden runs are there too, in document order, so that whatever is removed can be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from cleaners.memory import remember

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
_NUMBERED: Final = sorted(BLOCK_TAGS | SKIPPED_TAGS)
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

_NO_NAMES: Final[frozenset[str]] = frozenset()


class Scope:
    """What an element passes on to the text inside of it.

    Attributes:
        parent: the scope around it; None at the root.
        tag: name of its element.
        path: names of the block-level elements from ``body`` down to it, joined by ``/``.
        names: words of its own class and id attributes, lower case.
        words: words of class and id attributes of it and all elements around it.
        depth: scopes around it.
        number: of its element as :func:`number_blocks` counts; None if that is an inline one.
    """

    __slots__ = (
        "depth",
        "hidden",
        "names",
        "number",
        "parent",
        "path",
        "preformatted",
        "tag",
        "words",
    )

    def __init__(self, parent: Scope | None, tag: str) -> None:
        self.parent = parent
        self.tag = tag
        self.names = _NO_NAMES
        self.number: int | None = None
        if parent is None:
            self.path, self.depth, self.words = "", 0, _NO_NAMES
            self.hidden = self.preformatted = False
            return
        self.path = parent.path
        self.depth = parent.depth + 1
        self.words = parent.words
        self.hidden = parent.hidden
        self.preformatted = parent.preformatted


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
        pieces = self.pieces
        joined = pieces[0] if len(pieces) == 1 else "".join(pieces)
        if joined.isspace():
            return False
        if self.scope.preformatted:
            self.text = joined.strip("\n").rstrip()
        elif joined.isascii():  # no other white space is left in it: see parse_html
            self.text = " ".join(joined.split())
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


_Outside = tuple[Scope, bool, int]
"""Of an open element: the scope around it, whether it is a block, the links around it."""


def read_runs(tree: HtmlElement, url: str | None = None) -> list[Run]:
    """All runs of text in document order, without recursion: pages nest thousands deep."""
    return list(walk_runs(_root(tree), read_host(tree, url)))


def number_blocks(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The block-level elements of a page, or of a copy of it, in the order of their numbers."""
    walker = etree.iterwalk(_root(tree), events=("start",), tag=_NUMBERED)
    for _, element in walker:
        if element.tag in SKIPPED_TAGS:
            walker.skip_subtree()
        else:
            yield element


def _root(tree: HtmlElement) -> HtmlElement:
    body = tree.find("body")
    return tree if body is None else body


def walk_runs(root: HtmlElement, host: str) -> Iterator[Run]:
    """The runs of text inside of one element; ``host`` is that of the page."""
    scope = Scope(None, "")
    run = Run(scope)
    walker = etree.iterwalk(root, events=("start", "end"))
    outside: list[_Outside] = []
    waiting: list[HtmlElement] = []  # inline elements around here that have no scope yet
    links = blocks = 0
    for event, element in walker:
        if event == "start":
            tag = element.tag
            boundary = tag in BLOCK_TAGS
            if boundary and waiting:
                scope = _enter_all(waiting, scope, outside)
            outside.append((scope, boundary, links))
        else:
            scope, boundary, links = outside.pop()
            del waiting[-1:]
        if boundary:
            if run.pieces and run.close():
                yield run
            run = Run(scope)
        if event == "end":
            text = element.tail if outside else None
        elif not isinstance(tag, str) or tag in SKIPPED_TAGS:
            walker.skip_subtree()
            waiting.append(element)
            text = None
        elif boundary:
            run.scope = scope = _enter(element, scope, tag, boundary=True)
            scope.number, blocks = blocks, blocks + 1
            text = element.text
        else:
            waiting.append(element)
            links += tag == "a"
            _note(run, element, tag, host)
            text = element.text
        if text:
            run.pieces.append(text)
            run.linked += len("".join(text.split())) if links else 0
    if run.pieces and run.close():
        yield run


def _enter_all(waiting: list[HtmlElement], scope: Scope, outside: list[_Outside]) -> Scope:
    """The scope inside of inline elements, which have one only where a block stands in them."""
    for index, element in enumerate(waiting, len(outside) - len(waiting)):
        outside[index] = scope, *outside[index][1:]
        scope = _enter(element, scope, element.tag, boundary=False)
    waiting.clear()
    return scope


def _note(run: Run, element: HtmlElement, tag: str, host: str) -> None:
    """What an inline element says about the run it stands in."""
    if tag == "a":
        run.links += 1
        link_host = host_of(element.get("href") or "")
        run.external += bool(link_host) and link_host != host
    elif tag in CODE_TAGS:
        run.code = True
    elif tag in ("b", "strong") and not run.pieces:
        run.bold = True


def _enter(element: HtmlElement, outer: Scope, tag: str, *, boundary: bool) -> Scope:
    """The scope inside of an element: the one around it where the element changes nothing."""
    attributes = dict(element.items())
    if not attributes and not boundary and tag != "a":
        return outer
    scope = Scope(outer, tag)
    if boundary and tag != "br":
        scope.path = f"{outer.path}/{tag}" if outer.path else tag
    if tag in PREFORMATTED_TAGS:
        scope.preformatted = True
    if attributes and tag not in ("html", "body"):
        names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
        if names != " ":
            scope.names, scope.words = _named(names, outer.words)
    if not outer.hidden:
        scope.hidden = tag == "noscript" or _is_hidden(attributes)
    return scope


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or ("style" in attributes and _hides(attributes["style"]))
    )


@remember()
def _hides(style: str) -> bool:
    """Whether an inline style hides its element. Remembered: pages repeat their styles."""
    return _HIDING.search(style) is not None


def read_host(tree: HtmlElement, url: str | None) -> str:
    """Host of the page: of its address, else of what it names as its address."""
    own = url or next(_values(tree, "link", "rel", "canonical", "href"), "")
    own = own or next(_values(tree, "meta", "property", "og:url", "content"), "")
    return host_of(own)


def _values(tree: HtmlElement, tag: str, name: str, value: str, wanted: str) -> Iterator[str]:
    """Values of the attribute ``wanted`` where another attribute has this value."""
    for element in tree.iter(tag):
        if element.get(name) == value and wanted in element.attrib:
            yield element.get(wanted, "")


@remember()
def host_of(href: str) -> str:
    """Host of an address without ``www.``; empty where it names none."""
    if "//" not in href:
        return ""
    try:
        return (urlsplit(href).hostname or "").removeprefix("www.")
    except ValueError:  # a malformed address, "http://[": links to nowhere
        return ""


@lru_cache(maxsize=20_000)
def _named(names: str, outer: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Words of an element and of all around it: elements of one template share theirs."""
    own = name_words(names)
    return own, outer | own


@lru_cache(maxsize=20_000)
def name_words(names: str) -> frozenset[str]:
    """Words in class and id attributes: ``"relatedPosts top-bar"`` → related, posts, top, bar."""
    return frozenset(word.lower() for word in _NAME_WORD.findall(names))
