"""The review page as files: what it holds, that it holds it safely, and when it is written."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from corpora import GERMAN, SPAM, article, articles, files, page, rows, times, write
from hypothesis import given
from hypothesis import strategies as st

from cleaners import Reason
from flows import review
from flows.bare import clean_corpus
from flows.cli import main
from flows.review import PAGE, write_all_pages
from flows.review.content import LONGEST_SHOWN, cut_lines
from flows.review.page import Page, render
from flows.review.suspicion import MIN_PEERS, REJECTED, Signs, find_usual, suspect
from flows.show import show_summary
from flows.state import Store
from flows.summary import Summary

HOSTILE = "</script><script>owned = 1</script><!-- \u2028 \u202e & &lt;"
DUMP = f'Share - WeChat\n{article()}\nHe said \\"yes\\" to it, and that was that.\n\n{SPAM}'


class Blocks(HTMLParser):
    """The blocks of data on a page, and whatever else begins in it, as a browser sees them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.blocks: list[tuple[str, str]] = []
        self._name: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note every element; of a block of data its name."""
        self.tags.append(tag)
        found = dict(attrs)
        data = tag == "script" and found.get("type") == "application/json"
        self._name = (found.get("id") or found.get("class")) if data else None

    def handle_data(self, data: str) -> None:
        """Note the content of a block."""
        if self._name is not None:
            self.blocks.append((self._name, data))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  (the base class calls it so)
        """A block ends with its element."""
        self._name = None

    def read(self, name: str) -> list[Any]:
        """The data of all blocks of a name."""
        return [json.loads(text) for found, text in self.blocks if found == name]


def read_page(path: Path) -> Blocks:
    """The blocks of a page on disk."""
    return Blocks(path.read_text("utf-8"))


def documents(path: Path) -> dict[str, dict[str, Any]]:
    """The documents on a page, by id, in their order."""
    return {document["id"]: document for document in read_page(path).read("document")}


def run(folder: Path) -> Path:
    """Clean what is in ``raw`` into ``clean``, which is given back."""
    clean_corpus(folder / "raw", folder / "clean", workers=1)
    return folder / "clean"


def command(*arguments: object) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)


@pytest.fixture(scope="module")
def corpus_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents in each state, cleaned once."""
    folder = tmp_path_factory.mktemp("corpus")
    raw = write(folder / "raw", {"dump.txt": DUMP, "page.html": page(article(1)), "de.txt": GERMAN})
    (raw / "gone").symlink_to("nowhere")
    run(folder)
    return folder


@pytest.fixture
def corpus(corpus_once: Path, tmp_path: Path) -> Path:
    """A copy of it for each test: the folder with ``raw`` and ``clean``."""
    for name in ("raw", "clean"):
        shutil.copytree(corpus_once / name, tmp_path / name, symlinks=True)
    return tmp_path


