"""``cleancopy explain``: documents of a corpus, the reason for one text, side by side, JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from corpora import GERMAN, PARAGRAPHS, SPAM, article, page, write
from test_cli import CONTROL, HOSTILE, SGR, on_terminal

from cleaners import Block, Edit, clean, replay
from flows.bare import clean_corpus
from flows.cli import main
from flows.explain import recall, with_cuts

WIDE = "160"
SOURCES = {
    "dump.txt": f'Share - WeChat\n{article()}\nHe said \\"yes\\" to it, and that was that.\n\n{SPAM}',
    "page.html": page(article(1)).replace(
        "<article>", "<nav>Home | Log in | About us</nav><article>"
    ),
    "de.txt": GERMAN,
    "hostile.txt": f"{article(2)}\nThe keeper said {HOSTILE} and went home that evening.\n",
    "code.html": page(article(4)).replace(
        "</article>", "<pre>def cross(bridge):\n    step()\n\n    return bridge</pre></article>"
    ),
    "mended.txt": f"{article(3)}\nThe cafÃ© by the bridge is open for as long as it is light.\n",
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus; its sources are beside it in ``raw``."""
    folder = tmp_path_factory.mktemp("corpus")
    write(folder / "raw", dict(SOURCES))
    (folder / "raw/gone").symlink_to("nowhere")
    clean_corpus(folder / "raw", folder / "clean", workers=1)
    return folder / "clean"


def explain(*arguments: object, stdin: str | None = None) -> Result:
    """Run the command in this process, its output going into a pipe as it were."""
    return CliRunner().invoke(
        main, ["explain", *map(str, arguments)], input=stdin, catch_exceptions=False
    )


class TestCorpus:
    """Documents by their id, as they were cleaned."""

    @pytest.mark.parametrize("name", SOURCES)
    def test_same_as_the_file(self, name: str, corpus: Path) -> None:
        """A document of the corpus is explained as its source is, line by line."""
        path = corpus.parent / "raw" / name
        assert explain(name, "--corpus", corpus).output == explain(path, "--corpus", corpus).output

    def test_a_block_of_many_lines_is_one(self, corpus: Path) -> None:
        """Code of a page is one block, as it was in the run, whatever lines it has."""
        doc = recall(corpus, "code.html")
        code = doc.blocks[-1]
        assert (
            doc.source_text[code.start : code.end]
            == "def cross(bridge):\n    step()\n\n    return bridge"
        )

    def test_what_is_cut_from_an_end_is_shown(self) -> None:
        """It is in no block of the run, and a reader would never see that it is gone."""
        text = "A share bar it was, and a long one"
        edit = Edit(0, 6, text[:6], "", "chrome", "glued", "share bar", 1.0, {})
        doc = replace(clean(article(5)), source_text=text, edits=(edit,), blocks=(Block(6, 34),))
        assert with_cuts(doc).blocks == (Block(0, 34),)

    @pytest.mark.parametrize("name", SOURCES)
    def test_conserves(self, name: str, corpus: Path) -> None:
        """What is recalled obeys the law: its changes, carried out, are its clean text."""
        doc = recall(corpus, name)
        cleaned = replay(doc.source_text, doc.edits)
        assert cleaned.split() == doc.text.split()
        if name.endswith(".txt"):
            assert doc.source_text == (corpus.parent / "raw" / name).read_bytes().decode()

    def test_source_may_be_gone(self, corpus: Path) -> None:
        """It needs no source: the corpus has kept its text."""
        raw = corpus.parent / "raw"
        raw.rename(raw.with_name("away"))
        try:
            assert "- Share - WeChat" in explain("dump.txt", "--corpus", corpus).output
        finally:
            raw.with_name("away").rename(raw)

    def test_what_is_not_there(self, corpus: Path, tmp_path: Path) -> None:
        """Neither a file nor an id, no corpus, a quarantined source: each is told, none is made."""
        for folder in (corpus, tmp_path / "none"):
            result = explain("nothing.txt", "--corpus", folder)
            assert result.exit_code == 2
            assert "nothing.txt: no such file, and no document" in " ".join(result.output.split())
        assert not (tmp_path / "none").exists()
        result = explain("gone", "--corpus", corpus)
        assert result.exit_code == 1
        assert "gone is quarantined: FileNotFoundError" in result.output

    def test_options_of_cleaning_are_refused(self, corpus: Path) -> None:
        """What is cleaned already cannot be cleaned in another way; silence would mislead."""
        result = explain("dump.txt", "--corpus", corpus, "--language", "de")
        assert result.exit_code == 2
        assert "--languages can do nothing" in " ".join(result.output.split())


