r"""Escapes that a program wrote and nobody undid: ``\"gift\"``, ``\u2019``, ``&quot;``, ``""``.

First the whole document is asked what it is (:mod:`~cleaners.escapes.strings`,
:mod:`~cleaners.escapes.fields`): the source of a string, a CSV field, text inside of HTML. If it is
one of them throughout, one layer of it is undone everywhere, and the next layer is looked for. If
it is not, escapes are undone one by one where they stand in prose (:mod:`~cleaners.escapes.prose`).
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaners.document import Draft, Edit, Settings
from cleaners.escapes.fields import find_entities, find_field, find_literal, find_percents
from cleaners.escapes.prose import find_in_prose
from cleaners.escapes.slashes import find_slashes
from cleaners.escapes.strings import find_string

LAYERS = (find_string, find_field, find_entities, find_percents, find_slashes, find_literal)
"""What a whole document may be, asked in this order; the first that it is is undone."""


def find_escapes(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """One layer of escapes of the whole document, or else the escapes in its prose."""
    blocks = [b for b in draft.blocks if b.markup is None or not b.markup.code]
    if not blocks:
        return
    for find_layer in LAYERS:
        edits = find_layer(draft, blocks)
        if edits:
            yield from edits
            return
    yield from find_in_prose(draft, blocks)
