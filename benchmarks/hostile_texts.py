"""Hostile texts and bytes, made up; and archives that do not say so by their names.

Each kind is a function of a size, as in :mod:`benchmarks.hostile_pages`.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import random
from collections.abc import Callable
from encodings.aliases import aliases

from benchmarks.containers import tarred, zipped
from benchmarks.hostile_pages import COSTLY, MEGABYTE, SENTENCE, TEXT, Content, page


def labels(_: int) -> Content:
    """A page for each charset that Python has a name for, true where it can write the text."""
    found = {}
    for label in sorted({*aliases, *aliases.values()}):
        try:
            found[f"{label}.html"] = page("", f'<meta charset="{label}">').encode(label)
        except (LookupError, ValueError, UnicodeError, TypeError, AssertionError):
            found[f"{label}.html"] = page("", f'<meta charset="{label}">').encode()
    return found


def layers(text: str, times: int) -> bytes:
    """Text that was taken for another charset again and again."""
    for _ in range(times):
        text = text.encode().decode("latin-1")
    return text.encode()


def noise(size: int) -> bytes:
    """The same random bytes each time."""
    return random.Random(8).randbytes(size)  # noqa: S311


def lines(line: str, size: int) -> str:
    """Genuine text, and then one line so many times."""
    return TEXT + "\n" + f"{line}\n" * size


TEXTS: dict[str, Callable[[int], Content]] = {
    "terminal-codes": lambda _: f"\x1b[2J\x1b]0;owned\x07\x9b31m{TEXT}",
    "spreadsheet-formula": lambda _: f'=HYPERLINK("file:///etc")\n+1\n-1\n@SUM(A1)\n{TEXT}',
    "bidi-controls": lambda n: f"{TEXT}\n" + "\u202e\u2066\u200f" * n,
    "zero-width": lambda n: "\u200b\ufeff\u00ad".join(TEXT * (1 + n // 1000)),
    "line-of-megabytes": lambda n: TEXT * (n // 50),
    "word-of-megabytes": lambda n: f"{TEXT}\n{'x' * MEGABYTE * n}",
    "one-letter-lines": lambda n: lines("x", n),
    "blank-lines": lambda n: lines("", 10 * n),
    "spaces": lambda n: TEXT + " " * MEGABYTE * n,
    "spaces-and-breaks": lambda n: lines(" \t \r", n),
    "same-line": lambda n: lines("Subscribe to our newsletter", n),
    "nul-bytes": lambda n: TEXT + "\0" * n,
    "control-characters": lambda _: TEXT + "".join(map(chr, range(32))) * 9,
    "every-character": lambda _: (
        TEXT + "".join(chr(n) for n in range(0x110000) if not 0xD800 <= n < 0xE000 and n % 7 == 0)
    ),
    "surrogates-escaped": lambda n: TEXT + "\\ud800\\udc00\\udfff " * n,
    "surrogates-encoded": lambda _: TEXT.encode() + b"\xed\xa0\x80\xed\xb0\x80" * 99,
    "combining": lambda n: TEXT + "e" + "\u0301" * n,
    "escapes-of-escapes": lambda n: f'{TEXT} {chr(92) * n}"yes{chr(92) * n}"',
    "escapes": lambda n: f"{TEXT} " + "\\u0041\\n\\t\\x41" * n,
    "entities-of-entities": lambda n: f"{TEXT} &{'amp;' * n}lt;",
    "quotes": lambda n: TEXT + '"' * 10 * n,
    "escaped-quotes": lambda n: f"{TEXT} " + '\\"a ' * n,
    "mojibake-in-layers": lambda _: layers(f"{TEXT} “café”", 8),
    "mojibake": lambda n: TEXT + "â€œ" * n,
    "nearly-matches": lambda n: "\n".join([TEXT, "a" * n + "!", "- " * n, "a@" * n, "1," * n]),
    "addresses": lambda n: f"{TEXT} http://{'a.' * n}com/{'?x=' * n} {'a@b.' * n}",
    "digits": lambda n: TEXT + "1" * 10 * n,
    "numbers": lambda n: TEXT + "1,234.5 " * n,
    "dots": lambda n: TEXT + "." * 10 * n,
    "separators": lambda n: TEXT + "\n" + "Home | " * n,
    "foreign-separators": lambda n: TEXT + "\n" + "彩票| " * n,
    "parentheses": lambda n: TEXT + "(" * n + ")" * n,
    "spintax": lambda n: TEXT + "{a|" * n + "}" * n,
    "bylines": lambda n: lines("By By By By By", n // 4),
    "dates": lambda n: lines("Posted on 31 February 99999, 25:61", n // COSTLY),
    "one-date-of-many-numbers": lambda n: f"By A. Keeper, {'1 ' * n}\n{TEXT}",
    "markup-in-text": lambda n: TEXT + "<b" * n,
    "ten-languages": lambda n: lines(
        "Der Rat traf sich. Le conseil. 市議会は。 Совет", n // COSTLY
    ),
}

BYTES: dict[str, Callable[[int], Content]] = {
    "every-charset-label": labels,
    "wrong-labels": lambda _: {
        f"{label}.html": page("<p>café “naïve” €</p>", f"<meta charset={label}>").encode("cp1252")
        for label in ("utf-8", "utf-16", "shift_jis", "gbk", "big5", "koi8-r", "iso-2022-kr")
    },
    "unknown-labels": lambda n: {
        f"{number}.html": page("", f"<meta charset='{label}'>")
        for number, label in enumerate(["", "x" * n, "utf-8\0", "../utf", "idna", "zlib", "rot13"])
    },
    "utf-8-cut": lambda _: {f"{cut}": (TEXT + "€😀").encode()[:-cut] for cut in range(1, 7)},
    "utf-8-overlong": lambda _: TEXT.encode() + b"\xc0\xaf\xe0\x80\xaf\xf8\x88\x80\x80\x80" * 50,
    "utf-7": lambda _: (TEXT + "“café”").encode("utf-7"),
    "utf-16-odd": lambda _: TEXT.encode("utf-16") + b"x",
    "utf-16-surrogates": lambda _: TEXT.encode("utf-16") + b"\x00\xd8" * 99,
    "utf-16-without-mark": lambda _: TEXT.encode("utf-16-be"),
    "utf-32": lambda _: {"le": TEXT.encode("utf-32"), "be": TEXT.encode("utf-32-be")},
    "two-marks": lambda _: b"\xef\xbb\xbf" + TEXT.encode("utf-16"),
    "mark-only": lambda _: {"8": b"\xef\xbb\xbf", "16": b"\xff\xfe", "half": b"\xef\xbb"},
    "iso-2022-jp": lambda n: TEXT.encode() + b"\x1b$B" * n,
    "hz": lambda n: TEXT.encode() + b"~{" * n,
    "ebcdic": lambda _: TEXT.encode("cp500"),
    "c1-controls": lambda _: TEXT.encode() + bytes(range(0x80, 0xA0)) * 50,
    "charset-by-line": lambda _: b"\n".join(
        f"{SENTENCE}café".encode(name) for name in ("utf-8", "cp1252", "utf-16-le", "cp437")
    ),
    "noise": noise,
    "noise-in-text": lambda n: TEXT.encode() + noise(n) + TEXT.encode(),
    "signatures": lambda _: {
        name: signature + noise(999)
        for name, signature in {
            "png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-1.7\n", "elf": b"\x7fELF", "exe": b"MZ",
            "mp4": b"\0\0\0\x18ftypmp42", "class": b"\xca\xfe\xba\xbe",
            "sqlite": b"SQLite format 3\0",
            "woff": b"wOFF", "rtf": b"{\\rtf1", "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        }.items()
    },
    "page-with-an-archive-behind": lambda _: page("").encode() + zipped({"a": b"b"}),
    "document-with-a-page-in-front": lambda _: b"<html>%PDF-1.4\n" + page("").encode(),
    "nothing": lambda _: {"empty": b"", "byte": b"x", "newline": b"\n", "nul": b"\0"},
    "json": lambda n: {
        "deep.json": "[" * n,
        "nan.jsonl": '{"text": NaN}\n{"text": 1e999}\n{"text": "\\ud800"}\n' * 9,
        "huge.jsonl": json.dumps({"text": TEXT * (n // 100)}) + "\n",
    },
    "csv": lambda n: f'text\n"{TEXT}\n{"," * n}\n"',
    "web-archive": lambda n: f"WARC/1.0\r\nContent-Length: {'9' * min(n, 99)}\r\n\r\n{TEXT}",
    "gzip-bomb": lambda n: gzip.compress(bytes(1000 * n), mtime=0),
    "gzip-cut": lambda _: gzip.compress(TEXT.encode(), mtime=0)[:-9],
    "bzip2-bomb": lambda n: bz2.compress(bytes(1000 * n)),
    "xz-bomb": lambda n: lzma.compress(bytes(1000 * n), preset=0),
    "zip-bomb": lambda n: zipped({"a.txt": bytes(1000 * n)}),
    "zip-that-climbs": lambda _: zipped({"../../etc/x": b"x", "/etc/x": b"x", "c:\\x": b"x"}),
    "zip-cut": lambda _: zipped({"a.txt": TEXT.encode()})[:-30],
    "tar-that-climbs": lambda _: {
        "a.tar": tarred({"../../etc/x": TEXT.encode()}),
        "b.tar": tarred({"x": "/etc"}),
    },
}  # fmt: skip
