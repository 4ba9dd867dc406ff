"""A corpus in numbers, for the overview: one pass over all outcomes, which holds no text."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cleaners.html_runs import host_of
from flows.duplicates import read_outcomes
from flows.review.ranking import forget_signs, keep_signs
from flows.review.suspicion import Signs
from flows.sites import name_site
from flows.state import Store
from flows.summary import REMOVED, Summary, summarise
from flows.worker import Outcome

BINS = 10
"""Of the histogram of confidence."""
QUARANTINED = "quarantined"
NOTED = 1_000
"""Signs held until they are noted."""

Tally = Counter[str]


@dataclass(slots=True)
class Survey:
    """What was counted.

    Attributes:
        rules: what was changed, by cleaner and rule: ``documents``, ``changes``, ``characters``.
        sites: ``documents``, ``rejected``, ``kept``, ``removed`` by name.
        languages: documents of the corpus by language.
        confidence: pages of the corpus by tenths.
    """

    rules: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Counter))
    sites: dict[str, Tally] = field(default_factory=lambda: defaultdict(Counter))
    languages: Tally = field(default_factory=Counter)
    confidence: Tally = field(default_factory=Counter)
    ledger_lines: int = 0


def survey_corpus(store: Store) -> tuple[Survey, Summary]:
    """Count all that a corpus holds, and note the signs of each document for the ranking.

    The summary knows of no run: the corpus alone decides it.
    """
    survey = Survey()
    forget_signs(store)
    return survey, summarise(_watch(store, survey), 0, 0)


def removed_of(counts: dict[str, int]) -> int:
    """Characters of a source that were removed."""
    return sum(n for name, n in counts.items() if name.startswith(REMOVED))


def site_of(outcome: Outcome, host: str) -> str:
    """The name of a source's site, as ``site`` in the user's rules has it.

    Where sites did not matter to the run no host was read: then it is that of the page's address.
    """
    url = _facts(outcome).get("url")
    return name_site(outcome.id, host or host_of(url or ""))


def _watch(store: Store, survey: Survey) -> Iterator[Outcome]:
    """The outcomes, each counted and noted as it goes by."""
    noted: list[tuple[Signs, int]] = []
    for outcome in read_outcomes(store):
        line = survey.ledger_lines + 1
        noted.append((_count(survey, outcome, site_of(outcome, _read_host(store, outcome))), line))
        if len(noted) == NOTED:
            keep_signs(store, noted)
            noted.clear()
        yield outcome
    keep_signs(store, noted)


def _read_host(store: Store, outcome: Outcome) -> str:
    found = list(store.select("select host from outlines where id = ?", (outcome.id,)))
    return str(found[0][0]) if found else ""


def _facts(outcome: Outcome) -> dict[str, Any]:
    facts: dict[str, Any] = outcome.row.get("metadata", {})
    return facts


def _count(survey: Survey, outcome: Outcome, site: str) -> Signs:
    facts, counts = _facts(outcome), outcome.counts or {}
    weak = _count_changes(survey, outcome)
    removed, kept = removed_of(counts), counts.get("kept", 0)
    text = max(1, removed + kept)
    confidence = facts.get("confidence")
    is_clean = outcome.state == "clean"
    place = survey.sites[site]
    place["documents"] += 1
    place["rejected"] += int(not is_clean)
    if is_clean:
        place.update({"kept": kept, "removed": removed})
        survey.languages[facts.get("language") or "unknown"] += 1
        if confidence is not None:
            survey.confidence[str(min(BINS - 1, int(confidence * BINS)))] += 1
    return Signs(
        id=outcome.id,
        reason=outcome.row.get("reason", "") if outcome.state != QUARANTINED else QUARANTINED,
        group=site,
        kind=facts.get("kind", ""),
        share=removed / text,
        confidence=confidence,
        weak=weak / text,
        flags=sum(_speaks(flag) for flag in facts.get("flags", ())),
        replaced=facts.get("encoding", {}).get("replaced", 0),
    )


def _speaks(flag: dict[str, Any]) -> bool:
    """Whether a flag says more than what is known: not the user's word, nor the confidence."""
    return bool(flag["cleaner"] != "user_rules" and flag["rule"] != "unsure_page")


def _count_changes(survey: Survey, outcome: Outcome) -> float:
    """Count the lines of a ledger; what of the removed text their rules were not sure of."""
    weak = 0.0
    seen = set()
    for line in outcome.ledger.split("\n")[:-1]:  # texts have other line breaks
        row = json.loads(line)
        survey.ledger_lines += 1
        rule = row["cleaner"], row["rule"]
        size = len(row["before"])
        survey.rules[rule].update(
            {"changes": 1, "characters": size, "documents": int(rule not in seen)}
        )
        seen.add(rule)
        if row["after"] == "":
            weak += size * (1 - row["score"])
    return weak
