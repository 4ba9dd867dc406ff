"""A few runs killed at random moments; ``benchmarks.kills`` does it a hundred times."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from benchmarks.kills import LossError, check_whole, kill_and_resume, prepare

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

SIZE = 100


@pytest.mark.slow
def test_killed_runs_lose_nothing(tmp_path: Path) -> None:
    """Six runs, each hit another way, and resumed until they go through: the same bytes."""
    random.seed(1)
    prepare(tmp_path, SIZE)
    hits = [fault for fault, code, _ in kill_and_resume(tmp_path, 6) if code is not None]
    assert len(hits) >= 6


def test_what_would_be_noticed() -> None:
    """The check tells half a file, and one that nobody wrote, from those of before and after."""
    before, after = {"a": b"old", "b": b"old"}, {"a": b"new", "c": b"new"}
    check_whole({"a": b"old", "c": b"new"}, before, after)
    check_whole({"a": b"new", "b": b"old"}, before, after)
    for found in ({"a": b"ne"}, {"a": b""}, {"d": b"new"}, {"b": b"new"}):
        with pytest.raises(LossError):
            check_whole(found, before, after)
