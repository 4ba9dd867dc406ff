"""The output folder: names of texts, whole files, what is removed and what never is."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import pytest
from corpora import files, rows, times, write
from hypothesis import given
from hypothesis import strategies as st

from flows.corpus import LONGEST_NAME, is_written, name_texts, write_corpus
from flows.files import remove_with_empty_parents, write_if_changed, written_whole
from flows.state import VERSION, StateError, Store
from flows.worker import Outcome

NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1)
PARTS = st.one_of(
    st.sampled_from(
        ["x", "x.txt", "x~", "x~.txt", "x.txt.txt", "a", "a.txt", "n" * 252, "é" * 127]
    ),
    NAMES.filter(lambda name: not name.startswith(".") and len(name.encode()) <= LONGEST_NAME),
)
IDS = st.lists(st.lists(PARTS, min_size=1, max_size=3).map("/".join), max_size=12, unique=True)


def document(id_: str, text: str = "A body of text.") -> Outcome:
    """A clean document."""
    row = {"id": id_, "text": text, "source": id_}
    return Outcome(id_, "hash", "clean", row, '{"id": "x"}\n', {"source": len(text)})


def rejected(id_: str) -> Outcome:
    """A source that is not in the corpus."""
    return Outcome(id_, "hash", "rejected", {"id": id_, "reason": "empty"})


PRINTS = defaultdict(lambda: "print")
"""Every outcome came about under the same fingerprint."""


def fill(clean: Path, outcomes: Iterable[Outcome], gone: Iterable[str] = ()) -> None:
    """Record outcomes, forget others, and write the corpus."""
    with Store(clean) as store:
        store.record(outcomes, PRINTS)
        store.forget(gone)
        write_corpus(store, clean)


def _possible(ids: list[str]) -> list[str]:
    """Without ids that would need a file and a folder of the same name."""
    folders = {str(folder) for id_ in ids for folder in PurePosixPath(id_).parents}
    return [id_ for id_ in ids if id_ not in folders]


def test_names_of_texts() -> None:
    """A text keeps its name, a page gets .txt behind its own, and ~ keeps the two apart."""
    assert name_texts(["x.html", "x.html.txt", "x.txt", "x", "x~", "a/x.html"]) == {
        "x.html.txt": "x.html.txt",
        "x.txt": "x.txt",
        "a/x.html": "a/x.html.txt",
        "x": "x~.txt",
        "x.html": "x.html~.txt",
        "x~": "x~~.txt",
    }


def test_text_beside_a_folder_of_its_name() -> None:
    """A source called x and a folder called x.txt can both have their texts."""
    assert name_texts(["x", "x.txt/y"]) == {"x": "x~.txt", "x.txt/y": "x.txt/y.txt"}


@given(ids=IDS)
def test_texts_never_collide(ids: list[str]) -> None:
    """Every document has a path of its own that a file system takes, in any order of ids."""
    ids = _possible(ids)
    paths = name_texts(ids)
    names = [PurePosixPath(path) for path in paths.values()]
    folders = {folder for path in names for folder in path.parents}
    assert len(set(names)) == len(ids)
    assert folders.isdisjoint(names)
    assert all(len(part.encode()) <= LONGEST_NAME for path in names for part in path.parts)
    assert all(path.suffix == ".txt" for path in names)
    assert name_texts(reversed(ids)) == paths


def test_state_and_files_agree(tmp_path: Path) -> None:
    """Each outcome is one row in the file of its state, clean ones with a text beside."""
    fill(tmp_path, [document("b.html", "B"), document("a/x.txt", "A"), rejected("c")])
    assert [row["id"] for row in rows(tmp_path / "corpus.jsonl")] == ["a/x.txt", "b.html"]
    assert [row["id"] for row in rows(tmp_path / "rejected.jsonl")] == ["c"]
    assert (tmp_path / "quarantine.jsonl").read_bytes() == b""
    assert (tmp_path / "text/a/x.txt").read_text() == "A\n"
    assert (tmp_path / "text/b.html.txt").read_text() == "B\n"


def test_texts_go_with_their_documents(tmp_path: Path) -> None:
    """A document that left takes its text and the folders that are empty now with it."""
    fill(tmp_path, [document("a/b/x"), document("a/y"), document("z")])
    fill(tmp_path, [], gone=["a/b/x", "z"])
    assert set(files(tmp_path / "text")) == {"a/y.txt"}
    assert not (tmp_path / "text/a/b").exists()


def test_file_becomes_folder_and_back(tmp_path: Path) -> None:
    """A source x.txt that gives way to a folder of that name, and the other way round."""
    fill(tmp_path, [document("x.txt")])
    fill(tmp_path, [document("x.txt/y")], gone=["x.txt"])
    assert set(files(tmp_path / "text")) == {"x.txt/y.txt"}
    fill(tmp_path, [document("x.txt")], gone=["x.txt/y"])
    assert set(files(tmp_path / "text")) == {"x.txt"}


def test_files_of_others_stay(tmp_path: Path) -> None:
    """A file the user put beside the texts is not removed, whatever becomes of its folder."""
    fill(tmp_path, [document("a/x")])
    write(tmp_path / "text", {"a/notes.txt": "mine", "a.md": "mine"})
    fill(tmp_path, [], gone=["a/x"])
    assert set(files(tmp_path / "text")) == {"a/notes.txt", "a.md"}


def test_lost_state_forgets_no_text(tmp_path: Path) -> None:
    """Without its state the corpus itself says which texts are ours, and only by content."""
    fill(tmp_path, [document("gone"), document("edited"), document("stays")])
    (tmp_path / ".state/state.sqlite").unlink()
    write(tmp_path / "text", {"edited.txt": "by hand", "foreign.txt": "mine"})
    fill(tmp_path, [document("stays")])
    assert set(files(tmp_path / "text")) == {"edited.txt", "foreign.txt", "stays.txt"}


@pytest.mark.parametrize(
    "line", ["", "not JSON", "[]", '{"id": "../../x", "text": "mine"}', '{"id": "/x", "text": 1}']
)
def test_foreign_corpus_leads_nowhere(line: str, tmp_path: Path) -> None:
    """Rows that we did not write make a run remove nothing, least of all outside."""
    write(
        tmp_path, {"x.txt": "mine\n", "clean/corpus.jsonl": b"\xff\xfe\n" + line.encode() + b"\n"}
    )
    fill(tmp_path / "clean", [document("y")])
    assert (tmp_path / "x.txt").read_text() == "mine\n"
    assert [row["id"] for row in rows(tmp_path / "clean/corpus.jsonl")] == ["y"]


def test_unchanged_files_keep_their_time(tmp_path: Path) -> None:
    """Writing the same corpus again touches no file."""
    fill(tmp_path, [document("x"), document("y")])
    before = times(tmp_path)
    fill(tmp_path, [document("x"), document("y")])
    assert times(tmp_path) == before


def test_change_of_state_shows_in_the_next_run(tmp_path: Path) -> None:
    """Whoever dies between recording and writing leaves a corpus known to be behind."""
    fill(tmp_path, [document("x")])
    with Store(tmp_path) as store:
        assert is_written(store, tmp_path)
        store.record([document("y")], PRINTS)
    with Store(tmp_path) as store:
        assert not is_written(store, tmp_path)
        write_corpus(store, tmp_path)
        assert is_written(store, tmp_path)
        store.forget(["x"])
        assert not is_written(store, tmp_path)


def test_unfinished_files_are_swept(tmp_path: Path) -> None:
    """What a killed run left half written is gone after the next."""
    litter = tmp_path / ".state/unfinished/litter"
    write(litter.parent, {litter.name: "half a corp"})
    fill(tmp_path, [document("x")])
    assert list(litter.parent.iterdir()) == []


def test_failure_leaves_the_old_file(tmp_path: Path) -> None:
    """An error in the middle of writing leaves the file as it was, and nothing else."""
    path, scratch = tmp_path / "file", tmp_path / "scratch"
    write_if_changed(path, "old", scratch)

    def write_half() -> None:
        with written_whole(path, scratch) as file:
            file.write("new, but only ha")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_half()
    assert path.read_text() == "old"
    assert list(scratch.iterdir()) == []


def test_removal_stops_at_the_top(tmp_path: Path) -> None:
    """Folders are removed up to the top, which stays, and never a folder in a file's place."""
    write(tmp_path, {"top/a/b/x": "", "top/c/keep/y": ""})
    remove_with_empty_parents(tmp_path / "top/a/b/x", tmp_path / "top")
    remove_with_empty_parents(tmp_path / "top/c/keep", tmp_path / "top")
    assert set(files(tmp_path)) == {"top/c/keep/y"}
    assert (tmp_path / "top").is_dir()
    assert not (tmp_path / "top/a").exists()


