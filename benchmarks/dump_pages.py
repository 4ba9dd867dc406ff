"""The text dumps that :mod:`benchmarks.dumping` wrote, as they are and damaged."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from benchmarks.damage import damage
from benchmarks.pages import Page


@dataclass(frozen=True, slots=True)
class Dump:
    """One dump of one page.

    Attributes:
        page: the page; its ``path`` is the dump, its name says which one it is.
        tool: what dumped it.
        damage: what was done to it afterwards; empty if nothing was.
        undamaged: the file as the tool wrote it.
    """

    page: Page
    tool: str
    damage: str
    undamaged: Path

    @property
    def variant(self) -> str:
        """Which row of the tables it belongs to."""
        return self.damage or self.tool

    @property
    def text(self) -> str:
        """What the tool wrote."""
        return self.undamaged.read_text("utf-8")


def find_tools(folder: Path) -> list[str]:
    """The tools that there are dumps of."""
    tools = sorted(path.name for path in folder.iterdir() if path.is_dir())
    if not tools:
        sys.exit(f"{folder} has no folders of dumps: `python -m benchmarks.dumping` writes them")
    return tools


def find_dumps(pages: Sequence[Page], folder: Path, tools: Sequence[str]) -> list[Dump]:
    """The dumps of these pages, tool by tool; a tool may have failed on some pages."""
    return [
        Dump(replace(page, name=f"{tool}/{page.name}", path=path), tool, "", path)
        for tool in tools
        for page in pages
        if (path := folder / tool / f"{page.name}.txt").is_file()
    ]


def damage_dumps(dumps: Sequence[Dump], kinds: Sequence[str], out: Path) -> Iterator[Dump]:
    """Write damaged dumps below ``out``: for every page and kind, the dump of one tool drawn."""
    by_page: dict[str, list[Dump]] = {}
    for dump in dumps:
        by_page.setdefault(dump.undamaged.stem, []).append(dump)
    for kind in kinds:
        (out / kind).mkdir(parents=True)
        for name, choices in by_page.items():
            chosen = Random(f"{kind} {name}").choice(choices)  # noqa: S311
            path = out / kind / f"{name}.txt"
            path.write_text(damage(kind, chosen.text, name), "utf-8", newline="")
            page = replace(chosen.page, name=f"{kind}/{name}", path=path)
            yield replace(chosen, page=page, damage=kind)
