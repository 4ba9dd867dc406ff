"""Foreign lines that stay and those that go, and the laws, on documents in two languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.laws import check_document
from cleaners import Settings, clean
from cleaners.language import find_foreign, identify_language
from cleaners.pipeline import repair, until_stable
from cleaners.text_blocks import read_text

CASES = json.loads((Path(__file__).parent / "cases/language_keep.json").read_text("utf-8"))
HOST: list[str] = CASES["host"]
TRANSLATIONS: dict[str, str] = {
    str(identify_language(" ".join([case["lines"][0]] * 3)).language): case["lines"][0]
    for case in CASES["drop"]
    if case["kind"] == "translation"
}


def removed(text: str, wanted: Settings = Settings()) -> list[str]:  # noqa: B008
    """What the language stage takes out of a dump, once that is repaired."""
    draft = until_stable(repair(read_text(text)), ((find_foreign,),), wanted)
    return [edit.before for edit in draft.edits if edit.cleaner == "language"]


def test_there_are_enough_cases() -> None:
    """At least a hundred that stay and thirty that go, each with a name of its own."""
    assert len(CASES["keep"]) >= 100
    assert len(CASES["drop"]) >= 30
    for part in ("keep", "drop"):
        assert len({case["name"] for case in CASES[part]}) == len(CASES[part])


@pytest.mark.parametrize("case", CASES["keep"], ids=lambda case: case["name"])
def test_what_is_genuine_stays(case: dict[str, list[str]]) -> None:
    """At the top of an English article, between its paragraphs, and at its end."""
    for place in (0, 2, len(HOST)):
        assert removed("\n".join([*HOST[:place], *case["lines"], *HOST[place:]])) == []


@pytest.mark.parametrize("case", CASES["drop"], ids=lambda case: case["name"])
def test_what_is_noise_goes(case: dict[str, list[str]]) -> None:
    """Each of its lines, and nothing else."""
    for place in (0, 2, len(HOST)):
        text = "\n".join([*HOST[:place], *case["lines"], *HOST[place:]])
        assert removed(text) == case["lines"]


def test_every_translation_is_identified() -> None:
    """Twenty-six languages, each for itself."""
    assert len(TRANSLATIONS) == 26


@pytest.mark.parametrize("language", sorted(TRANSLATIONS))
def test_every_language_can_be_asked_for(language: str) -> None:
    """A document in it is kept whole, rejected where only English is, and loses its English."""
    text = TRANSLATIONS[language]
    asked = Settings(languages=(language,), min_words=5)
    document = "\n".join([text] * 4)
    assert clean(document, settings=asked).status == "clean"
    assert removed(document, asked) == []
    assert clean(document).reason == "language"
    assert removed("\n".join([text, text, HOST[0], text]), asked) == [HOST[0]]


@pytest.mark.parametrize("language", ["de", "fr", "ru", "zh", "ar", "ja"])
def test_a_parallel_text_keeps_its_english(language: str) -> None:
    """Each paragraph with its translation below; also where the translation is longer."""
    other = [TRANSLATIONS[language]] * 4
    lines = [line for pair in zip(HOST, other, strict=True) for line in pair]
    assert removed("\n".join(lines)) == other
    assert removed("\n".join([*HOST, *other, other[0]])) == [*other, other[0]]


@pytest.mark.parametrize("language", ["de", "es", "ru", "zh"])
def test_a_foreign_paper_with_an_english_abstract_is_foreign(language: str) -> None:
    """Less than a quarter of its prose is English: nothing is cut, and the whole is rejected."""
    doc = clean("\n".join([HOST[0], *[TRANSLATIONS[language]] * 8]))
    assert (doc.status, doc.reason, doc.detail["language"]) == ("rejected", "language", language)
    assert not [edit for edit in doc.edits if edit.cleaner == "language"]


def test_a_table_with_a_foreign_paragraph_is_no_foreign_document() -> None:
    """Names and numbers are in no language; what is more than half of a document decides."""
    table = [f"{name} {year}" for year in range(1990, 2010) for name in ("Oslo", "Lima", "Bern")]
    assert removed("\n".join([*table[:30], TRANSLATIONS["de"], *table[30:]])) == [
        TRANSLATIONS["de"]
    ]


@pytest.mark.parametrize("language", ["de", "es", "pl", "ru", "zh", "ja"])
@pytest.mark.parametrize("first", [True, False])
def test_a_glued_translation_goes_by_its_sentences(language: str, *, first: bool) -> None:
    """The English half of the paragraph stays to the character."""
    other = f"{TRANSLATIONS[language]} {TRANSLATIONS[language]}"
    glued = f"{other} {HOST[0]}" if first else f"{HOST[0]} {other}"
    assert clean("\n".join([HOST[1], glued, *HOST[2:]])).text.split("\n\n")[1] == HOST[0]


def test_lines_too_short_alone_are_judged_together() -> None:
    """Two halves of a sentence are a comment; either alone might be a motto."""
    lines = [
        "Ich war am Samstag auch da, und es war",
        "sehr schön, aber wir sind nicht lange geblieben.",
    ]
    assert removed("\n".join([HOST[0], *lines, HOST[1]])) == lines
    assert removed("\n".join([HOST[0], lines[0], HOST[1]])) == []


def test_a_doubtful_line_between_two_foreign_ones_goes_with_them() -> None:
    """Names and headings of a foreign section; an English heading there stays."""
    german = TRANSLATIONS["de"]
    for line, goes in (("Pressestelle Museum Neustadt", True), ("Opening times and prices", False)):
        found = removed("\n".join([*HOST[:2], german, line, german, *HOST[2:], *HOST]))
        assert found == ([german, line, german] if goes else [german, german])


@pytest.mark.parametrize(
    ("markup", "goes"),
    [("<p>{}</p>", True), ("<blockquote><p>{}</p></blockquote>", False),
     ('<div class="poem"><p>{}</p></div>', False), ("<pre>{}</pre>", False)],
)  # fmt: skip
def test_a_page_marks_its_quotations(markup: str, *, goes: bool) -> None:
    """By element or by class; other paragraphs of the main text go."""
    blocks = [f"<p>{line}</p>" for line in (*HOST, *HOST)]
    blocks.insert(3, markup.format(f"{TRANSLATIONS['de']} {TRANSLATIONS['de']}"))
    doc = clean(f"<html><body><article>{''.join(blocks)}</article></body></html>")
    assert any(edit.cleaner == "language" for edit in doc.edits) is goes


LINES = st.sampled_from([*HOST, *TRANSLATIONS.values(), *(c["lines"][0] for c in CASES["keep"])])
DOCUMENTS = st.lists(st.lists(LINES, min_size=1, max_size=3).map(" ".join), max_size=10)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(DOCUMENTS, st.sampled_from([("en",), ("de", "fr"), ("zh",)]))
def test_the_laws_hold_in_two_languages(lines: list[str], wanted: tuple[str, ...]) -> None:
    """All is accounted for, can be undone, and clean text stays as it is."""
    asked = Settings(languages=wanted)
    doc = clean("\n".join(lines), kind="text", settings=asked)
    check_document(doc)
    assert clean(doc.text, kind="text", settings=asked).text == doc.text
