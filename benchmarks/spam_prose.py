"""How much spam in sentences is noticed: precision and recall of suspicions, which cut nothing.

    python -m benchmarks.spam_prose PATH_TO_WCXB [--comments FILE] [--templates FILE] [--half score]

Each comment is put behind the main content of a page of WCXB, as its last paragraph, and counts
as noticed if a suspicion or a cut touches it. ``--comments``: JSON lines with ``text`` and ``spam``
(1 or 0), perhaps gzipped, such as public sets of labelled comments that advertise gambling.
``--templates``: comments in spintax, ``{a|b}`` for choices, parted by ``|`` at the ends of lines,
as programs that post comments ship them; one expansion of each. The genuine paragraphs of the same
pages are what must not be noticed. Suspicions are counted from each score on.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from benchmarks.injected_spam import SHORTEST_HOST, half_of
from benchmarks.pages import Page, load_wcxb
from benchmarks.spam_trial import search_text
from benchmarks.tables import print_table

SCORES = (0.3, 0.4, 0.5, 0.9)
SAMPLE = 1_000
_CHOICE = re.compile(r"\{([^{}]*)\}")


def read_comments(path: Path) -> tuple[list[str], list[str]]:
    """Spam and genuine comments, each on one line."""
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    rows = [json.loads(line) for line in data.decode().splitlines()]
    spam = [" ".join(row["text"].split()) for row in rows if row["spam"]]
    return spam, [" ".join(row["text"].split()) for row in rows if not row["spam"]]


def expand_templates(path: Path, chance: Random) -> Iterator[str]:
    """One comment of each template."""
    for template in re.split(r"\|\s*\n", path.read_text("utf-8")):
        text = template
        while (found := _CHOICE.search(text)) is not None:
            text = text[: found.start()] + chance.choice(found[1].split("|")) + text[found.end() :]
        if text.split():
            yield " ".join(text.split())


def notice(page: Page, comment: str) -> tuple[float, list[float]]:
    """The highest score that touches the comment, and those that touch the page itself."""
    text = f"{page.truth}\n{comment}"
    draft, suspicions = search_text(text)
    cuts = [(edit.before, edit.score) for edit in draft.edits if edit.cleaner == "spam"]
    found = [*cuts, *((edit.before, edit.score) for edit in suspicions)]
    on_comment = [score for before, score in found if before in comment]
    return max(on_comment, default=0.0), [score for before, score in found if before not in comment]


def _row(name: str, pages: Sequence[Page], comments: Sequence[str], chance: Random) -> list[str]:
    chosen = chance.sample(list(comments), min(SAMPLE, len(comments)))
    noticed = [notice(chance.choice(pages), comment)[0] for comment in chosen]
    shares = (sum(score >= least for score in noticed) / len(noticed) for least in SCORES)
    return [name, str(len(chosen)), *(f"{share:.3f}" for share in shares)]


def main() -> None:
    """Print the share noticed, by kind and score."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path)
    parser.add_argument("--comments", type=Path)
    parser.add_argument("--templates", type=Path)
    parser.add_argument("--half", choices=("score", "tune"), default="score")
    options = parser.parse_args()
    pages = [
        page
        for page in load_wcxb(options.path)
        if half_of(page.domain) == options.half and len(page.truth) >= SHORTEST_HOST
    ]
    chance = Random(0)  # noqa: S311
    rows = []
    if options.comments:
        spam, genuine = read_comments(options.comments)
        rows.append(_row("comments that advertise", pages, spam, chance))
        rows.append(_row("genuine comments", pages, genuine, chance))
    if options.templates:
        comments = list(expand_templates(options.templates, chance))
        rows.append(_row("expanded templates", pages, comments, chance))
    on_pages = [notice(page, "") for page in pages]
    paragraphs = sum(len(page.truth.split("\n")) for page in pages)
    counts = [sum(score >= least for _, scores in on_pages for score in scores) for least in SCORES]
    rows.append(
        ["genuine paragraphs", str(paragraphs), *(f"{count / paragraphs:.5f}" for count in counts)]
    )
    print_table(["noticed, of", "texts", *(f"score from {least}" for least in SCORES)], rows)


if __name__ == "__main__":
    main()
