"""What the words of one block say about its language.

A block is in a language that was asked for, in another one, or unclear: names, numbers, headings
and code are in no language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from cleaners.code import looks_like_code
from cleaners.language.function_words import (
    Rival,
    find_rival,
    foreign_words,
    listed_words,
    plain_words,
    share_of_wanted,
)
from cleaners.language.identify import (
    BY_SCRIPT,
    ENGLISH_STOPWORDS,
    ENOUGH_LETTERS,
    FUNCTION_WORDS,
    KINDS,
    SAMPLE,
    UNKNOWN,
    UNSPACED,
    Identified,
    ask_langdetect,
    identified_by_words,
    identify_language,
    identify_script,
    is_excluded,
    is_known,
)
from cleaners.memory import remember
from cleaners.scripts import count_scripts, has_other_scripts, script_of

Kind = Literal["wanted", "foreign", "leaning", "unclear"]

WANTED = 0.12
"""Share of function words of a language asked for from which a block is somewhat in it."""
SIGNS = 5
"""Different words of other languages that make a paragraph worth a look for a part in one."""
STRANGE = 0.1
"""Share of words in the lists of languages asked for below which langdetect is asked."""
ENOUGH_WORDS = 10
"""Words of a block that may go for its words alone: mottoes and titles are shorter."""
MANY_WORDS = 20
"""Words from which a smaller share of function words is enough."""
FEW_FUNCTION_WORDS = 0.12
"""That share. English prose has no four different ones of any other language beside its own."""
MANY_KINDS = 8
"""Different function words from which it is no code: "var" is a word in three languages."""
FOREIGN_SHARE = 0.7
"""Share of letters in one script from which a block is in it."""
FOREIGN_LETTERS = {True: 15, False: 30}
"""Letters of another script from which a block is more than a name, a motto or a title: fewer
where words are not parted by spaces, and are of two letters. Titles are as long, but have no full
stop and fewer than ten words."""
CITING = 8
"""Letters of another script than Latin from which Latin text beside them is mentioned in prose."""
RUNNING_TEXT = 0.5
"""Share of words in small letters; German, which capitalises nouns, has 0.6 and more."""
RUNNING_WITH_NAMES = 0.35
"""The same where many function words are among them: German about institutions, in title case."""
PART = 2.5
"""Words between two commas of prose, on average, at least."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one text is in, and how many words it counts for.

    Attributes:
        kind: ``leaning`` is unclear, and has words of another language and none asked for.
        words: of the text; where words are not parted, two letters are one.
        identified: the language; unknown where unclear.
        script: of most letters.
        is_mixed: long, and with signs of another language: a part of it may be in one.
    """

    kind: Kind
    words: int
    identified: Identified = UNKNOWN
    script: str = "Latin"
    is_mixed: bool = False


def judge(text: str, wanted: tuple[str, ...]) -> Judgement:
    """Whether a text is in a language that was asked for. Addresses in it are in none."""
    text = text[:SAMPLE]
    if "://" in text or "@" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    return _judge(text, wanted)


@remember(2_048)
def _judge(text: str, wanted: tuple[str, ...]) -> Judgement:
    """Remembered: the same blocks are judged when looked for noise, and as parts of a document."""
    if not has_other_scripts(text) and "Latin" in _scripts(wanted):  # the usual case
        words = plain_words(text)
        verdict = _by_words(text, words, wanted)
        signs = len(foreign_words(wanted).intersection(words)) if len(text) >= ENOUGH_LETTERS else 0
        return replace(verdict, is_mixed=True) if signs >= SIGNS else verdict
    return replace(_by_scripts(text, wanted), is_mixed=len(text) >= ENOUGH_LETTERS)


def _by_scripts(text: str, wanted: tuple[str, ...]) -> Judgement:
    script, letters, share = identify_script(text)
    if script is None:
        return Judgement("unclear", 0)
    words = plain_words(text)
    size = letters // 2 if script in UNSPACED else len(words)
    if share < FOREIGN_SHARE:
        return Judgement("unclear", size)
    if script not in _scripts(wanted):
        if script == "Latin" and _has_own_script(text, wanted):
            return Judgement("unclear", size)
        return _by_script(text, script, letters, size)
    if BY_SCRIPT.get(script) in wanted:
        return Judgement("wanted", size, Identified(BY_SCRIPT[script], share, f"{script} script"))
    if script in BY_SCRIPT:  # Han alone, where Japanese is wanted
        return Judgement("unclear", size)
    return _by_words(text, words, wanted)


@cache
def _scripts(wanted: tuple[str, ...]) -> set[str]:
    return {script_of(language) for language in wanted} | ({"Kana"} if "ja" in wanted else set())


def _has_own_script(text: str, wanted: tuple[str, ...]) -> bool:
    """Whether more than a name is in a script asked for: English in Chinese prose is cited."""
    scripts = count_scripts(text)
    return any(scripts[script] >= CITING for script in _scripts(wanted))


def _by_script(text: str, script: str, letters: int, size: int) -> Judgement:
    if script == "Latin":
        return _by_words(text, plain_words(text), ())
    enough = letters >= FOREIGN_LETTERS[script in UNSPACED] and (
        script in UNSPACED or size >= ENOUGH_WORDS or _SENTENCE_END.search(text) is not None
    )
    if not enough:
        weak = Identified(BY_SCRIPT.get(script), 0.0, f"{script} script")
        return Judgement("leaning", size, weak, script)
    identified = identify_language(text)
    if identified.language is None:
        identified = Identified(None, 0.9, f"{script} script")
    return Judgement("foreign", size, identified, script)


def _by_words(text: str, words: Sequence[str], wanted: tuple[str, ...]) -> Judgement:
    if not words:
        return Judgement("unclear", 0)
    share = share_of_wanted(words, wanted)
    if wanted == ("en",) and share >= ENGLISH_STOPWORDS and len(words) >= ENOUGH_WORDS:
        return Judgement("wanted", len(words))
    rival = find_rival(words, wanted)
    if rival is not None and _is_foreign(text, rival):
        return Judgement("foreign", len(words), _name(text, rival, wanted))
    if share >= WANTED and (rival is None or rival.against >= rival.own):
        return Judgement("wanted", len(words))
    if _is_strange(text, words, wanted):
        asked = ask_langdetect(text)
        if asked.language in wanted:
            return Judgement("wanted", len(words), asked)
        agreed = rival is not None and rival.kinds > 1 and rival.language == asked.language
        alien = asked.language is not None and listed_words(wanted).isdisjoint(words)
        sure = agreed or alien or len(words) >= MANY_WORDS
        if sure and is_excluded(text, wanted):
            return Judgement("foreign", len(words), asked)
    if rival is not None and _is_leaning(text, rival):
        return Judgement("leaning", len(words), Identified(rival.language, rival.share, "words"))
    return Judgement("unclear", len(words))


def _is_leaning(text: str, rival: Rival) -> bool:
    """Whether a text has two words of another language, and for two of them none of ours."""
    enough = rival.kinds > 1 and rival.share >= FUNCTION_WORDS and 2 * rival.against < rival.own
    return enough and any(map(str.islower, text.split()))


def _is_foreign(text: str, rival: Rival) -> bool:
    if rival.words < ENOUGH_WORDS or rival.kinds < KINDS or 4 * rival.against > rival.own:
        return False
    enough = FEW_FUNCTION_WORDS if rival.words >= MANY_WORDS else FUNCTION_WORDS
    if rival.share < enough:
        return False
    if rival.kinds >= MANY_KINDS:  # neither a list of names nor code has so many
        return is_running_text(text, RUNNING_WITH_NAMES)
    return is_running_text(text) and not looks_like_code(text)


def _name(text: str, rival: Rival, wanted: Sequence[str]) -> Identified:
    """The language of a foreign text: related ones are told apart where that is possible."""
    identified = identify_language(text)
    if identified.language is not None and identified.language not in wanted:
        return identified
    return identified_by_words(rival.language, rival.share)


def is_running_text(text: str, small_share: float = RUNNING_TEXT) -> bool:
    """Whether words begin with small letters, and more than two stand between two commas.

    A list of names is in no language, and a table of forms ("ich bin, du bist") is a lesson.
    """
    words = re.findall(r"[^\W\d_]+", text)
    small = sum(not word[0].isupper() for word in words)
    parts = len(_BETWEEN.findall(text)) + 1
    return small >= small_share * len(words) and len(words) >= PART * parts


_ADDRESS = re.compile(r"\w{2,10}://\S{1,2000}|\bwww\.\S{1,2000}|[\w.+-]{1,64}@[\w.-]{1,255}")
_SENTENCE_END = re.compile(r"[.!?…։؟۔।]\s*$", re.M)
_BETWEEN = re.compile(r"[,;|/=]|\s[–—-]\s")


def _is_strange(text: str, words: Sequence[str], wanted: tuple[str, ...]) -> bool:
    """Whether a text is long prose with hardly a word of the lists of the languages asked for."""
    listed = listed_words(wanted)
    return (
        len(text) >= ENOUGH_LETTERS
        and sum(map(listed.__contains__, words)) < STRANGE * len(words)
        and 2 * len(set(words)) >= len(words)  # not "18 mi 11 mi 20 mi"
        and is_running_text(text)
        and not looks_like_code(text)
        and all(map(is_known, wanted))
    )
