"""Which language a text is in, and which blocks of a document are noise in another.

script → function words → langdetect

The first that is sure decides. Where none is, a text is in no language, and stays.
"""

from __future__ import annotations

from cleaners.language.documents import is_foreign_document
from cleaners.language.foreign import find_foreign
from cleaners.language.identify import Identified, identify_language

__all__ = ["Identified", "find_foreign", "identify_language", "is_foreign_document"]
