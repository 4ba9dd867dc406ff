"""Bytes to text: which encoding, how it was found; HTML or text, by content alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from w3lib.encoding import resolve_encoding

from cleaners import clean
from cleaners.decoding import decode, identify_kind, is_binary

PROSE = "The café’s owner – a naïve man – said “no” to the façade, and that was that for Zoë. " * 4


@pytest.mark.parametrize(
    ("data", "text", "encoding", "how"),
    [
        (PROSE.encode("utf-8"), PROSE, "utf-8", "utf-8"),
        (b"\xef\xbb\xbfplain", "plain", "utf-8", "bom"),
        ("short".encode("utf-16"), "short", "utf-16-le", "bom"),
        ("no mark here".encode("utf-16-le"), "no mark here", "utf-16-le", "detected"),
        ("no mark here".encode("utf-16-be"), "no mark here", "utf-16-be", "detected"),
        (PROSE.encode("cp1252"), PROSE, "cp1252", "detected"),
        (b'<meta charset="gb2312"><p>' + "中文测试页面".encode("gb18030"), None, "gb18030", "declared"),
        (b'<meta charset="iso-8859-1"><p>' + "naïve".encode(), None, "utf-8", "utf-8"),
        ("Привет, это обычный русский текст о погоде и о реке. ".encode("cp1251") * 4, None, "cp1251", "detected"),
        ("日本語の文章がここにあります。".encode("shift_jis") * 4, None, "cp932", "detected"),
    ],
    ids=lambda value: str(value)[:24],
)  # fmt: skip
def test_bytes_are_read_in_their_encoding(
    data: bytes, text: str | None, encoding: str, how: str
) -> None:
    """The codec, and what decided it: mark, declaration, validity as UTF-8, or a guess."""
    decoded = decode(data)
    assert decoded is not None
    assert (decoded[1].encoding, decoded[1].how) == (encoding, how)
    assert text is None or decoded[0] == text


LANGUAGES = json.loads((Path(__file__).parent / "cases" / "languages.json").read_text("utf-8"))


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("ru", "cp1251"), ("uk", "cp1251"), ("bg", "cp1251"), ("bg", "koi8-r"), ("el", "cp1253"),
        ("he", "cp1255"), ("ar", "cp1256"), ("zh", "gb18030"), ("ja", "shift_jis"), ("ja", "euc-jp"),
        ("ko", "euc-kr"), ("th", "cp874"),
    ],
)  # fmt: skip
def test_a_wrong_declaration_is_overruled(language: str, encoding: str, declared: str) -> None:
    """Text in another script under a Latin label or a false UTF-8 one is read as what it is."""
    text = LANGUAGES[language] * 3
    page = f'<html><head><meta charset="{declared}"></head><body><p>'.encode() + text.encode(
        encoding
    )
    decoded = decode(page)
    assert decoded is not None
    assert decoded[0].endswith(text)
    assert decoded[1].how == "detected"
    assert decoded[1].overruled == resolve_encoding(declared)


@pytest.mark.parametrize(
    "language", ["ca", "da", "de", "es", "fi", "fr", "is", "it", "pt", "sv", "en"]
)
def test_a_right_declaration_is_believed(language: str) -> None:
    """Accents, and rows of dashes and dots, are no evidence against windows-1252."""
    text = LANGUAGES[language] + " " + "—" * 60 + " " + "•" * 60
    page = b'<html><meta charset="iso-8859-1"><p>' + text.encode("cp1252")
    decoded = decode(page)
    assert decoded is not None
    assert decoded[0].endswith(text)
    assert (decoded[1].how, decoded[1].overruled) == ("declared", None)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_utf8_is_read_whatever_a_page_declares(language: str) -> None:
    """In every language, under a Latin and a Chinese label; what was declared is noted."""
    for declared in ("iso-8859-1", "gb2312"):
        page = f'<html><meta charset="{declared}"><p>{LANGUAGES[language]}'.encode()
        decoded = decode(page)
        assert decoded is not None
        assert decoded[0].endswith(LANGUAGES[language])
        expected = None if page.isascii() else resolve_encoding(declared)
        assert decoded[1].overruled == expected


def test_damaged_utf8_keeps_what_is_sound() -> None:
    """A flaw in UTF-8 does not turn the whole text into another encoding, and is counted."""
    decoded = decode(PROSE.encode("utf-8") + b"\xff end")
    assert decoded is not None
    text, how = decoded
    assert text.startswith("The café’s")
    assert how.replaced == 1
    assert how.confidence < 1


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n" + bytes(100), b"%PDF-1.7 text", b"PK\x03\x04", bytes(range(256)) * 8],
    ids=["png", "pdf", "zip", "noise"],
)
def test_other_formats_are_binary(data: bytes) -> None:
    """An image, a PDF, an archive and noise are no text, and are rejected as such."""
    assert is_binary(data)
    assert clean(data).reason == "binary"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<!DOCTYPE html><html><body>x", "html"),
        ("\n<!-- saved --><html>", "html"),
        ('<?xml version="1.0"?><html xmlns="x"><body>', "html"),
        ("<div class=a><p>One.</p><p>Two.</p></div>", "html"),
        ("<h1>Title</h1>\n" + "<p>A paragraph of text.</p>\n" * 4, "html"),
        ("Plain text.\n\nAnother paragraph.", "text"),
        ("The <p> tag begins a paragraph and </p> ends it, as every beginner learns.", "text"),
        ("Use `<div></div>` and `<p></p>` here:\n```\n<ul><li>a</li><li>b</li></ul>\n```\nDone.", "text"),
        ("a < b and c > d, so a<b>c", "text"),
        ("", "text"),
    ],
    ids=lambda value: str(value)[:24],
)  # fmt: skip
def test_kind_is_told_from_content(text: str, kind: str) -> None:
    """Markup makes a page; talk about markup does not."""
    assert identify_kind(text) == kind