class TestWhy:
    """Why was this removed; why is it still here."""

    def test_removed(self, corpus: Path) -> None:
        """The rule, its score and its evidence."""
        for source in (corpus.parent / "raw/dump.txt", "dump.txt"):
            result = explain(source, "--corpus", corpus, "--why", "share  -\nwechat")
            assert result.exit_code == 0
            lines = result.output.splitlines()
            assert lines[:2] == ["removed", "  Share - WeChat"]
            assert lines[2].startswith("  [chrome: share_bar, share bar, 0.")

    def test_kept(self, corpus: Path) -> None:
        """What the judges see in it: the rules for lines, and the model."""
        output = explain(corpus.parent / "raw/dump.txt", "--why", "the stone was sound").output
        assert output.startswith("kept\n")
        assert "reads like: running text" in output
        (chance,) = re.findall(r"model of lines: main text with probability (.*)", output)
        assert float(chance) > 0.9

    def test_kept_on_a_page(self, corpus: Path) -> None:
        """Of a page that is cleaned anew there is the model's verdict, links and the place."""
        path = corpus.parent / "raw/page.html"
        output = explain(path, "--why", "the stone was sound").output
        assert (
            re.search(r"model of pages: main text with probability 0\.[5-9]", output)
            or "1.00" in output
        )
        assert "path: " in output
        assert "model of lines" not in output

    def test_in_part(self, corpus: Path) -> None:
        """A text over several lines has each of them; a change beside it is none of its own."""
        words = f"Share - WeChat {PARAGRAPHS[0]}"
        output = explain("dump.txt", "--corpus", corpus, "--why", words).output
        assert [line for line in output.splitlines() if not line.startswith(" ")] == [
            "removed",
            "kept",
        ]

    @pytest.mark.parametrize("words", ["said yes", 'said "yes" to it', 'said \\"yes\\" to it'])
    def test_mended_text(self, words: str, corpus: Path) -> None:
        """It is found as it stands in the source and as it became; not in a form it never had."""
        result = explain("dump.txt", "--corpus", corpus, "--why", words)
        assert result.exit_code == (1 if words == "said yes" else 0)
        assert ("escapes: quote" in result.output) is (words != "said yes")

    def test_not_there(self, corpus: Path) -> None:
        """Exit code 1, and said so on standard error."""
        for words in ("never said", " "):
            result = explain("dump.txt", "--corpus", corpus, "--why", words)
            assert (result.exit_code, result.stdout) == (1, "")
            assert "does not have this text" in result.stderr

    def test_json(self, corpus: Path) -> None:
        """The same for programs."""
        result = explain("dump.txt", "--corpus", corpus, "--why", "Share - WeChat", "--json")
        ((place),) = json.loads(result.stdout)
        assert place["text"] == "Share - WeChat"
        assert place["block"]["kept"] is False
        assert [edit["rule"] for edit in place["edits"]] == ["share_bar"]

    def test_hostile(self, corpus: Path) -> None:
        """What is quoted cannot steer the terminal."""
        output = explain("hostile.txt", "--corpus", corpus, "--why", "The keeper said").output
        assert CONTROL.findall(output) == []
        assert "\\x1b[2J" in output


class TestJson:
    """All of a document for programs."""

    @pytest.mark.parametrize("name", ["dump.txt", "page.html"])
    def test_whole_document(self, name: str, corpus: Path) -> None:
        """One object, from which the clean text can be made and understood."""
        found = json.loads(explain(corpus.parent / "raw" / name, "--json").stdout)
        assert found["status"] == "clean"
        text, position = "", 0
        for edit in found["edits"]:
            assert found["source_text"][edit["start"] : edit["end"]] == edit["before"]
            text += found["source_text"][position : edit["start"]] + edit["after"]
            position = edit["end"]
        assert (text + found["source_text"][position:]).split() == found["text"].split()
        assert any(not block["kept"] for block in found["blocks"])

    def test_standard_input(self) -> None:
        """A dash reads what is piped in."""
        found = json.loads(explain("-", "--json", stdin=SOURCES["dump.txt"]).stdout)
        assert found["metadata"]["language"] == "en"


class TestSides:
    """Source and clean text beside each other."""

    def test_on_a_wide_terminal(self, corpus: Path) -> None:
        """Two columns by default where there is room, one where there is not."""
        path = corpus.parent / "raw/dump.txt"
        wide = SGR.sub("", on_terminal("explain", path, COLUMNS=WIDE))
        assert re.search(
            r'He said \\""yes\\"" to it, and that was that\. .* {3}He said "yes" to it', wide
        )
        narrow = SGR.sub("", on_terminal("explain", path, COLUMNS="100"))
        assert "that was that.   He said" not in narrow
        assert not re.search(r"source +clean", narrow)

    def test_on_demand(self, corpus: Path) -> None:
        """--layout decides, in a pipe too; inline on a wide terminal."""
        path = corpus.parent / "raw/dump.txt"
        assert re.search(r"source +clean", explain(path, "--layout", "sides").output)
        wide = SGR.sub("", on_terminal("explain", path, "--layout", "inline", COLUMNS=WIDE))
        assert not re.search(r"source +clean", wide)

    def test_hostile(self, corpus: Path) -> None:
        """Escape sequences and direction marks are spelt out in both columns."""
        path = corpus.parent / "raw/hostile.txt"
        shown = SGR.sub("", on_terminal("explain", path, COLUMNS=WIDE))
        assert CONTROL.findall(shown) == []
        assert "\\x1b" in shown
