"""Bylines and datelines: who wrote it, when it came out, who published it.

``By FAN FEIFEI | chinadaily.com.cn | Updated: 2025-03-04 14:44`` is a credit line: once
dates, times, labels and names are taken from it, nothing is left. A sentence that begins with
"By Tuesday" or a date leaves words behind, and is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaners.chrome.phrases import tile, without_phrases
from cleaners.dates import AGO, DATE, TIME, WEEKDAY, to_iso
from cleaners.memory import remember
from cleaners.names import JOB, is_person, name_before_office, read_name, without_office

LONGEST_CREDIT = 200
"""Characters; longer lines are text."""

_LABEL = re.compile(
    r"\b(?:(?:first |last |originally |article |story |page )?"
    r"(?:published|posted|updated|modified|created|released|issued|uploaded|edited|reviewed|revised"
    r"|submitted|written|added|filed|joined)(?: online| date| on| at| in)?"
    r"|(?:publish|publication|release|upload|issue|news|post) date|pub(?:lished)? time"
    r"|last (?:update|edit|change|modification)|as of)\b\s?:?"
    r"|\b(?:update|date|time)\s?:|^\s?on\b|\b(?:at|on)(?=\s*$)",
    re.I,
)
_IN_LABELS = ("ed", "written", "date", "time", "last", "as of")
"""Every label of a date has one of these, but for "on" and "at" at the ends of a text."""
_YEAR = re.compile(r"\d{4}")
_IN_AGO = ("ago", "yesterday", "today")
"""Every date has the one, every time that is told from today one of the others."""
_EDGE_LABEL = re.compile(r"^\s?on\b|\b(?:at|on)\s*$", re.I)
_READING = re.compile(
    r"\b(?:\d{1,3}[- ]min(?:ute)?s?(?:[- ]read)?|(?:estimated )?read(?:ing)? time:?"
    r"|\d[\d,.]*k? (?:views?|shares?|reads?|words|likes?|replies|responses|reactions))(?!\w)",
    re.I,
)
_ROLE = (
    r"(?:written|posted|published|reported|compiled|submitted|created|added|uploaded|authored"
    r"|updated|contributed|reporting|interview|story|words?|text|article|report|posted online)"
)
_HELPER = (
    r"(?:(?:image|photo|picture) credits?|edited|editing|photos?(?:graphs?)?|pictures?|images?"
    r"|illustrations?|video|reviewed|fact[- ]checked|translated|additional reporting)"
)
_AUTHOR = re.compile(
    rf"\W{{0,3}}(?:{_ROLE}(?: and {_HELPER})? by|by|(?:words|text|story|report)\s?:"
    r"|(?:authors?|reporters?|writers?|correspondents?|byline|journalists?|columnist|contributor"
    r"|staff writer)\s?:)\s?:?\s+",
    re.I,
)
_OTHERS = re.compile(
    rf"\W{{0,3}}(?:{_HELPER}(?: by\s?:?|\s?:)"
    r"|(?:editors?|reviewer|translator|photographer)\s?:)\s+",
    re.I,
)
_SOURCE = re.compile(
    r"\W{0,3}(?:(?:news )?source|agency|via|publisher|published (?:in|by)|from|courtesy)\s?:\s*",
    re.I,
)
_SPLIT = re.compile(
    r"\s*(?:[|｜·•∙⋅/()\[\]{}►▪♦※]|\s[-–—~]+\s|^[-–—~]+|[-–—~]+$|\s{3,}|\t|;\s)\s*"
    rf"|\s+(?=(?:{_HELPER}|editor|reporter|source|photographer)s?(?: by)?\s?:\s)",
    re.I,
)
_HINT = re.compile(
    r"\d|\b(?:by|ago|today|yesterday|via|from|source|agency|publisher|courtesy|words|text|story"
    r"|report|credits?|byline|columnist|contributor|translator|reviewer"
    r"|(?:auth|edit|report|writ|correspond|journal)\w+)\b",
    re.I,
)
"""What every credit line has at least one of: spares the others a closer look."""
_GLUED = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[0-9])(?=[a-z]{4})")
_GLUED_DATE = re.compile(
    r"[a-z](?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|[a-z](?:\d{1,2} )?"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December) \d"
    r"|\b(?:19|20)\d\d[A-Za-z]{4}|[a-z](?:19|20)\d\d-\d"
)
"""``Jo RoeFriday 6 July 2018Share``: a date makes it worth taking apart."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What a credit line says. ``labelled``: it names itself ("By …", "Published: …")."""

    author: str | None = None
    date: str | None = None
    source: str | None = None
    labelled: bool = False


