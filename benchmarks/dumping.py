"""Saved pages as the text dumps that real tools make of them: chrome and all.

    python -m benchmarks.dumping PATH OUT [--only inscriptis,lynx] [--jobs J]

PATH is a split of WCXB (see :mod:`benchmarks.pages`); OUT/<tool>/<page>.txt is written, and
OUT/versions.json with the versions. The tools are those that people scrape with: five Python
libraries (extra ``bench``), the text browsers lynx and w3m, and what a browser shows
(``innerText``; Debian's ``chromium`` and ``chromium-driver``). Page scripts are not run.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.browser import Browser
from benchmarks.pages import Page, load_wcxb, read_html

Dump = Callable[[str], str]
PATIENCE = 60
"""Seconds that one page may take."""


def get_text(html: str) -> str:
    """Every string of the page on a line of its own."""
    from bs4 import BeautifulSoup

    return str(BeautifulSoup(html, "lxml").get_text("\n"))


def html_text(html: str) -> str:
    """The layout guessed from the names of the tags."""
    import html_text

    return str(html_text.extract_text(html))


def html2text(html: str) -> str:
    """Markdown, wrapped at 78 columns, without the targets of links and images."""
    from html2text import HTML2Text

    writer = HTML2Text()
    writer.ignore_links = writer.ignore_images = True
    return str(writer.handle(html))


def inscriptis(html: str) -> str:
    """The layout by a small subset of CSS, tables side by side."""
    from inscriptis import get_text

    return str(get_text(html))


def resiliparse(html: str) -> str:
    """All text, not only the main content."""
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html))


def lynx(html: str) -> str:
    """A text browser, 80 columns, without its list of links."""
    charset = "-assume_charset=utf-8", "-display_charset=utf-8"
    return _run(["lynx", "-dump", "-nolist", "-stdin", "-force_html", *charset], html)


def w3m(html: str) -> str:
    """A text browser, 80 columns, tables side by side."""
    return _run(["w3m", "-dump", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8"], html)


def _run(command: list[str], html: str) -> str:
    done = subprocess.run(
        command, input=html.encode(), capture_output=True, timeout=PATIENCE, check=True
    )
    return done.stdout.decode("utf-8", "replace")


LIBRARIES: Final[Mapping[str, tuple[Dump, str]]] = {
    "get_text": (get_text, "beautifulsoup4"),
    "html-text": (html_text, "html-text"),
    "html2text": (html2text, "html2text"),
    "inscriptis": (inscriptis, "inscriptis"),
    "resiliparse": (resiliparse, "resiliparse"),
}
PROGRAMS: Final[Mapping[str, Dump]] = {"lynx": lynx, "w3m": w3m}
BROWSER: Final = "innerText"
TOOLS: Final = (*LIBRARIES, *PROGRAMS, BROWSER)


def _decode(page: Page) -> str:
    """The page as text; the same for every tool, none has to guess the encoding."""
    from cleaners.decoding import decode

    decoded = decode(read_html(page.path))
    return decoded[0].replace("\x00", "") if decoded else ""


def _dump_page(page: Page, tool: str, out: Path) -> str | None:
    """Write one dump; what went wrong, if anything did."""
    dump = LIBRARIES[tool][0] if tool in LIBRARIES else PROGRAMS[tool]
    try:
        text = dump(_decode(page))
    except Exception as failure:  # noqa: BLE001  whatever it is, it is a page without a dump
        return f"{page.name}: {type(failure).__name__}: {failure}"
    (out / f"{page.name}.txt").write_text(text, "utf-8", errors="replace", newline="")
    return None


def dump_all(pages: list[Page], tool: str, out: Path, jobs: int) -> list[str]:
    """Write the dumps of one tool; what went wrong, by page."""
    out.mkdir(parents=True, exist_ok=True)
    if tool == BROWSER:
        return _browse(pages, out)
    with ProcessPoolExecutor(jobs) as pool:
        results = list(pool.map(partial(_dump_page, tool=tool, out=out), pages, chunksize=8))
    return [failure for failure in results if failure]


def _browse(pages: list[Page], out: Path) -> list[str]:
    failures = []
    with Browser() as browser:
        for page in pages:
            try:
                text = browser.inner_text(_decode(page))
            except OSError as failure:
                failures.append(f"{page.name}: {failure}")
            else:
                (out / f"{page.name}.txt").write_text(text, "utf-8", errors="replace", newline="")
    return failures


def version_of(tool: str) -> str:
    """What is written beside the dumps."""
    if tool in LIBRARIES:
        return version(LIBRARIES[tool][1])
    option = "-version" if tool == "w3m" else "--version"
    program = "chromium" if tool == BROWSER else tool
    done = subprocess.run([program, option], capture_output=True, text=True, check=False)
    return done.stdout.strip().partition("\n")[0]


def main() -> None:
    """Dump every page with every tool asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path, help="folder of the data set")
    parser.add_argument("out", type=Path, help="folder to write")
    parser.add_argument("--only", default=",".join(TOOLS), help="tools, joined by commas")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    tools = given.only.split(",")
    if unknown := sorted(set(tools) - set(TOOLS)):
        parser.error(f"no tool {', '.join(unknown)}: there are {', '.join(TOOLS)}")
    programs = {"chromium" if tool == BROWSER else tool for tool in tools if tool not in LIBRARIES}
    if missing := sorted(name for name in programs if shutil.which(name) is None):
        sys.exit(f"not installed: {', '.join(missing)}; on Debian: apt-get install it")
    versions = given.out / "versions.json"
    known = json.loads(versions.read_text("utf-8")) if versions.exists() else {}
    pages = load_wcxb(given.path)
    for tool in tools:
        failures = dump_all(pages, tool, given.out / tool, given.jobs)
        print(f"{tool}: {len(pages) - len(failures)} of {len(pages)} pages", file=sys.stderr)
        print(*failures, sep="\n", end="\n" if failures else "", file=sys.stderr)
        known[tool] = version_of(tool)
        versions.write_text(json.dumps(known, indent=1, sort_keys=True), "utf-8")


if __name__ == "__main__":
    main()
