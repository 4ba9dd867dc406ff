"""Page chrome: what belongs to the site and not to the text.

Pages bring trafilatura's verdict block by block; dumps do not. What is left is judged the same
way for both: each line by itself (:mod:`.lines`), then by where it stands (:mod:`.context`).
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.chrome.context import find_by_context
from cleaners.chrome.finding import Finding
from cleaners.chrome.lines import read_line, read_listing
from cleaners.document import Block, Draft, Edit, Settings

__all__ = ["find_chrome"]

EXTRACTED = 0.5
"""Share of a block's words in trafilatura's extraction from which it counts as main text."""
LINKED = 0.5
"""Link density from which a block is a menu, where trafilatura found no main text at all."""


def find_chrome(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Remove the blocks that are chrome, each with the rule and the evidence for it."""
    main: list[Block] = []
    for block in draft.blocks:
        finding = _find_by_markup(block)
        if finding is None:
            main.append(block)
        else:
            yield _removal(draft, block, finding)
    lines = [(read_listing if b.role == "code" else read_line)(draft.text_of(b)) for b in main]
    title = draft.page.title if draft.page else None
    for index, finding in find_by_context(lines, title).items():
        yield _removal(draft, main[index], finding)


def _find_by_markup(block: Block) -> Finding | None:
    """What the DOM and trafilatura say against a block of a page."""
    markup = block.markup
    if markup is None:
        return None
    where = f"in {markup.path}, link density {markup.link_density:.2f}"
    if markup.extracted is None:
        if markup.hidden or markup.link_density > LINKED:
            hidden = "hidden, " if markup.hidden else ""
            return Finding("menu_or_hidden", "page chrome", 0.6, hidden + where)
    elif markup.extracted < EXTRACTED:
        evidence = f"trafilatura kept {markup.extracted:.0%} of its words; {where}"
        return Finding("not_main_text", "page chrome", 0.8, evidence)
    return None


def _removal(draft: Draft, block: Block, finding: Finding) -> Edit:
    return Edit(
        block.start,
        block.end,
        draft.text_of(block),
        "",
        cleaner="chrome",
        rule=finding.rule,
        evidence={"why": finding.evidence},
        role=finding.role,
        score=finding.score,
    )
