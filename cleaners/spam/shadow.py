"""What a text says, whatever it is written with: for matching only, never written out.

Spam is written in mathematical letters, full-width letters, circled digits, with zero-width
characters between, and with Cyrillic letters that look like Latin ones. The shadow of a text has
plain characters instead, and knows where in the text each of them came from: what is found in the
shadow is cut from the text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

# Compatibility characters (letter-like, enclosed, mathematical, full width, presentation forms),
# zero-width characters and soft hyphens, combining marks over Latin, references to characters, and
# single Cyrillic or Greek letters that touch a Latin one. Classes and bounded repeats: linear.
_ODD = re.compile(
    r"[\u00aa\u00b2\u00b3\u00b9\u00ba\u2070-\u209f\u2100-\u214f\u2460-\u24ff\u2776-\u2793"
    r"\u3200-\u33ff\ufb00-\ufb06\uff01-\uffef\U0001d400-\U0001d7ff\U0001f100-\U0001f1ff]"
    r"|[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+"
    r"|(?<=[A-Za-z])[\u0300-\u036f]+"
    r"|&\#?\w{2,8};"
    r"|(?<=[A-Za-z])[\u0391-\u03c9\u0410-\u0458]|[\u0391-\u03c9\u0410-\u0458](?=[A-Za-z])"
    r"|\u2228",
)
_LOOK_ALIKE = str.maketrans(
    "АВЕКМНОРСТХаеорсухіѕјΑΒΕΖΗΙΚΜΝΟΡΤΥΧοα∨", "ABEKMHOPCTXaeopcyxisjABEZHIKMNOPTYXoaV"
)


@dataclass(frozen=True, slots=True)
class Shadow:
    """A plain text beside another.

    Attributes:
        text: the plain text.
        size: characters of the other text.
        edges: places in ``text`` at which the distance to the other text changes, ascending.
        shifts: the distance from each edge on.
    """

    text: str
    size: int
    edges: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()

    def place(self, position: int) -> int:
        """Where a character of the shadow begins in the text it was made of."""
        if position >= len(self.text):
            return self.size
        index = bisect_right(self.edges, position) - 1
        return position if index < 0 else position + self.shifts[index]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span of the shadow as a span of the text."""
        return self.place(start), self.place(end)


def shadow_of(text: str) -> Shadow:
    """The shadow of a text; the text itself where nothing in it is odd."""
    if text.isascii() and "&" not in text:
        return Shadow(text, len(text))
    pieces: list[str] = []
    edges: list[int] = []
    shifts: list[int] = []
    position = length = 0
    for found in _ODD.finditer(text):
        plain = _plain(found[0])
        if plain == found[0]:
            continue
        pieces += text[position : found.start()], plain
        length += found.start() - position
        for offset in range(len(plain)):  # all of it stands for what begins at found.start()
            edges.append(length + offset)
            shifts.append(found.start() - length - offset)
        length += len(plain)
        position = found.end()
        edges.append(length)
        shifts.append(position - length)
    if not edges:
        return Shadow(text, len(text))
    pieces.append(text[position:])
    return Shadow("".join(pieces), len(text), tuple(edges), tuple(shifts))


def _plain(odd: str) -> str:
    if odd.startswith("&"):
        plain = html.unescape(html.unescape(odd))
        return plain if len(plain) == 1 else odd
    if len(odd) == 1 and ("\u0391" <= odd <= "\u0458" or odd == "\u2228"):
        return odd.translate(_LOOK_ALIKE)
    if odd[0] in "\u00ad\u034f\u180e\ufeff" or unicodedata.category(odd[0]) in ("Cf", "Mn"):
        return ""
    return unicodedata.normalize("NFKC", odd)
