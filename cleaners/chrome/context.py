"""Chrome told from where it stands, for dumps and pages alike.

Inside the body only lines that are chrome on their own are removed. At the edges weak lines go
too when chrome stands beside them (jusText's context-sensitive classification, with the
neighbours that a dump has left), then what the head and the tail show as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaners.chrome.body import find_body
from cleaners.chrome.finding import Finding, Findings
from cleaners.chrome.head import find_head, find_repeated
from cleaners.chrome.lines import Line
from cleaners.chrome.tail import find_comments, find_footer, find_sections
from cleaners.credits import PICTURE_CREDIT

LATE_CREDITS = 3
"""Lines behind the start of the body where a labelled byline may stand: below a standfirst."""
THREAD_MARKS = 2
"""Lines of forum furniture ("Posts: 412") from which a document is a thread."""
HEADS = 3
"""Different page numbers that a running head has at least."""
_PAGE = re.compile(r"\bpage \d+(?: of \d+)?\W*$|^\W*(?:page )?\d+ of \d+\b", re.I)
CARD_LINES = 2
CARD_WORDS = 3
"""Lines above a poster's counts, and words of each, that are his name and rank."""
LABELS_IN_A_ROW = 3
TABLE_ROWS = 3
"""Rows of items in a row from which they are a table, not menus."""
_BARE = re.compile(r"\d[\d,.]{0,8}[kKmM]?|[-_=*~—–]{2,200}|[•·∙|]")
WORDS_OF_A_MENU = 1_000
"""Words of labels that a page without any prose may lose at most, times FOOTER_SHARE."""
MOSTLY_CHROME = 0.5
"""Share of lines that are chrome from which a document without prose is nothing but chrome."""


def find_by_context(lines: Sequence[Line], title: str | None = None) -> Findings:
    """All lines that are chrome, by index. ``title`` is what the page's metadata calls it."""
    thread = is_thread(lines)
    found: Findings = dict(_strong(lines, thread=thread))
    found |= _running_heads(lines)
    comments = find_comments(lines)
    for index in comments:
        found[index] = Finding("reader_comments", "reader comment", 0.8, "below the article")
    body = find_body(lines[: comments.start])
    if not body:
        return found | _without_body(lines, found)
    head, tail = range(body.start), range(body.stop, len(lines))
    found |= _credits(lines, found, head, tail)
    found |= _cards(lines, found) if thread else ()
    words = sum(lines[index].words for index in body)
    found |= {
        i: f for i, f in find_sections(lines, tail, words) if i not in found or lines[i].opens
    }
    found |= _labels_above(lines, head)
    found |= _beside_chrome(lines, found, range(len(lines)) if thread else [*head, *tail])
    found |= find_head(lines, found, head, title)
    if thread:  # every post repeats the subject, though the page's own headline is gone
        found |= find_repeated(lines, found, 0, title or "")
    else:
        found |= find_footer(lines, found, tail, words)
    return found


def is_thread(lines: Sequence[Line]) -> bool:
    """Whether the document is a thread, in which the posts are the body."""
    return sum(line.rule == "forum_meta" for line in lines) >= THREAD_MARKS


def _without_body(lines: Sequence[Line], found: Findings) -> Findings:
    """Lines without any prose: a poem keeps all but chrome; a page of chrome keeps nothing."""
    everywhere, nowhere = range(len(lines)), range(0)
    found = found | dict(_credits(lines, found, nowhere, range(len(lines), len(lines))))
    found |= _beside_chrome(lines, found, everywhere)
    found |= _labels_above(lines, everywhere)
    if len(found) > MOSTLY_CHROME * len(lines):
        found |= find_footer(lines, found, everywhere, WORDS_OF_A_MENU)
        first = min(found)
        rest = Finding("above_headline", "navigation", 0.7, "a document of chrome")
        found |= dict.fromkeys(range(first), rest)
    return found


def _strong(lines: Sequence[Line], *, thread: bool) -> Iterator[tuple[int, Finding]]:
    for index, line in enumerate(lines):
        if line.rule in ("forum_meta", "forum_detail") and not thread:
            continue
        if line.rule is not None and line.strong and line.opens is None:
            yield index, Finding(line.rule, line.role, 0.95, "the whole line matches")


