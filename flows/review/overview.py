"""The corpus in numbers, as the overview of the review page shows it."""

from __future__ import annotations

from typing import Any

from flows.review.survey import BINS, Survey
from flows.summary import REMOVED, Summary

MOST_ROWS = 100
"""Sites and rules in a table; the page says how many more there are."""


def describe_corpus(survey: Survey, summary: Summary) -> dict[str, Any]:
    """Counts by state, flow of characters, and tables by rule, site, language and confidence."""
    rules = sorted(survey.rules.items(), key=lambda item: (-item[1]["characters"], item[0]))
    sites = sorted(survey.sites.items(), key=lambda item: (-item[1]["documents"], item[0]))
    columns = ("documents", "rejected", "kept", "removed")
    measures = ("documents", "changes", "characters")
    return {
        "clean": summary.clean,
        "rejected": summary.rejected,
        "quarantined": summary.quarantined,
        "reasons": summary.reasons,
        "flow": _flow(summary),
        "rules": [[*rule, *(tally[m] for m in measures)] for rule, tally in rules[:MOST_ROWS]],
        "more_rules": max(0, len(rules) - MOST_ROWS),
        "sites": [[name, *(tally[c] for c in columns)] for name, tally in sites[:MOST_ROWS]],
        "more_sites": max(0, len(sites) - MOST_ROWS),
        "languages": sorted(survey.languages.items(), key=lambda item: (-item[1], item[0])),
        "confidence": [survey.confidence[str(tenth)] for tenth in range(BINS)],
    }


def _flow(summary: Summary) -> list[list[Any]]:
    """Where the characters of all sources went: name, how many; kept ones first."""
    characters = summary.characters
    removed = [(n.removeprefix(REMOVED), v) for n, v in characters.items() if n.startswith(REMOVED)]
    parts = [
        ["kept", characters.get("kept", 0)],
        *([role, n] for role, n in sorted(removed, key=lambda item: (-item[1], item[0]))),
        ["in rejected documents", characters.get("rejected", 0)],
        ["white space between blocks", characters.get("between", 0)],
    ]
    return [part for part in parts if part[1]]
