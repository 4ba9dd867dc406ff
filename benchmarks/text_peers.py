"""What people do to text dumps, under the signature of the extractors: bytes in, main text out.

Tools that want HTML get each line of the dump as a paragraph. The line rules of C4 are those of
datatrove's filter, without its rules for whole documents: what they reject would score 0.
"""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING

from benchmarks.peers import Extract, justext, trafilatura_default

if TYPE_CHECKING:
    from datatrove.pipeline.filters import C4QualityFilter

MAIN = 0.5
"""Share of a line's words in the truth from which the line is genuine."""


def lines_of(text: str) -> list[str]:
    """The lines that are not blank, without the white space around them."""
    return [line for line in map(str.strip, text.splitlines()) if line]


def keep_all(source: bytes) -> str:
    """The dump as it is."""
    return source.decode("utf-8")


def c4(source: bytes) -> str:
    """The lines that C4 keeps (Raffel et al., JMLR 21, 2020, section 2.2)."""
    from datatrove.data import Document

    document = Document(text=source.decode("utf-8"), id="")
    _c4_filter().filter(document)
    return str(document.text)


@cache
def _c4_filter() -> C4QualityFilter:
    from datatrove.pipeline.filters import C4QualityFilter

    return C4QualityFilter(
        min_num_sentences=-1, filter_lorem_ipsum=False, filter_curly_bracket=False
    )


def justext_lines(source: bytes) -> str:
    """The lines that jusText keeps, by its words of English."""
    return justext(_paragraphs(source))


def trafilatura_lines(source: bytes) -> str:
    """The defaults of trafilatura."""
    return trafilatura_default(_paragraphs(source))


def _paragraphs(source: bytes) -> bytes:
    lines = lines_of(source.decode("utf-8"))
    paragraphs = "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)
    head = '<html><head><meta charset="utf-8"></head><body>'
    return f"{head}{paragraphs}</body></html>".encode()


def perfect(source: bytes, *, truth: str) -> str:
    """The genuine lines, known from the truth: what a choice of whole lines can reach."""
    from training.labels import align

    lines = lines_of(source.decode("utf-8"))
    shares = align(lines, truth)
    return "\n".join(line for line, share in zip(lines, shares, strict=True) if share >= MAIN)


TEXT_PEERS: dict[str, Extract] = {
    "keep-all": keep_all,
    "c4": c4,
    "justext": justext_lines,
    "trafilatura": trafilatura_lines,
}
CEILING = "perfect"
"""The name of :func:`perfect` in the tables."""
PACKAGES = {
    "c4": "datatrove",
    "justext": "justext",
    "trafilatura": "trafilatura",
    "perfect": "rapidfuzz",
}
"""The distribution that brings a peer."""


def missing_packages(peers: list[str]) -> list[str]:
    """Distributions that these peers need and that are not installed."""
    needed = {PACKAGES[peer] for peer in peers if peer in PACKAGES}
    return sorted(package for package in needed if find_spec(package) is None)
