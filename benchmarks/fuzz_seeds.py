"""What fuzzing starts from: our own hostile kinds, small, and what programs do to ordinary text."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Iterable, Iterator, Mapping

import zstandard

from benchmarks.containers import gzipped, http, json_lines, parquet, tarred, warc_record, zipped
from benchmarks.encoders import ESCAPES, MOJIBAKE, compose
from benchmarks.hostile_pages import PAGES, SENTENCE, page
from benchmarks.hostile_texts import BYTES, TEXTS

SIZE = 3
"""Of the hostile kinds: a mutation is worth more than a megabyte."""
LONGEST = 4096
"""Bytes of an input."""
PROSE = (
    "The council met on Tuesday and voted to keep the “old” bridge open for another year.\n"
    'She said "nobody" had crossed it since the storm, and he didn\'t believe her at all.\n\n'
    "It’s the café’s third flood – the keeper’s wife agreed that it cost £3,000.\n"
)
LINES = (
    "Share", "Home / News / Local", "By JO ROE | example.org | Updated: 2024-01-02 10:00",
    "Related articles", "© 2024 Example Media. All rights reserved.", "Reference(s):", "3 Comments",
    "彩票网站| 在线赌场| 药房折扣| 手表批发| 彩票结果| 在线扑克| 药房网站| 手表折扣",
    "Der Rat traf sich am Dienstag, und die alte Brücke wird noch vor dem Winter repariert.",
    "```", "code = \"\\n\"", "a\u200bb\ufeffc", "Jo says:", "Print E-mailBookmark and Share",
    "cheap casino bonus | casino bonus | lottery tips | pharmacy deals | casino bonus",
    "Global EditionASIA 中文Français", "Nǐ hăo, bei3 jing1", "-----", "Posts: 12", "1.", "* * *",
)  # fmt: skip
TOKENS = (
    *("\\n", '\\"', "\\u2019", "\\ud83d\\ude00", "\\x9d", "&amp;", "&quot;", "&#x2019;", "%22"),
    *("â€™", "Ã©", "\u00c3\u00a0", "\u2028", "\r\n", "\u0085", "```\n", "~~~\n", " | ", "彩票| "),
    *("<p>", "</p>", '<div class="nav">', "</div>", '<li><a href="/x">', "<br>", "<pre>", "</pre>"),
    *("style=\"display:none\"", "hidden", "<article>", "<script>", "</script>", "<table><tr><td>"),
    *("<!--", "-->", "<meta charset=", "utf-16", "shift_jis", "<![CDATA[", "<noscript>", "<u>"),
    *("WARC/1.0\r\n", "Content-Length: ", "\r\n\r\n", "HTTP/1.1 200 OK\r\n", '{"text": "', '"}\n'),
    *("[settings]\n", "[[keep]]\n", "[[drop]]\n", "[[check]]\n", "pattern = '", "languages = ["),
    *(f"{line}\n" for line in LINES),
)  # fmt: skip
"""What a mutation may put in: the words of the formats and of the rules."""
RULES = (
    "[settings]\nlanguages = ['en', 'de']\nmin_words = 3\nspam = 'flag'\nfocus = 'recall'\n",
    "[settings]\nlanguages = 'all'\n[output]\nformats = ['parquet']\ntexts = 'off'\n",
    "[columns]\ntext = 'body'\nhtml = 'page'\nid = 'key'\nurl = 'at'\n",
    "[[keep]]\nsite = 'example.org'\nline = 'All rights.'\nwhy = 'a poem'\n",
    "[[drop]]\npattern = '(Photo|By): .*'\nname = 'photos'\n",
    "[[check]]\nid = 'news/*'\nmust_keep = ['a']\nmax_removed = 0.1\nmin_documents = 9\n",
    "[[keep]]\npattern = '(((((((((('\n", "[settings]\nlanguages = [1]\n", "x = " + "[" * 2000,
    "[settings]\nmin_words = inf\n", "check = [{must_keep = [1]}]",
    "[[check]]\nmax_removed = nan\n",
)  # fmt: skip


def seeds(target: str) -> Iterator[bytes]:
    """Inputs from which the fuzzing of a target begins."""
    match target:
        case "rules":
            yield from (text.encode() for text in RULES)
        case "warc" | "tables" | "archives" | "parquet":
            for number, made in enumerate(_containers(target)):
                yield from (bytes([number]) + content for content in made)
        case "blocks" | "pages":
            yield from _fitting(make(SIZE) for make in PAGES.values())
            yield from (page(_marked(line)).encode() for line in LINES)
        case "decoding" | "bytes":
            yield from _fitting(make(SIZE) for make in BYTES.values())
            yield from (PROSE.encode(name, "replace") for name in ("cp1252", "utf-16", "shift_jis"))
            yield page(PROSE).encode()
        case _:
            yield from _fitting(make(SIZE) for make in TEXTS.values())
            coded = (compose((code,), PROSE) for code in sorted({**ESCAPES, **MOJIBAKE}))
            yield from (text.encode("utf-8", "replace") for text in coded)
            yield from (f"{PROSE}{line}\n{SENTENCE}".encode() for line in LINES)


def _marked(line: str) -> str:
    return f'<nav class="menu"><a href="/x">{line}</a></nav><p>{PROSE}</p><u hidden>{line}</u>'


def _fitting(contents: Iterable[str | bytes | Mapping[str, str | bytes]]) -> Iterator[bytes]:
    for content in contents:
        parts = content.values() if isinstance(content, Mapping) else [content]
        for part in parts:
            data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
            if len(data) <= LONGEST:
                yield data


def _containers(target: str) -> tuple[tuple[bytes, ...], ...]:
    """Sound and broken ones, for each format of the target in its order."""
    records = [warc_record(f"r-{n}", http(page(SENTENCE).encode())) for n in range(3)]
    liar = warc_record("liar", http(b"<p>x"), lie=9)
    rows = [{"id": n, "text": SENTENCE} for n in range(3)]
    table = json_lines([*rows, b'{"text": NaN}', b"{", [1], {"text": None}])
    tar = tarred({"a.txt": SENTENCE.encode(), "../up": b"x", "link": "/etc/hostname"})
    text = SENTENCE.encode()
    found: dict[str, tuple[tuple[bytes, ...], ...]] = {
        "warc": (
            (b"".join(records), liar + records[0], records[0] + b"x" + liar),
            (gzipped(records), gzipped([records[0], liar]), gzip.compress(b"".join(records))),
            (zstandard.compress(b"".join(records)),),
        ),
        "tables": (
            (table,),
            (b'id,text\n1,"a\nb"\n2;c\n', b"id\ttext\n1\tx\n"),
            (gzip.compress(table),),
        ),
        "archives": (
            (zipped({"a.txt": text, "../b": b"x", "/c": b"y"}), zipped({})),
            (tar, tarred({})),
            (gzip.compress(tar),),
            (gzip.compress(text), gzip.compress(text)[:-9]),
            (bz2.compress(text),),
            (lzma.compress(text),),
            (zstandard.compress(text), zstandard.compress(text)[:-3]),
        ),
        "parquet": ((parquet({"id": ["a", "b"], "text": ["x", None]}), parquet({"text": [1]})),),
    }  # fmt: skip
    return found[target]
