"""One trial: a block of spam in one host, cleaned, and held against what was put in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from benchmarks.pages import Page, read_html
from benchmarks.spam_blocks import Order, make_block
from benchmarks.spam_positions import put_into_page, put_into_text
from cleaners import Document, Edit, Settings, clean
from cleaners.document import Draft
from cleaners.html_runs import read_runs
from cleaners.html_tree import parse_html
from cleaners.pipeline import REPAIR, until_stable
from cleaners.spam import find_spam, find_suspects
from cleaners.text_blocks import read_text

SHOWN = 160
ANY_LANGUAGE = Settings(languages=None)
_NO_SCRIPT = frozenset({"tag noise", "opaque anchors", "hidden orders"})


@dataclass(frozen=True, slots=True)
class Trial:
    """What to put where."""

    page: Page
    order: Order
    position: str
    seed: float
    setting: str

    @property
    def settings(self) -> Settings:
        """Any language, so that the language stage does not do the work of the spam stage."""
        return Settings(languages=None, spam="off" if self.setting == "off" else "strip")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of it: characters, white space aside.

    Attributes:
        size: of spam.
        caught: of spam, cut by the spam stage.
        gone: of spam, not in the body.
        lost: of genuine text, cut by the spam stage.
        boundary: from the ends of what was put in to the ends of what was cut.
        left: what of the spam was not caught, for the eye.
        taken: what of the genuine text was lost.
    """

    name: str
    domain: str
    family: str
    position: str
    script: str
    separator: str
    length: int
    size: int
    caught: int
    gone: int
    lost: int
    boundary: int
    left: str
    taken: str

    @property
    def cell(self) -> tuple[str, str]:
        """Family and position."""
        return self.family, self.position

    @property
    def is_exact(self) -> bool:
        """All but a hundredth is caught and nothing is lost."""
        return self.caught >= 0.99 * self.size and not self.lost

    def told(self) -> dict[str, object]:
        """For the list of failures."""
        return {
            "name": self.name, "cell": self.cell, "script": self.script, "sep": self.separator,
            "length": self.length, "share": round(self.caught / max(1, self.size), 3),
            "left": self.left[:SHOWN], "taken": self.taken[:SHOWN],
        }  # fmt: skip


def try_text(trial: Trial) -> Result | None:
    """A dump with spam in it, repaired and searched; None where the host has no such place."""
    chance = Random(trial.seed)  # noqa: S311
    block = make_block(trial.order, chance)
    host = "\n".join(line.strip() for line in trial.page.truth.split("\n"))
    source = put_into_text(host, block, trial.position, chance)
    if source is None:
        return None
    start = source.index(block.text)
    draft, _ = search_text(source, trial.settings)
    return _compare(trial, source, draft.edits, (start, start + len(block.text)))


def search_text(source: str, settings: Settings = ANY_LANGUAGE) -> tuple[Draft, tuple[Edit, ...]]:
    """A dump, repaired and searched for spam and nothing else; and what looks suspicious in it."""
    draft = until_stable(read_text(source), (REPAIR, (find_spam,)), settings)
    return draft, tuple(find_suspects(draft, settings))


def try_page(trial: Trial) -> Result | None:
    """A page with spam in it. The truth is where its text differs from that of the clean page."""
    chance = Random(trial.seed)  # noqa: S311
    block = make_block(trial.order, chance)
    host = decode_page(trial.page)
    source = put_into_page(host, block, trial.position, chance)
    if source is None:
        return None
    doc = clean(source, kind="html", settings=trial.settings)
    if trial.position == "title":
        return _of_title(trial, doc, block.text)
    span = _difference(text_of_page(host), doc.source_text)
    return _compare(trial, doc.source_text, doc.edits, span) if span[0] < span[1] else None


def decode_page(page: Page) -> str:
    """The source of a page as text."""
    return read_html(page.path).decode("utf-8", "replace")


def text_of_page(source: str) -> str:
    """All text of a page, as offsets refer to it."""
    tree = parse_html(source)
    return "" if tree is None else "\n".join(run.text for run in read_runs(tree))


def _difference(before: str, after: str) -> tuple[int, int]:
    """The span of ``after`` that is new: behind the common start, before the common end."""
    longest = min(len(before), len(after))
    start = next((i for i in range(longest) if before[i] != after[i]), longest)
    rest = longest - start
    same = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    end = len(after) - same
    # What begins like the line behind it could stand a few characters to the left as well.
    left = 0
    while left < start and left < SHOWN and after[start - left - 1] == after[end - left - 1]:
        left += 1
        if after[start - left - 1 : start - left] == "\n":
            return start - left, end - left
    return start, end


def _solid(text: str) -> int:
    """Characters that are not white space."""
    return len("".join(text.split()))


def _compare(trial: Trial, text: str, edits: Sequence[Edit], truth: tuple[int, int]) -> Result:
    start, end = truth
    stages = {"spam", "whitespace"} if trial.order.family == "hidden orders" else {"spam"}
    out = [(e.start, e.end) for e in edits if not e.after]
    cuts = [(e.start, e.end) for e in edits if not e.after and stages & set(e.cleaner.split("+"))]
    cuts += [span for e in edits for span in _found_before(e) if "spam" not in e.cleaner]
    cut_spam = [(e.start, e.end) for e in edits if not e.after and "spam" in e.cleaner]
    hits = [(a, b) for a, b in cuts if a < end and b > start]
    edges = (min(a for a, _ in hits) - start, max(b for _, b in hits) - end) if hits else (0, 0)
    taken = [text[a : min(b, start)] + text[max(a, end) : b] for a, b in cut_spam]
    size, caught = _solid(text[start:end]), _covered(text, cuts, truth)
    order = trial.order
    return Result(
        name=trial.page.name,
        domain=trial.page.domain,
        family=order.family,
        position=trial.position,
        script="none" if order.family in _NO_SCRIPT else order.script,
        separator=repr(order.separator),
        length=order.length,
        size=size,
        caught=caught,
        gone=_covered(text, out, truth),
        lost=sum(map(_solid, taken)),
        boundary=abs(edges[0]) + abs(edges[1]),
        left="" if caught >= size else _left(text, start, end, cuts),
        taken=" … ".join(part for part in taken if part.strip()),
    )


def _found_before(edit: Edit) -> list[tuple[int, int]]:
    """What the spam stage had cut of that which went as something else afterwards."""
    places = str(edit.evidence.get("spam_found", ""))
    return [(int(a), int(b)) for a, b in re.findall(r" (\d+)-(\d+)", places)]


def _covered(text: str, cuts: Sequence[tuple[int, int]], truth: tuple[int, int]) -> int:
    """Characters of the truth that cuts cover."""
    start, end = truth
    return sum(_solid(text[max(a, start) : min(b, end)]) for a, b in cuts if a < end and b > start)


def _of_title(trial: Trial, doc: Document, text: str) -> Result:
    """The title is no text of the page; it is in the metadata or not."""
    title = doc.metadata["title"] or ""
    kept = text.split("\n", maxsplit=1)[0][:20].strip() in title
    result = _compare(trial, text, (), (0, len(text)))
    return result if kept else replace(result, caught=result.size, gone=result.size, left="")


def _left(text: str, start: int, end: int, cuts: list[tuple[int, int]]) -> str:
    """The first piece of spam that is still there."""
    position = start
    for a, b in sorted(cuts):
        if text[position : min(a, end)].strip():
            break
        position = max(position, b)
    return text[max(0, position - 20) : min(end, position + SHOWN)]
