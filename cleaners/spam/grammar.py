"""How much grammar a text in another script has: evidence that it is language, not a list.

People string sentences together with particles, endings and function words; lists for search
engines have none. Measured on 1,271 lines of 69 clean Chinese pages, the share of function
characters has a median of .195 and a first percentile of .045; a spider pool's line has .041. The
words are the closed classes of each language, as any grammar lists them. Where a script is not
known here, nothing is said.
"""

from __future__ import annotations

import re

# In a modifier of spam, 在线 "online", the character is no preposition.
_HAN = re.compile(
    "[的了是不我有他這这為为之以個个們们到說说和與与也得就你對对要那而及其她它會会沒没嗎吗呢吧啊把"
    "被讓让從从於于所又還还都很已能去來来因但或並并則则將将]|在(?![线線])"
)
_HIRAGANA = re.compile(r"[\u3041-\u309f]")
_KANA_HAN = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_HAN_LETTER = re.compile(r"[\u3400-\u9fff]")
_THAI = re.compile(
    "ที่|และ|ใน|ของ|ไม่|เป็น|ได้|จะ|มี|ให้|กับ|ว่า|การ|ความ|แต่|หรือ|จาก|โดย|(?<!วัน)นี้|นั้น|เขา|เรา"
    "|ฉัน|เธอ|มัน|แล้ว|ไป|มา|อยู่|ก็|เมื่อ|ถ้า|เพราะ|ด้วย|คน|ซึ่ง|อีก|ทุก"
)
_THAI_LETTER = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]")
_HANGUL_WORD = re.compile(r"[\uac00-\ud7a3]+")
_HANGUL_ENDING = re.compile(
    "[\uac00-\ud7a3](?:은|는|이|가|을|를|에|의|로|도|서|고|다|며|던|네|면|으며)$"
)
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = frozenset(
    "и в во на с со по не что для от из за к ко о об у а но это как он она они его её ее их"
    " мы вы ты я так же бы ли если когда где до при под над без или чтобы был была было были"
    " есть нет уже ещё еще только все всё тот та то те та который которая та этот эта".split()
)
_ARABIC = frozenset(
    "في من على إلى الى عن أن إن ان لا ما لم لن هذا هذه ذلك التي الذي كان كانت قال مع بعد قبل ثم"
    " أو او حتى كل هو هي كما قد لكن بين عند".split()
)

PROSE = {
    "Han": 0.1,
    "Kana": 0.22,
    "Thai": 0.1,
    "Hangul": 0.18,
    "Cyrillic": 0.14,
    "Arabic": 0.1,
}
"""Share from which a text may be prose: below what clean text has, above what lists have."""


def share_of_grammar(text: str, script: str) -> float | None:
    """Share of a text that is grammar, 0 to 1; None where the script is not known here."""
    if script == "Han":
        return len(_HAN.findall(text)) / max(1, len(_HAN_LETTER.findall(text)))
    if script == "Kana":
        return len(_HIRAGANA.findall(text)) / max(1, len(_KANA_HAN.findall(text)))
    if script == "Thai":
        covered = sum(len(found[0]) for found in _THAI.finditer(text))
        return covered / max(1, len(_THAI_LETTER.findall(text)))
    if script == "Hangul":
        words = [word for word in _HANGUL_WORD.findall(text) if len(word) > 1]
        ends = sum(_HANGUL_ENDING.search(word) is not None for word in words)
        return ends / max(1, len(words))
    if script == "Cyrillic":
        words = _WORD.findall(text.lower())
        return sum(word in _CYRILLIC for word in words) / max(1, len(words))
    if script == "Arabic":
        words = _WORD.findall(text)
        # "And" is written onto the word behind it.
        known: int = sum(word in _ARABIC or word.startswith("و") for word in words)
        return known / max(1, len(words))
    return None


def is_prose(text: str, script: str) -> bool:
    """Whether a text has as much grammar as sentences, verse and talk have."""
    share = share_of_grammar(text, script)
    return share is not None and share >= PROSE[script]
