"""Which writing systems a text uses, told from Unicode blocks alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

_RANGES = {
    "Han": r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f",
    "Kana": r"\u3041-\u30ff\uff66-\uff9f",
    "Hangul": r"\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3",
    "Thai": r"\u0e01-\u0e3a\u0e40-\u0e4e",
    "Cyrillic": r"\u0400-\u052f",
    "Greek": r"\u0370-\u03ff\u1f00-\u1fff",
    "Arabic": r"\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "Hebrew": r"\u05d0-\u05ea",
    "Armenian": r"\u0531-\u0587",
    "Georgian": r"\u10a0-\u10ff\u2d00-\u2d2d",
    "Indic": r"\u0900-\u0dff",
    "SoutheastAsian": r"\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff",
    "Ethiopic": r"\u1200-\u137f",
}
_NON_LATIN = re.compile("[" + "".join(_RANGES.values()) + "]+")
_SCRIPTS = {name: re.compile(f"[{ranges}]") for name, ranges in _RANGES.items()}
_ASCII = bytes(range(128))
_LATIN = re.compile("[\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]+")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())

LANGUAGE_SCRIPTS = {
    "am": "Ethiopic", "ar": "Arabic", "be": "Cyrillic", "bg": "Cyrillic", "bn": "Indic", "el":
    "Greek", "fa": "Arabic", "gu": "Indic", "he": "Hebrew", "hi": "Indic", "hy": "Armenian",
    "ja": "Han", "ka": "Georgian", "km": "SoutheastAsian", "kn": "Indic", "ko": "Hangul", "lo":
    "SoutheastAsian", "mk": "Cyrillic", "ml": "Indic", "mr": "Indic", "my": "SoutheastAsian",
    "ne": "Indic", "pa": "Indic", "ru": "Cyrillic", "sr": "Cyrillic", "ta": "Indic", "te":
    "Indic", "th": "Thai", "uk": "Cyrillic", "ur": "Arabic", "zh": "Han",
}  # fmt: skip
"""Writing system by ISO 639-1 code; a language that is not named uses Latin letters."""


def count_scripts(text: str) -> Counter[str]:
    """Letters by writing system. Japanese counts as Han and Kana, whichever is written."""
    counts: Counter[str] = Counter()
    latin = len(text.encode("ascii", "ignore").translate(None, _NO_LETTERS))
    rest = "" if text.isascii() else _without_ascii(text)
    latin += sum(map(len, _LATIN.findall(rest)))
    if latin:
        counts["Latin"] = latin
    if has_other_scripts(rest):
        other = "".join(_NON_LATIN.findall(rest))
        for name, pattern in _SCRIPTS.items():
            if found := len(pattern.findall(other)):
                counts[name] = found
    return counts


def has_other_scripts(text: str) -> bool:
    """Whether any letter is of another script than Latin."""
    if text.isascii():
        return False
    return _NON_LATIN.search(_without_ascii(text)) is not None


def _without_ascii(text: str) -> str:
    return (
        text.encode("utf-8", "surrogatepass")
        .translate(None, _ASCII)
        .decode("utf-8", "surrogatepass")
    )


def non_latin_runs(text: str) -> Iterator[tuple[int, int]]:
    """Every run of letters of other scripts than Latin."""
    return (found.span() for found in _NON_LATIN.finditer(text))


def script_of(language: str) -> str:
    """Writing system of an ISO 639-1 code."""
    return LANGUAGE_SCRIPTS.get(language, "Latin")
