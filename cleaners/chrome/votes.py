"""trafilatura's verdict on each block of a page: how many of its words the extraction kept."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import trafilatura
from lxml.html import HtmlElement
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")


def ask_trafilatura(tree: HtmlElement, texts: Sequence[str]) -> NDArray[np.float32]:
    """Share of the words of each block in trafilatura's extraction, 0 to 1; shape (blocks,)."""
    extracted = trafilatura.bare_extraction(
        tree, include_comments=False, with_metadata=False, deduplicate=False
    )
    if extracted is None or isinstance(extracted, dict) or not extracted.text:
        return np.zeros(len(texts), dtype=np.float32)
    votes = _Votes(extracted.text)
    return np.array([votes.share(text) for text in texts], dtype=np.float32)


class _Votes:
    """Which blocks were kept, told from the words of what was extracted."""

    def __init__(self, main_text: str) -> None:
        words = _WORD.findall(main_text.casefold())
        self._triples = set(zip(words, words[1:], words[2:], strict=False))
        self._cells = {
            tuple(_WORD.findall(cell))
            for line in main_text.casefold().splitlines()
            for cell in (line, *line.split("|"))
        }

    def share(self, text: str) -> float:
        """Share of the block's words inside three-word runs that the extraction has too.

        Shorter blocks count as kept if the extraction has them as a line or a table cell.
        """
        words = _WORD.findall(text.casefold())
        if len(words) < 3:
            return float(tuple(words) in self._cells)
        kept = [False] * len(words)
        for index, triple in enumerate(zip(words, words[1:], words[2:], strict=False)):
            if triple in self._triples:
                kept[index : index + 3] = True, True, True
        return sum(kept) / len(words)
