"""The pages of the public benchmarks: where each is, what should come out of it.

Nothing of them is part of this repository. WCXB ("Web Content Extraction Benchmark", Murrough Foley
2026, CC-BY-4.0) is ``Murrough-Foley/web-content-extraction-benchmark`` on GitHub and on Hugging
Face; the evaluation of trafilatura is in the folder ``tests/`` of its repository.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Page:
    """One saved page and what its annotators say of it.

    Attributes:
        name: name of its file, without endings.
        path: the file, perhaps gzipped.
        domain: host of its address without "www."; pages of one domain are not independent.
        page_type: ``article``, ``forum``, …; empty where the benchmark does not say.
        truth: its main content; empty where there is none, or the benchmark has segments only.
        wanted: segments that must be in the result.
        unwanted: segments that must not.
    """

    name: str
    path: Path
    domain: str
    page_type: str
    truth: str
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


def read_html(path: Path) -> bytes:
    """The bytes of a page as they were served."""
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def domain_of(url: str) -> str:
    """Host of an address without ``www.``, in small letters; empty where there is none."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def load_wcxb(folder: Path) -> list[Page]:
    """All pages of one split of WCXB, a folder with ``ground-truth/`` and ``html/``."""
    truths = sorted((folder / "ground-truth").glob("*.json"))
    if not truths:
        sys.exit(f"{folder} has no ground-truth/*.json: is it a split of WCXB?")
    return [_read_wcxb(folder, path) for path in truths]


def _read_wcxb(folder: Path, path: Path) -> Page:
    row = json.loads(path.read_text("utf-8"))
    truth: dict[str, Any] = row["ground_truth"]
    html = folder / "html" / f"{path.stem}.html.gz"
    return Page(
        name=path.stem,
        path=html if html.exists() else html.with_suffix(""),
        # One page has no address: it is a domain of its own.
        domain=domain_of(row.get("url") or "") or path.stem,
        page_type=row["_internal"]["page_type"]["primary"],
        truth=(truth.get("main_content") or "").strip(),
        wanted=tuple(truth.get("with") or ()),
        unwanted=tuple(truth.get("without") or ()),
    )


def load_trafilatura_eval(folder: Path) -> list[Page]:
    """All pages of trafilatura's evaluation, a folder with ``evaldata.json``.

    The pages are in its ``html/``, or in ``cache/`` or ``eval/`` as in trafilatura's repository. A
    page whose file is missing is left out, as there, and named on the standard error stream.
    """
    index = folder / "evaldata.json"
    if not index.exists():
        sys.exit(f"{folder} has no evaldata.json: is it tests/ of trafilatura's repository?")
    pages = []
    for url, row in json.loads(index.read_text("utf-8")).items():
        places = [folder / name / row["file"] for name in ("html", "cache", "eval")]
        path = next((place for place in places if place.is_file()), None)
        if path is None:
            print(f"left out, no such file: {row['file']}", file=sys.stderr)
            continue
        name = path.name.removesuffix(".gz").removesuffix(".html")
        wanted, unwanted = tuple(row["with"]), tuple(row["without"])
        pages.append(Page(name, path, domain_of(url) or name, "", "", wanted, unwanted))
    return pages


def sample(pages: list[Page], size: int | None) -> list[Page]:
    """So many pages, the same ones each time; all of them without a size."""
    if size is None or size >= len(pages):
        return pages
    chosen = random.Random(0).sample(range(len(pages)), size)  # noqa: S311
    return [pages[number] for number in sorted(chosen)]
