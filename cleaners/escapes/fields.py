r"""A whole document that is a CSV field, text inside of HTML, or text inside of an address.

As in :mod:`cleaners.escapes.strings`: only where the whole document bears it out is an escape
undone that might be meant as it is written, ``&lt;`` or two quotes in a row.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from urllib.parse import unquote

from cleaners.document import Block, Draft, Edit
from cleaners.escapes.places import in_address, is_at_word, shows_code, talks_of_markup

ENOUGH_TEXT = 1_000
"""Characters between two quotes, the only ones of a document, from which these are a program's: a
person who quotes several paragraphs opens each with a quotation mark, and says who said so."""
ENOUGH_LINES = 4
"""So many lines between them need half the characters."""

_RUN = re.compile('"+')
_ESCAPED = re.compile(r"\\[\"'nu/]|&(?:amp;)*(?:quot|apos|#0*3[49]|#x0*2[27]);|%2[27]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_DOUBLE = re.compile(r"&(?:amp;)*(?:quot|#0*34|#[xX]0*22);")
_SINGLE = re.compile(r"&(?:amp;)*(?:apos|#0*39|#[xX]0*27);")
_PERCENT = re.compile(r"%2[27]|%E2%80%9[89CD]")
BEYOND_DOUBT = 5
"""As many entities count more than lines that look like code, or talk of markup."""
ENOUGH = 2
"""Percent-encoded quotes at words without which a document holds none on purpose."""


def find_literal(draft: Draft, blocks: Sequence[Block]) -> list[Edit]:
    """The quotes around a long document that has no others: a string without an escape in it."""
    prefix = _PREFIX.match(draft.text, blocks[0].start)
    if prefix is None:
        return []
    first, last = prefix.end(), blocks[-1].end - 1
    mark, inner = draft.text[first], draft.text[first + 1 : last]
    prefixed = prefix.end() > prefix.start() and len(inner) >= LONG_PREFIXED
    if draft.text[last] != mark or mark in inner or "\\" in inner:
        return []
    if not (prefixed or _is_long(len(inner), blocks)):
        return []
    evidence = {"field": f"{len(inner)} characters between the only quotes of their kind"}
    return [
        Edit(start, end, draft.text[start:end], "", "escapes", "string", evidence)
        for start, end in ((prefix.start(), first + 1), (last, last + 1))
    ]


_PREFIX = re.compile(r"[bu]?(?=[\"'])")
LONG_PREFIXED = 40
"""Characters between ``b'`` and ``'`` from which that is Python's, and no slip of the keyboard."""


def find_field(draft: Draft, blocks: Sequence[Block]) -> list[Edit]:
    """The quotes around a CSV field and one of each two inside of it, or nothing."""
    first, last = blocks[0].start, blocks[-1].end - 1
    if draft.text[first] != '"' or draft.text[last] != '"' or last <= first:
        return []
    pairs: list[tuple[int, int]] = []
    for block in blocks:
        start = block.start + (block.start == first)
        for run in _RUN.finditer(draft.text, start, min(block.end, last)):
            if len(run[0]) % 2:
                return []
            pairs.append(run.span())
    inner = draft.text[first + 1 : last]
    if not (_is_doubled(inner, pairs) or _is_long(len(inner), blocks) or _ESCAPED.search(inner)):
        return []
    evidence = {"field": f"{len(pairs)} doubled quotes, none alone", "escape": '""'}
    spans = [(first, first + 1, ""), (last, last + 1, "")]
    spans += [(start, end, '"' * ((end - start) // 2)) for start, end in pairs]
    return [
        Edit(start, end, draft.text[start:end], after, "escapes", "csv", evidence)
        for start, end, after in spans
    ]


def _is_long(size: int, blocks: Sequence[Block]) -> bool:
    return size >= (ENOUGH_TEXT // 2 if len(blocks) >= ENOUGH_LINES else ENOUGH_TEXT)


def _is_doubled(inner: str, pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether quotes are doubled inside, and not only at both ends as of a docstring."""
    ends = inner.startswith('""') + inner.endswith('""')
    return len(pairs) > ends


def find_entities(draft: Draft, blocks: Sequence[Block]) -> list[Edit]:
    """Every entity of a document that is text inside of HTML: no bare quote, ``&`` or ``<``."""
    text = draft.text
    if "&" not in text:
        return []
    if any(text.count(c, b.start, b.end) for b in blocks for c in "<>"):
        return []
    found = [m for b in blocks for m in _ENTITY.finditer(text, b.start, b.end)]
    if len(found) != sum(text.count("&", b.start, b.end) for b in blocks):
        return []
    quotes = 0
    for pattern, bare in ((_DOUBLE, '"'), (_SINGLE, "'")):
        escaped = sum(1 for b in blocks for _ in pattern.finditer(text, b.start, b.end))
        if escaped and any(text.count(bare, b.start, b.end) for b in blocks):
            return []
        quotes += escaped
    if not quotes and not _are_characters(text, blocks):
        return []
    if any(len(html.unescape(m[0])) > 2 for m in found):
        return []
    if len(found) < BEYOND_DOUBT and _are_meant(text, blocks, found):
        return []
    evidence = {"markup": f"{len(found)} entities, {quotes} of quotes, none bare"}
    return [
        Edit(
            m.start(),
            m.end(),
            m[0],
            html.unescape(m[0]),
            "escapes",
            "entity",
            {"escape": m[0], **evidence},
        )
        for m in found
    ]


def _are_meant(text: str, blocks: Sequence[Block], found: Sequence[re.Match[str]]) -> bool:
    """Whether some of a few entities stand in code or in talk of markup."""
    lines = [text[b.start : b.end] for b in blocks if text.find("&", b.start, b.end) >= 0]
    talk = any(talks_of_markup(text, m.start(), m.end()) for m in found)
    return talk or any(map(shows_code, lines))


def _are_characters(text: str, blocks: Sequence[Block]) -> bool:
    """Whether entities stand for characters beyond ASCII, and none of these is written plainly."""
    found = [
        html.unescape(f"&{m[1]};")
        for b in blocks
        for m in _CHARACTER.finditer(text, b.start, b.end)
    ]
    marks = {mark for mark in found if not mark.isascii() and len(mark) == 1}
    enough = sum(mark in marks for mark in found) >= ENOUGH
    return enough and not any(text.count(mark, b.start, b.end) for b in blocks for mark in marks)


_CHARACTER = re.compile(
    r"&(?:amp;){0,9}((?!amp;|lt;|gt;)(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31}));"
)


def find_percents(draft: Draft, blocks: Sequence[Block]) -> list[Edit]:
    """Percent-encoded quotes of a document that has no bare ones, outside of its addresses."""
    text = draft.text
    if "%2" not in text and "%E2%80%9" not in text:
        return []
    found = [
        m
        for b in blocks
        for m in _PERCENT.finditer(text, b.start, b.end)
        if not in_address(text, m)
    ]
    marks = {unquote(m[0]) for m in found}
    if any(text.count(mark, b.start, b.end) for b in blocks for mark in marks):
        return []
    speaking = sum(is_at_word(text, m.start(), m.end()) for m in found)
    if speaking < ENOUGH or speaking * 2 < len(found):
        return []
    evidence = {"percent": f"{len(found)} quotes, none bare"}
    return [
        Edit(
            m.start(),
            m.end(),
            m[0],
            unquote(m[0]),
            "escapes",
            "percent",
            {"escape": m[0], **evidence},
        )
        for m in found
    ]
