"""Bylines and datelines: who wrote it, when it came out, who published it.

``By FAN FEIFEI | chinadaily.com.cn | Updated: 2025-03-04 14:44`` is a credit line: once
dates, times, labels and names are taken from it, nothing is left. A sentence that begins with
"By Tuesday" or a date leaves words behind, and is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from dateutil import parser as date_parser

from cleaners.chrome.phrases import tile

LONGEST_CREDIT = 200
"""Characters; longer lines are text."""

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATE = re.compile(
    rf"""(?<![\w-])(?:
      \d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?=T?\d{{2}}:|(?![\w])) # 2025-03-04
    | {_MONTH}\s{{0,2}}\d{{1,2}}(?:st|nd|rd|th)?,?\s{{0,2}}\d{{4}}   # March 05, 2025
    | \d{{1,2}}(?:st|nd|rd|th)?(?:\sof)?[\s.-]{{1,2}}{_MONTH},?[\s.-]{{1,2}}\d{{4}}  # 5 March 2025
    | {_MONTH}\s{{1,2}}\d{{1,2}}\s\d\d:\d\d:\d\d(?:\s[A-Z]{{2,5}})?\s\d{{4}} # May 20 09:41:07 CEST 2014
    | \d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}                          # 05/03/2025
    )(?!\d)""",
    re.X | re.I,
)
_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?(?=\W|$)", re.I
)
_TIME = re.compile(
    r"(?:\bat\s|[T\s,|]|^)?\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\.\d+)?\s?(?:[ap]\.?m\.?\b)?"
    r"(?:\s?(?:hrs|hours|o.clock)\b)?(?:Z\b|\s?[+-]\d{2}:?\d{2}\b)?"
    r"(?:\s?\(?(?:GMT|UTC|EST|EDT|ET|CST|CDT|CT|MST|MDT|MT|PST|PDT|PT|BST|CET|CEST|IST|SGT|HKT|JST|KST|WIB|EAT|WAT|SAST|AEST|AEDT|NZST)\b\)?(?:\s?[+-]\s?\d{1,2}(?::?\d{2})?)?)?"
    r"|\b\d{1,2}\s?[ap]\.?m\.?(?=\W|$)",
    re.I,
)
_AGO = re.compile(
    r"\b(?:\d{1,3}|an?|one|two|three) (?:second|minute|min|hour|hr|day|week|month|year)s? ago\b"
    r"|\b(?:yesterday|today)(?= at\b)|^(?:yesterday|today)$",
    re.I,
)
_LABEL = re.compile(
    r"\b(?:(?:first |last |originally |article |story |page )?(?:published|posted|updated|modified"
    r"|created|released|issued|uploaded|edited|reviewed|revised|submitted|written|added|filed|joined)"
    r"(?: online| date| on| at| in)?|(?:publish|publication|release|upload|issue|news|post) date"
    r"|pub(?:lished)? time|last (?:update|edit|change|modification)|update|date|time|as of)\b\s?:?"
    r"|^\s?on\b|\b(?:at|on)(?=\s*$)",
    re.I,
)
_READING = re.compile(
    r"\b(?:\d{1,3}[- ]min(?:ute)?s?(?:[- ]read)?|(?:estimated )?read(?:ing)? time:?"
    r"|\d[\d,.]*k? (?:views?|shares?|reads?|words|likes?|replies|responses|reactions))(?!\w)",
    re.I,
)
_ROLE = r"(?:written|posted|published|reported|compiled|submitted|created|added|uploaded|authored|updated|contributed|reporting|interview|story|words?|text|article|report|posted online)"
_HELPER = r"(?:(?:image|photo|picture) credits?|edited|editing|photos?(?:graphs?)?|pictures?|images?|illustrations?|video|reviewed|fact[- ]checked|translated|additional reporting)"
_AUTHOR = re.compile(
    rf"\W{{0,3}}(?:{_ROLE}(?: and {_HELPER})? by|by|(?:words|text|story|report)\s?:"
    r"|(?:authors?|reporters?|writers?|correspondents?|byline|journalists?|columnist|contributor|staff writer)\s?:)\s?:?\s+",
    re.I,
)
_OTHERS = re.compile(
    rf"\W{{0,3}}(?:{_HELPER}(?: by\s?:?|\s?:)|(?:editors?|reviewer|translator|photographer)\s?:)\s+", re.I
)
_JOB = re.compile(
    r"\b(?:correspondent|reporter|editor|writer|columnist|contributor|journalist|staff|bureau|analyst"
    r"|producer|professor|desk|chief|associate|fellow|intern)s?\b",
    re.I,
)
_SOURCE = re.compile(
    r"\W{0,3}(?:(?:news )?source|agency|via|publisher|published (?:in|by)|from|courtesy)\s?:\s*", re.I
)
_HOST = re.compile(
    r"(?:www\.)?[A-Za-z0-9-]{2,40}(?:\.[A-Za-z0-9-]{2,30}){0,2}"
    r"\.(?:com?|org|net|gov|edu|info|int|news|tv|io|[a-z]{2})(?:\.[a-z]{2})?"
)
_PARTICLES = frozenset(
    "and & de da del della di du van von der den bin ibn al el la le ter ten dos und y e of the for in"
    " at with".split()
)
_NAME_WORD = re.compile(r"(?:[A-Z]|[^\W\d_a-zA-Z])[\w.'’-]{0,30}[,.]?|&")
_USER_NAME = re.compile(r"[\w.-]{2,30}")
_SPLIT = re.compile(
    r"\s*(?:[|｜·•∙⋅/()\[\]{}►▪♦※]|\s[-–—~]+\s|^[-–—~]+|[-–—~]+$|\s{3,}|\t|;\s)\s*"
    rf"|\s+(?=(?:{_HELPER}|editor|reporter|source|photographer)s?(?: by)?\s?:\s)",
    re.I,
)
MAX_NAME_WORDS = 9
_GLUED = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[0-9])(?=[a-z]{4})")
_NO_DATE = datetime(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Credit:
    """What a credit line says. ``labelled``: it names itself ("By …", "Published: …")."""

    author: str | None = None
    date: str | None = None
    source: str | None = None
    labelled: bool = False


def read_credit(text: str) -> Credit | None:
    """The credit in a line that holds nothing else, or None."""
    if len(text) > LONGEST_CREDIT:
        return None
    return _read(text) or _read_glued(text)


def _read_glued(text: str) -> Credit | None:
    """``Jo RoeFriday 6 July 2018Share``: only a date makes it worth taking apart."""
    apart = _GLUED.sub(" | ", text)
    return _read(apart) if apart != text and _DATE.search(apart) else None


def _read(text: str) -> Credit | None:
    rest, dates = _take(_DATE, _without_phrases(text))
    timed = bool(dates) or bool(re.search(r"\d{1,2}:\d{2}", rest))
    for pattern in (_WEEKDAY, _TIME) if timed else ():
        rest, _ = _take(pattern, rest)
    rest, ago = _take(_AGO, rest)
    rest, reading = _take(_READING, rest)
    timed = timed or bool(ago)
    authors: list[str] = []
    sources: list[str] = []
    labelled = bool(reading)
    by = False
    for piece in _SPLIT.split(rest):
        found = _read_piece(piece.strip(" ,.:;"), timed)
        if found is None:
            return None
        kind, name = found
        labelled = labelled or kind not in ("name", "person")
        by = by or kind == "author" or (kind == "other" and name is not None)
        if name is not None and kind != "other":
            (authors if kind in ("author", "person") else sources).append(name)
    if not (timed or by or (labelled and sources)):
        return None
    return Credit(
        author=authors[0] if authors else None,
        date=next(filter(None, map(_iso, dates)), None),
        source=sources[0] if sources else None,
        labelled=labelled,
    )


def _read_piece(piece: str, timed: bool) -> tuple[str, str | None] | None:
    """What a part of a credit line says: its kind and the name in it; None: it is text.

    Kinds: ``author``, ``source``, ``other`` (editors, photographers), ``label``; without a
    label ``person`` or ``name``.
    """
    piece = piece + " "
    for kind, pattern in (("author", _AUTHOR), ("other", _OTHERS), ("source", _SOURCE)):
        label = pattern.match(piece)
        if label is not None:
            named = piece[label.end() :]
            named = _LABEL.sub(" ", named) if timed else named
            name = _name(named, lenient=timed) or _name_before_office(named)
            return None if name is None else (kind, _person(name) if kind == "author" else name)
    bare = _LABEL.sub(" ", piece).strip(" ,.:;-–—")
    kind = "label" if bare != piece.strip(" ,.:;-–—") else "name"
    if not bare or tile(bare) is not None:
        return kind, None
    name = _name(_without_phrases(bare))
    if name is None:
        return None
    by_job = "," in name and bool(_JOB.search(name))
    if by_job:
        return "author", _person(name)
    return ("person", name) if is_person(name) and kind == "name" else (kind, name)


_ORGANISATION = re.compile(
    r"\b(?:today|news|times|press|review|daily|post|ministry|herald|radio|tv|television|agency|university"
    r"|council|office|gazette|journal|magazine|chronicle|tribune|standard|observer|guardian|mail|mirror"
    r"|star|sun|world|network|media|group|institute|foundation|association|society|department|government"
    r"|service|bureau|team|staff|editors?|board|committee|company|inc|ltd|online|weekly|monthly|blog"
    r"|museum|gallery|theatre|hospital|bank|court|festival|archives?|centre|center|college|school|church|club|union|party|house|street|city|county|state|national|the)\b",
    re.I,
)
_PERSON = re.compile(r"[^\W\d_][\w'’.-]*(?: (?:(?:de|da|del|van|von|der|bin|al|el|la|le|ten|dos) )?[^\W\d_][\w'’.-]*){1,3}")


def is_person(text: str) -> bool:
    """Whether a text is likely the name of a person: two to four capitalised words, no office."""
    return bool(
        _PERSON.fullmatch(text)
        and all(word[0].isupper() for word in text.split() if word not in _PARTICLES)
        and not _ORGANISATION.search(text)
        and not re.search(r"(?<!\bMc)(?<!\bMac)(?<!\bDe)(?<!\bLa)[a-z][A-Z]", text)
        and not _HOST.fullmatch(text)
    )


def _person(name: str) -> str:
    """``Jane Roe, Science Editor`` and ``Jane Roe in London`` as ``Jane Roe``."""
    first, _, rest = name.partition(",")
    name = first if _JOB.search(rest) else name
    return re.sub(r" (?:in|at|for) [A-Z].*", "", name)


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, list[str]]:
    """The text without what the pattern finds, and what it found."""
    found = [match[0] for match in pattern.finditer(text)]
    return (pattern.sub(" | " if pattern is _DATE else " ", text), found) if found else (text, [])


def _without_phrases(piece: str) -> str:
    """``0 Comment(s)Print E-mail China.org.cn`` without the buttons in front of the name."""
    words = piece.split(" ")
    for count in range(len(words) - 1, 0, -1):
        tiling = tile(" ".join(words[:count]))
        if tiling is not None and tiling.strong:
            return " ".join(words[count:])
    return piece


def _name(text: str, *, lenient: bool = False) -> str | None:
    """A name of people or of a publisher, or None: capitalised words and few particles.

    ``lenient`` lets a user name in lower case pass: ``by admin``.
    """
    text = re.sub(r"\s*(?:<?[\w.+-]+@[\w.-]+>?|@\w{2,30})", "", text).strip(" ,.:;-–—")
    if _HOST.fullmatch(text) or (lenient and _USER_NAME.fullmatch(text)):
        return text
    words = text.split()
    if not 1 <= len(words) <= MAX_NAME_WORDS or not any(map(str.isalpha, text)):
        return None
    if words[0][0].islower() or not all(map(_is_name_word, words)):
        return None
    return text


def _name_before_office(text: str) -> str | None:
    """``Joan Alder, curator of trade``: the name, if a short office in small letters follows."""
    name, _, office = text.strip(" .").partition(", ")
    return _name(name) if is_person(name) and 0 < len(office.split()) <= 6 else None


def _is_name_word(word: str) -> bool:
    bare = word.strip(",")
    return bool(
        _NAME_WORD.fullmatch(word) or bare.lower() in _PARTICLES or _HOST.fullmatch(bare)
    )


def _iso(date: str) -> str | None:
    """``March 05, 2025`` as ``2025-03-05``; None where day and month cannot be told apart."""
    numbers = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", date)
    if numbers:
        first, second, year = map(int, numbers.groups())
        if first <= 12 and second <= 12 and first != second:
            return None
        day, month = (first, second) if first > 12 else (second, first)
        date = f"{year:04}-{month:02}-{day:02}"
    date = re.sub(r"\s\d\d:\d\d:\d\d(?: [A-Z]+)?", " ", date)
    try:
        return date_parser.parse(date.replace(" of ", " "), default=_NO_DATE).date().isoformat()
    except (ValueError, OverflowError):  # 31 February
        return None
