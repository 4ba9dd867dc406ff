"""Finding sources, and the outcome of each hostile one by itself."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from corpora import GERMAN, JAPANESE, PARAGRAPHS, SPAM, article, noise, page, sources_of, write
from hypothesis import given
from hypothesis import strategies as st

from cleaners import Document, Settings, clean
from flows.sources import NoSourcesError, OverlapError, Source, find_files
from flows.worker import LONGEST_ERROR, Outcome, clean_source, quarantined, to_json

QUOTED = "\n\n".join([f"“{PARAGRAPHS[0]}”", *PARAGRAPHS[1:]])


def outcome(content: bytes, tmp_path: Path, name: str = "x") -> Outcome:
    """What comes of a source with this content."""
    path = write(tmp_path, {name: content}) / name
    return clean_source(Source(name, str(path)), Settings())


def ids(raw: Path, clean: Path | None = None) -> list[str]:
    """Ids of the sources found."""
    return sorted(file.name for file in find_files(raw, clean))


def test_every_visible_file_is_a_source(tmp_path: Path) -> None:
    """Files of any kind and depth count; hidden ones and those in hidden folders do not."""
    write(tmp_path, {"b.html": "", "a/b/c": "", "a.pdf": "", ".x": "", ".git/y": "", "a/.z": ""})
    assert ids(tmp_path) == ["a.pdf", "a/b/c", "b.html"]


def test_ids_are_in_the_order_of_code_points(tmp_path: Path) -> None:
    """The order is by character, not by folder, language or platform."""
    names = ["a-b", "a/b", "a.txt", "B", "é", "z", "\uffee", "😀"]
    write(tmp_path, dict.fromkeys(names, "x"))
    assert ids(tmp_path) == ["B", "a-b", "a.txt", "a/b", "z", "é", "\uffee", "😀"]


def test_odd_names_give_printable_ids(tmp_path: Path) -> None:
    """Spaces, line breaks and emoji stay; bytes that are not UTF-8 become %XX."""
    for name in (b"two words", b"line\nbreak", "😀".encode(), b"caf\xe9", b"n" * 255):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"x")
    assert set(ids(tmp_path)) == {"two words", "line\nbreak", "😀", "caf%E9", "n" * 255}


def test_odd_bytes_do_not_collide_with_their_spelling(tmp_path: Path) -> None:
    """A name that really contains %E9 keeps its id; others that read the same get a ~."""
    for name in (b"\xe9\xe9", b"%E9\xe9", b"\xe9%E9", b"%E9%E9", b"%E9%E9~"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(name)
    found = sources_of(tmp_path)
    assert [source.id for source in found] == [f"%E9%E9{'~' * n}" for n in range(5)]
    assert found[0].path.endswith("%E9%E9")
    assert found[1].path.endswith("%E9%E9~")


def test_folder_named_like_a_text_is_walked_into(tmp_path: Path) -> None:
    """A directory called x.txt is a folder like any other."""
    write(tmp_path, {"x.txt/inside.txt": "x"})
    assert ids(tmp_path) == ["x.txt/inside.txt"]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    """A link to a folder above is one quarantined source, a link to itself another."""
    write(tmp_path, {"a/x.txt": article()})
    (tmp_path / "a/up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "nowhere").symlink_to(tmp_path / "missing")
    found = {source.id: source for source in sources_of(tmp_path)}
    errors = {id_: clean_source(s, Settings()).row.get("error") for id_, s in found.items()}
    assert errors == {
        "a/up": "OSError: a link to a folder it is inside of",
        "a/x.txt": None,
        "nowhere": "FileNotFoundError: No such file or directory",
        "self": "OSError: Too many levels of symbolic links",
    }


def test_folders_nested_a_thousand_deep_are_found(tmp_path: Path) -> None:
    """Depth is bounded by the file system, not by Python's stack."""
    depth, home = 1_200, Path.cwd()
    os.chdir(tmp_path)
    for _ in range(depth):
        Path("d").mkdir()
        os.chdir("d")
    Path("x").touch()
    found = ids(tmp_path)
    Path("x").unlink()  # pytest cannot clean up as deep as that
    for _ in range(depth):
        os.chdir("..")
        Path("d").rmdir()
    os.chdir(home)
    assert found == ["d/" * depth + "x"]


@pytest.mark.parametrize("kind", ["missing", "empty", "only hidden files"])
def test_nothing_to_clean_is_an_error(kind: str, tmp_path: Path) -> None:
    """A raw folder without sources stops the run: a corpus must not vanish with a mount."""
    raw = tmp_path / "raw"
    if kind != "missing":
        write(raw, {".hidden": "x"} if kind == "only hidden files" else {})
        raw.mkdir(exist_ok=True)
    with pytest.raises(NoSourcesError, match=r"raw (is not a folder|has no files)\."):
        find_files(raw)


def test_the_corpus_is_no_source(tmp_path: Path) -> None:
    """A clean folder inside of the raw one is left out, also where a link leads to it."""
    clean = write(tmp_path / "raw/out", {"text/x.txt": "x", "corpus.jsonl": "{}"})
    raw = write(tmp_path / "raw", {"x.txt": "x"})
    (raw / "link").symlink_to(clean / "text")
    assert ids(raw, clean) == ["x.txt"]


def test_sources_below_the_corpus_are_found(tmp_path: Path) -> None:
    """A raw folder inside of the clean one is read, and a link back up to the corpus is not."""
    clean = write(tmp_path, {"raw/x.txt": "x", "text/x.txt": "x", "corpus.jsonl": "{}"})
    (clean / "raw/link").symlink_to(clean / "text")
    assert ids(clean / "raw", clean) == ["x.txt"]


