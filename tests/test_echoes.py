"""What echoes over unrelated hosts: counted in any order, cut with other evidence, else reported."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from corpora import files, rows, write
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.laws import check_document
from cleaners import Document, Echo, Settings, Site, clean, find_echoes, read_outline
from cleaners.echoes import MIN_HOSTS, mark_phrase, mark_prose, name_owner, pack_marks
from cleaners.pipeline import repair
from cleaners.spam.echoed import SCORE, find_echoed_lists
from cleaners.spam.rows import mark_lists
from cleaners.text_blocks import read_text
from flows import echoes as planning
from flows import todo
from flows.bare import clean_corpus
from flows.corpus import LEDGER
from flows.state import Store
from flows.summary import Summary

CASES = json.loads((Path(__file__).parent / "cases/spam_keep.json").read_text("utf-8"))
ECHOING = json.loads((Path(__file__).parent / "cases/echo_keep.json").read_text("utf-8"))
HOSTS = ("aldham.org", "birling.net", "corvey.com", "dunmore.co.uk", "elswick.de", "farley.info")
BAIT = "Cheap Lottery | Lottery Casino Bonus | Pharmacy Casino | Cheap Pharmacy Login"
SPLICED = '<a href="http://mill.test/{0}">online lottery results</a>'


def story(town: str) -> list[str]:
    """A genuine text of a town."""
    return [
        f"The council of {town} met on Tuesday and voted to keep the old bridge open for a year.",
        f"Engineers from {town} said that the stone was sound, but that the water had washed the"
        " ground away from one of the piers, and that a new one would take until autumn.",
        "Until then a keeper will count the carts, as his father did, and ring a bell when there"
        f" are too many of them on the way to {town}, for nobody else has the time to do it.",
    ]


def dump(town: str, *extra: str) -> str:
    """A dump of a story with lines between its paragraphs."""
    first, *rest = story(town)
    return "\n".join([first, *extra, *rest])


def page(town: str, inner: str = "", link: str = "") -> str:
    """A page of a story with a link in its second paragraph, and a part of its own behind it."""
    first, second, third = story(town)
    at = second.index("was sound")
    second = f"{second[:at]}{link} {second[at:]}" if link else second
    body = "".join(f"<p>{line}</p>" for line in (first, second, third))
    return f"<html><head><title>{town}</title></head><body>{body}{inner}</body></html>"


def echoes_of(sources: Sequence[str], hosts: Sequence[str] = HOSTS) -> dict[int, Echo]:
    """What echoes among sources of so many hosts."""
    marks = (read_outline(source)[2] for source in sources)
    return find_echoes(zip(hosts, marks, strict=False))


def cut(doc: Document) -> str:
    """What was cut as spam."""
    return "".join(edit.before for edit in doc.edits if edit.cleaner == "spam")


class TestCounting:
    """Which phrases echo."""

    @pytest.mark.parametrize(
        ("host", "owner"),
        [
            ("example.org", "example.org"),
            ("news.example.org", "example.org"),
            ("a.example.co.uk", "example.co.uk"),
            ("shop.mill.test", "mill.test"),
            ("batch/2", ""),
            (".", ""),
            ("", ""),
        ],
    )
    def test_owners(self, host: str, owner: str) -> None:
        """Hosts under one registered name are one; what is no host has none."""
        assert name_owner(host) == owner

    @pytest.mark.parametrize(("hosts", "echo"), [(MIN_HOSTS - 1, False), (MIN_HOSTS, True)])
    def test_so_many_hosts(self, hosts: int, echo: bool) -> None:  # noqa: FBT001
        """Below, what stands on several hosts is chance, or a story and its copies."""
        found = echoes_of([dump(host, BAIT) for host in HOSTS[:hosts]])
        assert (mark_phrase(("cheap", "lottery")) in found) is echo

    def test_hosts_and_documents_are_counted(self) -> None:
        """Two documents of a host, or of two hosts under one name, are one host."""
        hosts = [*HOSTS, "www.aldham.org", "news.birling.net", "birling.net"]
        found = echoes_of([dump(host, BAIT) for host in hosts], hosts)
        assert found[mark_phrase(("cheap", "lottery"))] == Echo(len(HOSTS), len(hosts))

    def test_unknown_hosts_are_one(self) -> None:
        """Folders may all be of one site."""
        assert (
            echoes_of([dump(host, BAIT) for host in HOSTS], ["", ".", "a", "b/c", "d", "e"]) == {}
        )

    @given(
        st.lists(st.tuples(st.sampled_from(HOSTS), st.sets(st.integers(0, 9))), max_size=20),
        st.randoms(use_true_random=False),
    )
    @settings(max_examples=100)
    def test_order_does_not_matter_and_sets_tell_the_same(
        self, documents: list[tuple[str, set[int]]], random: object
    ) -> None:
        """The count is what sets of hosts say, in any order."""
        documents = [(host, {4 * m for m in marks}) for host, marks in documents]
        packed = [(host, pack_marks(marks)) for host, marks in documents]
        hosts = {m: {h for h, marks in documents if m in marks} for m in range(0, 40, 4)}
        expected = {
            m: Echo(len(names), sum(m in marks for _, marks in documents))
            for m, names in hosts.items()
            if len(names) >= MIN_HOSTS
        }
        assert find_echoes(packed) == expected
        random.shuffle(packed)  # type: ignore[attr-defined]
        assert find_echoes(packed) == expected


class TestLists:
    """Lists of dumps."""

    def test_a_short_list_that_echoes_is_cut(self) -> None:
        """Alone nobody can tell it from a line of tags; six hosts can."""
        sources = [dump(host, BAIT) for host in HOSTS]
        assert cut(clean(sources[0])) == ""
        doc = clean(sources[0], site=Site(HOSTS[0], echoes=echoes_of(sources)))
        assert cut(doc) == BAIT
        assert doc.text.split("\n\n") == story(HOSTS[0])
        (edit,) = doc.edits
        assert edit.evidence["groups"] == "corpus, form, topic"
        assert (edit.evidence["hosts"], edit.evidence["documents"]) == (len(HOSTS), len(HOSTS))

    def test_other_lists_of_the_same_phrases_are_cut(self) -> None:
        """What recurs is phrases, not lines: no host has the list of another."""
        phrases = [*BAIT.split(" | "), "Casino Login", "Bonus Lottery Login", "Cheap Casino"]
        lines = [", ".join(phrases[n:] + phrases[:n]) for n in range(len(HOSTS))]
        sources = [dump(host, line) for host, line in zip(HOSTS, lines, strict=True)]
        found = echoes_of(sources)
        for source, line in zip(sources, lines, strict=True):
            assert cut(clean(source, site=Site("x", echoes=found))) == line

    def test_the_echo_alone_is_reported(self) -> None:
        """A list of towns and papers echoes, and its words have their places."""
        line = "New York Office | San Marino Office | Los Alamos Office | Hong Kong Office"
        sources = [dump(host, line) for host in HOSTS]
        doc = clean(sources[0], site=Site(HOSTS[0], echoes=echoes_of(sources)))
        assert doc.edits == ()
        flags = [flag for flag in doc.flags if flag.rule == "echoed_list"]
        assert [doc.source_text[flag.start : flag.end] for flag in flags] == [line]
        assert not {"hosts", "documents"} & flags[0].evidence.keys()

    def test_what_the_document_speaks_of_stays(self) -> None:
        """The list is of its words."""
        about = (
            "A cheap lottery, a casino, a pharmacy, a login and a bonus: all of them came to town."
        )
        sources = [dump(host, about, BAIT) for host in HOSTS]
        assert cut(clean(sources[0], site=Site("x", echoes=echoes_of(sources)))) == ""

    def test_a_syndicated_story_keeps_its_list(self) -> None:
        """The paragraph beside the list stands on the other hosts as well."""
        sources = [dump("Aldham", BAIT) for _ in HOSTS]
        assert cut(clean(sources[0], site=Site("x", echoes=echoes_of(sources)))) == ""

    @pytest.mark.parametrize("case", [*CASES, *ECHOING], ids=lambda case: case["name"])
    def test_look_alikes_stay_though_all_of_them_echoes(self, case: dict[str, str]) -> None:
        """Wherever they stand, and if every single phrase in them were on a hundred hosts."""
        host = story("Aldham")
        for place in (0, 1, len(host), None):
            lines = (
                [case["text"]] if place is None else [*host[:place], case["text"], *host[place:]]
            )
            draft = repair(read_text("\n".join(lines)))
            marks = set(mark_lists(draft)) - {mark_prose(line) for line in host}
            site = Site("x", echoes=dict.fromkeys(marks, Echo(100, 1_000)))
            found = find_echoed_lists(replace(draft, site=site), Settings())
            assert [edit.before for edit in found if edit.score >= SCORE] == []

    def test_a_list_glued_to_a_sentence_is_cut_behind_its_first_item(self) -> None:
        """Where the sentence ends nobody knows for sure: the item it is glued to stays."""
        sources = ["\n".join([*story(host)[:2], story(host)[2] + BAIT]) for host in HOSTS]
        found = echoes_of([*sources, *(dump(host, BAIT) for host in HOSTS)], HOSTS * 2)
        doc = clean(sources[0], site=Site("x", echoes=found))
        assert cut(doc) == ""  # of four phrases one is glued, three are too few
        longer = sources[0] + " | Lottery Login"
        marks = {mark_phrase(("lottery", "login")): Echo(9, 9)}
        doc = clean(longer, site=Site("x", echoes=found | marks))
        assert cut(doc) == BAIT.partition(" | ")[2] + " | Lottery Login"


class TestLinks:
    """Links of pages."""

    def test_a_link_put_into_sentences_is_cut(self) -> None:
        """The same words lead to the same name from sentences that have nothing in common."""
        sources = [page(host, link=SPLICED.format(host)) for host in HOSTS]
        alone = clean(sources[0], url=f"http://{HOSTS[0]}/")
        assert cut(alone) == ""
        assert "strange_link" in {flag.rule for flag in alone.flags}
        found = echoes_of(sources)
        doc = clean(sources[0], url=f"http://{HOSTS[0]}/", site=Site(HOSTS[0], echoes=found))
        assert cut(doc) == "online lottery results "
        assert story(HOSTS[0])[1] in doc.text
        spliced = next(edit for edit in doc.edits if edit.cleaner == "spam")
        assert spliced.evidence["leads_to"] == "mill.test"

    def test_a_notice_keeps_its_link(self) -> None:
        """Its sentence stands on the other hosts as well."""
        notice = "<p>The desk of this paper keeps what you write to it for a year, says the {} we have.</p>"
        notice = notice.format(SPLICED.format("x"))
        sources = [page(host, notice) for host in HOSTS]
        doc = clean(
            sources[0], url=f"http://{HOSTS[0]}/", site=Site("x", echoes=echoes_of(sources))
        )
        assert cut(doc) == ""

    def test_a_name_that_all_link_to_keeps_its_link(self) -> None:
        """It says where it leads."""
        link = '<a href="http://www.millhouse.test/x">the Millhouse survey office</a>'
        sources = [page(host, link=link) for host in HOSTS]
        assert echoes_of(sources) == {}

    def test_a_work_of_reference_keeps_its_links(self) -> None:
        """Many link to it, and those who do so in the same words are few among them."""
        others = [f"town-{n}.org" for n in range(20)]
        links = {
            host: f'<a href="http://mill.test/{n}">bridge of {"abcdefghijklmnopqrstuvwxyz"[n] * 5}</a>'
            for n, host in enumerate(others)
        }
        sources = [page(host, link=SPLICED.format(host)) for host in HOSTS]
        wider = [*sources, *(page(host, link=link) for host, link in links.items())]
        url = f"http://{HOSTS[0]}/"
        assert cut(clean(sources[0], url=url, site=Site("x", echoes=echoes_of(sources)))) != ""
        found = echoes_of(wider, [*HOSTS, *others])
        assert cut(clean(sources[0], url=url, site=Site("x", echoes=found))) == ""

    def test_names_keep_their_links(self) -> None:
        """What has a capital is somebody's name."""
        sources = [
            page(host, link=SPLICED.format(host).replace("online lottery", "Online Lottery"))
            for host in HOSTS
        ]
        doc = clean(
            sources[0], url=f"http://{HOSTS[0]}/", site=Site("x", echoes=echoes_of(sources))
        )
        assert cut(doc) == ""

    def test_a_row_of_links_is_cut(self) -> None:
        """Three links to strangers in phrases that other hosts have too."""
        names = ("cheap lottery", "lottery casino", "casino login")
        inner = "".join(f'<p><a href="http://one.test/{n}">{n}</a></p>' for n in names)
        sources = [page(host, inner) for host in HOSTS]
        url = f"http://{HOSTS[0]}/"
        assert cut(clean(sources[0], url=url)) == ""
        doc = clean(sources[0], url=url, site=Site("x", echoes=echoes_of(sources)))
        assert cut(doc) == "".join(names)


