"""A line is cut where it was glued, and never inside of a name: ``TechNet`` is one word."""

from __future__ import annotations

import pytest

from benchmarks.joints import Cut, find_cuts
from cleaners import Document, clean
from cleaners.chrome.joints import Joints
from cleaners.chrome.units import Unit

NAMES = (
    "TechNet TechCon FusionTalk MakeMyTale GardenBase HarbourWatch LightPress BoatLine QuickSail"
    " PumpWorks NorthStar RiverLink CanalCast DeepLock FreeSail TopBarge GreenReed OpenGate"
    " HomePort NewsGuild ShopWright SearchBeam ShareBoat FaceMill BookBarn MenuHouse BlogAlmanac"
    " LoginLock PlayField MailCart"
).split()
"""Invented; of two words, of which the first is a label of many menus in a third of them."""
LABELS = (
    "Read more,Find out more,Share,Subscribe,Newsletters,Menu,LinkedIn,Home,Skip to content,"
    "Add to cart,Global Edition,Search,See more,HomeNewsSport,Subscribe now,"
    "Sign up for our newsletter,Privacy policy"
).split(",")
STORY = [
    "The keeper of the lower lock said on Monday that the gates had not been closed for a week,"
    " because the pumps that were ordered in the spring had been sent to another town by mistake.",
    "Boats that came up the river waited in the reeds, and their crews bought bread from the farm"
    " on the hill until the farmer, who had five children, told them that there was none left.",
    "A council engineer promised that the pumps would come by rail before the end of the month, and"
    " that the town would pay for the bread",
]
MENU = ["Home", "News", "Contact us", "Log in"]
FOOTER = ["Related posts", "Privacy policy", "Terms of use"]


def cleaned(*lines: str) -> Document:
    """These lines between a menu and a footer, cleaned as a dump."""
    return clean("\n\n".join([*MENU, *lines, *FOOTER]), kind="text")


@pytest.mark.parametrize("rest", [" Harbour", " 365", " is a fair for people who mend locks"])
def test_a_name_is_not_cut_at_the_head_of_a_line(rest: str) -> None:
    """As a heading and in a sentence: all of it stays, or nothing."""
    docs = {name: cleaned(STORY[0], name + rest, *STORY[1:]) for name in NAMES}
    assert {name: list(find_cuts(doc)) for name, doc in docs.items() if any(find_cuts(doc))} == {}


@pytest.mark.parametrize(
    "start", ["The new pumps are by ", "* Sold by ", "Photo: ", "Get the pumps at "]
)
def test_a_name_is_not_cut_at_the_tail_of_a_line(start: str) -> None:
    """In a list, in a sentence without its full stop, in a credit."""
    docs = {name: cleaned(STORY[0], start + name, *STORY[1:]) for name in NAMES}
    assert {name: list(find_cuts(doc)) for name, doc in docs.items() if any(find_cuts(doc))} == {}


@pytest.mark.parametrize("label", LABELS)
def test_what_is_glued_to_a_sentence_is_cut(label: str) -> None:
    """Before it and behind it; and of what is left nothing more is taken."""
    for lines in ([label + STORY[0], *STORY[1:]], [*STORY[:2], STORY[2] + label]):
        text = cleaned(*lines).text
        assert text.split("\n\n") == STORY
        assert clean(text, kind="text").text == text


@pytest.mark.parametrize(
    ("text", "going", "is_word"),
    [
        ("TechNet Cyber", "Tech", True),
        ("HomePort Harbour", "Home", True),
        ("HomePort Harbour. The Port is old", "Home", False),
        ("BlogHarbour Harbour", "Blog", False),  # a label and a word: it could be either
        ("HomeThat is old", "Home", False),
        ("* QuickSwitch is a panel", "* Quick", True),
        ("The best are by NordSail of Riga", "The best are by Nord", False),
        ("The best are by NordSail. NordSail is of Riga", "The best are by Nord", True),
        ("Read moreBoats. Read moreBoats", "Read more", False),
        ("LinkedInBoats are few. Boats", "In", False),
        ("Web3Sail is old", "Web3", True),
        ("3Sail is old", "3", False),
        ("Look here!Boats", "Look here!", False),
    ],
)
def test_a_word_is_told_from_glue(text: str, going: str, *, is_word: bool) -> None:
    """By what goes, by what stays, and by what stands in the text again."""
    start = text.index(going)
    part = Unit(0, start, start + len(going))
    assert Joints([text]).is_word(part, is_head=True) is is_word


def test_a_tail_is_looked_at_from_its_start() -> None:
    """``BoatsShare`` is glue where there are boats; ``BoatShare`` stands for itself."""
    lines = ["All the BoatsShare", "Boats come from BoatShare"]
    tails = [Unit(0, 13, 18), Unit(1, 20, 25)]
    assert [Joints(lines).is_word(tail, is_head=False) for tail in tails] == [False, True]


def test_the_benchmark_knows_a_cut_word_by_the_main_content() -> None:
    """A word of it was cut in two; or what is left is one; or neither can be said."""
    truth = frozenset({"TechNet", "Net", "Boats"})
    cuts = [
        Cut("TechNet", "Net", "Tech"),
        Cut("moreBoats", "Boats", "Read more"),
        Cut("aB", "B", "a"),
    ]
    assert [cut.kind(truth) for cut in cuts] == ["word", "glue", "neither"]
    (found,) = find_cuts(cleaned("Read more" + STORY[0], *STORY[1:]))
    assert found == Cut("moreThe", "The", "Read more")
