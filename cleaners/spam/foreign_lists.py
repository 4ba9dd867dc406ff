"""Lists in a script that is foreign to the document: the footer line of a spider pool.

A cut needs evidence of three kinds. Language: the script is not the one that the document is
written in. Form: many items, or one long run, with hardly a sentence mark and hardly any grammar.
Topic: the items repeat a few stems, or are phrases where genuine lists have names, or have Latin
and digits glued into them. The first two alone hit lists of names, towns, dishes and ingredients.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaners.document import Draft, Edit, Evidence, Settings
from cleaners.scripts import count_scripts, has_other_scripts
from cleaners.spam.cutting import cut
from cleaners.spam.edges import stretches, widen
from cleaners.spam.grammar import PROSE, is_prose, share_of_grammar
from cleaners.spam.host_scripts import MAX_LINE, MIN_SHARE, main_script, read_host_scripts
from cleaners.spam.shadow import Shadow, shadow_of
from cleaners.spam.shape import MANY_ITEMS, Shape, count_bars, read_shape

SCORE = 0.99
"""How sure a cut is."""
MIN_LETTERS = 40
"""Shorter lists are language menus, names and credits."""
MIN_BARRED_LETTERS = 30
"""The same where bars or underscores part the items."""
MAX_MARKS = 0.7
"""Sentence marks in 100 characters; clean Han text has a median of 8.8."""
MAX_ITEM = 60
"""Mean characters of an item: longer ones are sentences that happen to be separated."""
FEW_ITEMS = 3
"""With fewer, the form of a list says nothing."""
BARRED = 0.5
ALIKE = 0.5
"""Of the items, parted by bars, and ending in the same letter."""
REPEATED = {"Han": 0.1, "Kana": 0.15, "Thai": 0.08}
"""Share of pieces that occur again: clean lines of Han have .28 at the 99th percentile, but
those with little grammar and no marks less; a spider pool's line has .35."""
REPEATED_WORDS = 0.3
"""The same where words are parted."""
REPEATED_IN_FEW = 0.6
"""The same without separators to speak of: titles of papers repeat words too."""
PHRASE = {"Han": 4.4, "Kana": 6.5}
"""Mean letters of an item from which items are phrases: names, towns and dishes have 2 to 4."""
_VERSE = frozenset({4, 5, 7})
"""Characters of a line of classical Chinese verse, all lines alike."""
# Names and titles have capitals.
_LOWER_PHRASE = re.compile(r"[a-z\d\u0430-\u045f]+(?:\s[a-z\d\u0430-\u045f]+)+")


@dataclass(frozen=True, slots=True)
class _Part:
    """A foreign stretch of one block: its number, its span in the block, its plain text."""

    block: int
    start: int
    end: int
    text: str
    at_start: bool
    at_end: bool


def find_foreign_lists(draft: Draft, settings: Settings) -> Iterator[Edit]:
    """Cut foreign lists: whole blocks, groups of short ones, a part of a block."""
    if not has_other_scripts(draft.text):
        return
    shadows = [shadow_of(draft.text_of(block)) for block in draft.blocks]
    counts = [count_scripts(shadow.text) for shadow in shadows]
    host = read_host_scripts(shadows, counts, settings)
    suspects = list(_suspects(_groups(_parts(shadows, counts, host.words))))
    bait = sum((suspect.own for suspect in suspects), Counter[str]())
    for suspect in suspects:
        if host.is_foreign(suspect.script, bait):
            yield from _cuts(draft, suspect.parts, suspect.evidence)


@dataclass(frozen=True, slots=True)
class _Suspect:
    """Parts that have the form of a list for search engines: script, letters, observations."""

    parts: list[_Part]
    script: str
    own: Counter[str]
    evidence: Evidence


def _suspects(groups: Iterator[list[_Part]]) -> Iterator[_Suspect]:
    for parts in groups:
        text = "\n".join(part.text for part in parts)
        own = sum((count_scripts(part.text) for part in parts), Counter[str]())
        script, letters = main_script(own)
        least = MIN_BARRED_LETTERS if count_bars(text) >= MANY_ITEMS else MIN_LETTERS
        if letters < least or letters < MIN_SHARE * own.total():
            continue
        evidence = check_list(text, script)
        if evidence is not None:
            share = round(letters / own.total(), 2)
            yield _Suspect(
                parts, script, own, {"script": script, "foreign_share": share, **evidence}
            )


