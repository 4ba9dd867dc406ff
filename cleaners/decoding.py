"""Bytes to text, and text to its kind: HTML or a dump. Nothing here ever fails.

The order is that of the WHATWG encoding standard (byte order mark, then what the document
declares), except that valid UTF-8 with non-ASCII characters in it beats a wrong declaration:
text in a legacy encoding that happens to be valid UTF-8 is vanishingly rare, pages that
declare ISO-8859-1 and are UTF-8 are common.
"""

from __future__ import annotations

import re
from dataclasses import replace

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding, to_unicode

from cleaners.document import Decoding, How, Kind
from cleaners.stopwords import share_of_stopwords, words_of

SAMPLE = 256 * 1024
"""Bytes looked at to guess an encoding; guessing is slow and a sample says as much."""

_CONTROL = bytes([*range(9), *range(14, 27), *range(28, 32)])
_MAGIC = (
    b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"BZh",
    b"7z\xbc\xaf", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"OggS",
    b"ID3", b"SQLite format 3",
)  # fmt: skip
"""First bytes of formats that are not text however readable a part of them is."""

SOUND_PER_FLAW = 3
"""Sound multi-byte characters for each flaw from which bytes are damaged UTF-8, not another
encoding: by chance, text in a single-byte encoding has next to none."""

MOSTLY_ASCII = 0.04
"""Share of non-ASCII below which Latin encodings cannot be told apart; the standard's default
for the web, windows-1252, is then the best guess."""

ENGLISH_STOPWORDS = 0.2
"""Share of English function words from which the text is taken for English, and so for that."""

_BEYOND_ASCII = bytes(range(128, 256))
_LONG_RUN = re.compile(rb"[\x80-\xff]{4,}")
"""Four letters with accents in a row: no word of a language that is written in Latin letters."""
ENOUGH_LETTERS = 8
"""Different bytes in such runs; rows of dashes and dots have one or two."""
MOST_REPLACED = 0.01
"""Share of the characters that a believable guess fails to read at most."""
MOST_JAMO = 0.2
"""Share of single Korean letters from which Korean is Japanese misread: its kana look like them."""
_JAMO = re.compile("[ㄱ-ㆎ]")

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LATIN = {
    "cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "cp437", "cp850", "cp852", "cp858",
    "mac-roman",
    "mac_roman", "iso8859-1", "iso8859-2", "iso8859-9", "iso8859-10", "iso8859-13",
    "iso8859-14", "iso8859-15", "iso8859-16", "latin-1", "mac_latin2", "mac-latin2",
    "mac_turkish", "mac_iceland", "cp775",
}  # fmt: skip

BINARY_CONTROLS = 0.02
"""Share of control bytes above which a source without a known encoding is not text."""

_MARKUP_START = re.compile(
    r"[\s\ufeff]*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_BLOCK_TAG = re.compile(
    r"</(?:p|div|ul|ol|li|table|tr|td|h[1-6]|section|article|blockquote|center|a|span)\s*>|<br\s*/?>",
    re.I,
)
TAGS_PER_CHARACTER = 1 / 400
"""Closing tags a character from which text without an ``<html>`` is a fragment of a page."""


def decode(data: bytes) -> tuple[str, Decoding] | None:
    """Read bytes as text, or None if they are not text (see :func:`is_binary`)."""
    bom_encoding, bom = read_bom(data)
    if bom_encoding is not None and bom is not None:
        return _read(data[len(bom) :], bom_encoding, "bom", 1.0)
    utf16 = _utf16_without_bom(data)
    if utf16 is not None:
        return _read(data, utf16, "detected", 0.9)
    if is_binary(data):
        return None
    declared = html_body_declared_encoding(data)
    text = _as_utf8(data)
    if text is not None and not (text.isascii() and declared and "2022" in declared):
        overruled = None if text.isascii() else _other(declared, "utf-8")
        return text, Decoding("utf-8", "utf-8", 1.0, overruled=overruled)
    if declared is not None and declared != "utf-8":
        return _overrule(data, declared) or _read(data, declared, "declared", 0.9)
    text, decoding = _detect(data)
    return text, replace(decoding, overruled=_other(declared, decoding.encoding))


