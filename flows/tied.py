"""Child processes that end when the one that started them does, however that ends.

Without this a killed parent leaves its children running: a Prefect server that holds its port,
a flow run that reports to nobody. Linux only; elsewhere children are stopped on orderly exits.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def tie_to_parent(parent: int, signal_number: int = signal.SIGKILL) -> None:
    """Have this process receive a signal as soon as ``parent``, which started it, has ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal_number)
        if os.getppid() != parent:  # it ended before the line above
            os.kill(os.getpid(), signal_number)


def start_tied(command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
    """Start a command as a child that gets SIGTERM when this process has ended, but no Ctrl-C.

    The tie survives ``exec``, so a small interpreter sets it and then becomes the command.
    """
    wrapper = [sys.executable, "-m", "flows.tied", str(os.getpid())]
    return subprocess.Popen(  # noqa: S603  (our own commands)
        [*wrapper, *command], stdin=subprocess.DEVNULL, start_new_session=True, **options
    )


def stop(process: subprocess.Popen[bytes], patience: float = 5.0) -> None:
    """Ask a child to end; end it if it has not within ``patience`` seconds."""
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    tie_to_parent(int(sys.argv[1]), signal.SIGTERM)
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606  (our own commands)
