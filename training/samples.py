"""What weights are learnt from, be it a page or a dump."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cleaners.chrome.evidence import Evidence
from cleaners.chrome.lexicon import Lexicon


class Sample(Protocol):
    """A page or a dump, measured, with what is known of its blocks."""

    @property
    def domain(self) -> str:
        """Samples of one domain are held out together."""

    @property
    def evidence(self) -> Evidence:
        """What was measured of the blocks."""

    @property
    def votes(self) -> NDArray[np.float32] | None:
        """Share of each block's words that trafilatura kept; None for a dump."""

    @property
    def known(self) -> NDArray[np.bool_]:
        """1 main text, 0 not; shape (blocks,)."""

    @property
    def weight(self) -> NDArray[np.float32]:
        """What each block counts in training; shape (blocks,)."""

    @property
    def certain(self) -> NDArray[np.bool_]:
        """The annotators said it; only such blocks enter the lexicon; shape (blocks,)."""

    def tokens(self, block: int) -> Iterator[str]:
        """What a block is looked up by."""

    def rows(self, lexicon: Lexicon) -> NDArray[np.float32]:
        """What the first look sees of every block."""
