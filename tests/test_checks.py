"""The user's checks: what they find, how their tables are read, and how a failure is told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from corpora import GERMAN, PARAGRAPHS, SPAM, article, page, write

from flows.bare import clean_corpus
from flows.checks import NoChecksError, check_corpus, find_failing
from flows.cli import main
from flows.state import Store
from flows.user_file import UserFileError, read_user_file

SITE = "www.example.org"
CHECKS_FAIL = 4


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a corpus with documents in each state; its sources are beside it."""
    folder = tmp_path_factory.mktemp("corpus")
    dump = f"Share - WeChat\n{article(1)}\n{SPAM}"
    raw = write(folder / "raw", {"a.txt": article(0), f"{SITE}/b.txt": dump, "de.txt": GERMAN})
    write(raw, {"deep/er/c.html": page(article(2)), "odd[1].txt": article(3)})
    (raw / "gone").symlink_to("nowhere")
    clean_corpus(raw, folder / "clean", workers=1)
    return folder / "clean"


def verdicts(corpus: Path, tables: str, folder: Path) -> list[tuple[str, bool, str]]:
    """What is asked, whether it holds, what was found."""
    path = write(folder, {"mine.toml": tables}) / "mine.toml"
    with Store(corpus) as store:
        found = check_corpus(store, read_user_file(folder, path).checks)
    return [(verdict.asked, verdict.holds, verdict.found) for verdict in found]


def command(*arguments: object) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)


class TestVerdicts:
    """What holds and what does not."""

    @pytest.mark.parametrize(
        ("table", "holds", "found"),
        [
            ('id = "a.txt"\nmust_keep = ["old  bridge\\nover the river"]', True, "kept"),
            ('id = "a.txt"\nmust_keep = ["Old bridge over"]', False, "not in a.txt"),
            (
                f'id = "{SITE}/b.txt"\nmust_keep = ["Share - WeChat"]',
                False,
                f"removed from {SITE}/b.txt by chrome: share_bar",
            ),
            ('id = "de.txt"\nmust_keep = ["Brücke"]', False, "de.txt is rejected: language"),
            ('id = "gone"\nmust_keep = ["x"]', False, "gone is quarantined"),
            ('id = "*.txt"\nmust_keep = ["given the number 3"]', True, "kept"),
            ('id = "odd[[]1].txt"\nmust_keep = ["given the number 3"]', True, "kept"),
            ('id = "*.html"\nmust_drop = ["stone  was sound"]', False, "in deep/er/c.html"),
            ('must_drop = ["stone was sound"]', False, "in a.txt, deep/er/c.html, odd[1].txt and 1 more"),
            ('site = "example.org"\nmust_drop = ["WeChat"]', True, "not there"),
            ('site = "*example*"\nmust_drop = ["bridge over"]', False, f"in {SITE}/b.txt"),
            ('site = "deep/er"\nmust_drop = ["bridge over"]', False, "in deep/er/c.html"),
            ('must_drop_lines = ["The council met"]', True, "not there"),
            (f'id = "a.txt"\nmust_drop_lines = ["{PARAGRAPHS[0]}"]', False, "in a.txt"),
            ('id = "nowhere/*"\nmust_drop = ["x"]', False, "there is none"),
            ('id = "de.txt"\nstate = "rejected"', True, "0 of 1 are not"),
            ('id = "*.txt"\nstate = "clean"', False, "1 of 4 are not"),
            ("min_documents = 4", True, "4"),
            ("min_documents = 5", False, "4"),
            ('site = "nowhere"\nmin_documents = 1', False, "0"),
            ("max_rejected = 0.17", True, "16.7%"),
            ("max_rejected = 0.16", False, "16.7%"),
            ("max_quarantined = 0", False, "16.7%"),
            (f'site = "{SITE}"\nmax_removed = 0.1', False, None),
            ('id = "a.txt"\nmax_removed = 0.0', True, "0.0%"),
        ],
    )  # fmt: skip
    def test_each_kind(
        self, table: str, *, holds: bool, found: str | None, corpus: Path, tmp_path: Path
    ) -> None:
        """Texts, lines, states and limits; by id, pattern, site, or of all."""
        ((_, is_so, what),) = verdicts(corpus, f"[[check]]\n{table}", tmp_path)
        assert (is_so, what) == (holds, found or what)

    def test_all_in_one_pass(self, corpus: Path, tmp_path: Path) -> None:
        """Each thing that is asked has its verdict, in the order of the file."""
        tables = '[[check]]\nid = "a.txt"\nmust_keep = ["bridge", "river"]\nmust_drop = ["x y"]\n'
        tables += "[[check]]\nmin_documents = 1\nmax_rejected = 1\n"
        asked = [what for what, holds, _ in verdicts(corpus, tables, tmp_path) if holds]
        assert asked == [
            "keep 'bridge'", "keep 'river'", "drop 'x y'", "at least 1 are clean",
            "at most 100.0% rejected",
        ]  # fmt: skip

    def test_nothing_to_check(self, corpus: Path, tmp_path: Path) -> None:
        """No check at all is an error: a check that asks nothing would always hold."""
        with pytest.raises(NoChecksError, match="No checks"):
            find_failing(corpus, ())
        with Store(tmp_path) as store:
            checks = read_user_file(
                write(tmp_path, {"cleancopy.toml": "[[check]]\nmin_documents = 1"})
            ).checks
            with pytest.raises(NoChecksError, match="no sources"):
                check_corpus(store, checks)


