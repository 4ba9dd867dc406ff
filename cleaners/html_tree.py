"""Bytes that were decoded already become a tree, whatever state the markup is in."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from cleaners.html_runs import BLOCK_TAGS

VOID_TAGS: Final = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()
)
"""HTML standard, 13.1.2: elements without an end tag."""
RAW_TEXT_TAGS: Final = frozenset("script style textarea title xmp".split())
"""The same, 13.1.2: what stands in them is no markup."""
DEEPEST: Final = 500
# lxml.html asks a Python function for the class of every element, each time one is looked at.
_CLASSES = etree.ElementDefaultClassLookup(element=HtmlElement)
_CONTROL = bytes([*range(9), 11, *range(14, 32)])
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0{0,9}(?:[0-8]|11|1[4-9]|2\d|3[01])|[xX]0{0,9}(?:[0-8bBeEfF]|1[0-9a-fA-F]));"
)
_NO_CONTROL = dict.fromkeys(_CONTROL, "\ufffd")
_END_TAG = re.compile(r"</(?:body|html)(?:[\s/][^<>]*)?>", re.I)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,60})[^<>]*>")


def parse_html(text: str) -> HtmlElement | None:
    """The tree of a page; None if there is no element in it.

    What stands behind ``</body>`` or ``</html>`` belongs to the body (HTML standard, 13.2.6.4.22),
    but libxml2 drops it, as it drops all that is nested deeper than 2,048 elements.
    """
    # lxml refuses a str with an encoding declaration, libxml2 stops at NUL, and trafilatura
    # fails on control characters, also on those that a reference stands for.
    text = re.sub(r"^\s*<\?xml[^>]*>", "", _without_control(text).lstrip("\ufeff"))
    text = _END_TAG.sub("", text)
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    parser.set_element_class_lookup(_CLASSES)
    tree = _parse_with(parser, text)
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        return _parse_with(parser, _flatten(text))
    return tree


def _without_control(text: str) -> str:
    """The text with U+FFFD for each control character, written out or as a reference."""
    data = text.encode("utf-8", "replace")
    if len(data.translate(None, _CONTROL)) != len(data):
        text = text.translate(_NO_CONTROL)
    return _CONTROL_REFERENCE.sub("\ufffd", text)


def _parse_with(parser: HTMLParser, text: str) -> HtmlElement | None:
    data = text.encode("utf-8", "replace")
    if not data.strip():
        return None
    try:
        return document_fromstring(data, parser=parser)
    except etree.ParserError:  # "Document is empty": comments only
        return None


def _flatten(text: str) -> str:
    """The page with line breaks for the tags nested deeper than ``DEEPEST``; all its text stays."""
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        name = tag[2].lower()
        if name in VOID_TAGS or name in RAW_TEXT_TAGS:
            return tag[0]
        instead = "<br>" if name in BLOCK_TAGS else ""
        if tag[1]:
            depth = max(0, depth - 1)
            return tag[0] if depth < DEEPEST else instead
        depth += 1
        return tag[0] if depth <= DEEPEST else instead

    return _TAG.sub(keep, text)
