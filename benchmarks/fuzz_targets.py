"""What is fuzzed: each target reads any bytes and raises if a law is broken, or anything else is.

An error that a docstring promises is no finding. A target says nothing of time and memory; whoever
runs it sets limits.
"""

from __future__ import annotations

import io
import math
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from html import unescape
from pathlib import Path

from benchmarks.laws import LawError, check_document
from cleaners import Document, Settings, clean, ledger, revert
from cleaners.chrome import find_chrome
from cleaners.chrome.model import shipped
from cleaners.decoding import decode, identify_kind
from cleaners.document import Draft
from cleaners.html_blocks import read_html
from cleaners.language import find_foreign
from cleaners.pipeline import Cleaner, repair
from cleaners.spam import find_spam, find_suspects
from cleaners.text_blocks import read_text
from flows.containers import Columns, Format, Record, read_records
from flows.dolma import find_spans
from flows.user_file import UserFileError, read_user_file

Target = Callable[[bytes], None]

ADDRESS = "https://example.org/news/bridge.html"
USUAL = Settings()
JUDGES: tuple[Cleaner, ...] = (find_spam, find_chrome, find_foreign)
FORMATS: dict[str, tuple[Format, ...]] = {
    "warc": (Format("warc"), Format("warc", ".gz"), Format("warc", ".zst")),
    "tables": (Format("json lines"), Format("csv"), Format("json lines", ".gz")),
    "archives": (
        Format("zip"), Format("tar"), Format("tar", ".gz"), Format("document", ".gz"),
        Format("document", ".bz2"), Format("document", ".xz"), Format("document", ".zst"),
    ),
    "parquet": (Format("parquet"),),
}  # fmt: skip
"""Formats of containers by target; the first byte of the input chooses one of them."""
MOST_PLACES = 4
"""Records of one container from which reading is begun anew."""


def _expect(so: bool, told: str) -> None:  # noqa: FBT001
    if not so:
        raise LawError(told)


def decode_bytes(data: bytes) -> None:
    """Bytes become text that can be written again, the same each time, with an honest account."""
    found = decode(data)
    _expect(found == decode(data), "decoding twice gives two results")
    if found is None:
        return
    text, how = found
    text.encode()  # no half of a surrogate pair
    _expect(0 <= how.confidence <= 1, f"confidence {how.confidence}")
    _expect(how.how == "utf-8" or how.replaced == text.count("\ufffd"), "replacements miscounted")
    if how.how == "utf-8":
        _expect(text.encode() == data, "UTF-8 does not come back")
    identify_kind(text)


def read_page(data: bytes) -> None:
    """A page becomes blocks that are its source text, in order, of characters that the page has."""
    text = data.decode("utf-8", "replace")
    draft = read_html(text, ADDRESS, shipped("html"), USUAL)
    joined = "\n".join(draft.text_of(block) for block in draft.blocks)
    _expect(joined == draft.source_text == draft.text, "the blocks are not the source text")
    new = {c for c in draft.text if not c.isspace()} - set(text) - set(unescape(text)) - {"\ufffd"}
    _expect(not new, f"characters that the page does not have: {sorted(new)!r}")
    likely = (block.markup.likely for block in draft.blocks if block.markup)
    _expect(all(0 <= p <= 1 for p in likely), "a likelihood that is none")
    _expect(draft.confidence is None or math.isfinite(draft.confidence), "no confidence")


def mend(data: bytes) -> None:
    """A repair can be taken back, and what is mended stays as it is."""
    text = data.decode("utf-8", "replace")
    draft = repair(read_text(text))
    _expect(revert(draft.text, draft.edits) == text, "the repair cannot be taken back")
    again = repair(read_text(draft.text))
    _expect(not again.edits, f"mended twice: {again.edits[:3]}")


def judge_lines(data: bytes) -> None:
    """Each cleaner that judges finds edits that fit, and the same ones each time."""
    text = data.decode("utf-8", "replace")
    drafts = [repair(read_text(text, shipped("text"))), read_text(text)]
    for find in JUDGES:
        for draft in drafts:
            _judge(find, draft)
    list(find_suspects(drafts[0], USUAL))


