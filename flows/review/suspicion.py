"""Which documents a person should look at first: those where cleaning most likely went wrong.

What speaks for that is put on a scale from 0 to 1, sign by sign, and the signs are joined like
independent ones: ``1 - (1 - a)(1 - b)…``. It is an order for looking, no probability: nobody has
counted how often a document with 0.4 is wrong.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

MIN_PEERS = 5
"""Documents of a site from which "usual" means something. Dumps of smaller sites are measured by
all dumps. Pages are not: how much chrome a page has is a matter of its site, and a page brings its
own confidence, which tells more: its rank correlation with F1 was 0.76 on 97 pages of WCXB, that of
the removed share 0.26."""
LEAST_SPREAD = 0.1
"""Shares that differ by less than this from the usual are not unusual, however alike the others."""
MAD_TO_DEVIATION = 1.4826
"""Of a normal distribution: standard deviation over median absolute deviation."""
FULL = 4.0
"""Deviations from the usual at which a share is as unusual as can be."""

MUCH = 0.25
"""Share removed on no evidence at all, if there were such, that counts in full."""

LOST_MORE, LOST_LESS, UNSURE, WEAK, FLAGGED, UNREADABLE = 0.7, 0.2, 0.8, 0.5, 0.4, 0.3
"""The most that each sign counts. Lost text is worse than chrome that stayed, so it counts more; a
page's own confidence is the one sign that was calibrated, so it counts most."""
REJECTED: Mapping[str, float] = {
    "empty": 0.02, "binary": 0.05, "unsupported": 0.05, "duplicate": 0.05, "too_short": 0.3,
    "language": 0.3, "spam": 0.6, "nothing_left": 0.6,
}  # fmt: skip
"""A rejected document is lost whole: the less obvious the reason, the more it is worth a look."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What of an outcome says whether it is worth a look.

    Attributes:
        id: the source's.
        reason: why it was rejected, or ``quarantined``; empty where clean.
        group: its site.
        kind: ``html`` or ``text``.
        share: of its characters that were removed.
        confidence: of a page; None for a dump.
        weak: share of its characters that were removed by rules which were not sure, each
            counted by what its rule lacked.
        flags: how many there are, but for those of the user's own rules and of low confidence.
        replaced: places where its bytes could not be read.
    """

    id: str
    reason: str
    group: str
    kind: str
    share: float
    confidence: float | None
    weak: float
    flags: int
    replaced: int


@dataclass(frozen=True, slots=True)
class Suspicion:
    """How much a document is worth a look, 0 to 1, and why, the weightiest first."""

    score: float
    why: tuple[str, ...] = ()


Usual = Mapping[str, tuple[float, float]]
"""Median and spread of the removed share, by site, and of all dumps."""


def find_usual(signs: Iterable[Signs]) -> Usual:
    """What share is usually removed on each site that has enough documents, and of all dumps."""
    shares: dict[str, array[float]] = defaultdict(lambda: array("d"))
    for sign in signs:
        if not sign.reason:
            shares[f"site {sign.group}"].append(sign.share)
            if sign.kind == "text":
                shares[sign.kind].append(sign.share)
    return {name: _spread(found) for name, found in shares.items() if len(found) >= MIN_PEERS}


def _spread(shares: Sequence[float]) -> tuple[float, float]:
    middle = median(shares)
    return middle, MAD_TO_DEVIATION * median(abs(share - middle) for share in shares)


def suspect(signs: Signs, usual: Usual) -> Suspicion:
    """How much a document is worth a look."""
    found = sorted(_weigh(signs, usual), reverse=True)
    trust = 1.0
    for weight, _ in found:
        trust *= 1 - weight
    return Suspicion(round(1 - trust, 3), tuple(why for weight, why in found if weight >= 0.05))


def _weigh(signs: Signs, usual: Usual) -> Iterable[tuple[float, str]]:
    if signs.reason == "quarantined":
        yield 1.0, "cleaning failed"
        return
    if signs.reason:
        yield REJECTED[signs.reason], f"rejected: {signs.reason}"
    else:
        yield _weigh_share(signs, usual)
    if signs.confidence is not None:
        percent = f"{signs.confidence:.0%}"
        yield UNSURE * (1 - signs.confidence), f"the body of the page is not clear ({percent} sure)"
    else:  # the confidence of a page has these in it
        yield min(WEAK, signs.weak / MUCH * WEAK), "removed on weak evidence"
    if signs.flags:
        yield FLAGGED, f"{signs.flags} flagged"
    if signs.replaced:
        yield UNREADABLE, f"{signs.replaced} places could not be decoded"


def _weigh_share(signs: Signs, usual: Usual) -> tuple[float, str]:
    """How unusual the removed share is, measured by the site, or else by all dumps."""
    whose = next((name for name in (f"site {signs.group}", signs.kind) if name in usual), None)
    if whose is None:
        return 0.0, ""
    middle, spread = usual[whose]
    away = (signs.share - middle) / max(spread, LEAST_SPREAD) / FULL
    most, word = (LOST_MORE, "more") if away > 0 else (LOST_LESS, "less")
    told = f"{signs.share:.0%} removed, {word} than usual here ({middle:.0%})"
    return most * min(1.0, abs(away)), told
