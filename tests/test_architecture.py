"""What the house rules demand of the code itself."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import cleaners
import flows

ROOT = Path(__file__).parent.parent
MODULES = [
    name
    for package in (cleaners, flows)
    for _, name, _ in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize(
    "line",
    ["import prefect", "from prefect import flow", "import os", "from pathlib import Path", "import time",
     "import socket", "import random", "from flows import stages", "x = open('a')", "print(1)"],
)  # fmt: skip
def test_the_linter_forbids_impure_cleaners(line: str) -> None:
    """Each of these lines in a cleaner is an error of ruff's."""
    command = [sys.executable, "-m", "ruff", "check", "--stdin-filename", "cleaners/new.py", "-"]
    source = f'"""A cleaner."""\n\n{line}\n'
    found = subprocess.run(
        command, input=source, cwd=ROOT, text=True, capture_output=True, check=False
    )
    assert "TID251" in found.stdout or "PTH123" in found.stdout or "T201" in found.stdout


def test_cleaning_imports_no_prefect_and_opens_no_socket() -> None:
    """In a fresh interpreter in which every socket raises, a page is cleaned all the same."""
    code = """
import socket, sys
def refuse(*args, **kwargs):
    raise AssertionError("a socket was opened")
socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = refuse
from cleaners import clean
doc = clean("<html><body><p>" + "The keeper said that nobody had crossed the bridge. " * 9)
assert doc.status == "clean", doc.reason
assert not any(name.split(".")[0] in ("prefect", "flows") for name in sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


WITH_PREFECT = ("flows.artifacts", "flows.clean", "flows.events", "flows.serve", "flows.server")


@pytest.mark.parametrize("name", [name for name in MODULES if name not in WITH_PREFECT])
def test_everything_public_is_documented(name: str) -> None:
    """Modules, classes, functions and methods without a leading underscore have docstrings."""
    module = importlib.import_module(name)
    assert module.__doc__
    for member_name, member in inspect.getmembers(module):
        own = getattr(member, "__module__", None) == name and not member_name.startswith("_")
        if own and (inspect.isclass(member) or inspect.isfunction(member)):
            assert inspect.getdoc(member), f"{name}.{member_name}"


def test_the_example_of_the_library_runs() -> None:
    """The docstring of the package is a doctest."""
    assert doctest.testmod(cleaners).failed == 0


def test_no_module_of_ours_hides_one_of_pythons() -> None:
    """Prefect runs ``flows/clean.py`` by its path, with its folder first on the search path: a module
    called ``queue`` there would be found by all that import Python's own.
    """
    ours = {path.stem for path in (ROOT / "flows").iterdir()} - {"__init__", "__pycache__"}
    assert not ours & set(sys.stdlib_module_names)
