"""Cleancopy under the same signature as its peers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaners import Settings

LANGUAGES = tuple(
    "af ar bg bn ca cs cy da de el en es et fa fi fr gu he hi hr hu hy id it ja ka kn ko lt lv mk"
    " ml mr ne nl no pa pl pt ro ru sk sl so sq sv sw ta te th tl tr uk ur vi zh".split()
)
"""Every language that is told from others: none of them is noise."""


def settings_for(*, multilingual: bool) -> Settings:
    """The defaults, or the same for pages in any language."""
    from cleaners import Settings

    return Settings(languages=LANGUAGES) if multilingual else Settings()


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
