"""Whether a cleaned document belongs in the corpus: the reasons of :class:`Reason`, in order."""

from __future__ import annotations

from collections.abc import Callable

from cleaners.document import Draft, Evidence, Reason, Settings
from cleaners.language import is_foreign_document
from cleaners.scripts import count_scripts
from cleaners.stopwords import count_words

Verdict = tuple[Reason, Evidence] | None


def check_left(draft: Draft, text: str, settings: Settings) -> Verdict:
    """Something is left. What was there before says which reason it is."""
    if text:
        return None
    removed = [(removed.block.role, len(removed.text)) for removed in draft.removed]
    if all(role == "white space" for role, _ in removed):
        return Reason.EMPTY, {}
    total = sum(size for _, size in removed)
    spam = sum(size for role, size in removed if role == "spam")
    evidence = {"blocks": len(removed), "spam_share": round(spam / total, 2)}
    return (Reason.SPAM if 2 * spam >= total else Reason.NOTHING_LEFT), evidence


def check_language(draft: Draft, text: str, settings: Settings) -> Verdict:
    """The body is in a language that was asked for, as far as can be told."""
    if settings.languages is None:
        return None
    texts = [draft.text_of(block) for block in draft.blocks]
    found = is_foreign_document(texts, settings.languages)
    if found is None:
        return None
    evidence: dict[str, str | int | float] = {
        "language": found.language or "unknown",
        "confidence": round(found.confidence, 2),
        "how": found.how,
    }
    return Reason.LANGUAGE, evidence


def check_length(draft: Draft, text: str, settings: Settings) -> Verdict:
    """The body has ``Settings.min_words`` words. Scripts without spaces: two letters a word."""
    words = count_words(text, settings.min_words)
    if words < settings.min_words:
        scripts = count_scripts(text)
        unspaced = scripts["Han"] + scripts["Kana"] + scripts["Thai"] + scripts["SoutheastAsian"]
        words = max(words, unspaced // 2)
    return (Reason.TOO_SHORT, {"words": words}) if words < settings.min_words else None


Check = Callable[[Draft, str, Settings], Verdict]
CHECKS: tuple[Check, ...] = (check_left, check_language, check_length)
