"""What a run has to do: sources compared with the state, before anything is cleaned."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from cleaners import Settings, UserRule
from flows import cluster, echoes, inventory, sites, todo
from flows.budget import USUAL, Budget
from flows.containers import Columns
from flows.engine import outline_batches, survey_batches
from flows.fingerprints import fingerprint
from flows.output import PLAIN, Output
from flows.state import Store

LARGEST_SURVEY = 8
"""Containers that one worker looks through before it tells."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Which files a run has; they are in the state.

    Attributes:
        columns: which columns of tables hold what.
        run: the number of this run.
    """

    columns: Columns
    run: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do; which documents that are is in the state.

    Attributes:
        print: fingerprint of all that decides a result, but for what is known of a site.
        run: the number of the run that it is for.
        sources: documents in all.
        work: those to clean: new, changed, or cleaned under another fingerprint.
        vanished: how many have an outcome and are no source any more.
        budget: what one document may use, on this machine.
        output: what is written beside the corpus, and what becomes of copies.
        scheduler: address of the Dask cluster that does it; None for processes on this machine.
        bucket: URL below which the corpus is published; None where it stays in its folder.
    """

    clean: Path
    settings: Settings
    rules: tuple[UserRule, ...]
    columns: Columns
    print: str
    run: int
    sources: int
    work: todo.Amount
    vanished: int
    workers: int
    budget: Budget = USUAL
    output: Output = PLAIN
    scheduler: str | None = None
    bucket: str | None = None

    @property
    def place(self) -> str:
        """Where others find the corpus."""
        return self.bucket or str(self.clean.resolve())

    @property
    def to_clean(self) -> int:
        """Documents to clean."""
        return self.work.documents


def plan_work(
    listing: Listing,
    clean: Path,
    settings: Settings,
    workers: int | None = None,
    rules: Sequence[UserRule] = (),
    *,
    budget: Budget = USUAL,
    output: Output = PLAIN,
    scheduler: str | None = None,
    bucket: str | None = None,
) -> Plan:
    """Compare sources with the state: exactly what changed is cleaned again.

    That may be what recurs on the site of a source: sources that are new are read for it here.

    Raises:
        ValueError: ``workers`` is not a positive number.
        PoolError: worker processes cannot start.
        StateError: the state cannot be read or written.
    """
    if workers is not None and workers < 1:
        raise ValueError(f"workers: expected 1 or more, got {workers}")
    workers = workers or _count_cores()
    print_ = fingerprint(settings)
    with Store(clean) as store:
        inventory.stamp_files(store, listing.columns)
        inventory.keep_plain(store)
        _survey(store, listing.columns, workers, budget, scheduler)
        sources = store.count("from records")
        sites.forget_outlines(store)
        if sites.need_outlines(sources, rules):
            _outline(store, listing.columns, workers, budget, scheduler)
        sites.keep_templates(store)
        echoes.keep_echoes(store)
        sites.keep_prints(store, print_, rules)
        is_old = f"o.fingerprint not in {PRINTS}"
        work = todo.fill(store, "outcomes", is_old, print_, print_, budget.mark)
        vanished = store.count(f"from outcomes where {IS_GONE}")
    return Plan(
        clean=clean,
        settings=settings,
        rules=tuple(rules),
        columns=listing.columns,
        print=print_,
        run=listing.run,
        sources=sources,
        work=work,
        vanished=vanished,
        workers=_share(workers, work.documents),
        budget=budget,
        output=output,
        scheduler=scheduler,
        bucket=bucket,
    )


IS_GONE = "not exists (select 1 from records r where r.id = outcomes.id)"
PRINTS = "(coalesce(r.print, ?), coalesce(r.print, ?) || ?)"
"""What an outcome may be of: of what decides it, alone or with the mark of the budget it was over.

Under another budget what was over is tried again, and only that: what stayed within it came out as
it would under any.
"""


def _survey(
    store: Store, columns: Columns, workers: int, budget: Budget, scheduler: str | None
) -> None:
    """Find out what is in the containers that are new or changed."""
    containers = list(inventory.find_unsurveyed(store, columns))
    most = max(1, min(LARGEST_SURVEY, len(containers) // workers))
    batches = [containers[at : at + most] for at in range(0, len(containers), most)]
    if batches:
        surveys_of = (
            cluster.survey_batches(batches, scheduler)
            if scheduler
            else survey_batches(batches, _share(workers, len(batches)), budget)
        )
        with closing(surveys_of) as results:
            for surveys in results:
                for survey in surveys:
                    inventory.keep_survey(store, survey)


def _outline(
    store: Store, columns: Columns, workers: int, budget: Budget, scheduler: str | None
) -> None:
    """Read sources that are new or changed, for what recurs on their sites."""
    code = fingerprint(Settings())
    work = todo.fill(store, "outlines", "o.code not in (?, ?)", code, code + budget.mark)
    site_of = sites.site_reader(store, ())
    batches = todo.read_batches(store, columns, work.limits(workers), site_of)
    if not work.documents:
        return
    outlines_of = (
        cluster.outline_batches(batches, scheduler)
        if scheduler
        else outline_batches(batches, _share(workers, work.documents), budget)
    )
    with closing(outlines_of) as results:
        for outlines in results:
            sites.keep_outlines(store, outlines, code)


def _share(workers: int, parts: int) -> int:
    """Workers for so many parts of work."""
    return max(1, min(workers, parts))


def _count_cores() -> int:
    """Cores this process may use; where the system does not tell, all there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
