r"""Escapes that a scraper wrote as text: ``\"gift\"``, ``don\'t``, ``\u2019``, ``&quot;``.

What it believes: a backslash before a quote in prose was put there by a serialiser that was
never undone. Where it stops: code, paths, regular expressions, TeX (``G\"odel``, ``\nabla``),
JSON and inline code keep every backslash; ``&lt;`` and ``&gt;`` stay, for un-escaping them
would turn text about markup into markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from cleaners.code import has_path, looks_like_code, looks_like_path
from cleaners.document import Draft, Edit, Settings

_ENTITIES = (
    r"(?P<entity>&(?:amp;){0,9}(?:\#\d{2,6}|\#[xX][0-9a-fA-F]{2,5}|[A-Za-z][A-Za-z0-9]{1,15});)"
)
_ESCAPE = re.compile(
    # A match begins at the first of several backslashes: without that, a long run of them would
    # be tried from each of its places.
    r"""
    (?<!\\)(?:
      (?P<quote>\\+")
    | (?P<apostrophe>\\+')
    | (?P<slash>\\+/)
    | (?P<unicode>\\+u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\+u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})
        | \\+u(?P<point>(?![dD][89a-fA-F])[0-9a-fA-F]{4}))
    | (?P<byte>(?<=[\x80-\uffff])\\x[89abAB][0-9a-fA-F])
    | (?P<newline>(?:\\+r)?\\+n(?![a-z]))
    | (?P<tab>\\+t(?![a-z]))
    ) | """
    + _ENTITIES,
    re.X,
)
_ENTITY = re.compile(_ENTITIES)
NEAR = 20
"""Characters looked at before an escape that stands alone."""
_INLINE_CODE = re.compile(r"`[^`\n]{1,200}`|<code>.{0,400}?</code>|\$[^$\n]{1,120}\$")
_CONTRACTION = re.compile(r"(?:s|t|re|ve|ll|d|m|em|n|til|cause|clock)\b", re.I)
_KEPT_ENTITIES = {"<", ">"}


def find_in_prose(draft: Draft, settings: Settings) -> Iterator[Edit]:
    r"""Un-escape quotes, slashes, ``\n``, ``\t``, ``\uXXXX`` and entities in prose."""
    if "\\" not in draft.text and "&" not in draft.text:
        return
    breaks = len(re.findall(r"\\n", draft.text))
    for block in draft.blocks:
        text = draft.text_of(block)
        if block.mentions_code or ("\\" not in text and "&" not in text) or looks_like_code(text):
            continue
        for found in _outside_code(text):
            after = _meaning(found, text, breaks)
            if after is not None and after != found[0]:
                yield Edit(
                    block.start + found.start(),
                    block.start + found.end(),
                    found[0],
                    after,
                    cleaner="escapes",
                    rule=str(found.lastgroup if found.lastgroup in _RULES else "unicode"),
                    evidence={"escape": found[0]},
                )


def _outside_code(text: str) -> Iterator[re.Match[str]]:
    """Escapes outside of inline code and formulas; beside a path, entities only."""
    protected = [span.span() for span in _INLINE_CODE.finditer(text)][::-1]
    pattern = _ENTITY if has_path(text) else _ESCAPE
    for found in pattern.finditer(text):
        while protected and protected[-1][1] <= found.start():
            protected.pop()
        if not (protected and protected[-1][0] <= found.start()):
            yield found


_RULES = {"byte", "quote", "apostrophe", "slash", "newline", "tab", "entity"}


def _meaning(found: re.Match[str], text: str, breaks: int) -> str | None:
    """What an escape stands for; None where it may be meant as it is written."""
    if found.lastgroup == "entity":
        return _entity(found["entity"])
    before = text[found.start() - 1 : found.start()]
    behind = text[found.end() : found.end() + 1]
    if looks_like_path(_token(text, found)):
        return None
    if found["byte"]:
        return chr(int(found["byte"].removeprefix("\\x"), 16))
    if found["high"] or found["point"]:
        return _character(found, before)
    earlier = text[max(0, found.start() - NEAR) : found.start()].rstrip()
    if before.isspace() and behind.isspace() and earlier[-1:].isalnum():
        return None  # talked about: "the \\n was taken for a line break"
    if found["quote"]:
        return None if before.isalnum() and behind.isalpha() else '"'
    if found["apostrophe"]:
        return "'" if _is_apostrophe(text, found, before, behind) else None
    if found["slash"]:
        return "/" if before and not before.isspace() and not behind.isspace() else None
    if found["newline"] or found["tab"]:
        if breaks < 2 or before == '"' or behind == '"':
            return None
        return "\n" if found["newline"] else "\t"
    return None


def _is_apostrophe(text: str, found: re.Match[str], before: str, behind: str) -> bool:
    r"""Between letters only in contractions and names: ``caf\'e`` is TeX."""
    if before.isalpha() and behind.isalpha():
        name = before.isupper() and behind.isupper()
        return name or bool(_CONTRACTION.match(text, found.end()))
    return True


def _character(found: re.Match[str], before: str) -> str | None:
    if before in {"[", "-"}:  # a range in a character class
        return None
    if found["high"]:
        high, low = int(found["high"], 16), int(found["low"], 16)
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    character = chr(int(found["point"], 16))
    return character if character.isprintable() or character.isspace() else None


def _entity(entity: str) -> str | None:
    """Character of an entity, however often its ampersand was escaped again."""
    plain = html.unescape(entity.replace("&amp;", "&", 8).replace("amp;", ""))
    if entity.endswith("&amp;") or re.fullmatch(r"&(?:amp;)+", entity):
        plain = "&"
    if len(plain) > 2 or plain in _KEPT_ENTITIES or (plain.startswith("&") and plain != "&"):
        return None
    return (
        plain if plain.isprintable() or plain in "\xa0\u2003\u2002\u2009\u200d\u200c\xad" else None
    )


def _token(text: str, found: re.Match[str]) -> str:
    """The run of text without white space around an escape, at most 200 characters."""
    start = max(0, found.start() - 100)
    left = re.split(r"\s", text[start : found.start()])[-1]
    right = re.split(r"\s", text[found.end() : found.end() + 100], maxsplit=1)[0]
    return left + found[0] + right
