"""The Prefect server of a run or a schedule: the user's, or one of our own that ends with us."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Literal
from urllib.request import ProxyHandler, build_opener

import click

import flows.quiet  # noqa: F401  (before Prefect is imported)

# isort: split
from prefect.client.orchestration import get_client
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_SERVER_ALLOW_EPHEMERAL_MODE,
    PREFECT_SERVER_API_PORT,
    PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS,
    PREFECT_UI_URL,
    temporary_settings,
)

from flows.sources import RunError
from flows.tied import start_tied, stop

HOST = "127.0.0.1"
POLL_SECONDS = 0.1


class NoServer(RunError):  # noqa: N818
    """There is no Prefect server where one should be; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers.

    Attributes:
        api: the address of its API.
        ui: the address of its pages.
        origin: whether PREFECT_API_URL names it, it was found on the default port, or started.
    """

    api: str
    ui: str
    origin: Literal["named", "found", "started"]


@contextmanager
def scheduling_server(port: int | None = None) -> Iterator[Server]:
    """The server that PREFECT_API_URL names, or one on ``port``: running already, or started.

    Inside the block Prefect uses it. One that was started is stopped at the end.

    Raises:
        NoServer: the one that is named does not answer, or none could be started.
    """
    named = PREFECT_API_URL.value()
    if named:
        _check_named(named)
        yield Server(named, _ui(named), "named")
        return
    port = port or PREFECT_SERVER_API_PORT.value()
    api = f"http://{HOST}:{port}/api"
    with temporary_settings({PREFECT_API_URL: api}):
        if answers(api):
            yield Server(api, _ui(api), "found")
            return
        process = _start_scheduling(port, api)
        try:
            yield Server(api, _ui(api), "started")
        finally:
            stop(process)


@contextmanager
def embedded_server() -> Iterator[None]:
    """Without a configured server, one for this process alone, as Prefect itself would start.

    Prefect's own costs 3 s of processor time more (the client imports all of the server first),
    ends at Ctrl-C before the run can report it, so that the run hangs, and outlives a parent
    that is killed. This one stops when the interpreter exits, after the last events and logs.
    """
    if PREFECT_API_URL.value() or not PREFECT_SERVER_ALLOW_EPHEMERAL_MODE.value():
        yield
        return
    port = free_port()
    api = f"http://{HOST}:{port}/api"
    process = _start_embedded(port)
    atexit.register(partial(stop, process))
    _wait_for(api, process)
    with temporary_settings({PREFECT_API_URL: api}):
        yield


def answers(api: str) -> bool:
    """Whether a Prefect server on this machine answers at an address."""
    direct = build_opener(ProxyHandler({}))
    try:
        with direct.open(f"{api}/health", timeout=5) as reply:
            return bool(reply.read(16).strip() == b"true")
    except (OSError, ValueError):
        return False


def free_port() -> int:
    """A port of the loopback interface that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _check_named(api: str) -> None:
    with get_client(sync_client=True) as client:
        error = client.api_healthcheck()
    if error is not None:
        raise NoServer(
            f"PREFECT_API_URL is {api}, but no Prefect server answers there ({error}). "
            "Start it, or unset PREFECT_API_URL to have one started here."
        )


def _ui(api: str) -> str:
    return PREFECT_UI_URL.value() or api.removesuffix("/api")


def _start_scheduling(port: int, api: str) -> subprocess.Popen[bytes]:
    """A full server: scheduler, automations, pages."""
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) == 0:
            raise NoServer(
                f"Port {port} is taken by something that is not a Prefect server: "
                "choose another with --port, or name your server in PREFECT_API_URL."
            )
    click.echo(f"Starting a Prefect server on port {port}.")
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", HOST]
    process = start_tied([*command, "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        _wait_for(api, process)
    except BaseException:
        stop(process)
        raise
    return process


def _start_embedded(port: int) -> subprocess.Popen[bytes]:
    """What Prefect starts for a run without a server: no scheduler, no pages."""
    light = {"PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
    command = [sys.executable, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app"]
    options = ["--host", HOST, "--port", str(port), "--log-level", "error", "--lifespan", "on"]
    # Its own complaints are to be seen, whatever the terminal of a run is spared.
    shown = {n: v for n, v in os.environ.items() if n != "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"}
    return start_tied([*command, *options], env={**shown, **light})


def _wait_for(api: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS.value()
    while not answers(api):
        if process.poll() is not None or time.monotonic() > deadline:
            raise NoServer(f"A Prefect server would not start at {api}; see its output above.")
        time.sleep(POLL_SECONDS)
