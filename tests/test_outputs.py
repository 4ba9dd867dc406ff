"""What a run writes: formats, schemas, and that the tools they are for can load them."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from corpora import GERMAN, SPAM, article, articles, cleancopy, files, page, rows, times, write
from hypothesis import given, settings
from hypothesis import strategies as st
from test_laws import DUMPS, PAGES

from cleaners import Settings, clean
from flows import formats, output, parquet
from flows.bare import clean_corpus
from flows.corpus import FILES, LEDGER
from flows.dolma import CUT, JOINT, SpanError, find_spans
from flows.output import MissingLibraryError, Output
from flows.parquet import SchemaError, arrow_schema
from flows.schemas import KINDS, read_schema
from flows.user_file import UserFileError, read_user_file

ROOT = Path(__file__).parent.parent
ALL = Output(formats=("dolma", "jsonl.zst", "parquet"))
SOURCES: dict[str, bytes | str] = {
    "a.txt": f"Home | News | Sport | Contact\n\n{article(1)}\n0 Comment(s)Print E-mail\n",
    "b/page.html": page(article(2)).replace("<p>", "<nav><a href=/>Home</a></nav><p>", 1),
    "c.txt": article(3) + SPAM,
    "copy of c.txt": article(3),
    "quotes.txt": article(4).replace("the old bridge", '\\"the old bridge\\"'),
    "code.html": page(article(5)).replace("</article>", "<pre>    a = 1\n\n    b</pre></article>"),
    "german.txt": GERMAN,
    "link": "",
    "empty.txt": "",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus in all formats, of sources that are cleaned, mended, rejected, quarantined."""
    folder = tmp_path_factory.mktemp("made")
    raw = write(folder / "raw", SOURCES)
    (raw / "link").unlink()
    (raw / "link").symlink_to("nowhere")
    clean_corpus(raw, folder / "clean", workers=1, output=ALL)
    return folder / "clean"


def run(raw: Path, clean: Path, output: Output) -> None:
    """A run with one worker."""
    clean_corpus(raw, clean, workers=1, output=output)


