"""The user's own rules: what they keep and drop, how their file is checked, what a change cleans."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from corpora import (
    PARAGRAPHS,
    SPAM,
    article,
    cleancopy,
    environment,
    files,
    page,
    rows,
    sources_of,
    write,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from test_laws import DUMPS

from benchmarks.laws import check_document
from cleaners import Document, Settings, Site, UserRule, clean
from cleaners.user_rules import LONGEST_LINE
from flows.bare import clean_corpus
from flows.corpus import LEDGER
from flows.summary import Summary
from flows.user_file import UserFileError, read_user_file

BODY = article(1).rstrip("\n")
FOREIGN = (
    "Der Gemeinderat traf sich am Dienstagabend und beschloss, dass die Brücke über den Fluss noch"
    " vor dem Winter repariert werden soll, und alle waren froh darüber."
)
SPAM_LINE = SPAM.rstrip("\n")


def keep(pattern: str, **more: str) -> UserRule:
    """A rule that keeps."""
    return UserRule("mine", "keep", pattern, **more)


def drop(pattern: str, **more: str) -> UserRule:
    """A rule that drops."""
    return UserRule("theirs", "drop", pattern, **more)


def by_rules(source: str, *rules: UserRule) -> Document:
    """A document, cleaned with rules."""
    return clean(source, site=Site("example.org", rules=rules))


class TestKeeping:
    """A kept line is removed by nobody."""

    @pytest.mark.parametrize(
        ("line", "cleaner"),
        [
            ("Print E-mail Bookmark and Share", "chrome"),
            (SPAM_LINE, "spam"),
            (FOREIGN, "language"),
            ("Geology[edit]", "chrome"),
        ],
    )
    def test_wins_over_every_cleaner(self, line: str, cleaner: str) -> None:
        """Without the rule the cleaner takes it, or a part of it; with it all of it stays."""
        source = f"{BODY}\n\n{line}\n\n{BODY}"
        assert cleaner in {edit.cleaner for edit in clean(source).edits}
        doc = by_rules(source, keep(".*E-mail.*|.*在线百家乐.*|Der Gemeinderat.*|Geology.*"))
        assert line in doc.text.split("\n\n")
        assert doc.edits == ()

    def test_wins_over_the_verdict_on_a_page(self) -> None:
        """What the model leaves out of a page stays."""
        menu = "<nav><ul><li><a href='/a'>Towns of the county</a></li><li><a href='/b'>Mills</a></li></ul></nav>"
        source = page(BODY).replace("<body>", f"<body>{menu}")
        assert "Towns of the county" not in clean(source).text
        doc = by_rules(source, keep("Towns of the county"))
        assert "Towns of the county" in doc.text.split("\n\n")
        assert "Mills" not in doc.text.split("\n\n")

    def test_wins_over_dropping(self) -> None:
        """A line that is to be kept and dropped is kept: the loss would be the greater harm."""
        source = f"{BODY}\n\nPhoto: the old bridge"
        assert by_rules(source, drop("Photo: .*"), keep(".*bridge")).edits == ()

    def test_does_not_keep_it_from_being_mended(self) -> None:
        """Matched and kept is the line as it reads after repair."""
        doc = by_rules(f"{BODY}\n\nShare\\u0020\u00a0this:  now", keep("Share this: now"))
        assert [edit.cleaner for edit in doc.edits if edit.after == ""] == []
        assert doc.text.splitlines()[-1].split() == ["Share", "this:", "now"]

    def test_is_shown(self) -> None:
        """With the pattern and the reason, on the line."""
        doc = by_rules(f"Share this\n\n{BODY}", keep("Share this", why="a title"))
        (flag,) = doc.flags
        assert (doc.source_text[flag.start : flag.end], flag.rule) == ("Share this", "mine")
        assert flag.evidence == {"pattern": "Share this", "why": "a title"}


class TestDropping:
    """A dropped line is removed, and accounted for under the rule's name."""

    def test_whole_lines_only(self) -> None:
        """A pattern that fits a part of a line drops nothing."""
        doc = by_rules(
            f"{BODY}\n\nPhoto: a bridge\n\nNo Photo: here", drop("Photo: .*", why="no pictures")
        )
        (edit,) = doc.edits
        assert (edit.before, edit.after, edit.cleaner, edit.rule) == (
            "Photo: a bridge",
            "",
            "user_rules",
            "theirs",
        )
        assert (edit.role, edit.evidence) == ("dropped", {"pattern": "Photo: .*", "why": "no pictures"})  # fmt: skip
        assert doc.text == f"{BODY}\n\nNo Photo: here"

    def test_white_space_is_folded(self) -> None:
        """Runs of it count as one space, as in the rule."""
        assert by_rules(f"{BODY}\n\nPhoto:   a\tbridge", drop("Photo: a bridge")).text == BODY

    def test_very_long_lines_match_nothing(self) -> None:
        """A pattern of any kind is tried on lines of bounded length only."""
        line = f"{'a' * LONGEST_LINE}b"
        for text, dropped in ((line[1:], True), (line, False)):
            assert (text not in by_rules(f"{BODY}\n\n{text}", drop("a+b")).text) == dropped
        start = time.process_time()
        by_rules(f"{BODY}\n\n{line * 200}", drop("(?:a|ab|b)*c"), keep("(?:.*a){3}x"))
        assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("site", "name", "concerned"),
    [
        (None, "example.org", True),
        ("example.org", "example.org", True),
        ("example.org", "news.example.org", True),
        ("example.org", "notexample.org", False),
        ("news.example.org", "example.org", False),
        ("batch/2", "batch/2", True),
        (".", "batch", False),
    ],
)
def test_sites(site: str | None, name: str, *, concerned: bool) -> None:
    """A rule is for its host and those below it, for a folder, or for all."""
    assert keep("x", **({"site": site} if site else {})).concerns(name) == concerned


