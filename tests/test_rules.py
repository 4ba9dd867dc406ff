"""The rule files: every example is found, no near miss is, and no pattern backtracks."""

from __future__ import annotations

import time

import pytest

from cleaners.chrome.lines import match_rule
from cleaners.chrome.phrases import tile
from cleaners.rules import Rule, load_rules

RULES = load_rules()
EXAMPLES = [(rule, line) for rule in RULES for line in rule.match]
NEAR_MISSES = [(rule, line) for rule in RULES for line in rule.near_misses]


def name(value: object) -> str:
    """Parametrised ids that can be read."""
    return value.name if isinstance(value, Rule) else str(value)[:40]


@pytest.mark.parametrize(("rule", "line"), EXAMPLES, ids=name)
def test_an_example_is_found(rule: Rule, line: str) -> None:
    """The line is chrome; by a strong rule on its own, by a weak one beside other chrome."""
    found, strong = match_rule(line)
    assert found is not None
    assert strong or rule.strength == "weak"


@pytest.mark.parametrize(("rule", "line"), NEAR_MISSES, ids=name)
def test_a_near_miss_is_not_found(rule: Rule, line: str) -> None:
    """A sentence, a heading, a name that looks like chrome is no strong evidence."""
    found, strong = match_rule(line)
    assert not (found is not None and strong)
    assert not any(pattern.fullmatch(line) for pattern in rule.patterns)


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_a_rule_explains_itself_and_proves_where_it_stops(rule: Rule) -> None:
    """Why, since when, three examples and three near misses at least."""
    assert rule.why.endswith(".")
    assert rule.since
    assert len(rule.match) >= 2
    assert len(rule.near_misses) >= 2
    assert rule.phrases or rule.patterns


@pytest.mark.parametrize(
    "line",
    [
        "share " * 45, "a" * 1_400, "Home / " * 60, "Print E-mail" * 24, "copyright 2024 " * 90,
        "1 | 2 | 3 | " * 100, "we use first third party cookies " * 40, "tags: a, b, " * 100,
        "by and & de la " * 13, "(" * 300, "« " * 600, "get our " * 170, "x " * 150, "2024-01-02 " * 18,
    ],
    ids=lambda line: line[:16],
)  # fmt: skip
def test_no_line_takes_long(line: str) -> None:
    """Lines made to provoke backtracking take milliseconds, not seconds."""
    from cleaners.credits import read_credit

    start = time.process_time()
    match_rule(line)
    tile(line)
    read_credit(line)
    assert time.process_time() - start < 0.5
