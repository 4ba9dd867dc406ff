"""JSON Schemas of the rows that a run writes, one file for each kind."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

KINDS = ("corpus", "rejected", "quarantine", "ledger")


def read_schema(kind: str) -> dict[str, Any]:
    """The schema of one kind of rows."""
    text = (files("flows.schemas") / f"{kind}.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
