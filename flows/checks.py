"""Whether a corpus is what the user wants: their snippets and limits, held against it.

One pass over the state, so a thousand checks cost what reading the corpus once costs.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase, translate
from pathlib import Path

from flows.check_tables import Check
from flows.duplicates import read_outcomes
from flows.review.survey import removed_of, site_of
from flows.sources import RunError
from flows.state import Store, find_store
from flows.worker import Outcome

_WILD = re.compile(r"[*?\[]")
MOST_NAMED = 3
"""Documents named where a text stands that should not."""


class NoChecksError(RunError):
    """There is nothing to check: no check is written down, or the corpus has no document."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one thing that a check asks for is so.

    Attributes:
        check: its name.
        asked: what it asks for.
        holds: whether that is so.
        found: what is so instead, or as well.
        why: the user's reason.
    """

    check: str
    asked: str
    holds: bool
    found: str
    why: str = ""


@dataclass(slots=True)
class _Tally:
    """What one check has seen so far."""

    sources: int = 0
    kept: int = 0
    removed: int = 0
    states: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    there: set[str] = field(default_factory=set)
    missing: dict[str, str] = field(default_factory=dict)
    unwanted: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def check_corpus(store: Store, checks: Sequence[Check]) -> list[Verdict]:
    """Everything that the checks ask for, in their order, and whether it is so.

    Raises:
        NoChecksError: there are none, or no document to hold them against.
    """
    if not checks:
        raise NoChecksError(
            "No checks: write [[check]] tables into cleancopy.toml, or name a file."
        )
    tallies = [_Tally() for _ in checks]
    hosts = dict(store.select("select id, host from outlines"))
    exact, patterns = _by_id(checks)
    empty = True
    for outcome in read_outcomes(store):
        empty = False
        site = site_of(outcome, hosts.get(outcome.id, ""))
        for number in (*exact.get(outcome.id, ()), *patterns):
            if _concerns(checks[number], outcome.id, site):
                _look(checks[number], outcome, tallies[number])
    if empty:
        raise NoChecksError("The corpus has no sources: clean some first.")
    pairs = zip(checks, tallies, strict=True)
    return [verdict for check, tally in pairs for verdict in _judge(check, tally)]


def find_failing(clean: Path, checks: Sequence[Check]) -> list[str]:
    """What checks ask of a corpus and is not so, a line each.

    Raises:
        RunError: there are no checks, or there is no corpus.
    """
    with find_store(clean) as store:
        found = check_corpus(store, checks)
    return [f"{v.check}: {v.asked}: {v.found}" for v in found if not v.holds]


def _by_id(checks: Sequence[Check]) -> tuple[dict[str, list[int]], list[int]]:
    """Numbers of the checks for one id each, and of the others, which any source may concern."""
    exact: dict[str, list[int]] = defaultdict(list)
    patterns = []
    for number, check in enumerate(checks):
        if check.id is not None and not _WILD.search(check.id):
            exact[check.id].append(number)
        else:
            patterns.append(number)
    return exact, patterns


def _concerns(check: Check, id_: str, site: str) -> bool:
    if check.id is not None and check.id != id_ and not re.match(translate(check.id), id_):
        return False
    wanted = check.site
    return wanted is None or site.endswith(f".{wanted}") or fnmatchcase(site, wanted)


def _look(check: Check, outcome: Outcome, tally: _Tally) -> None:
    """Note what one source has of what is asked."""
    tally.sources += 1
    tally.states[outcome.state] += 1
    body = outcome.row["text"] if outcome.state == "clean" else ""
    if outcome.state == "clean":
        counts = outcome.counts or {}
        tally.kept += counts.get("kept", 0)
        tally.removed += removed_of(counts)
    folded = _fold(body) if check.must_keep or check.must_drop else ""
    for text in check.must_keep:
        if _fold(text) in folded:
            tally.there.add(text)
        elif text not in tally.missing:
            tally.missing[text] = _explain_loss(outcome, text)
    for text in check.must_drop:
        if _fold(text) in folded:
            tally.unwanted[text].append(outcome.id)
    lines = {_fold(line) for line in body.splitlines()} if check.must_drop_lines else set()
    for text in check.must_drop_lines:
        if _fold(text) in lines:
            tally.unwanted[text].append(outcome.id)


def _fold(text: str) -> str:
    return " ".join(text.split())


def _explain_loss(outcome: Outcome, text: str) -> str:
    """Why a text is not in a body."""
    if outcome.state == "quarantined":
        return f"{outcome.id} is quarantined"
    if outcome.state == "rejected":
        return f"{outcome.id} is rejected: {outcome.row['reason']}"
    for row in map(json.loads, outcome.ledger.split("\n")[:-1]):
        if _fold(text) in _fold(row["before"]) and row["after"] == "":
            return f"removed from {outcome.id} by {row['cleaner']}: {row['rule']}"
    return f"not in {outcome.id}"


def _judge(check: Check, tally: _Tally) -> Iterator[Verdict]:
    """All verdicts on one check."""
    if not tally.sources and check.min_documents is None:
        about = check.id or check.site or "anything"
        yield Verdict(check.name, f"there is a source {about}", False, "there is none", check.why)  # noqa: FBT003
        return
    for asked, holds, found in (*_judge_texts(check, tally), *_judge_numbers(check, tally)):
        yield Verdict(check.name, asked, holds, found, check.why)


def _judge_texts(check: Check, tally: _Tally) -> Iterator[tuple[str, bool, str]]:
    for text in check.must_keep:
        holds = text in tally.there
        yield f"keep {text!r}", holds, "kept" if holds else tally.missing[text]
    for what, texts in (("drop", check.must_drop), ("drop the line", check.must_drop_lines)):
        for text in texts:
            places = tally.unwanted.get(text, [])
            named = ", ".join(places[:MOST_NAMED])
            more = f" and {len(places) - MOST_NAMED} more" if len(places) > MOST_NAMED else ""
            yield f"{what} {text!r}", not places, f"in {named}{more}" if places else "not there"


def _judge_numbers(check: Check, tally: _Tally) -> Iterator[tuple[str, bool, str]]:
    states = tally.states
    if check.state is not None:
        others = tally.sources - states[check.state]
        yield f"all are {check.state}", not others, f"{others} of {tally.sources} are not"
    if check.min_documents is not None:
        clean = states["clean"]
        yield f"at least {check.min_documents} are clean", clean >= check.min_documents, f"{clean}"
    shares: Iterable[tuple[str, float | None, int, int]] = (
        ("removed", check.max_removed, tally.removed, tally.kept + tally.removed),
        ("rejected", check.max_rejected, states["rejected"], tally.sources),
        ("quarantined", check.max_quarantined, states["quarantined"], tally.sources),
    )
    for what, limit, part, whole in shares:
        if limit is not None:
            share = part / max(1, whole)
            yield f"at most {limit:.1%} {what}", share <= limit, f"{share:.1%}"
