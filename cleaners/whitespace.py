"""White space and invisible characters.

Removed: control characters, zero-width spaces, byte order marks inside of text, Unicode tag
characters (they carry hidden messages, never text). Replaced by a space: tabs, no-break and
typographic spaces. What deliberately stays: ZWJ and ZWNJ (Indic scripts, Persian and emoji
need them), direction marks (Arabic and Hebrew need them), soft hyphens (authors set them),
runs of ordinary spaces (columns, verse), and everything in code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.document import Draft, Edit, Settings

FOUND = re.compile(
    r"(?P<control>[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]+)"
    r"|(?P<zero_width>[\u200b\u2060\u2061-\u2064\ufeff\ufff9-\ufffb]+)"
    r"|(?P<flag>\U0001f3f4[\U000e0020-\U000e007f]+)"  # an emoji flag: the one use of tags
    r"|(?P<tag>[\U000e0000-\U000e007f]+)"
    r"|(?P<space>[ ]*[\t\x85\xa0\u1680\u2000-\u200a\u202f\u205f\u3000][\s\x85]*)"
)


def find_whitespace(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Spans of invisible or unusual white space, each removed or replaced by one space."""
    for block in draft.blocks:
        # All that is looked for is unprintable, as Python's tables of Unicode have it.
        if block.role == "code" or draft.text_of(block).isprintable():
            continue
        for found in FOUND.finditer(draft.text, block.start, block.end):
            if found.lastgroup == "flag":
                continue
            yield Edit(
                found.start(),
                found.end(),
                found[0],
                " " if found.lastgroup == "space" else "",
                cleaner="whitespace",
                rule=str(found.lastgroup),
                evidence={"characters": " ".join(f"U+{ord(c):04X}" for c in found[0][:8])},
                role="white space",
            )
