"""Whether two parts of a line were glued together, or are one word: ``TechNet`` is not two.

A joint tells where a line *may* have been glued (:mod:`.units`). Before a part is cut off inside
of what may be a word, this is asked. What goes must be more than one word or a label that a rule
knows, and what is cut in two must not stand in the text again. Where that is not enough to tell,
the parts stay together: a menu entry that is left costs less than half a name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from cleaners.chrome.lines import match_rule
from cleaners.chrome.units import Unit
from cleaners.stopwords import ENGLISH, words_of

AGAIN = 2
"""Times that a name stands in a text at least: what was glued by chance does so once."""

# Words are looked at up to 40 letters: a line of nothing but letters costs no more.
_BEFORE = re.compile(r"\w{0,40}$")
_AFTER = re.compile(r"\w{0,40}")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Joints:
    """The joints of the lines of one text.

    Attributes:
        texts: all lines.
    """

    texts: Sequence[str]

    @cached_property
    def _times(self) -> Counter[str]:
        """How often each word stands in the text."""
        return Counter(word for text in self.texts for word in _WORD.findall(text))

    def is_word(self, part: Unit, *, is_head: bool) -> bool:
        """Whether a part that would be cut off a line ends, or begins, inside of a word.

        Args:
            part: what would go.
            is_head: the line goes on behind it, else before it.
        """
        text = self.texts[part.block]
        place = part.end if is_head else part.start
        before = _BEFORE.search(text, max(0, place - 40), place)
        after = _AFTER.match(text, place)
        halves = (before[0] if before else ""), (after[0] if after else "")
        if not (any(map(str.isalpha, halves[0])) and halves[1]):
            return False
        goes, stays = halves if is_head else halves[::-1]
        again = self._times["".join(halves)] >= AGAIN
        going = text[part.start : part.end].strip()
        if len(words_of(going)) > 1:
            return again and not _is_label(going)
        known = stays.lower() in ENGLISH or self._times[stays] > 0
        return again or not known or not (_is_label(going) or _is_label(goes))


def _is_label(text: str) -> bool:
    return match_rule(text)[0] is not None
