"""Injected spam: text that somebody else put into the page to be read by search engines.

Evidence is structural, never a word list, and a cut needs two independent groups of it. Any one is
weak: articles quote Chinese, menus are lists, accordions are hidden.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterable, Iterator

from cleaners.document import Draft, Edit, Settings
from cleaners.spam.concealed import find_concealed
from cleaners.spam.foreign_lists import find_foreign_lists
from cleaners.spam.opaque import find_opaque
from cleaners.spam.own_lists import find_own_lists

FINDERS: tuple[Callable[[Draft, Settings], Iterable[Edit]], ...] = (
    find_concealed,
    find_opaque,
    find_foreign_lists,
    find_own_lists,
)
"""In the order of certainty: where two want the same characters, the first has them."""


def find_spam(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Cut what at least two groups of evidence call spam."""
    if settings.spam != "strip":
        return
    taken: list[tuple[int, int]] = []
    for find in FINDERS:
        for edit in find(draft, settings):
            place = bisect(taken, (edit.start, edit.end))
            before = taken[place - 1][1] if place else 0
            behind = taken[place][0] if place < len(taken) else len(draft.text)
            if before <= edit.start < edit.end <= behind:
                taken.insert(place, (edit.start, edit.end))
                yield edit


__all__ = ["find_spam"]