def _other(declared: str | None, encoding: str) -> str | None:
    return None if declared == encoding else declared


def _overrule(data: bytes, declared: str) -> tuple[str, Decoding] | None:
    """Text in another script that declares a Latin encoding: in that it would be no words.

    windows-1252 is what servers and templates declare without a look at the text. Where most of the
    bytes beyond ASCII stand in runs longer than any Latin language has, and the guess is another
    script, the guess is believed. One Latin encoding for another is not told from the other.
    """
    if declared not in _LATIN or not _is_belied(data[:SAMPLE]):
        return None
    text, decoding = _detect(data)
    if decoding.encoding in _LATIN or decoding.replaced > len(text) * MOST_REPLACED:
        return None
    return text, replace(decoding, overruled=declared)


def _is_belied(sample: bytes) -> bool:
    runs = _LONG_RUN.findall(sample)
    beyond = len(sample) - len(sample.translate(None, _BEYOND_ASCII))
    return len(set(b"".join(runs))) >= ENOUGH_LETTERS and sum(map(len, runs)) > beyond / 2


def is_binary(data: bytes) -> bool:
    """Whether bytes are some other format: a known signature, or full of control bytes."""
    if data.startswith(_MAGIC):
        return True
    sample = data[:SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    return controls > BINARY_CONTROLS * len(sample)


def identify_kind(text: str) -> Kind:
    """``html`` if the text is a page or a fragment of one, judged by content alone.

    An article that mentions ``<p>`` is text: what counts is a document start, or closing tags
    and line breaks in the density of markup, outside of Markdown code.
    """
    if _MARKUP_START.match(text[:20_000]):
        return "html"
    sample = text[:200_000]
    tags = len(_BLOCK_TAG.findall(re.sub(r"```.*?```|`[^`\n]*`", "", sample, flags=re.S)))
    starts_with_tag = sample.lstrip().startswith("<")
    needed = max(2 if starts_with_tag else 6, len(sample) * TAGS_PER_CHARACTER)
    return "html" if tags >= needed else "text"


def _as_utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _utf16_without_bom(data: bytes) -> str | None:
    """UTF-16 gives itself away: in European text every other byte is zero."""
    sample = data[:4096]
    if len(sample) < 4 or b"\x00" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _detect(data: bytes) -> tuple[str, Decoding]:
    """Neither valid UTF-8 nor declared otherwise: UTF-8 with a few flaws, or a guess."""
    sample = data[:SAMPLE].decode("utf-8", "replace")
    flaws = sample.count("\ufffd")
    sound = len(_NOT_ASCII.findall(sample)) - flaws
    if sound > SOUND_PER_FLAW * flaws:
        return _read(data, "utf-8", "detected", sound / (sound + flaws))
    best = from_bytes(data[:SAMPLE]).best()
    if best is None:
        return _read(data, "cp1252", "detected", 0.1)
    encoding = resolve_encoding(best.encoding) or best.encoding
    if encoding == "cp949" and _is_japanese(data[:SAMPLE]):
        encoding = "euc_jp"
    english = share_of_stopwords(words_of(sample)) >= ENGLISH_STOPWORDS
    if encoding in _LATIN and (english or flaws < MOSTLY_ASCII * len(sample)):
        encoding = "cp1252"
    return _read(data, encoding, "detected", 0.8 * max(0.1, 1 - best.percent_chaos / 100))


def _is_japanese(sample: bytes) -> bool:
    """Whether what looks like Korean in EUC-KR is Japanese in EUC-JP."""
    beyond = _NOT_ASCII.findall(sample.decode("cp949", "replace"))
    jamo = sum(bool(_JAMO.match(character)) for character in beyond)
    return jamo > MOST_JAMO * len(beyond)


def _read(data: bytes, encoding: str, how: How, confidence: float) -> tuple[str, Decoding]:
    text = to_unicode(data, encoding)
    return text, Decoding(encoding, how, confidence, text.count("\ufffd"))
