"""What every part of the pipeline talks about: blocks, edits, documents, reasons.

Two sets of offsets exist and are never mixed. While cleaning, a :class:`Draft` holds the
*current* text and blocks that point into it. When cleaning is over, a :class:`Document`
holds blocks and edits that all point into one unchanging ``source_text``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypedDict

from cleaners.site import NOWHERE, Site

if TYPE_CHECKING:
    from cleaners.chrome.model import Model

Kind = Literal["html", "text"]
How = Literal["bom", "declared", "utf-8", "detected", "given"]
"""What decided the encoding; ``given`` where the source was text already."""
Evidence = Mapping[str, str | int | float]
"""Named observations that made a rule fire, for people: counts, shares, what matched."""


class Reason(StrEnum):
    """Why a document was rejected. The list is closed: users count and route by it."""

    EMPTY = "empty"
    """No character but white space."""
    BINARY = "binary"
    """Not text: an image, an archive, a program."""
    UNSUPPORTED = "unsupported"
    """No document: something else in a web archive, of another type, or an error of a server."""
    NOTHING_LEFT = "nothing_left"
    """Page chrome only: no block survived."""
    SPAM = "spam"
    """Injected spam only."""
    LANGUAGE = "language"
    """Not in one of the languages asked for."""
    TOO_SHORT = "too_short"
    """A body of fewer words than ``Settings.min_words``."""
    DUPLICATE = "duplicate"
    """A copy of a better document of its corpus, where copies are dropped; never of one alone."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may choose. Part of the fingerprint: a change cleans everything again.

    Attributes:
        languages: ISO 639-1 codes of the languages to keep; None keeps all. Those that have a
            script of their own, and the 57 with a list in ``language/function_words.py``, are
            told by these; the others rest on langdetect, or are kept where that knows none.
        min_words: a body of fewer words is rejected as too short.
        spam: ``strip`` cuts injected spam, ``flag`` only reports it, ``off`` does not look.
        focus: what counts more where a page is not clear, that no chrome stays (``precision``)
            or that no text is lost (``recall``).
        comments: readers' comments of a page: by the model's verdict (``auto``), which leaves
            them out of articles and keeps the posts of a thread; or ``keep`` or ``drop`` those
            that their place on the page names so.
        captions: of pictures of a page, likewise.
    """

    languages: tuple[str, ...] | None = ("en",)
    min_words: int = 10
    spam: Literal["strip", "flag", "off"] = "strip"
    focus: Literal["precision", "balance", "recall"] = "balance"
    comments: Literal["auto", "keep", "drop"] = "auto"
    captions: Literal["auto", "keep", "drop"] = "auto"

    def __post_init__(self) -> None:
        codes = self.languages
        if codes is not None and not all(
            len(c) == 2 and c.isascii() and c.islower() for c in codes
        ):
            raise ValueError(f"languages: expected ISO 639-1 codes like ('en',), got {codes!r}")
        if codes == ():
            raise ValueError("languages: name at least one, like ('en',), or None for all")
        if self.min_words < 0:
            raise ValueError(f"min_words: expected 0 or more, got {self.min_words}")
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                expected = ", ".join(map(repr, choices))
                raise ValueError(f"{name}: expected {expected}, got {getattr(self, name)!r}")


_CHOICES = {
    "spam": ("strip", "flag", "off"),
    "focus": ("precision", "balance", "recall"),
    "comments": ("auto", "keep", "drop"),
    "captions": ("auto", "keep", "drop"),
}


class Metadata(TypedDict):
    """What is known about a document beside its body. Unknown is None, never absent."""

    title: str | None
    author: str | None
    date: str | None
    """Day of publication, ISO 8601 (``2025-03-05``)."""
    source: str | None
    """Who the text credits: an agency or publisher, as written there."""
    site: str | None
    """The web site it stood on: its name, or its host where no name is known."""
    url: str | None
    language: str | None
    """ISO 639-1 code of the body."""
    references: list[str]
    """Lines of a closing "Reference(s):" footer."""


@dataclass(frozen=True, slots=True)
class Markup:
    """What the DOM says about one block of a page.

    Attributes:
        path: tag names from ``body`` down to the block's own element, joined by ``/``.
        words: words found in class and id attributes along the path, lower case.
        link_density: share of the block's characters that stand inside links, 0 to 1.
        external_links: links to another host.
        hidden: by the ``hidden`` attribute, ``aria-hidden``, an inline style or ``noscript``.
        code: part of it is marked as code, sample or keyboard input.
        extracted: share of the block's words that trafilatura's extraction kept, 0 to 1;
            None where the page was so clear that trafilatura was not asked.
        main: it is main text by the verdict on the whole page.
        likely: the probability that it is, 0 to 1: the model's, and trafilatura's part in it.
        telling: the class word that speaks most against main text, if any does.
        unwanted: a comment or caption that ``Settings`` asked to drop.
    """

    path: str
    words: frozenset[str] = frozenset()
    link_density: float = 0.0
    external_links: int = 0
    hidden: bool = False
    code: bool = False
    extracted: float | None = None
    main: bool = True
    likely: float = 1.0
    telling: str | None = None
    unwanted: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A line of a dump, or a run of inline text of a page: the unit that is kept or removed.

    Attributes:
        start, end: character offsets; into the draft's text while cleaning, into the
            document's ``source_text`` afterwards.
        role: ``body`` or ``code`` where kept, else what the removed text was
            (``byline``, ``share bar``, ``spam`` …).
        kept: whether it is in the clean text.
        rule: the rule that removed it; None where kept.
        score: how sure the rule is, 0 to 1.
        markup: what the DOM says about it; None in a text dump.
    """

    start: int
    end: int
    role: str = "body"
    kept: bool = True
    rule: str | None = None
    score: float = 1.0
    markup: Markup | None = None

    @property
    def mentions_code(self) -> bool:
        """Whether any of it is marked as code: what looks broken there may be meant."""
        return self.role == "code" or (self.markup is not None and self.markup.code)


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: ``text[start:end] == before`` becomes ``after``. Removal: ``after == ""``.

    Attributes:
        cleaner: module that found it; joined by ``+`` where several changed the same span.
        rule: what exactly it found.
        evidence: the observations behind it.
        role: what the removed text was; ``repair`` where text was mended.
        score: how sure the rule is, 0 to 1.
    """

    start: int
    end: int
    before: str
    after: str
    cleaner: str
    rule: str
    evidence: Evidence = field(default_factory=dict)
    role: str = "repair"
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Flag:
    """Weak evidence: something worth a look that was left in place. Offsets as in Block."""

    start: int
    end: int
    cleaner: str
    rule: str
    evidence: Evidence = field(default_factory=dict)
    score: float = 0.5


@dataclass(frozen=True, slots=True)
class Veil:
    """A part of a page that readers do not see, or that stands where no page has text.

    Attributes:
        how: what conceals it: ``style``, ``attribute``, ``opacity``, ``colour``, ``script``,
            ``marquee``, ``noscript``; or ``behind``, which is no concealment: it stands behind the
            end of the page.
        texts: its runs of text.
        words: words of class and id attributes of its element.
        links: links in it.
        external: those to other hosts.
        named: those whose text names their host.
        hosts: other hosts that they lead to.
        linked: share of its characters inside links, 0 to 1.
    """

    how: str
    texts: tuple[str, ...]
    words: frozenset[str] = frozenset()
    links: int = 0
    external: int = 0
    named: int = 0
    hosts: int = 0
    linked: float = 0.0


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page to another host, in a few words that do not say where it leads.

    Attributes:
        text: its text, white space folded.
        words: of it, in lower case.
        host: where it leads.
        run: the run of text that it stands in.
    """

    text: str
    words: tuple[str, ...]
    host: str
    run: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says about itself outside its text: trafilatura's metadata."""

    title: str | None = None
    author: str | None = None
    date: str | None = None
    site: str | None = None
    heading: str | None = None
    """The heading that the page's ``title`` repeats, or its only ``h1``."""
    veils: tuple[Veil, ...] = ()
    """What of it is concealed, or stands behind its end."""
    links: tuple[Link, ...] = ()
    """Its links to other hosts that may be somebody else's."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """How bytes became text.

    Attributes:
        encoding: Python's name of the codec that was used.
        how: what decided it.
        confidence: 0 to 1.
        replaced: bytes sequences that the codec could not read (each became U+FFFD).
        overruled: the encoding that the document declares, where the evidence is against it.
    """

    encoding: str
    how: How
    confidence: float
    replaced: int = 0
    overruled: str | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """A block that was taken out, and its text at that moment: mended already."""

    block: Block
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A document under way: the current text, its blocks, and every edit so far.

    ``text`` is always ``source_text`` with ``edits`` applied. ``blocks`` point into
    ``text``; ``edits`` and the blocks in ``removed`` point into ``source_text``. Only
    :mod:`cleaners.ledger` makes a new draft out of an old one.
    """

    source_text: str
    text: str
    blocks: tuple[Block, ...]
    edits: tuple[Edit, ...] = ()
    removed: tuple[Removed, ...] = ()
    page: Page | None = None
    confidence: float | None = None
    model: Model | None = field(default=None, repr=False, compare=False)
    """The weights by which the lines of a dump are judged; a page's blocks are judged already."""
    site: Site = NOWHERE

    def text_of(self, block: Block) -> str:
        """The current text of one of ``blocks``."""
        return self.text[block.start : block.end]


