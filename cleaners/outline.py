"""What is counted of a source, together with others, before any of them is cleaned."""

from __future__ import annotations

from typing import NamedTuple

from cleaners.decoding import identify_kind
from cleaners.document import Kind
from cleaners.echoes import Marks, pack_marks
from cleaners.html_links import read_links
from cleaners.html_runs import host_of, read_host
from cleaners.html_tree import parse_html
from cleaners.pipeline import decode_source, repair
from cleaners.spam.rows import mark_links, mark_lists
from cleaners.templates import Keys, key_lines
from cleaners.text_blocks import read_text


class Outline(NamedTuple):
    """What is counted of one source, with others, before any is cleaned.

    Attributes:
        host: its site's; empty where neither the address nor the page tells it.
        keys: of its lines, for :func:`cleaners.templates.find_templates`. The lines of a dump are
            those that :func:`clean` sees when it looks for templates: mended, and nothing removed.
            Those of a page do not count.
        marks: of its lists, or of a page's links, for :func:`cleaners.echoes.find_echoes`.
    """

    host: str
    keys: Keys
    marks: Marks


def read_outline(source: bytes | str, kind: Kind | None = None, url: str | None = None) -> Outline:
    """The outline of one source.

    Raises:
        TypeError, ValueError: as :func:`cleaners.clean`.
    """
    decoded = decode_source(source, kind)
    if decoded is None:
        return Outline("", key_lines(()), pack_marks(()))
    text, _ = decoded
    if (kind or identify_kind(text)) == "html":
        tree = parse_html(text)
        host = "" if tree is None else read_host(tree, url)
        links = () if tree is None else read_links(tree, host)
        return Outline(host, key_lines(()), pack_marks(mark_links(links)))
    draft = repair(read_text(text))
    keys = key_lines(draft.text_of(block) for block in draft.blocks)
    return Outline(host_of(url or ""), keys, pack_marks(mark_lists(draft)))
