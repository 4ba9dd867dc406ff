"""What there is to clean, in the state: files, and the documents in them.

Nothing of it is held in memory, however many documents there are. What is found goes to tables;
what has to be done is a question to them; batches are read from them as workers become free:

- ``files``: those of this run;
- ``surveyed``: the containers among them whose records are known;
- ``records``: all documents, a file that is one included;
- ``todo``: those to be cleaned, in the order of files and of places in them.

The order in which things are found does not matter: ids of files are told apart first, those of
records in their container, in its order; and a file keeps its id whatever a record is called.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from io import BufferedReader
from typing import cast

from flows.containers import Columns, Format
from flows.fingerprints import fingerprint_reading
from flows.reading import identify_file, open_file
from flows.sites import name_site
from flows.sources import File
from flows.state import Store, in_chunks
from flows.survey import Container, Entry, Survey

_STALE = """
not exists (
    select 1 from files f where (f.path, f.id, f.format, f.stamp)
    = (surveyed.path, surveyed.id, surveyed.format, surveyed.stamp)
) or path in (
    select r.file from files f join records r using (id)
    where f.format is null and r.place is not null
)
"""
"""What is known of a container does not hold any more, or has the id of a file."""

MOST_TWINS = 3
"""Records of one name that are told apart by so many ``~``. In a column of ids that are none, all
rows may have the same: those behind are told apart by their places, each with one look.
"""


def keep_files(store: Store, files: Iterable[File]) -> int:
    """Note the files there are, instead of those of the last run; how many there are."""
    with store.changing() as db:
        db.execute("delete from files")
    for chunk in in_chunks(files):
        rows = []
        for file in chunk:
            found = None if file.fault else identify_file(file.path)
            id_ = file.name.replace("#", "%23") if found else file.name
            about = file.size, file.fault, dump_format(found), file.tag
            rows.append((os.fsencode(file.path), id_, *about))
        with store.changing() as db:
            db.executemany("insert into files values (?, ?, ?, ?, ?, ?, null)", rows)
    _tell_apart(store)
    store.note("run", (store.fact("run") or 0) + 1)
    return int(next(store.select("select count(*) from files"))[0])


def _tell_apart(store: Store) -> None:
    """Where an odd byte reads like another's plain ``%XX``, a ``~`` is added to the later one."""
    twice = "select id from files group by id having count(*) > 1 order by id"
    for (id_,) in list(store.select(twice)):
        same = list(store.select("select path from files where id = ? order by path", (id_,)))
        for (path,) in same[1:]:
            other = f"{id_}~"
            while list(store.select("select 1 from files where id = ?", (other,))):
                other += "~"
            with store.changing() as db:
                db.execute("update files set id = ? where path = ?", (other, path))


def stamp_files(store: Store, columns: Columns) -> None:
    """Note which version of each file this is: a hash, or what a bucket says.

    Files here are read for it whole, every run, as nothing else is certain; but not those that are
    documents and were never cleaned: they are read soon enough. In a bucket the tag is believed.
    """
    about = json.dumps([*astuple(columns), fingerprint_reading()])
    known = (
        "select path, format, tag from files f where fault is null and path > ?"
        " and (format is not null or tag is null and"
        " exists (select 1 from outcomes o where o.id = f.id)) order by path limit 1000"
    )
    last = b""
    while chunk := list(store.select(known, (last,))):
        last = chunk[-1][0]
        stamps = []
        for path, found, tag in chunk:
            stamp = tag or _hash(os.fsdecode(path))
            if stamp and found:
                stamp = hashlib.sha256(f"{stamp} {about}".encode()).hexdigest()
            stamps.append((stamp, path))
        with store.changing() as db:
            db.executemany("update files set stamp = ? where path = ?", stamps)
    _stamp_tagged(store)


def _stamp_tagged(store: Store) -> None:
    """Documents in a bucket are what they were when they were cleaned, if their tag is the same.

    If not, what is known of them is no more, in the same transaction that notes the new tag.
    """
    changed = "select f.id from files f left join tags t using (path) where f.tag is not t.tag"
    with store.changing() as db:
        for table in ("outcomes", "outlines"):
            db.execute(
                f"update {table} set sha256 = null where id in ({changed} and f.format is null)"
            )
        db.execute(
            "update files set stamp = (select sha256 from outcomes o where o.id = files.id)"
            " where tag is not null and format is null"
        )
        db.execute("delete from tags")
        db.execute("insert into tags select path, tag from files where tag is not null")


