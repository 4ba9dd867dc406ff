"""The order of cleaning, and :func:`clean`, which follows it.

decode → read blocks → repair → the user's rules → spam → chrome → templates → language → metadata
→ document checks

Repairs come before any judgement, because a spam phrase in entities or escapes hides from
every test; spam comes before chrome, because its evidence is lost once the page is flattened;
templates come after chrome, which knows its lines by the chrome beside them.
Every stage is repeated until it finds nothing more, and so is the whole: cleaning clean text
changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from cleaners import ledger
from cleaners.checks import CHECKS
from cleaners.chrome import find_chrome
from cleaners.chrome.model import Model, shipped
from cleaners.decoding import decode, identify_kind
from cleaners.document import Decoding, Document, Draft, Edit, Flag, Kind, Reason, Settings
from cleaners.escapes import find_escapes
from cleaners.html_blocks import read_html
from cleaners.language import find_foreign
from cleaners.metadata import extract_metadata
from cleaners.mojibake import find_mojibake
from cleaners.pinyin import find_pinyin
from cleaners.site import NOWHERE, Site
from cleaners.spam import find_spam, find_suspects
from cleaners.templates import find_recurring
from cleaners.text_blocks import read_text
from cleaners.user_rules import find_dropped, find_kept, spare
from cleaners.whitespace import find_whitespace
from cleaners.wrapping import find_wraps

Cleaner = Callable[[Draft, Settings], Iterable[Edit]]

REPAIR: tuple[Cleaner, ...] = (
    find_wraps,
    find_escapes,
    find_mojibake,
    find_pinyin,
    find_whitespace,
)
ORDER: tuple[tuple[Cleaner, ...], ...] = (
    REPAIR,
    (find_dropped,),
    (find_spam,),
    (find_chrome,),
    (find_recurring,),
    (find_foreign,),  # language
)

MAX_ROUNDS = 20
"""Repetitions at most. Three are usual; a repair that undoes itself would go on for ever."""

UNSURE = 0.7
"""Expected F-score below which the body of a page is flagged for review."""

_NOT_TEXT = Decoding("binary", "detected", 1.0)
_GIVEN = Decoding("str", "given", 1.0)
DEFAULTS = Settings()


def clean(
    source: bytes | str,
    kind: Kind | None = None,
    url: str | None = None,
    settings: Settings = DEFAULTS,
    site: Site = NOWHERE,
) -> Document:
    """Clean one source: a saved page or an already-scraped text.

    Args:
        source: the bytes of a file, or text that is decoded already.
        kind: ``html`` or ``text``; by default the content decides.
        url: address of the source, for its site and to tell its own links from others'.
        settings: what to keep; see :class:`Settings`.
        site: what recurs on the site of the source, and the user's own rules for it.

    Returns:
        The document, clean or rejected. Every offset in it points into ``source_text``.

    Raises:
        TypeError: ``source`` is neither bytes nor str.
        ValueError: ``kind`` is not a kind.
    """
    return clean_with(shipped, source, kind, url, settings, site=site)


def clean_with(
    load_model: Callable[[Kind], Model],
    source: bytes | str,
    kind: Kind | None,
    url: str | None,
    settings: Settings,
    *,
    site: Site = NOWHERE,
) -> Document:
    """:func:`clean` with other weights than those shipped."""
    decoded = decode_source(source, kind)
    if decoded is None:
        return _finish(Draft("", "", ()), kind or "text", _NOT_TEXT, settings, url=url)
    text, decoding = decoded
    kind = kind or identify_kind(text)
    model = load_model(kind)
    draft = read_html(text, url, model, settings) if kind == "html" else read_text(text, model)
    draft = replace(draft, site=site)
    cleaned = until_stable(draft, ORDER, settings)
    searched = repair(draft, settings) if settings.spam == "flag" else cleaned
    flags = (*_doubt(cleaned), *_suspect(searched, settings), *_note_kept(cleaned))
    return _finish(cleaned, kind, decoding, settings, url=url, flags=flags)


def decode_source(source: bytes | str, kind: Kind | None) -> tuple[str, Decoding] | None:
    """The text of a source; None where it is not text."""
    if kind not in (None, "html", "text"):
        raise ValueError(f"kind: expected 'html', 'text' or None, got {kind!r}")
    if isinstance(source, str):
        return source, _GIVEN
    if isinstance(source, bytes):
        return decode(source)
    raise TypeError(f"source: expected bytes or str, got {type(source).__name__}")


def repair(draft: Draft, settings: Settings = DEFAULTS) -> Draft:
    """A draft with all that is broken in it mended, and nothing judged."""
    return until_stable(draft, (REPAIR,), settings)


def until_stable(draft: Draft, stages: Iterable[tuple[Cleaner, ...]], settings: Settings) -> Draft:
    """The draft after stages that were repeated, each and all, until they find nothing more."""
    settled: dict[tuple[Cleaner, ...], Draft] = {}
    for _ in range(MAX_ROUNDS):
        before = draft
        for stage in stages:
            if settled.get(stage) is not draft:  # else it would find nothing again
                draft, is_settled = _repeat(draft, stage, settings)
                if is_settled:
                    settled[stage] = draft
        if draft.edits == before.edits:
            break
    return draft


def _repeat(draft: Draft, stage: tuple[Cleaner, ...], settings: Settings) -> tuple[Draft, bool]:
    """The draft after a stage, and whether the stage finds nothing more in it.

    Each cleaner is repeated before the next one looks: white space is judged when the last layer of
    escapes is undone, not between two.
    """
    settled: dict[Cleaner, Draft] = {}
    for _ in range(MAX_ROUNDS):
        for find in stage:
            for _ in range(MAX_ROUNDS):
                if settled.get(find) is draft:
                    break
                settled[find] = draft
                found = find(draft, settings)
                draft = ledger.apply(draft, found if stage is REPAIR else spare(draft, found))
        if all(settled[find] is draft for find in stage):
            return draft, True
    return draft, False


def _finish(
    draft: Draft,
    kind: Kind,
    decoding: Decoding,
    settings: Settings,
    *,
    url: str | None,
    flags: tuple[Flag, ...] = (),
) -> Document:
    """Metadata, document checks, and all offsets brought over to the source text."""
    text = "\n\n".join(draft.text_of(block) for block in draft.blocks)
    verdicts = (check(draft, text, settings) for check in CHECKS)
    verdict = next((verdict for verdict in verdicts if verdict is not None), None)
    if decoding is _NOT_TEXT:
        verdict = Reason.BINARY, {}
    return Document(
        status="clean" if verdict is None else "rejected",
        reason=None if verdict is None else verdict[0],
        text=text,
        metadata=extract_metadata(draft, text, url),
        kind=kind,
        decoding=decoding,
        source_text=draft.source_text,
        blocks=ledger.in_source(draft),
        edits=draft.edits,
        flags=flags,
        detail={} if verdict is None else verdict[1],
        confidence=draft.confidence,
    )


def _doubt(draft: Draft) -> Iterator[Flag]:
    """A page whose main text is not clear: its body should be looked at by a person."""
    if draft.confidence is not None and draft.confidence < UNSURE:
        evidence = {"confidence": draft.confidence}
        size = len(draft.source_text)
        yield Flag(0, size, "chrome", "unsure_page", evidence, score=round(1 - draft.confidence, 4))


def _suspect(draft: Draft, settings: Settings) -> Iterator[Flag]:
    """What may be spam in a draft, and was not cut."""
    to_source = ledger.SourcePositions(draft.edits)
    for edit in find_suspects(draft, settings):
        start, end = to_source.start(edit.start), to_source.end(edit.end)
        yield Flag(start, end, edit.cleaner, edit.rule, edit.evidence, edit.score)


def _note_kept(draft: Draft) -> Iterator[Flag]:
    """Which lines of a cleaned draft are the user's will."""
    to_source = ledger.SourcePositions(draft.edits)
    for block, rule in find_kept(draft):
        start, end = to_source.start(block.start), to_source.end(block.end)
        evidence = {"pattern": rule.pattern, **({"why": rule.why} if rule.why else {})}
        yield Flag(start, end, "user_rules", rule.name, evidence, score=1.0)
