"""Injected spam."""

from collections.abc import Iterator

from cleaners.document import Draft, Edit, Settings
from cleaners.spam.foreign_lists import find_foreign_lists


def find_spam(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Cut."""
    if settings.spam != "strip":
        return
    yield from find_foreign_lists(draft, settings)


__all__ = ["find_spam"]
