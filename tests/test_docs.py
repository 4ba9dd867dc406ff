"""Every code sample and link in the README and the documentation, tried out.

``docs/output.md`` has its own tests in ``test_outputs.py``, and the downstream flow of
``docs/running.md`` in ``test_prefect.py``.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import click
import pytest
from corpora import PROGRAM, cleancopy, environment, page

from cleaners.rules import load_rules
from flows.cli import main
from flows.user_file import read_user_file

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
GENERATED = {"rules.md": {rule.name for rule in load_rules()}}
"""Anchors that a page of the site gets when it is built."""
TESTED_ELSEWHERE = {"output.md": "test_outputs.py", "running.md: downstream.py": "test_prefect.py"}
IMPORTS = "import duckdb, polars\n"
"""Readers of the README know where ``duckdb.sql`` comes from."""


def samples(*languages: str) -> list[tuple[str, str]]:
    """Code in these languages: the page it stands on, and itself."""
    return [
        (page.name, code)
        for page in PAGES
        for language, code in BLOCK.findall(page.read_text("utf-8"))
        if language in languages
    ]


def commands() -> list[str]:
    """Each line of a sample that calls the program, without its comment and what it is piped to."""
    lines = (line for _, code in samples("sh", "") for line in code.splitlines())
    found = {re.split("[|>]", line.removeprefix("$ "))[0].strip() for line in lines}
    return sorted(line for line in found if line.startswith("cleancopy "))


PYTHON = [
    (name, code)
    for name, code in samples("python")
    if name not in TESTED_ELSEWHERE
    and f"{name}: {code[2:].splitlines()[0]}" not in TESTED_ELSEWHERE
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the reader has it: the sources, their corpus in all formats, a page."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "data" / "raw", folder / "data" / "raw")
    (folder / "page.html").write_text(
        page("The keeper said that the stone was sound. " * 20), "utf-8"
    )
    done = cleancopy("run", "--bare", "--format", "parquet", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize(("name", "code"), PYTHON, ids=lambda part: part[:30].split("\n")[0])
def test_python_runs(name: str, code: str, project: Path) -> None:
    """As it stands there, in the folder of the project."""
    code = IMPORTS + code if name == "README.md" else code
    variables = environment(PYTHONPATH=str(ROOT), HF_HOME=str(project / "hf"), HF_HUB_OFFLINE="1")
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", commands())
def test_command_is_one(line: str) -> None:
    """It has the commands, options and values that the documentation says it has."""
    _, name, *arguments = shlex.split(line.replace("[", "").replace("]", ""), comments=True)
    command = main.commands[name]
    try:
        command.make_context(name, arguments)
    except click.UsageError as error:
        raise AssertionError(f"{line}: {error.message}") from error


@pytest.mark.parametrize(("name", "code"), samples("toml"))
def test_toml_means_something(name: str, code: str, tmp_path: Path) -> None:
    """It is a file of rules that a run would take."""
    (tmp_path / "cleancopy.toml").write_text(code, "utf-8")
    assert tomllib.loads(code)
    read_user_file(tmp_path)


def test_the_tour_is_as_it_says(project: Path) -> None:
    """Its commands, run in a shell, say what it shows."""
    text = (ROOT / "docs" / "tour.md").read_text("utf-8")
    lines = [
        line for name, code in samples("sh") if name == "tour.md" for line in code.splitlines()
    ]
    assert len(lines) == 4
    shown = []
    for line in lines:
        words = shlex.split(line)
        command = [*PROGRAM, *words[1:]] if words[0] == "cleancopy" else words
        if words[0] != ".":
            done = subprocess.run(
                command, cwd=project, env=environment(), capture_output=True, text=True, check=True
            )
            shown.append(done.stdout)
    explained, why, entry = shown
    [expected] = [code for name, code in BLOCK.findall(text) if not name]
    assert why == expected
    assert "[spam: foreign_item_list" in explained
    assert '"rule": "comment_form"' in entry
    summary = cleancopy("run", "--bare", "--format", "parquet", cwd=project).stdout
    for count in ("23,213", "21,113", "519"):
        assert count in summary
        assert count in text


def anchors(page: Path) -> set[str]:
    """Of the headings of a page, as GitHub and the site make them."""
    heads = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads)
    return {*plain, *GENERATED.get(page.name, ())}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Each file that a page links to is there, and so is the heading."""
    for link in LINK.findall(page.read_text("utf-8")):
        path, _, anchor = link.partition("#")
        if "://" in link:
            continue
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.skipif(find_spec("mkdocs") is None, reason="the extra docs is not installed")
def test_the_site_builds(tmp_path: Path) -> None:
    """Strictly: a broken link or a page without a place fails. It shows every rule and loads nothing."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    rules = (tmp_path / "rules.html").read_text("utf-8")
    assert all(f'id="{rule.name}"' in rules for rule in load_rules())
    for built in tmp_path.rglob("*.html"):
        assert not re.search(
            r'<[^>]*(?:src|rel="stylesheet" href)="(?:https?:)?//', built.read_text("utf-8")
        )


def test_every_rule_is_described() -> None:
    """With its examples and near misses; the page of the site is made of this."""
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        from site_pages import describe_rules
    finally:
        sys.path.pop(0)
    text = "\n".join(describe_rules())
    for rule in load_rules():
        assert f"## {rule.name}" in text
        assert all(" ".join(line.split()) in text for line in (*rule.match, *rule.near_misses))
