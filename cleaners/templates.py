"""Lines that recur across the documents of one site belong to its template, not to its texts.

What is counted is not a line but a line together with the next one, the edges of the document
included: menus, footers and notices come in the same order on every page, while a genuine line that
recurs ("Ingredients", "See also") stands among lines that do not. White space is folded; digits are
not: with all numbers alike, every table with the same labels would be a template. Documents with
just the same pairs are one witness, or a page that was saved twice would lose all of its text.

Counting is a matter of sets, so the order of the documents cannot matter. It stops where the
evidence does: a site of few documents has no templates, and code listings are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cleaners.chrome.lines import Line, read_line
from cleaners.document import Block, Draft, Edit, Evidence, Settings
from cleaners.site import Templates

MIN_DOCUMENTS = 3
"""Different documents on which a pair of lines stands at least."""
MIN_SHARE = 0.5
"""Share of a site's documents on which it does."""
MIN_PROSE_SHARE = 0.7
"""The same for running text: paragraphs are syndicated, quoted and repeated in good faith."""
MIN_PAGE_SHARE = 0.9
"""The same for what the model keeps of a page, of which it has seen more than the text."""
SCORE = 0.9
CLEANER, RULE = "templates", "recurring_line"

_EDGE = "\n"
"""Stands before the first line and behind the last one; no line can be that."""

Pairs = NDArray[np.uint64]
"""Keys of pairs of neighbouring lines: hashes of 64 bits; two hardly ever fall together."""


def pair_lines(lines: Iterable[str]) -> Pairs:
    """A key for each pair of neighbours, in order: one more than there are lines."""
    folded = [_EDGE, *(" ".join(line.split()) for line in lines), _EDGE]
    texts = (f"{one}\n{other}" for one, other in pairwise(folded))
    hashes = (blake2b(text.encode("utf-8", "replace"), digest_size=8).digest() for text in texts)
    return np.frombuffer(b"".join(hashes), dtype="<u8").astype(np.uint64)


def find_templates(documents: Iterable[Pairs]) -> Templates:
    """What recurs on a site, from the pairs of each of its documents, in any order."""
    witnesses = {np.unique(pairs).tobytes() for pairs in documents}
    if len(witnesses) < MIN_DOCUMENTS:
        return Templates(len(witnesses))
    keys, counts = np.unique(np.frombuffer(b"".join(witnesses), np.uint64), return_counts=True)
    enough = counts >= max(MIN_DOCUMENTS, MIN_SHARE * len(witnesses))
    recurring = zip(keys[enough].tolist(), counts[enough].tolist(), strict=True)
    return Templates(len(witnesses), dict(recurring))


def find_recurring(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Remove the lines that stand beside one of their neighbours on enough documents."""
    site, counts = draft.site, draft.site.templates.counts
    if not counts:
        return
    pairs = pair_lines(draft.text_of(block) for block in draft.blocks).tolist()
    for block, above, below in zip(draft.blocks, pairs, pairs[1:], strict=False):
        pair = max(above, below, key=lambda key: counts.get(key, 0))
        if pair not in counts or block.role == "code":
            continue
        text = draft.text_of(block)
        line = read_line(text)
        if counts[pair] < share_needed(block, line) * site.templates.documents:
            continue
        evidence: Evidence = {
            "site": site.name,
            "documents": counts[pair],
            "of": site.templates.documents,
            "pair": f"{pair:016x}",
        }
        yield Edit(block.start, block.end, text, "", CLEANER, RULE, evidence, _role(line), SCORE)


def share_needed(block: Block, line: Line) -> float:
    """Share of the documents from which a line goes."""
    if block.markup is not None and block.markup.main:
        return MIN_PAGE_SHARE
    return MIN_PROSE_SHARE if line.prose else MIN_SHARE


def _role(line: Line) -> str:
    """What it is by itself, so that its author and date are not lost to the metadata."""
    if line.credit is not None:
        return "byline"
    return line.role if line.rule is not None else "template"
