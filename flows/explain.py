"""What is known of the site of a single file, for ``cleancopy explain``."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from cleaners import Site, UserRule, read_outline
from cleaners.site import rules_for
from flows.containers import Columns, Record
from flows.reading import identify_file, list_records, open_file
from flows.remote import is_url
from flows.sites import name_site, site_in_state
from flows.sources import RunError, describe
from flows.state import FOLDER, Store


def read_named(name: str, columns: Columns) -> Record:
    """The content of a file, of standard input where the name is ``-``, or of a record of a file.

    Raises:
        LookupError: it is not there, or cannot be read.
        RunError: it is broken.
    """
    if name == "-":
        return Record("", 0, sys.stdin.buffer.read())
    path, mark, wanted = name, "", ""
    if not is_url(name) and not Path(name).exists():
        path, mark, wanted = name.partition("#")
    try:
        found = identify_file(path)
        if found is None:
            with open_file(path) as file:
                return Record("", 0, file.read())
        records = list_records(path, found, columns)
        record = next((r for r in records if not mark or r.name == wanted), None)
    except OSError as error:
        raise LookupError(f"{path}: {describe(error)}") from error
    if record is None:
        raise LookupError(f"{path} has no record {wanted}.")
    if record.fault is not None:
        raise RunError(f"{name}: {record.fault}")
    return record


def find_site(
    record: Record,
    path: Path,
    beside: Path | None,
    rules: Sequence[UserRule],
    *,
    corpus: Path | None,
    url: str | None,
) -> Site:
    """The site of a file: as its corpus has it, or else from its content and where it lies.

    Args:
        record: its content.
        path: where it lies.
        beside: the user's file, which tells the folder of the sources; None if there is none.
        rules: what is in that.
        corpus: folder of a corpus in which it was cleaned; without one nothing recurs.
        url: its address.

    Raises:
        RunError: there is no such corpus, or the file, as it is now, was not cleaned into it.
    """
    if corpus is not None:
        if not (corpus / FOLDER).is_dir():
            raise RunError(f"{corpus} is no corpus, or its state was removed.")
        with Store(corpus) as store:
            sha256 = record.version if record.name else hashlib.sha256(record.data).hexdigest()
            site = site_in_state(store, sha256, rules)
        if site is None:
            raise RunError(f"{path}, as it is now, was not cleaned into {corpus}.")
        return site
    top = beside.resolve().parent if beside else path.resolve().parent
    inside = path.resolve().is_relative_to(top)
    id_ = path.resolve().relative_to(top).as_posix() if inside else path.as_posix()
    name = name_site(id_, read_outline(record.content, record.kind, url)[0])
    return Site(name, rules=rules_for(name, rules))
