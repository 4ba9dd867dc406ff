"""The review page: what was removed and why, for people, in files that ask no network.

``review.html`` holds the corpus in numbers and its most suspicious documents in full. It is derived
from the state, so that the same corpus has the same page, byte for byte, whatever runs led to it.
A run writes this one page. ``cleancopy review`` writes more: a page for every document beyond, in
``review/``, and what changed since the corpus was another one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flows.corpus import name_texts
from flows.duplicates import read_clean_ids
from flows.files import remove_with_empty_parents, written_whole
from flows.review.content import describe_document, split_counts
from flows.review.history import find_drift, remember
from flows.review.overview import describe_corpus
from flows.review.page import Page, render
from flows.review.ranking import Entry, rank, read_ranked
from flows.review.survey import Survey, survey_corpus
from flows.review.suspicion import Usual
from flows.sites import Counts
from flows.state import FOLDER, Store
from flows.summary import Summary

PAGE = "review.html"
FURTHER = "review"
"""Folder of the pages beyond the first."""
MOST_DOCUMENTS = 1_000
"""On one page: it opens in well under two seconds."""
MOST_CHARACTERS = 24_000_000
"""On one page, of source text, for the same reason."""
MOST_SUSPECTS = 20
"""Named to who asks what to look at first; the page has them all."""
_REVIEWED, _SUSPECTS = "reviewed", "suspects"
LEAST_SUSPICION = 0.05
"""Below it nothing speaks against a document that a person would want to read."""


def is_reviewed(store: Store, clean: Path) -> bool:
    """Whether the page is there, untouched, and of the corpus as it is."""
    return bool(store.fact(_REVIEWED) == _stamp(store, clean))


def write_review(store: Store, clean: Path) -> None:
    """Write the one page that a run leaves, which the corpus alone decides."""
    survey, summary = survey_corpus(store)
    remember(store, survey, summary)
    usual = rank(store)
    pages = _pages(store, survey, summary, {"first": PAGE, "base": ["", "../"]}, usual)
    _write(clean, clean / PAGE, next(pages))
    _note_suspects(store, usual)
    _sweep_further(clean, ())
    store.note(_REVIEWED, _stamp(store, clean))


def write_all_pages(store: Store, clean: Path, out: Path, raw: Path | None) -> int:
    """Write the page with all that is known, and the pages beyond it beside it.

    Args:
        store: the state of the corpus.
        clean: its folder.
        out: where the first page goes.
        raw: folder of the sources, to link to them.

    Returns:
        How many pages there are.
    """
    survey, summary = survey_corpus(store)
    folders = (out.parent, out.parent / FURTHER)
    known = {
        "first": out.name,
        "base": [_address(clean, folder) for folder in folders],
        "raw": None if raw is None else [_address(raw, folder) for folder in folders],
        "drift": find_drift(store, survey, summary),
        "complete": True,
    }
    written = []
    pages = _pages(store, survey, summary, known, rank(store))
    for number, page in enumerate(pages, 1):
        path = out if number == 1 else out.parent / FURTHER / f"{number:04}.html"
        _write(clean, path, page)
        written.append(path)
    if out == clean / PAGE:
        _sweep_further(clean, written)
        store.note(_REVIEWED, _stamp(store, clean))
    return len(written)


def read_suspects(store: Store) -> list[dict[str, Any]]:
    """The documents most worth a look, as the page of the last run had them, worst first."""
    return list(store.fact(_SUSPECTS) or [])


def _note_suspects(store: Store, usual: Usual) -> None:
    rows = [
        {"document": e.id, "suspicion": e.suspicion.score, "why": "; ".join(e.suspicion.why)}
        for e in islice(read_ranked(store, usual), MOST_SUSPECTS)
        if e.suspicion.score >= LEAST_SUSPICION
    ]
    store.note(_SUSPECTS, rows)


def _pages(
    store: Store, survey: Survey, summary: Summary, known: Mapping[str, Any], usual: Usual
) -> Iterator[Page]:
    """The pages one after the other, the most suspicious documents on the first."""
    sizes = [len(entries) for entries in _cut(read_ranked(store, usual))]
    paths = name_texts(read_clean_ids(store)) if store.texts() else {}
    for number, entries in enumerate(_cut(read_ranked(store, usual))):
        shared = {
            "page": number + 1,
            "pages": len(sizes),
            "before": sum(sizes[:number]),
            "sources": summary.sources,
            **known,
        }
        overview = describe_corpus(survey, summary) if number == 0 else None
        yield Page({**shared, "overview": overview}, _describe(store, entries, paths))


def _cut(ranked: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Documents of one page each; at least one page."""
    page: list[Entry] = []
    held = 0
    for entry in ranked:
        if len(page) == MOST_DOCUMENTS or (page and held + entry.size > MOST_CHARACTERS):
            yield page
            page, held = [], 0
        page.append(entry)
        held += entry.size
    yield page


def _describe(
    store: Store, entries: Sequence[Entry], paths: Mapping[str, str]
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """A line of the list and the document itself, one at a time."""
    counts = Counts(store)
    for entry in entries:
        outcome = store.outcome(entry.id)
        if outcome is None:  # taken out by another run meanwhile
            continue
        outcome = replace(outcome, ledger=counts.add(outcome.ledger))
        document = describe_document(outcome, entry.suspicion, entry.first_line)
        document |= {"site": entry.site, "text": paths.get(entry.id)}
        line = {name: document[name] for name in ("id", "state", "reason", "score", "why", "site")}
        line["title"] = document["about"].get("title")
        line["counts"] = split_counts(outcome)
        line["rules"] = sorted({f"{edit[0]}: {edit[1]}" for edit in document["edits"]})
        yield line, document


def _write(clean: Path, path: Path, page: Page) -> None:
    """Write a page whole. What a killed run left unfinished, the next one sweeps."""
    inside = path.is_relative_to(clean)
    scratch = clean / FOLDER / "unfinished" if inside else path.parent / ".unfinished"
    with written_whole(path, scratch) as file:
        file.writelines(render(page))
    if not inside:
        scratch.rmdir()


def _address(folder: Path, seen_from: Path) -> str:
    """A folder's address relative to another one's; with a ``/`` at its end, unless it is empty."""
    path = os.path.relpath(folder.resolve(), seen_from.resolve())
    return "" if path == "." else f"{quote(Path(path).as_posix())}/"


def _sweep_further(clean: Path, written: Sequence[Path]) -> None:
    """Remove pages of an earlier corpus, which had more of them."""
    for path in (clean / FURTHER).glob("[0-9][0-9][0-9][0-9]*.html"):
        if path not in written:
            remove_with_empty_parents(path, clean)


def _stamp(store: Store, clean: Path) -> list[Any]:
    """Sizes and times of the page and of the corpus it was made from, as JSON gives them back."""
    path = clean / PAGE
    page = [path.stat().st_size, path.stat().st_mtime_ns] if path.is_file() else None
    written = {name: list(stamp) for name, stamp in (store.written() or {}).items()}
    return [page, written]
