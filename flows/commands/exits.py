"""Exit codes, which scripts may rely on."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command says by its exit code, beside 0. 1 and 2 are click's own."""

    FAILED = 1
    WRONG_USAGE = 2
    QUARANTINED = 3
    CHECKS_FAIL = 4
    INTERRUPTED = 130
    TERMINATED = 143
