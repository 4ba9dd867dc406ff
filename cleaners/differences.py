"""Where two texts differ, as small spans: so that the ledger shows a change, not a page."""

from __future__ import annotations

from collections.abc import Iterator

WINDOW = 48
"""How far to look for the place where both texts agree again."""
AGREEMENT = 4
"""Characters that must agree there."""


def find_differences(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """Spans of ``before`` and the text that replaces each: ``(start, end, replacement)``.

    Greedy, so not always the smallest set, but always right and linear for texts that differ
    in small places, as before and after a repair.
    """
    i = j = 0
    while i < len(before) or j < len(after):
        if i < len(before) and j < len(after) and before[i] == after[j]:
            i, j = i + 1, j + 1
            continue
        skip_before, skip_after = _resynchronise(before, after, i, j)
        yield i, i + skip_before, after[j : j + skip_after]
        i, j = i + skip_before, j + skip_after


def _resynchronise(before: str, after: str, i: int, j: int) -> tuple[int, int]:
    """The nearest place behind ``i`` and ``j`` where the texts agree; both ends if none."""
    for distance in range(1, 2 * WINDOW):
        for skip_after in range(max(0, distance - WINDOW), min(distance, WINDOW) + 1):
            skip_before = distance - skip_after
            ours = before[i + skip_before : i + skip_before + AGREEMENT]
            theirs = after[j + skip_after : j + skip_after + AGREEMENT]
            if ours and ours == theirs:
                return skip_before, skip_after
    return len(before) - i, len(after) - j