def test_pattern_that_does_not_compile() -> None:
    """It is refused where the rule is made."""
    with pytest.raises(ValueError, match=r"mine: pattern '\(': missing \)"):
        keep("(")


@given(
    DUMPS,
    st.sampled_from(["Share.*", ".*", ".*bridge.*", "[^a]*", "By .*", "\\W*"]),
    st.sampled_from(["Re.*", ".*e.*", "1?2"]),
)
@settings(max_examples=150)
def test_laws_hold_with_rules(text: str, kept: str, dropped: str) -> None:
    """Nothing is lost, everything can be undone, and clean stays clean, whatever the rules say."""
    doc = by_rules(text, keep(kept), drop(dropped))
    check_document(doc)
    again = by_rules(doc.text, keep(kept), drop(dropped))
    assert (again.text, again.edits) == (doc.text, ())


GOOD = """
[settings]
languages = ["en", "de"]
min_words = 3
spam = "flag"

[[drop]]
pattern = "Photo: .*"

[[keep]]
name = "refrain"
site = "example.org"
line = "What (exactly)?  Home"
why = "it is one"
"""


def test_file_is_read(tmp_path: Path) -> None:
    """Settings and rules, a line as it stands, defaults for the rest; options go over it."""
    user = read_user_file(write(tmp_path, {"cleancopy.toml": GOOD}))
    assert user.settings() == Settings(languages=("en", "de"), min_words=3, spam="flag")
    assert user.settings(min_words=9) == Settings(languages=("en", "de"), min_words=9, spam="flag")
    assert [(r.name, r.action, r.site, r.why) for r in user.rules] == [
        ("refrain", "keep", "example.org", "it is one"),
        ("drop 1", "drop", None, ""),
    ]
    doc = by_rules(f"{BODY}\n\nWhat (exactly)? Home", *user.rules)
    assert doc.text.endswith("What (exactly)? Home")
    assert read_user_file(tmp_path / "elsewhere").rules == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[setings]\nmin_words = 3", "the file: unknown key setings; did you mean settings? Known: settings, columns, output, keep, drop, check"),
        ("[settings]\nminwords = 3", "[settings]: unknown key minwords; did you mean min_words? Known: languages,"),
        ("[settings]\nmin_words = true", "[settings] min_words: expected a number, got True"),
        ("[settings]\nmin_words = -1", "[settings] min_words: expected 0 or more, got -1"),
        ("[settings]\nlanguages = 'en'", """[settings] languages: expected ["en"] or "all", got 'en'"""),
        ("[settings]\nlanguages = ['English']", "[settings] languages: expected ISO 639-1 codes"),
        ("[settings]\nspam = 3", "[settings] spam: expected 'strip', 'flag', 'off', got 3"),
        ("settings = 3", "settings: expected a table that begins with [settings], got 3"),
        ("[keep]\nline = 'a'", "keep: expected tables that begin with [[keep]], got"),
        ("keep = 3", "keep: expected tables that begin with [[keep]], got 3"),
        ("[[keep]]\nline = 'a'\n[[keep]]\npatern = 'a'", "[[keep]] number 2: unknown key patern; did you mean pattern?"),
        ("[[drop]]\nwhy = 'x'", "[[drop]] number 1: expected one of line and pattern"),
        ("[[drop]]\nline = 'x'\npattern = 'x'", "[[drop]] number 1: expected one of line and pattern"),
        ("[[drop]]\nline = ' '", "[[drop]] number 1: line: expected text, got ' '"),
        ("[[drop]]\nline = 3", "[[drop]] number 1: line: expected text, got 3"),
        ("[[drop]]\npattern = '['", "[[drop]] number 1: drop 1: pattern '[': unterminated character set"),
        ("[[drop]\n", "Expected ']]'"),
        ("\xe9", "can't decode byte"),
    ],
)  # fmt: skip
def test_file_with_a_fault(text: str, complaint: str, tmp_path: Path) -> None:
    """The message names the file, the table by its number, the key, and what was expected."""
    write(tmp_path, {"cleancopy.toml": text.encode("latin-1")})
    with pytest.raises(UserFileError) as raised:
        read_user_file(tmp_path)
    assert str(raised.value).startswith(f"{tmp_path / 'cleancopy.toml'}: ")
    assert complaint in str(raised.value)


