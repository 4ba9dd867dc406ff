"""Running on a schedule with one command: find a Prefect server or start one, then serve.

Without a server Prefect's own ``serve`` looks healthy and fires no schedule, and after SIGTERM
in the middle of a run it may not end. Here the first is an error, or a server of our own; and
a signal cancels the run, gives it some seconds, and ends whatever is left.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, NoReturn, cast
from uuid import UUID

import click

import flows.quiet  # noqa: F401  (before Prefect is imported)

# isort: split
from prefect import State, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.states import Crashed
from prefect.types.entrypoint import EntrypointType

from flows.clean import SERVED_BY, clean_corpus
from flows.server import NoServer, Server, scheduling_server

__all__ = ["NoServer", "serve_schedule"]

DEPLOYMENT = "served"
"""Its name by default. Not ``nightly``, which is the one of ``prefect.yaml`` for workers."""
STOP_SECONDS = 12.0
"""For a cancelled run to end and the server to be told, before all of it is killed."""
_KILLED = 1
_ORIGINS = {
    "named": "named by PREFECT_API_URL",
    "found": "found running on this machine",
    "started": "started by this command, which also stops it",
}


def serve_schedule(
    parameters: Mapping[str, Any],
    *,
    cron: str | None,
    every: int | None,
    port: int | None = None,
    name: str = DEPLOYMENT,
) -> None:
    """Serve a deployment of the flow until SIGTERM or Ctrl-C.

    Args:
        parameters: of the flow.
        cron: when to run, in UTC; or
        every: seconds from one run to the next.
        port: of a server on this machine, where PREFECT_API_URL names none.
        name: of the deployment; two corpora on one server need two.

    Raises:
        NoServer: PREFECT_API_URL names a server that does not answer, or none would start.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    os.environ[SERVED_BY] = str(os.getpid())
    with suppress(KeyboardInterrupt), scheduling_server(port) as server:
        interval = timedelta(seconds=every) if every else None
        _announce(server, name, parameters, f"every {every} s" if every else f"at '{cron}' UTC")
        deployment = clean_corpus.to_deployment(
            name,
            cron=cron,
            interval=interval,
            parameters={**parameters},
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        fresh = server.origin == "started"
        asyncio.run(_serve(cast(RunnerDeployment, deployment), fresh=fresh))


async def _serve(deployment: RunnerDeployment, *, fresh: bool) -> None:
    """Run what the server has scheduled, one at a time, until a signal says to stop.

    Each run is a process of its own that imports the flow anew.
    """
    runner = Runner(name="cleancopy", limit=1)
    await _clear(await runner.aadd_deployment(deployment), fresh=fresh)
    polling = asyncio.create_task(runner.start())
    while not (runner.started or polling.done()):
        await asyncio.sleep(0.05)
    stopped = asyncio.create_task(_signalled())
    await asyncio.wait({polling, stopped}, return_when=asyncio.FIRST_COMPLETED)
    if not polling.done():
        click.echo("Stopping.")
        await _stop(runner, polling)
    await polling


async def _clear(deployment: UUID, *, fresh: bool) -> None:
    """Settle what an earlier ``serve`` left on the server.

    Runs that were scheduled and not started would start now, all of them, with the parameters
    of then. Runs that a ``fresh`` server takes for running were killed together with the last.
    """
    states = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING] if fresh else []
    async with get_client() as client:
        runs = await client.read_flow_runs(
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment])),
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(
                    type=FlowRunFilterStateType(any_=[StateType.SCHEDULED, *states])
                )
            ),
        )
        for run in runs:
            if run.state_type != StateType.SCHEDULED:
                state: State[Any] = Crashed(message="cleancopy serve was killed, and this run too")
                await client.set_flow_run_state(run.id, state, force=True)
            elif run.auto_scheduled:
                await client.delete_flow_run(run.id)


async def _signalled() -> None:
    """Return at SIGTERM or SIGINT. Replaces the runner's own handler, which can hang."""
    signals = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, signals.set)
    await signals.wait()


async def _stop(runner: Runner, polling: asyncio.Task[None]) -> None:
    """Cancel the run in progress and tell the server; whatever hangs is ended in the end.

    If this process has to end itself, its children are killed with it: see ``flows.tied``.
    """
    last_resort = threading.Timer(STOP_SECONDS, os._exit, [_KILLED])
    last_resort.daemon = True
    last_resort.start()
    await runner.astop()
    await polling


def _announce(server: Server, name: str, parameters: Mapping[str, Any], when: str) -> None:
    click.echo(f"Prefect server: {server.api}, {_ORIGINS[server.origin]}")
    click.echo(f"Pages: {server.ui}")
    click.echo(f"Cleaning {parameters['raw']} into {parameters['clean']} {when}.")
    click.echo(f"Run now: prefect deployment run '{clean_corpus.name}/{name}'")
    click.echo("Stop: Ctrl-C or SIGTERM.")


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
