"""What the search for spam costs: throughput without suspects, and lines made to be slow.

    python -m benchmarks.spam_cost PATH_TO_WCXB

The main contents of WCXB without letters of other scripts, as dumps, go through the spam stage
only, in CPU time on one core. Then single lines of a quarter, a half and a whole million characters
of what a pattern might take for a beginning: time should double with their length.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from benchmarks.pages import load_wcxb
from benchmarks.tables import print_table
from cleaners import Settings
from cleaners.document import Draft
from cleaners.scripts import has_other_scripts
from cleaners.spam import find_spam
from cleaners.text_blocks import read_text

PIECES = (
    "彩票| ", "彩a", "ab, c1, ", "Casino ", "casino | b ", "{a|b", '<b id="a1b2c"><', "| ", "_",
    "A ", "&#99;", "𝐂a", "казино ", "a - ",
)  # fmt: skip
SIZES = (250_000, 500_000, 1_000_000)


def seconds(draft: Draft) -> float:
    """CPU time of the search."""
    start = time.process_time()
    list(find_spam(draft, Settings()))
    return time.process_time() - start


def main() -> None:
    """Print both tables."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    texts = [
        page.truth for page in load_wcxb(Path(sys.argv[1])) if not has_other_scripts(page.truth)
    ]
    drafts = [read_text(text) for text in texts]
    size = sum(len(text.encode()) for text in texts)
    best = min(sum(map(seconds, drafts)) for _ in range(3))
    speed = size / best / 1e6
    print(f"{len(texts)} texts without other scripts, {size / 1e6:.1f} MB: {speed:.1f} MB/s")
    rows = []
    for piece in PIECES:
        lines = (read_text("x " + piece * (size // len(piece))) for size in SIZES)
        rows.append([f"`{piece}`", *(f"{seconds(draft):.2f}" for draft in lines)])
    print_table(["seconds for a line of", *(f"{size:,}" for size in SIZES)], rows)


if __name__ == "__main__":
    main()
