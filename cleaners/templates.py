"""Lines that recur across the documents of one site belong to its template, not to its texts.

What is counted is not a line but a line together with the next one, the edges of the document
included: menus, footers and notices come in the same order on every page, while a genuine line that
recurs ("Ingredients", "See also") stands among lines that do not. White space is folded; digits are
not: with all numbers alike, every table with the same labels would be a template. Lines without a
letter ("|", "3") are passed over: they recur everywhere, and go if the lines around them go.
Documents with just the same pairs are one witness, or a page that was saved twice would lose all of
its text.

Counting is a matter of sets, so the order of the documents cannot matter. It stops where the
evidence does: a site of few documents has no templates, code listings are left alone, and of a
document whose prose is nearly all repeated elsewhere, copies are the better explanation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cleaners.chrome.lines import Line, read_line
from cleaners.document import Draft, Edit, Evidence, Settings
from cleaners.ledger import SourcePositions
from cleaners.site import Pair, Templates

MIN_DOCUMENTS = 3
"""Different documents on which a pair of lines stands at least."""
MIN_SHARE = 0.5
"""Share of a site's documents on which it does."""
MIN_PROSE_SHARE = 0.7
"""The same for running text: paragraphs are syndicated, quoted and repeated in good faith."""
MOST_PROSE = 0.5
"""Share of the words of a document's prose that recurs, from which its prose stays, and what
touches it: of an article that was saved with another date on each copy, nearly all of it recurs."""
MOST_LINES = 0.9
"""The same for all words of a document without prose, from which it stays whole: verse, lists."""
SCORE = 0.9
CLEANER, RULE = "templates", "recurring_line"