@pytest.mark.parametrize("raw", [".", "text", "text/news", "link"])
def test_sources_are_never_overwritten(raw: str, tmp_path: Path) -> None:
    """Cleaning a folder into itself, or out of where bodies are written, is refused."""
    write(tmp_path, {"text/news/x.txt": "x"})
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(OverlapError, match="where the corpus is written"):
        find_files(tmp_path / raw, tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\xc2\xa0\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"<html><head><title>No body</title></head></html>", "empty"),
        (b"\x89PNG\r\n\x1a\n" + noise(2_000), "binary"),
        (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "binary"),
        (noise(4_096), "binary"),
        (b"\x00" * 1_000, "binary"),
        (GERMAN.encode(), "language"),
        (GERMAN.encode("latin-1"), "language"),
        (JAPANESE.encode("shift_jis"), "language"),
        (SPAM.encode(), "spam"),
        (b"Four words, no more.", "too_short"),
        (b"Home\nAbout us\nContact\nLog in\n", "nothing_left"),
    ],
)
def test_rejected(content: bytes, reason: str, tmp_path: Path) -> None:
    """What is no English text is rejected for a reason, never quarantined."""
    result = outcome(content, tmp_path)
    assert (result.state, result.row["reason"]) == ("rejected", reason)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (page(QUOTED, "utf-8").encode("cp1252"), "cp1252"),
        (QUOTED.encode("cp1252"), "cp1252"),
        (QUOTED.encode("utf-16"), "utf-16-le"),
        (QUOTED.encode("utf-16-le"), "utf-16-le"),
        (QUOTED.encode("utf-16-be"), "utf-16-be"),
        (page(QUOTED, "iso-8859-1").encode(), "utf-8"),
    ],
)
def test_wrong_or_missing_charset(content: bytes, encoding: str, tmp_path: Path) -> None:
    """The text comes out right whatever the page says about its encoding."""
    result = outcome(content, tmp_path)
    assert result.row["metadata"]["encoding"]["encoding"] == encoding
    assert result.row["text"] == QUOTED


def test_flagged_spam_is_in_the_row(tmp_path: Path) -> None:
    """Spam that is only to be reported is reported where the text is used."""
    path = write(tmp_path, {"x": f"{article()}\n{SPAM}\n{article(1)}"}) / "x"
    settings = Settings(spam="flag", languages=("en", "zh"))
    row = clean_source(Source("x", str(path)), settings).row
    (flag,) = row["metadata"]["flags"]
    assert SPAM.strip() in row["text"]
    assert flag["rule"] == "foreign_item_list"


def test_pipe_does_not_hang(tmp_path: Path) -> None:
    """A FIFO that nobody writes to is quarantined, not waited for."""
    os.mkfifo(tmp_path / "pipe")
    (source,) = sources_of(tmp_path)
    result = clean_source(source, Settings())
    assert (result.state, result.row["error"]) == ("quarantined", "OSError: not a regular file")
    assert result.sha256 is None


def test_lone_surrogates_never_reach_a_file(tmp_path: Path) -> None:
    r"""An escaped half of a character, \ud800, leaves rows that can be written."""
    text = f"{article()}\nHe sent \\ud83d\\ude00 and \\ud800 and &#xD800; and was happy with it.\n"
    result = outcome(text.encode(), tmp_path)
    assert result.state == "clean"
    assert "😀" in result.row["text"]
    assert (to_json(result.row) + result.ledger).encode("utf-8")


def test_surrogates_in_rows_become_replacement_characters() -> None:
    """Should a fault let one through, each becomes one U+FFFD, so that offsets hold."""
    row = quarantined(Source("x", "x"), "bad \ud800\udc00 text").row
    assert row["error"] == "bad \ufffd\ufffd text"


@given(error=st.text(max_size=10_000))
def test_rows_can_always_be_written(error: str) -> None:
    """Whatever an error says, its row is one line of valid UTF-8 of bounded length."""
    line = to_json(quarantined(Source("x", "x"), error, error).row).encode("utf-8")
    assert line.count(b"\n") == 1
    assert len(line) < 2 * 6 * (LONGEST_ERROR + 10) + 100


def test_errors_of_cleaners_name_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception quarantines its document, with a traceback that holds on any machine."""

    def fail(*_: object, **__: object) -> None:
        raise ValueError("no such thing: " + "x" * 100_000)

    monkeypatch.setattr("cleaners.pipeline.ORDER", ((fail,),))
    result = outcome(article().encode(), tmp_path)
    assert result.state == "quarantined"
    assert result.row["error"].startswith("ValueError: no such thing: xxx")
    assert len(result.row["error"]) < LONGEST_ERROR + 10
    trace = result.row["traceback"]
    assert trace.startswith("flows/worker.py:")
    assert "cleaners/pipeline.py:" in trace
    assert str(Path(__file__).parent.parent) not in trace
    assert result.sha256 is not None  # it would fail again: not tried again


def test_lack_of_memory_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault is the machine's, so the source stays unknown to the next run."""

    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("flows.worker.clean", fail)
    result = outcome(article().encode(), tmp_path)
    assert (result.state, result.sha256) == ("quarantined", None)


def test_characters_that_are_lost_quarantine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document whose blocks and edits do not cover its text is not let into the corpus."""

    def forget_a_block(data: bytes, **options: Any) -> Document:
        doc = clean(data, **options)
        return replace(doc, blocks=doc.blocks[1:])

    monkeypatch.setattr("flows.worker.clean", forget_a_block)
    result = outcome(article().encode(), tmp_path)
    assert result.row["error"] == (
        f"AccountError: {len(PARAGRAPHS[0])} characters are neither in a block nor in an edit"
    )
