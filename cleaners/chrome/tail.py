"""The tail of a document: sections under labels, readers' comments, the footer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaners.chrome.finding import Finding, Findings
from cleaners.chrome.lines import Line

LONGEST_REFERENCE = 250
MOST_REFERENCES = 25
FOOTER_PROSE = 30
"""Words; longer paragraphs are never removed for standing among the lines of a footer."""
BODY_WORDS = 60
"""Words of prose that must come before comments: in a thread the posts are the body."""

_SAYS = re.compile(r".{2,40}\b(?:says|said|wrote|commented|replied)(?: on .{6,40})?\s?:?", re.I)
_COMMENTS = re.compile(r"\W{0,3}(?:(?:all |reader |readers.? |user )?comments?(?: ?\(\d+\))?|\d+ (?:comments?|responses|replies|thoughts on .*)|discussion|responses|reader interactions)\W{0,3}", re.I)  # fmt: skip


def find_comments(lines: Sequence[Line]) -> range:
    """The section of readers' comments below an article; empty if there is none.

    It begins at a label ("3 comments") or a speaker ("Jo says:") below a body of prose, and
    must show how comments look: speakers, times, Reply buttons.
    """
    words = 0
    for index, line in enumerate(lines):
        words += line.words if line.prose else 0
        speaker = not line.prose and bool(_SAYS.fullmatch(line.text))
        if words < BODY_WORDS or not (speaker or _COMMENTS.fullmatch(line.text)):
            continue
        marks = [i for i in range(index + 1, len(lines)) if _is_mark(lines[i])]
        if marks and (speaker or marks[0] <= index + 4) and any(lines[i].words >= 4 and lines[i].unknown or lines[i].prose for i in range(index, marks[-1] + 3) if i < len(lines)):
            return range(index, _end_of_comments(lines, index, marks[-1]))
    return range(len(lines), len(lines))


def _is_mark(line: Line) -> bool:
    """A line that only comments have: a speaker, a time, a Reply button."""
    timed = line.credit is not None and bool(re.search(r"\d:\d\d|ago\b", line.text))
    return timed or (not line.prose and bool(_SAYS.fullmatch(line.text))) or line.text.lower() in ("reply", "report")


def _end_of_comments(lines: Sequence[Line], start: int, last_mark: int) -> int:
    """Behind the last comment: at the next chrome that is not a comment's, or the end."""
    for index in range(last_mark + 1, len(lines)):
        line = lines[index]
        if line.strong and line.rule not in ("comment_form", "share_bar"):
            return index
    return len(lines)


def find_sections(lines: Sequence[Line], tail: range) -> Iterator[tuple[int, Finding]]:
    """Labels of the tail that open a section, and what stands under them."""
    for start in tail:
        label = lines[start]
        if label.opens is None:
            continue
        end = next((i for i in range(start + 1, len(lines)) if lines[i].strong), len(lines))
        section = range(start + 1, end)
        if label.opens == "references":
            if not _is_reference_list(lines, section):
                continue
        yield start, Finding(label.rule or "", label.role, 0.9, f"a label over {len(section)} lines")
        for index in section:
            if not lines[index].prose or label.opens == "references":
                yield index, Finding(label.rule or "", label.role, 0.85, f"under “{label.text}”")


def _is_reference_list(lines: Sequence[Line], section: range) -> bool:
    return 0 < len(section) <= MOST_REFERENCES and all(
        len(lines[index].text) <= LONGEST_REFERENCE for index in section
    )


def find_footer(
    lines: Sequence[Line], found: Findings, tail: range, *, thread: bool
) -> Iterator[tuple[int, Finding]]:
    """Behind the first chrome of the tail: short lines, and short prose, that nobody knows.

    In a thread the last posts may be as short, and stay.
    """
    first = next((index for index in tail if index in found), None)
    if first is None or thread:
        return
    for index in range(first + 1, tail.stop):
        line = lines[index]
        if index in found or line.listing or (line.prose and line.words > FOOTER_PROSE):
            continue
        score = 0.6 if line.prose else 0.75
        yield index, Finding("in_footer", "page chrome", score, "below the first line of the footer")
