"""Injected spam: text that somebody else put into the page to be read by search engines.

Evidence is structural, never a word list, and a cut needs two independent groups of it. Any one is
weak: articles quote Chinese, menus are lists, accordions are hidden. What is weak is reported.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from cleaners.document import Draft, Edit, Evidence, Settings
from cleaners.spam.concealed import find_concealed
from cleaners.spam.echoed import find_echoed_lists
from cleaners.spam.foreign_lists import find_foreign_lists
from cleaners.spam.opaque import find_opaque
from cleaners.spam.own_lists import find_own_lists
from cleaners.spam.prose import find_prose
from cleaners.spam.spliced import find_echoed_links, find_strange_links

FINDERS: tuple[Callable[[Draft, Settings], Iterable[Edit]], ...] = (
    find_concealed,
    find_opaque,
    find_foreign_lists,
    find_own_lists,
    find_echoed_lists,
    find_echoed_links,
)
"""In the order of certainty: where two want the same characters, the first has them."""
SURE = 0.9
"""Score from which a find is cut. What is less sure is a suspicion."""


def find_spam(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Cut what at least two groups of evidence call spam."""
    if settings.spam == "strip":
        for edit in _search(draft, settings, FINDERS):
            if edit.score >= SURE:
                yield edit


def find_suspects(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """What would be cut if it were surer; with ``Settings.spam = "flag"``, also what is sure."""
    if settings.spam == "off":
        return
    for edit in _search(draft, settings, (*FINDERS, find_prose, find_strange_links)):
        if settings.spam == "flag" or edit.score < SURE:
            yield replace(edit, evidence=_without_counts(edit.evidence))


def _without_counts(evidence: Evidence) -> Evidence:
    """What stays true when other documents come: counts of echoes are kept up to date for cuts."""
    return {name: value for name, value in evidence.items() if name not in ("hosts", "documents")}


def _search(
    draft: Draft, settings: Settings, finders: Iterable[Callable[[Draft, Settings], Iterable[Edit]]]
) -> Iterator[Edit]:
    """Finds that do not overlap."""
    taken: list[tuple[int, int]] = []
    for find in finders:
        for edit in find(draft, settings):
            place = bisect(taken, (edit.start, edit.end))
            before = taken[place - 1][1] if place else 0
            behind = taken[place][0] if place < len(taken) else len(draft.text)
            if before <= edit.start < edit.end <= behind:
                taken.insert(place, (edit.start, edit.end))
                yield edit


__all__ = ["find_spam", "find_suspects"]
