r"""A whole document that is the source of a string: JSON, C, Python, PHP's ``addslashes``.

What it believes: if every quote of a document stands behind a backslash, and every backslash begins
an escape that such strings have, then a program wrote the document as a string and nobody read it
as one. All of its escapes are undone, each once and everywhere, code and paths too: there a doubled
backslash means one. Where it stops: one bare quote, one backslash that no string could hold
(``\d``, ``\subseteq``), too few escapes that only make sense in prose, or too many that make sense
as TeX or as a path: then the document is no string, and :mod:`cleaners.escapes.prose` looks at each
place of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cleaners.document import Block, Draft, Edit
from cleaners.escapes.evidence import TOKEN, decode, read_evidence
from cleaners.escapes.places import INLINE_CODE, shows_code

ENOUGH = 2
"""Escapes in prose without which a document is no string."""
BEYOND_DOUBT = 5
"""As many of them count more than lines that look like code."""
LONGEST_SHOWN = 40
"""Characters of a run of escapes that its evidence repeats."""
OUTWEIGHS = 3
"""So many escapes in prose must stand against each that makes sense as it is written."""

_PREFIX = re.compile(r"[bu]?(?=[\"'])")
_DATA = re.compile(r"\s*[\[{]\s*\\+\"|\s*[\[{]\s*\[")


@dataclass(frozen=True, slots=True)
class Reading:
    """A document read as a string.

    Attributes:
        tokens: its escapes.
        outer: the spans of its own quotes; empty where it is the inside of a string.
        speaking: escapes that only make sense as escapes.
        against: those that make sense as they are written.
    """

    tokens: Sequence[re.Match[str]]
    outer: tuple[tuple[int, int], ...]
    speaking: int
    against: int


def find_string(draft: Draft, blocks: Sequence[Block]) -> list[Edit]:
    """All escapes of a document that is the source of a string; none if it is not one."""
    if "\\" not in draft.text:
        return []
    reading = read_string(draft, blocks)
    if reading is None:
        return []
    evidence = {"string": f"{reading.speaking} escapes in prose, {reading.against} that are not"}
    if reading.speaking < BEYOND_DOUBT and not reading.outer:
        evidence = {}  # each of so few speaks for itself
    edits = [_edit(draft, span, "", "string", evidence) for span in reading.outer]
    for token in reading.tokens:
        after = decode(token)
        rule = "quote" if token.lastgroup in ("double", "single") else str(token.lastgroup)
        found = {"escape": token[0][:LONGEST_SHOWN], **evidence}
        edits.append(_edit(draft, token.span(), after, rule, found))
    return edits


def _edit(draft: Draft, span: tuple[int, int], after: str, rule: str, why: dict[str, str]) -> Edit:
    return Edit(*span, draft.text[slice(*span)], after, "escapes", rule, why)


def read_string(draft: Draft, blocks: Sequence[Block]) -> Reading | None:
    """The document as a string, if every quote and backslash in it fits one, and enough speaks."""
    tokens: list[re.Match[str]] = []
    for block in blocks:
        for token in TOKEN.finditer(draft.text, block.start, block.end):
            if token["other"] is not None:
                return None
            tokens.append(token)
    if (
        not tokens
        or _DATA.match(draft.text, blocks[0].start)
        or _is_wrapped(draft.text, blocks, tokens)
    ):
        return None
    outer = _outer(draft, blocks, tokens)
    if outer is None:
        return None
    marks = [read_evidence(token) for token in tokens]
    speaking, against = marks.count(1), marks.count(-1)
    enough = 1 if outer else ENOUGH
    if speaking < enough or speaking < OUTWEIGHS * against:
        return None
    if speaking < BEYOND_DOUBT and is_code(draft, blocks, tokens):
        return None
    return Reading(tokens, outer, speaking, against)


def _outer(
    draft: Draft, blocks: Sequence[Block], tokens: Sequence[re.Match[str]]
) -> tuple[tuple[int, int], ...] | None:
    """Spans of the string's own quotes, perhaps none; None if a bare quote belies the string."""
    kinds = Counter(token.lastgroup for token in tokens)
    bare_double = sum(draft.text.count('"', b.start, b.end) for b in blocks) - kinds["double"]
    bare_single = sum(draft.text.count("'", b.start, b.end) for b in blocks) - kinds["single"]
    start, last = blocks[0].start, blocks[-1].end - 1
    prefix = _PREFIX.match(draft.text, start)
    opening = prefix.end() if prefix else start
    mark = draft.text[opening]
    ends = mark == draft.text[last] and opening < last and tokens[-1].end() <= last
    spans = ((start, opening + 1), (last, last + 1))
    inner = draft.text[opening + 1] + draft.text[last - 1]
    # ``"'...'"`` without a ``\\"``: the escapes are of the inner quotes, the outer are a field's.
    nested = (
        opening == start
        and inner == "''"
        and len(kinds) > ("backslash" in kinds) + 2 * ("double" in kinds)
    )
    if ends and mark == '"' and bare_double == 2 and not (kinds["single"] or nested):
        return spans
    if ends and mark == "'" and bare_single == 2 and not kinds["double"]:
        return spans
    if bare_double == 0 and not (kinds["single"] and bare_single):
        return ()
    return None


def _is_wrapped(text: str, blocks: Sequence[Block], tokens: Sequence[re.Match[str]]) -> bool:
    """Whether the string's own quotes are escaped in another way, which must be undone before.

    Then they are the only ones that are, and the string's escapes are bare.
    """
    opening = _WRAPPED.match(text, blocks[0].start)
    if not opening or not text.endswith(opening[1], blocks[0].start, blocks[-1].end):
        return False
    only = sum(text.count(opening[1], b.start, b.end) for b in blocks) == 2
    return only and any(token.lastgroup != "backslash" for token in tokens)


_WRAPPED = re.compile(r"[bu]?(&(?:amp;){0,9}(?:quot|apos|#x2[27]|#0?3[49]);|%2[27])")


def is_code(draft: Draft, blocks: Sequence[Block], tokens: Sequence[re.Match[str]]) -> bool:
    """Whether one of the lines with escapes is code or data, or has code in it."""
    lines = [b for b in blocks if any(b.start <= token.start() < b.end for token in tokens)]
    return any(
        line.role == "code" or shows_code(text) or INLINE_CODE.search(text)
        for line in lines
        for text in (draft.text_of(line),)
    )
