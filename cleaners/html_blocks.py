"""A page's blocks are its runs of inline text between block-level boundaries.

Hidden runs are blocks too, in document order, so that whatever is removed can be shown. The
source text is the blocks joined by newlines. Every block carries what the DOM says about it
and whether trafilatura's extraction kept it; the decision is made elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from cleaners.document import Block, Draft, Markup, Page
from cleaners.page_metadata import read_page

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

VOID_TAGS: Final = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()
)
"""HTML standard, 13.1.2: elements without an end tag."""
DEEPEST: Final = 500
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f]"
    r"|&#(?:0{0,9}(?:[0-8]|11|1[4-9]|2\d|3[01])|[xX]0{0,9}(?:[0-8bBeEfF]|1[0-9a-fA-F]));"
)
_END_TAG = re.compile(r"</(?:body|html)\s*>", re.I)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,60})[^<>]*>")

CODE_TAGS: Final = frozenset("code kbd samp tt var".split())

_SPACE = re.compile(r"[ \t\n\r\f]+")
_WORD = re.compile(r"\w+")
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# Each alternative is a literal with single spaces around the colon: it cannot backtrack.
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])|font-size\s*:\s*0(?![.\d])"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.I,
)


def read_html(text: str, url: str | None = None) -> Draft:
    """A page as a draft. A page without a single run of text has no blocks."""
    tree = _parse(text)
    if tree is None:
        return Draft(source_text="", text="", blocks=(), page=Page())
    extracted = trafilatura.bare_extraction(
        tree, url=url, include_comments=False, with_metadata=False, deduplicate=False
    )
    main_text = None if extracted is None or isinstance(extracted, dict) else extracted.text
    runs = list(_runs(tree, _host(tree, url)))
    source_text = "\n".join(run.text for run in runs)
    votes = _Votes(main_text) if main_text else None
    return Draft(
        source_text=source_text,
        text=source_text,
        blocks=tuple(_as_blocks(runs, votes)),
        page=read_page(tree, url),
    )


def _parse(text: str) -> HtmlElement | None:
    """The tree of a page; None if there is no element in it.

    What stands behind ``</body>`` or ``</html>`` belongs to the body (HTML standard, 13.2.6.4.22),
    but libxml2 drops it, as it drops all that is nested deeper than 2,048 elements.
    """
    # lxml refuses a str with an encoding declaration, libxml2 stops at NUL, and trafilatura
    # fails on control characters, also on those that a reference stands for.
    text = re.sub(r"^\s*<\?xml[^>]*>", "", _CONTROL.sub("\ufffd", text).lstrip("\ufeff"))
    text = _END_TAG.sub("", text)
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    tree = _parse_with(parser, text)
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        return _parse_with(parser, _flatten(text))
    return tree


def _parse_with(parser: HTMLParser, text: str) -> HtmlElement | None:
    data = text.encode("utf-8", "replace")
    if not data.strip():
        return None
    try:
        return document_fromstring(data, parser=parser)
    except etree.ParserError:  # "Document is empty": comments only
        return None


def _flatten(text: str) -> str:
    """The page without the tags that are nested deeper than ``DEEPEST``; all its text stays."""
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() in VOID_TAGS:
            return tag[0]
        if tag[1]:
            depth = max(0, depth - 1)
            return tag[0] if depth < DEEPEST else ""
        depth += 1
        return tag[0] if depth <= DEEPEST else ""

    return _TAG.sub(keep, text)


def _host(tree: HtmlElement, url: str | None) -> str:
    """Host of the page: of its address, else of what it names as its address."""
    own = url or next(iter(tree.xpath("//link[@rel='canonical']/@href")), "")
    own = own or next(iter(tree.xpath("//meta[@property='og:url']/@content")), "")
    return _link_host(str(own))


def _link_host(href: str) -> str:
    try:
        return (urlsplit(href).hostname or "").removeprefix("www.")
    except ValueError:  # a malformed address, "http://[": links to nowhere
        return ""


@lru_cache(maxsize=20_000)
def _name_words(names: str) -> frozenset[str]:
    """Words in class and id attributes: ``"relatedPosts top-bar"`` → related, posts, top, bar."""
    return frozenset(word.lower() for word in _NAME_WORD.findall(names))


@dataclass(slots=True)
class _Scope:
    """What an element passes on to the text inside of it."""

    path: str = ""
    words: frozenset[str] = frozenset()
    hidden: bool = False
    preformatted: bool = False
    link: bool = False


@dataclass(slots=True)
class _Run:
    """Inline text collected between two boundaries, with its place in the DOM."""

    scope: _Scope
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    external: int = 0
    code: bool = False

    @property
    def text(self) -> str:
        joined = "".join(self.pieces)
        if self.scope.preformatted:
            return joined.strip("\n").rstrip()
        return _SPACE.sub(" ", joined).strip()

    def add(self, text: str | None, scope: _Scope) -> None:
        if text:
            self.pieces.append(text)
            if scope.link:
                self.linked += len(_SPACE.sub("", text))


def _runs(tree: HtmlElement, host: str) -> Iterator[_Run]:
    """All runs of text in document order, without recursion: pages nest thousands deep."""
    body = tree.find("body")
    root = tree if body is None else body
    run = _Run(_Scope())
    stack: list[tuple[HtmlElement, _Scope, bool]] = [(root, _Scope(), False)]
    while stack:
        element, outer, leaving = stack.pop()
        boundary = element.tag in BLOCK_TAGS
        if boundary:
            if run.text:
                yield run
            run = _Run(outer)
        if leaving:
            run.add(element.tail, outer)
            continue
        if not isinstance(element.tag, str) or element.tag in SKIPPED_TAGS:
            run.add(element.tail, outer)
            continue
        scope = _enter(element, outer, boundary=boundary)
        if boundary:
            run.scope = scope
        if element.tag == "a" and (link_host := _link_host(element.get("href", ""))):
            run.external += link_host != host
        run.code = run.code or element.tag in CODE_TAGS
        run.add(element.text, scope)
        stack.append((element, outer, True))
        stack.extend((child, scope, False) for child in reversed(element))
    if run.text:
        yield run


def _enter(element: HtmlElement, outer: _Scope, *, boundary: bool) -> _Scope:
    tag = element.tag
    names = f"{element.get('class', '')} {element.get('id', '')}".strip()
    hidden = (
        outer.hidden
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or tag == "noscript"
        or bool(_HIDING.search(element.get("style", "")))
    )
    if tag in ("html", "body"):
        names = ""
    return _Scope(
        path=f"{outer.path}/{tag}".lstrip("/") if boundary and tag != "br" else outer.path,
        words=outer.words | _name_words(names) if names else outer.words,
        hidden=hidden,
        preformatted=outer.preformatted or tag in ("pre", "listing", "xmp", "plaintext"),
        link=outer.link or tag == "a",
    )


def _as_blocks(runs: list[_Run], votes: _Votes | None) -> Iterator[Block]:
    start = 0
    for run in runs:
        text = run.text
        markup = Markup(
            path=run.scope.path,
            words=run.scope.words,
            link_density=min(1.0, run.linked / max(1, len(_SPACE.sub("", text)))),
            external_links=run.external,
            hidden=run.scope.hidden,
            code=run.code,
            extracted=None if votes is None else votes.share(text),
        )
        role = "code" if run.scope.preformatted else "body"
        yield Block(start, start + len(text), role=role, markup=markup)
        start += len(text) + 1


class _Votes:
    """Which blocks trafilatura kept, told from the words of what it extracted."""

    def __init__(self, main_text: str) -> None:
        words = _WORD.findall(main_text.casefold())
        self._triples = set(zip(words, words[1:], words[2:], strict=False))
        self._cells = {
            tuple(_WORD.findall(cell))
            for line in main_text.casefold().splitlines()
            for cell in (line, *line.split("|"))
        }

    def share(self, text: str) -> float:
        """Share of the block's words inside three-word runs that the extraction has too.

        Shorter blocks count as kept if the extraction has them as a line or a table cell.
        """
        words = _WORD.findall(text.casefold())
        if len(words) < 3:
            return float(tuple(words) in self._cells)
        kept = [False] * len(words)
        for index, triple in enumerate(zip(words, words[1:], words[2:], strict=False)):
            if triple in self._triples:
                kept[index : index + 3] = True, True, True
        return sum(kept) / len(words)
