"""What no person writes: random tags, lists of random tokens, unspun spintax.

Each is its own kind of certain, and each has look-alikes that only its details tell apart:
tutorials and templates have meaningful ids and text inside of their tags; lists of codes, units and
moves follow one pattern; templates and usage lines have braces too, but no sentences around them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from cleaners.code import looks_like_code
from cleaners.document import Block, Draft, Edit, Evidence, Settings
from cleaners.spam.cutting import cut
from cleaners.spam.shape import read_classes
from cleaners.stopwords import ENGLISH

SCORE = 0.97
"""How sure a cut is."""
SAME_ID = 3
"""Tags with one random id from which they are noise; the seen ones have dozens."""
MIN_TOKENS = 12
"""Tokens of a list, 15 without separators; the seen ones have a median of 31."""
FEWEST_MIXED = 2
"""Tokens of a letter and a digit without which no list looks random."""
MIN_CHOICES = 4
"""Braces with alternatives in one block; a sentence that explains spintax may have two or three."""
UNSPUN = 2
"""Words of a sentence before its first braces, at most: more are the host's."""
MIN_CHOICE_SHARE = 0.45
"""Of the block's characters inside of braces."""

# Letters, digits and blanks only; every repeat is bounded or possessive.
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,9}(?:\sid=[\"“”]?([a-z0-9]{4,8})[\"“”]?)?\s?/?>", re.I)
_TAG_RUN = re.compile(
    r"(?:[-*•]\s)?</?[a-z][a-z0-9]{0,9}(?:\sid=[\"“”]?[a-z0-9]{4,8}[\"“”]?)?\s?/?>"
    r"(?:\s?(?:[-*•]\s)?</?[a-z][a-z0-9]{0,9}(?:\sid=[\"“”]?[a-z0-9]{4,8}[\"“”]?)?\s?/?>)*+",
    re.I,
)
_RANDOM = re.compile(r"(?=\D*\d)(?=[^a-z]*[a-z])[a-z0-9]{4,8}")
_BEFORE, _AFTER = r"(?<![^\W_])(?<!['’,@/-])(?<!\d\.)", r"(?![^\W_]|['’.@]|-\w)"
_PARTED = re.compile(
    rf"{_BEFORE}[a-z0-9]{{1,3}}(?:(?:\s?[,|、_/]\s?|\s[-–]\s)[a-z0-9]{{1,3}}{_AFTER}){{11,}}+"
)
_SPACED = re.compile(rf"{_BEFORE}[a-z0-9]{{1,3}}(?:\s{{1,2}}[a-z0-9]{{1,3}}{_AFTER}){{14,}}+")
# A letter and a digit by themselves, found by the digit: there are far fewer of these.
_MIXED = re.compile(r"[0-9](?:(?<=[a-z].)(?<![^\W_]..)|(?<![^\W_].)[a-z])(?![^\W_])")
_LETTERS = bytes(32 if c == 32 else ord("x") for c in range(256))
_TOKEN = re.compile(r"[a-z0-9]{1,3}")
# Descriptions of syntax, "{ ROW | ROWS }", have blanks inside of the braces, or capitals.
_CHOICE = re.compile(r"\{(?![\sA-Z_]+\|)(?!\s)[^{}|\n]{1,60}+(?:\|[^{}|\n]{0,60}+){1,20}\}")
_SENTENCE_END = re.compile(r"[.!?][\"”)]?(?=\s|$)")


def find_opaque(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Cut runs of tags with one random id, lists of random tokens, sentences of spintax."""
    text = draft.text
    ids = _random_ids(text) if "</" in text else frozenset()
    spun = "{" in text and "|" in text
    for start, end in _token_spans(draft):
        yield _cut(
            draft, start, end, "opaque_tokens", {"tokens": len(_TOKEN.findall(text[start:end]))}
        )
    if not (ids or spun):
        return
    for block in draft.blocks:
        if block.role == "code":
            continue
        if ids and "<" in draft.text_of(block):
            yield from _tag_runs(draft, block, ids)
        elif spun and "{" in draft.text_of(block):
            yield from _spintax(draft, block)


def _random_ids(text: str) -> frozenset[str]:
    """Ids of mixed letters and digits that several empty tags share."""
    counts = Counter(found[1] for found in _TAG.finditer(text) if found[1])
    return frozenset(
        name for name, count in counts.items() if count >= SAME_ID and _RANDOM.fullmatch(name)
    )


def _tag_runs(draft: Draft, block: Block, ids: frozenset[str]) -> Iterator[Edit]:
    for run in _TAG_RUN.finditer(draft.text, block.start, block.end):
        names = [found[1] for found in _TAG.finditer(run[0]) if found[1]]
        if names and ids.issuperset(names):
            evidence = {"groups": "form, topic", "id": names[0], "tags": len(names)}
            yield _cut(draft, run.start(), run.end(), "tag_noise", evidence)


def _token_spans(draft: Draft) -> Iterator[tuple[int, int]]:
    """Lists of random tokens: in a line, or one a line over many lines."""
    if not _may_have_tokens(draft.text):
        return
    for found in chain(_PARTED.finditer(draft.text), _SPACED.finditer(draft.text)):
        start, end = _without_words(*found.span(), draft.text)
        if check_tokens(draft.text[start:end]):
            yield from _by_block(draft, start, end)


def _may_have_tokens(text: str) -> bool:
    """Whether a text has tokens of a letter and a digit, and enough short words in a row."""
    classes = b" %b " % read_classes(text)
    if b" a9 " not in classes and b" 9a " not in classes:
        return False
    stretches = classes.translate(_LETTERS).split(b"xxxx")
    long = (stretch for stretch in stretches if len(stretch) >= 2 * MIN_TOKENS - 1)
    if not any(len(stretch.split()) >= MIN_TOKENS for stretch in long):
        return False
    return any(islice(_MIXED.finditer(text), FEWEST_MIXED - 1, None))


def _without_words(start: int, end: int, text: str) -> tuple[int, int]:
    """The list without function words at its ends: they are of the sentence around it."""
    tokens = [token.span() for token in _TOKEN.finditer(text, start, end)]
    good = [i for i, span in enumerate(tokens) if text[slice(*span)] not in ENGLISH]
    return (tokens[good[0]][0], tokens[good[-1]][1]) if good else (start, start)


def _by_block(draft: Draft, start: int, end: int) -> Iterator[tuple[int, int]]:
    for block in draft.blocks:
        if block.role != "code" and block.start < end and block.end > start:
            yield max(start, block.start), min(end, block.end)


def check_tokens(text: str) -> bool:
    """Whether tokens look drawn at random: every mix of letters and digits, no order, no words."""
    tokens = [token for token in _TOKEN.findall(text) if len(token) > 1]
    if len(tokens) < MIN_TOKENS or tokens == sorted(tokens):
        return False
    mixes = Counter("".join("9" if c.isdigit() else "a" for c in token) for token in tokens)
    words = sum(token in ENGLISH for token in tokens)
    high = sum(any("g" <= c <= "z" for c in token) for token in tokens)
    pairs = [mixes["aa"] + mixes["aaa"], mixes["a9"], mixes["9a"]]
    unlike = len(set(tokens)) >= 0.6 * len(tokens) or len(tokens) > 200
    hard = sum(len(t) == 2 and t.isalpha() and not set(t) & set("aeiouy") for t in tokens)
    both = min(pairs) >= 1 or (sum(pairs[1:]) >= 3 and hard >= 0.25 * len(tokens))
    varied = both and pairs[0] >= 0.25 * len(tokens) and sum(pairs[1:]) >= FEWEST_MIXED
    return (
        varied
        and unlike
        and hard >= 0.1 * len(tokens)
        and words <= 0.2 * len(tokens)
        and (high >= 0.5 * len(tokens))
    )


def _spintax(draft: Draft, block: Block) -> Iterator[Edit]:
    """From the sentence of the first choice to the end of that of the last."""
    text = draft.text_of(block)
    choices = list(_CHOICE.finditer(text))
    if len(choices) < MIN_CHOICES or looks_like_code(text) or block.mentions_code:
        return
    first, last = choices[0].start(), choices[-1].end()
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    start = max((end for end in ends if end <= first), default=0)
    end = min((end for end in ends if end >= last), default=len(text))
    if len(text[start:first].split()) > UNSPUN:
        start = first
    start += len(text[start:first]) - len(text[start:first].lstrip())
    inside = sum(len(choice[0]) for choice in choices)
    words = [word for word in re.findall(r"[a-z']+", text[start:end].lower()) if word in ENGLISH]
    if inside >= MIN_CHOICE_SHARE * (end - start) and len(words) >= UNSPUN:
        evidence: Evidence = {"groups": "form, language", "choices": len(choices)}
        yield _cut(draft, block.start + start, block.start + end, "raw_spintax", evidence)


def _cut(draft: Draft, start: int, end: int, rule: str, evidence: Evidence) -> Edit:
    return cut(draft, (start, end), rule, SCORE, {"groups": "form, topic", **evidence})
