"""Dumps as they turn up in the wild: what people and programs did to them after the scraping.

Each kind is a function of a text and of random numbers, and with the same numbers it does the same.
Words stay in their order and none is lost; what may change is white space, list signs, and for
``repeated_headers`` lines that come in between. How often each happens in the wild nobody has
counted: the shares below are ours, high enough that every document shows the damage.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from random import Random
from typing import Final

SHORT = 40
"""Characters up to which a line looks like a menu entry, a label or a heading."""
LONG = 100
"""Characters from which a line is taken for a paragraph."""
GLUE_SHORT = 0.4
"""Share of the pairs of short neighbours that are glued."""
GLUE_LONG = 0.3
"""Share of the paragraphs beside a short line to which it is glued."""
WIDTHS = (72, 80)
"""Columns: letters and mail are wrapped at 72, terminals at 80."""
LIST = 3
"""Short lines in a row that are written as a list."""
SIGNS = ("•", "*", "-")
HEADS = (25, 60)
"""Lines between two running heads: a printed page has about so many."""
HEAD_SIZE = 80
"""Characters of a running head at most."""

_SIGN = re.compile(r"^[ \t]*[•*‣◦·+-][ \t]+(?=\S)")
_GAP = re.compile(r"[ \t]{2,}")


def glued(text: str, chance: Random) -> str:
    """Neighbouring lines run into each other: ``Global EditionASIA``.

    So are short ones, and a menu or footer line to the head or tail of a paragraph. Paragraphs are
    not glued to each other.
    """
    rows: list[str] = []
    gap: list[str] = []
    for line in text.splitlines():
        if not line.strip():
            gap.append("")
            continue
        if rows and _is_glued(rows[-1], line, chance):
            rows[-1] = rows[-1].rstrip() + line.lstrip()
        else:
            rows += [*gap, line]
        gap = []
    return "\n".join(rows + gap)


def _is_glued(line: str, following: str, chance: Random) -> bool:
    smaller, larger = sorted((len(line.strip()), len(following.strip())))
    share = GLUE_SHORT if larger <= SHORT else GLUE_LONG if larger >= LONG else 0.0
    return smaller <= SHORT and chance.random() < share


def no_blank_lines(text: str, _chance: Random) -> str:
    """Nothing shows where a paragraph ends but the line break."""
    return "\n".join(line for line in text.splitlines() if line.strip())


def wrapped(text: str, chance: Random) -> str:
    """Each line broken at the last space before a fixed column, its rest on the next lines."""
    width = chance.randint(*WIDTHS)
    return "\n".join(row for line in text.splitlines() for row in _wrap(line, width))


def _wrap(line: str, width: int) -> list[str]:
    rows = textwrap.wrap(
        line,
        width,
        expand_tabs=False,
        replace_whitespace=False,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return rows or [""]


def one_line(text: str, _chance: Random) -> str:
    """All white space is a single space."""
    return " ".join(text.split())


def bullets(text: str, chance: Random) -> str:
    """One sign for all lists of a document, also where there was none before short lines."""
    sign = " " * chance.choice((0, 2)) + chance.choice(SIGNS) + chance.choice((" ", "  ", "\t"))
    rows: list[str] = []
    for short, group in groupby(text.splitlines(), key=lambda line: len(line.strip()) <= SHORT):
        lines = list(group)
        listed = short and sum(bool(line.strip()) for line in lines) >= LIST
        for line in lines:
            found = _SIGN.match(line)
            if line.strip() and (found or listed):
                line = sign + line[found.end() if found else 0 :].lstrip()  # noqa: PLW2901
            rows.append(line)
    return "\n".join(rows)


def tabs(text: str, chance: Random) -> str:
    """Columns by tabs: runs of spaces become one, and short neighbours stand side by side."""
    lines = [_GAP.sub("\t", line.rstrip()) for line in text.splitlines()]
    rows: list[str] = []
    for line in lines:
        beside = bool(rows) and 0 < len(line) <= SHORT and 0 < len(rows[-1]) <= 2 * SHORT
        if beside and chance.random() < GLUE_SHORT:
            rows[-1] += "\t" + line
        else:
            rows.append(line)
    return "\n".join(rows)


def literal_newlines(text: str, chance: Random) -> str:
    r"""Line breaks written out as ``\n``, as by a program that printed a string's source.

    In half of the documents the break itself stands there too.
    """
    written = "\\n" + chance.choice(("", "\n"))
    return written.join(line.rstrip() for line in text.splitlines())


def repeated_headers(text: str, chance: Random) -> str:
    """The document's first line comes again at the head of every page, perhaps with its number."""
    lines = text.splitlines()
    head = " ".join(next((line for line in lines if line.strip()), "").split())[:HEAD_SIZE]
    number = chance.choice(("", "{head} | {page}", "{page}", "{head} Page {page} of {pages}"))
    size = chance.randint(*HEADS)
    pages = -(-len(lines) // size)

    def rows() -> Iterator[str]:
        for page, start in enumerate(range(0, len(lines), size), 1):
            if page > 1:
                yield (number or "{head}").format(head=head, page=page, pages=pages)
            yield from lines[start : start + size]

    return "\n".join(rows())


DAMAGES: Final[Mapping[str, Callable[[str, Random], str]]] = {
    "glued": glued,
    "no_blank_lines": no_blank_lines,
    "wrapped": wrapped,
    "one_line": one_line,
    "bullets": bullets,
    "tabs": tabs,
    "literal_newlines": literal_newlines,
    "repeated_headers": repeated_headers,
}


def damage(kind: str, text: str, name: str) -> str:
    """A text damaged in one way; ``name``, of its document, is the seed."""
    return DAMAGES[kind](text, Random(f"{kind} {name}"))  # noqa: S311
