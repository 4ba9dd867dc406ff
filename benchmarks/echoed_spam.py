"""What a corpus knows of spam: blocks put into several hosts, found alone and by their echo.

    python -m benchmarks.echoed_spam PATH_TO_WCXB [--half score|tune] [--dumps FOLDER] [--show N]

A campaign draws a dozen phrases and puts some of them into one document of each of so many hosts: a
*line* of them, the same everywhere; a *mix*, other ones on every host; a *column* of such, one a
line; on pages a *row* of links, or a *link* in the middle of a sentence. The corpus is the clean
documents of the half, one a host, and those of the campaign. Dumps are the main contents, or those
of a tool (a file ``NAME.txt`` a page in the folder). Both are searched by the spam stage only.
Caught are characters of what was put in; lost are others that the stage cut from the same
documents. Then the clean ones are searched, with the echoes of all campaigns at once. The last
table counts links in sentences, put in and genuine, that are reported or cut, by score. Halves are
those of ``benchmarks.injected_spam``.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks.echoed_trial import Result, Source, count_solid, search
from benchmarks.injected_spam import half_of
from benchmarks.pages import Page, load_wcxb
from benchmarks.spam_blocks import Block
from benchmarks.spam_positions import put_into_page, put_into_text
from benchmarks.spam_trial import decode_page
from benchmarks.spam_vocabulary import VOCABULARIES
from benchmarks.tables import print_table
from cleaners import find_echoes
from cleaners.echoes import Marks

REACH = (2, 4, 8, 16)
"""Hosts of a campaign."""
CAMPAIGNS = 5
"""Of each kind and reach."""
PHRASES = 12
LINE, MIX = 6, 8
"""Phrases of a block."""
PLACES = {
    "line": "between paragraphs", "mix": "between paragraphs", "column": "end of article",
    "row": "end of article", "link": "inside a sentence",
}  # fmt: skip
ON_PAGES = frozenset({"row", "link"})
SCORES = (0.3, 0.4, 0.9)
SHOWN = 120
STRANGER = "http://mill-lane.example"


def make_block(kind: str, phrases: Sequence[str], chance: Random) -> Block:
    """One block of a campaign."""
    chosen = list(phrases[:LINE]) if kind == "line" else chance.sample(list(phrases), MIX)
    if kind == "link":
        chosen = [chance.choice(phrases[:2]).lower()]
    links = [f'<a href="{STRANGER}/{chance.randint(1, 99)}">{item}</a>' for item in chosen]
    text = ("\n" if kind == "column" else chance.choice((" | ", ", "))).join(chosen)
    page = "".join(f"<p>{link}</p>" for link in links)
    return Block(kind, "Latin", "", text, page, links[0])


def make_campaign(kind: str, reach: int, hosts: Sequence[Source], chance: Random) -> list[Source]:
    """Documents of so many hosts with spam in them."""
    words = VOCABULARIES["Latin"].half(half_of(hosts[0].domain))
    phrases = list(dict.fromkeys(words.item(chance) for _ in range(99)))[:PHRASES]
    put = put_into_page if kind in ON_PAGES else put_into_text
    made: list[Source] = []
    for host in chance.sample(list(hosts), len(hosts)):
        block = make_block(kind, phrases, chance)
        text = put(host.text, block, PLACES[kind], chance)
        if text is not None:
            made.append(replace(host, text=text, spam=block.text))
        if len(made) == reach:
            break
    return made


def read_hosts(pages: Sequence[Page], half: str, dumps: Path | None) -> dict[bool, list[Source]]:
    """Clean documents of a half, one a host: texts, and pages (True)."""
    hosts = {page.domain: page for page in pages if half_of(page.domain) == half}
    read = _dump_reader(dumps)
    return {
        False: [Source(page.domain, read(page), is_html=False) for page in hosts.values()],
        True: [Source(page.domain, decode_page(page), is_html=True) for page in hosts.values()],
    }


def _dump_reader(dumps: Path | None) -> Callable[[Page], str]:
    if dumps is None:
        return lambda page: page.truth
    return lambda page: (dumps / f"{page.name}.txt").read_text("utf-8", "replace")


def main() -> None:
    """Make campaigns, search their documents and the clean ones, print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path)
    parser.add_argument("--half", choices=("score", "tune"), default="score")
    parser.add_argument("--dumps", type=Path)
    parser.add_argument("--show", type=int, default=0, help="so many failures")
    options = parser.parse_args()
    hosts = read_hosts(load_wcxb(options.path), options.half, options.dumps)
    chance = Random(f"echoes {options.half}")  # noqa: S311
    trials: list[Trial] = []
    clean: list[Result] = []
    for is_html, sources in hosts.items():
        marks = [source.read_marks() for source in sources]
        kinds = [kind for kind in PLACES if (kind in ON_PAGES) is is_html]
        made = [run_trial(kind, reach, sources, marks, chance) for kind in kinds for reach in REACH]
        echoes = find_echoes([*marks, *(mark for trial in made for mark in trial.marks)])
        clean += [search(source, echoes) for source in sources]
        trials += made
    header = ["kind", "hosts", "documents", "caught alone", "with the corpus", "characters lost"]
    print_table(header, list(map(_row, trials)))
    _print_clean(clean)
    links = [result for trial in trials if trial.kind == "link" for result in trial.together]
    _print_links(links, [result for result in clean if result.source.is_html])
    missed = (r for t in trials if t.reach >= REACH[1] for r in t.together if not r.caught)
    for result in islice(missed, options.show):
        print(f"{result.source.domain}: {result.source.spam[:SHOWN]!r}")


