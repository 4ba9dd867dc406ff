"""Which site each source is from, and what recurs there: found over all sources, before cleaning.

A page may name its host. A dump does not: then a folder named like a host tells, as programs that
mirror sites name theirs; or else the folder it lies in is taken for one batch.

Outlines stay in the state, so only sources that changed are read again; what recurs is found anew
from all of them. A source is cleaned again if what recurs *on it* has changed, or a rule of the
user's for its site has. How often it recurs cleans nothing again: the ledger gets these counts when
it is written.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from itertools import chain, groupby, pairwise
from operator import itemgetter
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from cleaners import Site, Templates, UserRule, find_templates
from cleaners.echoes import restrict_echoes
from cleaners.site import NO_TEMPLATES, Pair, rules_for
from cleaners.templates import (
    CLEANER,
    MIN_DOCUMENTS,
    Keys,
    choose_templates,
    count_pairs,
    name_pair,
    rank,
    read_pair,
    restrict,
)
from flows.echoes import MARK as ECHO
from flows.echoes import EchoCounts, name_mark, read_echoes
from flows.outlines import Outline
from flows.state import CHUNK, Store
from flows.worker import to_json

_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}")
_SITE = "coalesce(nullif(o.host, ''), r.site)"
"""Of a record ``r`` with an outline ``o``: its host, if it names one."""
_WITNESSES = "from records r join outlines o using (id) where witness is not null"
LARGEST_SITE = 2**20
"""Lines counted at once: some 100 MB with what counting takes."""
DOCUMENT = 64
"""Lines that take as much memory as a document does by itself: some 500 bytes."""
SITES = 64
"""Sites remembered with what recurs there: sources mostly come site by site."""
SiteOf = Callable[[str, bytes | None, bytes | None], Site]
"""What is to be known of the site of a source: by its name, and the source's lines and marks."""
_MARK = f'"cleaner": "{CLEANER}"'
"""In a line of the ledger that has counts; inside of texts the quotes are escaped."""


def need_outlines(documents: int, rules: Sequence[UserRule]) -> bool:
    """Whether sources have to be read before cleaning: for templates, or for rules for a host."""
    return documents >= MIN_DOCUMENTS or any(rule.site for rule in rules)


def keep_outlines(store: Store, outlines: Iterable[Outline], code: str) -> None:
    """Keep outlines, replacing older ones of the same sources."""
    rows = [(o.id, o.sha256, code + o.over, o.host, o.keys, o.marks, o.witness) for o in outlines]
    with store.changing() as db:
        db.executemany("replace into outlines values (?, ?, ?, ?, ?, ?, ?)", rows)


def forget_outlines(store: Store) -> None:
    """Drop the outlines of sources that are gone."""
    with store.changing() as db:
        db.execute("delete from outlines where id not in (select id from records)")


def keep_templates(store: Store) -> None:
    """Find what recurs on each site, one site after the other, from the outlines kept."""
    with store.changing() as db:
        db.execute("delete from templates")
    rows = store.select(f"select {_SITE}, witness, keys {_WITNESSES} order by 1, 2")
    for site, group in groupby(rows, key=itemgetter(0)):
        templates = _find_templates(store, site, _read_keys(row[1:] for row in group))
        if templates.counts:
            counts = json.dumps({name_pair(pair): n for pair, n in templates.counts.items()})
            with store.changing() as db:
                row = (site, templates.documents, counts)
                db.execute("insert into templates values (?, ?, ?)", row)


def _find_templates(store: Store, site: str, documents: Iterator[Keys]) -> Templates:
    """Those of one site. One that is too large for memory is read twice: first part by part, for
    what is on half of a part, then as a whole, to count that.
    """
    parts = _cut(documents)
    first = next(parts, [])
    if (second := next(parts, None)) is None:
        return find_templates(first)
    pairs: set[Pair] = set()
    for part in chain([first, second], parts):
        pairs.update(count_pairs(part)[1])
    count, found = 0, Counter[Pair]()
    query = f"select witness, keys {_WITNESSES} and {_SITE} = ? order by 1"
    for keys in _read_keys(store.select(query, (site,))):
        count += 1
        lines = keys.tolist()
        found.update(pairs.intersection(pairwise(lines)))
    return choose_templates(count, found)


def _read_keys(rows: Iterable[tuple[Any, ...]]) -> Iterator[Keys]:
    """Lines of documents that differ, from witness and keys, ordered by witness."""
    for _, same in groupby(rows, key=itemgetter(0)):
        yield np.frombuffer(next(same)[1], np.uint64)


