"""Which language a text is in: by its writing system, its function words, and last by langdetect.

langdetect on a short line is a coin toss ("Open AI for all" comes out as Norwegian), so it is
asked last, about longer text that leaves doubt, with a seeded factory of our own. Where even that
is not sure, the language is unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import normalize

from langdetect import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from cleaners.language.function_words import LISTS, cover, find_rival
from cleaners.scripts import count_scripts
from cleaners.stopwords import share_of_stopwords, words_of

ENGLISH_STOPWORDS = 0.28
"""Share of English function words from which Latin text is English; related languages, which
share "in", "is", "for", stay below 0.2."""
FUNCTION_WORDS = 0.2
"""Share of a language's own commonest words from which they tell it; prose has 0.3 to 0.6."""
KINDS = 4
"""Different ones of them at least: "Tri Dao" and "Word + PDF" have one or two."""
RUNNER_UP = 0.8
"""Part of the best language's words from which another one leaves doubt which of both it is."""
DOUBTFUL = 0.7
"""Confidence where two languages have nearly as many, and langdetect is for neither."""
SURE = 0.9
"""Probability from which langdetect is believed."""
ENOUGH_LETTERS = 100
"""Letters that langdetect needs before it is asked at all."""
ENOUGH_OTHER_LETTERS = 30
"""The same for other scripts, in which fewer languages are written."""
KANA_SHARE = 0.05
"""Share of Kana among letters from which Han is Japanese."""
UNSPACED = frozenset({"Han", "Kana", "Thai", "SoutheastAsian"})
"""Scripts that do not part words."""
WEIGHT = 2.5
"""Latin letters that one of theirs is worth: English has five to a word, Chinese two."""
SAMPLE = 10_000
"""Characters looked at; more do not change the answer."""

BY_SCRIPT = {
    "Hangul": "ko", "Thai": "th", "Kana": "ja", "Greek": "el", "Hebrew": "he", "Armenian": "hy",
    "Georgian": "ka", "Han": "zh",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Identified:
    """A language (ISO 639-1, None where unknown), how sure (0 to 1), and what told it."""

    language: str | None
    confidence: float
    how: str


UNKNOWN = Identified(None, 0.0, "too little text")


def identify_language(text: str) -> Identified:
    """The language of a text, by script, then function words, then langdetect."""
    return _identify(text[:SAMPLE])


def identify_script(text: str) -> tuple[str | None, int, float]:
    """The script of most letters, how many these are, and their share; Kana takes Han with it.

    A letter of a script that does not part words weighs more: it is half a word.
    """
    scripts = count_scripts(text)
    letters = sum(scripts.values())
    if not letters:
        return None, 0, 0.0
    script, count = scripts.most_common(1)[0]
    if script in ("Han", "Kana") and scripts["Kana"] > KANA_SHARE * letters:
        script, count = "Kana", scripts["Han"] + scripts["Kana"]
    weight = WEIGHT if script in UNSPACED else 1
    return script, count, weight * count / (letters + (weight - 1) * count)


@lru_cache(maxsize=256)
def _identify(text: str) -> Identified:
    """Remembered, for the same blocks, and in the end the same body, are asked about again."""
    script, count, share = identify_script(text)
    if script is None:
        return UNKNOWN
    if script in BY_SCRIPT:
        return Identified(BY_SCRIPT[script], share, f"{script} script")
    words = words_of(normalize("NFC", text))
    if script == "Latin":
        english = share_of_stopwords(words)
        if english >= ENGLISH_STOPWORDS and len(words) >= 5:
            return Identified("en", min(1.0, 0.7 + english), f"{english:.2f} function words")
    likely = _likely(words)
    if len(likely) == 1:
        return identified_by_words(likely[0], cover(words)[likely[0]] / len(words))
    enough = ENOUGH_LETTERS if script == "Latin" else ENOUGH_OTHER_LETTERS
    asked = ask_langdetect(text) if count >= enough else UNKNOWN
    if not likely or asked.language in likely:
        return asked
    return Identified(likely[0], DOUBTFUL, f"function words, nearly as many of {likely[1]}")


def _likely(words: Sequence[str]) -> list[str]:
    """The language with most function words, then all others that have nearly as many."""
    rival = find_rival(words, ("en",))
    if rival is None or rival.kinds < KINDS or rival.share < FUNCTION_WORDS:
        return []
    if 4 * rival.against > rival.own:
        return []
    counts = cover(words)
    most = max(counts.values())
    ranked = sorted(counts, key=lambda language: (-counts[language], language))
    return [language for language in ranked if counts[language] >= RUNNER_UP * most]


def identified_by_words(language: str, share: float) -> Identified:
    """What a share of function words says."""
    return Identified(language, min(1.0, 0.7 + share), f"{share:.2f} function words")


def ask_langdetect(text: str) -> Identified:
    """What langdetect says, if it is sure. Shown long text only, by every caller."""
    found = _probabilities(text[:SAMPLE])
    if not found:
        return UNKNOWN
    language, probability = found[0]
    if probability < SURE:
        return Identified(None, probability, f"langdetect is not sure ({language})")
    return Identified(language, probability, "langdetect")


def is_excluded(text: str, wanted: Collection[str]) -> bool:
    """Whether langdetect finds other languages likely, and none of ``wanted`` at all."""
    found = _probabilities(text[:SAMPLE])
    return bool(found) and all(language not in wanted for language, _ in found)


@lru_cache(maxsize=256)
def _probabilities(text: str) -> tuple[tuple[str, float], ...]:
    """Languages of a probability over 0.1, the likeliest first."""
    detector = _factory().create()
    detector.append(text)
    try:
        found = detector.get_probabilities()
    except LangDetectException:  # no letters it has ever seen
        return ()
    return tuple((_code(each.lang), each.prob) for each in found)


def is_known(language: str) -> bool:
    """Whether a language can be told from others of its script at all."""
    return language in LISTS.values() or language in map(_code, _factory().langlist)


def _code(name: str) -> str:
    """ISO 639-1 code of a language as langdetect names it: ``zh-cn`` is ``zh``."""
    return name.partition("-")[0]


@cache
def _factory() -> DetectorFactory:
    """A factory of our own, seeded: langdetect's global one is random and shared."""
    factory = DetectorFactory()
    factory.seed = 0
    factory.load_profile(PROFILES_DIRECTORY)
    return factory
