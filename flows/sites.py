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
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import PurePosixPath

import numpy as np

from cleaners import Site, Templates, UserRule, find_templates
from cleaners.site import NO_TEMPLATES, rules_for
from cleaners.templates import CLEANER, MIN_DOCUMENTS, Keys, name_pair, rank, read_pair, restrict
from flows.outlines import Outline
from flows.sources import Source
from flows.state import Store
from flows.worker import to_json

_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}")
_MARK = f'"cleaner": "{CLEANER}"'
"""In a line of the ledger that has counts; inside of texts the quotes are escaped."""


def need_outlines(sources: Sequence[Source], rules: Sequence[UserRule]) -> bool:
    """Whether sources have to be read before cleaning: for templates, or for rules for a host."""
    return len(sources) >= MIN_DOCUMENTS or any(rule.site for rule in rules)


def outlined(store: Store) -> dict[str, tuple[str | None, str]]:
    """Hash and fingerprint of the code of every source that has an outline, by id."""
    rows = store.select("select id, sha256, code from outlines")
    return {id_: (sha256, code) for id_, sha256, code in rows}


def keep_outlines(store: Store, outlines: Iterable[Outline], code: str) -> None:
    """Keep outlines, replacing older ones of the same sources."""
    rows = [(o.id, o.sha256, code + o.over, o.host, o.keys) for o in outlines]
    with store.changing() as db:
        db.executemany("replace into outlines values (?, ?, ?, ?, ?)", rows)


def forget_outlines(store: Store, ids: Iterable[str]) -> None:
    """Drop the outlines of sources that are gone."""
    with store.changing() as db:
        db.executemany("delete from outlines where id = ?", [(id_,) for id_ in ids])


def find_sites(
    store: Store, sources: Iterable[Source], rules: Sequence[UserRule]
) -> dict[str, Site]:
    """The site of each source, by id, with what can matter to it; from the outlines kept."""
    rows = store.select("select id, host, keys from outlines order by id")
    outlines = {id_: (host, np.frombuffer(keys, np.uint64)) for id_, host, keys in rows}
    names, groups = {}, defaultdict(list)
    for source in sources:
        host, keys = outlines.get(source.id, ("", np.zeros(0, np.uint64)))
        names[source.id] = name_site(source.id, host)
        groups[names[source.id]].append(keys)
    templates = {name: find_templates(k for k in group if len(k)) for name, group in groups.items()}
    _keep_templates(store, templates)
    rules_of = {name: rules_for(name, rules) for name in groups}
    return {
        id_: Site(name, _restricted(templates[name], outlines.get(id_)), rules_of[name])
        for id_, name in names.items()
    }


def site_in_state(store: Store, sha256: str, rules: Sequence[UserRule]) -> Site | None:
    """The site of the source with this hash, as it was found in the last run."""
    rows = store.select("select id, host, keys from outlines where sha256 = ?", (sha256,))
    for id_, host, keys in rows:
        name = name_site(id_, host)
        found = store.select("select documents, counts from templates where site = ?", (name,))
        templates = NO_TEMPLATES
        for documents, counts in found:
            pairs = {read_pair(pair): count for pair, count in json.loads(counts).items()}
            templates = restrict(
                Templates(documents, pairs), np.frombuffer(keys, np.uint64).tolist()
            )
        return Site(name, templates, rules_for(name, rules))
    return None


def _restricted(templates: Templates, outline: tuple[str, Keys] | None) -> Templates:
    if outline is None or not templates.counts:
        return NO_TEMPLATES
    return restrict(templates, outline[1].tolist())


def name_site(id_: str, host: str) -> str:
    """The name of a source's site: its host, a folder named like one, or its folder."""
    folders = PurePosixPath(id_).parent
    named = (part.lower() for part in reversed(folders.parts) if _HOST.fullmatch(part.lower()))
    return host or next(named, str(folders)).removeprefix("www.")


def print_of(fingerprint: str, site: Site) -> str:
    """The fingerprint of all that decides the result of a source on a site."""
    templates = site.templates
    ranks = sorted((name_pair(pair), rank(templates, pair)) for pair in templates.counts)
    if not ranks and not site.rules:
        return fingerprint
    decides = [fingerprint, site.name, ranks, [asdict(rule) for rule in site.rules]]
    return hashlib.sha256(json.dumps(decides).encode()).hexdigest()


def _keep_templates(store: Store, templates: Mapping[str, Templates]) -> None:
    rows = [
        (site, t.documents, json.dumps({name_pair(pair): n for pair, n in t.counts.items()}))
        for site, t in templates.items()
        if t.counts
    ]
    with store.changing() as db:
        db.execute("delete from templates")
        db.executemany("insert into templates values (?, ?, ?)", rows)


class Counts:
    """How often lines recur by now: another document may have come and changed nothing else."""

    def __init__(self, store: Store) -> None:
        rows = store.select("select site, documents, counts from templates")
        self._sites = {site: (documents, json.loads(counts)) for site, documents, counts in rows}

    def add(self, ledger: str) -> str:
        """The lines of a ledger, with the counts of today in those that have any."""
        if _MARK not in ledger:
            return ledger
        return "\n".join(map(self._add, ledger.split("\n")))  # texts have other line breaks

    def _add(self, line: str) -> str:
        if _MARK not in line:
            return line
        row = json.loads(line)
        evidence = row["evidence"]
        documents, counts = self._sites[evidence["site"]]
        evidence |= {"documents": counts[evidence["pair"]], "of": documents}
        return to_json(row).removesuffix("\n")
