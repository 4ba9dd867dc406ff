"""Which foreign blocks are quoted: by what stands before them, around them, after them.

A quotation is in quotation marks, or announced by a colon, signed with a dash and a name, explained
in brackets, or marked up as one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners.document import Block, Draft
from cleaners.language.function_words import count_words_of, plain_words
from cleaners.language.judgement import Judgement

LONGEST_ANNOUNCED = 100
"""Words that a colon announces at most: more are no quotation."""
LINES_BETWEEN = 4
"""Unclear lines between a quotation and its announcement at most."""
WORDS_BETWEEN = 2
"""Words of the quotation's language that such a line has, be they English too, at least."""
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
    before = _before(draft, judged, run)
    if before.endswith((":", "：", "—")):
        return sum(judged[i].words for i in run) <= LONGEST_ANNOUNCED
    next_one = run[-1] + 1
    after = draft.text_of(draft.blocks[next_one]) if next_one < len(judged) else ""
    return _SIGNATURE.match(after) is not None or after.startswith("(")


def _before(draft: Draft, judged: Sequence[Judgement], run: range) -> str:
    """The line before a run, and before lines of verse that belong to it but for want of words."""
    language = judged[run[0]].identified.language
    for index in range(run[0] - 1, max(-1, run[0] - 1 - LINES_BETWEEN), -1):
        text = draft.text_of(draft.blocks[index])
        words = plain_words(text)
        if judged[index].kind != "unclear" or count_words_of(words, language) < WORDS_BETWEEN:
            return text
    return ""


def _is_marked_up(block: Block) -> bool:
    markup = block.markup
    return markup is not None and (
        not _QUOTING.isdisjoint(markup.path.split("/"))
        or not _QUOTING_WORDS.isdisjoint(markup.words)
    )
