"""What a document is written in: the scripts that are its own, without lists for search engines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cleaners.document import Settings
from cleaners.scripts import script_of
from cleaners.spam.grammar import is_prose
from cleaners.spam.shadow import Shadow
from cleaners.spam.shape import count_marks
from cleaners.stopwords import share_of_stopwords, words_of

MIN_SHARE = 0.6
"""Of the letters. Spam mixes digits and Latin fragments into its items."""
MAX_LINE = 60
"""Characters of a line that may be one item of a list."""
MIN_HOST_LETTERS = 40
"""Letters the rest of the document needs before it can say what its own script is."""
ENGLISH_FROM = ((60, 0.28), (200, 0.2))
"""Words, and the share of function words among them, from which a host is English. Of WCXB's
main contents .05 have a share below .18; languages that share words with English stay below .2."""
PROSE_SHARE = 0.15
"""Of a document's letters in sentences of a script, from which it is a script of its own."""


@dataclass(frozen=True, slots=True)
class Host:
    """What the document is written in.

    Attributes:
        letters: of all blocks, by script.
        prose: scripts in which a good part of it is sentences.
        expected: scripts of the languages asked for.
        words: Latin words in it, lower case.
        is_english: a good part of it is English sentences.
    """

    letters: Counter[str]
    prose: frozenset[str]
    expected: frozenset[str]
    words: frozenset[str]
    is_english: bool

    def is_foreign(self, script: str, bait: Counter[str]) -> bool:
        """Whether a script is not the one that the document is written in, lists left aside."""
        rest = self.letters - bait
        if script in self.prose:
            return False
        asked = script in self.expected or (script == "Kana" and "Han" in self.expected)
        if rest.total() < MIN_HOST_LETTERS:
            return bool(self.expected) and not asked
        # It may be the document's own script, with a line of English under it.
        if bait.total() > rest.total() and (asked or not (self.expected or self.is_english)):
            return False
        main = main_script(rest)[0]
        return script != main and {script, main} != {"Han", "Kana"}


def read_host_scripts(
    shadows: Sequence[Shadow], counts: Sequence[Counter[str]], settings: Settings
) -> Host:
    """What blocks are written in, from their plain texts and the letters in each."""
    total = sum(counts, Counter[str]())
    prose: Counter[str] = Counter()
    words: list[str] = []
    for shadow, count in zip(shadows, counts, strict=True):
        script, letters = main_script(count)
        if script == "Latin":
            words += words_of(shadow.text)
        elif letters > MIN_SHARE * count.total() and _is_sentence(shadow.text, script):
            prose[script] += letters
    own = frozenset(s for s, letters in prose.items() if letters >= PROSE_SHARE * total.total())
    expected = frozenset(script_of(language) for language in settings.languages or ())
    is_english = any(
        len(words) >= count and share_of_stopwords(words) >= share for count, share in ENGLISH_FROM
    )
    return Host(total, own, expected, frozenset(words), is_english)


def _is_sentence(text: str, script: str) -> bool:
    """Whether a block is prose: a short one needs a mark as well, for items may be like talk."""
    return is_prose(text, script) and (len(text) > MAX_LINE or count_marks(text) > 0)


def main_script(counts: Counter[str]) -> tuple[str, int]:
    """The script of most letters. Japanese is Kana, whatever it is written with."""
    if not counts:
        return "Latin", 0
    script, letters = counts.most_common(1)[0]
    if script in ("Han", "Kana") and counts["Kana"] > 0.1 * counts["Han"]:
        return "Kana", counts["Han"] + counts["Kana"]
    return script, letters
