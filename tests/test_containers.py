"""Readers of containers: every document once, every fault visible, reading goes on behind it."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.containers import gzipped, http, json_lines, parquet, tarred, warc_record, zipped
from flows.containers import Columns, Record, identify_format, read_records
from flows.containers.record import LARGEST_DOCUMENT, TOO_LARGE, name_record

USUAL = Columns()
PAGES = [http(b"<p>page %d</p>" % number * 3) for number in range(4)]
RECORDS = [warc_record(f"id-{number}", page) for number, page in enumerate(PAGES)]
COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.compress,
}
SOUND: dict[str, bytes] = {
    "x.warc": b"".join(RECORDS),
    "x.warc.gz": gzipped(RECORDS),
    "whole.warc.gz": gzip.compress(b"".join(RECORDS)),
    "x.jsonl": json_lines([{"id": f"id-{n}", "text": f"text {n}"} for n in range(4)]),
    "x.csv": b"id,text\n" + b"".join(b'id-%d,"line\n%d"\n' % (n, n) for n in range(4)),
    "x.tsv": b"id\ttext\n" + b"".join(b"id-%d\ttext %d\n" % (n, n) for n in range(4)),
    "x.parquet": parquet({"id": [f"id-{n}" for n in range(4)], "html": ["<p>"] * 4}, group=3),
    "x.zip": zipped({f"id-{n}": b"content %d" % n for n in range(4)}),
    "x.tar": tarred({f"id-{n}": b"content %d" % n for n in range(4)}),
}
SOUND |= {
    f"{name}{ending}": compress(SOUND[name])
    for name in ("x.warc", "x.jsonl", "x.csv", "x.tar")
    for ending, compress in COMPRESSIONS.items()
    if name + ending not in SOUND
}


def records(name: str, content: bytes, start: int = 0, columns: Columns = USUAL) -> list[Record]:
    """All records of a container."""
    found = identify_format(name, content[:512])
    assert found is not None
    return list(read_records(io.BytesIO(content), found, columns, start))


def faults(found: list[Record]) -> dict[str, str]:
    """What is wrong, by name of the record."""
    return {record.name: record.fault for record in found if record.fault is not None}


def names(found: list[Record]) -> list[str]:
    """Names of the records that are documents."""
    return [r.name for r in found if r.fault is None and r.unsupported is None and not r.aside]


@pytest.mark.parametrize("name", SOUND)
class TestSound:
    """Containers with nothing wrong."""

    def test_every_record_once(self, name: str) -> None:
        """In order, named by their ids."""
        found = records(name, SOUND[name])
        assert faults(found) == {}
        assert names(found) == [f"id-{number}" for number in range(4)]
        assert len({record.data for record in found}) in (1, 4)

    def test_reading_can_begin_at_any_place(self, name: str) -> None:
        """From there on the same records come, whatever they are called."""
        found = records(name, SOUND[name])
        for index, record in enumerate(found):
            rest = records(name, SOUND[name], record.place)
            assert [(r.place, r.version) for r in rest] == [
                (r.place, r.version) for r in found[index:]
            ]

    def test_cut_off_anywhere(self, name: str) -> None:
        """What is there is read, that something is missing is said; nothing is invented."""
        whole = {record.version for record in records(name, SOUND[name])}
        for end in range(len(SOUND[name]) - 1, 40, -max(1, len(SOUND[name]) // 25)):
            content = SOUND[name][:end]
            if identify_format(name, content[:512]) is None:
                continue
            found = records(name, content)
            kept = [record for record in found if record.fault is None]
            missing = len(kept) < 4
            assert faults(found) or not missing or _ends_between(name, content)
            if not name.startswith(("x.csv", "x.tsv")):  # a last field may be shorter there
                assert {record.version for record in kept} <= whole


def _ends_between(name: str, content: bytes) -> bool:
    """Whether a file that was cut off is one that could have been written so."""
    if name in ("x.warc", "x.jsonl", "x.csv", "x.tsv"):
        return True if name != "x.warc" else content.rstrip(b"\r\n").endswith(b"</p>")
    if name == "x.tar":
        return len(content) % 512 == 0
    return name == "x.warc.gz" and any(
        len(content) == len(gzipped(RECORDS[:count])) for count in range(4)
    )


class TestWebArchives:
    """WARC and WET."""

    @pytest.mark.parametrize("pack", [b"".join, gzipped])
    @pytest.mark.parametrize("lie", [-10, 50, 5_000, 5_000_000_000])
    def test_lying_length(self, pack: Callable[[list[bytes]], bytes], lie: int) -> None:
        """One record says that it is longer or shorter: it alone is lost."""
        name = "x.warc" if pack != gzipped else "x.warc.gz"
        liar = warc_record("liar", PAGES[1], lie=lie)
        found = records(name, pack([RECORDS[0], liar, *RECORDS[2:]]))
        assert names(found) == ["id-0", "id-2", "id-3"]
        assert list(faults(found)) == ["liar"]
        assert faults(found)["liar"].startswith("byte ")

    @pytest.mark.parametrize("pack", [b"".join, gzipped])
    def test_broken_chunks(self, pack: Callable[[list[bytes]], bytes]) -> None:
        """A body that is not in the chunks it says it is in: the record behind it is read."""
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        broken = warc_record("broken", head + b"ffffffff\r\n<p>")
        name = "x.warc" if pack != gzipped else "x.warc.gz"
        found = records(name, pack([RECORDS[0], broken, *RECORDS[2:]]))
        assert names(found) == ["id-0", "id-2", "id-3"]
        assert list(faults(found)) == ["broken"]

    def test_damaged_member(self) -> None:
        """A flipped bit in one member of gzip."""
        members = [bytearray(gzipped([record])) for record in RECORDS]
        members[1][len(members[1]) // 2] ^= 255
        found = records("x.warc.gz", b"".join(members))
        assert names(found) == ["id-0", "id-2", "id-3"]
        assert len(faults(found)) == 1

    def test_garbage_between_records(self) -> None:
        """What is no record is one fault; the record before it is whole."""
        found = records("x.warc", RECORDS[0] + b"garbage\r\nmore\r\n" + RECORDS[1])
        assert names(found) == ["id-0", "id-1"]
        assert faults(found) == {
            f"byte {len(RECORDS[0])}": f"byte {len(RECORDS[0])}: Invalid WARC header"
        }

    def test_what_is_no_document(self) -> None:
        """Pointers to earlier copies, images and errors of servers; requests are about others."""
        found = records(
            "x.warc",
            warc_record("info", b"software: none", "warcinfo")
            + warc_record("ask", b"GET / HTTP/1.1\r\n\r\n", "request")
            + warc_record("again", http(b""), "revisit")
            + warc_record("picture", http(b"\x89PNG", "image/png"))
            + warc_record("gone", http(b"<p>Not here.</p>", status="404 Not Found"))
            + warc_record("plain", b"Some text.", "conversion"),
        )
        assert {record.name: record.aside for record in found if record.aside} == {
            "info": "warcinfo",
            "ask": "request",
        }
        assert {r.name: dict(r.unsupported) for r in found if r.unsupported} == {
            "again": {"record": "revisit"},
            "picture": {"type": "image/png"},
            "gone": {"status": 404},
        }
        assert names(found) == ["plain"]

    def test_what_is_known_of_a_page(self) -> None:
        """Its address, when it was fetched, whether it was cut short, and its encoding."""
        body = "<p>café</p>".encode("latin-1")
        page = warc_record("x", http(body, "text/html; charset=latin-1"), WARC_Truncated="length")
        (record,) = records("x.warc", page)
        assert record.content == "<p>café</p>"
        assert (record.kind, record.url) == ("html", "http://example.org/x")
        assert record.facts == {"fetched": "2024-05-06T07:08:09Z", "truncated": "length"}

    def test_packed_body(self) -> None:
        """What a server sent compressed and in chunks is undone; a bomb is not."""
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
        found = records(
            "x.warc",
            warc_record("page", head + gzip.compress(b"<p>page</p>"))
            + warc_record("bomb", head + gzip.compress(b" " * (LARGEST_DOCUMENT + 1))),
        )
        assert found[0].content == b"<p>page</p>"
        assert TOO_LARGE in faults(found)["bomb"]


class TestTables:
    """JSON lines, CSV, Parquet."""

    def test_broken_lines(self) -> None:
        """Each is one fault with its line and byte; the lines around it are read."""
        lines = [
            {"text": "one"},
            b'{"text": "two"',
            [3],
            {"text": 4},
            {"x": 5},
            b'{"text": "\xe9"}',
            {"text": None},
        ]
        found = records("x.jsonl", json_lines(lines))
        assert names(found) == ["1", "7"]
        assert faults(found) == {
            "line 2": "byte 16: not JSON: Expecting ',' delimiter at character 15 of the line",
            "line 3": "byte 31: expected an object, got list",
            "4": "text is no text but int",
            "5": "no column named html or raw_html or text or content: name one with --text-column"
            " or --html-column",
            "line 6": "byte 56: not UTF-8: invalid continuation byte at byte 10 of the line",
        }

    def test_endless_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A line that is no document is skipped, not held."""
        monkeypatch.setattr("flows.containers.json_lines.LONGEST_LINE", 1_000)
        found = records("x.jsonl", json_lines([{"text": "x" * 5_500}, {"text": "two"}]))
        assert (names(found), list(faults(found))) == (["2"], ["line 1"])

    def test_fields(self) -> None:
        """NUL, line breaks, other encodings; rows of another length are faults."""
        content = b'id;text\n1;a\x00b\n2;"x\ny"\n3;caf\xe9\n4\n5;end\n'
        found = records("x.csv", content)
        assert [r.content for r in found if r.fault is None] == [
            "a\x00b",
            "x\ny",
            b"caf\xe9",
            "end",
        ]
        assert faults(found) == {"line 6": "line 6: 1 fields where there are 2 columns"}

    def test_huge_field(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A field that is no document is one fault."""
        monkeypatch.setattr("flows.containers.delimited.LARGEST_DOCUMENT", 1_000)
        found = records("x.csv", b"id,text\n1," + b"x" * 2_000 + b"\n2,two\n")
        assert names(found) == ["2"]
        assert "field larger than field limit" in faults(found)["line 2"]

    def test_damaged_group(self) -> None:
        """Rows of a group that cannot be read are lost together; the next group is read."""
        content = bytearray(parquet({"id": list("abcd"), "text": list("wxyz")}, group=2))
        content[4:40] = b"\xff" * 36
        found = records("x.parquet", bytes(content))
        assert names(found) == ["c", "d"]
        assert list(faults(found)) == ["rows 0-1"]

    @pytest.mark.parametrize(
        ("columns", "error"),
        [
            ({"text": [1]}, "column text holds int64, not text"),
            ({"body": ["x"]}, "no column named"),
        ],
    )
    def test_no_text(self, columns: dict[str, list[object]], error: str) -> None:
        """A table without any is one fault that says what to do."""
        assert error in faults(records("x.parquet", parquet(columns)))["end"]

    def test_named_columns(self) -> None:
        """The user says which column holds what."""
        row = {"body": "<p>", "key": "k", "at": "http://a/", "text": "no", "id": "no", "url": "no"}
        columns = Columns(html="body", id="key", url="at")
        (record,) = records("x.jsonl", json_lines([row]), columns=columns)
        assert (record.name, record.content, record.kind, record.url) == (
            "k",
            "<p>",
            "html",
            "http://a/",
        )


class TestArchives:
    """Zip, tar, and what is only compressed."""

    NAMES = ("a/b.html", "../../up", "/root", "a//b", ".hidden/x", "a/.x", "folder/")

    @pytest.mark.parametrize(("name", "pack"), [("x.zip", zipped), ("x.tar", tarred)])
    def test_names_are_only_names(self, name: str, pack: Callable[..., bytes]) -> None:
        """None leads out of the archive; hidden files are none, as in a folder."""
        found = names(records(name, pack(dict.fromkeys(self.NAMES[:6], b"x"))))
        assert [n.replace("%2F/", "/") for n in found] == [
            "a/b.html", "%2E%2E/%2E%2E/up", "/root", "a//b",
        ]  # fmt: skip
        assert all(step not in ("", ".", "..") for n in found for step in n.split("/"))

    def test_links_are_not_followed(self) -> None:
        """They may lead anywhere."""
        found = records("x.tar", tarred({"x": b"x", "link": "/etc/passwd"}))
        assert faults(found) == {"link": "a link, which is not followed"}

    def test_damaged_member(self) -> None:
        """One member of a zip with a wrong sum, one header of a tar: the others are read."""
        content = bytearray(SOUND["x.zip"])
        content[40] ^= 255
        assert names(records("x.zip", bytes(content))) == ["id-1", "id-2", "id-3"]
        content = bytearray(SOUND["x.tar"])
        content[1024 + 10] ^= 1
        found = records("x.tar", bytes(content))
        assert names(found) == ["id-0", "id-2", "id-3"]
        assert faults(found) == {"byte 1024": "byte 1024: no header of tar"}

    @pytest.mark.parametrize("ending", COMPRESSIONS)
    def test_bomb(self, ending: str) -> None:
        """No more is unpacked than one document has."""
        content = COMPRESSIONS[ending](b" " * (LARGEST_DOCUMENT + 1))
        assert faults(records(f"x.html{ending}", content)) == {"": TOO_LARGE}
        bomb = zipped({"bomb": b" " * (LARGEST_DOCUMENT + 1), "x": b"x"})
        assert faults(records("x.zip", bomb)) == {"bomb": TOO_LARGE}

    def test_only_the_name(self) -> None:
        """What is not what its name says is a document like any other."""
        for name in ("x.gz", "x.warc", "x.parquet", "x.zip", "x.tar", "x.jsonl.zst"):
            assert identify_format(name, b"Just some text.") is None


def test_ids_that_are_half_a_character() -> None:
    """A row whose id no file can have is a row all the same, and those behind it are read."""
    lines = [b'{"id": "\\udfff", "text": "one"}', {"id": "two", "text": "two"}]
    found = records("x.jsonl", json_lines(lines))
    assert names(found) == ["\\xed\\xbf\\xbf", "two"]


def test_member_without_a_name() -> None:
    """Of an archive: one that says so, with one behind it."""
    archive = zipped({"y": b"one", "z": b"two"})
    nameless = archive.replace(b"y", b"/").replace(b"/", b"\0", 1).replace(b"/", b"\0", 1)
    found = records("x.zip", nameless)
    assert names(found)[-1] == "z"


@given(st.text(st.characters()) | st.binary().map(lambda b: b.decode("utf-8", "surrogateescape")))
def test_names_are_printable_and_lead_nowhere(text: str) -> None:
    """Whatever a record is called, its name can be part of an id and of a path."""
    name = name_record(text)
    assert name.isprintable()
    assert "#" not in name
    assert all(step not in ("", ".", "..") for step in name.split("/"))


@given(st.binary(max_size=300), st.sampled_from(sorted(SOUND)), st.integers(0, 2_000))
def test_any_damage_is_survived(noise: bytes, name: str, place: int) -> None:
    """Bytes written over any part: records or faults come, no other error, and it ends."""
    content = SOUND[name]
    at = place % len(content)
    damaged = content[:at] + noise + content[at + len(noise) :]
    if identify_format(name, damaged[:512]) is not None:
        found = records(name, damaged)
        assert [r.place for r in found] == sorted({r.place for r in found})
