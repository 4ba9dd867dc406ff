"""What a line of a dump says by itself, measured once however often its dump is judged.

A dump is judged until nothing is left to remove, so nearly every line is judged twice, and menus
recur from one dump of a site to the next. What depends on nothing but the line (its characters,
signs and words, and how these score in a lexicon) is remembered with the weights it was measured
for; what stands around a line is measured anew each time. Remembering changes no figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.chrome.evidence import WIDTH, describe_blocks
from cleaners.chrome.lexicon import OWN_TEXT_COLUMNS, Lexicon, read_tokens, score_tokens
from cleaners.memory import LONGEST
from cleaners.text_runs import SIGN_COLUMNS, Layout, count_signs, read_lines

MOST_LINES = 20_000
"""Lines remembered at most: 10 MB. Then all are forgotten at once."""

TOGETHER: Final = Layout(before=0)
"""What stands around a line does not matter here."""

_SIGNS: Final = slice(WIDTH, WIDTH + len(SIGN_COLUMNS))
_SCORES: Final = slice(_SIGNS.stop, _SIGNS.stop + len(OWN_TEXT_COLUMNS))

Remembered = dict[str, tuple[str, bytes]]
"""By line: its text without its signs, and the bytes of its row."""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What was measured of lines by themselves.

    Attributes:
        shown: their texts without their signs.
        own: see :func:`cleaners.chrome.evidence.describe_blocks`; shape (lines, WIDTH).
        signs: shape (lines, ``len(SIGN_COLUMNS)``).
        scores: in the lexicon; shape (lines, ``len(OWN_TEXT_COLUMNS)``).
    """

    shown: list[str]
    own: NDArray[np.float64]
    signs: NDArray[np.float64]
    scores: NDArray[np.float32]


def read_facts(texts: Sequence[str], lexicon: Lexicon, remembered: Remembered) -> LineFacts:
    """The facts of every line; ``remembered`` is of the same lexicon, and learns the new ones."""
    unknown = [text for text in dict.fromkeys(texts) if text not in remembered]
    facts = {text: fact for text in texts if (fact := remembered.get(text)) is not None}
    if unknown:
        facts |= _measure(unknown, lexicon)
        if len(remembered) + len(unknown) > MOST_LINES:
            remembered.clear()
        short = (text for text in unknown[:MOST_LINES] if len(text) <= LONGEST)
        remembered.update((text, facts[text]) for text in short)
    found = [facts[text] for text in texts]
    rows = np.frombuffer(b"".join([row for _, row in found])).reshape(len(texts), -1)
    shown = [text for text, _ in found]
    scores = rows[:, _SCORES].astype(np.float32)
    return LineFacts(shown, rows[:, :WIDTH].copy(), rows[:, _SIGNS], scores)


def _measure(texts: Sequence[str], lexicon: Lexicon) -> Remembered:
    runs = read_lines(texts, [TOGETHER] * len(texts))
    rows = np.empty((len(texts), _SCORES.stop))
    rows[:, :WIDTH] = describe_blocks(runs, "")
    rows[:, _SIGNS] = [count_signs(text) for text in texts]
    rows[:, _SCORES] = score_tokens(read_tokens(runs), lexicon)
    return {
        text: (run.text, row.tobytes()) for text, run, row in zip(texts, runs, rows, strict=True)
    }
