"""Where a block of spam is put into a clean host: a dump, or the source of a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random

from benchmarks.spam_blocks import Block

MIN_PARAGRAPH = 120
"""Characters of a paragraph that something can be put into."""
_PARAGRAPH = re.compile(r"<p(?:\s[^<>]{0,300})?>([^<>]{120,4000})</p>", re.I)
"""One without markup inside, so that any place in it is a place in its text."""
_BODY_END = re.compile(r"</body\s*>", re.I)


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _inside(line: str, chance: Random) -> tuple[str, str] | None:
    """A line parted at a space of its middle."""
    spaces = [found.start() for found in re.finditer(r"(?<=[a-z,]) (?=[a-z])", line)]
    spaces = [place for place in spaces if 30 < place < len(line) - 30]
    if not spaces:
        return None
    place = chance.choice(spaces)
    return line[:place], line[place + 1 :]


def _text_first(lines: list[str], block: Block, _: Random) -> list[str] | None:
    return [block.text, *lines]


def _text_between(lines: list[str], block: Block, chance: Random) -> list[str] | None:
    if len(lines) < 3:
        return None
    place = chance.randint(1, len(lines) - 1)
    return [*lines[:place], block.text, *lines[place:]]


def _text_in_sentence(lines: list[str], block: Block, chance: Random) -> list[str] | None:
    long = [number for number, line in enumerate(lines) if len(line) >= MIN_PARAGRAPH]
    if not long:
        return None
    number = chance.choice(long)
    parts = _inside(lines[number], chance)
    if parts is None:
        return None
    return [*lines[:number], f"{parts[0]} {block.text} {parts[1]}", *lines[number + 1 :]]


def _text_glued(lines: list[str], block: Block, _: Random) -> list[str] | None:
    if len(lines[-1]) < MIN_PARAGRAPH or not lines[-1].endswith((".", "!", "?", '"', "”")):
        return None
    return [*lines[:-1], lines[-1] + block.text]


def _text_end(lines: list[str], block: Block, _: Random) -> list[str] | None:
    return [*lines, block.text]


TEXT_POSITIONS: Mapping[str, Callable[[list[str], Block, Random], list[str] | None]] = {
    "first line": _text_first,
    "between paragraphs": _text_between,
    "inside a sentence": _text_in_sentence,
    "glued to the last line": _text_glued,
    "end of article": _text_end,
}


def put_into_text(host: str, block: Block, position: str, chance: Random) -> str | None:
    """The dump with the block in it; None where it has no such place."""
    lines = TEXT_POSITIONS[position](_lines(host), block, chance)
    return None if lines is None else "\n".join(lines)


HTML_POSITIONS = (
    "title", "first line", "between paragraphs", "inside a sentence", "glued to the last line",
    "end of article", "after </body>", "after </html>",
)  # fmt: skip


def put_into_page(host: str, block: Block, position: str, chance: Random) -> str | None:
    """The source of the page with the block in it; None where it has no such place."""
    if position == "title":
        return re.sub(r"(<title[^<>]*>)", lambda m: m[0] + block.text, host, count=1)
    if position == "after </html>":
        return host + "\n" + block.html
    if position == "after </body>":
        ends = list(_BODY_END.finditer(host))
        return None if not ends else _insert(host, ends[-1].end(), "\n" + block.html)
    paragraphs = list(_PARAGRAPH.finditer(host))
    if len(paragraphs) < 3:
        return None
    if position == "first line":
        return _insert(host, paragraphs[0].start(), block.html)
    if position == "end of article":
        return _insert(host, paragraphs[-1].end(), block.html)
    if position == "between paragraphs":
        return _insert(host, chance.choice(paragraphs[:-1]).end(), block.html)
    if position == "glued to the last line":
        return _insert(host, paragraphs[-1].end(1), block.inline)
    found = chance.choice(paragraphs)
    parts = _inside(found[1], chance)
    if parts is None:
        return None
    return _insert(host, found.start(1) + len(parts[0]), f" {block.inline}")


def _insert(host: str, place: int, what: str) -> str:
    return host[:place] + what + host[place:]