@dataclass(frozen=True, slots=True)
class Document:
    """A cleaned document. Every offset points into ``source_text``.

    Attributes:
        status: ``clean`` or ``rejected``.
        reason: why it was rejected; None where clean.
        text: the body: kept blocks joined by a blank line. Also there where the document
            was rejected: what was left of it then.
        metadata: see :class:`Metadata`.
        kind: ``html`` or ``text``, as given or as found.
        decoding: how the bytes were read.
        source_text: a dump's own text; a page's blocks, hidden ones too, one to a line.
        blocks: every block in order, kept or not.
        edits: every change in order, none overlapping; all of them applied to
            ``source_text`` and taken back give ``source_text`` again.
        flags: weak evidence that changed nothing.
        detail: the observations behind a rejection.
        confidence: of a page, the F-score that its body is expected to reach, 0 to 1: words kept
            against words that should be. None for a dump.
    """

    status: Literal["clean", "rejected"]
    reason: Reason | None
    text: str
    metadata: Metadata
    kind: Kind
    decoding: Decoding
    source_text: str
    blocks: tuple[Block, ...] = ()
    edits: tuple[Edit, ...] = ()
    flags: tuple[Flag, ...] = ()
    detail: Evidence = field(default_factory=dict)
    confidence: float | None = None