def _running_heads(lines: Sequence[Line]) -> Iterator[tuple[int, Finding]]:
    """Heads of pages that recur between paragraphs: ``Annual Report 2018 Page 14 of 36``."""
    places: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if not line.prose and _PAGE.search(line.text):
            places.setdefault(re.sub(r"\d+", "0", line.text), []).append(index)
    for same in places.values():
        if len({lines[index].text for index in same}) >= HEADS:
            for index in same:
                why = f"recurs {len(same)} times, with other numbers"
                yield index, Finding("running_head", "page chrome", 0.85, why)


def _credits(
    lines: Sequence[Line], found: Findings, head: range, tail: range
) -> Iterator[tuple[int, Finding]]:
    """Bylines and datelines: at the edges, or anywhere if they name a person and a day."""
    for index, line in enumerate(lines):
        credit = line.credit
        if credit is None or index in found:
            continue
        late = index < head.stop + LATE_CREDITS
        complete = credit.author is not None and credit.date is not None
        below = index >= tail.start or (late and credit != PICTURE_CREDIT)
        if index in head or complete or (credit.labelled and below):
            yield index, Finding("byline", "byline", 0.9, "nothing but names, dates and labels")


def _cards(lines: Sequence[Line], found: Findings) -> Iterator[tuple[int, Finding]]:
    """In a thread: the user names and ranks that stand on the poster's card."""
    marks = [i for i, line in enumerate(lines) if line.rule == "forum_meta" and ":" in line.text]
    for mark in marks:
        for index in range(mark - 1, max(-1, mark - 1 - CARD_LINES), -1):
            line = lines[index]
            if index in found or line.prose or line.ends or line.words > CARD_WORDS:
                break
            yield index, Finding("poster", "byline", 0.8, "on the card of a forum's user")


def _labels_above(lines: Sequence[Line], head: range) -> Iterator[tuple[int, Finding]]:
    for index in head:
        line = lines[index]
        if line.opens is not None and line.rule is not None:
            yield index, Finding(line.rule, line.role, 0.9, "a label in the head")


def _beside_chrome(
    lines: Sequence[Line], found: Findings, edges: Sequence[int]
) -> Iterator[tuple[int, Finding]]:
    """Weak lines at the edges: those that touch chrome, and several in a row.

    Bare numbers and rules of dashes ("14", "-----") go with the chrome on both their sides.
    """
    chrome = set(found)
    bare = {i for i in edges if i not in chrome and _BARE.fullmatch(lines[i].text)}
    weak = {i for i in edges if i not in chrome and lines[i].rule and not lines[i].strong}
    for candidates in runs(sorted(weak | bare)):
        run = _without_loose_ends(candidates, bare, chrome)
        touches = bool(run) and bool({run[0] - 1, run[-1] + 1} & chrome)
        labels = [index for index in run if index in weak and lines[index].rule != "item_row"]
        if len(run) - len(labels) >= TABLE_ROWS:
            continue
        if touches or len(labels) >= LABELS_IN_A_ROW:
            why = "beside other chrome" if touches else f"{len(run)} labels in a row"
            for index in run:
                yield index, Finding(lines[index].rule or "count", lines[index].role, 0.8, why)


def _without_loose_ends(run: list[int], bare: set[int], chrome: set[int]) -> list[int]:
    """A run without the bare numbers at its ends that touch text, not chrome."""
    while run and run[0] in bare and run[0] - 1 not in chrome:
        run = run[1:]
    while run and run[-1] in bare and run[-1] + 1 not in chrome:
        run = run[:-1]
    return run


def runs(indices: Sequence[int]) -> Iterator[list[int]]:
    """Neighbouring indices together: ``[1, 2, 5]`` as ``[1, 2]`` and ``[5]``."""
    run: list[int] = []
    for index in indices:
        if run and index != run[-1] + 1:
            yield run
            run = []
        run.append(index)
    if run:
        yield run
