"""What a single line looks like, before any context: chrome, a credit, prose or just short."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cleaners.chrome.phrases import share_of_phrases, tile
from cleaners.credits import Credit, read_credit
from cleaners.memory import remember
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
ROW_ITEMS = 3
ROW_MOST_ITEMS = 15
ROW_ITEM_WORDS = 4
"""A row of items is at least so many, each of so many words at most."""
ROW_DIGITS = 0.3
"""Share of items with digits from which a row is a row of a table."""
GLUED_JOINTS = 2
"""Places in one word where a capital follows a small letter: one is a brand, two are glue."""
MOSTLY_PHRASES = 0.75
"""Share of its words in chrome phrases from which a short line is weak evidence."""

_SENTENCE_END = re.compile(r"[.!?…。！？:][\"'”’»)\]]{0,3}(?:\[\d+\])*$")
_ITEM_BREAK = re.compile(r"[|｜•·∙▾▸‹›»«]|\s/\s|\s{2,}|\t")
_ITEM_SIGN = re.compile(r"[|｜•·∙▾▸‹›»«/]")
_JOINT = re.compile(r"[A-Z](?<=[a-z].)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line and what it looks like.

    Attributes:
        words: number of words.
        ends: it ends like a sentence.
        rule: the chrome rule it matches, or ``item_row``: its form is that of a menu.
        role: what the rule calls it.
        strong: chrome wherever it stands; else ``rule`` needs other chrome beside it.
        opens: what section it is a label of, see :class:`cleaners.rules.Rule`.
        credit: the byline or dateline it is.
        prose: running text that is none of these.
        listing: a code listing.
    """

    text: str
    words: int = 0
    ends: bool = False
    rule: str | None = None
    role: str = "page chrome"
    strong: bool = False
    opens: str | None = None
    credit: Credit | None = None
    prose: bool = False
    listing: bool = False

    @property
    def unknown(self) -> bool:
        """Nothing speaks for or against it."""
        return self.rule is None and self.credit is None and not self.prose and not self.listing


def read_listing(text: str) -> Line:
    """A code listing: never chrome, and as good an anchor of the body as a paragraph."""
    return Line(text, listing=True)


def read_paragraph(text: str) -> Line:
    """A long paragraph of a page that the model is sure of: prose."""
    return Line(text, words=len(words_of(text)), ends=bool(_SENTENCE_END.search(text)), prose=True)


@remember()
def read_line(text: str) -> Line:
    """Look at one line on its own. Remembered, for a document is read until nothing changes."""
    words = words_of(text)
    ends = bool(_SENTENCE_END.search(text))
    rule, strong = match_rule(text)
    name, role, opens = (rule.name, rule.role, rule.opens) if rule else (None, "page chrome", None)
    credit = None if strong else read_credit(text)
    if credit is None and rule is None and not ends and is_row(text, len(words)):
        name = "item_row"
    prose = (len(words) >= PROSE_WORDS and ends) or (
        len(words) >= LONG_WORDS and share_of_stopwords(words) >= PROSE_STOPWORDS
    )
    return Line(
        text=text,
        words=len(words),
        ends=ends,
        rule=name,
        role=role,
        strong=strong,
        opens=opens if strong else None,
        credit=credit,
        prose=prose and credit is None and not strong,
    )


def match_rule(text: str) -> tuple[Rule | None, bool]:
    """The chrome rule a line matches as a whole, and whether that is strong evidence."""
    if len(text) > LONGEST_CHROME:
        return None, False
    tiling = tile(text)
    if tiling is not None and tiling.strong:
        return tiling.rule, True
    rule = _pattern_rule(text)
    if rule is not None:
        return rule, rule.strength == "strong"
    return (tiling.rule, False) if tiling is not None else (None, False)


def _pattern_rule(text: str) -> Rule | None:
    """The first rule that has a pattern for the whole line."""
    if not _any_pattern().fullmatch(text):
        return None
    rules = (rule for rule in load_rules() if any(p.fullmatch(text) for p in rule.patterns))
    return next(rules, None)


@cache
def _any_pattern() -> re.Pattern[str]:
    """All patterns of all rules in one, which tells at once that none of them matches."""
    patterns = (pattern.pattern for rule in load_rules() for pattern in rule.patterns)
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.I)


def is_row(text: str, words: int) -> bool:
    """Whether a line has the form of a menu: short items between bars, or glued together.

    Rows with digits are rows of tables and left alone.
    """
    may_be = _ITEM_SIGN.search(text) or "  " in text or not text.isprintable()
    items = [item for item in _ITEM_BREAK.split(text) if item.strip()] if may_be else ()
    if ROW_ITEMS <= len(items) <= ROW_MOST_ITEMS:
        short = all(len(item.split()) <= ROW_ITEM_WORDS for item in items)
        digits = sum(any(map(str.isdigit, item)) for item in items)
        if short and digits <= ROW_DIGITS * len(items):
            return True
    if len(_JOINT.findall(text)) >= GLUED_JOINTS and any(
        len(_JOINT.findall(token)) >= GLUED_JOINTS for token in text.split()
    ):
        return True
    return words >= ROW_ITEMS and share_of_phrases(text, MOSTLY_PHRASES) >= MOSTLY_PHRASES
