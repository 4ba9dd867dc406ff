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
from cleaners.language.identify import Identified
from cleaners.language.judgement import Judgement, is_foreign_document, judge

LONGEST_ANNOUNCED = 150
"""Words of a run that a colon before it announces: more are no quotation."""
_OPENING = "\"'“”„«»‘’「」『』《》‹›"
_SIGNATURE = re.compile(r"(?:[—–―]|--?)\s?[^\W\d_]")
_QUOTING = frozenset({"blockquote", "q", "cite", "pre", "code"})
_QUOTING_WORDS = frozenset(
    {"quote", "blockquote", "pullquote", "poem", "verse", "lyrics", "epigraph"}
)


def find_foreign(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Blocks in a language that was not asked for, inside of a document that is.

    A document that is foreign as a whole is left so for :func:`cleaners.checks.check_language`;
    one in two languages keeps the half that was asked for.
    """
    if settings.languages is None:
        return
    texts = [draft.text_of(block) for block in draft.blocks]
    judged = [judge(text, settings.languages) for text in texts]
    runs = [run for run in _runs(draft, judged) if not _is_quoted(draft, texts, run)]
    found = [(i, of) for run in runs for i, of in _settle(texts, judged, run, settings)]
    if found and is_foreign_document(texts, settings.languages) is None:
        for index, identified in found:
            yield _removal(draft, draft.blocks[index], identified)


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

    Where none is, they are judged together.
    """
    sure = {judged[i].identified.language: judged[i] for i in run if judged[i].kind == "foreign"}
    if not sure and len(run) > 1:
        joined = judge("\n".join(texts[i] for i in run), settings.languages or ())
        if joined.kind == "foreign":
            yield from ((i, joined.identified) for i in run)
        return
    for i in run:
        own = judged[i]
        if own.kind == "foreign":
            yield i, own.identified
        elif own.identified.language in sure:
            yield i, sure[own.identified.language].identified


def _is_quoted(draft: Draft, texts: Sequence[str], run: range) -> bool:
    """Whether a run of foreign blocks is a quotation, by what is before it, around it, or after."""
    first, last = texts[run[0]], texts[run[-1]]
    if all(_is_marked_up(draft.blocks[i]) for i in run):
        return True
    if first[0] in _OPENING and last.rstrip(".,;:!?… ")[-1:] in _OPENING:
        return True
    before = texts[run[0] - 1] if run[0] else ""
    if before.endswith((":", "：", "—")):
        return sum(len(texts[i].split()) for i in run) <= LONGEST_ANNOUNCED
    after = texts[run[-1] + 1] if run[-1] + 1 < len(texts) else ""
    return _SIGNATURE.match(after) is not None or after.startswith("(")


def _is_marked_up(block: Block) -> bool:
    markup = block.markup
    return markup is not None and (
        not _QUOTING.isdisjoint(markup.path.split("/"))
        or not _QUOTING_WORDS.isdisjoint(markup.words)
    )


def _removal(draft: Draft, block: Block, identified: Identified) -> Edit:
    return Edit(
        block.start,
        block.end,
        draft.text_of(block),
        "",
        cleaner="language",
        rule="foreign_block",
        evidence={
            "language": identified.language or "unknown",
            "confidence": round(identified.confidence, 2),
            "how": identified.how,
        },
        role="foreign language",
        score=round(identified.confidence, 2),
    )
