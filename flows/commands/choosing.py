"""Options of the command line as choices of a run: each goes over what the user's file says.

They are taken out of the dictionary of all options as they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows import options
from flows.budget import Budget

if TYPE_CHECKING:
    from cleaners import Settings
    from flows.choices import Choices
    from flows.containers import Columns
    from flows.output import Output
    from flows.user_file import UserFile


def read_choices(raw: str, options_given: dict[str, Any]) -> Choices:
    """All that a run is told on the command line; what is not told is as the user's file says.

    Raises:
        RunError: there is something wrong with that file.
    """
    from flows.choices import Choices
    from flows.user_file import read_user_file

    given = dict(options_given)
    rules: Path | None = given.pop("rules")
    user = read_user_file(raw, rules)
    return Choices(
        rules=rules,
        columns=choose_columns(user, given),
        output=_choose_output(user, given),
        budget=Budget(given.pop("document_seconds"), given.pop("document_memory")),
        settings=choose_settings(user, given),
        **given,
    )


def choose_settings(user: UserFile, given: dict[str, Any]) -> Settings | None:
    """The settings of the file with those given; None where none was given."""
    from cleaners import Settings

    chosen = _take(given, (field.name for field in fields(Settings)))
    try:
        return user.settings(**chosen) if chosen else None
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def choose_columns(user: UserFile, given: dict[str, Any]) -> Columns | None:
    """The columns of the file with those given; None where none was given."""
    from flows.containers import Columns

    chosen = _take(given, (f"{name}_column" for name in options.COLUMNS))
    named = {name.removesuffix("_column"): value for name, value in chosen.items()}
    return Columns(**{**asdict(user.columns), **named}) if named else None


def _choose_output(user: UserFile, given: dict[str, Any]) -> Output | None:
    chosen = _take(given, ("texts", "formats", "duplicates"))
    return user.output(**chosen) if chosen else None


def given_of(choices: Mapping[str, Any]) -> dict[str, Any]:
    """Those options that were given at all."""
    return {name: value for name, value in choices.items() if value not in (None, ())}


def _take(given: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Take options out of the dictionary: those of them that were given."""
    return given_of({name: given.pop(name, None) for name in names})
