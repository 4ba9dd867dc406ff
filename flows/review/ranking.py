"""All documents in the order of suspicion, in a table beside the state that is gone with it.

There may be millions, and a page shows a thousand: nothing of the others is held in memory but the
removed share of each, eight bytes, for the medians.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from itertools import islice
from typing import Any

from flows.review.suspicion import Signs, Suspicion, Usual, find_usual, suspect
from flows.state import CHUNK, Store

_TABLES = """
drop table if exists temp.signs;
create temp table signs (
    id text primary key, reason text, site text, kind text, share real, confidence real, weak real,
    flags integer, replaced integer, line integer, score real
) without rowid;
"""
_COLUMNS = "id, reason, site, kind, share, confidence, weak, flags, replaced"


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in the order of suspicion.

    Attributes:
        id: the source's.
        suspicion: how much it is worth a look, and why.
        site: its name.
        first_line: of its changes in the ledger, counted from 1.
        size: characters of its source text.
    """

    id: str
    suspicion: Suspicion
    site: str
    first_line: int
    size: int


def forget_signs(store: Store) -> None:
    """Begin with an empty table."""
    with store.changing() as db:
        db.executescript(_TABLES)


def keep_signs(store: Store, signs: Iterable[tuple[Signs, int]]) -> None:
    """Note the signs of documents, each with its first line in the ledger."""
    with store.changing() as db:
        rows = ((*astuple(sign), line) for sign, line in signs)
        db.executemany(f"insert into temp.signs values ({'?, ' * 10}null)", rows)


def rank(store: Store) -> Usual:
    """Give each document that is noted its score; what is usual on their sites."""
    usual = find_usual(_read_signs(store))
    scores = ((suspect(signs, usual).score, signs.id) for signs in _read_signs(store))
    while chunk := list(islice(scores, CHUNK)):
        with store.changing() as db:
            db.executemany("update temp.signs set score = ? where id = ?", chunk)
    return usual


def read_ranked(store: Store, usual: Usual) -> Iterator[Entry]:
    """Documents, the most suspicious first, then by id."""
    query = (
        f"select {_COLUMNS}, line, coalesce(json_extract(counts, '$.source'), 0) from temp.signs"
        " left join outcomes using (id) order by score desc, id"
    )
    for *values, line, size in store.select(query):
        signs = Signs(*values)
        yield Entry(signs.id, suspect(signs, usual), signs.group, line, size)


def _read_signs(store: Store) -> Iterator[Signs]:
    """All that is noted, some thousand at a time: it may be changed between two of these."""
    query = f"select {_COLUMNS} from temp.signs where id > ? order by id limit {CHUNK}"
    last: Any = ""
    while page := list(store.select(query, (last,))):
        last = page[-1][0]
        yield from (Signs(*row) for row in page)
