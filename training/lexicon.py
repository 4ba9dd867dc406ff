"""Learns the lexicon: in how many web sites' main text a token stands, and how often.

Every site counts once for a token, with the share of its blocks that are main text. A page in
training must not be told about itself: its site is left out of what it looks up.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cleaners.chrome.lexicon import Lexicon, split_kinds
from training.samples import Sample

SITES = 3
"""Sites in which a token must stand to be learnt."""
DOUBT = 2.0
"""Sites of the prior's opinion that are added to each token's."""
PRIOR = 0.3
"""Share of blocks that are main text where nothing is known."""

Shares = Mapping[str, Mapping[str, float]]
"""By domain and token: share of the blocks with it that are main text."""


def count_tokens(samples: Iterable[Sample]) -> Shares:
    """Shares by domain and token."""
    counts: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for sample in samples:
        own = counts[sample.domain]
        for block in np.flatnonzero(sample.certain):
            known = sample.known[block]
            for token in sample.tokens(int(block)):
                count = own.setdefault(token, [0, 0])
                count[0] += bool(known)
                count[1] += 1
    return {
        domain: {token: main / blocks for token, (main, blocks) in own.items()}
        for domain, own in counts.items()
    }


@dataclass(frozen=True, slots=True)
class Learnt:
    """Sums over sites, from which a lexicon is made."""

    sums: Mapping[str, tuple[float, int]]
    shares: Shares
    lexicon: Mapping[str, Mapping[str, int]]

    def without(self, domain: str) -> Lexicon:
        """The lexicon as if this site had not been there."""
        own = {
            token: _log_odds(self.sums[token][0] - share, self.sums[token][1] - 1)
            if self.sums[token][1] > SITES
            else 0  # without this site it would not have been learnt
            for token, share in self.shares.get(domain, {}).items()
            if token in self.sums
        }
        layers = split_kinds(own)
        return {kind: _Layered(layers[kind], table) for kind, table in self.lexicon.items()}


def learn(shares: Shares, domains: Iterable[str]) -> Learnt:
    """The lexicon of some domains."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0])
    for domain in sorted(domains):
        for token, share in shares.get(domain, {}).items():
            entry = sums[token]
            entry[0] += share
            entry[1] += 1
    known = {token: (s, int(n)) for token, (s, n) in sums.items() if n >= SITES}
    odds = {token: _log_odds(s, n) for token, (s, n) in known.items()}
    return Learnt(known, shares, split_kinds(odds))


@lru_cache(maxsize=200_000)
def _log_odds(total: float, sites: int) -> int:
    share = (total + DOUBT * PRIOR) / (sites + DOUBT)
    return round(100 * (math.log(share / (1 - share)) - math.log(PRIOR / (1 - PRIOR))))


@dataclass(frozen=True, slots=True)
class _Layered:
    own: Mapping[str, int]
    rest: Mapping[str, int]

    def get(self, token: str, default: int, /) -> int:
        """From the first layer that knows the token."""
        value = self.own.get(token)
        return self.rest.get(token, default) if value is None else value
