"""Scoring with other weights than those shipped: one given file, or one for each page.

Training writes a folder with ``folds.json`` and the weights it names::

    {"folds": [{"model": "fold0.bin", "domains": ["example.org", ...]}, ...]}

``domains`` are those that the model has not seen. Every page is scored by the model that has not
seen its domain. Weights for text dumps have ``"tools": ["inscriptis", ...]`` beside: a dump is
scored by the model that has seen neither its domain nor any dump of its tool.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from benchmarks.pages import Page

if TYPE_CHECKING:
    from cleaners import Settings
    from cleaners.document import Kind

SHOWN = 10
"""Pages that an error names at most."""
NO_TOOL = ""
"""Stands for the tool where nothing is dumped."""


def read_folds(folder: Path) -> dict[tuple[str, str], Path]:
    """For each held-out domain and tool, the model that has seen neither."""
    index = folder / "folds.json"
    if not index.is_file():
        sys.exit(f"{folder} has no folds.json: is it a folder that the training has written?")
    models: dict[tuple[str, str], Path] = {}
    for fold in json.loads(index.read_text("utf-8"))["folds"]:
        model = folder / fold["model"]
        if not model.is_file():
            sys.exit(f"{index} names {fold['model']}, which is not there")
        for domain, tool in product(fold["domains"], fold.get("tools", [NO_TOOL])):
            held_out = domain.lower().removeprefix("www."), tool
            if models.setdefault(held_out, model) != model:
                sys.exit(f"{index}: {domain} is held out by two models")
    return models


def choose_models(
    pages: Sequence[Page], folder: Path, tools: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Path]:
    """For each page, by its name, the model that has not seen its domain.

    Args:
        pages: what is to be scored.
        folder: of the training.
        tools: for each dump, by its name, what dumped it.
    """
    models = read_folds(folder)
    keys = {page.name: (page.domain.lower(), tools.get(page.name, NO_TOOL)) for page in pages}
    unknown = [f"{page.name} ({page.domain})" for page in pages if keys[page.name] not in models]
    if unknown:
        more = f" and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""
        sys.exit(f"held out by no model of {folder}: {', '.join(unknown[:SHOWN])}{more}")
    return {name: models[key] for name, key in keys.items()}


def clean_with_model(
    path: Path, source: bytes | str, settings: Settings, kind: Kind = "html"
) -> str:
    """The body of a page or a dump, found with the weights in a file."""
    pipeline: Any = import_module("cleaners.pipeline")
    return str(pipeline.clean_with(lambda _: _load(path), source, kind, None, settings).text)


@cache
def _load(path: Path) -> object:
    return import_module("cleaners.chrome.model").load(path.read_bytes())
