"""Why a text was removed, or is still there, for ``cleancopy explain --why``.

What was removed has its edit, which says all. For what was kept there is no entry, because nothing
happened to it: here the judges are asked once more what they saw in the line. That is their opinion
of the line in the uncleaned document; the decision was made in rounds, over all lines together.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cleaners import Block, Document, Edit, Flag, Settings
from cleaners.chrome.lines import read_line
from cleaners.chrome.model import shipped
from cleaners.chrome.wording import find_by_wording
from cleaners.pipeline import repair
from cleaners.text_blocks import read_text

MOST_PLACES = 50
"""Of a text that stands in many; the first ones tell."""


@dataclass(frozen=True, slots=True)
class Place:
    """One block in which a text stands.

    Attributes:
        block: where; kept or removed.
        text: the block as it stands in the source.
        edits: changes of the block that touch the text.
        flags: what spoke against it and was not enough.
        signs: of a kept block, what the judges see in it.
    """

    block: Block
    text: str
    edits: tuple[Edit, ...]
    flags: tuple[Flag, ...]
    signs: Mapping[str, str] = field(default_factory=dict)


def find_places(doc: Document, text: str) -> list[Place]:
    """The blocks in which a text stands, white space aside; if in none, without regard to case.

    What was mended is found in both forms, broken and mended.
    """
    words = text.split()
    if not words:
        return []
    for flags in (re.NOFLAG, re.I):
        pattern = re.compile(r"\s+".join(map(re.escape, words)), flags)
        spans = list(_find_spans(doc, pattern))[:MOST_PLACES]
        if spans:
            chances = _ask_model(doc)
            return [_describe(doc, block, start, end, chances) for block, start, end in spans]
    return []


def clean_text_of(doc: Document, block: Block) -> str:
    """What a block became; empty where it was removed."""
    pieces: list[str] = []
    position = block.start
    for edit in _edits_on(doc, block.start, block.end):
        pieces += doc.source_text[position : edit.start], edit.after
        position = max(position, edit.end)
    return "".join([*pieces, doc.source_text[position : block.end]])


def _find_spans(doc: Document, pattern: re.Pattern[str]) -> Iterator[tuple[Block, int, int]]:
    """Blocks and the part of each that is meant: that of the source, or all of a mended one."""
    ends = [block.end for block in doc.blocks]
    found = False
    for match in pattern.finditer(doc.source_text):
        for block in doc.blocks[bisect_right(ends, match.start()) :]:
            if block.start >= match.end():
                break
            found = True
            yield block, max(block.start, match.start()), min(block.end, match.end())
    for block in () if found else doc.blocks:
        if block.kept and pattern.search(clean_text_of(doc, block)):
            yield block, block.start, block.end


def _edits_on(doc: Document, start: int, end: int) -> tuple[Edit, ...]:
    first = bisect_right(doc.edits, start, key=lambda edit: edit.end)
    return doc.edits[first : bisect_left(doc.edits, end, key=lambda edit: edit.start)]


def _describe(
    doc: Document, block: Block, start: int, end: int, chances: Mapping[str, float]
) -> Place:
    whole = (0, len(doc.source_text))
    flags = tuple(
        flag
        for flag in doc.flags
        if flag.start < block.end and block.start < flag.end and (flag.start, flag.end) != whole
    )
    text = doc.source_text[block.start : block.end]
    signs = dict(_see(doc, block, chances)) if block.kept else {}
    return Place(block, text, _edits_on(doc, start, end), flags, signs)


def _see(doc: Document, block: Block, chances: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    """What the judges see in a line that was kept."""
    text = " ".join(clean_text_of(doc, block).split())
    line = read_line(text)
    if line.credit is not None:
        yield "reads like", "a credit"
    elif line.rule is not None:
        yield "reads like", f"{line.rule}, which is too weak on its own: it needs chrome beside it"
    else:
        yield "reads like", "running text" if line.prose else "nothing in particular"
    if text in chances:
        yield "model of lines", f"main text with probability {chances[text]:.2f}"
    if (markup := block.markup) is not None:
        yield "model of pages", f"main text with probability {markup.likely:.2f}"
        if markup.extracted is not None:
            yield "trafilatura", f"kept {markup.extracted:.0%} of its words"
        yield "links", f"{markup.link_density:.0%} of its characters"
        yield "path", markup.path + (" (hidden)" if markup.hidden else "")
    if doc.reason is not None:
        yield "all the same", f"the document is rejected: {doc.reason}"


def _ask_model(doc: Document) -> dict[str, float]:
    """The probability of each line of a dump, by its text: of the likeliest if there are more."""
    if doc.kind != "text":
        return {}
    model = shipped("text")
    draft = repair(read_text(doc.source_text, model))
    wording = find_by_wording(draft, model, Settings())
    chances: dict[str, float] = {}
    for index, block in enumerate(draft.blocks):
        text = " ".join(draft.text_of(block).split())
        chances[text] = max(chances.get(text, 0.0), wording.chance(index))
    return chances
