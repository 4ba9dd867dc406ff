"""The one place that changes text, and that can take every change back.

Cleaners find edits in the *current* text of a draft. :func:`apply` makes the next draft and
re-expresses every edit so far over the one unchanging source text: where a new edit touches
the result of an older one, the two become one edit. So at any moment, and at the end::

    replay(source_text, edits) == text          revert(text, edits) == source_text
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from cleaners.document import Block, Draft, Edit, Evidence, Removed

LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\u2028\u2029]")
"""Ends a line of a dump. Not U+0085: in scraped text it is a mis-decoded ellipsis."""

BLANK = (
    " \t\n\r\v\f\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""White space that may stand around a block without belonging to it."""


LAST_OF_CP1252 = "\u2122"
"""The trade mark sign. Beyond it are no characters that UTF-8 read as windows-1252 turns into."""


class LedgerError(ValueError):
    """An edit that does not fit the text it was found in: a fault of the cleaner."""


def replay(source_text: str, edits: Iterable[Edit]) -> str:
    """Apply edits in order; offsets and ``before`` refer to ``source_text``.

    Raises:
        LedgerError: the edits overlap, are out of order, or do not match the text.
    """
    pieces: list[str] = []
    position = 0
    for edit in edits:
        if edit.start < position or source_text[edit.start : edit.end] != edit.before:
            raise LedgerError(f"edit does not fit the text at {edit.start}: {edit!r}")
        pieces += source_text[position : edit.start], edit.after
        position = edit.end
    pieces.append(source_text[position:])
    return "".join(pieces)


def revert(text: str, edits: Iterable[Edit]) -> str:
    """Take back what :func:`replay` did: the source text, from the result and the edits.

    Raises:
        LedgerError: ``text`` is not the result of these edits.
    """
    pieces: list[str] = []
    position = shift = 0
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.after)
        if start < position or text[start:end] != edit.after:
            raise LedgerError(f"text is not the result of the edit at {edit.start}: {edit!r}")
        pieces += text[position:start], edit.before
        position = end
        shift += len(edit.after) - len(edit.before)
    pieces.append(text[position:])
    return "".join(pieces)


def shrink(text: str, start: int, end: int) -> tuple[int, int]:
    """Narrow a span until no white space stands at either end of it.

    But a no-break space behind a letter such as ``Ã`` stays: both together are an ``à`` whose
    encoding was mistaken.
    """
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip(BLANK))
    last = max(start, end - (len(inner) - len(inner.rstrip(BLANK))))
    is_half = (
        start < last < end and text[last] == "\xa0" and "\x80" < text[last - 1] <= LAST_OF_CP1252
    )
    return start, last + is_half


def apply(draft: Draft, found: Iterable[Edit]) -> Draft:
    """The next draft: ``found`` (spans of ``draft.text``, in any order) carried out.

    Blocks follow their text. A block left without text is moved to ``removed``; one in which
    a repair restored a line break becomes several.

    Raises:
        LedgerError: an edit does not match the text, overlaps another or leaves its block.
    """
    new = sorted(found, key=lambda edit: (edit.start, edit.end))
    if not new:
        return draft
    text = replay(draft.text, new)
    kept, removed = _follow(draft, text, new)
    edits = tuple(_merge(draft, text, new))
    return replace(
        draft, text=text, blocks=tuple(kept), edits=edits, removed=draft.removed + tuple(removed)
    )


def in_source(draft: Draft) -> tuple[Block, ...]:
    """All blocks, kept and removed, in order, as spans of the source text."""
    to_source = SourcePositions(draft.edits)
    blocks: list[Block] = []
    position = 0
    mapped = [
        _moved(block, to_source.start(block.start), to_source.end(block.end))
        for block in draft.blocks
    ]
    everything = mapped + [removed.block for removed in draft.removed]
    for block in sorted(everything, key=lambda block: (block.start, block.end)):
        start = max(block.start, position)
        position = max(start, block.end)
        blocks.append(_moved(block, start, position))
    return tuple(blocks)


def _follow(draft: Draft, text: str, new: Sequence[Edit]) -> tuple[list[Block], list[Removed]]:
    """Where the blocks of ``draft`` are after ``new``: those with text left, those without."""
    to_source = SourcePositions(draft.edits)
    kept: list[Block] = []
    removed: list[Removed] = []
    shift = index = 0
    for block in draft.blocks:
        start = block.start + shift
        label: Edit | None = None
        while index < len(new) and new[index].start < max(block.end, block.start + 1):
            label = new[index]
            if label.start < block.start or label.end > block.end:
                raise LedgerError(f"edit leaves its block: {label!r}")
            shift += len(label.after) - len(label.before)
            index += 1
        end = block.end + shift
        if label is None:
            kept.append(_moved(block, start, end))
            continue
        pieces = list(_split(text, start, end, block)) if start < end else ()
        kept += pieces
        if not pieces:
            first, last = to_source.start(block.start), to_source.end(block.end)
            gone = Block(first, last, label.role, False, label.rule, label.score, block.markup)  # noqa: FBT003
            removed.append(Removed(gone, draft.text_of(block)))
    if index < len(new):
        raise LedgerError(f"edit outside of every block: {new[index]!r}")
    return kept, removed