PICTURE_CREDIT = Credit(labelled=True)
"""What is read from "Photo by Jo Roe/Gazette": nothing about the text itself."""


def read_credit(text: str) -> Credit | None:
    """The credit in a line that holds nothing else, or None."""
    if len(text) > LONGEST_CREDIT or not _HINT.search(text):
        return None
    return _read(_GLUED.sub(" | ", text) if _GLUED_DATE.search(text) else text)


@remember()
def _read(text: str) -> Credit | None:
    """Remembered: a line is read when it is judged and when metadata are taken from it."""
    rest = without_phrases(text)
    rest, dates = _take(DATE, rest) if _YEAR.search(rest) else (rest, [])
    timed = bool(dates) or bool(re.search(r"\d{1,2}:\d{2}", rest))
    for pattern in (WEEKDAY, TIME) if timed else ():
        rest, _ = _take(pattern, rest)
    may_be = any(part in rest.casefold() for part in _IN_AGO)
    rest, ago = _take(AGO, rest) if may_be else (rest, [])
    rest, reading = _take(_READING, rest)
    timed = timed or bool(ago)
    found: list[tuple[str, str | None]] = []
    for piece in _SPLIT.split(rest):
        read = _read_piece(piece.strip(" ,.:;"), timed=timed)
        if read is None:
            return None
        found.append(read)
    kinds = {kind for kind, _ in found}
    authors = [name for kind, name in found if name and kind in ("author", "person")]
    sources = [name for kind, name in found if name and kind in ("source", "label", "name")]
    labelled = bool(reading) or bool(kinds - {"name", "person"})
    by = any(name and kind in ("author", "other") for kind, name in found)
    if not (timed or by or (labelled and sources)):
        return None
    if "other" in kinds and not (timed or authors):
        return PICTURE_CREDIT
    return Credit(
        author=authors[0] if authors else None,
        date=next(filter(None, map(to_iso, dates)), None),
        source=sources[0] if sources else None,
        labelled=labelled,
    )


def _read_piece(piece: str, *, timed: bool) -> tuple[str, str | None] | None:
    """What a part of a credit line says: its kind and the name in it; None: it is text.

    Kinds: ``author``, ``source``, ``other`` (editors, photographers), ``label``; without a
    label ``person`` or ``name``.
    """
    piece = piece + " "
    for kind, pattern in (("author", _AUTHOR), ("other", _OTHERS), ("source", _SOURCE)):
        label = pattern.match(piece)
        if label is not None:
            named = piece[label.end() :]
            named = _without_label(named) if timed else named
            name = read_name(named, lenient=timed) or name_before_office(named)
            return None if name is None else (kind, without_office(name))
    bare = _without_label(piece).strip(" ,.:;-–—")
    kind = "label" if bare != piece.strip(" ,.:;-–—") else "name"
    if not bare or tile(bare) is not None:
        return kind, None
    name = read_name(without_phrases(bare))
    if name is None:
        return None
    if "," in name and JOB.search(name):
        return "author", without_office(name)
    return ("person", name) if is_person(name) and kind == "name" else (kind, name)


def _without_label(text: str) -> str:
    """A text without labels of dates; a glance first, for the pattern tries every word."""
    plain = text.casefold()
    may_be = any(part in plain for part in _IN_LABELS) or _EDGE_LABEL.search(text)
    return _LABEL.sub(" ", text) if may_be else text


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, list[str]]:
    """The text without what the pattern finds, and what it found."""
    found = [match[0] for match in pattern.finditer(text)]
    return (pattern.sub(" | " if pattern is DATE else " ", text), found) if found else (text, [])
