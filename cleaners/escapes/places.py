"""What stands around an escape, and what it says: words, contractions, names."""

from __future__ import annotations

import html
import re

from cleaners.code import LONGEST_CODE_LINE, looks_like_code

REACH = 100
"""Characters looked at on each side for the word in which an escape stands."""

INLINE_CODE = re.compile(r"`[^`\n]{1,200}`|<code>.{0,400}?</code>|\$(?!\d)[^$\n]{1,120}\$")
"""Code in a line of Markdown or HTML, and a formula of TeX."""

NUMBERED = re.compile(r"\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}")
"""Escapes that are no names in a path, however many follow each other."""

_CONTRACTION = re.compile(r"(?:s|t|re|ve|ll|d|m|em|n|til|cause|clock)(?![^\W\d_])", re.I)


def is_contraction(text: str, start: int, end: int) -> bool:
    r"""Whether an apostrophe between letters is one of English, or of a name.

    ``don\'t``, ``O\'BRIEN``; not ``caf\'e``, which is TeX.
    """
    name = text[start - 1].isupper() and text[end].isupper()
    return name or bool(_CONTRACTION.match(text, end))


def before_escape(text: str, start: int) -> str:
    r"""The character before an escape; behind ``\n`` that is a line break, not an ``n``."""
    if text[start - 2 : start] in ("\\n", "\\r", "\\t") and text[start - 3 : start - 2] != "\\":
        return "\n"
    return text[start - 1 : start]


def is_elision(text: str, start: int, end: int) -> bool:
    r"""Whether an apostrophe between letters is one of French or Italian: ``l\'eau``."""
    return bool(_ELISION.search(text, max(0, start - 8), start) and _VOWEL.match(text, end))


_ELISION = re.compile(r"(?<![^\W\d_])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|[dns]?ell|all|un)$", re.I)
_VOWEL = re.compile(r"[aeiouyhàâæéèêëîïôœùûü]", re.I)


def word_around(text: str, found: re.Match[str]) -> str:
    """The run of text without white space around an escape, at most 200 characters."""
    start, end = found.span()
    left = text[max(0, start - REACH) : start]
    right = text[end : end + REACH]
    left = "" if not left or left[-1].isspace() else left.rsplit(None, 1)[-1]
    right = "" if not right or right[0].isspace() else right.split(None, 1)[0]
    return left + text[start:end] + right


def is_at_word(text: str, start: int, end: int) -> bool:
    """Whether something stands where a quotation mark or an apostrophe of prose would."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    if before.isalnum() and behind.isalnum():
        return is_contraction(text, start, end)
    if before and not before.isascii() and not before.isalnum():  # a half of mojibake: ``â€%E2...``
        return True
    opens = (not before or before.isspace() or before in "([{-–—\\>") and not behind.isspace()
    closes = not before.isspace() and (not behind or not behind.isalnum())
    return opens or closes


def in_address(text: str, found: re.Match[str]) -> bool:
    """Whether an escape is part of an address, where ``%22`` is right."""
    start = max(0, found.start() - LONGEST_ADDRESS)
    left = re.split(r"[\s\"“<(]", text[start : found.start()])[-1]
    if not _ADDRESS.search(left):
        return False
    closes = left.startswith(found[0]) and not text[found.end() : found.end() + 1].isalnum()
    return not closes


LONGEST_ADDRESS = 300
"""Characters before an escape in which an address is looked for."""
_ADDRESS = re.compile(r"://|www\.|[?&][\w-]{1,40}=")


_MARKUP_TALK = re.compile(
    r"\b(?:entit(?:y|ies)|ampersands?|markup|HTML|XML|XHTML|SGML|(?:escaped|encoded) (?:as|twice)"
    r"|character (?:codes?|references?)|angle brackets?|less[- ]than sign|tags? &(?:amp;)*lt)\b"
    r"|\bWrite &(?:amp;)*lt;|\bUse &(?:amp;)*lt;",
    re.I,
)
TALK = 80
"""Characters on each side of an entity in which a word about markup makes it an example."""
_ESCAPE_TALK = re.compile(
    r"\b(?:backslash(?:es)?|escapes?|notation|line ?breaks?|newlines?|code points?|Unicode)\b", re.I
)


def talks_of_markup(text: str, start: int, end: int) -> bool:
    """Whether the words around an entity are about markup, and it may be their example."""
    return bool(_MARKUP_TALK.search(text, max(0, start - TALK), end + TALK))


def talks_of_escapes(text: str) -> bool:
    """Whether a line is about escapes."""
    return bool(_ESCAPE_TALK.search(text))


def shows_code(text: str) -> bool:
    """Whether a line is code, perhaps behind its entities: ``foo(&quot;x&quot;);``.

    A line too long for one is not: there, a document stands on a line.
    """
    if len(text) > LONGEST_CODE_LINE:
        return False
    return looks_like_code(text) or ("&" in text and looks_like_code(html.unescape(text)))
