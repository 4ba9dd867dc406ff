"""A dump's blocks are its lines; a fenced code listing and a hard-wrapped paragraph are one block.

Trimmed of the white space around it, a line is kept or removed as a whole, and what stands
between two blocks is white space only. Fenced listings (CommonMark, section 4.5) stay one
block because double spacing and lost indentation would break them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.chrome.model import Model
from cleaners.document import Block, Draft
from cleaners.ledger import LINE_BREAK, shrink
from cleaners.wrapping import find_paragraphs

_FENCE = re.compile(r"[ \t]{0,3}(`{3,}|~{3,})[^`\n]*$")


def read_text(text: str, model: Model | None = None) -> Draft:
    """A text dump as a draft whose blocks are its lines that are not blank.

    Args:
        text: the dump.
        model: the weights by which its lines will be judged; None leaves that to the rules.
    """
    return Draft(source_text=text, text=text, blocks=tuple(_blocks(text)), model=model)


def _blocks(text: str) -> Iterator[Block]:
    lines = list(_lines(text))
    paragraphs = find_paragraphs([text[start:end] for start, end in lines])
    last_line = {paragraph.start: paragraph.stop - 1 for paragraph in paragraphs}
    number = 0
    while number < len(lines):
        start, end = lines[number]
        last = _fence_end(text, lines, number)
        if last is not None:
            yield Block(start, shrink(text, start, lines[last][1])[1], role="code")
            number = last + 1
            continue
        number = last_line.get(number, number)
        start, end = shrink(text, start, lines[number][1])
        if start < end:
            yield Block(start, end)
        number += 1


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in LINE_BREAK.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _fence_end(text: str, lines: list[tuple[int, int]], number: int) -> int | None:
    """The line that closes the fence which line ``number`` opens; None if it opens none."""
    start, end = lines[number]
    if not text.startswith(("`", "~", " ", "\t"), start):
        return None
    opening = _FENCE.match(text[start:end])
    if opening is None:
        return None
    fence = opening[1]
    for later in range(number + 1, min(number + MAX_LISTING, len(lines))):
        start, end = lines[later]
        line = text[start:end].strip()
        if line.startswith(fence) and not line.strip(fence[0]):
            return later
    return None


MAX_LISTING = 2_000
"""Lines a fence is looked for; an unclosed one opens nothing, and many stay cheap."""
