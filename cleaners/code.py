"""Telling code, paths, TeX and data from prose: where nothing may be repaired."""

from __future__ import annotations

import re

# One alternative a kind; each is a literal or a class with one bounded repeat, so that a
# search over a line is linear in its length.
_CODE = re.compile(
    r"""
      ^\s{0,12}[\[{]\s{0,4}["'\\{\[]            # JSON, Python or JavaScript literal
    | "[\w.$-]{1,60}"\s?:\s?(?:["'{\[\d\\-]|true|false|null)        # "key": value
    | \\"[\w.$-]{1,60}\\"\s?:\s?(?:[\\{\[\d-]|true|false|null)      # the same, escaped
    | =\\?["'][^"'\\\n]{0,80}\\?["']\s?[/>]     # attribute of a tag
    | \b(?:printf?|echo|println|console\.log|grep|sed|awk|curl)\s?[(\-'"\\]
    | \bre\.(?:compile|match|sub|search|split)\(
    | (?:^|\s)(?:def|class|import|function|var|let|const|return|public|static|void|SELECT)
      \s+\w{1,40}\s?[(=;:{.<*]
    | \#include\s
    | ^\w{1,30}\s=\s[\w."'\[({]                 # assignment
    | \w\((?:r|b|f)?["'\\]                      # call with a string
    | \)\s?(?:[!=]=|&&|\|\|)\s | \s&&\s | '\\[0-9a-z]'  # conditions, character literals
    | (?<![\x80-\uffff])\\(?:0|x[0-9a-fA-F]{2})   # escapes that only programs write
    | (?<![;&\w]);\s*$ | [\w)\]"'];\s*$ | \{\s*$ | ^\s*\}           # ends of statements, blocks
    | \(\?[:=!<P] | \[\^ | \]\+ | \]\* | \\[dwsbWSD][+*\])(?{|]     # regular expression
    | \\(?:begin|end|frac|sqrt|text|math|left|right|cite|ref|label|sum|int|documentclass
      |usepackage|alpha|beta|theta|times|nabla|newcommand)\b
    | \$[^$\n]{1,120}\\[A-Za-z]{2,20}[^$\n]{0,120}\$                # TeX formula
    | ^\s{0,4}(?:\$|>>>|C:\\[^>]{0,60}>|PS\ [A-Z]:)\s               # prompts
    """,
    re.X,
)
LONGEST_CODE_LINE = 2_000
"""Longer lines are prose, or minified data that no reader wants repaired or not."""


def looks_like_code(text: str) -> bool:
    """Whether a line is code, data, a command, a regular expression or TeX rather than prose."""
    return bool(_CODE.search(_ENTITY.sub(" ", text[:LONGEST_CODE_LINE])))


_ENTITY = re.compile(r"&(?:amp;){0,9}#?\w{1,31};")
_PATH = re.compile(r"(?:^|[\s\"'(=])(?:[A-Za-z]:\\|\\\\[\w.$-]|%\w+%\\|~?\.{1,2}\\|HKEY_\w+\\)")


def has_path(text: str) -> bool:
    """Whether a Windows, UNC or registry path stands in a text."""
    return bool(_PATH.search(text))


def looks_like_path(token: str) -> bool:
    """Whether a token (text without white space) is a Windows, UNC or registry path."""
    return has_path(token) or len(re.findall(r"\\[A-Za-z]\w", token)) >= 3
