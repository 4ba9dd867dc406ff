"""Chrome told from where it stands: the head and the tail of a text dump.

The head is what stands before the first line of prose, the tail what stands behind the last.
Inside the body only lines that are chrome on their own are removed; at the edges weak lines
go too when chrome stands beside them, which is jusText's context-sensitive classification
with the neighbours that a dump has left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaners.chrome.lines import Line

LATE_CREDITS = 3
"""Lines behind the start of the body where a labelled byline may stand: below a standfirst."""
HEADLINE_WORDS = (3, 25)
SANDWICH = 4
"""Unknown short lines between two chrome lines of the tail that go with them."""
LONGEST_REFERENCE = 250
MOST_REFERENCES = 25


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a line is chrome."""

    rule: str
    role: str
    score: float
    evidence: str


def find_by_context(lines: Sequence[Line], title: str | None = None) -> dict[int, Finding]:
    """All lines that are chrome, by index. ``title`` is what the page's metadata calls it."""
    found = dict(_strong(lines))
    prose = [index for index, line in enumerate(lines) if line.prose]
    head = prose[0] if prose else 0
    tail = prose[-1] + 1 if prose else len(lines)
    found |= _credits(lines, found, head, tail)
    found |= _title(lines, found, head, title)
    found |= _labels(lines, found, head, tail)
    edges = [*range(head), *range(tail, len(lines))]
    found |= _beside_chrome(lines, found, edges)
    found |= _sandwiched(lines, found, range(tail, len(lines)))
    return found


def _strong(lines: Sequence[Line]) -> Iterator[tuple[int, Finding]]:
    for index, line in enumerate(lines):
        if line.rule is not None and line.strong and line.rule.opens is None:
            yield index, Finding(line.rule.name, line.rule.role, 0.95, "the whole line matches")


def _credits(
    lines: Sequence[Line], found: dict[int, Finding], head: int, tail: int
) -> Iterator[tuple[int, Finding]]:
    """Bylines and datelines: at the edges, or anywhere if they name a person and a day."""
    for index, line in enumerate(lines):
        credit = line.credit
        if credit is None or index in found:
            continue
        late = index < head + LATE_CREDITS or index >= tail
        complete = credit.author is not None and credit.date is not None
        if index < head or complete or (credit.labelled and late):
            yield index, Finding("byline", "byline", 0.9, "nothing but names, dates and labels")


def _title(
    lines: Sequence[Line], found: dict[int, Finding], head: int, title: str | None
) -> Iterator[tuple[int, Finding]]:
    """The headline, if something says that it is one, and what stands above it.

    Evidence: the page's metadata names it, or other furniture of a head (a byline, a
    breadcrumb, a toolbar) stands in the head too. A first line alone may be a heading.
    """
    candidates = [
        index
        for index in range(head)
        if index not in found
        and (lines[index].rule is None or lines[index].words >= HEADLINE_WORDS[0])
        and lines[index].words <= HEADLINE_WORDS[1]
    ]
    named = [index for index in candidates if title and same_title(lines[index].text, title)]
    furniture = any(index in found for index in range(head))
    if not candidates or not (named or furniture):
        return
    credit = next((index for index in range(head) if _is_byline(found.get(index))), head)
    chosen = named[0] if named else _headline(lines, candidates, credit)
    if chosen is None:
        return
    why = "the page's own title" if named else "stands in the head with a byline or page furniture"
    yield chosen, Finding("headline", "title", 0.9, why)
    for index in range(chosen):
        if index not in found:
            yield index, Finding("above_headline", "navigation", 0.8, "stands above the headline")


def _headline(lines: Sequence[Line], candidates: list[int], credit: int) -> int | None:
    above = [index for index in candidates if index < credit] or candidates
    for index in above:
        if lines[index].words >= HEADLINE_WORDS[0] + 1 and lines[index].rule is None:
            return index
    longest = max(above, key=lambda index: lines[index].words)
    return longest if lines[longest].words >= HEADLINE_WORDS[0] or len(above) == 1 else None


def _is_byline(finding: Finding | None) -> bool:
    return finding is not None and finding.role == "byline"


def same_title(line: str, title: str) -> bool:
    """Whether a line is the title of a page, be it with or without the name of the site."""
    ours, theirs = _letters(line), _letters(title)
    if min(len(ours), len(theirs)) < 8:
        return ours == theirs != ""
    return ours == theirs or theirs.startswith(ours) or ours.startswith(theirs)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _labels(
    lines: Sequence[Line], found: dict[int, Finding], head: int, tail: int
) -> Iterator[tuple[int, Finding]]:
    """Labels that open a section at the edges, and the lines of their sections."""
    index = 0
    while index < len(lines):
        rule = lines[index].rule
        start, index = index, index + 1
        if rule is None or rule.opens is None or not lines[start].strong:
            continue
        if start < head:
            yield start, Finding(rule.name, rule.role, 0.9, "a label in the head")
        if start < tail:
            continue
        section = _section(lines, start, rule.opens)
        if section is None:
            continue
        yield start, Finding(rule.name, rule.role, 0.9, f"opens a section of {len(section)} lines")
        for index in section:
            if index not in found:
                yield index, Finding(rule.name, rule.role, 0.85, f"under “{lines[start].text}”")
        index = start + len(section) + 1


def _section(lines: Sequence[Line], start: int, opens: str) -> range | None:
    """The lines under a label of the tail, up to the next label; None if it opens nothing."""
    end = start + 1
    while end < len(lines) and not (lines[end].rule and lines[end].strong and lines[end].rule.opens):
        end += 1
    section = range(start + 1, end)
    if opens == "references" and (
        not section
        or len(section) > MOST_REFERENCES
        or any(len(lines[index].text) > LONGEST_REFERENCE for index in section)
    ):
        return None
    return section


def _beside_chrome(
    lines: Sequence[Line], found: dict[int, Finding], edges: Sequence[int]
) -> Iterator[tuple[int, Finding]]:
    """Weak lines at the edges that touch chrome, and those that touch these."""
    chrome = set(found)
    at_edges = set(edges)
    changed = True
    while changed:
        changed = False
        for index in edges:
            rule = lines[index].rule
            if index in chrome or rule is None or rule.opens is not None:
                continue
            if {index - 1, index + 1} & chrome:
                chrome.add(index)
                changed = True
                yield index, Finding(rule.name, rule.role, 0.8, "beside other chrome")
    runs = _runs([i for i in sorted(at_edges - chrome) if lines[i].rule and not lines[i].rule.opens])
    for run in runs:
        for index in run if len(run) >= 3 else ():
            rule = lines[index].rule
            if rule is not None:
                yield index, Finding(rule.name, rule.role, 0.8, f"one of {len(run)} labels in a row")


def _runs(indices: Sequence[int]) -> Iterator[list[int]]:
    """Neighbouring indices together."""
    run: list[int] = []
    for index in indices:
        if run and index != run[-1] + 1:
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _sandwiched(
    lines: Sequence[Line], found: dict[int, Finding], tail: range
) -> Iterator[tuple[int, Finding]]:
    """A few unknown short lines with chrome on both sides, in the tail."""
    chrome = sorted(index for index in found if index in tail)
    for before, after in zip(chrome, chrome[1:], strict=False):
        between = range(before + 1, after)
        if 0 < len(between) <= SANDWICH and not any(lines[index].ends for index in between):
            for index in between:
                yield index, Finding("in_footer", "page chrome", 0.7, "chrome on both sides")
