r"""The escapes of strings: what each stands for, and whether it only makes sense as an escape.

``\"no\"`` and ``don\'t`` speak for a string, ``G\"odel``, ``\nabla`` and ``C:\new`` against it; an
escape that stands as a word of its own says nothing.
"""

from __future__ import annotations

import re

from cleaners.escapes.places import NUMBERED, before_escape, is_contraction, is_elision, word_around

TOKEN = re.compile(
    # Each alternative begins with its own letter, and runs are of a fixed step: linear.
    r"""\\(?:
      (?P<double>")
    | (?P<single>')
    | (?P<backslash>\\)
    | (?P<slash>/)
    | (?P<newline>[nr])
    | (?P<tab>t)
    | (?P<unicode>(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}
        |u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|U000[01][0-9a-fA-F]{4})
        (?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}
        |\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|\\U000[01][0-9a-fA-F]{4})*)
    | (?P<byte>x[0-9a-fA-F]{2}(?:\\x[0-9a-fA-F]{2})*|[0-3][0-7]{2}(?:\\[0-3][0-7]{2})*)
    | (?P<other>.?)
    )""",
    re.X | re.S,
)
_PLAIN = {'"': '"', "'": "'", "\\": "\\", "/": "/", "n": "\n", "r": "\r", "t": "\t"}
_TEX = re.compile(
    r"\\(?:nabla|neq?|nu|not|noindent|newline|newcommand|newpage|tan|tau|theta|text[a-z]*|times|to|top"
    r"|rho|right|rangle|ref|rm|u[lp]?|upsilon|underline)(?![A-Za-z])"
)


def decode(token: re.Match[str]) -> str:
    """What an escape, or a run of them, stands for."""
    escape = token[0]
    if token.lastgroup == "unicode":
        return _character(escape)
    if token.lastgroup == "byte":
        return read_bytes(escape)
    return _PLAIN[escape[1]]


def _character(escapes: str) -> str:
    units = re.split(r"\\[uU]", escapes)[1:]
    pairs = "".join(chr(int(unit, 16)) for unit in units)
    return pairs.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def read_bytes(escapes: str) -> str:
    """Bytes written out: as UTF-8 if they are, else each as a character."""
    base = 16 if escapes[1] == "x" else 8
    data = bytes(int(unit.lstrip("x"), base) for unit in escapes.split("\\")[1:])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def read_evidence(token: re.Match[str]) -> int:
    r"""1 for an escape that only makes sense as one; -1 for TeX and paths; 0 for the rest."""
    text, kind = token.string, token.lastgroup
    before, behind = before_escape(text, token.start()), text[token.end() : token.end() + 1]
    if kind in ("double", "single"):
        if before.isalpha() and behind.isalpha():
            return _speaks_in_word(token)
        return 0 if _stands_alone(before, behind) or before in "{[" or behind == ":" else 1
    if kind in ("newline", "tab"):
        return _speaks_of_line(token, before)
    if kind == "unicode":
        return 1 if before not in ("[", "-") and _is_text(_character(token[0])) else 0
    if kind == "byte":
        return 1 if _is_text(read_bytes(token[0])) else 0
    if kind == "backslash":  # ``\\\\n``: the escape of an escape
        deep = before != "\\" and _DEEP.match(text, token.start())
        return 1 if deep and not _in_path(token) else 0
    return 1 if kind == "slash" and before.isalnum() and behind.isalnum() else 0


_DEEP = re.compile(r"\\{2,}(?:n(?![a-z])|u[0-9a-fA-F]{4}|x[0-9a-f]{2}|[\"'/])")


def _speaks_of_line(token: re.Match[str], before: str) -> int:
    r"""Of ``\n``, ``\r`` and ``\t``: of several in a row, the first one speaks for all."""
    text = token.string
    if _TEX.match(text, token.start()) or _in_path(token):
        return -1
    follows = token.start() >= 2 and text[token.start() - 2 : token.start()] in (
        "\\n",
        "\\r",
        "\\t",
    )
    run = _LINES.match(text, token.start())
    behind = text[run.end() : run.end() + 1] if run else ""
    talked_about = _stands_alone(before, behind) or behind.islower()
    return 0 if follows or talked_about or token.lastgroup == "tab" else 1


_LINES = re.compile(r"(?:\\[nrt]){1,16}")


def _in_path(token: re.Match[str]) -> bool:
    word = word_around(token.string, token)
    return bool(_ROOT.search(word) and _PATH.search(NUMBERED.sub("", word)))


_ROOT = re.compile(r"[:%]|\\\\|HKEY_")
"""What no path is without; quicker than all of a path."""

_PATH = re.compile(
    r"(?:^|[\s\"'(=])(?:[A-Za-z]:\\|\\\\(?!n(?:\\|[A-Z]))[\w.$-]|%\w+%\\|HKEY_\w+\\)"
)
"""A path that begins at a root: a full stop before ``\\n`` is none."""


def _speaks_in_word(token: re.Match[str]) -> int:
    r"""Of a quote between letters: ``don\'t`` speaks, ``G\"odel`` speaks against."""
    text = token.string
    if token.lastgroup == "single" and is_contraction(text, token.start(), token.end()):
        return 1
    if token.lastgroup == "single" and is_elision(text, token.start(), token.end()):
        return 0 if text.isascii() else 1  # in TeX, all accents would be written so
    return -1


def _stands_alone(before: str, behind: str) -> bool:
    return before.isspace() and behind.isspace()


def _is_text(characters: str) -> bool:
    return any(c.isprintable() and not c.isascii() for c in characters)
