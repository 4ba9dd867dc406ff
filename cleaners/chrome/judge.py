"""Which blocks are main text: the model's verdict, and on pages trafilatura's where it helps.

The model says how likely each block is main text. What is kept is then a matter of the whole
page: the set of blocks with the highest expected F-score, counted in words (Lewis 1995, Ye et al.
2012: the best set takes the likeliest blocks first, down to about half of the score that can be
reached). On a clear page the border is near one half; on a page on which nothing is sure, what is
likelier than the rest is kept. ``Settings.focus`` weighs recall against precision in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np
from lxml.html import HtmlElement
from numpy.typing import NDArray

from cleaners.chrome.columns import INDEX
from cleaners.chrome.declared import NOTHING_DECLARED, is_article, read_declared
from cleaners.chrome.evidence import Evidence, measure, put_together
from cleaners.chrome.lexicon import look_up, spread_scores
from cleaners.chrome.line_facts import LineFacts, read_facts
from cleaners.chrome.model import Model
from cleaners.chrome.remainder import find_remainder
from cleaners.chrome.second_look import look_around
from cleaners.chrome.surroundings import find_gaps
from cleaners.chrome.votes import ask_trafilatura
from cleaners.html_runs import Run, Scope
from cleaners.text_runs import GAPS, Layout, describe_layout

Focus = Literal["precision", "balance", "recall"]
BETA: Final = {"precision": 0.5, "balance": 1.0, "recall": 2.0}
"""How much more recall counts than precision: the beta of the F-score."""
ASK_BELOW = 0.95
"""Expected F-score below which trafilatura is asked: above, it changes next to nothing."""
HOPELESS = 0.01
"""A block less likely than that is not even shown to trafilatura. Not more: on pages of a kind that
the model has not seen, 0.05 lost 0.003 of F1, on others nothing."""
TRUST = 0.2
"""Weight of trafilatura's bare verdict on a page that declares itself an article. There it is at
its best, and articles of a kind that it has not seen are where the model is overconfident."""
HIDDEN_LINKS = 0.8
"""Link density from which a hidden block is a menu, or worse, and never kept."""
HEADER_CELLS = 40
"""Cells of a table's head at most that are kept along with its rows."""
UNLIKELY = 0.05
"""A block less likely than that is never kept, however little else there is."""
CAUTION = 1.15
"""How much more recall counts on a dump, which has no markup to tell that a line was text."""
SURELY_CHROME = 0.1
"""Probability of main text of the unlikeliest line from which a dump has no chrome at all."""
BETWEEN = 4
"""Lines between two that are kept which may be kept along with them."""
HARDLY = 0.1
"""Probability below which they are not."""
SENTENCE = 8
"""Words from which a line that ends like a sentence is one."""
BESIDE_SENTENCE, BESIDE_OTHER = 0.1, 0.3
"""Probability from which a sentence, or another line, stays beside one that is kept."""
PARTS: Final = 10_000
"""Probabilities come in such parts of one, so that sums of them are exact."""

