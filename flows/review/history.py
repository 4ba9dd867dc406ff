"""What a corpus was before: totals of its last states, kept in ``.state/``, and how it drifted.

What jumped with the last change is also said first in the summary of the run that changed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.review.survey import Survey
from flows.state import Store
from flows.summary import Summary

MOST_STATES = 20
"""Kept. A state is noted when a run has changed what is counted here."""
MOST_SITES = 500
"""Noted of each state: those with the most documents."""
JUMP = 0.1
"""Change of a site's removed share that is worth telling: ten points."""
MIN_DOCUMENTS = 5
"""Of a site, before and now: a single page may change its share as it likes."""

NEARLY_ALL = 0.9
"""Share of refused sources from which a corpus needs no history to be looked at."""
MOST_WARNINGS = 5
"""Sites named in a summary; the review page has them all."""

_HISTORY, _WARNINGS = "history", "warnings"


def remember(store: Store, survey: Survey, summary: Summary) -> None:
    """Note what the corpus is now, unless the last state was just the same, and what jumped."""
    history = store.fact(_HISTORY) or []
    now = _totals(survey, summary)
    if not history or history[-1] != now:
        store.note(_HISTORY, [*history, now][-MOST_STATES:])
        said = list(_warn(history[-1] if history else None, now))
        store.note(_WARNINGS, {"run": store.fact("run"), "said": said})


def read_warnings(store: Store) -> tuple[str, ...]:
    """What jumped in this run, and should be looked at before the corpus is used, in sentences."""
    noted = store.fact(_WARNINGS) or {}
    return tuple(noted["said"]) if noted and noted["run"] == store.fact("run") else ()


def _warn(before: dict[str, Any] | None, now: dict[str, Any]) -> Iterator[str]:
    """Far more refused than before, or nearly everything; sites of which far more is removed."""
    sources, refused = _count_refused(now)
    earlier, refused_earlier = _count_refused(before) if before else (0, 0.0)
    said = f"{refused:.0%} of the sources are rejected or quarantined"
    if earlier >= MIN_DOCUMENTS and sources >= MIN_DOCUMENTS and refused - refused_earlier > JUMP:
        yield f"{said}, {refused_earlier:.0%} before"
    elif sources >= MIN_DOCUMENTS and refused >= NEARLY_ALL:
        yield said
    rises = [jump for jump in _jumps(before, now) if jump[2] > jump[1]] if before else []
    for name, share, risen in rises[:MOST_WARNINGS]:
        yield f"{name}: {risen:.0%} of the text is removed, {share:.0%} before"
    if len(rises) > MOST_WARNINGS:
        yield f"{len(rises) - MOST_WARNINGS} more sites lose far more than before"


def _count_refused(state: dict[str, Any]) -> tuple[int, float]:
    """Sources of a state, and the share of them that is not in the corpus."""
    totals = state["totals"]
    refused = totals["rejected"] + totals["quarantined"]
    sources = totals["clean"] + refused
    return sources, refused / max(1, sources)


def find_drift(store: Store, survey: Survey, summary: Summary) -> dict[str, Any] | None:
    """The totals before and now, and sites that jumped; None if there was no other state."""
    now = _totals(survey, summary)
    earlier = [state for state in store.fact(_HISTORY) or [] if state != now]
    if not earlier:
        return None
    before = earlier[-1]
    return {"before": before["totals"], "now": now["totals"], "sites": _jumps(before, now)}


def _totals(survey: Survey, summary: Summary) -> dict[str, Any]:
    largest = sorted(survey.sites.items(), key=lambda item: (-item[1]["documents"], item[0]))
    return {
        "totals": {
            "clean": summary.clean,
            "rejected": summary.rejected,
            "quarantined": summary.quarantined,
            **{f"characters {name}": n for name, n in summary.characters.items()},
        },
        "sites": {
            name: [tally["documents"], tally["kept"], tally["removed"]]
            for name, tally in largest[:MOST_SITES]
        },
    }


def _jumps(before: dict[str, Any], now: dict[str, Any]) -> list[list[Any]]:
    """Sites whose removed share changed by more than ``JUMP``: name, before, now."""
    found = []
    for name, (documents, kept, removed) in now["sites"].items():
        then = before["sites"].get(name)
        if then is None or min(documents, then[0]) < MIN_DOCUMENTS:
            continue
        shares = then[2] / max(1, then[1] + then[2]), removed / max(1, kept + removed)
        if abs(shares[1] - shares[0]) > JUMP:
            found.append([name, *(round(share, 4) for share in shares)])
    return sorted(found, key=lambda jump: (-abs(jump[2] - jump[1]), jump[0]))
