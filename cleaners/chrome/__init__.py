"""Page chrome: what belongs to the site and not to the text.

Pages bring trafilatura's verdict block by block (:mod:`.pages`); dumps do not. What is left is
judged the same way for both: each line by itself (:mod:`.lines`), then by where it stands
(:mod:`.context`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.chrome.context import find_by_context
from cleaners.chrome.finding import Finding
from cleaners.chrome.lines import read_line, read_listing
from cleaners.chrome.pages import find_by_markup
from cleaners.document import Block, Draft, Edit, Settings

__all__ = ["find_chrome"]

_EDIT_LINK = re.compile(r"\s?\[\s?(?:edit|edit source|edit \| edit source|source|¶)\s?\]$", re.I)
LONGEST_HEADING = 120


def find_chrome(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Remove the blocks that are chrome, each with the rule and the evidence for it."""
    texts = [draft.text_of(block) for block in draft.blocks]
    by_markup = find_by_markup(draft.blocks)
    for index, finding in by_markup.items():
        yield _removal(draft, draft.blocks[index], finding)
    main = [index for index in range(len(texts)) if index not in by_markup]
    is_code = [draft.blocks[index].role == "code" for index in main]
    lines = [
        (read_listing if code else read_line)(texts[index])
        for index, code in zip(main, is_code, strict=True)
    ]
    title = (draft.page.heading or draft.page.title) if draft.page else None
    by_context = find_by_context(lines, title)
    for position, index in enumerate(main):
        if position in by_context:
            yield _removal(draft, draft.blocks[index], by_context[position])
        else:
            yield from _find_edit_link(draft, draft.blocks[index])


def _find_edit_link(draft: Draft, block: Block) -> Iterator[Edit]:
    """``Geology[edit]``: the link of a wiki glued to its heading."""
    text = draft.text_of(block)
    may_be = len(text) <= LONGEST_HEADING and "]" in text[-2:]
    link = _EDIT_LINK.search(text) if may_be else None
    if link is not None and link.start() > 0:
        finding = Finding("edit_link", "navigation", 0.95, "glued to a heading")
        yield _removal(draft, block, finding, start=block.start + link.start())


def _removal(draft: Draft, block: Block, finding: Finding, start: int | None = None) -> Edit:
    first = block.start if start is None else start
    return Edit(
        first,
        block.end,
        draft.text[first : block.end],
        "",
        cleaner="chrome",
        rule=finding.rule,
        evidence={"why": finding.evidence},
        role=finding.role,
        score=finding.score,
    )