Shares = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is main text on a page.

    Attributes:
        kept: shape (blocks,).
        likely: probability of main text, trafilatura's part in it included; shape (blocks,).
        votes: share of each block's words that trafilatura kept; None where it was not asked.
        confidence: expected F-score of the best set of blocks, 0 to 1.
    """

    kept: NDArray[np.bool_]
    likely: Shares
    votes: Shares | None
    confidence: float


def judge(model: Model, tree: HtmlElement, runs: Sequence[Run], focus: Focus) -> Verdict:
    """The verdict on a page with at least one block."""
    title = tree.findtext(".//title") or ""
    declared = read_declared(tree)
    evidence = measure(runs, title, declared)
    rows = np.concatenate([evidence.shape, look_up(runs, model.lexicon)], axis=1)
    rows, likely = _look_twice(model, evidence, rows)
    kept, confidence = choose(likely, evidence, focus)
    if confidence >= ASK_BELOW or model.advised is None:
        return Verdict(_mend(kept, likely, runs), likely, None, confidence)
    rest = find_remainder(tree, runs, likely.tolist(), HOPELESS)
    votes = ask_trafilatura(rest, [run.text for run in runs])
    rows = np.concatenate([rows, look_around(evidence, votes)], axis=1)
    likely = (likely + model.advised.probabilities(rows)) / np.float32(2)
    if is_article(declared):
        likely += np.float32(TRUST) * (votes - likely)
    kept, confidence = choose(likely, evidence, focus)
    return Verdict(_mend(kept, likely, runs), likely, votes, confidence)


def judge_text(
    model: Model, texts: Sequence[str], layouts: Sequence[Layout], focus: Focus
) -> Verdict:
    """The verdict on a dump with at least one block."""
    facts = read_facts(texts, model.lexicon, model.remembered)
    evidence, rows = measure_facts(facts, layouts)
    _, likely = _look_twice(model, evidence, rows)
    kept, confidence = choose(likely, evidence, focus, CAUTION)
    if likely.min() >= SURELY_CHROME:
        kept = np.ones_like(kept)
    kept = _grow(_fill(kept, likely), likely, evidence)
    return Verdict(kept, likely, None, confidence)


def measure_facts(facts: LineFacts, layouts: Sequence[Layout]) -> tuple[Evidence, Shares]:
    """What :func:`measure_text` gives, and behind it the scores, from what is remembered."""
    same_text = Counter(facts.shown)
    facts.own[:, INDEX["same text on the page"]] = [same_text[text] for text in facts.shown]
    templates = facts.own[:, INDEX["tag"]].astype(np.int64)
    stretches = find_gaps([layout.before for layout in layouts], GAPS)
    evidence = put_together(facts.own, templates, stretches, NOTHING_DECLARED)
    gaps = np.array([(line.before, line.after, line.indent) for line in layouts], dtype=np.float32)
    signs = facts.signs.astype(np.float32)
    rows = np.concatenate([evidence.shape, gaps, signs, spread_scores(facts.scores)], axis=1)
    return evidence, rows


def measure_text(
    runs: Sequence[Run], texts: Sequence[str], layouts: Sequence[Layout]
) -> tuple[Evidence, Shares]:
    """The evidence for every block of a dump, and what the first look sees of it."""
    evidence = measure(runs, "", NOTHING_DECLARED)
    layout = np.array(list(describe_layout(texts, layouts)), dtype=np.float32)
    return evidence, np.concatenate([evidence.shape, layout], axis=1)


def _look_twice(model: Model, evidence: Evidence, rows: Shares) -> tuple[Shares, Shares]:
    """What the second look sees, and the probabilities it gives."""
    first = model.first.probabilities(rows)
    rows = np.concatenate([rows, look_around(evidence, first)], axis=1)
    return rows, model.second.probabilities(rows)


def _mend(kept: NDArray[np.bool_], likely: Shares, runs: Sequence[Run]) -> NDArray[np.bool_]:
    """No hidden blocks of links; no table without its head."""
    hidden = [run.scope.hidden and run.link_density >= HIDDEN_LINKS for run in runs]
    kept = kept & ~np.array(hidden, dtype=np.bool_)
    cells = [_table(run) for run in runs]
    for index, run in enumerate(runs):
        if kept[index] or not _is_head(run) or likely[index] < UNLIKELY:
            continue
        rows = range(index + 1, min(index + HEADER_CELLS, len(runs)))
        first = next((i for i in rows if not _is_head(runs[i])), None)
        kept[index] = first is not None and kept[first] and cells[first] is cells[index]
    return kept


def _is_head(run: Run) -> bool:
    return run.scope.path.endswith("/th") and not run.scope.hidden


def _table(run: Run) -> Scope | None:
    """The innermost table around a block."""
    scope: Scope | None = run.scope if "/t" in run.scope.path else None
    while scope is not None and scope.tag != "table":
        scope = scope.parent
    return scope


def _fill(kept: NDArray[np.bool_], likely: Shares) -> NDArray[np.bool_]:
    """Some lines between two that are kept: headings, and what else is not unlikely."""
    filled = kept.copy()
    for before, after in pairwise(np.flatnonzero(kept)):
        between = slice(before + 1, after)
        if 0 < after - before - 1 <= BETWEEN and likely[between].min() >= HARDLY:
            filled[between] = True
    return filled


def _grow(kept: NDArray[np.bool_], likely: Shares, evidence: Evidence) -> NDArray[np.bool_]:
    """What is kept, and the lines beside it, one after the other, that are likely enough there.

    Two thresholds, as edges are followed in pictures (Canny 1986): what touches text needs less.
    """
    ends = evidence.shape[:, INDEX["ends sentence"]] > 0
    needed = np.where(ends & (evidence.words >= SENTENCE), BESIDE_SENTENCE, BESIDE_OTHER)
    enough = likely >= needed
    grown = kept.copy()
    for index in range(1, len(grown)):
        grown[index] |= enough[index] and grown[index - 1]
    for index in range(len(grown) - 2, -1, -1):
        grown[index] |= enough[index] and grown[index + 1]
    return grown


def choose(
    likely: Shares, evidence: Evidence, focus: Focus, caution: float = 1.0
) -> tuple[NDArray[np.bool_], float]:
    """The set of blocks with the highest expected F-score, and that score.

    ``caution`` is how much more recall counts than ``focus`` says.
    """
    beta = (caution * BETA[focus]) ** 2
    parts = np.rint(likely.astype(np.float64) * PARTS).astype(np.int64)
    order = np.argsort(-parts, kind="stable")
    words = evidence.words[order]
    hits = np.cumsum(parts[order] * words)
    taken = np.cumsum(words) * PARTS
    scores = (1.0 + beta) * hits / np.maximum(taken + beta * hits[-1], 1.0)
    best = int(np.argmax(scores))
    kept = np.zeros(len(parts), dtype=np.bool_)
    kept[order[: best + 1]] = True
    kept &= parts >= UNLIKELY * PARTS
    return kept, round(float(scores[best]), 4) if kept.any() else 0.0
