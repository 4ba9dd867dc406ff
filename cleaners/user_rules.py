"""What the user says of single lines. The corpus is theirs, so their rule is the last word.

A rule is matched against a whole line as it reads after repair, its white space folded. Where a
line is to be kept *and* dropped it is kept: the loss would be the greater harm. Keeping wins over
every cleaner that removes, spam included, because the user said so; it does not keep a line from
being mended, nor a document from being rejected as a whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from cleaners.document import Block, Draft, Edit, Settings
from cleaners.site import UserRule, compile_pattern

LONGEST_LINE = 1_500
"""Characters; longer lines match no rule: a pattern of a user's may take more than linear time."""


def find_dropped(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Remove the lines that the user wants dropped."""
    rules = [rule for rule in draft.site.rules if rule.action == "drop"]
    for block in draft.blocks if rules else ():
        text = draft.text_of(block)
        rule = match_rule(text, rules)
        if rule is None:
            continue
        evidence = {"pattern": rule.pattern, **({"why": rule.why} if rule.why else {})}
        yield Edit(
            block.start, block.end, text, "", "user_rules", rule.name, evidence, role="dropped"
        )


def spare(draft: Draft, found: Iterable[Edit]) -> Iterable[Edit]:
    """The edits without those on lines that the user wants kept."""
    rules = [rule for rule in draft.site.rules if rule.action == "keep"]
    if not rules:
        return found
    return (edit for edit in found if match_rule(_line_of(draft, edit), rules) is None)


def find_kept(draft: Draft) -> Iterator[tuple[Block, UserRule]]:
    """The lines that the user wants kept, each with the rule that says so."""
    rules = [rule for rule in draft.site.rules if rule.action == "keep"]
    for block in draft.blocks if rules else ():
        rule = match_rule(draft.text_of(block), rules)
        if rule is not None:
            yield block, rule


def match_rule(text: str, rules: Iterable[UserRule]) -> UserRule | None:
    """The first rule that matches a line."""
    folded = " ".join(text.split())
    if len(folded) > LONGEST_LINE:
        return None
    return next((rule for rule in rules if compile_pattern(rule.pattern).fullmatch(folded)), None)


def _line_of(draft: Draft, edit: Edit) -> str:
    """The line in which an edit stands, whole."""
    index = bisect_right(draft.blocks, edit.start, key=lambda block: block.start) - 1
    return draft.text_of(draft.blocks[index])