class TestContent:
    """What the page says of a document is what happened to it."""

    def test_every_source_is_there(self, corpus: Path) -> None:
        """In its state, the most suspicious first, each with its text."""
        found = documents(corpus / "clean" / PAGE)
        states = {id_: document["state"] for id_, document in found.items()}
        assert states == {
            "gone": "quarantined", "de.txt": "rejected", "dump.txt": "clean", "page.html": "clean",
        }  # fmt: skip
        assert next(iter(found)) == "gone"
        scores = [document["score"] for document in found.values()]
        assert scores == sorted(scores, reverse=True)
        assert found["de.txt"]["lines"] == [[GERMAN]]
        assert "FileNotFoundError" in found["gone"]["reason"]

    def test_changes_are_the_ledgers(self, corpus: Path) -> None:
        """Rule, offsets and evidence of each change are those of the ledger, in its line."""
        entries = rows(corpus / "clean/ledger.jsonl")
        for document in documents(corpus / "clean" / PAGE).values():
            for number, edit in enumerate(document["edits"]):
                entry = entries[document["first"] - 1 + number]
                names = ("cleaner", "rule", "role", "score", "start", "end", "after", "evidence")
                assert edit == [entry[name] for name in names]
                assert entry["id"] == document["id"]
        spam = [
            edit
            for edit in documents(corpus / "clean" / PAGE)["dump.txt"]["edits"]
            if edit[0] == "spam"
        ]
        assert len(spam) == 1

    def test_overview_adds_up(self, corpus: Path) -> None:
        """The flow of characters has all of the sources', and agrees with the documents."""
        clean = corpus / "clean"
        (shared,) = read_page(clean / PAGE).read("shared")
        flow = dict(shared["overview"]["flow"])
        found = documents(clean / PAGE).values()
        assert sum(flow.values()) == sum(document["counts"]["source"] for document in found)
        kept = [d["counts"]["kept"] for d in found if d["state"] == "clean"]
        assert flow["kept"] == sum(kept)
        assert flow["in rejected documents"] == len(GERMAN)
        rules = {(cleaner, rule): n for cleaner, rule, n, *_ in shared["overview"]["rules"]}
        assert rules["chrome", "share_bar"] == rules["escapes", "quote"] == 1

    @given(
        text=st.text(st.sampled_from("ab \n\r\u2028\t"), max_size=80),
        cuts=st.lists(st.integers(0, 80), max_size=8, unique=True),
    )
    def test_lines_hold_the_source(self, text: str, cuts: list[int]) -> None:
        """Whatever was changed, the parts of all lines are the source, but for white space."""
        ends = sorted(cut for cut in cuts if cut <= len(text))
        spans = list(zip(ends[::2], ends[1::2], strict=False))
        rows = [{"start": start, "end": end, "before": text[start:end]} for start, end in spans]
        starts, lines, position = cut_lines(text, rows)
        parts = [part if isinstance(part, str) else part[1] for line in lines for part in line]
        assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)
        assert position == len(text)
        assert len(starts) == len(lines)
        numbers = [part[0] for line in lines for part in line if isinstance(part, tuple)]
        assert numbers == list(range(len(rows)))

    def test_long_documents_are_cut(self) -> None:
        """What is too long to be read is not shown, and the page knows how much that is."""
        text = "x" * (LONGEST_SHOWN + 5) + "\n" + "y" * 10
        rows = [{"start": 3, "end": LONGEST_SHOWN + 5, "before": text[3 : LONGEST_SHOWN + 5]}]
        for changes in ([], rows):
            _, lines, shown = cut_lines(text, changes)
            assert shown == LONGEST_SHOWN
            assert sum(len(p if isinstance(p, str) else p[1]) for p in lines[0]) == LONGEST_SHOWN
            assert len(lines) == 1

    def test_flags_stand_on_their_lines(self, tmp_path: Path) -> None:
        """A line that the user wants kept is flagged in the place where it is shown."""
        rule = '[[keep]]\nline = "Share - WeChat"\nwhy = "mine"\n'
        write(tmp_path / "raw", {"dump.txt": f"{article()}{DUMP}", "cleancopy.toml": rule})
        document = documents(run(tmp_path) / PAGE)["dump.txt"]
        ((line, flags),) = document["flagged"].items()
        assert document["lines"][int(line)] == ["Share - WeChat"]
        assert [document["flags"][flag][3]["why"] for flag in flags] == ["mine"]


