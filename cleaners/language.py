"""Which language a text is in, and which blocks are noise in another one.

langdetect on a short line is a coin toss ("Open AI for all" comes out as Norwegian), so it is
asked last: the writing system decides first, then English function words, and langdetect only
about longer text that leaves doubt, with a seeded factory of our own. Where even that is not
sure, nothing is removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from langdetect import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from cleaners.code import looks_like_code
from cleaners.document import Block, Draft, Edit, Settings
from cleaners.scripts import count_scripts
from cleaners.stopwords import share_of_stopwords, words_of

ENGLISH_STOPWORDS = 0.28
"""Share of English function words from which Latin text is English; related languages, which
share "in", "is", "for", stay below 0.2."""
FOREIGN_STOPWORDS = 0.12
"""Share below which a longer Latin text may be another language."""
SURE = 0.9
"""Probability from which langdetect is believed."""
ENOUGH_LETTERS = 100
"""Letters that langdetect needs before it is asked at all."""
ENOUGH_OTHER_LETTERS = 30
"""The same for other scripts, in which fewer languages are written."""
FOREIGN_SHARE = 0.7
"""Share of letters in another script from which a block is in another language."""
FOREIGN_LETTERS = 15
"""Letters of another script from which a block is more than a name or a motto."""
RUNNING_TEXT = 0.55
"""Share of words in small letters; German, which capitalises nouns, has 0.6 and more."""
SAMPLE = 10_000
"""Characters looked at; more do not change the answer."""

_BY_SCRIPT = {
    "Hangul": "ko", "Thai": "th", "Kana": "ja", "Greek": "el", "Hebrew": "he", "Armenian": "hy",
    "Georgian": "ka", "Han": "zh",
}  # fmt: skip
_QUOTES = "\"'“”„«»‘’「」『』《》"


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


@lru_cache(maxsize=256)
def _identify(text: str) -> Identified:
    """Remembered, for the same blocks, and in the end the same body, are asked about again."""
    scripts = count_scripts(text)
    letters = sum(scripts.values())
    if not letters:
        return UNKNOWN
    script, count = scripts.most_common(1)[0]
    if script == "Han" and scripts["Kana"] > 0.05 * letters:
        script, count = "Kana", count + scripts["Kana"]
    if script in _BY_SCRIPT:
        return Identified(_BY_SCRIPT[script], count / letters, f"{script} script")
    if script == "Latin":
        words = words_of(text)
        share = share_of_stopwords(words)
        if share >= ENGLISH_STOPWORDS and len(words) >= 5:
            return Identified("en", min(1.0, 0.7 + share), f"{share:.2f} function words")
    enough = ENOUGH_LETTERS if script == "Latin" else ENOUGH_OTHER_LETTERS
    return _ask_langdetect(text) if letters >= enough else UNKNOWN


def find_foreign(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Blocks in a language that was not asked for, inside of a document that is.

    Quotations stay: blocks in quotation marks, or announced by a colon. A document that is
    foreign for the greater part is left whole for :func:`cleaners.checks.check_language`.
    """
    if settings.languages is None:
        return
    found = [
        (index, identified)
        for index, block in enumerate(draft.blocks)
        if (identified := _foreign(draft.text_of(block), settings)) is not None
    ]
    size = sum(block.end - block.start for block in draft.blocks)
    foreign = sum(draft.blocks[i].end - draft.blocks[i].start for i, _ in found)
    if 2 * foreign > size:
        return
    for index, identified in found:
        block = draft.blocks[index]
        if block.role == "code" or _is_quoted(draft, index):
            continue
        yield _removal(draft, block, identified)


def _foreign(text: str, settings: Settings) -> Identified | None:
    """The language of a block, if it is surely none of those asked for."""
    if len(text) < (ENOUGH_LETTERS if text.isascii() else FOREIGN_LETTERS):
        return None
    scripts = count_scripts(text)
    letters = sum(scripts.values())
    other = letters - scripts["Latin"]
    if other >= max(FOREIGN_LETTERS, FOREIGN_SHARE * letters):
        identified = identify_language(text)
    elif letters >= ENOUGH_LETTERS and scripts["Latin"] > FOREIGN_SHARE * letters:
        if "en" in (settings.languages or ()) and _is_somewhat_english(text):
            return None
        if not _is_running_text(text):
            return None
        identified = identify_language(text)
    else:
        return None
    known = identified.language is not None and identified.confidence >= SURE - 0.2
    wanted = settings.languages is None or identified.language in settings.languages
    return identified if known and not wanted else None


def _is_somewhat_english(text: str) -> bool:
    return share_of_stopwords(words_of(text)) >= FOREIGN_STOPWORDS


def _is_running_text(text: str) -> bool:
    """Whether most words begin with a small letter: a list of names is in no language."""
    words = re.findall(r"[^\W\d_]+", text)
    return sum(word[0].islower() for word in words) >= RUNNING_TEXT * len(words) and not (
        looks_like_code(text)
    )


def _is_quoted(draft: Draft, index: int) -> bool:
    text = draft.text_of(draft.blocks[index])
    before = draft.text_of(draft.blocks[index - 1]) if index else ""
    return text[0] in _QUOTES or before.endswith((":", "：", "—"))


def _removal(draft: Draft, block: Block, identified: Identified) -> Edit:
    return Edit(
        block.start,
        block.end,
        draft.text_of(block),
        "",
        cleaner="language",
        rule="foreign_block",
        evidence={
            "language": str(identified.language),
            "confidence": round(identified.confidence, 2),
            "how": identified.how,
        },
        role="foreign language",
        score=round(identified.confidence, 2),
    )


def _ask_langdetect(text: str) -> Identified:
    detector = _factory().create()
    detector.append(text)
    try:
        best = detector.get_probabilities()[0]
    except (LangDetectException, IndexError):  # no letters it has ever seen
        return UNKNOWN
    language = best.lang.split("-")[0]
    if best.prob < SURE:
        return Identified(None, best.prob, f"langdetect is not sure ({language})")
    return Identified(language, best.prob, "langdetect")


@cache
def _factory() -> DetectorFactory:
    """A factory of our own, seeded: langdetect's global one is random and shared."""
    factory = DetectorFactory()
    factory.seed = 0
    factory.load_profile(PROFILES_DIRECTORY)
    return factory
