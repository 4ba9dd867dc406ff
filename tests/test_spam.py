"""Injected spam is cut by its structure; what only looks like it stays."""

from __future__ import annotations

import pytest

from cleaners import Settings, clean

ENGLISH = [
    "The town council voted on Tuesday to keep the old bridge open for another year of traffic.",
    "Engineers had warned that the arches needed repairs, and nobody wanted to pay for them.",
    "The repairs will begin in spring, when the river is low and the boats are still in their sheds.",
]
HAN = ["彩票网站大全", "在线赌场平台", "药房折扣代码", "手表批发市场", "彩票开奖结果", "在线扑克游戏", "药房网上订购", "手表折扣中心"]  # fmt: skip
CYRILLIC = ["казино онлайн", "лотерея результаты", "аптека скидки", "часы оптом", "игровые автоматы", "ставки на спорт"]  # fmt: skip
THAI = ["หวยออนไลน์", "คาสิโนสด", "ร้านขายยา", "นาฬิการาคาถูก", "ผลหวยวันนี้", "เกมไพ่ออนไลน์", "บาคาร่า"]


def cleaned(lines: list[str], **choices: str) -> tuple[str, str]:
    """Clean lines as a dump; the body and what was removed as spam."""
    doc = clean("\n".join(lines), kind="text", settings=Settings(**choices))  # type: ignore[arg-type]
    return doc.text, "".join(e.before for e in doc.edits if e.cleaner == "spam")


@pytest.mark.parametrize("separator", ["| ", ", ", " - ", "_", "、", " "])
@pytest.mark.parametrize("items", [HAN, CYRILLIC, THAI], ids=["Han", "Cyrillic", "Thai"])
@pytest.mark.parametrize("place", [0, 1, 3], ids=["first", "between", "last"])
def test_a_foreign_item_line_is_cut(separator: str, items: list[str], place: int) -> None:
    """Wherever the line stands and whatever parts its items; the text around stays whole."""
    if separator == " " and any(" " in item for item in items):
        pytest.skip("spaces stand inside of the items too")
    line = separator.join(items)
    lines = [*ENGLISH[:place], line, *ENGLISH[place:]]
    text, spam = cleaned(lines)
    assert text == "\n\n".join(ENGLISH)
    assert spam == line


def test_one_item_a_line_is_cut_as_a_group() -> None:
    """Short foreign lines in a row are judged together."""
    text, spam = cleaned([*ENGLISH, *HAN])
    assert text == "\n\n".join(ENGLISH)
    assert spam == "".join(HAN)


def test_spam_glued_to_the_last_sentence_is_cut_at_the_boundary() -> None:
    """The genuine sentence before it keeps every character."""
    text, spam = cleaned([*ENGLISH[:2], ENGLISH[2] + "| ".join(HAN)])
    assert text == "\n\n".join(ENGLISH)
    assert spam == "| ".join(HAN)


def test_spam_glued_before_a_sentence_is_cut_at_the_boundary() -> None:
    """And so does the one after it."""
    text, _ = cleaned([ENGLISH[0], "| ".join(HAN) + "| " + ENGLISH[1], ENGLISH[2]])
    assert ENGLISH[1] in text
    assert HAN[0] not in text


@pytest.mark.parametrize(
    "line",
    [
        "他说：“这座桥不能倒，我们明年还要过河去看戏。”他又说：“你们都来吧！”",
        "The sign reads 山高水長 in gold letters over the door.",
        "Names of the crew: 王伟, 李娜, 张敏, 刘洋.",
        "中文 日本語 한국어 Русский العربية ไทย",
        "Привет, сказал он, и закрыл дверь. Никто не ответил ему в тот вечер.",
        "Α, β, γ, δ, ε and ζ are the letters of the first set.",
        "Osmere, Merin, Lormond, Corran, Kirkvik, Tarn, Brannock, Ellery",
    ],
)
def test_foreign_text_that_is_no_spam_is_not_cut_as_spam(line: str) -> None:
    """Quotations, names, mottos, menus and lists in the page's own script."""
    _, spam = cleaned([ENGLISH[0], line, *ENGLISH[1:]])
    assert spam == ""


def test_foreign_titles_one_a_line_stay() -> None:
    """A catalogue in English may list Russian courses: their titles are longer than bait."""
    titles = [
        "Основы статистики для начинающих",
        "Обучающий курс по истории мостов",
        "Подготовка к экзамену по физике",
    ] * 3
    _, spam = cleaned([*ENGLISH, *titles])
    assert spam == ""


def test_lists_in_a_document_of_that_script_are_its_own() -> None:
    """A Chinese article may list what it likes: nothing is foreign there."""
    article = ["这座桥建于一七四八年，是镇上最古老的建筑，每年有很多人来看它。"] * 4
    doc = clean("\n".join([*article, "| ".join(HAN)]), settings=Settings(languages=("zh",)))
    assert doc.status == "clean"
    assert not [edit for edit in doc.edits if edit.cleaner == "spam"]


def test_nothing_but_spam_is_rejected_as_spam() -> None:
    """The document is rejected with that reason; its text is still accounted for."""
    doc = clean("| ".join(HAN))
    assert (doc.status, doc.reason) == ("rejected", "spam")
    assert doc.edits[0].before == doc.source_text


def test_flag_reports_and_leaves_in_place() -> None:
    """With ``spam="flag"`` the line stays and is flagged; with "off" nobody looks."""
    source = "\n".join([*ENGLISH, "| ".join(HAN)])
    flagged = clean(source, settings=Settings(spam="flag"))
    assert HAN[0] in flagged.source_text
    assert [flagged.source_text[f.start : f.end] for f in flagged.flags] == ["| ".join(HAN)]
    assert clean(source, settings=Settings(spam="off")).flags == ()


def test_the_cut_names_two_groups_of_evidence() -> None:
    """Script and share (language); items and sentence marks (form)."""
    doc = clean("\n".join([*ENGLISH, "| ".join(HAN)]))
    evidence = doc.edits[-1].evidence
    assert evidence["script"] == "Han"
    assert evidence["items"] == len(HAN)
    assert evidence["sentence_marks_per_100"] == 0
