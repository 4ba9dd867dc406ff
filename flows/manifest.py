"""Which files make one corpus: written last, so that whoever reads several can tell a mixture.

Files are replaced one after the other, each whole. While that goes on, ``manifest.json`` is still
the one of before, and what was replaced already is not what it says: the hash tells. It has no date
and nothing else that differs between two runs with the same outcome.

Not in it: the bodies in ``text/``, which may be millions and whose content is that of their rows,
and the review page, which ``cleancopy review`` writes anew when it likes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from flows.files import written_whole

MANIFEST = "manifest.json"
VERSION = 1
"""Of what is in it."""


def write_manifest(clean: Path, names: Iterable[str], scratch: Path) -> str:
    """Name the files of a corpus that is complete on disk; the manifest's own name."""
    files = [_describe(clean, name) for name in sorted(names)]
    with written_whole(clean / MANIFEST, scratch) as file:
        file.write(json.dumps({"version": VERSION, "files": files}, indent=1) + "\n")
    return MANIFEST


def _describe(clean: Path, name: str) -> dict[str, str | int]:
    with (clean / name).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"path": name, "bytes": file.tell(), "sha256": digest}
