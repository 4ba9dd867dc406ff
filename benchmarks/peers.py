"""Other extractors under one signature: the bytes of a page in, its main text out.

Each has its own way to find the encoding and its own defaults, with two exceptions in their favour:
trafilatura leaves out comments, as in its own evaluation (F1 on WCXB .832 instead of .827), and
Resiliparse the alternative texts of images (.790 instead of .779). They are imported when they are
called, in a process of their own: none pays for the memory of another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec

Extract = Callable[[bytes], str]

REFERENCE = "bare_extraction"
"""The peer that costs are compared to: the text *and* the metadata of a page, as we give them."""


def trafilatura_default(source: bytes) -> str:
    """The defaults of trafilatura."""
    from trafilatura import extract

    return extract(source, include_comments=False) or ""


def trafilatura_fast(source: bytes) -> str:
    """The faster trafilatura, without its fallbacks to other extractors."""
    from trafilatura import extract

    return extract(source, include_comments=False, fast=True) or ""


def trafilatura_precision(source: bytes) -> str:
    """When trafilatura is in doubt, less text."""
    from trafilatura import extract

    return extract(source, include_comments=False, favor_precision=True) or ""


def trafilatura_recall(source: bytes) -> str:
    """When trafilatura is in doubt, more text."""
    from trafilatura import extract

    return extract(source, include_comments=False, favor_recall=True) or ""


def bare_extraction(source: bytes) -> str:
    """Text and metadata by trafilatura, with all its defaults."""
    from trafilatura import bare_extraction

    found = bare_extraction(source, with_metadata=True)
    return "" if found is None or isinstance(found, dict) else found.text or ""


def resiliparse(source: bytes) -> str:
    """The main content by Resiliparse, without the alternative texts of images."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse_from_bytes(source, detect_encoding(source, from_html_meta=True))
    return str(extract_plain_text(tree, main_content=True, alt_texts=False))


def justext(source: bytes, *, multilingual: bool = False) -> str:
    """The paragraphs that jusText keeps, by its words of English or of all its languages."""
    from justext import justext as paragraphs_of

    found = paragraphs_of(source, _stoplist(multilingual=multilingual))
    return "\n\n".join(paragraph.text for paragraph in found if not paragraph.is_boilerplate)


@cache
def _stoplist(*, multilingual: bool) -> frozenset[str]:
    from justext import get_stoplist, get_stoplists

    languages = get_stoplists() if multilingual else ["English"]
    return frozenset().union(*map(get_stoplist, languages))


def readability(source: bytes) -> str:
    """The summary of readability-lxml as text, a line for each block."""
    from readability import Document

    return "".join(_lines(Document(source).summary()))


def _lines(html: str) -> Iterator[str]:
    """The text in a piece of HTML, with a line break at both ends of every block."""
    from lxml.etree import iterwalk
    from lxml.html import HTMLParser, document_fromstring

    from cleaners.html_runs import BLOCK_TAGS

    if not html.strip():
        return
    tree = document_fromstring(html, parser=HTMLParser(remove_comments=True, remove_pis=True))
    for event, element in iterwalk(tree, events=("start", "end")):
        if element.tag in BLOCK_TAGS:
            yield "\n"
        yield (element.text if event == "start" else element.tail) or ""


PEERS: dict[str, Extract] = {
    "trafilatura": trafilatura_default,
    "trafilatura-fast": trafilatura_fast,
    "trafilatura-precision": trafilatura_precision,
    "trafilatura-recall": trafilatura_recall,
    "resiliparse": resiliparse,
    "justext": justext,
    "readability": readability,
}
PACKAGES = {"resiliparse": "resiliparse", "justext": "justext", "readability": "readability-lxml"}
"""The distribution that brings a peer, for versions and hints; trafilatura where not listed."""


def package_of(peer: str) -> str:
    """The distribution that brings a peer."""
    return PACKAGES.get(peer, "trafilatura")


def missing_packages(peers: list[str]) -> list[str]:
    """Distributions that these peers need and that are not installed."""
    return [package_of(peer) for peer in peers if peer in PACKAGES and find_spec(peer) is None]