def _judge(find: Cleaner, draft: Draft) -> None:
    found = list(find(draft, USUAL))
    _expect(found == list(find(draft, USUAL)), f"{find.__name__} finds something else each time")
    _expect(all(edit.after == "" for edit in found), f"{find.__name__} writes")
    after = ledger.apply(draft, found)
    _expect(revert(after.text, after.edits) == draft.source_text, "cannot be taken back")


def _check(doc: Document) -> None:
    """The laws, and that dolma's spans can be made of it: one without them would stop a run."""
    check_document(doc)
    if doc.status == "clean":
        find_spans(doc.text, doc.source_text, [asdict(edit) for edit in doc.edits])


def clean_dump(data: bytes) -> None:
    """A dump keeps every law, and cleaning clean text changes nothing."""
    text = data.decode("utf-8", "replace")
    doc = clean(text, kind="text")
    _expect(doc.source_text == text, "the source text is another one")
    _check(doc)
    twice = clean(doc.text, kind="text")
    _expect(twice.text == doc.text, f"cleaned twice: {twice.edits[:3]}")
    _expect(not twice.edits, f"edits in clean text: {twice.edits[:3]}")


def clean_page(data: bytes) -> None:
    """A page keeps every law, whatever the settings are; cleaned twice it is the same document."""
    chosen = data[:1] if data[:1] in (b"\1", b"\2") else b""
    settings = {
        b"\1": Settings(None, comments="keep", captions="drop"),
        b"\2": Settings(spam="flag"),
    }
    source, choice = data[len(chosen) :], settings.get(chosen, USUAL)
    doc = clean(source, kind="html", url=ADDRESS, settings=choice)
    _check(doc)
    _expect(doc == clean(source, kind="html", url=ADDRESS, settings=choice), "two documents of one")


def clean_bytes(data: bytes) -> None:
    """Any bytes of any kind end in one state, with a reason where they are rejected."""
    doc = clean(data)
    _check(doc)
    _expect((doc.status == "rejected") == (doc.reason is not None), "a state without its reason")
    _expect(doc.status == "rejected" or bool(doc.text.strip()), "clean and empty")


def read_container(name: str, data: bytes) -> None:
    """A container gives records or faults in order, and from the middle the same as before."""
    formats = FORMATS[name]
    found, content = formats[(data[0] if data else 0) % len(formats)], data[1:]
    records = list(read_records(io.BytesIO(content), found, Columns()))
    places = [record.place for record in records]
    _expect(places == sorted(set(places)), f"places {places[:9]}")
    for record in records:
        shown = record.name.isprintable() and "#" not in record.name
        steps = record.name.split("/") if record.name else ["whole"]
        _expect(
            shown and not {"", ".", ".."} & set(steps), f"a name that leads away: {record.name!r}"
        )
    sound = [index for index, record in enumerate(records) if record.fault is None]
    for index in sound[:: max(1, len(sound) // MOST_PLACES)]:
        rest = read_records(io.BytesIO(content), found, Columns(), places[index])
        _expect(
            [_known(r) for r in rest] == [_known(r) for r in records[index:]],
            f"from place {places[index]} on other records come",
        )


def _known(record: Record) -> tuple[int, bool, str]:
    """What must be the same from wherever it is read; names may hold the number of a line."""
    return record.place, record.fault is None, "" if record.fault else record.version


def read_rules(data: bytes) -> None:
    """The user's file means something, or is refused with a message."""
    with tempfile.NamedTemporaryFile(suffix=".toml") as file:
        file.write(data)
        file.flush()
        path = Path(file.name)
        with suppress(UserFileError):
            user = read_user_file(path, path)
            user.settings()
            user.output()


TARGETS: dict[str, Target] = {
    "decoding": decode_bytes,
    "blocks": read_page,
    "repairs": mend,
    "judges": judge_lines,
    "dumps": clean_dump,
    "pages": clean_page,
    "bytes": clean_bytes,
    **{name: partial(read_container, name) for name in FORMATS},
    "rules": read_rules,
}
