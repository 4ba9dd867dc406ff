"""Corpora to measure scale on: web archives of pages, tables of dumps, JSON lines of tiny texts.

There are fewer pages and dumps than documents, so that they come again and again, each time with
another sentence: all documents differ, and copies are there to be found.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.pages import read_html

SHARD = 5_000
"""Documents in a file."""
WORDS = "the river bridge council village winter stone water road work plan mayor spring".split()


def write_corpus(folder: Path, pages: Sequence[Path], dumps: Sequence[Path], numbers: range) -> int:
    """Write documents with these numbers, half of them dumps if there are any; bytes in all."""
    halves = numbers[::2] if dumps else numbers
    write_archives(folder, shuffled(pages), halves)
    if dumps:
        write_tables(folder, shuffled(dumps), halves)
    return sum(path.stat().st_size for path in folder.iterdir())


def shuffled(paths: Sequence[Path]) -> list[Path]:
    """In an order that has nothing to do with their names, the same each time."""
    ordered = sorted(paths)
    random.Random(0).shuffle(ordered)  # noqa: S311
    return ordered


def write_archives(folder: Path, pages: Sequence[Path], numbers: range) -> None:
    """Web archives of pages, each record a member of gzip."""
    for shard, part in _shards(iter(numbers)):
        with (folder / f"crawl-{shard:05}.warc.gz").open("wb") as file:
            for number in part:
                path = pages[number // numbers.step % len(pages)]
                page = (
                    read_html(path)
                    + f"<p>This was page number {number} of the archive.</p>".encode()
                )
                file.write(gzip.compress(_record(number, page), 1, mtime=0))


def _record(number: int, page: bytes) -> bytes:
    """One as Common Crawl writes it; its address is of no site, so that no link is an own one."""
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:page-{number}>\r\n"
        f"WARC-Target-URI: https://page-{number}.example/\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
        "WARC-Identified-Payload-Type: text/html\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def write_tables(folder: Path, dumps: Sequence[Path], numbers: range) -> None:
    """Parquet files of dumps."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for shard, part in _shards(iter(numbers)):
        texts = [
            f"{dumps[number // numbers.step % len(dumps)].read_text('utf-8', 'replace')}\n"
            f"This was dump number {number} of the table.\n"
            for number in part
        ]
        path = folder / f"dumps-{shard:05}.parquet"
        pq.write_table(pa.table({"text": texts}), path, row_group_size=500, compression="zstd")


def write_tiny(folder: Path, count: int, first: int = 0, *, packed: bool = False) -> int:
    """JSON lines with so many texts, all different; bytes of all that is in the folder then."""
    for shard, numbers in _shards(iter(range(first, first + count))):
        path = folder / f"tiny-{first:09}-{shard:05}.jsonl{'.gz' if packed else ''}"
        lines = "".join(map(_tiny, numbers)).encode()
        path.write_bytes(gzip.compress(lines, 1, mtime=0) if packed else lines)
    return sum(path.stat().st_size for path in folder.iterdir())


def _tiny(number: int) -> str:
    picked = (WORDS[(number // 13**n + n) % len(WORDS)] for n in range(30))
    text = f"In the year {number} it was said that {' '.join(picked)} and so it was."
    return json.dumps({"text": text}) + "\n"


def _shards(documents: Iterator[Any]) -> Iterator[tuple[int, list[Any]]]:
    number = 0
    while shard := list(islice(documents, SHARD)):
        yield number, shard
        number += 1
