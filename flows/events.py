"""What a run tells Prefect's server when it has ended, so that automations can go on from there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import flows.quiet  # noqa: F401  (before Prefect is imported)

# isort: split
from prefect import Flow, State
from prefect.client.schemas.objects import FlowRun
from prefect.events import emit_event

from flows.artifacts import show_failure
from flows.corpus import OUTPUT
from flows.published import read_place
from flows.stages import Plan
from flows.state import Store
from flows.summary import Summary

COMMITTED, FAILED = "cleancopy.corpus.committed", "cleancopy.corpus.failed"
"""Events: a corpus is complete on disk; a run on a corpus did not end well."""
_TOLD = "told"
"""The fact in the state that has the files, and the choice of output, that were told of last."""


def tell_committed(plan: Plan, summary: Summary) -> None:
    """Say that the corpus is there, and whether any of its files was written since last told.

    By the files, not by the documents cleaned: another choice of output changes the corpus too,
    and so does a run that was killed after it had written and before it could tell.
    """
    with Store(plan.clean) as store:
        stamps = {name: list(stamp) for name, stamp in (store.written() or {}).items()}
        written = [stamps, store.fact(OUTPUT)]
        changed = store.fact(_TOLD) != written
        counts = {
            name: getattr(summary, name)
            for name in ("clean", "rejected", "quarantined", "cleaned", "vanished")
        }
        _emit(COMMITTED, plan.place, counts, {"cleancopy.changed": str(changed).lower()})
        store.note(_TOLD, written)


def tell_failed(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """A hook of the flow: say how a run ended that did not end well, and what to do."""
    given = flow_run.parameters.get("clean") or flow.parameters.properties["clean"]["default"]
    clean = read_place(given)
    name, message = state.name or state.type.value.title(), state.message or ""
    show_failure(name, message, clean)
    place = str(clean.resolve()) if isinstance(clean, Path) else clean
    _emit(FAILED, place, {"state": name, "message": message}, {"cleancopy.state": name})


def _emit(event: str, corpus: str, payload: dict[str, Any], labels: dict[str, str]) -> None:
    resource = {
        "prefect.resource.id": f"cleancopy.corpus.{corpus}",
        "prefect.resource.name": corpus.rpartition("/")[2],
        **labels,
    }
    emit_event(event, resource=resource, payload={"corpus": corpus, **payload})