def _cut(documents: Iterator[Keys]) -> Iterator[list[Keys]]:
    part: list[Keys] = []
    held = 0
    for keys in documents:
        part.append(keys)
        held += len(keys) + DOCUMENT
        if held > LARGEST_SITE:
            yield part
            part, held = [], 0
    if part:
        yield part


def site_reader(store: Store, rules: Sequence[UserRule]) -> SiteOf:
    """What tells what is known of the site of a source: by its name, its lines and marks."""

    @lru_cache(maxsize=SITES)
    def read(name: str) -> Site:
        found = store.select("select documents, counts from templates where site = ?", (name,))
        templates = next((_read_templates(*row) for row in found), NO_TEMPLATES)
        return Site(name, templates, rules_for(name, rules))

    echoes = read_echoes(store)

    def read_for(name: str, keys: bytes | None, marks: bytes | None) -> Site:
        own = np.frombuffer(marks or b"", np.uint64).tolist()
        site = replace(read(name), echoes=restrict_echoes(echoes, own))
        if keys is None or not site.templates.counts:
            return replace(site, templates=NO_TEMPLATES)
        lines = np.frombuffer(keys, np.uint64).tolist()
        return replace(site, templates=restrict(site.templates, lines))

    return read_for


def _read_templates(documents: int, counts: str) -> Templates:
    pairs = json.loads(counts)
    return Templates(documents, {read_pair(pair): count for pair, count in pairs.items()})


def keep_prints(store: Store, fingerprint: str, rules: Sequence[UserRule]) -> None:
    """Note of each source what decides its result, where that is more than the fingerprint."""
    site_of = site_reader(store, rules)
    with store.changing() as db:
        db.execute("update records set print = null where print is not null")
    special = f"({_SITE} in (select site from templates) or length(o.marks) > 0)"
    special = "true" if rules else special
    query = (
        f"select r.id, {_SITE}, o.keys, o.marks from records r left join outlines o using (id)"
        f" where r.id > ? and {special} order by r.id limit {CHUNK}"
    )
    last = ""
    while page := list(store.select(query, (last,))):
        last = page[-1][0]
        rows = [(print_of(fingerprint, site_of(*known)), id_) for id_, *known in page]
        with store.changing() as db:
            db.executemany("update records set print = ? where id = ?", rows)


def site_in_state(store: Store, sha256: str, rules: Sequence[UserRule]) -> Site | None:
    """The site of the source with this hash, as it was found in the last run."""
    query = (
        f"select {_SITE}, keys, marks from records r join outlines o using (id) where sha256 = ?"
    )
    site_of = site_reader(store, rules)
    return next((site_of(*row) for row in list(store.select(query, (sha256,)))), None)


def name_site(id_: str, host: str = "") -> str:
    """The name of a source's site: its host, a folder named like one, or its folder."""
    folders = PurePosixPath(id_ + "." if id_.endswith("/") else id_).parent
    named = (part.lower() for part in reversed(folders.parts) if _HOST.fullmatch(part.lower()))
    return host or next(named, str(folders)).removeprefix("www.")


def print_of(fingerprint: str, site: Site) -> str:
    """The fingerprint of all that decides the result of a source on a site."""
    templates = site.templates
    ranks = sorted((name_pair(pair), rank(templates, pair)) for pair in templates.counts)
    echoes = [name_mark(mark) for mark in sorted(site.echoes)]
    if not ranks and not site.rules:
        return fingerprint if not echoes else _hash([fingerprint, echoes])
    decides = [fingerprint, site.name, ranks, [asdict(rule) for rule in site.rules]]
    return _hash([*decides, echoes] if echoes else decides)


def _hash(decides: list[Any]) -> str:
    return hashlib.sha256(json.dumps(decides).encode()).hexdigest()


class Counts:
    """How often lines recur by now: another document may have come and changed nothing else."""

    def __init__(self, store: Store) -> None:
        rows = store.select("select site, documents, counts from templates")
        self._echoes = EchoCounts(store)
        self._sites = {site: (documents, json.loads(counts)) for site, documents, counts in rows}

    def add(self, ledger: str) -> str:
        """The lines of a ledger, with the counts of today in those that have any."""
        if _MARK not in ledger and ECHO not in ledger:
            return ledger
        return "\n".join(map(self._add, ledger.split("\n")))  # texts have other line breaks

    def _add(self, line: str) -> str:
        if _MARK not in line:
            return self._echoes.add(line)
        row = json.loads(line)
        evidence = row["evidence"]
        documents, counts = self._sites[evidence["site"]]
        evidence |= {"documents": counts[evidence["pair"]], "of": documents}
        return to_json(row).removesuffix("\n")
