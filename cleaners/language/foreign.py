"""Blocks of a document that are noise in another language, and the quotations that are none.

A block goes if its own words, or those of the run of doubtful lines that it stands in, are surely
of a language that was not asked for. Genuine text is quoted now and then: what is in quotation
marks, announced by a colon, signed by a name, explained in brackets or marked up as a quotation
stays, and so does what stands inside of a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaners.document import Block, Draft, Edit, Settings
from cleaners.language.documents import is_foreign_document
from cleaners.language.function_words import has_word_of, only_words, plain_words
from cleaners.language.glued import Cut, find_glued, has_prose
from cleaners.language.identify import Identified
from cleaners.language.judgement import Judgement, judge
from cleaners.language.menus import find_menus
from cleaners.language.quotations import is_quoted

WITHOUT_STOPS = frozenset({"Thai", "SoutheastAsian"})
"""Scripts that end sentences with a space."""
_SENTENCE_END = re.compile(r"[.!?…։؟۔।。！？]['\"”’»)]?$")
MENU = Identified(None, 0.95, "languages named each in itself")


def find_foreign(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Blocks in a language that was not asked for, inside of a document that is.

    A document that is foreign as a whole is left so for :func:`cleaners.checks.check_language`;
    one in two languages keeps the half that was asked for.
    """
    if settings.languages is None:
        return
    texts = [draft.text_of(block) for block in draft.blocks]
    judged = _bridge(texts, [judge(text, settings.languages) for text in texts], settings.languages)
    runs = [run for run in _runs(draft, judged) if not is_quoted(draft, judged, run)]
    settled = (each for run in runs for each in _settle(texts, judged, run, settings))
    found = {i: of for i, of in settled if not has_prose(texts[i], settings.languages)}
    found |= dict.fromkeys(find_menus(texts), MENU)
    spans = {i: (0, len(texts[i]), of) for i, of in found.items()}
    spans |= _find_glued(draft, judged, settings.languages)
    if spans and is_foreign_document(texts, settings.languages) is None:
        for index, span in sorted(spans.items()):
            yield _removal(draft, draft.blocks[index], span)


def _find_glued(
    draft: Draft, judged: Sequence[Judgement], wanted: tuple[str, ...]
) -> dict[int, Cut]:
    """By block the part that is foreign, where another part is not."""
    found = {}
    for index, (block, verdict) in enumerate(zip(draft.blocks, judged, strict=True)):
        is_foreign = verdict.kind == "foreign"
        if (is_foreign or verdict.is_mixed) and not block.mentions_code:
            cut = find_glued(draft.text_of(block), wanted, is_foreign=is_foreign)
            if cut is not None:
                found[index] = cut
    return found


def _bridge(
    texts: Sequence[str], judged: Sequence[Judgement], wanted: tuple[str, ...]
) -> list[Judgement]:
    """The same, but a doubtful line between two lines of one foreign language is of that too.

    Unless one of its words is of a language asked for and of no other.
    """
    bridged = list(judged)
    for index in range(1, len(judged) - 1):
        before, after = judged[index - 1], judged[index + 1]
        language = before.identified.language
        if (
            judged[index].kind in ("leaning", "unclear")
            and judged[index].words
            and before.kind == after.kind == "foreign"
            and language is not None
            and language == after.identified.language
            and only_words(wanted).isdisjoint(plain_words(texts[index]))
        ):
            bridged[index] = before
    return bridged


def _runs(draft: Draft, judged: Sequence[Judgement]) -> Iterator[range]:
    """Neighbours that are foreign or lean to it."""
    start = None
    for index, verdict in enumerate(judged):
        candidate = verdict.kind in ("foreign", "leaning") and draft.blocks[index].role != "code"
        if candidate and start is None:
            start = index
        elif not candidate and start is not None:
            yield range(start, index)
            start = None
    if start is not None:
        yield range(start, len(judged))


def _settle(
    texts: Sequence[str], judged: Sequence[Judgement], run: range, settings: Settings
) -> Iterator[tuple[int, Identified]]:
    """Which blocks of a run are foreign: those that are so alone, and their neighbours with them.

    Where none is, they are judged together, if a sentence ends in them: a list of titles is none.
    """
    sure = [judged[i] for i in run if judged[i].kind == "foreign"]
    if not sure and len(run) > 1:
        joined = judge("\n".join(texts[i] for i in run), settings.languages or ())
        is_prose = any(_SENTENCE_END.search(texts[i]) for i in run)
        if joined.kind == "foreign" and (is_prose or joined.script in WITHOUT_STOPS):
            yield from ((i, joined.identified) for i in run)
        return
    for i in run:
        like = judged[i] if judged[i] in sure else _like(texts[i], judged[i], sure)
        if like is not None:
            yield i, like.identified


def _like(text: str, leaning: Judgement, sure: Sequence[Judgement]) -> Judgement | None:
    """The sure block whose words a doubtful one has, or whose script if that is not Latin."""
    for other in sure:
        if other.script == leaning.script and (
            other.script != "Latin" or has_word_of(plain_words(text), other.identified.language)
        ):
            return other
    return None


def _removal(draft: Draft, block: Block, cut: Cut) -> Edit:
    start, end, identified = cut
    text = draft.text_of(block)
    rule = "foreign_part" if end - start < len(text) else "foreign_block"
    return Edit(
        block.start + start,
        block.start + end,
        text[start:end],
        "",
        cleaner="language",
        rule="language_menu" if identified is MENU else rule,
        evidence={
            "language": identified.language or "unknown",
            "confidence": round(identified.confidence, 2),
            "how": identified.how,
        },
        role="foreign language",
        score=round(identified.confidence, 2),
    )
