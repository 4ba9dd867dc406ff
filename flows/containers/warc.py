"""WARC and WET: what a crawler fetched, one record each.

Documents are responses, resources and conversions (WET) of a type that has text. Requests, metadata
and the crawler's word about itself are about others, and no documents. A record that is damaged or
whose length is wrong is one fault; the next one is looked for behind its beginning.
"""

from __future__ import annotations

import zlib
from collections.abc import Generator, Iterator
from typing import IO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from w3lib.encoding import read_bom, resolve_encoding, to_unicode

from cleaners.document import Kind
from flows.containers.members import ends_well, find_record, find_rest
from flows.containers.record import LARGEST_DOCUMENT, TOO_LARGE, Record, name_record

HTML, TEXT = ("text/html", "application/xhtml+xml"), ("text/plain", "text/markdown")
"""Content types of documents. XML, scripts and style sheets have text in them, but are none."""
ABOUT = WarcRecordType.request | WarcRecordType.metadata | WarcRecordType.warcinfo
MISFIT = "damaged, or not as long as it says"


def read_warc(stream: IO[bytes], start: int, *, packed: bool) -> Iterator[Record]:
    """Records from the one that begins at byte ``start``.

    Args:
        stream: the archive; can be sought.
        start: where a record begins.
        packed: whether each record is a member of gzip.
    """
    position: int | None = start
    while position is not None:
        position = yield from _read_stretch(stream, position, packed=packed)


def _read_stretch(
    stream: IO[bytes], position: int, *, packed: bool
) -> Generator[Record, None, int | None]:
    """Records up to the first fault; returns where to go on."""
    stream.seek(position)
    held: Record | None = None  # until the next one begins where it ends
    name, place = "", position
    try:
        for found in ArchiveIterator(stream, parse_http=False):
            if held is not None and found.stream_pos <= held.place:
                raise OSError("several records in one member of gzip")
            if held is not None:
                yield held
                held = None
            name, place = name_of(found), found.stream_pos
            held = _read_record(found, name)
            if held.fault is not None:  # the library may be lost behind it
                yield held
                after = ends_well(stream, place, packed=packed)
                return find_record(stream, after or place + 1, packed=packed)
        error = ""
    except (OSError, EOFError, zlib.error) as raised:
        error = str(raised)
    # The iterator is at its end, or at what is no record.
    end = ends_well(stream, place, packed=packed) if held is not None else None
    if held is not None and end is not None:
        yield held
        name, place = "", end
    if not name and not error:
        error = find_rest(stream, place) or ""
        if not error:
            return None
    yield Record(name or f"byte {place}", place, fault=f"byte {place}: {error or MISFIT}")
    return find_record(stream, place + 1, packed=packed)


def name_of(found: WarcRecord) -> str:
    """The id of a record without what all ids have, or where it begins."""
    id_ = (found.record_id or "").strip("<>").removeprefix("urn:uuid:")
    return name_record(id_) if id_ else f"byte {found.stream_pos}"


def _read_record(found: WarcRecord, name: str) -> Record:
    place, kind = found.stream_pos, found.record_type
    if kind & ABOUT:
        return Record(name, place, aside=_name_type(found))
    if found.content_length > LARGEST_DOCUMENT:
        return Record(name, place, fault=f"byte {place}: {TOO_LARGE}")
    found.freeze()
    if not kind & (WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion):
        return Record(name, place, unsupported={"record": _name_type(found)})
    type_, charset = (found.headers.get("Content-Type") or "").split(";")[0], None
    if found.is_http:
        try:
            found.parse_http(auto_decode="all")
        except OSError as error:
            return Record(name, place, fault=f"byte {place}: {error}")
        status = found.http_headers.status_code or 0
        if not 200 <= status < 300:
            return Record(name, place, unsupported={"status": status})
        type_, charset = found.http_content_type or "", found.http_charset
    type_ = type_.strip().lower()
    if type_ not in ("", *HTML, *TEXT):
        return Record(name, place, unsupported={"type": type_})
    return _read_document(found, name, "html" if type_ in HTML else None, charset)


def _read_document(found: WarcRecord, name: str, kind: Kind | None, charset: str | None) -> Record:
    content = found.reader.read(LARGEST_DOCUMENT + 1)
    if len(content) > LARGEST_DOCUMENT:
        return Record(name, found.stream_pos, fault=f"byte {found.stream_pos}: {TOO_LARGE}")
    about = {"fetched": "WARC-Date", "truncated": "WARC-Truncated"}
    facts = {key: found.headers[field] for key, field in about.items() if field in found.headers}
    url = (found.headers.get("WARC-Target-URI") or "").strip("<>") or None
    return Record(name, found.stream_pos, _decode(content, charset), kind, url, facts)


def _decode(content: bytes, charset: str | None) -> bytes | str:
    """Text, where only the server says in what encoding it is: neither valid UTF-8 nor marked."""
    encoding = resolve_encoding(charset) if charset else None
    if encoding is None or encoding == "utf-8" or read_bom(content)[0] is not None:
        return content
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return to_unicode(content, encoding)
    return content


def _name_type(found: WarcRecord) -> str:
    return (found.headers.get("WARC-Type") or "unknown").lower()
