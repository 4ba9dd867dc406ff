"""What is known of the site of a document: what recurs there, and the user's own rules for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

Pair = tuple[int, int]
"""The keys of two lines, one below the other."""


@dataclass(frozen=True, slots=True)
class Templates:
    """What recurs across the documents of a site; see :mod:`cleaners.templates`.

    Attributes:
        documents: how many were counted, those with the same lines as one.
        counts: on how many of them a pair of lines stands, where that are enough.
    """

    documents: int = 0
    counts: Mapping[Pair, int] = field(default_factory=dict)


NO_TEMPLATES = Templates()


class Echo(NamedTuple):
    """How far a phrase echoes; see :mod:`cleaners.echoes`.

    Attributes:
        hosts: on how many hosts it stands that have nothing to do with each other.
        documents: on how many documents.
    """

    hosts: int
    documents: int


@dataclass(frozen=True, slots=True)
class UserRule:
    """A line that the user wants to keep, or to drop, whatever the cleaners say.

    Attributes:
        name: what the ledger calls it.
        action: a kept line is removed by no cleaner and no other rule; a dropped one always is.
        pattern: a regular expression for the whole line, white space folded.
        site: the host it is for, hosts below it included, or a folder; None for every document.
        why: the user's reason, which is shown with every line that it concerns.
    """

    name: str
    action: Literal["keep", "drop"]
    pattern: str
    site: str | None = None
    why: str = ""

    def __post_init__(self) -> None:
        try:
            compile_pattern(self.pattern)
        except re.error as error:
            raise ValueError(f"{self.name}: pattern {self.pattern!r}: {error}") from error

    def concerns(self, site: str) -> bool:
        """Whether it is for the documents of a site."""
        return self.site is None or site == self.site or site.endswith(f".{self.site}")


@dataclass(frozen=True, slots=True)
class Site:
    """The site of a document: what :func:`cleaners.clean` may know of it.

    Attributes:
        name: its host, or the folder of its documents.
        rules: the user's that are for it.
        echoes: what of the document stands on hosts that have nothing to do with its own, by mark.
    """

    name: str = ""
    templates: Templates = NO_TEMPLATES
    rules: tuple[UserRule, ...] = ()
    echoes: Mapping[int, Echo] = field(default_factory=dict)


NOWHERE = Site()


@lru_cache(maxsize=1_000)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """The pattern of a rule of the user's. Remembered, for every line is matched against it."""
    return re.compile(pattern)


def rules_for(site: str, rules: Iterable[UserRule]) -> tuple[UserRule, ...]:
    """Those of the user's rules that are for a site, in order."""
    return tuple(rule for rule in rules if rule.concerns(site))
