r"""A whole document that is the source of a string: JSON, C, Python, PHP's ``addslashes``.

What it believes: if every quote of a document stands behind a backslash, and every backslash begins
an escape that such strings have, then a program wrote the document as a string and nobody read it
as one. All of its escapes are undone, each once and everywhere, code and paths too: there a doubled
backslash means one. Where it stops: one bare quote, one backslash that no string could hold
(``\d``, ``\subseteq``), too few escapes that only make sense in prose, or too many that make sense
as TeX or as a path: then the document is no string, and :mod:`cleaners.escapes.prose` looks at each
place of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cleaners.document import Block, Draft, Edit
from cleaners.escapes.places import INLINE_CODE, NUMBERED, is_contraction, is_elision, shows_code, word_around

ENOUGH = 2
"""Escapes in prose without which a document is no string."""
BEYOND_DOUBT = 5
"""As many of them count more than lines that look like code."""
OUTWEIGHS = 3
"""So many escapes in prose must stand against each that makes sense as it is written."""

_TOKEN = re.compile(
    # Each alternative begins with its own letter, and runs are of a fixed step: linear.
    r"""\\(?:
      (?P<double>")
    | (?P<single>')
    | (?P<backslash>\\)
    | (?P<slash>/)
    | (?P<newline>[nr])
    | (?P<tab>t)
    | (?P<unicode>(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}
        |U000[01][0-9a-fA-F]{4})(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}
        |\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|\\U000[01][0-9a-fA-F]{4})*)
    | (?P<byte>x[0-9a-fA-F]{2}(?:\\x[0-9a-fA-F]{2})*|[0-3][0-7]{2}(?:\\[0-3][0-7]{2})*)
    | (?P<other>.?)
    )""",
    re.X | re.S,
)
_PLAIN = {'"': '"', "'": "'", "\\": "\\", "/": "/", "n": "\n", "r": "\r", "t": "\t"}
_PREFIX = re.compile(r"[bu]?(?=[\"'])")
_TEX = re.compile(
    r"\\(?:nabla|neq?|nu|not|noindent|newline|newcommand|newpage|tan|tau|theta|text[a-z]*|times|to|top"
    r"|rho|right|rangle|ref|rm|u[lp]?|upsilon|underline)(?![A-Za-z])"
)
_DATA = re.compile(r"\s*[\[{]\s*\\+\"|\s*[\[{]\s*\[")


@dataclass(frozen=True, slots=True)
class Reading:
    """A document read as a string.

    Attributes:
        tokens: its escapes.
        outer: the spans of its own quotes; empty where it is the inside of a string.
        speaking: escapes that only make sense as escapes.
        against: those that make sense as they are written.
    """

    tokens: Sequence[re.Match[str]]
    outer: tuple[tuple[int, int], ...]
    speaking: int
    against: int


def find_string(draft: Draft, blocks: Sequence[Block]) -> list[Edit]:
    """All escapes of a document that is the source of a string; none if it is not one."""
    if "\\" not in draft.text:
        return []
    reading = read_string(draft, blocks)
    if reading is None:
        return []
    evidence = {"string": f"{reading.speaking} escapes in prose, {reading.against} that are not"}
    edits = [_edit(draft, start, end, "", "string", evidence) for start, end in reading.outer]
    for token in reading.tokens:
        after = decode(token)
        rule = "quote" if token.lastgroup in ("double", "single") else str(token.lastgroup)
        found = {"escape": token[0][:LONGEST_SHOWN], **evidence}
        edits.append(_edit(draft, token.start(), token.end(), after, rule, found))
    return edits


LONGEST_SHOWN = 40
"""Characters of a run of escapes that its evidence repeats."""


def _edit(
    draft: Draft, start: int, end: int, after: str, rule: str, evidence: dict[str, str]
) -> Edit:
    return Edit(start, end, draft.text[start:end], after, "escapes", rule, evidence)


def read_string(draft: Draft, blocks: Sequence[Block]) -> Reading | None:
    """The document as a string, if every quote and backslash in it fits one, and enough speaks."""
    tokens: list[re.Match[str]] = []
    for block in blocks:
        for token in _TOKEN.finditer(draft.text, block.start, block.end):
            if token["other"] is not None:
                return None
            tokens.append(token)
    if not tokens or _DATA.match(draft.text, blocks[0].start) or _is_wrapped(draft.text, blocks, tokens):
        return None
    outer = _outer(draft, blocks, tokens)
    if outer is None:
        return None
    marks = [_speaks(token) for token in tokens]
    speaking, against = marks.count(1), marks.count(-1)
    enough = 1 if outer else ENOUGH
    if speaking < enough or speaking < OUTWEIGHS * against:
        return None
    if speaking < BEYOND_DOUBT and _is_code(draft, blocks, tokens):
        return None
    return Reading(tokens, outer, speaking, against)


def _outer(
    draft: Draft, blocks: Sequence[Block], tokens: Sequence[re.Match[str]]
) -> tuple[tuple[int, int], ...] | None:
    """Spans of the string's own quotes, perhaps none; None if a bare quote belies the string."""
    kinds = Counter(token.lastgroup for token in tokens)
    bare_double = sum(draft.text.count('"', b.start, b.end) for b in blocks) - kinds["double"]
    bare_single = sum(draft.text.count("'", b.start, b.end) for b in blocks) - kinds["single"]
    start, last = blocks[0].start, blocks[-1].end - 1
    prefix = _PREFIX.match(draft.text, start)
    opening = prefix.end() if prefix else start
    mark = draft.text[opening]
    ends = mark == draft.text[last] and opening < last and tokens[-1].end() <= last
    spans = ((start, opening + 1), (last, last + 1))
    inner = draft.text[opening + 1] + draft.text[last - 1]
    # ``"'...'"`` without a ``\\"``: the escapes belong to the inner quotes, the outer are a field's.
    nested = opening == start and inner == "''" and len(kinds) > ("backslash" in kinds) + 2 * ("double" in kinds)
    if ends and mark == '"' and bare_double == 2 and not (kinds["single"] or nested):
        return spans
    if ends and mark == "'" and bare_single == 2 and not kinds["double"]:
        return spans
    if bare_double == 0 and not (kinds["single"] and bare_single):
        return ()
    return None


