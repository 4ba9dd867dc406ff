"""Running on a schedule with one command: find a Prefect server or start one, then serve.

Without a server Prefect's own ``serve`` looks healthy and fires no schedule; here that is an
error, or a server of our own.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import flows.quiet  # noqa: F401  (before Prefect is imported)

PORT = 4200
START_SECONDS = 120


class NoServer(Exception):
    """There is no server to schedule runs, and none could be started."""


def serve_schedule(parameters: dict[str, Any], *, cron: str | None, every: int | None) -> None:
    """Serve the deployment ``clean-corpus/nightly`` until the process is stopped.

    Raises:
        NoServer: PREFECT_API_URL names a server that does not answer, or none would start.
    """
    with _server() as url:
        os.environ["PREFECT_API_URL"] = url
        from flows.clean import clean_corpus

        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        clean_corpus.serve(
            name="nightly",
            cron=cron,
            interval=every,
            parameters={k: str(v) if hasattr(v, "__fspath__") else v for k, v in parameters.items()},
            limit=1,
        )


@contextmanager
def _server() -> Iterator[str]:
    """The address of a server that answers; one of our own is stopped at the end."""
    given = os.environ.get("PREFECT_API_URL")
    if given:
        if not _answers(given):
            raise NoServer(f"PREFECT_API_URL is {given}, but no Prefect server answers there.")
        yield given
        return
    url = f"http://127.0.0.1:{PORT}/api"
    if _answers(url):
        yield url
        return
    process = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--port", str(PORT)],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(url, process)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise NoServer(f"A Prefect server would not start on port {PORT}; see its output above.")
        time.sleep(0.5)


def _answers(url: str) -> bool:
    try:
        with urlopen(f"{url}/health", timeout=5) as reply:  # noqa: S310  (http, from the user)
            return bool(reply.status == 200)
    except (URLError, OSError, ValueError):
        return False
