"""What of a corpus is written, beside what always is: the user's choice."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Literal

from flows.sources import RunError

MOST_TEXTS = 10_000
"""Documents up to which ``auto`` writes a text file for each: a folder of more is slow to list,
to copy and to delete, and nobody reads it file by file."""

Duplicates = Literal["mark", "drop", "off"]
Format = Literal["parquet", "jsonl.zst", "dolma"]
OUTPUT_CHOICES: dict[str, tuple[str, ...]] = {
    "texts": ("auto", "on", "off"),
    "formats": ("parquet", "jsonl.zst", "dolma"),
    "duplicates": ("mark", "drop", "off"),
}
_NEEDS = {"parquet": "pyarrow", "jsonl.zst": "zstandard"}


class MissingLibraryError(RunError):
    """A format was asked for whose library is not installed."""


@dataclass(frozen=True, slots=True)
class Output:
    """What a user may choose of the output. It cleans nothing again: files are written anew.

    Attributes:
        texts: a file for each document below ``text/``; ``auto``: unless there are very many.
        formats: in which the corpus is written beside ``corpus.jsonl``.
        duplicates: ``mark`` copies in their metadata, ``drop`` them from the corpus, which rejects
            them with the reason ``duplicate``, or do not look (``off``).
    """

    texts: Literal["auto", "on", "off"] = "auto"
    formats: tuple[Format, ...] = ()
    duplicates: Duplicates = "mark"

    def __post_init__(self) -> None:
        for name, choices in OUTPUT_CHOICES.items():
            value = getattr(self, name)
            several = name == "formats" and isinstance(value, list | tuple)
            wrong = [one for one in (value if several else [value]) if one not in choices]
            if wrong or several != (name == "formats"):
                expected = ", ".join(map(repr, choices))
                raise ValueError(f"{name}: expected {expected}, got {(wrong or [value])[0]!r}")
        object.__setattr__(self, "formats", tuple(sorted(set(self.formats))))

    def writes_texts(self, documents: int) -> bool:
        """Whether each document of a corpus of so many gets a file of its own."""
        return self.texts == "on" or (self.texts == "auto" and documents <= MOST_TEXTS)

    def check(self) -> None:
        """Raise MissingLibraryError, before hours of cleaning, if a format cannot be written."""
        for name in self.formats:
            library = _NEEDS.get(name)
            if library is not None and find_spec(library) is None:
                raise MissingLibraryError(
                    f"the format {name} needs {library}, which is not installed:"
                    " pip install 'cleancopy[parquet]'"
                )

    def to_json(self) -> str:
        """All of it, to be compared with what an earlier run wrote."""
        return json.dumps(asdict(self))


PLAIN = Output()