PHRASES = st.sampled_from([*BAIT.split(" | "), "Casino Login", "See also", "The bridge is open."])
TEXTS = st.lists(st.one_of(PHRASES, st.lists(PHRASES, max_size=8).map(" | ".join)), max_size=9)


@given(TEXTS, st.sampled_from([0, 1, 2]))
@settings(max_examples=150)
def test_laws_hold_whatever_echoes(lines: list[str], place: int) -> None:
    """Nothing is lost, everything can be undone, and clean stays clean."""
    source = "\n".join([*story("Aldham")[:place], *lines, *story("Aldham")[place:]])
    marks = read_outline(source, "text")[2].tolist()
    site = Site("x", echoes=dict.fromkeys(marks[::2], Echo(9, 9)))
    doc = clean(source, kind="text", site=site)
    check_document(doc)
    again = clean(doc.text, kind="text", site=site)
    assert (again.text, again.edits) == (doc.text, ())


def run(raw: Path, cleaned: Path, **options: object) -> Summary:
    """Clean a folder without Prefect."""
    return clean_corpus(raw, cleaned, Settings(), **{"workers": 1, **options})  # type: ignore[arg-type]


def write_hosts(raw: Path, count: int) -> Path:
    """A dump and a page of each of so many hosts, spam in all of them."""
    for host in HOSTS[:count]:
        link = f'<head><link rel="canonical" href="https://{host}/a">'
        spliced = page(host, link=SPLICED.format(host)).replace("<head>", link)
        write(raw, {f"{host}/a.txt": dump(host, BAIT), f"pages/{host}.html": spliced})
    return raw


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All hosts, cleaned once: a folder with ``raw`` and ``clean``."""
    folder = tmp_path_factory.mktemp("echoes")
    run(write_hosts(folder / "raw", len(HOSTS)), folder / "clean")
    return folder


class TestRuns:
    """Whole runs, in worker processes."""

    def test_text_and_ledger(self, corpus: Path) -> None:
        """Dumps and pages are without it; the ledger has hosts and documents."""
        ledger = [row for row in rows(corpus / "clean" / LEDGER) if row["cleaner"] == "spam"]
        assert {row["before"] for row in ledger} == {BAIT, "online lottery results "}
        assert {(r["evidence"]["hosts"], r["evidence"]["documents"]) for r in ledger} == {(6, 6)}
        for text in files(corpus / "clean" / "text").values():
            assert "lottery" not in text.decode().lower()

    @pytest.mark.parametrize("most", [1, 5])
    def test_batches_workers_and_parts_change_nothing(
        self, most: int, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The same bytes whatever travels together, and however many marks are counted at once."""
        monkeypatch.setattr(todo, "LARGEST_BATCH", most)
        monkeypatch.setattr(todo, "BATCHES_PER_WORKER", 1)
        monkeypatch.setattr(planning, "LARGEST", most + 2)
        run(corpus / "raw", tmp_path, workers=2)
        assert files(tmp_path) == files(corpus / "clean")

    def test_grown_folder_is_as_from_scratch(self, tmp_path: Path) -> None:
        """The first three are cleaned again when the fourth host makes an echo of what they share;
        from then on a new one changes the counts only.
        """
        raw, counts = tmp_path / "raw", range(1, len(HOSTS) + 1)
        cleaned = [run(write_hosts(raw, n), tmp_path / "clean").cleaned for n in counts]
        assert cleaned == [2, 2, 2, 8, 2, 2]
        run(raw, tmp_path / "scratch")
        assert files(tmp_path / "clean") == files(tmp_path / "scratch")
        assert '"hosts": 6, "documents": 6' in (tmp_path / "clean" / LEDGER).read_text()

    def test_a_removed_host_takes_its_witness_along(self, tmp_path: Path) -> None:
        """With one of four gone nothing echoes any more, and the text of the others comes back."""
        raw = write_hosts(tmp_path / "raw", MIN_HOSTS)
        run(raw, tmp_path / "clean")
        (raw / HOSTS[0] / "a.txt").unlink()
        assert run(raw, tmp_path / "clean").cleaned == MIN_HOSTS - 1
        run(raw, tmp_path / "scratch")
        assert files(tmp_path / "clean") == files(tmp_path / "scratch")

    def test_documents_without_an_echo_are_not_cleaned_again(self, tmp_path: Path) -> None:
        """What echoes among others is nothing to them."""
        raw = write(write_hosts(tmp_path / "raw", 3), {"corvey.com/b.txt": dump("Holm")})
        run(raw, tmp_path / "clean")
        assert run(write_hosts(raw, 4), tmp_path / "clean").cleaned == 8
        assert run(raw, tmp_path / "clean").cleaned == 0

    def test_state_lists_the_echoes(self, corpus: Path) -> None:
        """By mark, with hosts and documents."""
        with Store(corpus / "clean") as store:
            found = planning.read_echoes(store)
        assert found[mark_phrase(("cheap", "lottery"))] == Echo(6, 6)


def test_marks_are_different_and_ascending() -> None:
    """A phrase that stands twice is one."""
    marks = read_outline(dump("Aldham", BAIT, BAIT))[2]
    assert (np.diff(marks) > 0).all()


def test_library_example() -> None:
    """The lines of the documentation."""
    sources = [(page(host, link=SPLICED.format(host)), f"http://{host}/") for host in HOSTS]
    outlines = [read_outline(source, url=url) for source, url in sources]
    echoes = find_echoes((outline.host, outline.marks) for outline in outlines)
    bodies = [clean(source, url=url, site=Site(echoes=echoes)).text for source, url in sources]
    assert not any("lottery" in body for body in bodies)
    assert all(story(host)[1] in body for host, body in zip(HOSTS, bodies, strict=True))
