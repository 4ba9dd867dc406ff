"""Remembering what a function said of a text, for the texts that come again.

Lines of menus, styles and addresses recur from page to page; a line of a megabyte does not, and
some thousands of those would fill the memory of a process that cleans for days.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

LONGEST = 1_000
"""Characters of a text that is remembered."""
MOST = 20_000
"""Texts remembered, unless said otherwise: those asked for last."""

_Rest = TypeVarTuple("_Rest")
_T = TypeVar("_T")


def remember(
    most: int = MOST,
) -> Callable[[Callable[[str, *_Rest], _T]], Callable[[str, *_Rest], _T]]:
    """Have a pure function remember ``most`` of its answers, none of them about a long text.

    The text is the first argument, and all arguments are hashable and given by place.
    """

    def with_memory(function: Callable[[str, *_Rest], _T]) -> Callable[[str, *_Rest], _T]:
        remembering = lru_cache(maxsize=most)(function)

        @wraps(function)
        def ask(text: str, *rest: *_Rest) -> _T:
            return function(text, *rest) if len(text) > LONGEST else remembering(text, *rest)

        return ask

    return with_memory
