"""Hostile containers, made up: lying lengths, bombs, ways out, and the wrong types.

Each kind is a function of a size, as in :mod:`benchmarks.hostile_pages`. Where a format allows it,
a genuine record stands before and behind what is hostile.
"""

from __future__ import annotations

import gzip
import json
import struct
from collections.abc import Callable
from datetime import UTC, datetime

from benchmarks.containers import gzipped, http, json_lines, parquet, warc_record
from benchmarks.hostile_archives import PER_UNIT, packed, tar_files, zip_files
from benchmarks.hostile_pages import COSTLY, TEXT, Content, page

MOST_DIGITS = 20_000
ODD_IDS: tuple[object, ...] = (
    1, "1", 1.5, True, None, [], {}, "", "..", "../../x", "/etc/x", "a\nb", "A", "a", "é",
    "e\u0301", "#", "line 1", "x" * 3000,
)  # fmt: skip


def answer(name: str, number: int = 0) -> bytes:
    """A sound record of a web archive, another text for each number."""
    return warc_record(name, http(page(f"<p>Page {number}.</p>").encode()))


def among(*records: bytes) -> bytes:
    """Records of a web archive between two sound ones."""
    return b"".join([answer("first", 1), *records, answer("last", 2)])


def lengths(_: int) -> Content:
    """Lengths that are shorter, longer, absurd, or no numbers."""
    sound = answer("liar", 3)
    told = sound.split(b"Content-Length: ")[1].split(b"\r\n")[0]
    lies = {
        "short": b"9", "none": b"0", "long": b"99999", "huge": b"9" * 18, "absurd": b"9" * 99,
        "negative": b"-1", "text": b"many", "empty": b"", "twice": told + b"\r\nContent-Length: 7",
    }  # fmt: skip
    found = {}
    for name, lie in lies.items():
        liar = sound.replace(b"Content-Length: " + told, b"Content-Length: " + lie, 1)
        found[f"{name}.warc"] = among(liar)
        found[f"{name}.warc.gz"] = gzipped([answer("first", 1), liar, answer("last", 2)])
    return found


