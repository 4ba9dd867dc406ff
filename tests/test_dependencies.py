"""The audit that works without a network: locks fit, licences are known, imports ask nobody."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCKS = {
    "requirements.lock": ("build",),
    "requirements-dev.lock": ("build", "dev"),
    "requirements-bench.lock": ("build", "bench"),
    "requirements-training.lock": ("build", "training"),
    "requirements-docs.lock": ("build", "docs"),
    "requirements-fuzz.lock": ("build", "fuzz"),
}
"""Locks, and the extras that each of them is made for."""
PERMISSIVE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla Public|0BSD|Zlib|CC0|CNRI"
    r"|Artistic|Unlicense|HPND|Zope",
)
"""Licences under which a part may ship in anything; where several may be chosen, one of them."""


def locked(name: str) -> dict[str, set[str]]:
    """Versions by package of a lock; several where they differ by Python's version."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / name).read_text("utf-8").splitlines():
        pin = re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)", line)
        if pin:
            found.setdefault(canonicalize_name(pin[1]), set()).add(pin[2])
    return found


def asked(extras: tuple[str, ...]) -> Iterator[Requirement]:
    """What the project asks for, with extras and what these refer to."""
    yield from map(Requirement, PROJECT["dependencies"])
    for extra in extras:
        for requirement in map(Requirement, PROJECT["optional-dependencies"][extra]):
            if requirement.name == "cleancopy":
                yield from asked(tuple(sorted(requirement.extras)))
            else:
                yield requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_is_what_the_project_asks_for(lock: str) -> None:
    """Every requirement has a version in the lock that it allows."""
    pins = locked(lock)
    assert len(pins) > 50
    for requirement in asked(LOCKS[lock]):
        versions = pins.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement} is not in {lock}: make lock"
        wrong = {version for version in versions if not requirement.specifier.contains(version)}
        assert not wrong, f"{requirement.name} {wrong} in {lock}: {requirement}"


def test_every_pin_has_hashes() -> None:
    """Nothing can be installed from a lock but what was locked."""
    for lock in LOCKS:
        text = (ROOT / lock).read_text("utf-8")
        pins = re.findall(r"^[A-Za-z0-9][^\n]*==.*?(?=^[A-Za-z0-9]|\Z)", text, re.M | re.S)
        assert len(pins) >= len(locked(lock))
        assert not [pin for pin in pins if "--hash=sha256:" not in pin]


def test_lock_is_closed() -> None:
    """What is locked for a run needs nothing that is not, in a version that it allows."""
    pins = locked("requirements.lock")
    for name in pins:
        for requirement in _needs(name):
            versions = pins.get(canonicalize_name(requirement.name), set())
            fits = [v for v in versions if requirement.specifier.contains(v, prereleases=True)]
            assert fits, f"{name} needs {requirement}, locked: {versions}"


def _needs(name: str) -> Iterator[Requirement]:
    """What an installed package needs on this machine; nothing of one that is for others."""
    try:
        needs = distribution(name).requires or []
    except PackageNotFoundError:
        return
    for requirement in map(Requirement, needs):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement


def test_licences_are_known() -> None:
    """Every package that a run installs says a licence under which it may ship."""
    told = {name: _licence(name) for name in locked("requirements.lock")}
    assert sum(licence is not None for licence in told.values()) > 100
    unknown = {
        n: text for n, text in told.items() if text is not None and not PERMISSIVE.search(text)
    }
    assert not unknown


def _licence(name: str) -> str | None:
    """What a package says its licence is; None if it is not installed on this kind of machine."""
    try:
        about = distribution(name).metadata
    except PackageNotFoundError:
        return None
    told = [*about.get_all("License-Expression", []), *about.get_all("License", [])]
    classifiers = [c for c in about.get_all("Classifier", []) if c.startswith("License")]
    return " ".join([*told, *classifiers])


def test_imports_ask_no_network() -> None:
    """All that the project names, imported in a process in which asking is an error."""
    names = sorted(
        {module for r in asked(("parquet", "s3", "dask")) for module in _modules(r.name)}
    )
    assert {"prefect", "trafilatura", "lxml", "pyarrow", "dateutil"} <= set(names)
    code = """
import importlib, sys
def refuse(event, given):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname"):
        raise AssertionError(f"{event} {given}")
sys.addaudithook(refuse)
for name in sys.argv[1:]:
    importlib.import_module(name)
import flows.cli, flows.clean, cleaners
"""
    subprocess.run([sys.executable, "-c", code, *names], check=True, cwd=ROOT, timeout=300)


def _modules(name: str) -> set[str]:
    """Top-level packages that a distribution installs."""
    files = distribution(name).files or []
    tops = {f.parts[0] for f in files if len(f.parts) == 2 and f.name == "__init__.py"}
    return {top for top in tops if top.isidentifier()}
