"""A page's blocks are its runs of inline text between block-level boundaries.

The source text is the blocks joined by newlines. Every block carries what the DOM says about it
and whether the model takes it for main text; it is removed elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import repeat

from cleaners.chrome.judge import Verdict, judge
from cleaners.chrome.model import Model
from cleaners.chrome.pages import CAPTION, COMMENT, role_of
from cleaners.document import Block, Draft, Markup, Page, Settings
from cleaners.html_links import read_links
from cleaners.html_marks import find_marks
from cleaners.html_runs import Run, read_host, read_runs
from cleaners.html_tree import parse_html
from cleaners.html_veils import read_veils
from cleaners.page_metadata import read_page
from cleaners.stopwords import words_of

TELLING = -60
"""Log-odds, in hundredths, of main text from which a class word speaks clearly against it."""
SHORTEST = 4
"""Words of a comment or a caption that is kept where the user wants them."""
LINKED = 0.3
"""Link density up to which it is text."""


def read_html(text: str, url: str | None, model: Model, settings: Settings) -> Draft:
    """A page as a draft. A page without a single run of text has no blocks."""
    tree = parse_html(text)
    if tree is None:
        return Draft(source_text="", text="", blocks=(), page=Page())
    runs = read_runs(tree, url)
    marks = find_marks(tree)
    # Veils and links are read before the tree is changed by those who judge it.
    veils = read_veils(text, tree, marks.concealing, url)
    links = read_links(tree, read_host(tree, url))
    verdict = judge(model, tree, runs, settings.focus) if runs else None
    source_text = "\n".join(run.text for run in runs)
    return Draft(
        source_text=source_text,
        text=source_text,
        blocks=tuple(_as_blocks(runs, verdict, model, settings)) if verdict else (),
        page=replace(read_page(tree, marks.telling, url), veils=veils, links=links),
        confidence=verdict.confidence if verdict else None,
    )


def _as_blocks(
    runs: Sequence[Run], verdict: Verdict, model: Model, settings: Settings
) -> Iterator[Block]:
    start = 0
    is_asked = settings.comments != "auto" or settings.captions != "auto"
    usual = _usual_words(runs, verdict) if is_asked else frozenset()
    telling = {words: _telling(words, model) for words in {run.scope.words for run in runs}}
    kept, chances = verdict.kept.tolist(), verdict.likely.tolist()
    votes = repeat(None) if verdict.votes is None else verdict.votes.tolist()
    for run, main, likely, vote in zip(runs, kept, chances, votes, strict=False):
        scope = run.scope
        markup = Markup(
            path=scope.path,
            words=scope.words,
            link_density=run.link_density,
            external_links=run.external,
            hidden=scope.hidden,
            code=run.code,
            extracted=vote,
            main=main,
            likely=round(likely, 4),
            telling=telling[scope.words],
        )
        if is_asked:
            markup = _as_asked(markup, run.text, usual, settings)
        role = "code" if scope.preformatted else "body"
        yield Block(start, start + len(run.text), role=role, markup=markup)
        start += len(run.text) + 1


def _telling(words: frozenset[str], model: Model) -> str | None:
    """The class word that speaks most against main text, if it speaks clearly."""
    odds = model.lexicon["c"].get
    lowest = min(map(odds, words, repeat(0)), default=0)
    return min(word for word in words if odds(word, 0) == lowest) if lowest <= TELLING else None


def _usual_words(runs: Sequence[Run], verdict: Verdict) -> frozenset[str]:
    """Class words around most of what is kept: they name the page, not a part of it."""
    counts: Counter[str] = Counter()
    for run, kept in zip(runs, verdict.kept, strict=True):
        if kept:
            counts.update(dict.fromkeys(run.scope.words, len(run.text)))
    half = sum(len(run.text) for run, kept in zip(runs, verdict.kept, strict=True) if kept) / 2
    return frozenset(word for word, size in counts.items() if size > half)


def _as_asked(mark: Markup, text: str, usual: frozenset[str], settings: Settings) -> Markup:
    """The verdict, unless the user decided on comments or captions."""
    role = role_of(replace(mark, words=mark.words - usual))
    choice = {COMMENT: settings.comments, CAPTION: settings.captions}.get(role, "auto")
    if choice == "drop":
        return replace(mark, main=False, unwanted=mark.main)
    is_text = mark.link_density <= LINKED and len(words_of(text)) >= SHORTEST and not mark.hidden
    return replace(mark, main=mark.main or (choice == "keep" and is_text))