def test_readers_never_see_half_a_file(tmp_path: Path) -> None:
    """While a corpus is written over and over, every file that can be seen is complete."""
    count, faults, looks = 200, [], 0
    done = threading.Event()

    def watch() -> None:
        nonlocal looks
        while not done.wait(0.002):
            looks += 1
            for name, content in files(tmp_path).items():
                if name.startswith("text/") and not content.endswith(b" end\n"):
                    faults.append(name)
                elif name == "corpus.jsonl":
                    complete = [json.loads(line) for line in content.split(b"\n")[:-1]]
                    if len(complete) != count or not content.endswith(b"\n"):
                        faults.append(name)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for turn in range(3):
            body = f"{turn} " * 1_500 + "end"
            fill(tmp_path, [document(f"{n:03}", body) for n in range(count)])
    finally:
        done.set()
        watcher.join()
    assert faults == []
    assert looks > 3


def test_damaged_state_is_set_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Bytes that are no database are kept under another name, said, and built anew."""
    fill(tmp_path, [document("x")])
    state = tmp_path / ".state/state.sqlite"
    state.write_bytes(b"garbage" * 1_000)
    with caplog.at_level(logging.WARNING), Store(tmp_path) as store:
        assert list(store.outcomes()) == []
    assert "is damaged: set aside as state.old" in caplog.text
    assert state.with_name("state.old").read_bytes() == b"garbage" * 1_000


def test_damage_deep_inside_is_found(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The check at the start of a run reads the whole state, not its first page only."""
    fill(tmp_path, [document(f"{n}", "text " * 2_000) for n in range(50)])
    state = tmp_path / ".state/state.sqlite"
    content = bytearray(state.read_bytes())
    content[len(content) // 3 : len(content) // 2] = b"\xa5" * (
        len(content) // 2 - len(content) // 3
    )
    state.write_bytes(content)
    with caplog.at_level(logging.WARNING), Store(tmp_path, check=True) as store:
        assert list(store.outcomes()) == []
    assert "is damaged" in caplog.text


def test_state_of_another_version_is_set_aside(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Tables laid out by an older or newer program are not read as if they were ours."""
    state = write(tmp_path / ".state", {}) / "state.sqlite"
    state.parent.mkdir()
    with sqlite3.connect(state) as database:
        database.execute("create table outcomes (id text)")
        database.execute(f"pragma user_version = {VERSION + 1}")
    with caplog.at_level(logging.WARNING), Store(tmp_path) as store:
        assert list(store.outcomes()) == []
    assert f"of version {VERSION + 1}, not {VERSION}" in caplog.text


def test_state_in_use_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with the file system or another run is told with the file's name."""
    monkeypatch.setattr("flows.state.PATIENCE", 0.05)
    fill(tmp_path, [document("x")])
    other = sqlite3.connect(tmp_path / ".state/state.sqlite")
    other.execute("begin exclusive")
    with pytest.raises(StateError, match=r"state\.sqlite: database is locked"):
        Store(tmp_path)
    other.close()
