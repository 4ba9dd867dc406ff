r"""Cleancopy's library: text in, clean text and an account of every change out.

Examples:
    >>> from cleaners import clean
    >>> doc = clean(r"The keeper said \"nobody\" had crossed the bridge since the storm last week.")
    >>> doc.text
    'The keeper said "nobody" had crossed the bridge since the storm last week.'
    >>> doc.edits[0].rule
    'quote'

Pure: nothing here opens a file, asks the network or the clock, or imports Prefect.
"""

from cleaners.document import (
    Block,
    Decoding,
    Document,
    Edit,
    Flag,
    Markup,
    Metadata,
    Reason,
    Settings,
)
from cleaners.echoes import find_echoes
from cleaners.ledger import replay, revert
from cleaners.outline import Outline, read_outline
from cleaners.pipeline import clean
from cleaners.site import Echo, Site, Templates, UserRule
from cleaners.templates import find_templates

__all__ = [
    "Block",
    "Decoding",
    "Document",
    "Echo",
    "Edit",
    "Flag",
    "Markup",
    "Metadata",
    "Outline",
    "Reason",
    "Settings",
    "Site",
    "Templates",
    "UserRule",
    "clean",
    "find_echoes",
    "find_templates",
    "read_outline",
    "replay",
    "revert",
]
