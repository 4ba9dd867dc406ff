"""Scoring with other weights than those shipped: one given file, or one for each page.

Training writes a folder with ``folds.json`` and the weights it names::

    {"folds": [{"model": "fold0.bin", "domains": ["example.org", ...]}, ...]}

``domains`` are those that the model has not seen. Every page is scored by the model that has not
seen its domain.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.pages import Page

if TYPE_CHECKING:
    from cleaners import Settings

SHOWN = 10
"""Pages that an error names at most."""


def read_folds(folder: Path) -> dict[str, Path]:
    """For each held-out domain, the model that has not seen it."""
    index = folder / "folds.json"
    if not index.is_file():
        sys.exit(f"{folder} has no folds.json: is it a folder that the training has written?")
    models: dict[str, Path] = {}
    for fold in json.loads(index.read_text("utf-8"))["folds"]:
        model = folder / fold["model"]
        if not model.is_file():
            sys.exit(f"{index} names {fold['model']}, which is not there")
        for domain in fold["domains"]:
            known = domain.lower().removeprefix("www.")
            if models.setdefault(known, model) != model:
                sys.exit(f"{index}: {domain} is held out by two models")
    return models


def choose_models(pages: Sequence[Page], folder: Path) -> dict[str, Path]:
    """For each page, by its name, the model that has not seen its domain."""
    models = read_folds(folder)
    unknown = [
        f"{page.name} ({page.domain})" for page in pages if page.domain.lower() not in models
    ]
    if unknown:
        more = f" and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""
        sys.exit(f"held out by no model of {folder}: {', '.join(unknown[:SHOWN])}{more}")
    return {page.name: models[page.domain.lower()] for page in pages}


def clean_with_model(path: Path, source: bytes, settings: Settings) -> str:
    """The body of a page, found with the weights in a file."""
    pipeline: Any = import_module("cleaners.pipeline")
    return str(pipeline.clean_with(lambda: _load(path), source, "html", None, settings).text)


@cache
def _load(path: Path) -> object:
    return import_module("cleaners.chrome.model").load(path.read_bytes())
