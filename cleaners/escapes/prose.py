r"""Escapes one by one, in a document that is escaped here and there.

What it believes: a backslash before a quote in prose was put there by a serialiser that was never
undone. Where it stops: code, paths, regular expressions, TeX (``G\"odel``, ``\nabla``), JSON and
inline code keep every backslash, and a document full of code keeps all. Text about escapes and
entities (``write &amp;lt; to get``) means what it writes. ``&lt;`` and ``&gt;`` stay where they
make a tag, for un-escaping them would turn text about markup into markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from cleaners.code import has_path, looks_like_code, looks_like_path
from cleaners.document import Block, Draft, Edit
from cleaners.escapes.places import (
    INLINE_CODE,
    NUMBERED,
    before_escape,
    in_address,
    is_contraction,
    shows_code,
    talks_of_escapes,
    talks_of_markup,
    word_around,
)

_ENTITIES = (
    r"(?P<entity>&(?:amp;){0,9}(?:\#\d{2,6}|\#[xX][0-9a-fA-F]{2,5}|[A-Za-z][A-Za-z0-9]{1,15});)"
)
_ESCAPE = re.compile(
    # A match begins at the first of several backslashes: without that, a long run of them would
    # be tried from each of its places.
    r"""
    (?<!\\)(?:
      (?P<quote>\\+["“”„])
    | (?P<apostrophe>\\+['‘’])
    | (?P<slash>\\+/)
    | (?P<unicode>\\+u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\+u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})
        | \\+u(?P<point>(?![dD][89a-fA-F])[0-9a-fA-F]{4}))
    | (?P<byte>(?<=[\x80-\uffff])\\x[89abAB][0-9a-fA-F])
    | (?P<newline>(?:\\+r)?\\+n(?![a-z]))
    | (?P<tab>\\+t(?![a-z]))
    ) | (?P<percent>%27|%E2%80%9[89]) | """
    + _ENTITIES,
    re.X,
)
NEAR = 20
"""Characters looked at before an escape that stands alone."""
SOME_CODE = 0.1
"""Share of its lines that look like code from which a document is one about code."""
ENOUGH_CODE = 3
"""Such lines without which it is not."""

_SUSPECT = re.compile(r"\\|&[#A-Za-z]|%2[27]|%E2%80%9|\"\"")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_RULES = {"byte", "quote", "apostrophe", "slash", "newline", "tab", "entity", "percent"}


def find_in_prose(draft: Draft, blocks: Sequence[Block]) -> list[Edit]:
    r"""Un-escape quotes, slashes, ``\n``, ``\t``, ``\uXXXX``, entities and ``%22`` in prose."""
    suspects = [block for block in blocks if _SUSPECT.search(draft.text, block.start, block.end)]
    breaks = draft.text.count("\\n") if suspects else 0
    edits = [edit for block in suspects for edit in _find(draft, block, breaks)]
    return [] if edits and is_about_code(draft, blocks) else edits


def _find(draft: Draft, block: Block, breaks: int) -> Iterator[Edit]:
    text = draft.text_of(block)
    if block.role == "code" or looks_like_code(text) or shows_code(text):
        return
    for found in _outside_code(text):
        after = _meaning(found, text, breaks)
        if after is not None and after != found[0]:
            rule = str(found.lastgroup if found.lastgroup in _RULES else "unicode")
            yield _edit(block.start, found, after, rule)
    if '""' in text:
        yield from (_edit(block.start, found, '"', "csv") for found in _doubled(text))
    if "%22" in text:
        yield from (_edit(block.start, m, '"', "percent") for m in _percent_quotes(text))


def _edit(shift: int, found: re.Match[str], after: str, rule: str) -> Edit:
    start, end = shift + found.start(), shift + found.end()
    return Edit(start, end, found[0], after, "escapes", rule, {"escape": found[0]})


def is_about_code(draft: Draft, blocks: Sequence[Block]) -> bool:
    """Whether so many lines look like code that an escape is rather shown than forgotten."""
    code = sum(b.role == "code" or looks_like_code(draft.text_of(b)) for b in blocks)
    return code >= max(ENOUGH_CODE, SOME_CODE * len(blocks))


def _outside_code(text: str) -> Iterator[re.Match[str]]:
    """Escapes outside of inline code and formulas; beside a path, or in talk of markup, not all."""
    backslashes = not has_path(text)
    entities = not _TAG.search(text)
    protected = [span.span() for span in INLINE_CODE.finditer(text)][::-1]
    for found in _ESCAPE.finditer(text):
        while protected and protected[-1][1] <= found.start():
            protected.pop()
        believed = backslashes
        if found["entity"]:
            believed = entities and not talks_of_markup(text, found.start(), found.end())
        if believed and not (protected and protected[-1][0] <= found.start()):
            yield found


def _meaning(found: re.Match[str], text: str, breaks: int) -> str | None:
    """What an escape stands for; None where it may be meant as it is written."""
    if found["entity"]:
        return _entity(found["entity"], text, found.end())
    before = before_escape(text, found.start())
    behind = text[found.end() : found.end() + 1]
    if found["percent"]:
        sure = before.isalpha() and is_contraction(text, found.start(), found.end())
        return unquote(found[0]) if sure and not in_address(text, found) else None
    if looks_like_path(NUMBERED.sub("", word_around(text, found))):
        return None
    if found["byte"]:
        return chr(int(found["byte"].removeprefix("\\x"), 16))
    if found["high"] or found["point"]:
        shown = before.isspace() and behind.isspace() and talks_of_escapes(text)
        return None if shown else _character(found, before)
    if _is_talked_about(found, before, behind):
        return None
    if found["slash"]:
        return "/" if _is_slash(found, before) else None
    if found["newline"] or found["tab"]:
        if breaks < 2 or before == '"' or behind == '"':
            return None
        return "\n" if found["newline"] else "\t"
    return _quote(found, before, behind)


def _is_talked_about(found: re.Match[str], before: str, behind: str) -> bool:
    r"""Whether an escape stands as a word: "the \n was taken for a line break"."""
    text = found.string
    earlier = text[max(0, found.start() - NEAR) : found.start()].rstrip()
    return (
        before.isspace() and behind.isspace() and (earlier[-1:].isalnum() or earlier.endswith(","))
    )


def _is_slash(found: re.Match[str], before: str) -> bool:
    """Whether it is the slash of an address or between words, in a word that has no bare one."""
    word = word_around(found.string, found)
    bare = re.search(r"(?<!\\)/", word)
    return not bare and (before.isalnum() or before in (":", "/"))


def _quote(found: re.Match[str], before: str, behind: str) -> str | None:
    r"""A quote without its backslashes, unless it may be TeX: ``G\"odel``, ``caf\'e``."""
    mark = found[0][-1]
    if before + behind in ("", "()", "[]") or _DOTLESS.match(found.string, found.end()):
        return None
    if before.isalnum() and behind.isalpha():
        apostrophe = found["apostrophe"] and before.isalpha()
        if not (apostrophe and is_contraction(found.string, found.start(), found.end())):
            return None
    return mark


_RANGE = re.compile(r"\\u[0-9a-fA-F]{4}-\\u")
"""Part of a character class."""
_DOTLESS = re.compile(r"\\[ij](?![a-z])")


def _character(found: re.Match[str], before: str) -> str | None:
    if before in {"[", "-"} or _RANGE.search(word_around(found.string, found)):
        return None
    if found["high"]:
        high, low = int(found["high"], 16), int(found["low"], 16)
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    character = chr(int(found["point"], 16))
    return character if character.isprintable() or character.isspace() else None


def _entity(entity: str, text: str, end: int) -> str | None:
    """Character of an entity, however often its ampersand was escaped again."""
    plain = html.unescape(entity.replace("&amp;", "&", 8).replace("amp;", ""))
    if entity.endswith("&amp;") or re.fullmatch(r"&(?:amp;)+", entity):
        plain = "&"
    if plain in ("<", ">"):
        return plain if _compares(text, end) else None
    if len(plain) > 2 or (plain.startswith("&") and plain != "&"):
        return None
    return plain if plain.isprintable() or plain in _INVISIBLE else None


_INVISIBLE = "\xa0\u2003\u2002\u2009\u200d\u200c\xad"
_COMPARED = re.compile(r"[\s\d.=$)/<>]|&(?:amp;)*[lg]t;|$")
_ESCAPED_TAG = re.compile(r"&(?:amp;)*lt;[/!?]?[A-Za-z]")


def _compares(text: str, end: int) -> bool:
    """Whether ``<`` or ``>`` before this place is a sign between figures, and not part of a tag."""
    return bool(_COMPARED.match(text, end)) and not _ESCAPED_TAG.search(text)


_RUN = re.compile('"+')
_PERCENT_QUOTE = re.compile("%22")


def _doubled(text: str) -> list[re.Match[str]]:
    """Doubled quotes of a line that has no others, if they open and close by turns."""
    runs = list(_RUN.finditer(text))
    return runs if all(len(run[0]) == 2 for run in runs) and _by_turns(text, runs) else []


def _percent_quotes(text: str) -> list[re.Match[str]]:
    """Percent-encoded quotes of a line outside of addresses, if they open and close by turns."""
    marks = [found for found in _PERCENT_QUOTE.finditer(text) if not in_address(text, found)]
    return marks if _by_turns(text, marks) else []


def _by_turns(text: str, marks: Sequence[re.Match[str]]) -> bool:
    """Whether marks stand where a word begins and where one ends, one after the other."""
    if len(marks) % 2:
        return False
    sides = [(text[m.start() - 1 : m.start()], text[m.end() : m.end() + 1]) for m in marks]
    opens = all(not b or b.isspace() or b in "([—–-" for b, _ in sides[::2])
    into = all(a and (a.isalnum() or a in "$£€'‘…") for _, a in sides[::2])
    closes = all(b and not b.isspace() for b, _ in sides[1::2])
    out_of = all(not a or a.isspace() or a in ".,;:!?)]—–-" for _, a in sides[1::2])
    return opens and into and closes and out_of
