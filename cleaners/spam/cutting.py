"""The edit that cuts spam: one form for all kinds of it."""

from __future__ import annotations

from cleaners.document import Draft, Edit, Evidence


def cut(draft: Draft, span: tuple[int, int], rule: str, score: float, evidence: Evidence) -> Edit:
    """Cut a span of the current text; ``evidence`` names the groups that agree."""
    start, end = span
    return Edit(
        start,
        end,
        draft.text[start:end],
        "",
        cleaner="spam",
        rule=rule,
        evidence=evidence,
        role="spam",
        score=score,
    )
