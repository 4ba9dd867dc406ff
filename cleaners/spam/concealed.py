"""What a page conceals, or has behind its end, and links to strangers: hidden link lists.

Hiding alone must never remove text: it did so on 5.6 % of 1,971 clean pages. A cut needs hiding, or
a place behind the end of the page, and links to other hosts that make up most of it, and words that
the visible page does not have. A concealed order to language models needs no link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.document import Block, Draft, Edit, Evidence, Settings, Veil
from cleaners.scripts import count_scripts
from cleaners.spam.cutting import cut
from cleaners.spam.orders import is_order
from cleaners.spam.shape import STEM
from cleaners.stopwords import ENGLISH

SCORE = 0.95
"""How sure a cut is."""
FEW_LINKS = 2
"""Links of a concealed list. One may be a skip link, a licence, a counter."""
MONOTONOUS = 0.6
"""Distinct words to all words."""
MOSTLY = 0.8
"""Of the links, those to other hosts."""
DENSE = 0.6
"""Of the characters, those inside links; concealed text with a link or two has far less."""
MAX_KNOWN = 0.4
"""Of the words, those that the visible page has too."""
MAX_KNOWN_IF_SURE = 0.75
"""The same where nothing but links is concealed, in a way that no honest page has much use for."""
ALL_LINKS = 0.9
"""Of the characters, those inside links, from which there is nothing else."""
_STRONG = frozenset({"style", "script", "marquee", "behind"})
MAX_PAGE = 0.25
"""Of the page, what may be concealed: more is a page that fades in. Not of links alone."""
SHORTEST_FAINT = 30
"""Characters of a faint part; shorter ones are buttons."""
MOST_ORDERS = 0.5
"""Of the characters of a concealed part, those of runs with orders to machines."""
SHORTEST_PART = 20
"""Characters of a part of a block that is looked for by its text."""
_INNOCENT = frozenset(
    "nav navbar navigation menu submenu megamenu dropdown dialog modal popup tab tabs tabpanel"
    " panel"
    " accordion collapse collapsible carousel slide slider swiper tooltip cookie consent lang"
    " language share social faq".split()
)
"""Class words of parts that open on a click."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


def find_concealed(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Cut concealed link lists and orders to language models."""
    if draft.page is None or not draft.page.veils:
        return
    concealed = {text for veil in draft.page.veils for text in veil.texts}
    texts = [draft.text_of(block) for block in draft.blocks]
    visible = "\n".join(text for text in texts if text not in concealed)
    for part in concealed.difference(texts):
        visible = visible.replace(part, " ")
    seen = _stems(visible)
    size = max(1, sum(map(len, texts)))
    rules = ((veil, check_veil(veil, seen, size)) for veil in draft.page.veils)
    spam = [(veil, rule) for veil, rule in rules if rule is not None]
    for veil, rule in spam:
        if not _is_host_of(veil, [inner for inner, _ in spam]):
            for start, end in _places(draft, texts, veil):
                yield _cut(draft, start, end, rule, veil)


def _is_host_of(veil: Veil, others: list[Veil]) -> bool:
    """Whether a concealed part of the page only looks like spam for that which was put into it.

    An article that fades in may have a hidden list of links in it. What the list leaves of the
    article is not inside of links.
    """
    text, whole = "\n".join(veil.texts), sum(map(len, veil.texts))
    sizes = ((other, sum(map(len, other.texts))) for other in others)
    inner = [
        (other, size)
        for other, size in sizes
        if size < whole and all(t in text for t in other.texts)
    ]
    rest = whole - sum(size for _, size in inner)
    links = veil.linked * whole - sum(other.linked * size for other, size in inner)
    return bool(inner) and rest > 0 and links < DENSE * rest


def check_veil(veil: Veil, seen: frozenset[str], size: int) -> str | None:
    """The rule by which a concealed part is spam; None if it may be innocent.

    Args:
        veil: the part.
        seen: stems of the words of the visible page.
        size: characters of the page.
    """
    text = " ".join(veil.texts)
    small = len(text) <= MAX_PAGE * size
    orders = sum(len(part) for part in veil.texts if is_order(part))
    if veil.how != "behind" and small and orders >= MOST_ORDERS * len(text):
        return "concealed_order"
    if veil.external < max(1, MOSTLY * veil.links) or 2 * veil.named > veil.external:
        return None
    stems = _stems(text)
    sure = veil.how == "colour" or (veil.how in _STRONG and veil.linked >= ALL_LINKS)
    if len(stems & seen) > (MAX_KNOWN_IF_SURE if sure else MAX_KNOWN) * max(1, len(stems)):
        return None
    if veil.how == "colour":
        return "faint_links" if small and len(text) >= SHORTEST_FAINT else None
    if veil.linked < DENSE:
        return None
    if veil.how == "behind":
        return "links_behind_the_end"
    if veil.words & _INNOCENT:
        return None
    few = veil.links >= FEW_LINKS
    if veil.how in ("attribute", "opacity", "noscript"):  # much that is innocent is hidden so
        return "concealed_links" if few and (_is_foreign(text) or _is_monotonous(text)) else None
    return "concealed_links" if few else None


def _is_monotonous(text: str) -> bool:
    """Whether few words come again and again: menus have new ones in every link."""
    words = _WORD.findall(text.lower())
    return len(set(words)) <= MONOTONOUS * len(words)


def _is_foreign(text: str) -> bool:
    """Whether most letters are of another script than Latin."""
    scripts = count_scripts(text)
    return 2 * scripts["Latin"] < scripts.total()


def _stems(text: str) -> frozenset[str]:
    """First letters of the words of a text; pairs of characters where no spaces part the words."""
    words = [word for word in _WORD.findall(text.lower()) if word not in ENGLISH]
    stems = {word[:STEM] for word in words if not _UNSPACED.match(word)}
    pairs = {w[i : i + 2] for w in words if _UNSPACED.match(w) for i in range(len(w) - 1)}
    return frozenset(stems | pairs)


def _places(draft: Draft, texts: list[str], veil: Veil) -> Iterator[tuple[int, int]]:
    """Where the runs of a concealed part stand: all of them in a row, or long ones by themselves.

    A short one by itself could be a word that stands on the page for all to see.
    """
    many = len(veil.texts)
    row = next((i for i in _starts(texts, veil) if tuple(texts[i : i + many]) == veil.texts), None)
    if row is not None:
        for block in draft.blocks[row : row + many]:
            yield block.start, block.end
        return
    for part in veil.texts:
        if len(part) >= SHORTEST_PART:
            yield from _inside(draft.blocks, texts, part)


def _starts(texts: list[str], veil: Veil) -> Iterator[int]:
    """Blocks with the first of the runs, the last ones first: more is hidden at the end."""
    first = veil.texts[0] if veil.texts else None
    return (i for i in range(len(texts) - len(veil.texts), -1, -1) if texts[i] == first)


def _inside(blocks: tuple[Block, ...], texts: list[str], part: str) -> Iterator[tuple[int, int]]:
    for block, text in zip(blocks, texts, strict=True):
        place = text.find(part)
        if place >= 0:
            yield block.start + place, block.start + place + len(part)
            return


def _cut(draft: Draft, start: int, end: int, rule: str, veil: Veil) -> Edit:
    evidence: Evidence = {
        "groups": "visibility, links, topic",
        "concealed_by": veil.how,
        "links": veil.links,
        "other_hosts": veil.hosts,
        "link_density": round(veil.linked, 2),
    }
    return cut(draft, (start, end), rule, SCORE, evidence)
