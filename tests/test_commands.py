"""What people and shells ask of the command line itself: progress, silence, completion, help."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from corpora import articles, cleancopy, environment
from test_cli import COLOUR, ONE_WORKER, SGR, invoke, on_terminal

from flows.cli import main
from flows.commands.exits import ExitCode
from flows.options import SECTIONS

ROOT = Path(__file__).parent.parent
SHELLS = {"bash": "complete -o nosort -F", "zsh": "compdef", "fish": "complete --no-files"}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder with a few sources."""
    return articles(tmp_path / "raw", 3)


def test_progress_on_a_terminal(raw: Path, tmp_path: Path) -> None:
    """How many of how many, how many a second, and how long it will take."""
    shown = SGR.sub("", on_terminal(*ONE_WORKER, raw, tmp_path / "clean"))
    assert "looking what has changed" in shown
    assert re.search(r"3/3\s+[\d.,]+/s\s+\d:\d\d:\d\d", shown)


def test_quiet(raw: Path, tmp_path: Path) -> None:
    """Not a word, on a terminal neither; the corpus is there, and errors are still told."""
    assert "/3" not in on_terminal(*ONE_WORKER, "--quiet", raw, tmp_path / "clean")
    again = cleancopy(*ONE_WORKER, "-q", raw, tmp_path / "clean")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert (
        len(json.loads(cleancopy(*ONE_WORKER, "-q", "--json", raw, tmp_path / "clean").stdout)) > 5
    )
    wrong = cleancopy(*ONE_WORKER, "-q", tmp_path / "nothing", tmp_path / "clean")
    assert (wrong.returncode, wrong.stdout) == (ExitCode.FAILED, "")
    assert "Error: " in wrong.stderr


def test_no_progress_in_a_pipe(raw: Path, tmp_path: Path) -> None:
    """Standard error, which is no terminal here, stays empty."""
    done = cleancopy(*ONE_WORKER, raw, tmp_path / "clean")
    assert done.stderr == ""
    assert "cleaned" in done.stdout


def test_no_colour_of_a_run(raw: Path, tmp_path: Path) -> None:
    """NO_COLOR holds for the bar and the summary."""
    assert COLOUR.search(on_terminal(*ONE_WORKER, raw, tmp_path / "one"))
    assert not COLOUR.search(on_terminal(*ONE_WORKER, raw, tmp_path / "two", NO_COLOR="1"))


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_script(shell: str) -> None:
    """The script is one that the shell would run, for our program."""
    script = invoke("completion", shell).stdout
    assert SHELLS[shell] in script
    assert f"_CLEANCOPY_COMPLETE={shell}_complete" in script
    assert "cleancopy" in script


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("cleancopy re", {"review"}),
        ("cleancopy run --fo", {"--focus", "--format"}),
        ("cleancopy run --spam ", {"strip", "flag", "off"}),
        ("cleancopy completion z", {"zsh"}),
    ],
)
def test_what_a_shell_is_told(line: str, expected: set[str]) -> None:
    """Commands, options and their values, answered by the program as bash asks for them."""
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
    code = "from flows.cli import main; main(prog_name='cleancopy')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(_CLEANCOPY_COMPLETE="bash_complete", **asked),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert {answer.partition(",")[2] for answer in done.stdout.splitlines()} == expected


def test_bash_completes_with_the_script(tmp_path: Path) -> None:
    """In a real bash that has run the script, with the program on its path."""
    program = tmp_path / "cleancopy"
    program.write_text(
        f'#!/bin/sh\nexec {sys.executable} -c \'from flows.cli import main; main(prog_name="cleancopy")\' "$@"\n'
    )
    program.chmod(0o755)
    script = (
        'eval "$(cleancopy completion bash)"; COMP_WORDS=(cleancopy che); COMP_CWORD=1;'
        ' _cleancopy_completion cleancopy; echo "${COMPREPLY[@]}"'
    )
    path = f"{tmp_path}:/usr/bin:/bin"
    variables = environment(PATH=path, PYTHONPATH=str(ROOT))
    done = subprocess.run(
        ["bash", "-c", script], env=variables, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["check"]


@pytest.mark.parametrize("command", [name for name in main.commands if name != "completion"])
def test_every_option_is_explained(command: str) -> None:
    """No option stands in the help without a word about it."""
    options = [o for o in main.commands[command].params if o.param_type_name == "option"]
    assert all(getattr(option, "help", None) for option in options), command


def test_every_section_has_its_options() -> None:
    """A name in a section that no command has is a slip; and all of them are shown."""
    known = {param.name for command in main.commands.values() for param in command.params}
    assert {name for names in SECTIONS.values() for name in names} <= known
    text = invoke("run", "--help").stdout
    for option in main.commands["run"].params:
        assert option.param_type_name == "argument" or option.opts[0] in text


def test_exit_codes_are_documented() -> None:
    """Each in the help and in the table of the documentation."""
    table = (ROOT / "docs" / "running.md").read_text("utf-8")
    for code in ExitCode:
        assert re.search(rf"\b{code:d}\s", invoke("--help").stdout), code
        assert f"| {code:d} |" in table, code
