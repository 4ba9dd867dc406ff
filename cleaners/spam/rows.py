"""Rows of short items in a text: between separators in one line, or one a line over several.

Every list is one, and so is much else: only what its items are, and where else they stand, can
tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cleaners.document import Block, Draft, Link
from cleaners.echoes import mark_link, mark_owner, mark_phrase, mark_prose
from cleaners.spam.shadow import shadow_of
from cleaners.spam.shape import find_items

LONGEST = 60
"""Characters of an item."""
FEW = 4
"""Items of a row."""
LONGEST_MEAN = 40
"""Mean characters of the items of a line: what commas part in prose is longer."""
BARS = "|¦_"
"""Separators that sentences have no use for: with them a sentence may be glued to the row."""
MOST_WORDS = 8
SHORTEST = 8
"""Letters of a phrase in Latin, which has two words at least."""
SHORTEST_OTHER = 4
"""The same in other scripts, where names have three."""
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Item:
    """An item: its span in the text of the draft, and its words in lower case."""

    start: int
    end: int
    words: tuple[str, ...]

    @property
    def mark(self) -> int | None:
        """What it is counted by; None if it is too short to be a phrase of somebody's."""
        return mark_phrase(self.words) if is_phrase(self.words) else None


def is_phrase(words: tuple[str, ...]) -> bool:
    """Whether words are more than a name or a label."""
    letters = sum(map(len, words))
    if not 1 <= len(words) <= MOST_WORDS:
        return False
    if "".join(words).isascii():
        return len(words) > 1 and letters >= SHORTEST
    return letters >= SHORTEST_OTHER


def read_rows(draft: Draft) -> Iterator[list[Item]]:
    """Rows of a draft, in order; short lines in a row are one."""
    row: list[Item] = []
    for block in draft.blocks:
        if block.role != "code" and block.end - block.start <= LONGEST:
            row.append(_read(draft.text, block.start, block.end))
            continue
        if len(row) >= FEW:
            yield row
        row = []
        if block.role != "code":
            items = _in_line(draft, block)
            if len(items) >= FEW:
                yield items
    if len(row) >= FEW:
        yield row


def _in_line(draft: Draft, block: Block) -> list[Item]:
    spans = list(find_items(draft.text, block.start, block.end))
    is_barred = sum(draft.text.count(bar, block.start, block.end) for bar in BARS) >= FEW - 1
    if len(spans) < FEW:
        return []
    if block.end - block.start > LONGEST_MEAN * len(spans) and not is_barred:
        return []
    return [_read(draft.text, start, end) for start, end in spans]


def _read(text: str, start: int, end: int) -> Item:
    words = WORD.findall(shadow_of(text[start:end]).text.lower())
    return Item(start, end, tuple(words))


def mark_lists(draft: Draft) -> Iterator[int]:
    """Marks of a dump: of the items of its rows, and of its longer lines."""
    for row in read_rows(draft):
        marks = [found for item in row if (found := item.mark) is not None]
        if len(marks) >= FEW:
            yield from marks
    for block in draft.blocks:
        if block.end - block.start > LONGEST:
            yield mark_prose(draft.text_of(block))


def mark_links(links: Iterable[Link]) -> Iterator[int]:
    """Marks of a page: of its links, and of what stands beside them."""
    for link in links:
        yield mark_link(link.host, link.words)
        yield mark_owner(link.host)
        if is_phrase(link.words):
            yield mark_phrase(link.words)
        yield mark_prose(beside(link))


def beside(link: Link) -> str:
    """The run of text that a link stands in, without the link."""
    return link.run.replace(link.text, " ", 1)
