"""Containers of our own making: web archives, tables, archives; sound ones and broken ones."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


def http(body: bytes, type_: str = "text/html; charset=utf-8", status: str = "200 OK") -> bytes:
    """What a server answered."""
    return f"HTTP/1.1 {status}\r\nContent-Type: {type_}\r\n\r\n".encode() + body


def warc_record(
    name: str,
    content: bytes,
    type_: str = "response",
    *,
    lie: int = 0,
    **headers: str,
) -> bytes:
    """One record of a web archive, whose length may be wrong by so many bytes."""
    is_page = type_ in ("response", "request", "revisit")
    fields = {
        "WARC-Type": type_,
        "WARC-Record-ID": f"<urn:uuid:{name}>",
        "WARC-Date": "2024-05-06T07:08:09Z",
        "WARC-Target-URI": f"http://example.org/{name}",
        "Content-Type": "application/http; msgtype=response" if is_page else "text/plain",
        "Content-Length": str(len(content) + lie),
        **{key.replace("_", "-"): value for key, value in headers.items()},
    }
    head = "".join(f"{key}: {value}\r\n" for key, value in fields.items())
    return f"WARC/1.0\r\n{head}\r\n".encode() + content + b"\r\n\r\n"


def gzipped(records: Iterable[bytes]) -> bytes:
    """Records, each a member of gzip, as the standard wants it."""
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def json_lines(rows: Iterable[object]) -> bytes:
    """One value a line; bytes as they are."""
    lines = (row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)
    return b"".join(line + b"\n" for line in lines)


def parquet(columns: Mapping[str, Sequence[Any]], group: int = 100) -> bytes:
    """A table in groups of so many rows."""
    file = io.BytesIO()
    pq.write_table(pa.table(dict(columns)), file, row_group_size=group, compression="none")
    return file.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def tarred(members: Mapping[str, bytes | str]) -> bytes:
    """A tar archive; text is where a link leads."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            if isinstance(content, str):
                member.type, member.linkname = tarfile.SYMTYPE, content
                archive.addfile(member)
            else:
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    return file.getvalue()
