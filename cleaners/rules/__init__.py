"""Rules kept as data: what a kind of page chrome looks like, why, and the proof of both.

A rule file holds ``[[rule]]`` tables. ``match`` lines are what the rule must find and
``near_misses`` what it must not: they are the rule's tests. A rule has ``phrases`` (a line is
matched when it is nothing but phrases, separators and counts, however they are glued), or
``patterns`` (regular expressions for the whole line, case ignored), or both. ``{site}``
in a phrase stands for the name or host of a web site, ``{n}`` for a number.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Strength = Literal["strong", "weak"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of chrome.

    Attributes:
        role: what the matched text is, in the words of the field.
        strength: ``strong`` lines are chrome wherever they stand; ``weak`` ones ("Top",
            "Business") only beside other chrome.
        opens: the line is a label whose section goes with it: ``list`` for the short lines
            behind it ("Related stories"), ``references`` for a closing list of sources.
            Such labels count at the edges of a document only.
        phrases: what a matched line is made of, lower case; one-word phrases are weak
            evidence unless they are in ``alone`` too.
    """

    name: str
    role: str
    strength: Strength
    opens: str | None
    phrases: tuple[str, ...]
    alone: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    why: str
    since: str
    match: tuple[str, ...]
    near_misses: tuple[str, ...]


FILES = ("chrome.toml",)


@cache
def load_rules() -> tuple[Rule, ...]:
    """All rules that ship with the package, in the order of their files.

    Raises:
        ValueError: a rule is malformed; the message names it.
    """
    rules = [rule for name in FILES for rule in _read(name)]
    names = [rule.name for rule in rules]
    if len(set(names)) != len(names):
        raise ValueError(f"two rules share a name: {sorted(names)}")
    return tuple(rules)


def _read(name: str) -> Iterator[Rule]:
    for table in tomllib.loads(files(__name__).joinpath(name).read_text("utf-8"))["rule"]:
        try:
            yield Rule(
                name=table["name"],
                role=table["role"],
                strength=table.get("strength", "strong"),
                opens=table.get("opens"),
                phrases=tuple(table.get("phrases", ())),
                alone=frozenset(table.get("alone", ())),
                patterns=tuple(re.compile(p, re.I) for p in table.get("patterns", ())),
                why=table["why"],
                since=table["since"],
                match=tuple(table["match"]),
                near_misses=tuple(table["near_misses"]),
            )
        except (KeyError, re.error) as error:
            raise ValueError(f"{name}: rule {table.get('name')!r}: {error!r}") from error
