"""Hostile pages, made up: what markup can do to whoever reads it.

Each kind is a function of a size, so that a test can ask for small ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Content = str | bytes | Mapping[str, str | bytes]
"""Of one file, or of some by name."""

SENTENCE = "The keeper of the lock said that nobody had crossed the bridge since the flood in May. "
TEXT = SENTENCE * 8
BODY = f"<p>{TEXT}</p>"
MEGABYTE = 10
"""Characters for each unit of size: a hundred thousand units are a megabyte."""
COSTLY = 20
"""Units of size for one that takes long to read by its nature, as a link or a form field."""


def page(body: str, head: str = "") -> str:
    """A page with some genuine text behind what is hostile."""
    return f"<!DOCTYPE html><html><head><title>The lock</title>{head}</head><body>{body}{BODY}"


def nested(opening: str, closing: str, size: int) -> str:
    """One element inside of another, so many deep."""
    return page(opening * size + "deep" + closing * size)


def laughs(depth: int) -> str:
    """Entities that expand into ten of the one before each."""
    entities = "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(depth)
    )
    body = f"<body><p>&a{depth - 1};</p>{BODY}</body>"
    return f'<?xml version="1.0"?><!DOCTYPE html [{entities}]><html>{body}</html>'


def external(entity: str) -> str:
    """An entity that would be read from elsewhere."""
    return f"<!DOCTYPE html [<!ENTITY x {entity}>]><html><body><p>&x;</p>{BODY}</body></html>"


PAGES: dict[str, Callable[[int], Content]] = {
    "nested-div": lambda n: nested("<div>", "</div>", n),
    "nested-table": lambda n: nested("<table><tr><td>", "</td></tr></table>", n // 4),
    "nested-list": lambda n: nested("<ul><li>", "</li></ul>", n // 2),
    "nested-inline": lambda n: nested("<b><i>", "</b></i>", n // 4),
    "nested-font": lambda n: nested("<font color=red>", "", n),
    "nested-blockquote": lambda n: nested("<blockquote>", "", n),
    "nested-link": lambda n: nested("<a href=x>", "", n // 4),
    "nested-svg": lambda n: nested("<svg><g>", "", n // 2),
    "nested-template": lambda n: nested("<template><div>", "", n // 2),
    "nested-noscript": lambda n: nested("<noscript>", "</noscript>", n),
    "unclosed-paragraphs": lambda n: page("<p>x" * n),
    "siblings": lambda n: page("<p>x</p>" * 10 * n),
    "empty-siblings": lambda n: page("<div></div>" * 10 * n),
    "line-breaks": lambda n: page("x<br>" * 10 * n),
    "spans": lambda n: page("<span>a</span> " * n),
    "attributes": lambda n: page(f"<p {' '.join(f'a{i}=1' for i in range(n))}>x</p>"),
    "attribute-of-megabytes": lambda n: page(f'<p title="{"x" * MEGABYTE * n}">x</p>'),
    "classes": lambda n: page("".join(f"<p class='c{i}'>x</p>" for i in range(n))),
    "class-of-megabytes": lambda n: page(f'<p class="{"nav " * n}">{TEXT}</p>'),
    "style-of-megabytes": lambda n: page(f'<p style="{"display:none;" * n}">{TEXT}</p>'),
    "entity-bomb": lambda n: laughs(min(12, n)),
    "entity-square": lambda n: page(f"<p>{'&amp;' * 10 * n}</p>"),
    "entity-of-a-file": lambda _: external('SYSTEM "file:///etc/hostname"'),
    "entity-of-an-address": lambda _: external('SYSTEM "http://127.0.0.1:9/x"'),
    "entity-unknown": lambda n: page(f"<p>{'&nosuchthing;' * n}</p>"),
    "entity-numeric": lambda n: page(f"<p>{'&#x1F600;&#0;&#xD800;&#99999999;' * n}</p>"),
    "comment-without-end": lambda n: page("<!-- " + "x" * n),
    "comments": lambda n: page("<!---->" * 10 * n),
    "cdata": lambda n: page("<![CDATA[" + "]]" * n),
    "script-of-megabytes": lambda n: page(f"<script>{'var a=1;' * MEGABYTE * n}</script>"),
    "quote-without-end": lambda n: page(f'<p title="{"x " * n}'),
    "less-than": lambda n: page("<" * 10 * n),
    "options": lambda n: page(f"<select>{'<option>x</option>' * n}</select>"),
    "forms": lambda n: page("<form><input name=a></form>" * (n // COSTLY)),
    "many-links": lambda n: page(
        "".join(f"<a href='/{i}'>More {i}</a> " for i in range(n // COSTLY))
    ),
    "images": lambda n: page("<img src=a alt='A lock'>" * (n // COSTLY)),
    "image-of-megabytes": lambda n: page(f"<img src='data:;base64,{'A' * MEGABYTE * n}'>"),
    "frames": lambda n: f"<html><frameset>{'<frame src=x>' * n}</frameset></html>",
    "iframes": lambda n: page("<iframe srcdoc='<p>x</p>'></iframe>" * (n // 4)),
    "plaintext": lambda n: page("<plaintext>" + "</p><p>" * n),
    "heads": lambda n: page("<html><head><title>x</title></head><body>" * (n // 4)),
    "base": lambda _: page("", "<base href='javascript:alert(1)'>"),
    "refresh": lambda _: page("", "<meta http-equiv=refresh content='0;url=file:///dev/zero'>"),
    "doctype-of-megabytes": lambda n: f"<!DOCTYPE {'x' * MEGABYTE * n}>{page('')}",
    "instructions": lambda n: page("<?php echo 1 ?>" * n),
    "metas": lambda n: page("", "<meta name=author content='A. Keeper'>" * (n // COSTLY)),
    "title-of-megabytes": lambda n: f"<title>{'lock ' * MEGABYTE * n}</title>{page('')}",
    "json-ld-deep": lambda n: page("", f"<script type=application/ld+json>{'[' * n}</script>"),
    "json-ld-numbers": lambda n: page(
        "",
        '<script type=application/ld+json>{"@type":"Article","headline":NaN,"author":1e999,'
        f'"datePublished":{"9" * n}}}</script>',
    ),
    "json-ld-types": lambda _: page(
        "",
        '<script type=application/ld+json>{"@type":["Article",3,null,{}],"headline":["a",{}],'
        '"author":[[[]],7,{"name":{"name":[]}}],"datePublished":{},"image":false}</script>',
    ),
    "nul-in-tags": lambda _: page("<p\0 class=\0x>a\0b</p\0>").encode(),
    "script-in-text": lambda _: page("<p>&lt;script&gt;alert(1)&lt;/script&gt; " + TEXT),
    "script-in-title": lambda _: f"<title></title><title>&lt;script&gt;x</title>{page('')}",
    "handlers": lambda _: page("<img src=x onerror=alert(1)><p onclick=alert(2)>" + TEXT),
    "javascript-links": lambda _: page(f"<p><a href='javascript:alert(1)'>{SENTENCE}</a></p>"),
    "script-in-author": lambda _: page("", "<meta name=author content='\"><script>x</script>'>"),
}
