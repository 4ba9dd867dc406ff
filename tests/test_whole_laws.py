"""Laws of the whole :func:`cleaners.clean`: other processes, other hash seeds, injected spam."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from corpora import GERMAN, PARAGRAPHS, SPAM, article, environment, page
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import clean

ROOT = Path(__file__).parent.parent
TELL = """
import hashlib, json, sys
from cleaners import clean
for source in json.load(sys.stdin):
    doc = clean(source)
    blocks = [(b.start, b.end, b.role, b.kept, b.rule, b.score) for b in doc.blocks]
    told = (doc.text, doc.status, doc.reason, doc.metadata, doc.edits, blocks, doc.flags, doc.confidence)
    print(hashlib.sha256(repr(told).encode()).hexdigest())
"""
"""Everything there is to a document but its sets of words, whose order nobody promises."""
MORE = (
    "The keeper of the lock, who has lived beside it for thirty years, said that he would miss the"
    " noise of the lorries at night.",
    "A temporary bridge for walkers is to be built a little further down, near the mill, as soon as"
    " the water has fallen.",
)
ITEMS = (
    "彩票网站",
    "在线赌场",
    "药房折扣",
    "手表批发",
    "彩票结果",
    "在线扑克",
    "赌场游戏",
    "彩票预测",
    "手表折扣",
)


def test_hash_seeds_and_processes_decide_nothing() -> None:
    """The same documents from processes whose sets and dictionaries have other orders."""
    sources = [
        article(1) + SPAM,
        f"Home | News | Sport\n\n{article(2)}\n0 Comment(s)Print E-mail\nShare\n{GERMAN}\n",
        page(article(3)).replace("<p>", '<nav class="menu top"><a href=/>Home</a></nav><p>', 1),
        page(article(4)) + f"<u style=display:none>{SPAM}</u>",
        article(5).replace("the old bridge", '\\"the old bridge\\"').replace("that", "thatâ€™s"),
    ]
    told = [
        subprocess.run(
            [sys.executable, "-c", TELL],
            input=json.dumps(order),
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env=environment(PYTHONHASHSEED=seed),
        ).stdout.split()
        for seed, order in (("0", sources), ("1", sources), ("4242", sources[::-1]))
    ]
    assert len(set(told[0])) == len(sources)
    assert told[0] == told[1] == told[2][::-1]


@given(
    st.permutations([*PARAGRAPHS, *MORE]),
    st.integers(0, 5),
    st.lists(st.sampled_from(ITEMS), min_size=6, unique=True),
    st.sampled_from(["| ", "|", " | "]),
)
@settings(max_examples=60)
def test_injected_spam_changes_nothing_else(
    paragraphs: list[str], place: int, items: list[str], between: str
) -> None:
    """A line of spam anywhere in a text: it goes, and the rest is what it is without it.

    In what name it goes is not said here: a line of few items may go as one in a foreign language.
    """
    without = clean("\n\n".join(paragraphs), kind="text")
    spammed = [*paragraphs[:place], between.join(items), *paragraphs[place:]]
    doc = clean("\n\n".join(spammed), kind="text")
    assert doc.text == without.text
    assert [edit.before for edit in doc.edits] == [between.join(items)]


@given(st.permutations([*PARAGRAPHS, *MORE]), st.integers(1, 4), st.sampled_from(["p", "div"]))
@settings(max_examples=15)
def test_injected_spam_in_a_page_changes_nothing_else(
    paragraphs: list[str], place: int, tag: str
) -> None:
    """The same between the paragraphs of a page."""
    without = clean(page("\n\n".join(paragraphs)))
    parts = page("\n\n".join(paragraphs)).split("<p>")
    parts[place] += f"<{tag}>{SPAM.strip()}</{tag}>"
    doc = clean("<p>".join(parts))
    assert doc.text == without.text
    assert [edit.role for edit in doc.edits if edit.before.strip() == SPAM.strip()] == ["spam"]
