"""What of a page is concealed from its readers, or stands behind its end, and where it links to.

Concealment is common and innocent: menus, tabs, answers that unfold, pages that fade in. So nothing
is decided here. Parts with neither a link to another host nor a word to a machine are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from lxml.html import HtmlElement

from cleaners.document import Veil
from cleaners.html_runs import host_of, name_words, read_host, walk_runs
from cleaners.html_tree import parse_html
from cleaners.memory import remember
from cleaners.spam.orders import is_order

# Literals, one class with a bounded repeat: they cannot backtrack.
_STYLE = re.compile(
    r"(?<![-\w])(?:display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden"
    r"|font-size\s{0,3}:\s{0,3}[01](?![.\d])|(?:left|top|right|text-indent)\s{0,3}:\s{0,3}-\d{3,6}"
    r"|clip\s{0,3}:\s{0,3}rect\(\s?[01]|(?:height|width)\s{0,3}:\s{0,3}[01](?:px)?\s{0,3}(?:;|$))",
    re.I,
)
_OPACITY = re.compile(r"(?<![-\w])opacity\s{0,3}:\s{0,3}0(?![.\d])", re.I)
_COLOUR = re.compile(
    r"(?<![-\w])color\s{0,3}:\s{0,3}(?:#([0-9a-f]{6})(?![0-9a-f])"
    r"|rgb\(\s{0,3}(\d{1,3})\s{0,3},\s{0,3}(\d{1,3})\s{0,3},\s{0,3}(\d{1,3})\s{0,3}\))",
    re.I,
)
_RULE = re.compile(r"\.([\w-]{1,60})\s{0,9}\{([^{}]{1,400})\}")
NEAR_WHITE = 0xF8
"""Each channel from which a colour is nearly white. White itself is an honest choice on a dark
ground; one step beside it is chosen by somebody who fears a test for white."""
_OPENS = re.compile(r"document\.write(?:ln)?\([^)]{0,200}<(?:div|span|p|ul)[^>]{0,200}style", re.I)
_CLOSES = re.compile(r"document\.write(?:ln)?\([^)]{0,40}</(?:div|span|p|ul)", re.I)
_END = re.compile(r"</(?:body|html)(?:\s[^<>]{0,100})?>", re.I)
LONGEST_WRAPPED = 500
"""Elements behind a script that opens a hidden box, at most, until one closes it."""


def read_veils(
    source: str, tree: HtmlElement, marked: Sequence[HtmlElement], url: str | None
) -> tuple[Veil, ...]:
    """Concealed parts of a page and what stands behind its end, with their links.

    Args:
        source: the page as it was written.
        tree: the same as a tree.
        marked: elements of it that may be concealed, in document order.
        url: its address, if known.
    """

    @cache
    def find_host() -> str:  # only few pages have concealed links at all
        return read_host(tree, url) or _usual_host(tree)

    veils = [*_concealed(tree, marked, find_host), *_behind(source, find_host)]
    return tuple(v for v in veils if v.texts and (v.external or any(map(is_order, v.texts))))


def _usual_host(tree: HtmlElement) -> str:
    """The host that a page links to most, if its pictures and scripts come from there too."""
    hosts = Counter(host_of(str(href)) for href in tree.xpath("//a/@href"))
    sources = {host_of(str(a)) for a in tree.xpath("//*[not(self::a)]/@src | //link/@href")}
    own = [host for host, _ in hosts.most_common() if host and host in sources]
    return own[0] if own else ""


def _concealed(
    tree: HtmlElement, marked: Sequence[HtmlElement], find_host: Callable[[], str]
) -> Iterator[Veil]:
    """Concealed elements in document order: the outermost, and the outermost inside of these."""
    faint = _faint_names(tree)
    if faint:
        coloured = (e for e in tree.xpath("//*[@class]") if faint & set(e.get("class").split()))
        marked = [*marked, *coloured]
    around: dict[HtmlElement, Veil] = {}
    deep: set[HtmlElement] = set()  # more levels would be read again and again
    for element in marked:
        how = _how(element, faint)
        if not how or element in deep or element.tag in ("body", "html"):
            continue
        if how == "script":
            if element not in around:
                yield from _wrapped(element, find_host)
            continue
        if not element.text_content().strip():  # nothing inside of it is read either
            continue
        veil = _read(how, [element], find_host)
        if element in around:
            deep.update(element.iter())
            veil = replace(veil, words=veil.words | around[element].words)
        else:
            around |= dict.fromkeys(element.iter(), veil)
        yield veil


def _how(element: HtmlElement, faint: frozenset[str]) -> str:
    tag, style = element.tag, element.get("style")
    if tag == "script":
        text = element.text or ""
        return "script" if _OPENS.search(text) and _STYLE.search(text) else ""
    if tag in ("marquee", "noscript"):
        return str(tag)
    styled = _how_styled(style) if style else ""
    if styled != "style" and (
        element.get("hidden") is not None or element.get("aria-hidden") == "true"
    ):
        return "attribute"
    if not styled and faint and faint & set((element.get("class") or "").split()):
        return "colour"
    return styled


@remember()
def _how_styled(style: str) -> str:
    """How an inline style conceals its element. Remembered: pages repeat their styles."""
    if _STYLE.search(style):
        return "style"
    if _OPACITY.search(style):
        return "opacity"
    return "colour" if _is_faint(style) else ""


def _faint_names(tree: HtmlElement) -> frozenset[str]:
    """Class names that a style sheet of the page gives a colour of nearly white."""
    sheets = (style.text or "" for style in tree.xpath("//style"))
    return frozenset(
        rule[1] for sheet in sheets for rule in _RULE.finditer(sheet) if _is_faint(rule[2])
    )


def _is_faint(style: str) -> bool:
    found = _COLOUR.search(style)
    if not found or "background" in style.lower():
        return False
    if found[1]:
        channels = [int(found[1][i : i + 2], 16) for i in (0, 2, 4)]
    else:
        channels = [int(found[i]) for i in (2, 3, 4)]
    return min(channels) >= NEAR_WHITE and min(channels) < 0xFF


def _wrapped(script: HtmlElement, find_host: Callable[[], str]) -> Iterator[Veil]:
    """What stands between a script that opens a hidden box and one that closes it."""
    between: list[HtmlElement] = []
    for element in script.itersiblings():
        if element.tag == "script" and _CLOSES.search(element.text or ""):
            yield _read("script", between, find_host)
            return
        between.append(element)
        if len(between) > LONGEST_WRAPPED:
            return


def _behind(source: str, find_host: Callable[[], str]) -> Iterator[Veil]:
    end = _END.search(source)
    if end is None or not source[end.end() :].strip():
        return
    tail = parse_html(source[end.end() :])
    if tail is not None:
        yield _read("behind", [tail], find_host)


def _read(how: str, elements: list[HtmlElement], find_host: Callable[[], str]) -> Veil:
    links = [link for element in elements for link in element.iter("a")]
    targets = [host_of(link.get("href") or "") for link in links]
    abroad = [
        (link, target)
        for link, target in zip(links, targets, strict=True)
        if target and target != find_host()
    ]
    runs = [run for element in elements for run in walk_runs(element, "")]
    if how == "script":  # links that follow each other are one run of the page
        texts: tuple[str, ...] = (" ".join(run.text for run in runs),)
    else:
        texts = tuple(run.text for run in runs)
    size = sum(len("".join(text.split())) for text in texts)
    linked = sum(len("".join(link.text_content().split())) for link in links)
    names = " ".join(f"{e.get('class', '')} {e.get('id', '')}" for e in elements[:1])
    return Veil(
        how=how,
        texts=texts,
        words=name_words(names),
        links=len(links),
        external=len(abroad),
        named=sum(is_named(link.text_content(), target) for link, target in abroad),
        hosts=len({target for _, target in abroad}),
        linked=min(1.0, linked / size) if size else 0.0,
    )


def is_named(text: str, host: str) -> bool:
    """Whether a link says where it leads: "Facebook" to facebook.com."""
    plain = re.sub(r"[\W_]", "", host.lower())
    return any(word in plain for word in re.findall(r"[a-z]{3,}", text.lower()))
