"""Names of people and of publishers, told by their form."""

from __future__ import annotations

import re

MOST_WORDS = 9
"""Words of a name with offices and particles."""
OFFICE_WORDS = 6

HOST = re.compile(
    r"(?:www\.)?[A-Za-z0-9-]{2,40}(?:\.[A-Za-z0-9-]{2,30}){0,2}"
    r"\.(?:com?|org|net|gov|edu|info|int|news|tv|io|[a-z]{2})(?:\.[a-z]{2})?"
)
JOB = re.compile(
    r"\b(?:correspondent|reporter|editor|writer|columnist|contributor|journalist|staff|bureau|analyst"
    r"|producer|professor|desk|chief|associate|fellow|intern)s?\b",
    re.I,
)
_PARTICLES = frozenset(
    (
        "& al and at bin da de del della den der di dos du e el for ibn in la le of ten ter the"
        " und van von with y"
    ).split()
)
_ORGANISATION = re.compile(
    r"\b(?:agency|archives?|association|bank|blog|board|bureau|center|centre|chronicle|church|city"
    r"|club|college|committee|company|council|county|court|daily|department|editors?|festival"
    r"|foundation|gallery|gazette|government|group|guardian|herald|hospital|house|inc|institute"
    r"|journal|ltd|magazine|mail|media|ministry|mirror|monthly|museum|national|network|news"
    r"|observer|office|online|party|post|press|radio|review|school|service|society|staff|standard"
    r"|star|state|street|sun|team|television|the|theatre|times|today|tribune|tv|union|university"
    r"|weekly|world)\b",
    re.I,
)
_NAME_WORD = re.compile(r"(?:[A-Z]|[^\W\d_a-zA-Z])[\w.'’-]{0,30}[,.]?|&")
_USER_NAME = re.compile(r"[\w.-]{2,30}")
_PERSON = re.compile(
    r"[^\W\d_][\w'’.-]*"
    r"(?: (?:(?:de|da|del|van|von|der|bin|al|el|la|le|ten|dos) )?[^\W\d_][\w'’.-]*){1,3}"
)
_GLUED = re.compile(r"(?<!\bMc)(?<!\bMac)(?<!\bDe)(?<!\bLa)[a-z][A-Z]")
_ADDRESS = re.compile(r"\s*(?:<?[\w.+-]+@[\w.-]+>?|@\w{2,30})")


def is_person(text: str) -> bool:
    """Whether a text is likely the name of a person: two to four capitalised words, no office."""
    return bool(
        _PERSON.fullmatch(text)
        and all(word[0].isupper() for word in text.split() if word not in _PARTICLES)
        and not _ORGANISATION.search(text)
        and not _GLUED.search(text)
        and not HOST.fullmatch(text)
    )


def read_name(text: str, *, lenient: bool = False) -> str | None:
    """The name that a text is, or None: capitalised words, few particles; or a host.

    ``lenient`` lets a user name in small letters pass: ``admin``.
    """
    text = _ADDRESS.sub("", text).strip(" ,.:;-–—")
    if HOST.fullmatch(text) or (lenient and _USER_NAME.fullmatch(text)):
        return text
    words = text.split()
    if not 1 <= len(words) <= MOST_WORDS or not any(map(str.isalpha, text)):
        return None
    if words[0][0].islower() or not all(map(_is_name_word, words)):
        return None
    return text


def name_before_office(text: str) -> str | None:
    """``Joan Alder, curator of trade``: the name, if a short office in small letters follows."""
    name, _, office = text.strip(" .").partition(", ")
    return name if is_person(name) and 0 < len(office.split()) <= OFFICE_WORDS else None


def without_office(name: str) -> str:
    """``Jane Roe, Science Editor`` and ``Jane Roe in London`` as ``Jane Roe``."""
    first, _, rest = name.partition(",")
    name = first if JOB.search(rest) else name
    return re.sub(r" (?:in|at|for|IN|AT|FOR) [A-Z].*", "", name)


def _is_name_word(word: str) -> bool:
    bare = word.strip(",")
    return bool(_NAME_WORD.fullmatch(word) or bare.lower() in _PARTICLES or HOST.fullmatch(bare))
