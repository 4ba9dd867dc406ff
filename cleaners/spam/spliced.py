"""Links of a page to strangers: rows of them that echo, and those put into somebody's sentence.

A lone link to another host is in every article, and most say what the article is about. One whose
words the page has nowhere else may be put there for money; or be a citation. So it is reported, and
cut only if the same words lead to the same name from hosts that have nothing to do with this one,
and the sentence around them does not stand there too, as those of notices and licences do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaners.chrome.phrases import tile
from cleaners.document import Block, Draft, Edit, Evidence, Link, Settings
from cleaners.echoes import mark_link, mark_phrase, mark_prose
from cleaners.spam.cutting import cut
from cleaners.spam.echoed import MAX_KNOWN, SCORE, is_jumbled, tell_echo
from cleaners.spam.rows import WORD, beside
from cleaners.spam.shape import STEM
from cleaners.stopwords import ENGLISH, share_of_stopwords, words_of

STRANGE, STRANGER = 0.3, 0.4
"""How sure a link is to be put into a sentence: a few of its words are elsewhere; none is, and it
has no capital, as names have."""
FEW = 3
"""Links of a row that echo, of a row that is cut."""
DENSE = 0.6
"""Of the characters of a block, those inside links, from which it is a row of links."""
MOSTLY = 0.6
"""Of the links of a row, those that echo."""
MIN_BESIDE = 10
"""Words beside a link from which they can be a sentence."""
PROSE = 0.2
"""Of these, English function words; as in :mod:`cleaners.chrome.lines`."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A link and its span in the text of the draft."""

    link: Link
    start: int
    end: int


def find_echoed_links(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Cut rows of links that echo, and echoing links in sentences that do not."""
    if draft.page is None or not (draft.page.links and draft.site.echoes):
        return
    stems = _count_stems(draft)
    for row in _rows(draft):
        yield from _check_row(draft, row, stems)
    for place in _in_sentences(draft):
        mark = mark_link(place.link.host, place.link.words)
        if mark not in draft.site.echoes or not _strangeness(place.link, stems):
            continue
        is_name = place.link.text != place.link.text.lower()
        if not is_name and mark_prose(beside(place.link)) not in draft.site.echoes:
            evidence = {"groups": "corpus, links, topic", "leads_to": place.link.host}
            told = tell_echo(place.link.words, draft.site.echoes, mark)
            span = _with_space(draft.text, place)
            named = {"family": "spliced link", **evidence, **told}
            yield cut(draft, span, "echoed_link", SCORE, named)


def find_strange_links(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Report links in sentences whose words the page has nowhere else."""
    if draft.page is None or not draft.page.links:
        return
    stems = _count_stems(draft)
    for place in _in_sentences(draft):
        score = _strangeness(place.link, stems)
        if score:
            evidence = {"family": "spliced link", "groups": "topic", "leads_to": place.link.host}
            yield cut(draft, (place.start, place.end), "strange_link", score, evidence)


def _count_stems(draft: Draft) -> Counter[str]:
    return Counter(word[:STEM] for word in WORD.findall(draft.text.lower()))


def _places(draft: Draft) -> Iterator[tuple[Block, list[_Place]]]:
    """Links by the block that they stand in; a block that was mended has none any more."""
    links: dict[str, list[Link]] = defaultdict(list)
    for link in draft.page.links if draft.page else ():
        links[link.run].append(link)
    for block in draft.blocks:
        found = []
        position = block.start
        for link in links.get(draft.text_of(block), ()):
            start = draft.text.find(link.text, position, block.end)
            if start >= 0:
                position = start + len(link.text)
                found.append(_Place(link, start, position))
        yield block, found


def _is_row(block: Block, places: Sequence[_Place]) -> bool:
    linked = sum(place.end - place.start for place in places)
    return linked >= DENSE * (block.end - block.start)


def _rows(draft: Draft) -> Iterator[list[_Place]]:
    """Links between which nothing else stands, over several blocks."""
    row: list[_Place] = []
    for block, places in _places(draft):
        if not (places and _is_row(block, places)):
            if len(row) >= FEW:
                yield row
            row = []
            continue
        row = [*row, *places]
    if len(row) >= FEW:
        yield row


def _check_row(draft: Draft, row: Sequence[_Place], stems: Counter[str]) -> Iterator[Edit]:
    echoes = draft.site.echoes
    heard = [place.link for place in row if mark_phrase(place.link.words) in echoes]
    if len({link.words for link in heard}) < FEW or len(heard) < MOSTLY * len(row):
        return
    own = Counter(word[:STEM] for place in row for word in place.link.words)
    known = sum(stems[stem] > count for stem, count in own.items() if stem not in ENGLISH)
    if known > MAX_KNOWN * len(own) or any(tile(place.link.text) for place in row):
        return
    if not is_jumbled([place.link.words for place in row]):
        return
    told = tell_echo(heard[0].words, echoes)
    evidence: Evidence = {
        "family": "link row",
        "groups": "corpus, links, form, topic",
        "links": len(row),
        "echoing": len(heard),
    }
    start, end = row[0].start, row[-1].end
    for block in draft.blocks:
        if block.start < end and block.end > start:
            span = max(start, block.start), min(end, block.end)
            yield cut(
                draft, span, "echoed_links", SCORE, {"family": "link row", **evidence, **told}
            )


def _in_sentences(draft: Draft) -> Iterator[_Place]:
    for block, places in _places(draft):
        if not places or _is_row(block, places) or block.role == "code":
            continue
        for place in places:
            words = words_of(beside(place.link))
            if len(words) >= MIN_BESIDE and share_of_stopwords(words) >= PROSE:
                yield place


def _strangeness(link: Link, stems: Counter[str]) -> float:
    """How sure it is that a link is foreign to its page; 0 where nothing speaks for it."""
    if len(link.words) < 2 or any(word in ENGLISH for word in link.words):
        return 0.0
    own = Counter(word[:STEM] for word in link.words)
    known = sum(stems[stem] > count for stem, count in own.items())
    if known > MAX_KNOWN * len(own):
        return 0.0
    return STRANGE if known or link.text != link.text.lower() else STRANGER


def _with_space(text: str, place: _Place) -> tuple[int, int]:
    """The link and one of the spaces around it."""
    start, end = place.start, place.end
    if text[end : end + 1] == " ":
        return start, end + 1
    return (start - 1, end) if text[start - 1 : start] == " " else (start, end)
