"""What a corpus knows of spam: blocks put into several hosts, found alone and by their echo.

    python -m benchmarks.echoed_spam PATH_TO_WCXB [--half score|tune] [--dumps FOLDER] [--show N]

A campaign draws a dozen phrases and puts some of them into one document of each of so many hosts: a
*line* of them, the same everywhere; a *mix*, other ones on every host; a *column* of such, one a line;
on pages a *row* of links, or a *link* in the middle of a sentence. The corpus is the clean documents
of the half, one a host, and those of the campaign. Dumps are the main contents, or those of a tool (a
file ``NAME.txt`` a page in the folder). Both are searched by the spam stage only. Caught are characters
of what was put in; lost are others that the stage cut from the same documents. Then the clean ones are
searched, with the echoes of all campaigns at once. The last table counts links in sentences, put in and
genuine, that are reported or cut, by score. Halves are those of ``benchmarks.injected_spam``.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from benchmarks.injected_spam import half_of
from benchmarks.pages import Page, load_wcxb
from benchmarks.spam_blocks import Block
from benchmarks.spam_positions import put_into_page, put_into_text
from benchmarks.spam_trial import ANY_LANGUAGE, decode_page
from benchmarks.spam_vocabulary import VOCABULARIES
from benchmarks.tables import print_table
from cleaners import Echo, Edit, Site, find_echoes, read_outline
from cleaners.document import Draft
from cleaners.document import Page as PageFacts
from cleaners.echoes import Marks
from cleaners.html_links import read_links
from cleaners.html_runs import read_host, read_runs
from cleaners.html_tree import parse_html
from cleaners.pipeline import REPAIR, until_stable
from cleaners.spam import find_spam, find_suspects
from cleaners.text_blocks import read_text

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


@dataclass(frozen=True, slots=True)
class Source:
    """A document, and what was put into it."""

    domain: str
    text: str
    is_html: bool
    spam: str = ""

    @property
    def url(self) -> str:
        """Its address, as far as it matters."""
        return f"http://{self.domain}/"

    def read_marks(self) -> tuple[str, Marks]:
        """Its host and its marks."""
        outline = read_outline(self.text, "html" if self.is_html else "text", self.url)
        return outline.host, outline.marks

    def read(self, echoes: dict[int, Echo]) -> Draft:
        """The draft that the spam stage sees."""
        site = Site(self.domain, echoes=echoes)
        if not self.is_html:
            return replace(read_text(self.text), site=site)
        tree = parse_html(self.text)
        runs = [] if tree is None else read_runs(tree, self.url)
        links = () if tree is None else read_links(tree, read_host(tree, self.url))
        draft = read_text("\n".join(run.text for run in runs))
        return replace(draft, page=PageFacts(links=links), site=site)


@dataclass(frozen=True, slots=True)
class Result:
    """What the spam stage cut, and what it reported, of spam and of other text."""

    source: Source
    caught: int
    lost: str
    on_spam: float
    elsewhere: tuple[float, ...]


def search(source: Source, echoes: dict[int, Echo]) -> Result:
    """Search a source as part of a corpus."""
    draft = until_stable(source.read(echoes), (REPAIR, (find_spam,)), ANY_LANGUAGE)
    cuts = [edit for edit in draft.edits if edit.cleaner == "spam"]
    told = [*cuts, *find_suspects(draft, ANY_LANGUAGE)]
    links = [edit for edit in told if edit.rule in ("strange_link", "echoed_link")]
    mine = {id(edit) for edit in told if _is_of(edit, source.spam)}
    caught = sum(_solid(edit.before) for edit in cuts if id(edit) in mine)
    return Result(
        source,
        min(caught, _solid(source.spam)),
        " … ".join(edit.before for edit in cuts if id(edit) not in mine),
        max((edit.score for edit in links if id(edit) in mine), default=0.0),
        tuple(edit.score for edit in links if id(edit) not in mine),
    )


def _is_of(edit: Edit, spam: str) -> bool:
    return edit.before.strip() in spam


def _solid(text: str) -> int:
    return len("".join(text.split()))


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
    texts = [
        Source(
            page.domain,
            (dumps / f"{page.name}.txt").read_text("utf-8") if dumps else page.truth,
            False,
        )
        for page in hosts.values()
    ]
    return {False: texts, True: [Source(p.domain, decode_page(p), True) for p in hosts.values()]}


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
    links: list[Result] = []
    clean: list[Result] = []
    rows, shown = [], []
    for is_html, sources in hosts.items():
        marks = [source.read_marks() for source in sources]
        everything = list(marks)
        for kind in (kind for kind in PLACES if (kind in ON_PAGES) is is_html):
            for reach in REACH:
                alone, together = [], []
                for _ in range(CAMPAIGNS):
                    campaign = make_campaign(kind, reach, sources, chance)
                    own = [source.read_marks() for source in campaign]
                    everything += own
                    echoes = find_echoes([*marks, *own])
                    alone += [search(source, {}) for source in campaign]
                    together += [search(source, echoes) for source in campaign]
                rows.append(_row(kind, reach, alone, together))
                shown += [
                    r for r in together if reach >= REACH[1] and r.caught < _solid(r.source.spam)
                ]
                links += together if kind == "link" else []
        echoes = find_echoes(everything)
        clean += [search(source, echoes) for source in sources]
    header = ["kind", "hosts", "documents", "caught alone", "with the corpus", "characters lost"]
    print_table(header, rows)
    _print_clean(clean)
    _print_links(links, [result for result in clean if result.source.is_html])
    for result in shown[: options.show]:
        print(result.caught, repr(result.source.spam[:SHOWN]), result.source.domain)


def _row(kind: str, reach: int, alone: Sequence[Result], together: Sequence[Result]) -> list[str]:
    size = sum(_solid(result.source.spam) for result in together)
    caught = (sum(r.caught for r in results) / size for results in (alone, together))
    lost = sum(_solid(result.lost) for result in together)
    return [kind, str(reach), str(len(together)), *(f"{c:.3f}" for c in caught), str(lost)]


def _print_clean(results: Sequence[Result]) -> None:
    groups = defaultdict(list)
    for result in results:
        groups["pages" if result.source.is_html else "dumps"].append(result)
    rows = [
        [name, str(len(group)), str(sum(bool(r.lost) for r in group)),
         str(sum(_solid(r.lost) for r in group))]
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
