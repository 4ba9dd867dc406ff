"""Laws of the repair stage, over compositions of what programs do to text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.encoders import ESCAPES, MOJIBAKE, compose
from cleaners import revert
from cleaners.pipeline import repair
from cleaners.text_blocks import read_text

SENTENCES = [
    "The council met on Tuesday and voted to keep the bridge open for another year.",
    'She said "nobody" had crossed it since the storm, and he didn\'t believe her at all.',
    "“It’s the café’s own fault,” Zoë Müller wrote – and the keeper’s wife agreed.",
    "Smith & Sons paid £3,000 for 40 % of the boat, and/or its nets (see https://example.org/a/b).",
    "Copy it to C:\\new\\table and look for \\d+ in $\\alpha$ there.",
    "if (a < b && c > d) { print(\"x\\n\"); }", "The value was < 0.05, they said.", "Привет, said the sign.",
    "北京的桥在冬天关闭。", "It took 10 minutes; the rest isn't known.", "'Nobody,' said the smith, 'has asked.'",
]  # fmt: skip
TEXTS = st.lists(
    st.one_of(st.sampled_from(SENTENCES), st.text(max_size=30)), min_size=1, max_size=8
)
CODES = st.lists(st.sampled_from(sorted({**ESCAPES, **MOJIBAKE})), max_size=3)


@given(TEXTS, CODES, st.sampled_from(["\n", "\n\n", " "]))
@settings(max_examples=400)
def test_a_repair_is_explained_and_undone_and_final(
    lines: list[str], codes: list[str], between: str
) -> None:
    """Whatever was done to a text, by however many programs, in whatever order.

    Taken back, the ledger gives the source; outside of its edits nothing changed; each edit says
    who made it and why; and what comes out comes out unchanged a second time.
    """
    try:
        damaged = compose(tuple(codes), between.join(lines))
    except UnicodeEncodeError:  # a half of a surrogate pair, which no encoder writes
        return
    draft = repair(read_text(damaged))
    assert revert(draft.text, draft.edits) == damaged
    position, kept = 0, ""
    for edit in draft.edits:
        kept += damaged[position : edit.start] + edit.after
        position = edit.end
        assert edit.cleaner
        assert edit.rule
        assert edit.evidence or edit.cleaner == "wrapping"
    assert kept + damaged[position:] == draft.text
    assert repair(read_text(draft.text)).edits == ()


PROSE = st.lists(st.sampled_from(SENTENCES[:3] + SENTENCES[9:]), min_size=6, max_size=12)


@given(PROSE, st.sampled_from(sorted(set(ESCAPES) - {"slashes", "percent_quotes", "addslashes"})))
@settings(max_examples=200)
def test_prose_comes_back_to_the_character(lines: list[str], code: str) -> None:
    """Six sentences of prose and more, through any encoder that escapes line breaks or all quotes."""
    text = "\n\n".join(
        ['“Where’s "it" & why?” isn\'t clear.', *lines, "That was all, and it was late."]
    )
    assert repair(read_text(compose((code,), text))).text == text


@pytest.mark.parametrize(
    "piece",
    ['\\', '\\"', "\\n", '"', '""', "&", "&amp;", "&amp;amp;", "%22", "\\u", "\\u2019", "\\x", "'", "`", "$",
     "<", "/", "\\/", "[\\u", "://", "a=", "Ã", "Ã\xa0", "\xa0", "\\\\n", "{\\\"", "'\\", ".\\", "\\'a"],
)  # fmt: skip
def test_a_line_of_one_piece_takes_linear_time(piece: str) -> None:
    """30 KB of whatever a pattern begins with, escapes of their own among them."""
    assert seconds_for(piece, 30_000) < MOST_SECONDS


@pytest.mark.parametrize("piece", ["\\", '"', "&", "%2", "\\x", "`", "$", "[\\u", "<a "])
def test_a_megabyte_on_one_line(piece: str) -> None:
    """The same with a megabyte, for pieces that are no escapes of their own."""
    assert seconds_for(piece, 1_000_000) < MOST_SECONDS


def seconds_for(piece: str, size: int) -> float:
    """Processor time that a line of so many characters costs; it can be taken back, too."""
    text = "a " + piece * (size // len(piece)) + " b"
    start = time.process_time()
    draft = repair(read_text(text))
    assert revert(draft.text, draft.edits) == text
    return time.process_time() - start


MOST_SECONDS = 15
"""Several times of what the slowest takes on a busy machine; a quadratic pattern takes far more."""
