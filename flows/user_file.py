"""The user's own file, ``cleancopy.toml`` beside the sources: settings, output, own rules.

    [settings]
    languages = ["en", "de"]      # or "all"

    [output]
    formats = ["parquet"]         # beside corpus.jsonl; also: texts, duplicates
    [columns]
    text = "body"                 # of tables and JSON lines; also: html, id, url

    [[keep]]
    site = "example.org"          # and hosts below it; or a folder; without it: everywhere
    line = "All rights reserved to the reader."
    why = "part of the poem"

    [[drop]]
    pattern = "Photo: .*"         # a regular expression for the whole line

Whatever is wrong with it stops the run with a message that says where and what was expected: a rule
that is silently not applied would be worse.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from cleaners import Settings, UserRule
from flows.check_tables import Check, check_keys, check_table, read_checks
from flows.containers import Columns
from flows.output import Output
from flows.remote import is_url, read_beside
from flows.sources import RULES_FILE, RunError

_TABLES = ("settings", "columns", "output", "keep", "drop", "check")
_RULE_KEYS = ("name", "site", "line", "pattern", "why")
_ALL = "all"
"""In TOML, which has no word for None: every language."""


class UserFileError(RunError):
    """The user's file cannot be read or means nothing; the message says where and why."""


@dataclass(frozen=True, slots=True)
class UserFile:
    """What the user's file says.

    Attributes:
        choices: settings by name, checked; those that are not named have their defaults.
        rules: those to keep first, then those to drop, each in the order of the file.
        checks: what shall hold of the corpus; they decide nothing in it.
        outputs: what of the corpus is written, likewise by name and checked.
        columns: which columns of tables hold what.
    """

    choices: Mapping[str, Any]
    rules: tuple[UserRule, ...] = ()
    checks: tuple[Check, ...] = ()
    outputs: Mapping[str, Any] = field(default_factory=dict)
    columns: Columns = Columns()  # noqa: RUF009  (frozen)

    def settings(self, **given: Any) -> Settings:
        """The settings of the file, but for those given.

        Raises:
            ValueError: one of those given is none.
        """
        return Settings(**{**self.choices, **given})

    def output(self, **given: Any) -> Output:
        """What of the corpus is written, by the file but for what is given.

        Raises:
            ValueError: one of those given is none.
        """
        return Output(**{**self.outputs, **given})


NO_FILE = UserFile({})


def read_user_file(raw: Path | str, path: Path | None = None) -> UserFile:
    """The file at ``path``; by default the one among the sources, in a bucket too, if there is one.

    Raises:
        UserFileError: it is named and not there, cannot be read, or something in it is wrong.
    """
    try:
        content = _read(raw) if path is None else path.read_bytes()
        if content is None:
            return NO_FILE
        tables = tomllib.loads(content.decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise UserFileError(f"{path or _name(raw)}: {error}") from error
    try:
        check_keys("the file", tables, _TABLES)
        choices = _read_settings(tables.get("settings", {}))
        outputs = _read_output(tables.get("output", {}))
        columns = _read_columns(tables.get("columns", {}))
        rules = (*_read_rules("keep", tables), *_read_rules("drop", tables))
        checks = tuple(read_checks(tables.get("check", [])))
    except ValueError as error:
        raise UserFileError(f"{path or _name(raw)}: {error}") from error
    return UserFile(choices, rules, checks, outputs, columns)


def _read(raw: Path | str) -> bytes | None:
    """What is in the file among the sources; None if there is none."""
    if is_url(raw):
        return read_beside(str(raw), RULES_FILE)
    return _beside(raw).read_bytes() if _beside(raw).exists() else None


def _name(raw: Path | str) -> Path | str:
    """What that file is called in messages."""
    return f"{str(raw).rstrip('/')}/{RULES_FILE}" if is_url(raw) else _beside(raw)


def _beside(raw: Path | str) -> Path:
    """Where the file is: at the top of the folder of the sources, or beside the one that is it."""
    raw = Path(raw)
    return (raw.parent if raw.is_file() else raw) / RULES_FILE


def find_user_file(file: Path) -> Path | None:
    """The one that is nearest above a source, as for a run over one of the folders it is in."""
    folders = file.resolve().parents
    return next((f / RULES_FILE for f in folders if (f / RULES_FILE).is_file()), None)


def _read_settings(table: Any) -> dict[str, Any]:
    check_table("settings: expected a table that begins with [settings]", table)
    check_keys("[settings]", table, tuple(field.name for field in fields(Settings)))
    choices = dict(table)
    if "languages" in choices:
        choices["languages"] = _read_languages(choices["languages"])
    if "min_words" in choices and type(choices["min_words"]) is not int:
        raise ValueError(f"[settings] min_words: expected a number, got {choices['min_words']!r}")
    try:
        Settings(**choices)
    except (TypeError, ValueError) as error:
        raise ValueError(f"[settings] {error}") from error
    return choices


def _read_output(table: Any) -> dict[str, Any]:
    check_table("output: expected a table that begins with [output]", table)
    check_keys("[output]", table, tuple(field.name for field in fields(Output)))
    try:
        Output(**table)
    except (TypeError, ValueError) as error:
        raise ValueError(f"[output] {error}") from error
    return dict(table)


def _read_columns(table: Any) -> Columns:
    check_table("columns: expected a table that begins with [columns]", table)
    check_keys("[columns]", table, tuple(field.name for field in fields(Columns)))
    for key, value in table.items():
        if not isinstance(value, str) or not value:
            raise ValueError(f"[columns] {key}: expected the name of a column, got {value!r}")
    return Columns(**table)


def _read_languages(value: Any) -> tuple[str, ...] | None:
    if value == _ALL:
        return None
    if isinstance(value, list) and all(isinstance(code, str) for code in value):
        return tuple(value)
    raise ValueError(f'[settings] languages: expected ["en"] or "{_ALL}", got {value!r}')


def _read_rules(action: Literal["keep", "drop"], tables: dict[str, Any]) -> Iterator[UserRule]:
    found = tables.get(action, [])
    if not isinstance(found, list):
        raise ValueError(f"{action}: expected tables that begin with [[{action}]], got {found!r}")  # noqa: TRY004
    for number, table in enumerate(found, 1):
        where = f"[[{action}]] number {number}"
        check_table(f"{where}: expected a table", table)
        check_keys(where, table, _RULE_KEYS)
        for key, value in table.items():
            if not isinstance(value, str) or not value.strip():
                raise ValueError(f"{where}: {key}: expected text, got {value!r}")
        if ("line" in table) == ("pattern" in table):
            raise ValueError(f"{where}: expected one of line and pattern")
        pattern = table.get("pattern") or _escape(table["line"])
        name = table.get("name", f"{action} {number}")
        try:
            yield UserRule(name, action, pattern, table.get("site"), table.get("why", ""))
        except ValueError as error:
            raise ValueError(f"{where}: {error}") from error


def _escape(line: str) -> str:
    """A pattern for just this line. Spaces as they are, for the pattern is shown to the user."""
    return re.escape(" ".join(line.split())).replace("\\ ", " ")
