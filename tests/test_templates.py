"""What recurs across a site: counted in any order, removed with its count, never mistaken for text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from corpora import cleancopy, files, noise, page, rows, write
from hypothesis import given, settings
from hypothesis import strategies as st
from test_laws import LINES

from benchmarks.laws import check_document
from benchmarks.pages import Page
from benchmarks.sites import MADE_DOCUMENTS, dump_text_nodes, made_sites, real_sites
from benchmarks.templates import score_site
from cleaners import (
    Document,
    Settings,
    Site,
    Templates,
    UserRule,
    clean,
    find_templates,
    read_outline,
)
from cleaners.site import NOWHERE
from cleaners.templates import MIN_DOCUMENTS, key_lines, restrict
from flows import todo
from flows.bare import clean_corpus
from flows.corpus import LEDGER
from flows.sites import name_site
from flows.summary import Summary

HEAD = ["Zorbania Weekly", "Quick finder of towns", "Harbour desk"]
FOOT = ["Write to the desk of the paper", "Mill Lane 4, Zorbania"]
NOTICE = "Readers who wish to be told of new stories may leave their name at the desk of the paper."
TOWNS = ("Aldham", "Birling", "Corvey", "Dunmore", "Elswick", "Farley", "Garside", "Holm", "Ipsley",
         "Jarrow", "Kelso", "Lorne")  # fmt: skip


def story(town: str) -> list[str]:
    """The lines of a genuine text, with a heading that every one of them has."""
    return [
        f"The council of {town} met on Tuesday and voted to keep the old bridge open for a year.",
        "What comes next",
        f"Engineers from {town} said that the stone was sound, but that the water had washed the"
        " ground away from one of the piers.",
    ]


def issue(town: str, extra: Sequence[str] = ()) -> str:
    """A dump of a story between what the site puts on every page."""
    return "\n".join([*HEAD, *story(town), *extra, *FOOT])


def site_of(sources: Sequence[str], name: str = "example.org") -> Site:
    """A site as its documents show it."""
    return Site(name, find_templates(read_outline(source)[1] for source in sources))


def removed(doc: Document, rule: str = "recurring_line") -> list[str]:
    """The lines that a rule has removed."""
    return [doc.source_text[b.start : b.end] for b in doc.blocks if b.rule == rule]


class TestJudging:
    """One document, and what is known of its site."""

    def test_head_and_foot_go_with_their_count(self) -> None:
        """Lines that no rule knows are removed, and the ledger says how often they recur."""
        sources = [issue(town) for town in TOWNS]
        assert removed(clean(sources[0])) == []
        doc = clean(sources[0], site=site_of(sources))
        assert doc.text.split("\n\n") == story(TOWNS[0])
        assert removed(doc) == HEAD + FOOT
        assert {(e.cleaner, e.evidence["site"], e.evidence["documents"], e.evidence["of"]) for e in doc.edits} == {
            ("templates", "example.org", len(TOWNS), len(TOWNS))
        }  # fmt: skip

    def test_a_heading_among_other_lines_stays(self) -> None:
        """It recurs on every page, but never beside the same line."""
        sources = ["\n".join(story(town)) for town in TOWNS]
        assert clean(sources[3], site=site_of(sources)).edits == ()

    @pytest.mark.parametrize(("count", "goes"), [(MIN_DOCUMENTS - 1, 0), (MIN_DOCUMENTS, 5)])
    def test_few_documents_have_no_template(self, count: int, goes: int) -> None:
        """Two pages with the same lines may be a text and its sequel."""
        sources = [issue(town) for town in TOWNS[:count]]
        assert len(removed(clean(sources[0], site=site_of(sources)))) == goes

    def test_copies_are_one_witness(self) -> None:
        """A page that was saved ten times, with other white space even, proves nothing."""
        copies = [issue("Aldham").replace(" ", " " * (1 + n % 2)) for n in range(10)]
        site = site_of([*copies, issue("Birling")])
        assert site.templates == Templates(2)
        assert removed(clean(copies[0], site=site)) == []

    def test_an_article_with_another_date_on_each_copy_stays(self) -> None:
        """Its copies differ, but hardly any of its text is its own."""
        copies = ["\n".join([*story("Aldham"), f"Seen on {n} May {n + 1999}"]) for n in range(1, 9)]
        doc = clean(copies[0], site=site_of(copies))
        assert removed(doc) == []

    def test_verse_with_another_footer_on_each_copy_stays(self) -> None:
        """No sentence is in it, and hardly any line is its own."""
        verse = [
            f"{a} of the {b} and the {c}"
            for a in ("Sons", "Songs")
            for b in ("mill", "sea")
            for c in ("hill", "lea")
        ]
        copies = ["\n".join([*verse, f"{n} copies"]) for n in range(1, 9)]
        assert clean(copies[0], site=site_of(copies)).text.split("\n\n")[:8] == verse

    @pytest.mark.parametrize(("with_notice", "goes"), [(6, 0), (9, 1)])
    def test_running_text_needs_more(self, with_notice: int, goes: int) -> None:
        """A sentence on half of the documents may be quoted there; on nearly all it is a notice."""
        sources = [issue(town, [NOTICE] * (n < with_notice)) for n, town in enumerate(TOWNS[:10])]
        assert removed(clean(sources[0], site=site_of(sources))).count(NOTICE) == goes

    def test_a_table_with_the_same_labels_stays(self) -> None:
        """Numbers differ, and are not folded into one."""
        cells = [
            ["Height", f"{n} m", "Weight", f"{2 * n} kg", "Length", f"{n + 7} cm"]
            for n in range(2, 9)
        ]
        sources = ["\n".join([*story(TOWNS[n]), *rows_]) for n, rows_ in enumerate(cells)]
        assert removed(clean(sources[0], site=site_of(sources))) == []

    def test_a_listing_stays(self) -> None:
        """The same code on every page, beside the same lines even, is still code."""
        listing = "```\n# free to copy\nprint(1)\n```"
        sources = [issue(town, [listing]) for town in TOWNS]
        doc = clean(sources[0], site=site_of(sources))
        assert listing in doc.text
        assert removed(doc) == HEAD + FOOT

    def test_author_and_date_are_not_lost(self) -> None:
        """A byline that every page of an author has goes, and is metadata all the same."""
        sources = [
            issue(town, ["By Ann Holloway | Zorbania Weekly | 2024-05-06"]) for town in TOWNS
        ]
        doc = clean(sources[0], site=site_of(sources))
        assert "Holloway" not in doc.text
        assert (doc.metadata["author"], doc.metadata["date"]) == ("Ann Holloway", "2024-05-06")

    def test_the_user_can_keep_a_refrain(self) -> None:
        """What the user wants kept is kept, and what stands beside it goes all the same."""
        sources = [issue(town) for town in TOWNS]
        keep = UserRule("refrain", "keep", "Harbour desk", why="it is the refrain")
        doc = clean(sources[0], site=Site("example.org", site_of(sources).templates, (keep,)))
        assert "Harbour desk" in doc.text.split("\n\n")
        assert removed(doc) == HEAD[:2] + FOOT


CORPORA = st.lists(st.lists(LINES, max_size=6), min_size=2, max_size=5).flatmap(
    lambda texts: st.tuples(st.lists(LINES, max_size=3), st.lists(LINES, max_size=3)).map(
        lambda ends: ["\n".join([*ends[0], *text, *ends[1]]) for text in texts]
    )
)


class TestLaws:
    """The laws of cleaning hold whatever recurs."""

    @given(CORPORA)
    @settings(max_examples=120)
    def test_accounted_undone_and_stable(self, sources: list[str]) -> None:
        """Nothing is lost, everything can be undone, and clean stays clean."""
        site = site_of(sources)
        for source in sources:
            doc = clean(source, kind="text", site=site)
            check_document(doc)
            again = clean(doc.text, kind="text", site=site)
            assert (again.text, again.edits) == (doc.text, ())

    @given(CORPORA, st.randoms(use_true_random=False))
    @settings(max_examples=60)
    def test_order_does_not_matter(self, sources: list[str], random: object) -> None:
        """The same documents in any order, some of them twice, have the same templates."""
        shuffled = [*sources, sources[0]]
        random.shuffle(shuffled)  # type: ignore[attr-defined]
        assert site_of(shuffled) == site_of(sources)

    @given(CORPORA)
    @settings(max_examples=60)
    def test_what_cannot_matter_is_left_out(self, sources: list[str]) -> None:
        """A document needs only the pairs of lines that are both its own."""
        site = site_of(sources)
        for source in sources:
            own = restrict(site.templates, read_outline(source, "text")[1].tolist())
            assert clean(source, "text", site=Site(site.name, own)) == clean(
                source, "text", site=site
            )

    def test_nowhere_changes_nothing(self) -> None:
        """Without a site documents are cleaned as ever."""
        assert clean(issue("Aldham"), site=NOWHERE) == clean(issue("Aldham"))


def test_empty_documents_are_no_witnesses() -> None:
    """What is no text says nothing about a site."""
    assert find_templates([key_lines([])] * 3 + [read_outline(noise(4_096))[1]]) == Templates(0)


@pytest.mark.parametrize(
    ("source", "url", "host"),
    [
        ("<html><head><link rel=canonical href='https://www.example.org/a'></head><p>A", None, "example.org"),
        ("<html><head><meta property='og:url' content='https://news.example.org/'></head><p>A", None, "news.example.org"),
        ("<html><p>A", "http://example.com/x", "example.com"),
        ("a dump", "http://example.com/x", "example.com"),
        ("a dump", None, ""),
        ("<html><p>A", None, ""),
    ],
)  # fmt: skip
def test_hosts(source: str, url: str | None, host: str) -> None:
    """The address decides, then what a page calls its own."""
    assert read_outline(source, url=url)[0] == host


@pytest.mark.parametrize(
    ("id_", "host", "name"),
    [
        ("a.txt", "", "."),
        ("batch/2/a.txt", "", "batch/2"),
        ("www.Example.org/news/a.txt", "", "example.org"),
        ("mirror/example.org/a.html", "other.org", "other.org"),
    ],
)
def test_names_of_sites(id_: str, host: str, name: str) -> None:
    """The host, else a folder that is named like one, else the folder."""
    assert name_site(id_, host) == name


def run(raw: Path, clean: Path, **options: object) -> Summary:
    """Clean a folder without Prefect."""
    return clean_corpus(raw, clean, Settings(), **{"workers": 1, **options})  # type: ignore[arg-type]


def two_sites(raw: Path, count: int = 6) -> Path:
    """Dumps of one site by its folder, and pages of another by what they say."""
    link = '<head><link rel="canonical" href="https://example.com/a">'
    for town in TOWNS[:count]:
        write(raw, {f"example.org/{town}.txt": issue(town)})
        write(raw, {f"pages/{town}.html": page("\n\n".join(story(town))).replace("<head>", link)})
    return raw


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sites, cleaned once: a folder with ``raw`` and ``clean``."""
    folder = tmp_path_factory.mktemp("sites")
    run(two_sites(folder / "raw"), folder / "clean")
    return folder