_EDGE = "\n"
"""Stands before the first line and behind the last one; no line can be that."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
"""Odd, so that nothing is lost in multiplying (Knuth's multiplicative hashing, 2**64 / phi)."""

Keys = NDArray[np.uint64]
"""Of a document's lines in order, an edge at both ends: hashes of 64 bits, hardly ever alike."""


def key_lines(lines: Iterable[str]) -> Keys:
    """A key for each line with a letter, and for the edges of the document around them."""
    folded = (_EDGE, *(" ".join(line.split()) for line in lines if has_letter(line)), _EDGE)
    texts = (text.encode("utf-8", "replace") for text in folded)
    hashes = b"".join(blake2b(text, digest_size=8).digest() for text in texts)
    return np.frombuffer(hashes, dtype="<u8").astype(np.uint64)


def has_letter(line: str) -> bool:
    """Whether a line says anything by itself."""
    return any(map(str.isalpha, line))


def find_templates(documents: Iterable[Keys]) -> Templates:
    """What recurs on a site, from the lines of each of its documents, in any order."""
    count, pairs = count_pairs(documents)
    return choose_templates(count, pairs)


def choose_templates(documents: int, pairs: Mapping[Pair, int]) -> Templates:
    """The pairs that stand on enough of so many different documents."""
    least = max(MIN_DOCUMENTS, MIN_SHARE * documents)
    return Templates(documents, {pair: n for pair, n in pairs.items() if n >= least})


def count_pairs(documents: Iterable[Keys]) -> tuple[int, dict[Pair, int]]:
    """How many different documents there are, and for what is on half of them, on how many.

    Of a site too large for memory each part can be asked: what is on half of all documents is on
    half of those in some part.
    """
    witnesses: dict[bytes, NDArray[np.uint64]] = {}
    for keys in documents:
        if len(keys) > len((_EDGE, _EDGE)):
            mixed, places = _mix(keys)
            witnesses[mixed.tobytes()] = np.stack([mixed, keys[:-1][places], keys[1:][places]])
    if not witnesses:
        return 0, {}
    every, above, below = np.concatenate(list(witnesses.values()), axis=1)
    _, places, counts = np.unique(every, return_index=True, return_counts=True)
    enough = counts >= MIN_SHARE * len(witnesses)
    places = places[enough]
    pairs = zip(above[places].tolist(), below[places].tolist(), strict=True)
    return len(witnesses), dict(zip(pairs, counts[enough].tolist(), strict=True))


def identify_witness(keys: Keys) -> bytes | None:
    """What documents with just the same pairs share; None where there is nothing to count."""
    if len(keys) <= len((_EDGE, _EDGE)):
        return None
    return blake2b(_mix(keys)[0].tobytes(), digest_size=16).digest()


def _mix(keys: Keys) -> tuple[Keys, NDArray[np.intp]]:
    """A number for each different pair of neighbours, in order, and where it stands first."""
    return np.unique(keys[:-1] * _MIX + keys[1:], return_index=True)


def restrict(templates: Templates, keys: Iterable[int]) -> Templates:
    """Those that can matter to a document: whatever is removed of it, no others come to stand."""
    lines = set(keys)
    counts = {pair: n for pair, n in templates.counts.items() if lines.issuperset(pair)}
    return Templates(templates.documents, counts)


def rank(templates: Templates, pair: Pair) -> int:
    """How much a pair proves: 0 nothing, 1 enough for a short line, 2 for running text too."""
    share = templates.counts.get(pair, 0) / max(1, templates.documents)
    return 2 if share >= MIN_PROSE_SHARE else int(share >= MIN_SHARE)


def find_recurring(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Remove the lines that stand beside one of their neighbours on enough documents.

    Neighbours are those in the source, removed ones too, as they were counted; and those that are
    left, for a clean text has no others. Pages are spared: there the model has judged, and
    recurrence adds nothing to it (word F1 .763 without and .760 with the strongest evidence alone,
    by weights that had not seen the sites).
    """
    site, templates = draft.site.name, draft.site.templates
    if not templates.counts or draft.page is not None:
        return
    left = [read_line(draft.text_of(block)) for block in draft.blocks]
    lines, places = _with_removed(draft, left)
    in_source = _find_pairs(lines, templates)
    found = _find_pairs(left, templates)
    found |= {i: in_source[place] for i, place in enumerate(places) if place in in_source}
    for index, pair in sorted(found.items()):
        block, line = draft.blocks[index], left[index]
        if block.role != "code":
            why, role = explain(site, templates, pair), _role(line)
            yield Edit(block.start, block.end, line.text, "", CLEANER, RULE, why, role, SCORE)


def _with_removed(draft: Draft, left: Sequence[Line]) -> tuple[list[Line], list[int]]:
    """All lines in the order of the source; and where in it each of those is that are left."""
    to_source = SourcePositions(draft.edits)
    starts = [to_source.start(block.start) for block in draft.blocks]
    removed = [(gone.block.start, -1, read_line(gone.text)) for gone in draft.removed]
    kept = list(zip(starts, range(len(left)), left, strict=True))
    order = sorted([*removed, *kept], key=lambda line: line[:2])
    places = {index: place for place, (_, index, _) in enumerate(order)}
    return [line for _, _, line in order], [places[index] for index in range(len(left))]


def _find_pairs(lines: Sequence[Line], templates: Templates) -> dict[int, Pair]:
    """The lines that go, by index, each with the pair that proves it."""
    spoken = [index for index, line in enumerate(lines) if has_letter(line.text)]
    keys = key_lines(line.text for line in lines).tolist()
    around = dict(zip(spoken, zip(keys, keys[1:], keys[2:], strict=False), strict=False))
    stays = _find_copied(dict(zip(keys[1:-1], (lines[i] for i in spoken), strict=True)), templates)
    found: dict[int, Pair] = {}
    for index, three in around.items():
        pair = max(pairwise(three), key=lambda pair: rank(templates, pair))
        needed = 2 if lines[index].prose else 1
        if rank(templates, pair) >= needed and stays.isdisjoint(three):
            found[index] = pair
    return found | _between(found, spoken, len(lines))


def _between(found: Mapping[int, Pair], spoken: Sequence[int], count: int) -> dict[int, Pair]:
    """Lines without a letter that have nothing but lines that go, or an edge, on either side."""
    gone: dict[int, Pair] = {}
    for above, below in pairwise([-1, *spoken, count]):
        sides = [side for side in (above, below) if 0 <= side < count]
        if sides and all(side in found for side in sides):
            gone |= dict.fromkeys(range(above + 1, below), found[sides[0]])
    return gone


def explain(site: str, templates: Templates, pair: Pair) -> Evidence:
    """On how many documents of the site a pair stands; and its name, for the count may change."""
    count = templates.counts[pair]
    return {"site": site, "documents": count, "of": templates.documents, "pair": name_pair(pair)}


def name_pair(pair: Pair) -> str:
    """The keys of both lines."""
    return f"{pair[0]:016x}{pair[1]:016x}"


def read_pair(name: str) -> Pair:
    """The pair of that name."""
    return int(name[:16], 16), int(name[16:], 16)


def _find_copied(lines: Mapping[int, Line], templates: Templates) -> Set[int]:
    """Lines of a document that stay, with what touches them: it has copies, or next to no text.

    Its prose, if most of that recurs; or all of it, if it has no prose and nearly all recurs.
    """
    prose = {key: line for key, line in lines.items() if line.prose}
    text, most = (prose, MOST_PROSE) if prose else (lines, MOST_LINES)
    own = restrict(templates, lines)
    recurring = text.keys() & {key for pair in own.counts for key in pair}
    known = sum(text[key].words for key in recurring)
    return text.keys() if known > most * sum(line.words for line in text.values()) else frozenset()


def _role(line: Line) -> str:
    """What it is by itself, so that its author and date are not lost to the metadata."""
    if line.credit is not None:
        return "byline"
    return line.role if line.rule is not None else "template"
