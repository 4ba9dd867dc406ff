"""Whether a document as a whole is in another language, told from its blocks.

What is unclear in them (names, numbers, headings) is judged together, and weighs in the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cleaners.language.identify import Identified
from cleaners.language.judgement import judge

WANTED_PART = 0.25
"""Part of a document's prose in a language asked for from which it is a document in it, with
translations or quotations. A parallel text has a half, in three languages a third; a foreign paper
with an English abstract has a tenth."""


def is_foreign_document(texts: Sequence[str], wanted: tuple[str, ...]) -> Identified | None:
    """The language of a document that is in none asked for, told from its blocks; else None.

    Its prose in a language asked for is less than :data:`WANTED_PART`, and its foreign prose is
    more than half of all its words: a table with one foreign paragraph is no foreign document.
    """
    judged = [(text, judge(text, wanted)) for text in texts]
    unclear = [text for text, verdict in judged if verdict.kind in ("leaning", "unclear")]
    joined = judge("\n".join(unclear), wanted)
    weights: Counter[str] = Counter()
    languages: Counter[Identified] = Counter()
    for verdict in (*(v for _, v in judged if v.kind in ("wanted", "foreign")), joined):
        weights[verdict.kind] += verdict.words
        if verdict.kind == "foreign":
            languages[verdict.identified] += verdict.words
    foreign = weights["foreign"]
    if 2 * foreign <= weights.total() or (
        weights["wanted"] >= WANTED_PART * (foreign + weights["wanted"])
    ):
        return None
    return languages.most_common(1)[0][0]
