"""Lines made of nothing but chrome phrases, glued or not: ``Print E-mailBookmark and Share``.

A line is *tiled* when it can be cut from end to end into known phrases, counts and signs.
That holds for toolbars however a scraper glued them, and never for a sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import heappop, heappush

from cleaners.rules import Rule, load_rules

LONGEST_LINE = 300
"""Characters; longer menus are left to other evidence."""
ENOUGH_LABELS = 4
"""Weak phrases in one line from which they are a menu."""

ENOUGH_BUTTONS = 3
"""Phrases of strong rules in one line that are a toolbar, though none is telling alone."""
KEY = 5
"""Characters by which the phrases that may begin at a place are looked up."""
GLUED_CAPITALS = 6
"""Characters of a phrase in capitals from which the next may be glued to it: SHARETHIS."""

_SIGNS = frozenset(" \t|/\\>»›•·:;–—-<«‹*#&+~_→←↑↓▲▼()[]{}☰✕✖×…=^")
_COUNT = re.compile(r"\d[\d,.]*[kKmM]?\+?%?")
_TOKEN = re.compile(r"\S+")
_SITE = r"(?:[\w-]{2,30}(?:\.[\w-]{2,30}){1,3}|[A-Z][\w&'’-]{1,30}(?: [A-Z][\w&'’-]{1,30}){0,3})"


@dataclass(frozen=True, slots=True)
class Tiling:
    """How a line is tiled.

    Attributes:
        phrases: how many.
        telling: those that are chrome even alone ("Back to top", not "Top").
        labels: those of weak rules ("Business", "News").
        rule: the rule of the first phrase, of the first telling one if there is any.
    """

    phrases: int
    telling: int
    labels: int
    rule: Rule

    @property
    def strong(self) -> bool:
        """Chrome wherever it stands; else only beside other chrome."""
        return (
            self.phrases >= ENOUGH_LABELS
            or (self.phrases >= ENOUGH_BUTTONS and not self.labels)
            or (self.telling > 0 and 2 * self.labels < self.phrases)
        )


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    rule: Rule
    telling: bool
    pattern: re.Pattern[str] | None

    def end_at(self, line: str, lower: str, start: int) -> int | None:
        if self.pattern is not None:
            found = self.pattern.match(line, start)
            return found.end() if found else None
        return start + len(self.text) if lower.startswith(self.text, start) else None


def tile(line: str) -> Tiling | None:
    """The tiling of a line with the most telling phrases, or None if it has none."""
    return _tiling(_reach(line).get(len(line), ()))


def without_phrases(line: str) -> str:
    """A line without the phrases that tile its beginning, up to the end of a word.

    ``0 Comment(s)Print E-mail China.org.cn`` leaves ``China.org.cn``.
    """
    paths = _reach(line)
    for end in sorted(paths, reverse=True):
        tiling = _tiling(paths[end])
        if 0 < end < len(line) and line[end - 1] == " " and tiling is not None and tiling.strong:
            return line[end:]
    return line


@lru_cache(maxsize=64)
def _reach(line: str) -> Mapping[int, tuple[_Phrase, ...]]:
    """Every position up to which a line can be tiled, and with which phrases at best.

    Remembered for a moment: whether a line is chrome and whether it is a credit both ask.
    """
    lower = line.lower()
    best: dict[int, tuple[_Phrase, ...]] = {0: ()}
    if len(line) > LONGEST_LINE or len(lower) != len(line):  # "İ".lower() is longer than "İ"
        return best
    frontier = [0]
    while frontier:
        start = heappop(frontier)
        path = best[start]
        ends = [(start + 1, path)] if line[start : start + 1] in _SIGNS else []
        if count := _COUNT.match(line, start):
            ends.append((count.end(), path))
        for phrase in _starting(lower, start):
            end = phrase.end_at(line, lower, start)
            if end is not None and _is_boundary(line, start, end):
                ends.append((end, (*path, phrase)))
        for end, longer in ends:
            if end not in best and end < len(line):
                heappush(frontier, end)
            _improve(best, end, longer)
    return best


def _tiling(path: tuple[_Phrase, ...]) -> Tiling | None:
    if not path:
        return None
    leading = next((phrase for phrase in path if phrase.telling), path[0])
    labels = sum(phrase.rule.strength == "weak" for phrase in path)
    return Tiling(len(path), _telling(path), labels, leading.rule)


def _telling(path: tuple[_Phrase, ...]) -> int:
    return sum(phrase.telling for phrase in path)


def _improve(best: dict[int, tuple[_Phrase, ...]], end: int, path: tuple[_Phrase, ...]) -> None:
    """Prefer more telling phrases, then fewer, longer ones."""
    known = best.get(end)
    if known is None or (_telling(known), -len(known)) < (_telling(path), -len(path)):
        best[end] = path


def _is_boundary(line: str, start: int, end: int) -> bool:
    """Whether a word may end here: also where a scraper glued the next one to it."""
    if end >= len(line) or not line[end - 1].isalnum():
        return True
    last, following = line[end - 1], line[end]
    if not following.isalnum():
        return following not in "'’"
    if not (last.isascii() and following.isascii()):
        return True
    if following.isupper():
        return last.islower() or line[end + 1 : end + 2].islower() or end - start >= GLUED_CAPITALS
    return following.isdigit() != last.isdigit()


def _starting(lower: str, start: int) -> Iterable[_Phrase]:
    return _candidates(lower[start : start + KEY])


@lru_cache(maxsize=20_000)
def _candidates(key: str) -> tuple[_Phrase, ...]:
    """Phrases that may stand where the next characters are ``key``."""
    table = _table()
    return tuple(
        phrase
        for phrase in (*table.get(key[:2], ()), *table.get(key[:1], ()))
        if phrase.pattern is not None or key.startswith(phrase.text[:KEY])
    )


@cache
def _table() -> dict[str, list[_Phrase]]:
    """Phrases by their first two characters (by the one they have; "" for any start)."""
    table: dict[str, list[_Phrase]] = defaultdict(list)
    for rule in load_rules():
        for text in rule.phrases:
            telling = rule.strength == "strong" and (" " in text or text in rule.alone)
            pattern = None
            if "{" in text:
                escaped = re.escape(text).replace(r"\{site\}", f"(?-i:{_SITE})")
                pattern = re.compile(escaped.replace(r"\{n\}", r"\d[\d,.]*[kKmM]?"), re.I)
            key = text[:2] if not text.startswith("{") else "{"
            table[key].append(_Phrase(text, rule, telling, pattern))
    for digit in "0123456789":
        table[digit] = [*table.get(digit, ()), *table["{"]]
    return dict(table)


def share_of_phrases(line: str, least: float = 0.0) -> float:
    """Share of a line's words that stand in chrome phrases, 0 to 1; 0 for long lines.

    Also 0 where it cannot reach ``least`` any more: most lines show that by their first words.
    """
    lower = line.lower()
    if len(line) > LONGEST_LINE or len(lower) != len(line):
        return 0.0
    known = total = 0
    position = 0
    words = len(line.split())
    for word in _TOKEN.finditer(line):
        if word.start() < position or word[0] in _SIGNS:
            continue
        total += 1
        ends = [
            end
            for phrase in _starting(lower, word.start())
            if (end := phrase.end_at(line, lower, word.start())) is not None
            and _is_boundary(line, word.start(), end)
        ]
        if ends:
            phrase_words = len(line[word.start() : max(ends)].split())
            known, total, position = known + phrase_words, total + phrase_words - 1, max(ends)
        elif total - known > (1.0 - least) * words:
            return 0.0
    return known / total if total else 0.0