class TestChoice:
    """What may be chosen, and where."""

    @pytest.mark.parametrize(
        ("choice", "complaint"),
        [
            ({"texts": "never"}, "texts: expected 'auto', 'on', 'off', got 'never'"),
            ({"formats": ("csv",)}, "formats: expected 'parquet', 'jsonl.zst', 'dolma', got 'csv'"),
            ({"formats": "parquet"}, "formats: expected 'parquet', 'jsonl.zst', 'dolma', got 'parquet'"),
            ({"duplicates": True}, "duplicates: expected 'mark', 'drop', 'off', got True"),
            ({"texts": ["on"]}, "texts: expected 'auto', 'on', 'off', got ['on']"),
        ],
    )  # fmt: skip
    def test_wrong_one(self, choice: dict[str, Any], complaint: str, tmp_path: Path) -> None:
        """Says what was expected, from Python and from the user's file alike."""
        with pytest.raises(ValueError, match=re.escape(complaint)):
            Output(**choice)
        key, value = next(iter(choice.items()))
        given = json.dumps(value)
        write(tmp_path, {"cleancopy.toml": f"[output]\n{key} = {given}\n"})
        with pytest.raises(UserFileError, match=re.escape(f"[output] {key}: expected")):
            read_user_file(tmp_path)

    def test_in_the_file_and_over_it(self, tmp_path: Path) -> None:
        """The file's word holds but for what is given."""
        text = '[output]\nformats = ["parquet", "dolma"]\ntexts = "off"\n'
        user = read_user_file(write(tmp_path, {"cleancopy.toml": text}))
        assert user.output() == Output(texts="off", formats=("dolma", "parquet"))
        assert user.output(duplicates="drop").duplicates == "drop"
        assert read_user_file(tmp_path / "elsewhere").output() == Output()

    def test_order_and_repetition_of_formats_say_nothing(self) -> None:
        """Two ways to say the same are the same."""
        assert Output(formats=("parquet", "dolma", "parquet")) == Output(
            formats=("dolma", "parquet")
        )

    def test_on_the_command_line(self, tmp_path: Path) -> None:
        """Options go over the file, and what is not named stays as the file says."""
        raw = articles(tmp_path / "raw", 2)
        write(raw, {"cleancopy.toml": '[output]\ntexts = "off"\nformats = ["dolma"]\n'})
        made = cleancopy(
            "run", "--bare", raw, tmp_path / "clean", "--format", "jsonl.zst", "--workers", 1
        )
        assert made.returncode == 0, made.stderr
        assert {name for name in files(tmp_path / "clean") if "jsonl" not in name} == {
            "manifest.json",
            "review.html",
        }
        assert (tmp_path / "clean/corpus.jsonl.zst").is_file()

    def test_file_reaches_a_run(self, tmp_path: Path) -> None:
        """Without options it is the file that decides."""
        raw = articles(tmp_path / "raw", 2)
        write(raw, {"cleancopy.toml": '[output]\ntexts = "off"\nformats = ["dolma"]\n'})
        clean_corpus(raw, tmp_path / "clean", workers=1)
        assert (tmp_path / "clean/dolma/mix.json").is_file()
        assert not (tmp_path / "clean/text").exists()

    def test_as_a_parameter_of_the_flow(self) -> None:
        """Prefect hands parameters over as JSON, and its page shows a form for them."""
        from pydantic import TypeAdapter

        given = TypeAdapter(Output).validate_json('{"formats": ["parquet"], "duplicates": "drop"}')
        assert given == Output(formats=("parquet",), duplicates="drop")
        assert TypeAdapter(Output).dump_python(given, mode="json")["formats"] == ["parquet"]
        assert "duplicates" in TypeAdapter(Output).json_schema()["properties"]

    @pytest.mark.parametrize("name", ["parquet", "jsonl.zst"])
    def test_library_that_is_missing(
        self, name: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Said before anything is cleaned, with what to install."""
        monkeypatch.setattr(output, "find_spec", lambda _name: None)
        with pytest.raises(MissingLibraryError, match=r"pip install 'cleancopy\[parquet\]'"):
            run(articles(tmp_path / "raw", 1), tmp_path / "clean", Output(formats=(name,)))
        assert not (tmp_path / "clean").exists()


class TestTexts:
    """A text file for each document, or none."""

    def test_auto_stops_at_many(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Above the stated count there are none, and those from before are gone."""
        monkeypatch.setattr(output, "MOST_TEXTS", 3)
        raw, clean = articles(tmp_path / "raw", 3), tmp_path / "clean"
        run(raw, clean, Output())
        assert len(files(clean / "text")) == 3
        articles(raw, 1, first=3)
        run(raw, clean, Output())
        assert files(clean / "text") == {}
        run(raw, clean, Output(texts="on"))
        assert len(files(clean / "text")) == 4
        run(raw, clean, Output(texts="off"))
        assert files(clean / "text") == {}


class TestSchemas:
    """The JSON Schemas say what is in the files, all of it and no more."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_row_fits(self, kind: str, made: Path) -> None:
        """Real rows of all kinds: marked copies, flags, rejected and quarantined sources."""
        schema = read_schema(kind)
        jsonschema.Draft202012Validator.check_schema(schema)
        found = rows(made / f"{kind}.jsonl")
        assert found
        for row in found:
            jsonschema.validate(row, schema)

    @pytest.mark.parametrize("name", [*FILES.values(), LEDGER])
    def test_seeds_fit(self, name: str) -> None:
        """The committed corpus does."""
        schema = read_schema(name.removesuffix(".jsonl"))
        for row in rows(ROOT / "data/clean" / name):
            jsonschema.validate(row, schema)

    @pytest.mark.parametrize("kind", KINDS)
    def test_rows_that_do_not_fit(self, kind: str, made: Path) -> None:
        """One key more, or one less, is a fault, in any object with keys of its own."""
        row, schema = rows(made / f"{kind}.jsonl")[0], read_schema(kind)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**row, "other": 1}, schema)
        for key in row:
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate({k: v for k, v in row.items() if k != key}, schema)
        if "metadata" in row:
            facts = {**row["metadata"], "other": 1}
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate({**row, "metadata": facts}, schema)

    def test_reasons_are_those_of_the_code(self) -> None:
        """The closed list is the same in both places."""
        from cleaners import Reason

        assert read_schema("rejected")["properties"]["reason"]["enum"] == [str(r) for r in Reason]

    def test_rejected_metadata_is_the_corpus_s(self) -> None:
        """But for what says something of copies."""
        corpus, rejected = (
            read_schema(kind)["properties"]["metadata"]["properties"]
            for kind in ("corpus", "rejected")
        )
        copies = {"duplicate_of", "similarity", "duplicates"}
        assert {k: v for k, v in corpus.items() if k not in copies} == rejected

    def test_command_prints_them(self) -> None:
        """They come with the package."""
        printed = cleancopy("schema", "ledger")
        assert json.loads(printed.stdout) == read_schema("ledger")
        assert cleancopy("schema", "text").returncode == 2


def columns(field: Any, path: str = "") -> list[str]:
    """A column, and those inside of it, as the page tells them."""
    name = f"{path}{field.name}"
    if pa.types.is_struct(field.type):
        return [line for child in field.type for line in columns(child, f"{name}.")]
    return [f"{name}: {field.type}"]


def from_parquet(row: dict[str, Any]) -> dict[str, Any]:
    """A row of Parquet as it is in the corpus: without unset columns, evidence as an object."""
    facts = row["metadata"]
    unset = (
        "confidence",
        "flags",
        "duplicate_of",
        "similarity",
        "duplicates",
        "fetched",
        "truncated",
    )
    for key in unset:
        if facts[key] is None:
            del facts[key]
    if facts["encoding"]["overruled"] is None:
        del facts["encoding"]["overruled"]
    for flag in facts.get("flags", ()):
        flag["evidence"] = json.loads(flag["evidence"])
    return row


class TestParquet:
    """Shards of a bounded size, of the same bytes each time."""

    def test_holds_the_corpus(self, made: Path) -> None:
        """Row for row and key for key."""
        table = pq.read_table(made / "parquet")
        assert list(map(from_parquet, table.to_pylist())) == rows(made / "corpus.jsonl")

    def test_schema_is_the_documented_one(self, made: Path) -> None:
        """The table in the documentation, the code and the file say the same."""
        schema = pq.read_schema(made / "parquet/part-00000.parquet")
        assert schema == arrow_schema(read_schema("corpus"))
        text = (ROOT / "docs/output.md").read_text()
        told = text[text.index("```arrow\n") + len("```arrow\n") :].partition("```")[0]
        assert told.splitlines() == [line for field in schema for line in columns(field)]

    def test_shards_are_bounded(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Shards are cut before they are too large, in order, and go when there are fewer."""
        monkeypatch.setattr(formats, "SHARD_BYTES", 1_000)
        raw, clean = articles(tmp_path / "raw", 7), tmp_path / "clean"
        run(raw, clean, ALL)
        shards = sorted((clean / "parquet").iterdir())
        sizes = [sum(len(t) for t in pq.read_table(s)["text"].to_pylist()) for s in shards]
        assert len(sizes) > 2
        assert max(sizes) <= 1_000
        assert len(list((clean / "dolma/documents").iterdir())) == len(sizes)
        ids = [id_ for shard in shards for id_ in pq.read_table(shard)["id"].to_pylist()]
        assert ids == [row["id"] for row in rows(clean / "corpus.jsonl")]
        write(clean / "parquet", {"mine.parquet": "not ours"})
        for number in range(3, 7):
            (raw / f"{number:04}.txt").unlink()
        run(raw, clean, ALL)
        assert 1 < len(list((clean / "parquet").glob("part-*"))) < len(sizes)
        run(raw, clean, Output())
        assert [p.name for p in (clean / "parquet").iterdir()] == ["mine.parquet"]
        assert not (clean / "dolma").exists()
        assert not (clean / "corpus.jsonl.zst").exists()

    def test_groups_are_bounded(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is in memory at once is cut by bytes and by rows."""
        for name, most in (("GROUP_ROWS", 2), ("GROUP_BYTES", 1_000)):
            monkeypatch.setattr(parquet, name, most)
            run(articles(tmp_path / "raw", 5), tmp_path / name, ALL)
            assert (
                pq.ParquetFile(tmp_path / name / "parquet/part-00000.parquet").num_row_groups == 3
            )
            monkeypatch.undo()

    @pytest.mark.slow  # test_engine has the same of the corpus itself
    def test_same_corpus_same_bytes(self, made: Path, tmp_path: Path) -> None:
        """A second folder, and an order of coming that is another one, change nothing."""
        raw, clean = tmp_path / "raw", tmp_path / "clean"
        for name in sorted(SOURCES, reverse=True):
            write(raw, {name: SOURCES[name]})
            if name == "link":
                (raw / "link").unlink()
                (raw / "link").symlink_to("nowhere")
            run(raw, clean, ALL)
        assert files(clean) == files(made)

    def test_unchanged_files_keep_their_time(self, made: Path, tmp_path: Path) -> None:
        """A run that changes nothing, and one that has to write them again."""
        shutil.copytree(made.parent, tmp_path / "copy", symlinks=True)
        raw, clean = tmp_path / "copy/raw", tmp_path / "copy/clean"
        (raw / "link").unlink()  # what cannot be read is tried again each time
        run(raw, clean, ALL)
        before = times(clean)
        run(raw, clean, ALL)
        assert times(clean) == before
        (clean / "parquet/part-00000.parquet").unlink()
        run(raw, clean, ALL)
        changed = {name for name, time in times(clean).items() if time != before[name]}
        assert changed == {"parquet/part-00000.parquet"}

    def test_damage_is_repaired(self, made: Path, tmp_path: Path) -> None:
        """A file of any format that was changed by others is written anew."""
        shutil.copytree(made.parent, tmp_path / "copy", symlinks=True)
        clean = tmp_path / "copy/clean"
        (tmp_path / "copy/raw/link").unlink()  # what cannot be read is tried again each time
        run(tmp_path / "copy/raw", clean, ALL)
        expected = files(clean)
        for name in expected:
            if "parquet" in name or "zst" in name or "dolma" in name:
                (clean / name).write_bytes(b"damaged")
                run(tmp_path / "copy/raw", clean, ALL)
                assert files(clean) == expected

    def test_key_without_a_column(self) -> None:
        """A key that the schema does not name stops the run: it would be lost."""
        with pytest.raises(SchemaError, match="no column for other"):
            parquet._fit({"id": "x", "other": 1}, read_schema("corpus"))

    def test_empty_corpus_can_be_loaded(self, tmp_path: Path) -> None:
        """No document: one shard without rows, and a compressed file without lines."""
        run(write(tmp_path / "raw", {"empty.txt": ""}), tmp_path / "clean", ALL)
        table = pq.read_table(tmp_path / "clean/parquet")
        assert (table.num_rows, table.schema) == (0, arrow_schema(read_schema("corpus")))
        assert unpack(tmp_path / "clean/corpus.jsonl.zst") == b""
        assert lines(tmp_path / "clean/dolma/documents/part-00000.jsonl.gz") == []


def unpack(path: Path) -> bytes:
    """What is in a Zstandard file."""
    with path.open("rb") as file:
        return zstandard.ZstdDecompressor().stream_reader(io.BufferedReader(file)).read()


def lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a gzipped JSONL file."""
    return [json.loads(line) for line in gzip.open(path)]


def test_compressed_corpus(made: Path) -> None:
    """The same bytes, smaller."""
    assert unpack(made / "corpus.jsonl.zst") == (made / "corpus.jsonl").read_bytes()


class TestDolma:
    """The ledger as spans over mended source texts."""

    def test_spans_are_the_ledger_s(self, made: Path) -> None:
        """Each removal of a clean document is a span with its text, cleaner, role and score."""
        documents = lines(made / "dolma/documents/part-00000.jsonl.gz")
        attributes = lines(made / "dolma/attributes/cleancopy/part-00000.jsonl.gz")
        assert [row["id"] for row in documents] == [row["id"] for row in attributes]
        found = [
            (row["id"], name, row["text"][start:end], score)
            for row, spans in zip(documents, attributes, strict=True)
            for name, spots in spans["attributes"].items()
            for start, end, score in spots
            if name not in (CUT, JOINT)
        ]
        clean = {row["id"] for row in rows(made / "corpus.jsonl")}
        expected = [
            (
                row["id"],
                f"cleancopy__{row['cleaner']}__{row['role'].replace(' ', '_')}",
                row["before"],
                row["score"],
            )
            for row in rows(made / "ledger.jsonl")
            if row["id"] in clean and row["after"] == ""
        ]
        assert sorted(found) == sorted(expected)
        assert len(found) >= 4

    def test_spans_make_the_corpus(self, made: Path) -> None:
        """Cut what is to cut, join what is to join: the clean text, and no two spans overlap."""
        documents = lines(made / "dolma/documents/part-00000.jsonl.gz")
        attributes = lines(made / "dolma/attributes/cleancopy/part-00000.jsonl.gz")
        texts = {row["id"]: row["text"] for row in rows(made / "corpus.jsonl")}
        assert len(texts) >= 6
        for row, spans in zip(documents, attributes, strict=True):
            assert mixed(row["text"], spans["attributes"]) == texts[row["id"]]

    @pytest.mark.parametrize(
        ("text", "source", "spans"),
        [
            ("A b", "A b", [[], []]),
            ("A b", "  A b\n", [[(0, 2), (5, 6)], []]),
            ("A\n\nb", "A\n\nb", [[], []]),
            ("A\n\nb", "A\nb", [[], [(1, 2)]]),
            ("A\n\n  b", "A\n  b", [[], [(1, 2)]]),
        ],
    )
    def test_seams(self, text: str, source: str, spans: list[list[tuple[int, int]]]) -> None:
        """White space around blocks, and at the beginning of code."""
        mended, found = find_spans(text, source, [])
        assert mended == source
        assert [[(a, b) for a, b, _ in found[name]] for name in (CUT, JOINT)] == spans

    @given(st.one_of(DUMPS, PAGES))
    @settings(max_examples=150)
    def test_any_clean_document_is_its_source_without_spans(self, text: str) -> None:
        """Whatever the cleaners did to it: lines mended, cut, joined, split; code; odd space."""
        keep = Settings(languages=None, min_words=0)
        doc = clean(text.encode(errors="replace"), settings=keep)
        if doc.status == "clean":
            mended, spans = find_spans(doc.text, doc.source_text, [asdict(e) for e in doc.edits])
            assert mixed(mended, spans) == doc.text

    def test_removed_block_is_part_of_the_seam(self) -> None:
        """A removal between two blocks goes with the white space around it; one inside does not."""
        edits = [
            {"start": 2, "end": 6, "before": "Menu", "after": "", "cleaner": "chrome", "role": "share bar", "score": 0.9},
            {"start": 9, "end": 11, "before": "xx", "after": "", "cleaner": "spam", "role": "spam", "score": 0.8},
        ]  # fmt: skip
        named = {
            "cleancopy__chrome__share_bar": [(2, 6, 0.9)],
            "cleancopy__spam__spam": [(9, 11, 0.8)],
        }
        _, found = find_spans("A\n\nb c", "A\nMenu b xxc", edits)
        assert found == {**named, CUT: [(9, 11, 0.8)], JOINT: [(1, 7, 1.0)]}
        _, found = find_spans("A\n\nb c", "A\nMenu\nb xxc", edits)
        assert found == {**named, CUT: [(2, 6, 0.9), (9, 11, 0.8)], JOINT: []}

    @pytest.mark.parametrize(
        ("text", "source"), [("A b", "A c"), ("A", "A b"), ("A\n\nb", "Ab"), ("A\tb", "A b")]
    )
    def test_text_that_is_not_its_source(self, text: str, source: str) -> None:
        """What spans could not make is an error, not a wrong span."""
        with pytest.raises(SpanError):
            find_spans(text, source, [])

    @pytest.mark.skipif(
        shutil.which(os.environ.get("DOLMA", "dolma")) is None,
        reason="needs dolma, which needs an older NumPy: an environment of its own, named by DOLMA=…/bin/dolma",
    )
    def test_dolma_s_mixer_makes_the_corpus(self, made: Path, tmp_path: Path) -> None:
        """The real one, by the configuration that is written beside."""
        shutil.copytree(made, tmp_path / "clean")
        command = [os.environ.get("DOLMA", "dolma"), "-c", "dolma/mix.json", "mix"]
        done = subprocess.run(
            command, cwd=tmp_path / "clean", capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        made_by_dolma = {
            row["id"]: row["text"]
            for path in (tmp_path / "clean/dolma/mixed").rglob("*.gz")
            for row in lines(path)
        }
        assert made_by_dolma == {row["id"]: row["text"] for row in rows(made / "corpus.jsonl")}


def mixed(text: str, spans: dict[str, list[tuple[int, int, float]]]) -> str:
    """What the two names for the mixer make of a text."""
    seams = [(a, b, "") for a, b, _ in spans[CUT]] + [(a, b, "\n\n") for a, b, _ in spans[JOINT]]
    for (_, end, _), (start, _, _) in zip(sorted(seams), sorted(seams)[1:], strict=False):
        assert end <= start
    for start, end, instead in sorted(seams, reverse=True):
        text = text[:start] + instead + text[end:]
    return text


class TestLoading:
    """The commands of docs/output.md, run as they stand there, with the real libraries."""

    @pytest.mark.parametrize("library", ["datasets", "duckdb", "hashlib", "polars", "pyarrow"])
    def test_loads(
        self, library: str, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Every block of the page for a library gives the number of documents, and their ids."""
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
        monkeypatch.setenv("HF_HOME", str(tmp_path))
        monkeypatch.chdir(made.parent)
        (made.parent / "data").mkdir(exist_ok=True)
        if not (made.parent / "data/clean").exists():
            (made.parent / "data/clean").symlink_to(made)
        ids = [row["id"] for row in rows(made / "corpus.jsonl")]
        blocks = [
            block
            for block in snippets()
            if f"import {library}" in block or f"from {library}" in block
        ]
        assert blocks
        for block in blocks:
            names: dict[str, Any] = {}
            exec(block, names)  # noqa: S102  (our own page)
            assert list(names["ids"]) == ids, block


def snippets() -> list[str]:
    """The Python on the page."""
    page = (ROOT / "docs/output.md").read_text()
    return re.findall(r"```python\n(.*?)```", page, re.S)
