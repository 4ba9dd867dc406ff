"""Dates and times of day in credit lines."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from dateutil import parser

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_ZONE = (
    r"(?:GMT|UTC|EST|EDT|ET|CST|CDT|CT|MST|MDT|MT|PST|PDT|PT|BST|CET|CEST|IST|SGT|HKT|JST|KST|WIB"
    r"|EAT|WAT|SAST|AEST|AEDT|NZST)"
)
DATE = re.compile(
    rf"""(?<![\w-])(?:
      \d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?=T?\d{{2}}:|(?!\w))          # 2025-03-04
    | {_MONTH}\s{{0,2}}\d{{1,2}}(?:st|nd|rd|th)?,?\s{{0,2}}\d{{4}}      # March 05, 2025
    | \d{{1,2}}(?:st|nd|rd|th)?(?:\sof)?[\s.-]{{1,2}}{_MONTH},?[\s.-]{{1,2}}\d{{4}}  # 5 March 2025
    | {_MONTH}\s{{1,2}}\d{{1,2}}\s\d\d:\d\d:\d\d(?:\s[A-Z]{{2,5}})?\s\d{{4}}  # asctime
    | \d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}                                 # 05/03/2025
    )(?!\d)""",
    re.X | re.I,
)
TIME = re.compile(
    r"(?:\bat\s|[T\s,|]|^)?\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\.\d+)?\s?(?:[ap]\.?m\.?\b)?"
    r"(?:\s?(?:hrs|hours|o.clock)\b)?(?:Z\b|\s?[+-]\d{2}:?\d{2}\b)?"
    rf"(?:\s?\(?{_ZONE}\b\)?(?:\s?[+-]\s?\d{{1,2}}(?::?\d{{2}})?)?)?"
    r"|\b\d{1,2}\s?[ap]\.?m\.?(?=\W|$)",
    re.I,
)
WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?(?=\W|$)", re.I
)
AGO = re.compile(
    r"\b(?:\d{1,3}|an?|one|two|three) "
    r"(?:second|sec|minute|min|hour|hr|day|week|wk|month|mo|year|yr)s?\.? ago\b"
    r"|\b\d{1,3}[smhdwy] ago\b|\b(?:yesterday|today)(?= at\b)|^(?:yesterday|today)$",
    re.I,
)
_NUMBERS = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_ASCTIME = re.compile(r"\s\d\d:\d\d:\d\d(?: [A-Z]+)?")
_NO_DATE = datetime(1, 1, 1, tzinfo=UTC)


def to_iso(date: str) -> str | None:
    """``March 05, 2025`` as ``2025-03-05``; None where day and month cannot be told apart."""
    numbers = _NUMBERS.fullmatch(date)
    if numbers:
        first, second, year = map(int, numbers.groups())
        if first <= 12 and second <= 12 and first != second:
            return None
        day, month = (first, second) if first > 12 else (second, first)
        date = f"{year:04}-{month:02}-{day:02}"
    date = _ASCTIME.sub(" ", date).replace(" of ", " ")
    try:
        return parser.parse(date, default=_NO_DATE).date().isoformat()
    except (ValueError, OverflowError):  # 31 February
        return None
