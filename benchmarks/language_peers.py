"""Other identifiers on single lines: a line goes if they say it is not English."""

from __future__ import annotations

from collections.abc import Callable

from langdetect import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from benchmarks.language_sources import lingua_code, py3langid_code

_FACTORY = DetectorFactory()


def langdetect_code(text: str) -> str:
    """ISO 639-1 code by langdetect, seeded; empty where it finds no letters."""
    if not _FACTORY.langlist:
        _FACTORY.seed = 0
        _FACTORY.load_profile(PROFILES_DIRECTORY)
    detector = _FACTORY.create()
    detector.append(text)
    try:
        return str(detector.detect()).partition("-")[0]
    except LangDetectException:
        return ""


PEERS: dict[str, Callable[[str], str]] = {
    "langdetect": langdetect_code,
    "py3langid": py3langid_code,
    "lingua": lingua_code,
}
PACKAGES = {
    "langdetect": "langdetect",
    "py3langid": "py3langid",
    "lingua": "lingua-language-detector",
}


def is_foreign(code: str) -> bool:
    """Whether a code is another language; unknown stays."""
    return code not in ("en", "", "unknown")


def says_foreign(text: str, code_of: Callable[[str], str]) -> bool:
    """Whether an identifier takes a text for another language."""
    return is_foreign(code_of(text))
