"""The form of a stretch of text: its items, what parts them, what they have in common."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Scripts that put no spaces between words: there a space parts items.
_UNSPACED = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
_SEPARATOR = re.compile(
    rf"[|¦,;،؛、·•‧_/\n\t]|\s[-–—]\s|\s{{2,}}|(?<={_UNSPACED})[\s-](?={_UNSPACED})"
)
_SENTENCE_MARK = re.compile(r"[。！？!?؟।]|[.…](?=\s|$)")
_BAR = re.compile(r"[|¦_]|\s-\s|(?<=\w)-(?=\w)")
_TITLE_MARK = re.compile(r"[「『《〈]")
_WORD = re.compile(r"[^\W\d_]+")
# A Latin or digit fragment that touches a letter of another script: "1区", "app彩票".
_OTHER = r"[\u0400-\u052f\u0620-\u064a\u0e01-\u0e4e\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
_FRAGMENT = re.compile(rf"[A-Za-z0-9](?={_OTHER})|(?<={_OTHER})[A-Za-z0-9]")
GRAM = {"Han": 2, "Kana": 3, "Thai": 4}
"""Characters of the pieces in which repetition is counted, in scripts that part no words."""
MANY_ITEMS = 5
"""From so many there may be a list."""
STEM = 5
"""First letters of a word that are its stem, where words are parted."""


_CLASSES = bytes(
    ord("a" if chr(c).islower() else "9" if chr(c).isdigit() else "A" if chr(c).isupper() else " ")
    for c in range(128)
)


def read_classes(text: str) -> bytes:
    """Of each ASCII character whether it is a small letter (a), a capital (A) or a digit (9).

    All others are spaces. Counting in that is much faster than finding a pattern.
    """
    return text.encode("ascii", "replace").translate(_CLASSES.ljust(256))


@dataclass(frozen=True, slots=True)
class Shape:
    """What can be counted in a stretch of text.

    Attributes:
        items: parts between separators.
        mean_item: characters of one.
        marks: sentence marks in 100 characters.
        repetition: share of the pieces (characters in a row, or stems) that occur again.
        titled: items in marks for titles.
    same_end: share of the items that end alike, as lists of banks and districts do.
    barred: separators that sentences have no use for, as a share of the items.
        fragments: Latin or digits glued into words of another script.
    """

    items: tuple[str, ...]
    mean_item: float
    marks: float
    repetition: float
    titled: int
    same_end: float
    barred: float
    fragments: int


def read_shape(text: str, script: str) -> Shape:
    """The form of a stretch of text in a script."""
    items = split_items(text)
    return Shape(
        items=items,
        mean_item=len(text) / max(1, len(items)),
        marks=100 * count_marks(text) / max(1, len(text)),
        repetition=repetition(items, script),
        titled=len(_TITLE_MARK.findall(text)),
        same_end=_same_end(items),
        barred=count_bars(text) / max(1, len(items)),
        fragments=len(_FRAGMENT.findall(text)),
    )


def split_items(text: str) -> tuple[str, ...]:
    """What stands between separators, without white space around it."""
    return tuple(item.strip() for item in _SEPARATOR.split(text) if item.strip())


def find_items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of what stands between separators in a part of a text, without white space around."""
    position = start
    ends = [(found.start(), found.end()) for found in _SEPARATOR.finditer(text, start, end)]
    for stop, onward in (*ends, (end, end)):
        item = text[position:stop]
        if item.strip():
            yield position + len(item) - len(item.lstrip()), position + len(item.rstrip())
        position = onward


def count_marks(text: str) -> int:
    """Sentence marks."""
    return len(_SENTENCE_MARK.findall(text))


def count_bars(text: str) -> int:
    """Separators that sentences have no use for."""
    return len(_BAR.findall(text))


def repetition(items: Sequence[str], script: str) -> float:
    """Share of the pieces of all items that occur more than once, 0 to 1.

    The most frequent piece does not count: lists of universities, songs and streets share one.
    """
    return _repeated(_pieces(items, script))


def _pieces(items: Sequence[str], script: str) -> Counter[str]:
    pieces: Counter[str] = Counter()
    size = GRAM.get(script)
    for item in items:
        if size is None:
            pieces.update(word[:STEM] for word in _WORD.findall(item.lower()) if len(word) > 1)
        else:
            word = "".join(_WORD.findall(item))
            pieces.update(word[i : i + size] for i in range(len(word) - size + 1))
    return pieces


def _repeated(pieces: Counter[str]) -> float:
    total = pieces.total()
    if not total:
        return 0.0
    top = max(pieces.values())
    repeated = sum(count for count in pieces.values() if count > 1)
    return max(0, repeated - top) / max(1, total - top)


def _same_end(items: Sequence[str]) -> float:
    distinct = set(items)
    ends = Counter(item[-1] for item in distinct)
    return max(ends.values()) / len(distinct) if len(distinct) >= MANY_ITEMS else 0.0
