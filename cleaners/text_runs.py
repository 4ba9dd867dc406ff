"""A dump's blocks as runs: with the same evidence as a page's, as far as plain text has it.

What a browser would lay out, tools write as signs: bullets, ``#`` before headings, bars between
cells, blank lines around what belongs together. They are read as the elements they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from cleaners.document import Draft
from cleaners.html_runs import Run, Scope

GAPS: Final = (9, 5, 3, 2)
"""Line breaks between two blocks from which they belong to different parts, widest first."""
MOST = 12
"""Line breaks, and columns of indentation, that are told apart."""
USUAL = 2
"""Line breaks between the blocks of clean text."""

_MARK = re.compile(
    r"(?P<li>(?:[-*+•◦▪·‣●○■»–—]|o(?=\s{2})|\d{1,3}[.)])\s+)|(?P<h>#{1,6})\s+|(?P<td>\|)\s*|(?P<blockquote>>)\s*"
)
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\s]*(?:\s\"[^\"\n]*\")?\)")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|`")
_GLUE = re.compile(r"[a-z)][A-Z]|[a-z][.?!][A-Z]")
_MAY_BE_GLUE = re.compile(r"[A-Z](?<=[a-z).?!].)")
"""Every place that looks glued is also this, which is found faster."""
_COLUMNS = re.compile(r"\S(?:\s{2,}|\t)\S")
_CELLS = re.compile(r"\s\|\s")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a block stands in the text. Of clean text, nothing is left of it but ``USUAL``.

    Attributes:
        before, after: line breaks between it and the blocks beside it, MOST at most.
        indent: columns in front of it, MOST at most.
    """

    before: int = USUAL
    after: int = USUAL
    indent: int = 0


@cache
def share_layout(before: int, after: int, indent: int) -> Layout:
    """A layout; there are few different ones, and a dump has hundreds of lines."""
    return Layout(before, after, indent)


def read_layout(draft: Draft) -> list[Layout]:
    """The layout of each block of a draft."""
    text, blocks = draft.text, draft.blocks
    if not blocks:
        return []
    edges = [0, *(block.end for block in blocks)]
    gaps = [text[end : block.start] for end, block in zip(edges, blocks, strict=False)]
    breaks = [min(MOST, gap.count("\n")) for gap in gaps]
    after = [*breaks[1:], USUAL]
    breaks[0] = USUAL
    indents = [len(gap) - 1 - gap.rfind("\n") for gap in gaps]
    return [
        share_layout(first, last, min(MOST, indent))
        for first, last, indent in zip(breaks, after, indents, strict=True)
    ]


def read_lines(texts: Sequence[str], layouts: Sequence[Layout]) -> list[Run]:
    """The runs of a dump. Blank lines are containers: the more of them, the wider."""
    scopes = [Scope(None, "body")]
    runs: list[Run] = []
    for text, layout in zip(texts, layouts, strict=True):
        del scopes[1 + sum(map(layout.before.__lt__, GAPS)) :]
        while len(scopes) <= len(GAPS):
            scopes.append(Scope(scopes[-1], "div"))
        runs.append(_as_run(text, scopes[-1]))
    return runs


def _as_run(text: str, parent: Scope) -> Run:
    """A line without its signs, as the element that they stand for."""
    found = _MARK.match(text)
    tag, inner = "p", text
    if found is not None and found.end() < len(text):
        kind = str(found.lastgroup)
        tag = f"h{len(found[0].rstrip())}" if kind == "h" else kind
        inner = text[found.end() :]
    elif "|" in text and _CELLS.search(text):
        tag = "td"
    scope = Scope(parent, tag)
    scope.path = tag
    run = Run(scope)
    if "](" in inner:
        run.links = inner.count("](")
        run.linked = sum(len("".join(link[1].split())) for link in _LINK.finditer(inner))
        inner = _LINK.sub(r"\1", inner)
    run.bold = inner.startswith(("**", "__"))
    if "*" in inner or "_" in inner or "`" in inner:
        inner = _EMPHASIS.sub("", inner)
    run.pieces.append(inner)
    if not run.close():  # nothing but signs
        run.text = text
    return run


SIGN_COLUMNS: Final = ("glue", "columns", "signs only")
LAYOUT_COLUMNS: Final = ("gap before", "gap after", "indent", *SIGN_COLUMNS)


def describe_layout(texts: Sequence[str], layouts: Sequence[Layout]) -> Iterator[list[float]]:
    """One row a block; see ``LAYOUT_COLUMNS``."""
    for text, layout in zip(texts, layouts, strict=True):
        yield [layout.before, layout.after, layout.indent, *count_signs(text)]


def count_signs(text: str) -> tuple[int, int, bool]:
    """Places that look glued, gaps between columns, and whether there is nothing but signs."""
    signs_only = not text[0].isalnum() and not any(map(str.isalnum, text))
    glue = len(_GLUE.findall(text)) if _MAY_BE_GLUE.search(text) else 0
    plain = "  " not in text and text.isprintable()  # no white space but single spaces
    return glue, 0 if plain else len(_COLUMNS.findall(text)), signs_only
