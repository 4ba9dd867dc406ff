"""The command line as people and scripts meet it: exit codes, output, hostile content, speed."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from corpora import (
    GERMAN,
    PROGRAM,
    SPAM,
    article,
    articles,
    cleancopy,
    environment,
    page,
    rows,
    write,
)

from flows.cli import main

ONE_WORKER = ("run", "--bare", "--workers", "1")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
SGR = re.compile(r"\x1b\[[0-9;]*m")
COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:3[0-7]|38;|9[0-7])[0-9;]*m")
HOSTILE = "\x1b[2J\x1b]0;owned\x07 \u202egnp.exe\u2066 \x9b31m \r\u200b"
DUMP = f'Share - WeChat\n{article()}He said \\"yes\\" to it, and that was that for the evening.\n'


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A text with a share bar and escaped quotes."""
    return write(tmp_path_factory.mktemp("dump"), {"dump.txt": DUMP}) / "dump.txt"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with documents in each state; its sources are beside it in ``raw``."""
    folder = tmp_path_factory.mktemp("corpus")
    raw = write(articles(folder / "raw", 2), {"german.txt": GERMAN, "empty": ""})
    (raw / "gone").symlink_to("nowhere")
    assert invoke(*ONE_WORKER, raw, folder / "clean").exit_code == 3
    return folder / "clean"


def invoke(*arguments: object, stdin: str | None = None) -> Result:
    """Run a command in this process, its output going into a pipe as it were."""
    plain = CliRunner(env={"NO_COLOR": None, "FORCE_COLOR": None})
    return plain.invoke(main, [*map(str, arguments)], input=stdin, catch_exceptions=False)


def on_terminal(*arguments: object, **variables: str) -> str:
    """What a command shows on a terminal, escape sequences included."""
    main, side = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        stdout=side,
        stderr=side,
        stdin=subprocess.DEVNULL,
        env=environment(**{"TERM": "xterm-256color", **variables}),
    )
    os.close(side)
    shown = bytearray()
    try:
        while part := os.read(main, 65_536):
            shown += part
    except OSError:  # how Linux says that the other side is closed
        process.wait()
    os.close(main)
    return shown.decode().replace("\r\n", "\n")


class TestRun:
    """``cleancopy run --bare``."""

    def test_summary_as_json(self, corpus: Path) -> None:
        """One object on standard output that agrees with the files, and nothing else."""
        result = invoke(*ONE_WORKER, "--json", corpus.parent / "raw", corpus)
        found = json.loads(result.stdout)
        assert result.stderr == ""
        assert (found["sources"], found["clean"], found["quarantined"]) == (5, 2, 1)
        assert found["reasons"] == {"empty": 1, "language": 1}
        assert found["rejected"] == len(rows(corpus / "rejected.jsonl"))
        parts = {name: n for name, n in found["characters"].items() if name != "source"}
        assert sum(parts.values()) == found["characters"]["source"]

    def test_summary_as_table(self, corpus: Path) -> None:
        """Each count has a line, the quarantined sources are named, files are pointed to."""
        result = invoke(*ONE_WORKER, corpus.parent / "raw", corpus)
        counts = dict(re.findall(r"^[a-z ]*?  +(.+?)  +([\d,]+)$", result.stdout, re.M))
        assert counts["clean"] == "2"
        assert counts["rejected: empty"] == counts["rejected: language"] == "1"
        assert counts["quarantined"] == counts["cleaned"] == "1"
        assert counts["unchanged"] == "4"
        assert "quarantined gone: FileNotFoundError: No such file or directory" in result.stdout
        assert str(corpus / "corpus.jsonl") in result.stdout

    def test_rejected_sources_are_no_failure(self, tmp_path: Path) -> None:
        """Exit 0, and not a word on standard error, where all are clean or rejected."""
        raw = write(tmp_path / "raw", {"x": article(), "y": GERMAN})
        result = invoke(*ONE_WORKER, raw, tmp_path / "clean")
        assert (result.exit_code, result.stderr) == (0, "")

    @pytest.mark.parametrize(
        ("arguments", "code", "complaint"),
        [
            (["missing", "clean"], 1, "Error: missing is not a folder."),
            ([".", "."], 1, "Error: . is where the corpus is written."),
            (["--language", "english", ".", "clean"], 2, "expected ISO 639-1 codes"),
            (["--workers", "0", ".", "clean"], 2, "0 is not in the range"),
            (["--spam", "burn", ".", "clean"], 2, "'burn' is not one of"),
        ],
    )
    def test_failures_have_a_code_and_a_line(
        self,
        arguments: list[str],
        code: int,
        complaint: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """What cannot be done is refused with a reason, before anything is written."""
        monkeypatch.chdir(write(tmp_path, {"x": "x"}))
        result = invoke("run", "--bare", *arguments)
        assert result.exit_code == code
        assert complaint in result.stderr
        assert not (tmp_path / "clean").exists()

    def test_hostile_names_are_inert(self, tmp_path: Path) -> None:
        """A file name cannot move the cursor, hide, or pass for a line of the summary."""
        raw = articles(tmp_path / "raw", 1)
        name = f"{HOSTILE}\nquarantined fake: nothing".replace("/", "")
        (raw / name).symlink_to("nowhere")
        result = invoke(*ONE_WORKER, raw, tmp_path / "clean")
        assert CONTROL.findall(result.stdout + result.stderr) == []
        assert len(re.findall("^quarantined", result.stdout, re.M)) == 1
        assert r"\x1b[2J" in result.stdout


class TestExplain:
    """``cleancopy explain``."""

    def test_kept_and_removed_with_reasons(self, dump: Path) -> None:
        """Removed lines begin with a dash, kept ones do not, and both say why."""
        lines = invoke("explain", dump).stdout.splitlines()
        assert lines[0] == "clean"
        (removed,) = (line for line in lines if line.startswith("- "))
        assert removed.startswith("- Share - WeChat  [chrome: share_bar, share bar, 0.")
        mended = lines[-1]
        assert mended.startswith('  He said [-\\"-]{+"+}yes[-\\"-]{+"+} to it')
        assert '[escapes: quote, repair, 1.00; escape \\"]' in mended
        for paragraph in article().strip().split("\n\n"):
            assert f"  {paragraph}" in lines

    def test_standard_input(self, dump: Path) -> None:
        """A dash reads what is piped in and shows the same."""
        assert invoke("explain", "-", stdin=DUMP).stdout == invoke("explain", dump).stdout

    def test_rejected_document(self, tmp_path: Path) -> None:
        """The verdict and its evidence come first."""
        path = write(tmp_path, {"x": GERMAN}) / "x"
        first = invoke("explain", path).stdout.splitlines()[0]
        assert first.startswith("rejected: language {'language': 'de'")

    def test_flagged_spam_is_shown_and_kept(self, tmp_path: Path) -> None:
        """With --spam flag the line stays, and what speaks against it stands behind it."""
        path = write(tmp_path, {"x": f"{article()}\n{SPAM}\n{article(1)}"}) / "x"
        line = next(t for t in _lines("explain", path) if SPAM.strip() in t)
        assert line.startswith("- ")
        flagging = ("--spam", "flag", "--language", "en", "--language", "zh")
        line = next(t for t in _lines("explain", *flagging, path) if SPAM.strip() in t)
        assert line.startswith("  ")
        assert "kept all the same" in line

    @pytest.mark.parametrize("form", ["text", "page"])
    def test_hostile_content_is_inert(self, form: str, tmp_path: Path) -> None:
        """Escape sequences and direction marks of a source are shown, never sent."""
        content = article().replace("bridge", f"bridge{HOSTILE}")
        if form == "page":
            content = page(content).replace("The bridge", f"The bridge {HOSTILE}")
        path = write(tmp_path, {"x": content}) / "x"
        assert CONTROL.findall(invoke("explain", path).stdout) == []
        shown = on_terminal("explain", path)
        assert CONTROL.findall(SGR.sub("", shown)) == []
        # What a page holds of them is replaced before it is parsed: nothing of it is left to show.
        assert ("\\x1b" if form == "text" else "\ufffd") in shown

    def test_what_is_no_file(self, tmp_path: Path) -> None:
        """A folder or nothing at all is refused in a line."""
        for path in (tmp_path, tmp_path / "missing"):
            result = invoke("explain", path)
            assert result.exit_code == 2
            assert str(path) in result.stderr

    def test_narrow_encoding(self, tmp_path: Path) -> None:
        """A terminal without the characters gets escapes, not an error."""
        path = write(tmp_path, {"x": f"{article()}\nThe café “Zum Fluss” was open. 😀\n"}) / "x"
        result = cleancopy("explain", path, env=environment(PYTHONIOENCODING="ascii"))
        assert result.returncode == 0, result.stderr
        assert "caf\\xe9 \\u201cZum Fluss\\u201d was open. \\U0001f600" in result.stdout

    def test_closed_pipe(self, tmp_path: Path) -> None:
        """A reader that has seen enough, like head, provokes no traceback."""
        path = write(tmp_path, {"x": article() * 500}) / "x"
        command = [*PROGRAM, "explain", str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stdout.readline() == b"clean\n"
            process.stdout.close()
            assert b"Traceback" not in process.stderr.read()


class TestColour:
    """Where colours are shown and where not."""

    def test_on_a_terminal(self, dump: Path) -> None:
        """Removed text is red, put in its place yellow."""
        shown = on_terminal("explain", dump)
        assert "\x1b[31m- Share - WeChat" in shown
        assert '\x1b[33m"' in shown

    def test_no_color(self, dump: Path) -> None:
        """NO_COLOR is respected, and marks stand in for the colours."""
        shown = on_terminal("explain", dump, NO_COLOR="1")
        assert COLOUR.findall(shown) == []
        assert '[-\\"-]{+"+}' in SGR.sub("", shown)

    def test_in_a_pipe(self, dump: Path, corpus: Path) -> None:
        """No escape sequence at all, in either command."""
        shown = invoke("explain", dump).stdout
        shown += invoke(*ONE_WORKER, corpus.parent / "raw", corpus).stdout
        assert "\x1b" not in shown


class TestStart:
    """How fast the commands answer, and what they do not import for it."""

    @pytest.mark.parametrize("arguments", [["--help"], ["explain", "--help"], ["run", "-h"]])
    def test_help_answers_at_once(self, arguments: list[str]) -> None:
        """In less than half a second, the best of five."""
        took = []
        for _ in range(5):
            before = time.perf_counter()
            assert cleancopy(*arguments).stdout.startswith("Usage: ")
            took.append(time.perf_counter() - before)
        assert min(took) < 0.5

    @pytest.mark.parametrize("command", ["--help", "explain", "run"])
    def test_no_prefect(self, command: str, dump: Path, tmp_path: Path) -> None:
        """Neither help nor explain nor a bare run imports it, nor do the run's workers."""
        arguments = {
            "--help": ["--help"],
            "explain": ["explain", str(dump)],
            "run": [*ONE_WORKER, str(articles(tmp_path / "raw", 2)), str(tmp_path / "clean")],
        }[command]
        result = subprocess.run(
            [sys.executable, "-X", "importtime", *PROGRAM[1:], *arguments],
            capture_output=True,
            text=True,
            check=True,
            env=environment(),
        )
        imported = set(re.findall(r"\| +([\w.]+)$", result.stderr, re.M))
        assert "click" in imported
        assert command == "--help" or "cleaners.pipeline" in imported
        assert not {name for name in imported if name.partition(".")[0] == "prefect"}


def _lines(*arguments: object) -> list[str]:
    return invoke(*arguments).stdout.splitlines()
