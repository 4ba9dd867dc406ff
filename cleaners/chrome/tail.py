"""The tail of a document: sections under labels, readers' comments, the footer."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from cleaners.chrome.finding import Finding, Findings
from cleaners.chrome.lines import Line

LONGEST_REFERENCE = 250
MOST_REFERENCES = 25
FOOTER_PROSE = 30
"""Words; longer paragraphs are never removed for standing among the lines of a footer."""
EARLIER_MARKS = 1
"""Such marks above the section (a byline has a time, too): in a thread they are everywhere."""
MARKS = 2
FIRST_MARK = 4
"""Marks that a section of comments has at least, and lines from its label to the first."""
UNKNOWN_PER_CHROME = 2
"""Unknown lines to a line of chrome that a footer has at most."""
FOOTER_SHARE = 0.2
"""Of the words of the body: a tail with more unknown words is not a footer."""
FOOTER_WORDS = 60
"""Unknown words that even a short body may have in its footer."""
BODY_WORDS = 60
"""Words of prose that must come before comments: in a thread the posts are the body."""

_SAYS = re.compile(r".{2,40}\b(?:says|said|wrote|commented|replied)(?: on .{6,40})?\s?:?", re.I)
_COMMENTS = re.compile(
    r"\W{0,3}(?:(?:all |reader |readers.? |user )?comments?(?: ?\(\d+\))?|reader interactions"
    r"|\d+ (?:comments?|responses|replies|thoughts on .*))\W{0,3}",
    re.I,
)


def find_comments(lines: Sequence[Line]) -> range:
    """The section of readers' comments below an article; empty if there is none.

    It begins at a label ("3 comments") or a speaker ("Jo says:") below a body of prose that is
    longer than it, and shows how comments look: speakers, and times or Reply buttons. Speakers
    alone are dialogue.
    """
    stamps = {index for index, line in enumerate(lines) if _is_stamp(line)}
    marks = sorted(stamps | {index for index, line in enumerate(lines) if _is_speaker(line)})
    words = 0
    for index, line in enumerate(lines):
        words += line.words if line.prose else 0
        if words < BODY_WORDS:
            continue
        label = bool(_COMMENTS.fullmatch(line.text))
        if not (label or _is_speaker(line)):
            continue
        later = marks[bisect_right(marks, index) :]
        if len(marks) - len(later) - (index in marks) > EARLIER_MARKS:
            break
        if len(later) < MARKS or not stamps & set(later):
            continue
        section = range(index, _end_of_comments(lines, later[-1]))
        shorter = sum(lines[i].words for i in section) <= words
        if shorter and (not label or later[0] <= index + FIRST_MARK):
            return section
    return range(len(lines), len(lines))


def _is_speaker(line: Line) -> bool:
    return not line.prose and bool(_SAYS.fullmatch(line.text))


def _is_stamp(line: Line) -> bool:
    """The time of a comment, or its Reply button."""
    timed = line.credit is not None and bool(re.search(r"\d:\d\d|ago\b", line.text))
    return timed or line.text.lower() in ("reply", "report")


def _end_of_comments(lines: Sequence[Line], last_mark: int) -> int:
    """Behind the last comment: at the next chrome that is not a comment's, or the end."""
    for index in range(last_mark + 1, len(lines)):
        line = lines[index]
        if line.strong and line.rule not in ("comment_form", "share_bar"):
            return index
    return len(lines)


def find_sections(
    lines: Sequence[Line], tail: range, body_words: int
) -> Iterator[tuple[int, Finding]]:
    """Labels of the tail that open a section, and what stands under them."""
    if not _is_footer(lines, tail, body_words):
        return
    for start in tail:
        label = lines[start]
        if label.opens is None:
            continue
        end = next((i for i in range(start + 1, len(lines)) if lines[i].strong), len(lines))
        section = range(start + 1, end)
        if label.opens == "references" and not _is_reference_list(lines, section):
            continue
        yield (
            start,
            Finding(label.rule or "", label.role, 0.9, f"a label over {len(section)} lines"),
        )
        for index in section:
            if not lines[index].prose or label.opens == "references":
                yield index, Finding(label.rule or "", label.role, 0.85, f"under “{label.text}”")


def _is_reference_list(lines: Sequence[Line], section: range) -> bool:
    return 0 < len(section) <= MOST_REFERENCES and all(
        len(lines[index].text) <= LONGEST_REFERENCE for index in section
    )


def _is_footer(lines: Sequence[Line], unknown: Sequence[int], body_words: int) -> bool:
    """Whether so many words that nobody knows may be those of a footer below such a body."""
    words = sum(lines[index].words for index in unknown if not lines[index].strong)
    return words <= max(FOOTER_WORDS, FOOTER_SHARE * body_words)


def find_footer(
    lines: Sequence[Line], found: Findings, tail: range, body_words: int
) -> Iterator[tuple[int, Finding]]:
    """Behind the first chrome of the tail: short lines, and short prose, that nobody knows.

    Only where it looks like a footer: little text for such a body, and chrome enough.
    """
    first = next((index for index in tail if index in found), None)
    if first is None:
        return
    rest = range(first, tail.stop)
    unknown = [index for index in rest if index not in found]
    if len(unknown) > UNKNOWN_PER_CHROME * (len(rest) - len(unknown)):
        return
    if not _is_footer(lines, unknown, body_words):
        return
    for index in unknown:
        line = lines[index]
        if not line.listing and not (line.prose and line.words > FOOTER_PROSE):
            score = 0.6 if line.prose else 0.75
            yield index, Finding("in_footer", "page chrome", score, "below the first of the footer")
