r"""A whole document in which nothing but slashes is escaped: ``https:\/\/example.org``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners.document import Block, Draft, Edit
from cleaners.escapes.strings import BEYOND_DOUBT, is_code


def find_slashes(draft: Draft, blocks: Sequence[Block]) -> list[Edit]:
    r"""``\/`` for every slash of a document: a script escaped nothing else."""
    if "\\/" not in draft.text:
        return []
    found = [m for b in blocks for m in _SLASH.finditer(draft.text, b.start, b.end)]
    if any(m[0] == "/" for m in found) or not any(
        _BETWEEN.match(draft.text, m.start() - 3) for m in found
    ):
        return []
    if len(found) < BEYOND_DOUBT and is_code(draft, blocks, found):
        return []
    evidence = {"escape": "\\/", "string": f"no slash of {len(found)} stands without"}
    return [Edit(m.start(), m.end(), "\\/", "/", "escapes", "slash", evidence) for m in found]


_SLASH = re.compile(r"(?<!\\)\\/|/")
_BETWEEN = re.compile(
    r".{2}[\w:.]\\/\w|.{2}:\\/\\/|\w\w ?\\/ ?\w|.\w ?\\/ ?\w\w|.{2}\s?\\/\\/ \w|.\w \\/>", re.S
)
"""Three characters, then a slash that only makes sense without its backslash."""
