"""Blocks of injected spam, by family, as text and as a page would hold them.

The families are named for what they look like. ``text`` is what a scraper would have written into
a dump; ``html`` is what stood on the page. Everything is drawn from a seeded ``Random``.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from benchmarks.spam_vocabulary import (
    ORDERS,
    PRAISE,
    SENTENCES,
    VOCABULARIES,
    Half,
    Vocabulary,
)

SEPARATORS = ("| ", "_", ", ", " - ", "、", "\n", "")
"""What parts the items of a list. Without any, items of scripts with spaces run together."""
HIDING = (
    "display:none",
    "position:absolute;left:-9999px",
    "position: absolute; top: -9990px;",
    "overflow:auto;height:0;width:0",
    "text-indent:-9999px",
    "font-size:0",
    "font-size:1px;line-height:1px",
    "visibility:hidden",
    "opacity:0",
)
FAMILIES = (
    "link wheel", "title line", "tag noise", "hidden links", "repeated anchors", "opaque anchors",
    "faint colour", "script wrapper", "hidden orders", "raw spintax",
)  # fmt: skip
HTML_ONLY = frozenset({"hidden links", "faint colour", "script wrapper", "hidden orders"})
"""Nothing hides in a dump; what these leave there is a list or prose like any other."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of spam.

    Attributes:
        family: of :data:`FAMILIES`.
        script: of its letters; empty where it has none of its own.
        separator: between its items.
        text: as in a dump.
        html: as on a page, between two elements.
        inline: as on a page, inside of a paragraph.
    """

    family: str
    script: str
    separator: str
    text: str
    html: str
    inline: str


@dataclass(frozen=True, slots=True)
class Order:
    """What kind of block is wanted."""

    family: str
    script: str
    separator: str
    length: int
    half: Half
    tokens: tuple[str, ...] = ()
    """Phrases of real spam, instead of our own; kept outside of the repository."""


def make_block(order: Order, chance: Random) -> Block:
    """A block of at least ``order.length`` characters."""
    text, page, inline = _MAKERS[order.family](order, chance)
    return Block(order.family, order.script, order.separator, text, page, inline)


_Made = tuple[str, str, str]


def _items(order: Order, chance: Random) -> list[str]:
    words = VOCABULARIES[order.script].half(order.half)
    real = [token for token in order.tokens if token] if order.script == "Han" else []
    items: list[str] = []
    size = 0
    while size < order.length:
        items.append(chance.choice(real) if real else words.item(chance))
        size += len(items[-1]) + len(order.separator)
    return items


def _host(chance: Random) -> str:
    name = "".join(chance.choices("abcdefghiklmnoprstuvwz", k=chance.randint(6, 12)))
    return f"http://{name}.{chance.choice(('example', 'test', 'invalid'))}"


def _path(chance: Random) -> str:
    return f"/{chance.choice(('p', 'tag', 'shop', 'wp'))}/{chance.randint(1000, 99999)}.html"


def _links(items: list[str], chance: Random, between: str = " ") -> str:
    """Each item as a link, to a few hosts."""
    hosts = [_host(chance) for _ in range(max(3, len(items) // 3))]
    return between.join(
        f'<a href="{chance.choice(hosts)}{_path(chance)}">{html.escape(item)}</a>' for item in items
    )


def _joined(order: Order, items: list[str]) -> str:
    spaced = VOCABULARIES[order.script].glue == " "
    return (order.separator or (" " if spaced else "")).join(items)


def _as_lines(text: str, tag: str = "p") -> str:
    return "".join(f"<{tag}>{html.escape(line)}</{tag}>" for line in text.split("\n"))


def _link_wheel(order: Order, chance: Random) -> _Made:
    items = _items(order, chance)
    label = VOCABULARIES[order.script].label if chance.random() < 0.5 else ""
    text = label + _joined(order, items)
    if chance.random() < 0.5:
        return text, _as_lines(text), html.escape(text)
    links = _links(items, chance, html.escape(order.separator.replace("\n", " ")) or " ")
    return text, f"<div>{label}{links}</div>", f"<span>{links}</span>"


def _title_line(order: Order, chance: Random) -> _Made:
    text = _joined(order, _items(order, chance))
    return text, _as_lines(text, "h1"), html.escape(text)


def _tag_noise(order: Order, chance: Random) -> _Made:
    name = "".join(chance.choices("abcdefghijkmnpqrstuvwxyz", k=3))
    name = "".join(chance.sample([*name, *chance.choices("0123456789", k=2)], 5))
    text = ""
    while len(text) < order.length:
        outer, inner = chance.sample(["font", "s", "tr", "sup", "li", "b", "strong", "dl", "u"], 2)
        text += f'<{outer} id="{name}"><{inner} id="{name}"></{inner}></{outer}>'
        text += "\n" if order.separator == "\n" and chance.random() < 0.3 else ""
    text = text.strip()
    return text, _as_lines(text), html.escape(text)


def _hidden_links(order: Order, chance: Random) -> _Made:
    items = _items(order, chance)
    links, style = _links(items, chance), chance.choice(HIDING)
    tag = chance.choice(("u", "span", "font"))
    page = f'<div style="{style}">{links}</div>'
    if order.separator == "\n":
        page = f'<ul style="{style}"><li>{links.replace("> <", "></li><li><")}</li></ul>'
    return _joined(order, items), page, f'<{tag} style="{style}">{links}</{tag}>'


def _repeated_anchors(order: Order, chance: Random) -> _Made:
    words = VOCABULARIES[order.script].half(order.half)
    labels = [words.item(chance) for _ in range(chance.randint(1, 4))]
    items: list[str] = []
    while len(" ".join(items)) < order.length:
        items.append(chance.choice(labels))
    links = [
        f'<a rel="dofollow" href="{_host(chance)}/.well-known{_path(chance)}">{item}</a>'
        for item in items
    ]
    page = "".join(f"<p>{link}</p>" for link in links)
    if chance.random() < 0.5:
        page = f'<div style="display:none;">{" ".join(links)}</div>'
    inline = f'<span style="display:none">{" ".join(links)}</span>'
    return (order.separator or " ").join(items), page, inline


def _opaque_anchors(order: Order, chance: Random) -> _Made:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    items: list[str] = []
    while len(order.separator.join(items)) < order.length:
        items.append("".join(chance.choices(letters, k=2)))
    separator = order.separator or " "
    links = _links(items, chance, html.escape(separator.replace("\n", " ")))
    return separator.join(items), f"<p>{links}</p>", links


def _chatter(order: Order, chance: Random) -> tuple[list[str], list[str]]:
    """Sentences, and the same with the goods as links."""
    words = VOCABULARIES["Latin"].half(order.half)
    plain: list[str] = []
    linked: list[str] = []
    host = _host(chance)
    while sum(map(len, plain)) < order.length:
        sentence = chance.choice(SENTENCES)
        goods = [words.item(chance).lower() for _ in range(2)]
        link = f'<a href="{host}{_path(chance)}">{goods[0]}</a>'
        # Some of the sentences name the second thing only.
        named = [link, goods[1]] if "{0}" in sentence else ["", link.replace(goods[0], goods[1])]
        plain.append(sentence.format(*goods) + ".")
        linked.append(sentence.format(*named) + ".")
    return plain, linked


def _faint_colour(order: Order, chance: Random) -> _Made:
    plain, linked = _chatter(order, chance)
    name = "".join(chance.choices("abcdefgh", k=3))
    colour = chance.choice(("#FFFFFE", "#fefefe", "#fdfdfd", "#fffffd", "rgb(254, 254, 255)"))
    style = f"<style>.{name}{{color:{colour} !important}}</style>"
    tags = ("h1", "h3", "h5", "p", "p", "div")
    page = style + "".join(
        f'<{tag} class="{name}">{sentence}</{tag}>'
        for sentence in linked
        for tag in [chance.choice(tags)]
    )
    inline = style + f'<span class="{name}">{" ".join(linked)}</span>'
    return " ".join(plain), page, inline


def _script_wrapper(order: Order, chance: Random) -> _Made:
    items = _items(order, chance)
    links = _links(items, chance)
    opener = r"<div style=\"position: absolute; top: -987px;left: -987px;\">"
    wrapped = chance.choice((
        f'<script>document.write("{opener}");</script>{links}'
        '<script>document.write("</div>");</script>',
        f'<marquee height="1" width="1" scrollamount="9000">{links}</marquee>',
        f"<noscript>{links}</noscript>",
    ))  # fmt: skip
    return _joined(order, items), wrapped, wrapped


def _hidden_orders(order: Order, chance: Random) -> _Made:
    # The longest orders are a few sentences: nobody repeats them for pages.
    orders = chance.sample(ORDERS, min(len(ORDERS), 1 + order.length // 200))
    text = " ".join(orders)
    style = chance.choice((
        'style="display:none"', 'aria-hidden="true" style="position:absolute;clip:rect(0 0 0 0)"',
        'style="font-size:0"', 'style="position:absolute;left:-10000px"', 'style="opacity:0"',
        'style="color:#fefefe"', 'style="visibility:hidden"', "hidden",
    ))  # fmt: skip
    body = html.escape(text)
    tags = "".join(chr(0xE0000 + ord(c)) for c in text if c.isascii())
    return tags, f"<div {style}>{body}</div>", f"<span {style}>{body}</span>"


def _raw_spintax(order: Order, chance: Random) -> _Made:
    text = ""
    while len(text) < order.length:
        text += chance.choice(PRAISE) + " "
    return text.strip(), f"<p>{text.strip()}</p>", text.strip()


_MAKERS: Mapping[str, Callable[[Order, Random], _Made]] = {
    "link wheel": _link_wheel,
    "title line": _title_line,
    "tag noise": _tag_noise,
    "hidden links": _hidden_links,
    "repeated anchors": _repeated_anchors,
    "opaque anchors": _opaque_anchors,
    "faint colour": _faint_colour,
    "script wrapper": _script_wrapper,
    "hidden orders": _hidden_orders,
    "raw spintax": _raw_spintax,
}

__all__ = ["FAMILIES", "HTML_ONLY", "SEPARATORS", "Block", "Order", "Vocabulary", "make_block"]