class TestTables:
    """What is wrong with a table is told, with its place."""

    @pytest.mark.parametrize(
        ("table", "complaint"),
        [
            ("must_keeps = ['x']", r"\[\[check\]\] number 1: unknown key must_keeps; did you mean must_keep"),
            ("must_keep = 'x'", 'number 1: must_keep: expected a list like .*, got .x.'),
            ("must_keep = ['x', ' ']", "must_keep: expected a list"),
            ("must_drop = []", "must_drop: expected a list"),
            ("id = 5\nmust_keep = ['x']", "id: expected text, got 5"),
            ("max_removed = 5", "max_removed: expected a share from 0 to 1, got 5"),
            ("max_removed = true", "max_removed: expected a share"),
            ("min_documents = 0.5", "min_documents: expected a number, got 0.5"),
            ("state = 'dirty'", "state: expected one of clean, rejected, quarantined, got 'dirty'"),
            ("id = 'x'", "number 1: nothing is asked"),
        ],
    )  # fmt: skip
    def test_faults(self, table: str, complaint: str, tmp_path: Path) -> None:
        """The message names the file, the table, the key and what was expected."""
        write(tmp_path, {"cleancopy.toml": f"[[check]]\n{table}\n"})
        with pytest.raises(UserFileError, match=rf"cleancopy\.toml: .*{complaint}"):
            read_user_file(tmp_path)

    def test_no_list(self, tmp_path: Path) -> None:
        """[check] instead of [[check]] is told."""
        write(tmp_path, {"cleancopy.toml": "[check]\nmin_documents = 1\n"})
        with pytest.raises(UserFileError, match=r"begin with \[\[check\]\]"):
            read_user_file(tmp_path)

    def test_checks_decide_nothing(self, corpus: Path, tmp_path: Path) -> None:
        """A new check cleans nothing again: it is no rule."""
        for folder in ("raw", "clean"):
            shutil.copytree(corpus.parent / folder, tmp_path / folder, symlinks=True)
        write(tmp_path / "raw", {"cleancopy.toml": "[[check]]\nmin_documents = 1\n"})
        summary = clean_corpus(tmp_path / "raw", tmp_path / "clean", workers=1)
        assert summary.cleaned == 1  # the one that could not be read


class TestCommand:
    """``cleancopy check``."""

    def test_holds(self, corpus: Path, tmp_path: Path) -> None:
        """Exit code 0, and how many there are."""
        path = write(tmp_path, {"x.toml": "[[check]]\nmin_documents = 1\n"}) / "x.toml"
        result = command("check", corpus, "--rules", path)
        assert (result.exit_code, result.output) == (0, "1 of 1 hold\n")

    def test_fails(self, corpus: Path, tmp_path: Path) -> None:
        """Exit code 4; what fails is named with what was found and the user's reason."""
        tables = '[[check]]\nname = "size"\nmin_documents = 9\nmax_rejected = 1\nwhy = "a batch"\n'
        path = write(tmp_path, {"x.toml": tables}) / "x.toml"
        result = command("check", corpus, "--rules", path)
        assert result.exit_code == CHECKS_FAIL
        assert result.output == "fails  size: at least 9 are clean  – 4  (a batch)\n1 of 2 hold\n"
        result = command("check", corpus, "--rules", path, "--json")
        assert result.exit_code == CHECKS_FAIL
        first, second = json.loads(result.output)
        assert first == {
            "check": "size", "asked": "at least 9 are clean", "holds": False, "found": "4", "why": "a batch",
        }  # fmt: skip
        assert second["holds"]

    def test_finds_the_file_beside_the_sources(self, corpus: Path, tmp_path: Path) -> None:
        """In ``raw`` beside the corpus, or where --raw says."""
        for folder in ("raw", "clean"):
            shutil.copytree(corpus.parent / folder, tmp_path / folder, symlinks=True)
        write(tmp_path / "raw", {"cleancopy.toml": "[[check]]\nmin_documents = 9\n"})
        assert command("check", tmp_path / "clean").exit_code == CHECKS_FAIL
        assert command("check", corpus, "--raw", tmp_path / "raw").exit_code == CHECKS_FAIL

    @pytest.mark.parametrize(
        ("tables", "complaint"),
        [(None, "No checks"), ("[[check]]\nmin_documents = -1\n", "expected a number, got -1")],
    )
    def test_cannot_be_made(
        self, tables: str | None, complaint: str, corpus: Path, tmp_path: Path
    ) -> None:
        """Exit code 1 where there is nothing to check by: that is no success."""
        write(tmp_path, {} if tables is None else {"cleancopy.toml": tables})
        result = command("check", corpus, "--raw", tmp_path)
        assert result.exit_code == 1
        assert complaint in result.output

    def test_hostile_texts_are_inert(self, corpus: Path, tmp_path: Path) -> None:
        """What a check quotes cannot steer the terminal."""
        tables = (
            '[[check]]\nname = "\\u001b[2J"\nid = "a.txt"\nmust_keep = ["\\u202e\\u001b[31m"]\n'
        )
        path = write(tmp_path, {"x.toml": tables}) / "x.toml"
        output = command("check", corpus, "--rules", path).output
        assert "\x1b" not in output
        assert "\u202e" not in output
        assert "\\x1b[2J" in output
