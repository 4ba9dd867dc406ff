"""What a single line looks like, before any context: chrome, a credit, prose or just short."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaners.chrome.phrases import tile
from cleaners.credits import Credit, read_credit
from cleaners.rules import Rule, load_rules
from cleaners.stopwords import share_of_stopwords, words_of

PROSE_WORDS = 8
"""Words of a complete sentence that anchors the body: shorter ones occur in chrome too."""
LONG_WORDS = 20
"""Words from which a line is prose though it does not end like a sentence (captions)."""
PROSE_STOPWORDS = 0.2
"""Share of function words in a long line of prose; menus of twenty words have hardly any."""
LONGEST_CHROME = 1_500
"""Characters; longer lines are never matched against patterns."""

_SENTENCE_END = re.compile(r"[.!?…。！？:][\"'”’»)\]]{0,3}(?:\[\d+\])*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line and what it looks like.

    Attributes:
        words: number of words.
        ends: it ends like a sentence.
        rule: the chrome rule it matches.
        strong: chrome wherever it stands; else ``rule`` needs other chrome beside it.
        credit: the byline or dateline it is.
        prose: running text that no chrome rule matches.
    """

    text: str
    words: int
    ends: bool
    rule: Rule | None
    strong: bool
    credit: Credit | None
    prose: bool


LISTING = Line("", 0, False, None, False, None, prose=True)
"""A code listing: never chrome, and as good an anchor of the body as a paragraph."""


def read_line(text: str) -> Line:
    """Look at one line on its own."""
    words = words_of(text)
    ends = bool(_SENTENCE_END.search(text))
    rule, strong = match_rule(text)
    credit = None if rule is not None and strong else read_credit(text)
    prose = (len(words) >= PROSE_WORDS and ends) or (
        len(words) >= LONG_WORDS and share_of_stopwords(words) >= PROSE_STOPWORDS
    )
    return Line(
        text=text,
        words=len(words),
        ends=ends,
        rule=rule,
        strong=strong,
        credit=credit,
        prose=prose and credit is None and not (rule is not None and strong),
    )


def match_rule(text: str) -> tuple[Rule | None, bool]:
    """The chrome rule a line matches as a whole, and whether that is strong evidence."""
    if len(text) > LONGEST_CHROME:
        return None, False
    tiling = tile(text)
    if tiling is not None and tiling.strong:
        return tiling.rule, True
    for rule in load_rules():
        if any(pattern.fullmatch(text) for pattern in rule.patterns):
            return rule, rule.strength == "strong"
    return (tiling.rule, False) if tiling is not None else (None, False)
