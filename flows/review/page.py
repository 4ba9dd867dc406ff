"""Data as a page of HTML that holds all it needs and can do nothing else.

Data stand in blocks of JSON, in which no tag can begin, and reach the page as text only. The policy
in its head allows this one style and this one script, by their hashes, and nothing from elsewhere:
should a text get past all that, it could still not run or load anything.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_SCRIPTS = ("elements.js", "marks.js", "overview.js", "documents.js", "reader.js", "main.js")
"""In the order in which they are read, as one."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is on a page.

    Attributes:
        shared: where it stands among the pages, and the overview.
        documents: for each document a line of the list and itself.
    """

    shared: Mapping[str, Any]
    documents: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]


def render(page: Page) -> Iterator[str]:
    """The page, in pieces: each document is a block of its own, read when somebody opens it."""
    lines = []
    yield _head()
    yield _block(page.shared, 'id="shared"')
    for line, document in page.documents:
        lines.append(line)
        yield _block(document, 'class="document"')
    yield _block(lines, 'id="list"')
    yield f"<script>{_script()}</script>\n</body>\n</html>\n"


def _block(value: object, attribute: str) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&":  # inside of texts only: JSON itself has none of them
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f'<script type="application/json" {attribute}>{text}</script>\n'


@cache
def _head() -> str:
    """The page up to its data: policy, style, and the elements that the script fills."""
    policy = (
        f"default-src 'none'; style-src '{_hash(_style())}'; script-src '{_hash(_script())}';"
        " base-uri 'none'; form-action 'none'"
    )
    return _read("page.html").replace("<!-- policy -->", policy).replace("/* style */", _style())


@cache
def _style() -> str:
    return _read("page.css")


@cache
def _script() -> str:
    return "".join(map(_read, _SCRIPTS))


def _hash(text: str) -> str:
    """As a Content-Security-Policy names an inline script or style."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _read(name: str) -> str:
    return (files("flows.review") / name).read_text("utf-8")
