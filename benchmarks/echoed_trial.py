"""One document of a corpus, searched for spam with what echoes in that corpus."""

from __future__ import annotations

from dataclasses import dataclass, replace

from benchmarks.spam_trial import ANY_LANGUAGE
from cleaners import Echo, Edit, Site, read_outline
from cleaners.document import Draft
from cleaners.document import Page as PageFacts
from cleaners.echoes import Marks
from cleaners.html_links import read_links
from cleaners.html_runs import read_host, read_runs
from cleaners.html_tree import parse_html
from cleaners.pipeline import REPAIR, until_stable
from cleaners.spam import find_spam, find_suspects
from cleaners.text_blocks import read_text


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
    caught = sum(count_solid(edit.before) for edit in cuts if id(edit) in mine)
    return Result(
        source,
        min(caught, count_solid(source.spam)),
        " … ".join(edit.before for edit in cuts if id(edit) not in mine),
        max((edit.score for edit in links if id(edit) in mine), default=0.0),
        tuple(edit.score for edit in links if id(edit) not in mine),
    )


def _is_of(edit: Edit, spam: str) -> bool:
    return edit.before.strip() in spam


def count_solid(text: str) -> int:
    """Characters that are not white space."""
    return len("".join(text.split()))
