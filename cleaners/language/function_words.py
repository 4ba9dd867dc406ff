"""The commonest words of many languages: a few of them tell which language a text is in.

The lists are jusText's, which comes with trafilatura: the words that make up the same part of the
Wikipedia of each language, most frequent first, 200 of Dutch and 7,000 of Finnish. What is written
with a capital there is a name, and left out. Words that English has too tell nothing against it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from unicodedata import normalize

from cleaners.stopwords import ENGLISH, words_of

MOST = 1_000
"""Words taken of a list at most: rarer ones are no function words."""
SHORTEST = 2
"""Letters of an ASCII word that counts: a single one is an initial, or numbers a list."""
CANDIDATES = 5
"""Languages with most words of their own that are compared."""
ENGLISH_ONLY = frozenset("the of and with which that this from are his their".split())
"""English words that got into many of the lists through the titles of films and songs."""

LISTS = {
    "Afrikaans": "af", "Albanian": "sq", "Arabic": "ar", "Azerbaijani": "az", "Basque": "eu",
    "Belarusian": "be", "Breton": "br", "Bulgarian": "bg", "Catalan": "ca", "Croatian": "hr",
    "Czech": "cs", "Danish": "da", "Dutch": "nl", "English": "en", "Esperanto": "eo", "Estonian":
    "et", "Finnish": "fi", "French": "fr", "Galician": "gl", "German": "de", "Haitian": "ht",
    "Hungarian": "hu", "Icelandic": "is", "Indonesian": "id", "Irish": "ga",
    "Italian": "it", "Kazakh": "kk", "Kurdish": "ku", "Kyrgyz": "ky", "Latvian":
    "lv", "Lithuanian": "lt", "Luxembourgish": "lb", "Macedonian": "mk", "Malay": "ms", "Maltese":
    "mt", "Norwegian_Bokmal": "no", "Norwegian_Nynorsk": "no",
    "Occitan": "oc", "Persian": "fa", "Polish": "pl", "Portuguese": "pt", "Romanian": "ro",
    "Russian": "ru", "Serbian": "sr", "Slovak": "sk", "Slovenian": "sl", "Spanish": "es",
    "Swahili": "sw", "Swedish": "sv", "Tagalog": "tl", "Turkish": "tr",
    "Ukrainian": "uk", "Urdu": "ur", "Uzbek": "uz", "Vietnamese": "vi", "Welsh": "cy",
    "West_Frisian": "fy", "Yoruba": "yo",
}  # fmt: skip
"""ISO 639-1 codes of jusText's lists. Left out: languages with a script of their own, which need
none, and Latin, whose mottos and inscriptions are quoted."""


_Count = tuple[frozenset[str], int, str]


@cache
def languages_by_word() -> Mapping[str, frozenset[str]]:
    """For each word the languages in whose lists it stands. Read once, in a tenth of a second."""
    found: dict[str, set[str]] = {word: {"en"} for word in ENGLISH}
    folder = files("justext") / "stoplists"
    for name, language in LISTS.items():
        lines = (folder / f"{name}.txt").read_text("utf-8").split("\n", MOST)[:MOST]
        for word in map(str.strip, lines):
            if language != "en" and word in ENGLISH_ONLY:
                continue
            if word == word.lower() and (len(word) >= SHORTEST or not word.isascii()) and word:
                found.setdefault(normalize("NFC", word), set()).add(language)
    shared: dict[frozenset[str], frozenset[str]] = {}
    sets = {word: frozenset(languages) for word, languages in found.items()}
    return {word: shared.setdefault(languages, languages) for word, languages in sets.items()}


def plain_words(text: str) -> list[str]:
    """Words in small letters, composed; of an English contraction ("it's") the first part."""
    words = words_of(text if text.isascii() else normalize("NFC", text))
    if "'" not in text and "’" not in text:
        return words
    heads = ((word, _APOSTROPHE.split(word, 1)[0]) for word in words)
    return [head if head in ENGLISH else word for word, head in heads]


_APOSTROPHE = re.compile("['’]")


@dataclass(frozen=True, slots=True)
class Rival:
    """A language whose words a text has, beside those of the languages that were asked for.

    Attributes:
        language: its ISO 639-1 code.
        words: all words of the text.
        own: those that are of this language and of none asked for.
        kinds: different ones among these.
        against: those that are of a language asked for, and not of this one.
    """

    language: str
    words: int
    own: int
    kinds: int
    against: int

    @property
    def share(self) -> float:
        """Of its own words among all, 0 to 1."""
        return self.own / self.words


def find_rival(words: Sequence[str], wanted: Collection[str]) -> Rival | None:
    """The language not in ``wanted`` that has most words of its own in a text, if any has one.

    Args:
        words: of the text, in small letters.
        wanted: the ISO 639-1 codes that were asked for.
    """
    foreign = foreign_words(tuple(wanted))
    if foreign.isdisjoint(words):
        return None
    known = languages_by_word()
    counts = [(known[word], many, word) for word, many in Counter(words).items() if word in known]
    own: Counter[str] = Counter()
    for languages, many, word in counts:
        if word in foreign:
            for language in languages:
                own[language] += many
    if not own:
        return None
    best = sorted(own, key=lambda language: (-own[language], language))[:CANDIDATES]
    rivals = (_rival(language, counts, words, wanted) for language in best)
    return max(rivals, key=lambda rival: (rival.own - rival.against, rival.language))


def _rival(
    language: str, counts: Sequence[_Count], words: Sequence[str], wanted: Collection[str]
) -> Rival:
    foreign, asked = foreign_words(tuple(wanted)), wanted_words(tuple(wanted))
    own = [many for found, many, word in counts if word in foreign and language in found]
    against = sum(
        many
        for found, many, word in counts
        if language not in found and len(word) >= SHORTEST and word in asked
    )
    return Rival(language, len(words), sum(own), len(own), against)


@cache
def foreign_words(wanted: tuple[str, ...]) -> frozenset[str]:
    """All words of the lists that no language asked for has."""
    known = languages_by_word().items()
    return frozenset(word for word, languages in known if languages.isdisjoint(wanted))


@cache
def wanted_words(wanted: tuple[str, ...]) -> frozenset[str]:
    """The function words of the languages asked for. English has a list of closed classes."""
    others = tuple(language for language in wanted if language != "en")
    return listed_words(others) | (ENGLISH if "en" in wanted else frozenset())


@cache
def listed_words(wanted: tuple[str, ...]) -> frozenset[str]:
    """All words in the lists of the languages asked for: not only function words, of English."""
    known = languages_by_word().items()
    return frozenset(word for word, languages in known if not languages.isdisjoint(wanted))


@cache
def only_words(wanted: tuple[str, ...]) -> frozenset[str]:
    """Words that no other language has in its list."""
    known = languages_by_word().items()
    return frozenset(word for word, languages in known if languages.issubset(wanted))


def share_of_wanted(words: Sequence[str], wanted: Collection[str]) -> float:
    """Share of function words of the languages asked for, 0 to 1."""
    asked = wanted_words(tuple(wanted))
    return sum(map(asked.__contains__, words)) / len(words) if words else 0.0


def count_words_of(words: Sequence[str], language: str | None) -> int:
    """How many of ``words`` stand in the list of a language, be they English too."""
    known = languages_by_word()
    return sum(language in known.get(word, ()) for word in words)


def has_word_of(words: Sequence[str], language: str | None) -> bool:
    """Whether one of ``words`` is of a language and not of English."""
    known = languages_by_word()
    return any(language in known.get(word, ()) and "en" not in known[word] for word in words)


def cover(words: Sequence[str]) -> Counter[str]:
    """How many of ``words`` stand in the list of each language."""
    known = languages_by_word()
    counts: Counter[str] = Counter()
    for word, many in Counter(words).items():
        for language in known.get(word, ()):
            counts[language] += many
    return counts
