"""Menus of languages: lines that hold nothing but languages named each in itself.

Nobody writes such a line in prose. Where English names stand beside ("Spanish – Español"), it is
a table that somebody made, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from unicodedata import normalize

NAMES = frozenset(
    (
        "afrikaans bahasa brezhoneg bosanski català čeština cymraeg dansk deutsch eesti english"
        " español esperanto euskara filipino français føroyskt frysk gaeilge galego hrvatski"
        " indonesia interlingua íslenska italiano kiswahili latviešu lëtzebuergesch lietuvių magyar"
        " malti melayu nederlands norsk nynorsk bokmål occitan polski português română"
        " rumantsch shqip slovenčina slovenščina slovensky soomaali srpski suomi svenska tagalog"
        " türkçe việt vlaams yorùbá azərbaycanca oʻzbekcha русский українська беларуская български"
        " македонски српски қазақша кыргызча монгол ελληνικά հայերեն ქართული עברית العربية فارسی"
        " اردو کوردی پښتو हिन्दी हिंदी मराठी नेपाली বাংলা ਪੰਜਾਬੀ ગુજરાતી தமிழ் తెలుగు ಕನ್ನಡ മലയാളം සිංහල"
        " ไทย ລາວ မြန်မာ ខ្មែរ አማርኛ 中文 简体中文 繁體中文 繁体中文 简体 繁體 汉语 漢語 日本語 한국어"
        " 粵語 双语 雙語"
    ).split()
)
"""Each language as its speakers call it (the names that CLDR gives), in small letters."""
BESIDE = frozenset(
    (
        "en brasil brasileiro latinoamérica españa tiếng язык мова język read this in page"
        " site article language languages select choose your also available view change other"
        " translate translation translations version versions and or more"
    ).split()
)
"""What stands in such menus beside the names."""
_KNOWN = NAMES | BESIDE
NEEDED = 3
"""Different names of a menu: two are a title or a loanword."""
LONGEST = 1_000
"""Characters of a line that is looked at."""
_TOKEN = re.compile(r"[^\s|/,;:·•()\[\]<>–—.…-]+")


def find_menus(texts: Sequence[str]) -> Iterator[int]:
    """Which texts are menus of languages, or parts of one that goes over several lines."""
    names = [_names(text) for text in texts]
    for is_menu, group in groupby(range(len(texts)), lambda index: names[index] is not None):
        indexes = list(group)
        different = {name for index in indexes for name in names[index] or ()} - {"english"}
        if is_menu and len(different) >= NEEDED:
            yield from _trim(indexes, names)


def _trim(indexes: list[int], names: Sequence[frozenset[str] | None]) -> list[int]:
    """From the first line of a run with a name to the last: "More" before it is no part of it."""
    named = [index for index in indexes if names[index]]
    return [index for index in indexes if named[0] <= index <= named[-1]]


def _names(text: str) -> frozenset[str] | None:
    """The languages named, if nothing else is; None otherwise."""
    first = _TOKEN.search(text)
    if len(text) > LONGEST or first is None or first[0].lower() not in _KNOWN:
        return None
    tokens = frozenset(_TOKEN.findall(normalize("NFC", text).lower()))
    names = tokens & NAMES
    return names if tokens <= _KNOWN else None
