"""Every kind of hostile source, small, through a real run; what came out is inert."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from corpora import files, rows

from benchmarks.hostile import Found, check_outcomes, run
from benchmarks.hostile_containers import CONTAINERS
from benchmarks.hostile_files import write_kinds
from benchmarks.hostile_pages import COSTLY

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="devices and files of the kernel")

SIZE = 300
BUDGET: dict[str, Any] = {"workers": 2, "seconds": 60.0, "mebibytes": 1024}
KINDS = 80
"""At least."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sources of every kind in ``raw``."""
    folder = tmp_path_factory.mktemp("hostile")
    assert len(set(write_kinds(folder / "raw", SIZE))) >= KINDS
    return folder


@pytest.fixture(scope="module")
def found(home: Path) -> Found:
    """What came of them: each has one state, and the run says so."""
    result = run(home / "raw", home / "clean", **BUDGET)
    return check_outcomes(home / "raw", home / "clean", result)


def test_nothing_hangs_or_dies(found: Found) -> None:
    """At this size no kind is near the budget, none kills its worker, no cleaner raises.

    A file that cannot be read is said so by the system; a record that is broken, by its reader.
    """
    told = {id_: what for kind in found.values() for id_, what in kind.items()}
    errors = {id_: what for id_, what in told.items() if what.startswith("quarantined")}
    of_files = {what.split()[1].rstrip(":") for id_, what in errors.items() if "#" not in id_}
    assert of_files <= {"OSError", "FileNotFoundError", "PermissionError"}, errors
    of_records = {
        what.removeprefix("quarantined ")
        for id_, what in errors.items()
        if "#" in id_ and id_.partition("/")[0] not in CONTAINERS
    }
    assert of_records == {
        "text is no text but float",
        "byte 0: not JSON: Expecting value at character 0 of the line",
        "a link, which is not followed",
    }, errors


def test_broken_containers_are_told_by_their_readers(found: Found) -> None:
    """No fault of a record is an error of ours: none is of a type that only a mistake raises."""
    told = {id_: what for kind in CONTAINERS for id_, what in found[kind].items()}
    errors = {id_: what for id_, what in told.items() if what.startswith("quarantined")}
    assert len(errors) > len(CONTAINERS)
    mistakes = ("TypeError", "KeyError", "IndexError", "AttributeError", "UnicodeEncodeError")
    assert not {id_: what for id_, what in errors.items() if what.split()[1].startswith(mistakes)}
    assert all("#" in id_ for id_ in errors)


def test_neighbours_of_what_is_broken_come_through(found: Found, home: Path) -> None:
    """Of every web archive the sound records around the hostile one, and of the JSON the sound rows."""
    for kind in ("warc", "warc-lengths"):
        names = {path.name for path in (home / "raw" / kind).iterdir()}
        for name in names - {"only-head.warc", "member.warc.gz"}:
            for record in ("first", "last"):
                assert found[kind][f"{kind}/{name}#{record}"] == "clean", (name, record)
    assert found["warc"]["warc/member.warc.gz#first"] == "clean"
    for row in ("sound", "sound~"):
        assert found["json-lines"][f"json-lines/odd.jsonl#{row}"] == "clean"


def test_names_stay_below_the_corpus_and_short(found: Found) -> None:
    """No id climbs, and rows of one id do not make each other's longer and longer."""
    ids = {id_ for kind in CONTAINERS for id_ in found[kind]}
    assert not [
        id_ for id_ in ids if {"", ".", ".."} & set(id_.partition("#")[2].split("/")) - {""}
    ]
    same = sorted(id_ for id_ in ids if id_.startswith("json-lines/same.jsonl#"))
    assert len(same) == SIZE // COSTLY
    assert max(len(id_) for id_ in same) < len("json-lines/same.jsonl#same~~~") + 5


def test_second_run_is_the_same(found: Found, home: Path) -> None:
    """Files that could not be read are tried again, in vain; no byte of the corpus changes."""
    assert found
    before = files(home / "clean")
    result = run(home / "raw", home / "clean", **BUDGET)
    check_outcomes(home / "raw", home / "clean", result)
    assert files(home / "clean") == before
    unread = sum("#" not in row["id"] for row in rows(home / "clean/quarantine.jsonl"))
    assert json.loads(result.stdout)["cleaned"] == unread > 0


def test_nothing_leaks(found: Found, home: Path) -> None:
    """No entity is read from elsewhere; nothing is written but below the corpus."""
    assert found["entity-of-a-file"] == {"entity-of-a-file/x": "clean"}
    host = Path("/etc/hostname").read_text().strip()
    bodies = {row["id"]: row["text"] for row in rows(home / "clean/corpus.jsonl")}
    assert host not in bodies["entity-of-a-file/x"]
    assert {path.name for path in home.iterdir()} == {"raw", "clean"}
    written = {path.name for path in (home / "clean").iterdir()}
    assert written == {
        ".state", "text", "corpus.jsonl", "ledger.jsonl", "manifest.json", "quarantine.jsonl",
        "rejected.jsonl", "review.html",
    }  # fmt: skip


def test_genuine_text_beside_it_comes_through(found: Found, home: Path) -> None:
    """Most kinds have a genuine sentence beside what is hostile; where they are clean, it is there."""
    bodies = {row["id"]: row["text"] for row in rows(home / "clean/corpus.jsonl")}
    for kind in ("attributes", "entity-bomb", "nested-div", "word-of-megabytes", "handlers"):
        assert found[kind] == {f"{kind}/x": "clean"}
        assert "nobody had crossed the bridge since the flood" in bodies[f"{kind}/x"], kind


@pytest.mark.parametrize("kind", ["files-of-the-kernel", "devices-pipes-sockets"])
def test_what_is_no_file_is_not_read(kind: str, found: Found) -> None:
    """Of devices, pipes and the kernel's files not a byte gets into the corpus."""
    assert all(what.split()[0] != "clean" for what in found[kind].values()), found[kind]
