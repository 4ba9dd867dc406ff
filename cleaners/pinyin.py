"""Readings strewn into Chinese text to make copies look new: ``物聯(lián)網(wǎng)``.

Programs that copy pages convert characters and leave the reading of some behind them, one syllable
in brackets behind one character, here and there. Somebody who teaches Chinese gives the reading of
every word, of a whole word at once, or of the few names that are hard to read: those stay. What is
removed are the readings; the text around them is genuine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.document import Draft, Edit, Settings

FEWEST = 5
"""Readings in a document; an author may explain a few names."""
MIN_SHARE = 1 / 60
"""Of the Han characters, those with a reading; strewn texts have one in 60 or more."""
MAX_SHARE = 0.25
"""From here on the readings are there for the reader."""
DIFFERENT = 0.2
"""Of the readings, the distinct ones: a glossary of one word repeats it."""

_VOWELS = "aeiouüāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_READING = re.compile(
    rf"(?<=[\u3400-\u9fff])\((?![a-z]\))"
    rf"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?[{_VOWELS}]{{1,3}}(?:ng?|r)?\)"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_NOT_RUNNING = re.compile(r"(?:^|[\s、,，;；:：])[\u3400-\u9fff]$")
"""A character by itself before the bracket: an entry of a word list."""


def find_pinyin(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Readings of single characters, where they are strewn over a Chinese document."""
    if "(" not in draft.text or draft.text.isascii():
        return
    found = [
        (block.start + match.start(), match[0])
        for block in draft.blocks
        if block.role != "code"
        for match in _READING.finditer(draft.text_of(block))
        if not _NOT_RUNNING.search(
            draft.text,
            max(block.start, block.start + match.start() - 2),
            block.start + match.start(),
        )
    ]
    share = len(found) / max(1, len(_HAN.findall(draft.text)))
    distinct = len({reading for _, reading in found})
    if len(found) < FEWEST or not MIN_SHARE <= share <= MAX_SHARE:
        return
    if distinct < DIFFERENT * len(found):
        return
    for start, reading in found:
        yield Edit(
            start,
            start + len(reading),
            reading,
            "",
            cleaner="pinyin",
            rule="strewn_reading",
            role="spam",
            evidence={"readings": len(found), "share_of_characters": round(share, 3)},
        )