class TestRuns:
    """Whole runs, in worker processes."""

    def test_text_ledger_and_counts(self, both: Path) -> None:
        """Bodies are the stories; the ledger has each line with its count; all adds up."""
        ledger = [row for row in rows(both / "clean" / LEDGER) if row["cleaner"] == "templates"]
        assert {row["before"] for row in ledger} == {*HEAD, *FOOT}
        assert {(r["evidence"]["site"], r["evidence"]["documents"], r["evidence"]["of"]) for r in ledger} == {
            ("example.org", 6, 6)
        }  # fmt: skip
        texts = files(both / "clean" / "text")
        assert texts["example.org/Aldham.txt"].decode() == "\n\n".join(story("Aldham")) + "\n"

    @pytest.mark.parametrize("most", [1, 5])
    def test_batches_and_workers_change_nothing(
        self, most: int, both: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The same bytes whatever travels together."""
        monkeypatch.setattr(todo, "LARGEST_BATCH", most)
        monkeypatch.setattr(todo, "BATCHES_PER_WORKER", 1)
        run(both / "raw", tmp_path, workers=2)
        assert files(tmp_path) == files(both / "clean")

    @pytest.mark.slow  # test_echoes has a folder that grows
    def test_grown_folder_is_as_from_scratch(self, tmp_path: Path) -> None:
        """Documents that come one run after the other give the bytes of one run over all.

        The first two are cleaned again when the third makes a template of what they share; from
        then on a new one changes their counts only.
        """
        raw, cleaned = tmp_path / "raw", []
        for town in TOWNS[:6]:
            write(raw, {f"example.org/{town}.txt": issue(town)})
            cleaned.append(run(raw, tmp_path / "clean").cleaned)
        assert cleaned == [1, 1, 3, 1, 1, 1]
        run(raw, tmp_path / "scratch")
        assert files(tmp_path / "clean") == files(tmp_path / "scratch")
        assert '"documents": 6, "of": 6' in (tmp_path / "clean" / LEDGER).read_text()

    def test_only_the_site_that_changed_is_cleaned_again(self, tmp_path: Path) -> None:
        """What recurs on one site is nothing to the documents of another."""
        raw = write(tmp_path / "raw", {f"example.org/{t}.txt": issue(t) for t in TOWNS[:2]})
        write(raw, {f"other/{t}.txt": "\n".join(story(t)) for t in TOWNS[:6]})
        run(raw, tmp_path / "clean")
        write(raw, {"example.org/new.txt": issue(TOWNS[3])})
        assert run(raw, tmp_path / "clean").cleaned == 3
        assert run(raw, tmp_path / "clean").cleaned == 0

    def test_removed_document_takes_its_witness_along(self, tmp_path: Path) -> None:
        """With one of three gone nothing recurs any more, and the text of both comes back."""
        raw = write(tmp_path / "raw", {f"{t}.txt": issue(t) for t in TOWNS[:3]})
        run(raw, tmp_path / "clean")
        (raw / f"{TOWNS[0]}.txt").unlink()
        assert run(raw, tmp_path / "clean").cleaned == 2
        assert HEAD[0] in (tmp_path / "clean/text" / f"{TOWNS[1]}.txt").read_text()
        run(raw, tmp_path / "scratch")
        assert files(tmp_path / "clean") == files(tmp_path / "scratch")

    def test_what_cannot_be_read_is_no_witness(self, tmp_path: Path) -> None:
        """Binaries and dangling links have their states, and the site its template."""
        raw = write(
            tmp_path / "raw", {f"{t}.txt": issue(t) for t in TOWNS[:3]} | {"x.png": noise(4_096)}
        )
        (raw / "gone.txt").symlink_to("nowhere")
        summary = run(raw, tmp_path / "clean")
        assert (summary.clean, summary.rejected, summary.quarantined) == (3, 1, 1)
        assert '"documents": 3, "of": 3' in (tmp_path / "clean" / LEDGER).read_text()

    def test_line_breaks_of_the_text_survive_in_the_ledger(self, tmp_path: Path) -> None:
        """Separators that JSON leaves as they are do not part a line of the ledger."""
        odd = "Next\u2028page\x85of the weekly"
        raw = write(tmp_path / "raw", {f"{t}.txt": issue(t, ["Caf\x85e", odd]) for t in TOWNS[:4]})
        run(raw, tmp_path / "clean")
        assert len(rows(tmp_path / "clean" / LEDGER)) >= 4 * len(HEAD + FOOT)

    def test_explain_knows_the_corpus(self, both: Path) -> None:
        """With its corpus a file is explained as it was cleaned; without, as it stands alone."""
        file = both / "raw/example.org/Corvey.txt"
        assert "recurring_line" not in cleancopy("explain", file).stdout
        told = cleancopy("explain", "--corpus", both / "clean", file).stdout
        assert "- Harbour desk  [templates: recurring_line, template" in told
        assert "documents 6; of 6" in told
        for corpus, complaint in ((both, "is no corpus"), (both / "clean", "was not cleaned into")):
            wrong = cleancopy("explain", "--corpus", corpus, __file__)
            assert (wrong.returncode, complaint in wrong.stderr) == (1, True)


def test_state_lists_the_templates(both: Path) -> None:
    """What recurs is in the state, by site."""
    from flows.state import Store

    with Store(both / "clean") as store:
        found = list(store.select("select site, documents, counts from templates"))
    assert [(site, documents) for site, documents, _ in found] == [("example.org", 6)]
    assert set(json.loads(found[0][2]).values()) == {6}


def test_library_example() -> None:
    """The four lines of the documentation."""
    sources = [issue(town) for town in TOWNS]

    def bodies() -> Iterator[str]:
        site = Site("example.org", find_templates(read_outline(source)[1] for source in sources))
        for source in sources:
            yield clean(source, site=site).text

    assert list(bodies()) == ["\n\n".join(story(town)) for town in TOWNS]


def bench_page(folder: Path, number: int, domain: str) -> Page:
    """A page of the benchmark: a story between the menu of its domain and some teasers."""
    town = TOWNS[number % len(TOWNS)]
    menu = [f"{domain} part {n}" for n in range(8)] + [
        f"What they say of {domain} in town {number}"
    ] * 3
    name, body = f"{number:04}", story(f"{town} {number}")
    html = "".join(f"<p>{line}</p>" for line in [*menu, *body, "Mill Lane 4"])
    path = write(folder, {f"{name}.html": f"<html><body>{html}</body></html>"}) / f"{name}.html"
    return Page(name, path, domain, "article", "\n".join(body), (), ())


def test_benchmark_makes_sites(tmp_path: Path) -> None:
    """Real ones by domain, made ones of single pages; templates gain on both, and none is worse."""
    pages = [bench_page(tmp_path, n, f"one{n}.org" if n < 12 else "many.org") for n in range(16)]
    real, made = real_sites(pages, dump_text_nodes), made_sites(pages, dump_text_nodes, 2)
    assert {name: len(items) for name, items in real.items()} == {"many.org": 4}
    assert [len(items) for items in made.values()] == [MADE_DOCUMENTS] * 2
    for domain, items in made.items():
        assert all(f"{domain} part 3" in item.source for item in items)
        assert len({item.truth for item in items}) == len(items)
        assert all(line in item.source for item in items for line in item.truth.splitlines())
    for site in (*real.items(), *made.items()):
        assert all(result.after > result.before for result in score_site(site))
