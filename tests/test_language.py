"""Which language a text is in; which blocks are noise in another, and which are quotations."""

from __future__ import annotations

import pytest

from cleaners import Settings, clean
from cleaners.language import identify_language

ENGLISH = [
    "The town council voted on Tuesday to keep the old bridge open for another year of traffic.",
    "Engineers had warned that the arches needed repairs, and nobody wanted to pay for them.",
    "The repairs will begin in spring, when the river is low and the boats are still in their sheds.",
]
GERMAN = (
    "Der Gemeinderat hat am Dienstag beschlossen, die alte Brücke noch ein weiteres Jahr für den"
    " Verkehr offen zu halten, obwohl die Ingenieure vor den Schäden an den Bögen gewarnt hatten."
)
FRENCH = (
    "Le conseil municipal a décidé mardi de laisser le vieux pont ouvert encore une année, bien que"
    " les ingénieurs aient signalé des dégâts aux arches que personne ne voulait réparer."
)
CHINESE = "镇议会星期二决定让这座老桥再开放一年，尽管工程师警告说桥拱需要修理，而且没有人愿意付钱。"
RUSSIAN = (
    "Городской совет решил во вторник оставить старый мост открытым ещё на один год для движения."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (" ".join(ENGLISH), "en"), (GERMAN, "de"), (FRENCH, "fr"), (CHINESE, "zh"), (RUSSIAN, "ru"),
        ("이 다리는 마을에서 가장 오래된 건물이며 해마다 많은 사람들이 보러 옵니다.", "ko"),
        ("この橋は町でいちばん古い建物で、毎年たくさんの人が見に来ます。", "ja"),
        ("สะพานนี้เป็นสิ่งก่อสร้างที่เก่าแก่ที่สุดในเมือง", "th"),
        ("Η γέφυρα αυτή είναι το παλαιότερο κτίσμα της πόλης.", "el"),
    ],
    ids=lambda value: value[:12],
)  # fmt: skip
def test_a_text_is_identified(text: str, language: str) -> None:
    """By script where that tells, by function words for English, else by langdetect."""
    assert identify_language(text).language == language


@pytest.mark.parametrize("text", ["SPORT", "Open AI for all", "2-1", "", "Osmere Merin Lormond"])
def test_too_little_text_is_of_no_language(text: str) -> None:
    """A lone short line is never shown to langdetect."""
    assert identify_language(text).language in (None, "en")


def test_langdetect_is_seeded() -> None:
    """The same text gives the same probability, time after time."""
    results = {identify_language(GERMAN + FRENCH) for _ in range(5)}
    assert len(results) == 1


@pytest.mark.parametrize("noise", [GERMAN, FRENCH, CHINESE, RUSSIAN], ids=["de", "fr", "zh", "ru"])
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_foreign_block_is_removed(noise: str, place: int) -> None:
    """From an English document, wherever it stands, with its language in the ledger."""
    doc = clean("\n".join([*ENGLISH[:place], noise, *ENGLISH[place:]]))
    assert doc.text == "\n\n".join(ENGLISH)
    (edit,) = doc.edits
    assert (edit.cleaner, edit.rule, edit.before) == ("language", "foreign_block", noise)


@pytest.mark.parametrize(
    "lines",
    [
        ["The poem begins so:", GERMAN],
        [f"„{GERMAN}“"],
        [f"« {FRENCH} »"],
        ["SPORT"],
        ["Open AI for all"],
        ["DeepSeek Brings Real-World Benefits"],
        ["La Grande Illusion, Das Boot and La Dolce Vita are on the programme this week."],
        ["Liberté, égalité, fraternité"],
        ["山高水長"],
        ["王伟 and 李娜 kept the shop until 1998, when it was sold to a baker."],
        ["Schadenfreude, Weltschmerz, Zeitgeist"],
        ["AS ROMA BEAT INTER MILANO"],
        ["Vicario, Romero, Van de Ven, Dragusin, Porro, Bissouma, Bentancur, Bergvall, Son, Kulusevski, Werner"],
    ],
    ids=lambda lines: lines[-1][:20],
)  # fmt: skip
def test_what_only_sounds_foreign_stays(lines: list[str]) -> None:
    """Quotations, headings, titles, mottos, names, loanwords."""
    source = [ENGLISH[0], *lines, *ENGLISH[1:]]
    assert clean("\n".join(source)).text == "\n\n".join(source)


@pytest.mark.parametrize(("text", "language"), [(GERMAN, "de"), (CHINESE, "zh"), (RUSSIAN, "ru")])
def test_a_foreign_document_is_rejected_with_its_language(text: str, language: str) -> None:
    """The reason carries the language and how sure that is; nothing of it was removed."""
    doc = clean("\n".join([text] * 3))
    assert (doc.status, doc.reason) == ("rejected", "language")
    assert doc.detail["language"] == language
    assert doc.edits == ()


def test_other_languages_can_be_asked_for() -> None:
    """With German allowed, the German document is clean and the bilingual one whole."""
    settings = Settings(languages=("de", "en"))
    assert clean("\n".join([GERMAN] * 3), settings=settings).status == "clean"
    both = [ENGLISH[0], GERMAN, *ENGLISH[1:]]
    assert clean("\n".join(both), settings=settings).text == "\n\n".join(both)


@pytest.mark.parametrize("languages", [(), ("english",), ("EN",), ("e",)])
def test_wrong_codes_are_refused(languages: tuple[str, ...]) -> None:
    """With a message that shows what is expected."""
    with pytest.raises(ValueError, match="languages"):
        Settings(languages=languages)
