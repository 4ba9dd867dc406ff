"""Prefect's settings for this project. Import before Prefect.

No telemetry; patience with the embedded server's start (its default of 20 s fails on a loaded
machine); no INFO chatter on a terminal that has a progress bar. What the user has set stays.
"""

from __future__ import annotations

import os

DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
}


def set_defaults(**more: str) -> None:
    """Set what is not set yet in this process and those it starts."""
    for name, value in {**DEFAULTS, **more}.items():
        os.environ.setdefault(name, value)


set_defaults()
