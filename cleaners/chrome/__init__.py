"""Page chrome: what belongs to the site and not to the text.

Pages bring the model's verdict block by block (:mod:`.judge`, :mod:`.pages`); of a dump a model
judges the wording of its lines (:mod:`.wording`). What it keeps of a page, and all of a dump, is
then judged line by line by rules (:mod:`.lines`), and by where the lines stand (:mod:`.context`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaners.chrome.context import find_by_context, is_thread
from cleaners.chrome.finding import Finding
from cleaners.chrome.lines import Line, read_line, read_listing, read_paragraph
from cleaners.chrome.pages import find_by_markup
from cleaners.chrome.wording import SURE, Wording, find_by_wording
from cleaners.document import Block, Draft, Edit, Settings

__all__ = ["find_chrome"]

_EDIT_LINK = re.compile(r"\s?\[\s?(?:edit|edit source|edit \| edit source|source|¶)\s?\]$", re.I)
LONGEST_HEADING = 120
SURELY_TEXT = 0.9
LONG = 200
"""Probability of main text, and characters, of a paragraph that no rule need look at."""
SHORT_POST = 0.15
"""Probability from which a sentence of a thread is not removed by the model."""
BARE_WORDS = 3
"""Words of a line up to which it may say anything anywhere."""


def find_chrome(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Remove the blocks that are chrome, each with the rule and the evidence for it."""
    wording = find_by_wording(draft, draft.model, settings) if draft.model else Wording()
    found = find_by_markup(draft.blocks) | wording.lines
    # Of a dump the rules look at all lines: which one is the byline, only they can say.
    indices = [i for i in range(len(draft.blocks)) if draft.model or i not in found]
    lines = [_read(draft, draft.blocks[index], wording.chance(index)) for index in indices]
    if draft.model and is_thread(lines):
        found = {i: f for i, f in found.items() if not _may_be_post(lines[i], wording.chance(i))}
    title = (draft.page.heading or draft.page.title) if draft.page else None
    by_rules = find_by_context(lines, title)
    dated = any(finding.role == "byline" for finding in by_rules.values())
    for position, finding in by_rules.items():
        index = indices[position]
        is_wanted = finding.rule == "reader_comments" and settings.comments == "keep"
        is_weak = _is_weak(lines, position, finding, dated=dated)
        if not is_wanted and not (is_weak and wording.chance(index) >= SURE):
            found[index] = finding
    cut = {part.block for part, _ in wording.parts}
    for index, block in enumerate(draft.blocks):
        if index in found:
            yield _removal(draft, block.start, block.end, found[index])
        elif index not in cut:
            yield from _find_edit_link(draft, block)
    for part, finding in wording.parts:
        if part.block not in found:
            start = draft.blocks[part.block].start
            yield _removal(draft, start + part.start, start + part.end, finding)


def _is_weak(lines: Sequence[Line], position: int, finding: Finding, *, dated: bool) -> bool:
    """Whether a rule rests on so little that the model may know better.

    Among short lines that say nothing, ``Share`` may be a row of a table and ``Today`` one of a
    programme; between paragraphs they are buttons. A headline is told by its byline.
    """
    line = lines[position]
    if finding.rule in ("headline", "above_headline"):
        return not dated
    if line.credit is not None:
        return line.credit.date is None and line.credit.author is None
    if line.words > BARE_WORDS or line.opens is not None or finding.role == "references":
        return False
    return any(other.unknown for other in lines[max(0, position - 1) : position + 2])


def _may_be_post(line: Line, chance: float) -> bool:
    """In a thread, what reads like a sentence: the model takes short answers for furniture."""
    return line.ends and line.rule is None and line.credit is None and chance >= SHORT_POST


def _read(draft: Draft, block: Block, chance: float) -> Line:
    """A line; ``chance`` is the probability that a dump's is main text."""
    text = draft.text_of(block)
    if block.role == "code":
        return read_listing(text)
    likely = block.markup.likely if block.markup is not None else chance
    if likely >= SURELY_TEXT and len(text) > LONG:
        return read_paragraph(text)
    return read_line(text)


def _find_edit_link(draft: Draft, block: Block) -> Iterator[Edit]:
    """``Geology[edit]``: the link of a wiki glued to its heading."""
    text = draft.text_of(block)
    may_be = len(text) <= LONGEST_HEADING and "]" in text[-2:]
    link = _EDIT_LINK.search(text) if may_be else None
    if link is not None and link.start() > 0:
        finding = Finding("edit_link", "navigation", 0.95, "glued to a heading")
        yield _removal(draft, block.start + link.start(), block.end, finding)


def _removal(draft: Draft, start: int, end: int, finding: Finding) -> Edit:
    return Edit(
        start,
        end,
        draft.text[start:end],
        "",
        cleaner="chrome",
        rule=finding.rule,
        evidence={"why": finding.evidence},
        role=finding.role,
        score=finding.score,
    )
