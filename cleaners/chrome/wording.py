"""Which lines of a dump are main text, told from their wording, shape and company.

A dump has lost its markup, so the verdict is on the text alone. It is asked again of what it
kept, until it keeps everything: cleaning clean text changes nothing. From the second time on the
blank lines count no more, because clean text has none but those between its blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

import numpy as np

from cleaners.chrome.finding import Finding, Findings
from cleaners.chrome.joints import Joints
from cleaners.chrome.judge import judge_text
from cleaners.chrome.model import Model
from cleaners.chrome.units import ENDLESS, Unit, lay_out, parts_of, read_units
from cleaners.document import Draft, Settings
from cleaners.text_runs import Layout, read_layout

RULE = "not_main_text"
SURE = 0.8
"""Probability of main text from which a line is not removed for a word or two of it."""
UNLIKELY = 0.25
"""Probability of main text up to which a part is cut from a line of which another part stays."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is not main text.

    Attributes:
        lines: lines that are chrome as a whole, by index.
        parts: parts of lines that stay.
        likely: probability of each line that it, or a part of it, is main text.
    """

    lines: Findings = field(default_factory=dict)
    parts: list[tuple[Unit, Finding]] = field(default_factory=list)
    likely: list[float] = field(default_factory=list)

    def chance(self, line: int) -> float:
        """The probability of a line; 0 where no model judged."""
        return self.likely[line] if self.likely else 0.0


def find_by_wording(draft: Draft, model: Model, settings: Settings) -> Wording:
    """The lines of a dump that are not its main text, and such parts of lines."""
    texts = [draft.text_of(block) for block in draft.blocks]
    if not texts:
        return Wording()
    layouts, bare = read_layout(draft), [Layout()] * len(texts)
    is_first = not any(removed.block.rule == RULE for removed in draft.removed)
    if is_first and layouts != bare:
        found = _judge(model, texts, layouts, settings)
        if found.lines or found.parts:
            return found
    return _judge(model, texts, bare, settings)


def _judge(
    model: Model, texts: Sequence[str], layouts: Sequence[Layout], settings: Settings
) -> Wording:
    units = read_units(texts, model.lexicon)
    verdict = judge_text(model, parts_of(texts, units), lay_out(units, layouts), settings.focus)
    around = np.convolve(verdict.likely, np.full(5, 0.2), mode="same").tolist()
    kept, likely = verdict.kept.tolist(), verdict.likely.tolist()
    found, joints = Wording(), Joints(texts)
    numbers = range(len(units))
    for block, group in groupby(numbers, key=lambda number: units[number].block):
        own = list(group)
        found.likely.append(max(likely[number] for number in own))
        if all(kept[number] for number in own):
            continue
        if not any(kept[number] for number in own):
            found.lines[block] = _against(likely[own[0]], around[own[0]])
            continue
        inner = len(texts[block]) > ENDLESS
        loose = [not kept[number] and likely[number] <= UNLIKELY for number in own]
        found.parts.extend(
            (units[own[place]], _against(likely[own[place]], around[own[place]]))
            for place in _loose(_join(loose, [units[n] for n in own], joints), inner=inner)
        )
    return found


def _join(loose: Sequence[bool], units: Sequence[Unit], joints: Joints) -> list[bool]:
    """Which parts of a line can go when no word is cut in two: a word stays as a whole."""
    joined = list(loose)
    forth = range(len(units))
    for order, is_head in ((forth, False), (forth[::-1], True)):
        for stays, goes in pairwise(order):
            if joined[goes] and not joined[stays]:
                joined[goes] = not joints.is_word(units[goes], is_head=is_head)
    return joined


def _loose(loose: Sequence[bool], *, inner: bool) -> Iterator[int]:
    """The parts of a line that can go: at its head and its tail, of an endless one any."""
    if inner:
        yield from (place for place, is_loose in enumerate(loose) if is_loose)
        return
    head = loose.index(False)
    tail = loose[::-1].index(False)
    yield from (*range(head), *range(len(loose) - tail, len(loose)))


def _against(likely: float, around: float) -> Finding:
    boilerplate = round(1 - likely, 4)
    why = f"boilerplate {boilerplate:.2f}: its wording; {1 - around:.2f} around it"
    return Finding(RULE, "page chrome", boilerplate, why)