def _is_wrapped(
    text: str, blocks: Sequence[Block], tokens: Sequence[re.Match[str]]
) -> bool:
    """Whether the string's own quotes are escaped in another way, which must be undone before.

    Then they are the only ones that are, and the string's escapes are bare.
    """
    opening = _WRAPPED.match(text, blocks[0].start)
    if not opening or not text.endswith(opening[1], blocks[0].start, blocks[-1].end):
        return False
    only = sum(text.count(opening[1], b.start, b.end) for b in blocks) == 2
    return only and any(token.lastgroup != "backslash" for token in tokens)


_WRAPPED = re.compile(r"[bu]?(&(?:amp;){0,9}(?:quot|apos|#x2[27]|#0?3[49]);|%2[27])")


def _is_code(draft: Draft, blocks: Sequence[Block], tokens: Sequence[re.Match[str]]) -> bool:
    """Whether one of the lines with escapes is code or data, or has code in it."""
    lines = [b for b in blocks if any(b.start <= token.start() < b.end for token in tokens)]
    return any(
        line.role == "code"
        or shows_code(text)
        or INLINE_CODE.search(text)
        for line in lines
        for text in (draft.text_of(line),)
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


def _speaks(token: re.Match[str]) -> int:
    r"""1 for an escape that only makes sense as one; -1 for TeX and paths; 0 for the rest."""
    text, kind = token.string, token.lastgroup
    before, behind = text[token.start() - 1 : token.start()], text[token.end() : token.end() + 1]
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
    follows = token.start() >= 2 and text[token.start() - 2 : token.start()] in ("\\n", "\\r", "\\t")
    run = _LINES.match(text, token.start())
    behind = text[run.end() : run.end() + 1] if run else ""
    talked_about = _stands_alone(before, behind) or behind.islower()
    return 0 if follows or talked_about or token.lastgroup == "tab" else 1


_LINES = re.compile(r"(?:\\[nrt]){1,16}")


def _in_path(token: re.Match[str]) -> bool:
    return bool(_PATH.search(NUMBERED.sub("", word_around(token.string, token))))


_PATH = re.compile(r"(?:^|[\s\"'(=])(?:[A-Za-z]:\\|\\\\[\w.$-]|%\w+%\\|HKEY_\w+\\)")
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


def find_slashes(draft: Draft, blocks: Sequence[Block]) -> list[Edit]:
    r"""``\/`` for every slash of a document: a script escaped nothing else."""
    if "\\/" not in draft.text:
        return []
    found = [m for b in blocks for m in _SLASH.finditer(draft.text, b.start, b.end)]
    if any(m[0] == "/" for m in found) or not any(_BETWEEN.match(draft.text, m.start() - 3) for m in found):
        return []
    if len(found) < BEYOND_DOUBT and _is_code(draft, blocks, found):
        return []
    evidence = {"escape": "\\/", "string": f"no slash of {len(found)} stands without"}
    return [_edit(draft, m.start(), m.end(), "/", "slash", evidence) for m in found]


_SLASH = re.compile(r"(?<!\\)\\/|/")
_BETWEEN = re.compile(
    r".{2}[\w:.]\\/\w|.{2}:\\/\\/|\w\w ?\\/ ?\w|.\w ?\\/ ?\w\w|.{2}\s?\\/\\/ \w|.\w \\/>", re.S
)
"""Three characters, then a slash that only makes sense without its backslash."""
