"""What a user may choose of a run: one parameter of the flow, and a form in Prefect's pages.

The form shows what the docstrings here say of each choice, so that it is written down once.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

from pydantic import Field, GetJsonSchemaHandler

from cleaners import Settings
from flows.budget import USUAL, Budget
from flows.containers import Columns
from flows.output import Output
from flows.user_file import UserFile

_ATTRIBUTES = re.compile(r"^Attributes:\n(.*?)(?:\n\n|\Z)", re.MULTILINE | re.DOTALL)
_ATTRIBUTE = re.compile(r"^ {4}(\w[\w, ]*): (.*(?:\n {8}.*)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Described:
    """Beside the type of a parameter, a dataclass: its JSON Schema says what its docstring says.

    And so do those of the dataclasses in it.
    """

    by: type

    def __get_pydantic_json_schema__(
        self, core: Any, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The schema that there would be, with a description of each property."""
        schema = handler(core)
        _describe(self.by, schema, handler)
        return schema


def _describe(class_: type, schema: dict[str, Any], handler: GetJsonSchemaHandler) -> None:
    resolved = handler.resolve_ref_schema(schema)
    resolved["description"] = (inspect.getdoc(class_) or "").partition("\n\n")[0]
    properties = resolved["properties"]
    for name, description in read_attributes(class_):
        properties[name]["description"] = description
    for name, hint in get_type_hints(class_).items():
        for inner in (hint, *get_args(hint)):
            if isinstance(inner, type) and is_dataclass(inner):
                choices = properties[name].get("anyOf") or [properties[name]]
                _describe(inner, choices[0], handler)


def read_attributes(class_: type) -> Iterator[tuple[str, str]]:
    """Names and descriptions of the attributes that a docstring lists, in Google's style."""
    found = _ATTRIBUTES.search(inspect.getdoc(class_) or "")
    for names, description in _ATTRIBUTE.findall(found[1] if found else ""):
        for name in names.split(", "):
            yield name, " ".join(description.replace("``", "`").split())


@dataclass(frozen=True, slots=True)
class Choices:
    """How a run is done. What is not chosen is as the file of rules says, or as usual.

    Attributes:
        rules: the user's file of rules; by default ``cleancopy.toml`` in the folder of the sources.
        settings: what to keep; by default as the file of rules says.
        output: what is written beside the corpus, and what becomes of copies; by default as the
            file of rules says.
        columns: which columns of tables hold what; by default as the file of rules says.
        check: hold the corpus against the checks in the file of rules; if one fails, so does the
            run, although the corpus is complete.
        workers: processes; by default one for each core.
        budget: what one document may use before it is stopped and quarantined.
        scheduler: address of a Dask cluster, ``tcp://host:8786``; by default processes here.
    """

    rules: Path | None = None
    settings: Settings | None = None
    output: Output | None = None
    columns: Columns | None = None
    check: bool = False
    workers: Annotated[int, Field(ge=1)] | None = None
    budget: Budget = USUAL
    scheduler: str | None = None

    def over(self, user: UserFile) -> tuple[Settings, Output, Columns]:
        """What was chosen, and for the rest what the user's file says."""
        return (
            self.settings or user.settings(),
            self.output or user.output(),
            self.columns or user.columns,
        )


NONE = Choices()
"""Nothing is chosen."""
