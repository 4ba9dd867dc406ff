"""The collector of cyclic garbage while a source is cleaned, and behind it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from cleaners import Settings, clean
from cleaners.chrome.model import Model, shipped
from cleaners.document import Kind
from cleaners.pipeline import clean_with
from tests.corpora import page

PAGE = page("The keeper said that nobody had crossed the bridge since the storm. " * 9)


@pytest.fixture(autouse=True)
def _collector_on() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_it_is_off_while_a_page_is_cleaned_and_on_again() -> None:
    """Seen by the one who loads the weights."""
    seen = []

    def load(kind: Kind) -> Model:
        seen.append(gc.isenabled())
        return shipped(kind)

    clean_with(load, PAGE, "html", None, Settings())
    assert (seen, gc.isenabled()) == ([False], True)


def test_it_is_on_again_after_an_error() -> None:
    """Whatever was raised."""
    with pytest.raises(TypeError):
        clean(7)  # type: ignore[arg-type]
    assert gc.isenabled()


def test_a_caller_who_has_switched_it_off_finds_it_off() -> None:
    """It is not ours to switch on."""
    gc.disable()
    clean(PAGE)
    assert not gc.isenabled()


def test_cleaning_leaves_no_cycles_behind() -> None:
    """What is put off would find nothing: the second page of a process leaves no garbage."""
    clean(PAGE)
    gc.collect()
    gc.disable()
    clean(PAGE)
    assert gc.collect() == 0