@dataclass(slots=True)
class Trial:
    """All campaigns of one kind and reach: found alone, and with the corpus."""

    kind: str
    reach: int
    marks: list[tuple[str, Marks]] = field(default_factory=list)
    alone: list[Result] = field(default_factory=list)
    together: list[Result] = field(default_factory=list)


def run_trial(
    kind: str,
    reach: int,
    sources: Sequence[Source],
    marks: Sequence[tuple[str, Marks]],
    chance: Random,
) -> Trial:
    """Make the campaigns, one corpus for each, and search their documents."""
    trial = Trial(kind, reach)
    for _ in range(CAMPAIGNS):
        campaign = make_campaign(kind, reach, sources, chance)
        own = [source.read_marks() for source in campaign]
        echoes = find_echoes([*marks, *own])
        trial.marks += own
        trial.alone += [search(source, {}) for source in campaign]
        trial.together += [search(source, echoes) for source in campaign]
    return trial


def _row(trial: Trial) -> list[str]:
    size = sum(count_solid(result.source.spam) for result in trial.together)
    caught = (sum(r.caught for r in found) / size for found in (trial.alone, trial.together))
    lost = sum(count_solid(result.lost) for result in trial.together)
    counts = trial.kind, str(trial.reach), str(len(trial.together))
    return [*counts, *(f"{share:.3f}" for share in caught), str(lost)]


def _print_clean(results: Sequence[Result]) -> None:
    groups = defaultdict(list)
    for result in results:
        groups["pages" if result.source.is_html else "dumps"].append(result)
    rows = [
        [name, str(len(group)), str(sum(bool(r.lost) for r in group)),
         str(sum(count_solid(r.lost) for r in group))]
        for name, group in groups.items()
    ]  # fmt: skip
    print_table(["clean, all echoes", "documents", "touched", "characters lost"], rows)
    for result in results:
        if result.lost:
            print(f"{result.source.domain}: {result.lost[:SHOWN]!r}")


def _print_links(links: Sequence[Result], clean: Sequence[Result]) -> None:
    rows = []
    for least in SCORES:
        noticed = sum(result.on_spam >= least for result in links)
        genuine = [score for result in clean for score in result.elsewhere if score >= least]
        pages = sum(any(s >= least for s in result.elsewhere) for result in clean)
        precision = noticed / max(1, noticed + len(genuine))
        shares = f"{noticed / max(1, len(links)):.3f}", f"{precision:.3f}"
        rows.append([f"{least}", *shares, str(noticed), str(len(genuine)), str(pages)])
    header = [
        "score from",
        "recall",
        "precision",
        "of links put in",
        "genuine links",
        "clean pages",
    ]
    print_table(header, rows)


if __name__ == "__main__":
    main()
