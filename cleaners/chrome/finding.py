"""What the parts of the chrome cleaner tell each other: why a line is chrome."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a line is chrome: the rule, what the line is, how sure (0 to 1), and the evidence."""

    rule: str
    role: str
    score: float
    evidence: str


Findings = dict[int, Finding]
"""Findings by the index of their line."""