def _split(text: str, start: int, end: int, block: Block) -> Iterator[Block]:
    """The lines of a block whose text changed; code keeps its line breaks."""
    breaks = [] if block.role == "code" else list(LINE_BREAK.finditer(text, start, end))
    starts = [start, *(found.end() for found in breaks)]
    ends = [*(found.start() for found in breaks), end]
    for line_start, line_end in zip(starts, ends, strict=True):
        first, last = shrink(text, line_start, line_end)
        if first < last:
            yield _moved(block, first, last)


def _moved(block: Block, start: int, end: int) -> Block:
    """A block at another place. Spelt out: ``replace`` takes three times as long."""
    if start == block.start and end == block.end:
        return block
    return Block(start, end, block.role, block.kept, block.rule, block.score, block.markup)


class SourcePositions:
    """Positions in the current text as positions in the source; ask in rising order.

    A position inside an edit's result stands for the whole of what the edit replaced.
    """

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._index = self._shift = 0

    def _pass(self, edit: Edit) -> None:
        self._shift += len(edit.after) - len(edit.before)
        self._index += 1

    def start(self, position: int) -> int:
        """Source position of a span that begins here: behind a removal that stands here."""
        while self._index < len(self._edits):
            edit = self._edits[self._index]
            if edit.start + self._shift + len(edit.after) > position:
                inside = edit.start + self._shift < position
                return edit.start if inside else position - self._shift
            self._pass(edit)
        return position - self._shift

    def end(self, position: int) -> int:
        """Source position of a span that ends here: before a removal that stands here."""
        while self._index < len(self._edits):
            edit = self._edits[self._index]
            if edit.start + self._shift >= position:
                break
            if edit.start + self._shift + len(edit.after) > position:
                return edit.end
            self._pass(edit)
        return position - self._shift


@dataclass(slots=True)
class _Group:
    """Edits, old and new, that touch: they become one. The span is of the current text."""

    start: int
    end: int
    old: list[Edit] = field(default_factory=list)
    new: list[Edit] = field(default_factory=list)


def _merge(draft: Draft, text: str, new: Sequence[Edit]) -> Iterator[Edit]:
    """Old and new edits as one list over the source text."""
    if not draft.edits and all(edit.before for edit in new):  # then no two of them touch
        yield from (edit for edit in new if edit.before != edit.after)
        return
    old_shift = new_shift = 0
    for group in _groups(draft.edits, new):
        start = group.start - old_shift
        if group.old:
            old_shift += _growth(group.old)
        end = group.end - old_shift
        after_start = group.start + new_shift
        new_shift += _growth(group.new)
        before, after = draft.source_text[start:end], text[after_start : group.end + new_shift]
        if not group.new:
            yield from group.old
        elif before != after:
            yield _join(group, start, end, before, after)


def _growth(edits: Iterable[Edit]) -> int:
    return sum(len(edit.after) - len(edit.before) for edit in edits)


def _groups(old: Sequence[Edit], new: Sequence[Edit]) -> Iterator[_Group]:
    """Sweep both lists by position in the current text, gathering what overlaps."""
    spans: list[tuple[int, int, bool, int]] = []
    shift = 0
    for index, edit in enumerate(old):
        start = edit.start + shift
        spans.append((start, start + len(edit.after), False, index))
        shift += len(edit.after) - len(edit.before)
    spans += [(edit.start, edit.end, True, index) for index, edit in enumerate(new)]
    spans.sort()
    group: _Group | None = None
    for start, end, is_new, index in spans:
        if group is None or not (start < group.end or start == end == group.start == group.end):
            if group is not None:
                yield group
            group = _Group(start, end)
        elif end > group.end:
            group.end = end
        if is_new:
            group.new.append(new[index])
        else:
            group.old.append(old[index])
    if group is not None:
        yield group


def _join(group: _Group, start: int, end: int, before: str, after: str) -> Edit:
    """One edit for a group: a removal speaks for itself, repairs are named together."""
    last = group.new[-1]
    alone = not group.old and len(group.new) == 1
    if alone and start == last.start:
        return last
    joined = Edit(
        start, end, before, after, last.cleaner, last.rule, last.evidence, last.role, last.score
    )
    if after == "" or alone:
        spam = _spam_in(group.old) if last.role != "spam" else {}
        return replace(joined, evidence={**last.evidence, **spam}) if spam else joined
    members = [*group.old, *group.new]
    return replace(
        joined,
        cleaner=_names(edit.cleaner for edit in members),
        rule=_names(edit.rule for edit in members),
        evidence={name: value for edit in members for name, value in edit.evidence.items()},
        score=min(edit.score for edit in members),
    )


def _spam_in(old: Iterable[Edit]) -> Evidence:
    """What had been cut as spam of that which goes as something else: by which rule, and where."""
    places = []
    for edit in old:
        if edit.role == "spam":
            places.append(f"{edit.rule} {edit.start}-{edit.end}")
        elif "spam_found" in edit.evidence:
            places.append(str(edit.evidence["spam_found"]))
    return {"spam_found": "; ".join(places)} if places else {}


def _names(labels: Iterable[str]) -> str:
    """``a+b`` and ``b+c`` as ``a+b+c``."""
    return "+".join(dict.fromkeys(name for label in labels for name in label.split("+")))