def _hash(path: str) -> str | None:
    """Hash of the bytes of a file; None if they cannot be read: the worker will say why."""
    try:
        with open_file(path) as file:
            return hashlib.file_digest(cast("BufferedReader", file), "sha256").hexdigest()
    except OSError:
        return None


def keep_plain(store: Store) -> None:
    """Renew the documents that are files; forget containers that are gone or not what they were.

    Among these are those of which a record has an id that now is a file's.
    """
    with store.changing() as db:
        db.create_function("site_of", 1, name_site, deterministic=True)
        db.execute(f"delete from surveyed where {_STALE}")
        db.execute(
            "delete from records where place is null or file not in (select path from surveyed)"
        )
        db.execute(
            "insert into records (id, file, size, version, site, fault)"
            " select id, path, size, stamp, site_of(id), fault from files where format is null"
        )


def find_unsurveyed(store: Store, columns: Columns) -> Iterator[Container]:
    """Containers of which it is not known what is in them, by id."""
    rows = store.select(
        "select f.id, f.path, f.format from files f left join surveyed s using (path)"
        " where f.format is not null and s.path is null order by f.id"
    )
    for id_, path, found in rows:
        yield Container(id_, os.fsdecode(path), read_format(found), columns)


def keep_survey(store: Store, survey: Survey) -> None:
    """Note what is in a container, some thousand records at a time."""
    ((path, found, stamp),) = store.select(
        "select path, format, stamp from files where id = ? and format is not null", (survey.id,)
    )
    if survey.fault is not None:  # not noted as surveyed: it is tried again on the next run
        entries: Iterable[Entry] = [Entry("", 0, 0, None, survey.fault, None)]
    else:
        entries = survey.entries()
        with store.changing() as db:
            row = (path, survey.id, found, stamp, json.dumps(survey.aside))
            db.execute("replace into surveyed values (?, ?, ?, ?, ?)", row)
    for chunk in in_chunks(entries):
        with store.changing() as db:
            for entry in chunk:
                _keep_entry(db, path, survey.id, read_format(found), entry)


def _keep_entry(
    db: sqlite3.Connection, path: bytes, container: str, found: Format, entry: Entry
) -> None:
    id_ = f"{container}#{entry.name}" if entry.name else container
    if found.is_archive:
        site = name_site(f"{container}/{entry.name}")
    else:
        site = name_site(container if found.name == "document" else f"{container}/")
    row = (path, entry.place, entry.size, entry.version, site, entry.fault, entry.unsupported)
    add = "insert or ignore into records values (?, ?, ?, ?, ?, ?, ?, ?, null)"
    twins = 0
    while not db.execute(add, (id_, *row)).rowcount:
        twins += 1
        id_ = f"{id_}~{entry.place}" if twins == MOST_TWINS else f"{id_}~"


def formats(store: Store) -> list[Format]:
    """Formats of the containers there are."""
    rows = store.select("select distinct format from files where format is not null order by 1")
    return [read_format(found) for (found,) in rows]


def read_prints(store: Store, ids: Sequence[str], usual: str) -> dict[str, str]:
    """Fingerprints of all that decides the results of some sources, by id."""
    query = (
        "select id, coalesce(print, ?) from records where id in (select value from json_each(?))"
    )
    return dict(store.select(query, (usual, json.dumps(ids))))


def count_aside(store: Store) -> dict[str, int]:
    """Records that are about others and no documents, by what they are."""
    counts: Counter[str] = Counter()
    for (aside,) in store.select("select aside from surveyed"):
        counts.update(json.loads(aside))
    return dict(sorted(counts.items()))


def dump_format(found: Format | None) -> str | None:
    """A format as text."""
    return None if found is None else f"{found.name}{found.ending}"


def read_format(text: str) -> Format:
    """A format from its text."""
    name, dot, ending = text.partition(".")
    return Format(name, dot + ending)
