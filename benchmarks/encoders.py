r"""What programs do to text on its way into a dump, and never undo: escapes, entities, mojibake.

Each encoder is a function of a text; what it makes is what the named program writes, or a close
likeness of it. Compositions apply several, the first one innermost.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Mapping
from html.entities import codepoint2name
from random import Random
from typing import Final
from urllib.parse import quote

Encoder = Callable[[str], str]

_QUOTES = re.compile("[\"'‘’“”]")
_CP1252_HOLES = "\x81\x8d\x8f\x90\x9d"


def json_ascii(text: str) -> str:
    r"""The body of a JSON string, all beyond ASCII as ``\uXXXX``."""
    return json.dumps(text)[1:-1]


def json_unicode(text: str) -> str:
    r"""The body of a JSON string, letters beyond ASCII as they are."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def json_literal(text: str) -> str:
    """A JSON string with its own quotes."""
    return json.dumps(text, ensure_ascii=False)


def json_twice(text: str) -> str:
    """A JSON string inside of a JSON string, without the outer quotes of either."""
    return json_ascii(json_ascii(text))


def php_json(text: str) -> str:
    r"""The body of what PHP's ``json_encode`` writes: slashes are ``\/`` too."""
    return json_ascii(text).replace("/", "\\/")


def slashes(text: str) -> str:
    r"""Nothing but slashes escaped, as in a script that was embedded in a page."""
    return text.replace("/", "\\/")


def csv_field(text: str) -> str:
    """A field of a CSV file: quoted if it must be, and its quotes doubled."""
    file = io.StringIO()
    csv.writer(file, lineterminator="").writerow([text])
    return file.getvalue()


def html_once(text: str) -> str:
    """Python's ``html.escape``: markup and both kinds of quotes."""
    return html.escape(text)


def html_twice(text: str) -> str:
    """The same on top of itself."""
    return html.escape(html.escape(text))


def html_numeric(text: str) -> str:
    """Markup and quotes as names, all beyond ASCII as numbers."""
    return html.escape(text).encode("ascii", "xmlcharrefreplace").decode()


def html_named(text: str) -> str:
    """PHP's ``htmlentities``: everything that has a name in HTML 4 by its name."""
    names = {point: f"&{name};" for point, name in codepoint2name.items()}
    return text.translate(names | {ord("'"): "&#039;"})


def percent_quotes(text: str) -> str:
    """Quotes, straight and typographic, as they stand in an address."""
    return _QUOTES.sub(lambda found: quote(found[0]), text)


def addslashes(text: str) -> str:
    """PHP's ``addslashes``, which "magic quotes" applied to all input."""
    return re.sub(r"([\\\"'])", r"\\\1", text)


def python_repr(text: str) -> str:
    """Python's ``repr``."""
    return repr(text)


def python_ascii(text: str) -> str:
    """Python's ``ascii``."""
    return ascii(text)


def python_bytes(text: str) -> str:
    r"""Python's ``str`` of bytes in UTF-8: ``b'caf\xc3\xa9'``."""
    return repr(text.encode())


def c_string(text: str) -> str:
    """The inside of a C string literal, UTF-8 left as it is."""
    return re.sub(r'([\\"])', r"\\\1", text).replace("\n", "\\n").replace("\t", "\\t")


def sql_backslashes(text: str) -> str:
    """MySQL's ``mysql_real_escape_string``: quotes and line breaks."""
    return addslashes(text).replace("\n", "\\n")


def utf8_as_latin1(text: str) -> str:
    """UTF-8 read as ISO-8859-1."""
    return text.encode().decode("latin-1")


def utf8_as_cp1252(text: str) -> str:
    """UTF-8 read as windows-1252 the way of browsers: bytes it lacks become C1 controls."""
    return "".join(_read_cp1252(byte) for byte in text.encode())


def _read_cp1252(byte: int) -> str:
    return chr(byte) if chr(byte) in _CP1252_HOLES else bytes([byte]).decode("cp1252")


ESCAPES: Final[Mapping[str, Encoder]] = {
    encoder.__name__: encoder
    for encoder in (
        json_ascii, json_unicode, json_literal, json_twice, php_json, slashes, csv_field,
        html_once, html_twice, html_numeric, html_named, percent_quotes, addslashes,
        sql_backslashes, python_repr, python_ascii, python_bytes, c_string,
    )
}  # fmt: skip
MOJIBAKE: Final[Mapping[str, Encoder]] = {
    encoder.__name__: encoder for encoder in (utf8_as_latin1, utf8_as_cp1252)
}


def compose(names: tuple[str, ...], text: str) -> str:
    """A text through several encoders, the first one first."""
    encoders = {**ESCAPES, **MOJIBAKE}
    for name in names:
        text = encoders[name](text)
    return text


def draw_composition(seed: str, depth: int, *, mojibake: bool) -> tuple[str, ...]:
    """So many encoders by chance, and perhaps mojibake below or on top of them."""
    chance = Random(seed)  # noqa: S311
    names = [chance.choice(sorted(ESCAPES)) for _ in range(depth)]
    if mojibake:
        names.insert(chance.choice((0, depth)), chance.choice(sorted(MOJIBAKE)))
    return tuple(names)
