"""Whether a database can be used: it may be damaged, or of another version of this program."""

from __future__ import annotations

import sqlite3


def find_fault(db: sqlite3.Connection, check: bool, version: int) -> str | None:  # noqa: FBT001
    """Why a database cannot be used: damage, another version; None if it can, or is new."""
    try:
        found = db.execute("pragma user_version").fetchone()[0]
        tables = db.execute("select count(*) from sqlite_master").fetchone()[0]
        if tables and found != version:
            return f"of version {found}, not {version}"
        verdict = db.execute("pragma quick_check(1)").fetchone()[0] if check else "ok"
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return "damaged"
        raise
    return None if verdict == "ok" else "damaged"


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether an error says that a file is no database, or not any more."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
