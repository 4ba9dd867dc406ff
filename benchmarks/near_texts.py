"""Pairs of texts that say the same, or only look so: made from texts that are all different.

Every change is drawn from a generator that is seeded by the text's name. Pairs that are no copies
are of three kinds: two texts of one site, two notices of one form with other facts in it (the forms
are our own), and a text whose every number and name in mid-sentence is another's: what a site does
that makes pages from a table.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.pages import Page

_FACT = re.compile(r"(?<=[\w,;:] )(?:[A-Z][a-z]+|\d[\d.,:]*\d|\d)")
"""A number or a capitalised word in mid-sentence."""
_HEADERS = (
    "This article was first published in our weekend edition.",
    "Reading time: six minutes. Sign up for the letter that we send every Friday.",
    "The following is reprinted with the kind permission of the author and her publisher.",
)
_PLACES = ("Aldmoor", "Brackley", "Cullen", "Dunmere", "Elsworth", "Farrow", "Garth", "Holm")
_PEOPLE = ("Ada Brook", "Ben Carrow", "Cora Dent", "Dan Ewell", "Eve Frost", "Finn Gale")
_FORMS = (
    "The {place} weather station reports {n} millimetres of rain for the week that ended on day"
    " {n} of the month. The wind blew from the {side} at {n} kilometres an hour, with gusts of {n}"
    " on the {place} road. Temperatures rose to {n} degrees in the afternoon and fell to {n} at"
    " night. The river stood {n} centimetres above its mean at the {place} gauge. {person}, who"
    " reads the instruments, expects {n} days of sun and a light wind from the {side} to follow."
    " Warnings are issued from a level of {n} on; the next report is due on day {n}.",
    "The house in {place} Street has {n} bedrooms, {n} bathrooms and a kitchen that was renewed {n}"
    " years ago. It stands {n} metres from the {place} station and faces {side}. The garden of {n}"
    " square metres has a shed and {n} fruit trees. The asking price is {n} thousand; viewings are"
    " arranged by {person}, weekdays between {n} and {n} o'clock. The heating was inspected {n}"
    " months ago, and the roof has a guarantee of {n} years. Offers in writing reach the office in"
    " {place}, which answers within {n} days.",
    "{person} of {place} won the race over {n} kilometres in {n} minutes, {n} seconds ahead of"
    " {person}, who came from {place} and had led for {n} rounds. Third was {person} with {n}"
    " seconds more. The race was held for the time number {n} and had {n} runners, {n} of them from"
    " {place}. It rained for {n} minutes, and a wind from the {side} slowed the field down on the"
    " last {n} rounds. The next race starts in {place} in {n} weeks; those who want to run send a"
    " letter to {person} at the club.",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts and whether the second is a copy of the first."""

    kind: str
    domain: str
    one: str
    other: str
    copy: bool


def make_pairs(pages: Sequence[Page]) -> Iterator[Pair]:
    """All pairs of some pages: copies of five kinds, and those that are none."""
    vocabulary = sorted({word for page in pages for word in page.truth.split()})
    for page in pages:
        for kind, change in _CHANGES.items():
            changed = change(page.truth, _seeded(page, kind), vocabulary)
            if changed is not None and changed != page.truth:
                yield Pair(kind, page.domain, page.truth, changed, copy=True)
        facts = _change_facts(page)
        if facts != page.truth:
            yield Pair("other facts in it", page.domain, page.truth, facts, copy=False)
        first, second = _notice(page, "one"), _notice(page, "other")
        yield Pair("two notices of a form", page.domain, first, second, copy=False)
    by_domain = sorted(pages, key=lambda page: (page.domain, page.name))
    for page, following in pairwise(by_domain):
        if page.domain == following.domain and page.truth != following.truth:
            yield Pair("two texts of a site", page.domain, page.truth, following.truth, copy=False)


def _seeded(page: Page, what: str) -> random.Random:
    return random.Random(f"{page.name} {what}")  # noqa: S311  (no secret)


def _change_words(text: str, draw: random.Random, words: Sequence[str]) -> str:
    """One word of a hundred, at least one, becomes another."""
    pieces = re.split(r"(\s+)", text)
    places = draw.sample(range(0, len(pieces), 2), max(1, len(pieces) // 200))
    for place in places:
        pieces[place] = draw.choice(words)
    return "".join(pieces)


def _drop_paragraph(text: str, draw: random.Random, _words: Sequence[str]) -> str | None:
    """Without one of its paragraphs; None where it has fewer than four."""
    paragraphs = [part for part in text.split("\n") if part.strip()]
    if len(paragraphs) < 4:
        return None
    del paragraphs[draw.randrange(len(paragraphs))]
    return "\n".join(paragraphs)


def _add_header(text: str, draw: random.Random, _words: Sequence[str]) -> str:
    return f"{draw.choice(_HEADERS)}\n\n{text}"


def _truncate(text: str, _draw: random.Random, _words: Sequence[str]) -> str:
    """Its first four fifths."""
    return text[: len(text) * 4 // 5]


def _rewrap(text: str, _draw: random.Random, _words: Sequence[str]) -> str:
    """Other line breaks, straight quotes, no blank lines."""
    words = text.replace("“", '"').replace("”", '"').replace("’", "'").split()
    return "\n".join(" ".join(words[n : n + 11]) for n in range(0, len(words), 11))


def _change_facts(page: Page) -> str:
    draw = _seeded(page, "facts")
    return _FACT.sub(lambda found: _other(found[0], draw), page.truth)


def _other(fact: str, draw: random.Random) -> str:
    """A number of as many digits, or another name."""
    if fact[0].isdigit():
        return "".join(draw.choice("123456789") if c.isdigit() else c for c in fact)
    return draw.choice(_PLACES)


def _notice(page: Page, which: str) -> str:
    """A filled form; both notices of a page are of the same form."""
    form = _seeded(page, "form").choice(_FORMS)
    draw = _seeded(page, which)
    values: dict[str, Callable[[], str]] = {
        "{n}": lambda: str(draw.randrange(2, 99)),
        "{place}": lambda: draw.choice(_PLACES),
        "{person}": lambda: draw.choice(_PEOPLE),
        "{side}": lambda: draw.choice(("north", "south", "east", "west")),
    }
    return re.sub(r"\{\w+\}", lambda found: values[found[0]](), form)


_CHANGES: dict[str, Callable[[str, random.Random, Sequence[str]], str | None]] = {
    "1 % of words changed": _change_words,
    "a paragraph dropped": _drop_paragraph,
    "a header added": _add_header,
    "the last fifth cut off": _truncate,
    "other line breaks and quotes": _rewrap,
}