def test_file_that_is_named_and_not_there(tmp_path: Path) -> None:
    """It is an error only if the user named it."""
    with pytest.raises(UserFileError, match="No such file"):
        read_user_file(tmp_path, tmp_path / "mine.toml")


def run(raw: Path, clean: Path, rules: Path | None = None) -> Summary:
    """Clean a folder without Prefect, with the settings of its own file."""
    return clean_corpus(raw, clean, workers=1, rules=rules)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Two sites of two documents each, a page among them, and a file of rules."""
    link = '<head><link rel="canonical" href="https://www.example.org/a">'
    rules = '[[drop]]\nsite = "example.org"\nline = "Photo: the mill"\n'
    return write(
        tmp_path / "raw",
        {
            "example.org/a.txt": f"{BODY}\nPhoto: the mill\n",
            "b.html": page(f"{BODY}\n\nPhoto: the mill\n\n{PARAGRAPHS[0]}").replace("<head>", link),
            "c.txt": f"{article(3)}Photo: the mill\n",
            "sub/cleancopy.toml": "Only the one at the top is the user's word; this one is a text.",
            "cleancopy.toml": rules,
        },
    )


class TestRuns:
    """Whole runs with a file of rules."""

    def test_rules_are_for_their_site(self, raw: Path, tmp_path: Path) -> None:
        """By folder and by what a page says of itself; the file itself is no source."""
        run(raw, tmp_path / "clean")
        ledger = [row for row in rows(tmp_path / "clean" / LEDGER) if row["rule"] == "drop 1"]
        assert [row["id"] for row in ledger] == ["b.html", "example.org/a.txt"]
        assert "Photo: the mill" in (tmp_path / "clean/text/c.txt").read_text()
        assert "cleancopy.toml" not in {source.id for source in sources_of(raw)}
        assert "sub/cleancopy.toml" in {source.id for source in sources_of(raw)}

    def test_changed_rule_cleans_what_it_concerns(self, raw: Path, tmp_path: Path) -> None:
        """Its site again, and nothing else; a changed setting everything."""
        run(raw, tmp_path / "clean")
        assert run(raw, tmp_path / "clean").cleaned == 0
        with (raw / "cleancopy.toml").open("a") as file:
            file.write('[[keep]]\nsite = "example.org"\nline = "Photo: the mill"\n')
        assert run(raw, tmp_path / "clean").cleaned == 2
        assert "Photo: the mill" in (tmp_path / "clean/text/example.org/a.txt").read_text()
        write(raw, {"cleancopy.toml": "[settings]\nmin_words = 1"})
        assert run(raw, tmp_path / "clean").cleaned == 4
        run(raw, tmp_path / "scratch")
        assert files(tmp_path / "clean") == files(tmp_path / "scratch")

    def test_another_file(self, raw: Path, tmp_path: Path) -> None:
        """The one that is named is read instead."""
        mine = (
            write(tmp_path, {"mine.toml": "[[drop]]\npattern = 'The works .* county.'"})
            / "mine.toml"
        )
        run(raw, tmp_path / "clean", mine)
        texts = files(tmp_path / "clean/text")
        assert b"The works were given" not in b"".join(texts.values())
        assert b"Photo: the mill" in texts["example.org/a.txt"]


class TestCommandLine:
    """What the user types."""

    def test_run_and_its_options(self, raw: Path, tmp_path: Path) -> None:
        """Settings come from the file, and an option that is given goes over it."""
        write(raw, {"cleancopy.toml": "[settings]\nmin_words = 1000"})
        done = cleancopy("run", "--bare", "--json", raw, tmp_path / "clean")
        assert '"clean": 0' in done.stdout
        done = cleancopy("run", "--bare", "--json", "--min-words", 5, raw, tmp_path / "clean")
        assert '"clean": 4' in done.stdout

    @pytest.mark.parametrize("more", [[], ["--min-words", "5"]])
    def test_fault_in_the_file(self, more: list[str], raw: Path, tmp_path: Path) -> None:
        """The run fails before anything is cleaned, with the message alone."""
        write(raw, {"cleancopy.toml": "[[kep]]\n"})
        done = cleancopy("run", "--bare", *more, raw, tmp_path / "clean")
        assert done.returncode == 1
        assert "unknown key kep; did you mean keep?" in done.stderr
        assert "Traceback" not in done.stderr
        assert not (tmp_path / "clean/corpus.jsonl").exists()

    def test_explain(self, raw: Path, tmp_path: Path) -> None:
        """The file above the source is found; dropped and kept lines say why."""
        with (raw / "cleancopy.toml").open("a") as file:
            file.write(
                '[[keep]]\nline = "Share this"\nwhy = "a title"\n[settings]\nmin_words = 999\n'
            )
        write(raw, {"example.org/d.txt": f"Share this\n{BODY}\nPhoto: the mill\n"})
        told = cleancopy("explain", raw / "example.org/d.txt").stdout
        assert told.startswith("rejected: too_short")
        assert (
            "  Share this  [user_rules: keep 1, kept all the same, 1.00; pattern Share this; why a title]"
            in told
        )
        assert "- Photo: the mill  [user_rules: drop 1, dropped" in told
        told = cleancopy(
            "explain",
            "--rules",
            write(tmp_path, {"none.toml": ""}) / "none.toml",
            raw / "example.org/d.txt",
        ).stdout
        assert "user_rules" not in told
        assert told.startswith("clean")

    @pytest.mark.slow
    def test_prefect_flow(self, raw: Path, tmp_path: Path) -> None:
        """The flow reads the file too, and makes the same corpus."""
        home = environment(PREFECT_HOME=str(tmp_path / "home"))
        done = cleancopy("run", raw, tmp_path / "flow", env=home)
        assert done.returncode == 0, done.stderr
        run(raw, tmp_path / "bare")
        assert files(tmp_path / "flow") == files(tmp_path / "bare")
        assert "drop 1" in (tmp_path / "flow" / LEDGER).read_text()
