"""Mojibake, mended by ftfy: ``donâ€™t`` was UTF-8 read as windows-1252.

Only decoding mistakes are mended. Typographic quotes, ligatures and full-width letters are
what the author wrote and stay; entities and control characters have cleaners of their own.
ftfy's explanation, the encodings it went through, is the edit's evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftfy import TextFixerConfig, fix_and_explain

from cleaners.differences import find_differences
from cleaners.document import Block, Draft, Edit, Settings

CONFIG = TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    remove_control_chars=False,
    normalization=None,
)
_SUSPECT = re.compile(r"[^\x00-\x7f\xa0©®·–—‘’“”•…™]")
"""Characters without which ftfy finds nothing: text of these others is never mojibake."""
CHUNK = 100_000
"""Characters given to ftfy at once: one flaw then does not decide over megabytes."""


def find_mojibake(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Spans that ftfy reads as text decoded with the wrong encoding."""
    if draft.text.isascii():
        return
    edits = [
        edit for block in draft.blocks if not block.mentions_code for edit in _find(draft, block)
    ]
    if not all(_is_weak(draft.text, edit) for edit in edits):
        yield from edits


def _find(draft: Draft, block: Block) -> Iterator[Edit]:
    for start in range(block.start, block.end, CHUNK):
        before = draft.text[start : min(start + CHUNK, block.end)]
        if before.isascii() or not _SUSPECT.search(before):
            continue
        after, explanation = fix_and_explain(before, CONFIG)
        if after == before:
            continue
        code = [found.span() for found in _INLINE_CODE.finditer(before)]
        steps = ", ".join(f"{step.action} {step.parameter}" for step in explanation or ())
        evidence = {"steps": steps}
        for low, high, text in find_differences(before, after):
            if not any(first <= low and high <= last for first, last in code):
                yield Edit(
                    start + low, start + high, before[low:high], text, "mojibake", "ftfy", evidence
                )


_INLINE_CODE = re.compile(r"`[^`\n]{1,200}`|<code>.{0,400}?</code>")
"""What shows mojibake as an example."""


def _is_weak(text: str, edit: Edit) -> bool:
    """Whether a repair rests on a letter before a plain space: "the letter Ã is" may be meant.

    The space was a no-break space if other mojibake is in the document.
    """
    return edit.before.rstrip(" ") in ("Ã", "Â") and (
        edit.before.endswith(" ") or text.startswith(" ", edit.end)
    )