def _parts(
    shadows: Sequence[Shadow], counts: Sequence[Counter[str]], known: frozenset[str]
) -> Iterator[_Part]:
    """Foreign stretches of all blocks, in order."""
    for number, (shadow, count) in enumerate(zip(shadows, counts, strict=True)):
        if count.total() == count["Latin"]:
            continue
        for first, last in stretches(shadow.text):
            start, end = widen(shadow.text, first, last, known)
            at_end = end == len(shadow.text)
            yield _Part(
                number, *shadow.span(start, end), shadow.text[start:end], start == 0, at_end
            )


def _groups(parts: Iterator[_Part]) -> Iterator[list[_Part]]:
    """Short parts of neighbouring blocks together, if no word of the host is between."""
    group: list[_Part] = []
    for part in parts:
        follows = bool(group) and part.block == group[-1].block + 1
        if not (follows and part.at_start and group[-1].at_end and _is_short(part, group[-1])):
            if group:
                yield group
            group = []
        group.append(part)
    if group:
        yield group


def _is_short(*parts: _Part) -> bool:
    return all(len(part.text) <= MAX_LINE for part in parts)


def check_list(text: str, script: str) -> Evidence | None:
    """The form and topic of a list for search engines; None if it may be anything else."""
    shape = read_shape(text, script)
    if shape.marks >= MAX_MARKS or (shape.mean_item > MAX_ITEM and len(shape.items) >= FEW_ITEMS):
        return None
    if is_prose(text, script) or _is_verse(shape) or 3 * shape.titled >= len(shape.items):
        return None
    if not (_repeats(shape, script) or _is_mixed(shape) or _has_phrases(shape, script)):
        return None
    evidence: dict[str, str | int | float] = {
        "items": len(shape.items),
        "sentence_marks_per_100": round(shape.marks, 2),
        "repetition": round(shape.repetition, 2),
        "fragments": shape.fragments,
    }
    if script in PROSE:
        evidence["grammar"] = round(share_of_grammar(text, script) or 0.0, 3)
    return evidence


def _is_verse(shape: Shape) -> bool:
    sizes = {len(item) for item in shape.items}
    distinct = len(set(shape.items)) >= 0.8 * len(shape.items)
    return len(sizes) == 1 and sizes <= _VERSE and distinct


def _repeats(shape: Shape, script: str) -> bool:
    """Whether a few stems come again and again. Bars leave less doubt than commas."""
    least = REPEATED.get(script, REPEATED_WORDS)
    if script not in REPEATED and len(shape.items) < MANY_ITEMS:
        least = REPEATED_IN_FEW
    if shape.barred >= BARRED and len(shape.items) >= FEW_ITEMS:
        return shape.repetition >= least / 2
    return shape.repetition >= least and shape.same_end < ALIKE


def _is_mixed(shape: Shape) -> bool:
    """Whether Latin letters or digits are glued into the words of many items."""
    items = len(shape.items)
    return items >= FEW_ITEMS and shape.fragments >= max(2, items / 8)


def _has_phrases(shape: Shape, script: str) -> bool:
    """Whether the items are phrases: longer than names, and not parted as songs and films are."""
    if len(shape.items) < MANY_ITEMS:
        return False
    barred = shape.barred >= BARRED
    if script in PHRASE:
        return barred and sum(map(len, shape.items)) / len(shape.items) >= PHRASE[script]
    if script == "Cyrillic":
        phrases = sum(bool(_LOWER_PHRASE.fullmatch(item)) for item in shape.items)
    else:
        phrases = sum(" " in item for item in shape.items) if barred else 0
    return phrases >= 0.8 * len(shape.items)


def _cuts(draft: Draft, parts: Sequence[_Part], evidence: Evidence) -> Iterator[Edit]:
    named = {"family": "link wheel", "groups": "language, form, topic", **evidence}
    for part in parts:
        start = draft.blocks[part.block].start
        span = start + part.start, start + part.end
        yield cut(draft, span, "foreign_item_list", SCORE, named)
