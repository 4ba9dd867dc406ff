"""Spam that reads like prose: a comment with a brand in disguise, praise from a machine, an order.

Each of these is also written by honest people: names in fancy letters, thanks for "this article",
articles about prompt injection. So none of it is cut; it is reported, for somebody to look at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cleaners.document import Block, Draft, Edit, Evidence, Settings
from cleaners.spam.cutting import cut
from cleaners.spam.orders import is_order
from cleaners.spam.shape import STEM
from cleaners.stopwords import ENGLISH

DISGUISED, SPACED, COMMENT, ORDER = 0.5, 0.4, 0.4, 0.3
"""How sure each is, 0 to 1: none enough for a cut."""
SHORTEST, LONGEST = 60, 1_500
"""Characters of a comment."""
TAIL = 2 / 3
"""Where comments begin: behind so much of the blocks."""
NEW = 0.6
"""Of the words of a comment, those that the rest does not have. Measured on half of WCXB's hosts:
of 345 expanded templates .55 are so and speak of the page, of 29,358 genuine paragraphs .002."""

# Letters in mathematical, enclosed or full-width form, or each under a mark: three in a row.
_STYLED = re.compile(
    r"[\U0001d400-\U0001d7ff\U0001f130-\U0001f189\u24b6-\u24e9\uff21-\uff3a\uff41-\uff5a]{3,}"
    r"|(?:[A-Za-z][\u0300-\u0335\u0337-\u036f\u20d0-\u20ff]){3,}"
)
# Two Latin letters or more and a Cyrillic letter that looks like one, in one word.
_MIXED = re.compile(
    r"(?<!\w)(?:[A-Za-z]{2,30}[АВЕКМНОРСТХаеорсухіѕј]|[АВЕКМНОРСТХаеорсухіѕј][A-Za-z]{2,30})"
)
_SPACED = re.compile(r"(?<!\S)(?:[A-Z] ){4,30}[A-Z0-9](?!\S)")
_THIS_PAGE = re.compile(
    r"\b(?:your|this) (?:\w{1,20} )?(?:(?:we)?blog|web ?site|web ?page|site|post|article|page"
    r"|write-?up|piece of writing|paragraph)\b",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]{3,}")


def find_prose(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """What may be spam in sentences. Scores are low: it is to be looked at, not cut."""
    disguises = not draft.text.isascii()
    for block in draft.blocks:
        if block.role == "code":
            continue
        if disguises:
            yield from _matches(draft, block, _STYLED, "styled_word", DISGUISED)
            yield from _matches(draft, block, _MIXED, "mixed_alphabets", DISGUISED)
        yield from _matches(draft, block, _SPACED, "spaced_word", SPACED)
        if is_order(draft.text_of(block)):
            order: Evidence = {"family": "visible order", "groups": "form"}
            yield cut(draft, (block.start, block.end), "visible_order", ORDER, order)
    yield from _comments(draft)


def _matches(
    draft: Draft, block: Block, pattern: re.Pattern[str], rule: str, score: float
) -> Iterator[Edit]:
    for found in pattern.finditer(draft.text, block.start, block.end):
        evidence = {"family": "disguised brand", "groups": "form", "word": found[0][:60]}
        yield cut(draft, found.span(), rule, score, evidence)


def _comments(draft: Draft) -> Iterator[Edit]:
    """Short paragraphs near the end that speak of the page and share no word with it."""
    tail = [
        block
        for block in draft.blocks[int(TAIL * len(draft.blocks)) :]
        if SHORTEST <= block.end - block.start <= LONGEST
        and block.role != "code"
        and _THIS_PAGE.search(draft.text, block.start, block.end)
    ]
    if not tail:
        return
    everything = Counter(stem for block in draft.blocks for stem in _stems(draft, block))
    for block in tail:
        own = _stems(draft, block)
        new = sum(everything[stem] == 1 for stem in own)
        if new >= NEW * max(1, len(own)):
            evidence: Evidence = {
                "family": "comment",
                "groups": "form, topic, place",
                "new_words": round(new / max(1, len(own)), 2),
            }
            yield cut(draft, (block.start, block.end), "off_topic_comment", COMMENT, evidence)


def _stems(draft: Draft, block: Block) -> set[str]:
    words = _WORD.findall(draft.text_of(block).lower())
    return {word[:STEM] for word in words if word not in ENGLISH}