class TestSafety:
    """Nothing that a source says is more than text."""

    def test_data_cannot_leave_their_block(self) -> None:
        """What looks like the end of a script, or any tag, begins nothing on the page."""
        document = {"id": HOSTILE, HOSTILE: [HOSTILE]}
        plain = Blocks("".join(render(Page({}, []))))
        hostile = Blocks("".join(render(Page({"x": HOSTILE}, [({"y": HOSTILE}, document)]))))
        assert hostile.tags == [*plain.tags, "script"]
        assert hostile.read("document") == [document]
        assert hostile.read("shared") == [{"x": HOSTILE}]
        assert hostile.read("list") == [[{"y": HOSTILE}]]

    def test_policy_allows_this_script_only(self, corpus: Path) -> None:
        """The policy names the hashes of the script and style that are there, and no more."""
        text = (corpus / "clean" / PAGE).read_text()
        (script,) = re.findall(r"<script>(.*?)</script>", text, re.S)
        (style,) = re.findall(r"<style>(.*?)</style>", text, re.S)
        script_hash, style_hash = (
            base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
            for part in (script, style)
        )
        assert (
            f"content=\"default-src 'none'; style-src 'sha256-{style_hash}';"
            f" script-src 'sha256-{script_hash}'; base-uri 'none'; form-action 'none'\"" in text
        )

    def test_no_markup_is_made_of_text(self) -> None:
        """The scripts use nothing that would parse a text as markup or as code."""
        folder = Path(review.__file__).parent
        scripts = "".join(path.read_text() for path in folder.glob("*.js"))
        sinks = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(|srcdoc"
        assert re.findall(sinks, scripts) == []
        assert re.findall(r"https?:", scripts) == []


class TestWriting:
    """When the page is written, and that the corpus alone decides what is on it."""

    def test_way_does_not_matter(self, corpus: Path, tmp_path: Path) -> None:
        """A corpus that grew has the same page as one that was cleaned at once."""
        write(corpus / "raw", {"later.txt": article(5)})
        grown = run(corpus)
        (tmp_path / "again").mkdir()
        shutil.copytree(corpus / "raw", tmp_path / "again/raw", symlinks=True)
        assert files(run(tmp_path / "again"))[PAGE] == files(grown)[PAGE]

    def test_second_run_leaves_it(self, corpus: Path) -> None:
        """Nothing new, nothing written."""
        before = times(corpus / "clean")
        assert times(run(corpus)) == before

    def test_damage_is_mended(self, corpus: Path) -> None:
        """A page that was deleted or changed is written again."""
        before = files(corpus / "clean")
        for damage in (Path.unlink, lambda path: path.write_text("changed by hand")):
            damage(corpus / "clean" / PAGE)
            assert files(run(corpus)) == before

    def test_further_pages(self, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Documents beyond a page's number get pages of their own; a later run removes these."""
        monkeypatch.setattr(review, "MOST_DOCUMENTS", 2)
        clean = corpus / "clean"
        everything = list(documents(clean / PAGE))
        assert command("review", clean).output == f"{clean / PAGE} and 1 more\n"
        pages = [clean / PAGE, clean / "review/0002.html"]
        assert [id_ for path in pages for id_ in documents(path)] == everything
        (first,), (second,) = (read_page(path).read("shared") for path in pages)
        assert (first["before"], second["before"], second["pages"]) == (0, 2, 2)
        assert second["overview"] is None
        assert second["base"][1] == "../"
        (corpus / "raw/dump.txt").unlink()
        run(corpus)
        assert not (clean / "review").exists()
        assert list(documents(clean / PAGE)) == [id_ for id_ in everything if id_ != "dump.txt"][:2]

    def test_pages_are_bounded_in_characters(
        self, corpus: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Long texts make short pages: one document at least is on each."""
        monkeypatch.setattr(review, "MOST_CHARACTERS", 10)
        with Store(corpus / "clean") as store:
            written = write_all_pages(store, corpus / "clean", corpus / "out/r.html", None)
        assert written == 4
        pages = [corpus / "out/r.html", *sorted((corpus / "out/review").iterdir())]
        assert [len(documents(path)) for path in pages] == [1, 1, 1, 1]

    def test_links_lead_to_files(self, corpus: Path) -> None:
        """The folders that links are made of are those of the texts and sources."""
        out = corpus / "a b/out.html"
        command("review", corpus / "clean", "--out", out)
        (shared,) = read_page(out).read("shared")
        text = documents(out)["dump.txt"]["text"]
        assert (out.parent / shared["base"][0] / "text" / text).is_file()
        assert (out.parent / shared["raw"][0] / "dump.txt").is_file()
        (out.parent / "review").mkdir()
        assert (out.parent / "review" / shared["raw"][1] / "dump.txt").is_file()

    def test_no_corpus(self, tmp_path: Path) -> None:
        """A folder that is none is refused in a line, and stays as it is."""
        result = command("review", tmp_path)
        assert result.exit_code == 1
        assert "is no corpus" in result.output
        assert list(tmp_path.iterdir()) == []


class TestDrift:
    """What changed since the corpus was another one."""

    def drift(self, clean: Path) -> Any:
        """What ``cleancopy review`` says of it."""
        command("review", clean)
        (shared,) = read_page(clean / PAGE).read("shared")
        return shared["drift"]

    def test_counts_before_and_now(self, corpus: Path) -> None:
        """None after one run; then both counts, also when runs without a change came between."""
        clean = corpus / "clean"
        assert self.drift(clean) is None
        write(corpus / "raw", {"later.txt": article(5)})
        for _ in range(2):
            run(corpus)
            found = self.drift(clean)
            assert (found["before"]["clean"], found["now"]["clean"]) == (2, 3)

    def test_a_site_that_jumps(self, tmp_path: Path) -> None:
        """A site of which far more is removed than before is named with both shares."""
        raw = tmp_path / "raw"
        for site in ("one.example", "two.example"):
            articles(raw / site, MIN_PEERS)
        clean = run(tmp_path)
        footer = "Share - WeChat\nSubscribe to our newsletter\nFollow us on Twitter\n" * 20
        write(raw, {f"two.example/{n:04}.txt": article(n) + footer for n in range(MIN_PEERS)})
        run(tmp_path)
        ((name, before, now),) = self.drift(clean)["sites"]
        assert name == "two.example"
        assert before == 0
        assert now > 0.5


class TestWarnings:
    """What the summary of a run says first."""

    FOOTER = "Share - WeChat\nSubscribe to our newsletter\nFollow us on Twitter\n" * 20

    def run(self, folder: Path) -> Summary:
        """A run over ``folder/raw``."""
        return clean_corpus(folder / "raw", folder / "clean", workers=1)

    def test_a_site_that_loses_far_more(self, tmp_path: Path) -> None:
        """It is named in the run that changed it, first, and no more in the next."""
        for site in ("one.example", "two.example"):
            articles(tmp_path / "raw" / site, MIN_PEERS)
        assert self.run(tmp_path).warnings == ()
        write(tmp_path / "raw", {"one.example/later.txt": article(50)})
        assert self.run(tmp_path).warnings == ()
        worse = {f"two.example/{n:04}.txt": article(n) + self.FOOTER for n in range(MIN_PEERS)}
        write(tmp_path / "raw", worse)
        (warning,) = (summary := self.run(tmp_path)).warnings
        assert warning.startswith("two.example: ")
        assert warning.endswith("of the text is removed, 0% before")
        assert summary.markdown().startswith("- **Look first:** two.example: ")
        assert self.run(tmp_path).warnings == ()
        one, other = (tmp_path / f"raw/two.example/000{n}.txt" for n in range(2))
        texts = one.read_text(), other.read_text()
        other.write_text(texts[0])
        one.write_text(texts[1])
        again = self.run(tmp_path)  # the totals are what they were
        assert (again.cleaned, again.warnings) == (2, ())

    def test_a_site_that_loses_less_is_good_news(self, tmp_path: Path) -> None:
        """Its jump is on the review page, and no warning."""
        worse = {f"two.example/{n:04}.txt": article(n) + self.FOOTER for n in range(MIN_PEERS)}
        write(tmp_path / "raw", worse)
        self.run(tmp_path)
        articles(tmp_path / "raw" / "two.example", MIN_PEERS)
        assert self.run(tmp_path).warnings == ()

    def test_far_more_is_refused(self, tmp_path: Path) -> None:
        """Half of the sources turn German; and on a first run nearly all of them."""
        articles(tmp_path / "raw", MIN_PEERS)
        self.run(tmp_path)
        write(tmp_path / "raw", {f"new/{n}.txt": GERMAN for n in range(MIN_PEERS)})
        said = ("50% of the sources are rejected or quarantined, 0% before",)
        assert self.run(tmp_path).warnings == said
        write(tmp_path / "other/raw", {f"{n}.txt": GERMAN for n in range(MIN_PEERS)})
        said = ("100% of the sources are rejected or quarantined",)
        assert self.run(tmp_path / "other").warnings == said

    def test_they_are_the_first_thing_on_the_terminal(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Before the table, inert; and first in the JSON."""
        write(tmp_path / "raw", {f"{n}.txt": GERMAN for n in range(MIN_PEERS)})
        summary = replace(self.run(tmp_path), warnings=("a\x1b[2Jb",))
        show_summary(summary, tmp_path, as_json=False)
        first = capsys.readouterr().out.splitlines()[0]
        assert first.startswith("Look first: a")
        assert "\x1b" not in first
        show_summary(summary, tmp_path, as_json=True)
        assert capsys.readouterr().out.startswith('{"warnings": ["a')


class TestSuspicion:
    """Which documents come first."""

    USUAL = Signs("x", "", "site", "text", 0.1, None, 0.0, 0, 0)

    def test_unusual_loss(self) -> None:
        """A dump that lost far more than its site's others is suspicious, and it is said why."""
        signs = [replace(self.USUAL, share=0.1 + n / 100) for n in range(MIN_PEERS)]
        usual = find_usual(signs)
        lost = suspect(replace(self.USUAL, share=0.8), usual)
        assert lost.score > 0.5
        assert lost.why == ("80% removed, more than usual here (12%)",)
        assert suspect(replace(self.USUAL, share=0.13), usual).why == ()

    def test_pages_are_not_measured_by_other_sites(self) -> None:
        """Dumps of small sites are measured by all dumps; pages of small sites are not."""
        for kind, is_measured in (("text", True), ("html", False)):
            signs = [replace(self.USUAL, kind=kind, group=f"{n}") for n in range(MIN_PEERS)]
            lost = replace(self.USUAL, kind=kind, group="new", share=0.9)
            assert (suspect(lost, find_usual(signs)).score > 0) is is_measured

    def test_each_sign_counts(self) -> None:
        """Whatever speaks against a document makes it more suspicious; nothing does not."""
        assert suspect(self.USUAL, {}).score == 0
        worse: list[dict[str, Any]] = [
            {"confidence": 0.4}, {"weak": 0.3}, {"flags": 1}, {"replaced": 2},
            {"reason": "nothing_left"}, {"reason": "quarantined"},
        ]  # fmt: skip
        scores = [suspect(replace(self.USUAL, **sign), {}).score for sign in worse]
        assert min(scores) > 0.2
        assert max(scores) == scores[-1] == 1

    def test_signs_add_up(self) -> None:
        """Two signs are worse than each of them, and never more than certain."""
        both = suspect(replace(self.USUAL, flags=1, replaced=1), {}).score
        assert suspect(replace(self.USUAL, flags=1), {}).score < both < 1


def test_every_reason_has_its_weight() -> None:
    """A reason without one would end the run that finds it."""
    assert set(REJECTED) == set(Reason)
