"""Cleancopy under the same signature as its peers, for pages and for text dumps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaners import Settings


def settings_for(*, multilingual: bool) -> Settings:
    """The defaults, or the same for pages in any language."""
    from cleaners import Settings

    return Settings(languages=None) if multilingual else Settings()


def ours(source: bytes, *, multilingual: bool = False, model: Path | None = None) -> str:
    """The body that Cleancopy finds, also of a page that it then rejects.

    It is not told the address of the page: its peers are not either.

    Args:
        source: a page.
        multilingual: whether text in other languages than English counts.
        model: a file of weights instead of those shipped.
    """
    from cleaners import clean

    settings = settings_for(multilingual=multilingual)
    if model is None:
        return clean(source, kind="html", settings=settings).text
    from benchmarks.folds import clean_with_model

    return clean_with_model(model, source, settings)


def ours_text(source: bytes, *, model: Path | None = None) -> str:
    """The body of a text dump in UTF-8, also of one that is then rejected."""
    from cleaners import Settings, clean

    text = source.decode("utf-8")
    if model is None:
        return clean(text, kind="text", settings=Settings()).text
    from benchmarks.folds import clean_with_model

    return clean_with_model(model, text, Settings(), kind="text")
