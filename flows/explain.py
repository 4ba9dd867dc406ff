"""What is known of the site of a single file, for ``cleancopy explain``."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from cleaners import Site, UserRule, read_outline
from cleaners.site import rules_for
from flows.sites import name_site, site_in_state
from flows.sources import RunError
from flows.state import find_store


def find_site(
    data: bytes,
    path: Path,
    beside: Path | None,
    rules: Sequence[UserRule],
    *,
    corpus: Path | None,
    url: str | None,
) -> Site:
    """The site of a file: as its corpus has it, or else from its content and where it lies.

    Args:
        data: its bytes.
        path: where it lies.
        beside: the user's file, which tells the folder of the sources; None if there is none.
        rules: what is in that.
        corpus: folder of a corpus in which it was cleaned; without one nothing recurs.
        url: its address.

    Raises:
        RunError: there is no such corpus, or the file, as it is now, was not cleaned into it.
    """
    if corpus is not None:
        with find_store(corpus) as store:
            site = site_in_state(store, hashlib.sha256(data).hexdigest(), rules)
        if site is None:
            raise RunError(f"{path}, as it is now, was not cleaned into {corpus}.")
        return site
    top = beside.resolve().parent if beside else path.resolve().parent
    inside = path.resolve().is_relative_to(top)
    id_ = path.resolve().relative_to(top).as_posix() if inside else path.as_posix()
    name = name_site(id_, read_outline(data, url=url)[0])
    return Site(name, rules=rules_for(name, rules))