def web_archives(n: int) -> Content:
    """Headers of megabytes, ids that are not one, bombs inside of an answer and of a member."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    bomb = warc_record("bomb", head + gzip.compress(bytes(PER_UNIT * n)))
    chunks = b"\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunked = http(b"ffffffff\r\nx").replace(b"\r\n\r\n", chunks, 1)
    return {
        "header.warc": among(warc_record("x", http(b"x"), X_Filler="x" * 10 * n)),
        "headers.warc": among(warc_record("x", http(b"y" * n + b": z\r\n" * n))),
        "ids.warc": among(*(answer(name, 4) for name in ("", "..", "/etc", "a\tb", "é" * n))),
        "bomb.warc": among(bomb),
        "bomb.warc.gz": gzipped([answer("first", 1), bomb, answer("last", 2)]),
        "member.warc.gz": gzip.compress(answer("first", 1) + bytes(PER_UNIT * n)),
        "chunks.warc": among(warc_record("x", chunked)),
        "types.warc": among(*(warc_record(t, b"x", t) for t in ("", "x" * 99, "revisit"))),
        "addresses.warc": among(warc_record("x", http(b"x"), WARC_Target_URI="javascript:x()")),
        "only-head.warc": b"WARC/1.0\r\n" * (n // COSTLY),
    }  # fmt: skip


def rows(n: int) -> Content:
    """JSON that is none, numbers that are none, ids of every type and ids that clash."""
    sound = {"id": "sound", "text": TEXT}
    values: tuple[object, ...] = (1, [], {}, True, None, "", TEXT)
    odd = [
        b'{"text": NaN}',
        b'{"text": -Infinity}',
        b'{"text": 1e999}',
        b'{"id": NaN, "text": "x"}',
    ]
    digits = b"9" * min(10 * n, MOST_DIGITS)
    odd += [b'{"text": %s}' % digits, b'{"id": %s, "text": "x"}' % digits, b"[" * 10 * n]
    odd += [b'{"text": "\\ud800"}', b'{"id": "\\udfff", "text": "\\ud800 a"}', b'{"te\x00xt": 1}']
    return {
        "odd.jsonl": json_lines([sound, *odd, sound]),
        "ids.jsonl": json_lines([{"id": x, "text": f"{TEXT}{i}"} for i, x in enumerate(ODD_IDS)]),
        "same.jsonl": json_lines([{"id": "same", "text": f"{i}"} for i in range(n // COSTLY)]),
        "types.jsonl": json_lines([{"text": value} for value in values]),
        "url.jsonl": json_lines([{**sound, "url": url} for url in (1, "x" * n, "http://[", "\0")]),
        "keys.jsonl": json_lines([{**sound, **{f"k{i}": i for i in range(n)}}]),
        "twice.jsonl": b'{"text": "a", "text": %s}\n' % json.dumps(TEXT).encode(),
        "breaks.jsonl": b"\r\n\r\n\r" + json.dumps(sound).encode() + b"\r\n" * n,
        "marks.jsonl": b"\xef\xbb\xbf" + json_lines([sound, b"\xef\xbb\xbf{}", b"\xff\xfe"]),
        "utf-16.jsonl": json_lines([sound]).decode().encode("utf-16"),
        "none.jsonl": TEXT,
    }  # fmt: skip


def tables(n: int) -> Content:
    """CSV: quotes without end, names twice or none, rows of other lengths."""
    row = f'"{TEXT}"'
    return {
        "quote.csv": f'id,text\n1,{row}\n2,"{TEXT}\n' + "x,y\n" * n,
        "names.csv": f"text,text,TEXT,\n{row},{row},{row},\n",
        "none.csv": f"{TEXT}\n" * 3,
        "wide.csv": "text" + "," * n + f"\n{row}" + "," * n + "\n",
        "ragged.csv": f"id,text\n1\n2,{row}\n3,{row},x,y\n,\n",
        "nul.csv": f"id,te\0xt\n1,{row}\0\n".encode() + b"\xff,\xfe\n",
        "formula.csv": f'id,text\n=HYPERLINK("x"),{row}\n@SUM(A1),{row}\n',
        "quotes.csv": "text\n" + '"' * (2 * n + 1) + "\n",
    }


def column_files(_: int) -> Content:
    """Parquet with every wrong type, and files that are not what their end says."""
    when = datetime(2024, 1, 1, tzinfo=UTC)
    sound = parquet({"id": ["a", "b"], "text": [TEXT, f"{TEXT} 2"]})
    texts: dict[str, list[object]] = {
        "numbers": [1, 2], "lists": [["a"], ["b"]], "structs": [{"a": 1}, None], "times": [when],
        "truths": [True, None], "nothing": [None, None], "bytes": [b"\xff\xfe", TEXT.encode()],
    }  # fmt: skip
    ids: dict[str, list[object]] = {
        "id-floats": [float("nan"), 1e300], "id-lists": [["a"], []], "id-same": ["a", "a"],
        "id-structs": [{"a": 1}, {"a": 2}], "id-way-up": ["../../x", "/x"], "id-none": [None, None],
    }  # fmt: skip
    return {
        **{f"{name}.parquet": parquet({"text": values}) for name, values in texts.items()},
        **{
            f"{name}.parquet": parquet({"id": values, "text": [TEXT, f"{TEXT} 2"]})
            for name, values in ids.items()
        },
        "no-text.parquet": parquet({"body": [TEXT]}),
        "no-rows.parquet": parquet({"text": []}),
        "cut.parquet": sound[:-20],
        "head-only.parquet": b"PAR1" + bytes(99),
        "footer.parquet": sound[:-8] + struct.pack("<I", 2**32 - 1) + b"PAR1",
        "footer-of-nothing.parquet": b"PAR1" + struct.pack("<I", 0) + b"PAR1",
        "damaged.parquet": sound[:60] + bytes(60) + sound[120:],
    }


CONTAINERS: dict[str, Callable[[int], Content]] = {
    "warc-lengths": lengths,
    "warc": web_archives,
    "json-lines": rows,
    "tables": tables,
    "parquet": column_files,
    "zip": zip_files,
    "tar": tar_files,
    "packed": packed,
}
"""Kinds, each of many files: their names say what is wrong with them."""
