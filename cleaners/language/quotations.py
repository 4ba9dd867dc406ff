"""Which foreign blocks are quoted: by what stands before them, around them, after them.

A quotation is in quotation marks, or announced by a colon, signed with a dash and a name, explained
in brackets, or marked up as one. Doubtful lines between do not part it from these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners.document import Block, Draft
from cleaners.language.judgement import Judgement

LONGEST_ANNOUNCED = 100
"""Words that a colon announces at most: more are no quotation."""
LINES_BETWEEN = 4
"""Doubtful lines between a quotation and its announcement or signature at most."""
_OPENING = "\"'“”„«»‘’「」『』《》‹›"
_SIGNATURE = re.compile(r"(?:[—–―]|--)\s?[^\W\d_].{0,79}$")
"""Not with a hyphen: that begins an item of a list."""
_QUOTING = frozenset({"blockquote", "pre"})
_QUOTING_WORDS = frozenset(
    ("quote", "quotation", "blockquote", "pullquote", "poem", "verse", "lyrics", "epigraph")
)


def is_quoted(draft: Draft, judged: Sequence[Judgement], run: range) -> bool:
    """Whether a run of foreign blocks is a quotation."""
    first, last = draft.text_of(draft.blocks[run[0]]), draft.text_of(draft.blocks[run[-1]])
    if all(_is_marked_up(draft.blocks[i]) for i in run):
        return True
    if first[0] in _OPENING and last.rstrip(".,;:!?… ")[-1:] in _OPENING:
        return True
    before, after = _line(draft, judged, run[0], -1), _line(draft, judged, run[-1], 1)
    if before.endswith((":", "：", "—")):
        return sum(judged[i].words for i in run) <= LONGEST_ANNOUNCED
    return _SIGNATURE.match(after) is not None or after.startswith("(")


def _line(draft: Draft, judged: Sequence[Judgement], index: int, step: int) -> str:
    """The next line before or after that is not doubtful, or that speaks for a quotation."""
    for _ in range(LINES_BETWEEN):
        index += step
        if not 0 <= index < len(judged):
            return ""
        text = draft.text_of(draft.blocks[index])
        speaks = text.endswith((":", "：", "—")) if step < 0 else _SIGNATURE.match(text)
        if speaks or judged[index].kind in ("wanted", "foreign"):
            return text
    return ""


def _is_marked_up(block: Block) -> bool:
    markup = block.markup
    return markup is not None and (
        not _QUOTING.isdisjoint(markup.path.split("/"))
        or not _QUOTING_WORDS.isdisjoint(markup.words)
    )
