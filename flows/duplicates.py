"""Copies in the whole corpus: found anew from all signatures, whatever order they came in.

The best of a group stays: the longest clean text, then the earliest day of publication, then the
first id. Signatures come from the workers and stay in the state, so only new documents are signed;
what is a copy of what is found again whenever an outcome has changed. A copy that is dropped is
still clean in the state: it comes back as soon as its original leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from cleaners import Reason
from cleaners.near_duplicates import VALUES, find_copies
from flows.output import Duplicates
from flows.state import Store
from flows.worker import Outcome

_CHOICE = "duplicates"
"""The fact in the state that tells what the corpus does with copies."""
_BEST_FIRST = "order by length desc, created is null, created, id"
Mark = tuple[str, str | None, float | None, int]
"""Of a document: its id, what it is a copy of, how near it is, and how many copies it has."""


def find_duplicates(store: Store, choice: Duplicates) -> None:
    """Find all copies among the clean documents, and keep that in the state."""
    marks = _find_marks(store) if choice != "off" else []
    with store.changing() as db:
        db.execute("delete from duplicates")
        db.executemany("insert into duplicates values (?, ?, ?, ?)", marks)
    store.note(_CHOICE, choice)


def read_outcomes(store: Store) -> Iterator[Outcome]:
    """All outcomes, in order, as the corpus has them: with copies marked, or rejected."""
    drops = _drops(store)
    marks = cast("Iterator[Mark]", store.select("select * from duplicates order by id"))
    mark = next(marks, None)
    for outcome in store.outcomes():
        if mark is None or mark[0] != outcome.id:
            yield outcome
            continue
        yield _drop(outcome, mark) if drops and mark[1] is not None else _mark(outcome, mark)
        mark = next(marks, None)


def count_documents(store: Store) -> int:
    """How many documents the corpus has."""
    ((count,),) = store.select(f"select count(*) {_in_corpus(store)}")
    return int(count)


def read_clean_ids(store: Store) -> list[str]:
    """Their ids, in order."""
    query = f"select id {_in_corpus(store)} order by id"
    return [id_ for (id_,) in store.select(query)]


def _in_corpus(store: Store) -> str:
    clean = "from outcomes where state = 'clean'"
    copies = "select id from duplicates where original is not null"
    return f"{clean} and id not in ({copies})" if _drops(store) else clean


def _drops(store: Store) -> bool:
    return bool(store.fact(_CHOICE) == "drop")


def _find_marks(store: Store) -> list[Mark]:
    """Copies, and originals that have some. Ids are read for these only: there may be millions."""
    found = find_copies(*_read_signatures(store))
    is_copy = found.original != np.arange(len(found.original))
    copies = np.bincount(found.original[is_copy], minlength=len(is_copy))
    rows = enumerate(store.select(f"select id from signatures {_BEST_FIRST}"))  # noqa: S608
    ids = {number: id_ for number, (id_,) in rows if is_copy[number] or copies[number]}
    return [
        (id_, ids[int(found.original[number])], round(float(found.share[number]), 3), 0)
        if is_copy[number]
        else (id_, None, None, int(copies[number]))
        for number, id_ in ids.items()
    ]


def _read_signatures(store: Store) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    """What texts are compared by, the best first: 136 bytes a document."""
    ((count,),) = store.select("select count(*) from signatures")
    exact, sketches = np.zeros(count, np.uint64), np.zeros((count, VALUES), np.uint8)
    rows = store.select(f"select exact, sketch from signatures {_BEST_FIRST}")  # noqa: S608
    for number, (same, sketch) in enumerate(rows):
        exact[number] = int.from_bytes(same)
        if sketch:
            sketches[number] = np.frombuffer(sketch, np.uint8)
    return exact, sketches


def _mark(outcome: Outcome, mark: Mark) -> Outcome:
    """What is known of copies goes behind all that is known of the document."""
    facts = {**outcome.row["metadata"], **_facts(mark)}
    return replace(outcome, row={**outcome.row, "metadata": facts})


def _facts(mark: Mark) -> dict[str, Any]:
    _, original, share, copies = mark
    if original is None:
        return {"duplicates": copies}
    return {"duplicate_of": original, "similarity": share}


def _drop(outcome: Outcome, mark: Mark) -> Outcome:
    row = {
        "id": outcome.id,
        "source": outcome.row["source"],
        "reason": str(Reason.DUPLICATE),
        "evidence": _facts(mark),
        "metadata": outcome.row["metadata"],
    }
    return replace(outcome, state="rejected", row=row)
