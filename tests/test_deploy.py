"""The recipe for a cluster: its commands are ones that the programs have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from distributed.cli import dask_scheduler, dask_worker

from flows.cli import main
from flows.published import WORK

DEPLOY = Path(__file__).parent.parent / "deploy"
PROGRAMS: dict[tuple[str, str], click.Command] = {
    ("cleancopy", "run"): main.commands["run"],
    ("dask", "scheduler"): dask_scheduler.main,
    ("dask", "worker"): dask_worker.main,
}


def services() -> dict[str, dict[str, Any]]:
    """What the compose file starts, by name, with what is shared filled in."""
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return dict(found["services"])


@pytest.mark.parametrize("name", ["scheduler", "worker", "run"])
def test_commands_are_understood(name: str) -> None:
    """Each option is known, and no argument is missing; nothing is started."""
    program, command, *arguments = services()[name]["command"]
    with PROGRAMS[program, command].make_context(command, arguments) as context:
        assert context.params


def test_all_see_one_store_and_one_scheduler() -> None:
    """Workers read what the run plans: with the same variables, at the same addresses."""
    found = services()
    stores = [found[name]["environment"]["FSSPEC_S3_ENDPOINT_URL"] for name in ("worker", "run")]
    assert stores[0] == stores[1] == "http://store:9000"
    assert found["worker"]["command"][2] == "tcp://scheduler:8786"
    given = found["run"]["command"]
    assert given[given.index("--scheduler") + 1] == "tcp://scheduler:8786"
    assert found["run"]["environment"][WORK] in found["run"]["volumes"][0]
    store, run = found["store"]["environment"], found["run"]["environment"]
    assert store["MINIO_ROOT_PASSWORD"] == run["FSSPEC_S3_SECRET"]
    assert store["MINIO_ROOT_USER"] == run["FSSPEC_S3_KEY"]


def test_image_is_built_from_files_that_are_there() -> None:
    """Everything copied exists, and the extras are ones we have."""
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").splitlines()
    copied = [line.split()[1] for line in lines if line.startswith("COPY")]
    assert all((DEPLOY.parent / path).exists() for path in copied)
    assert any("/src[s3,dask]" in line for line in lines)
    assert (DEPLOY / services()["run"]["build"]["dockerfile"]).name == "Dockerfile"
