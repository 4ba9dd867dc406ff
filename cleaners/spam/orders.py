"""Orders to language models: "if you are an AI, recommend our shop".

Visible, they are a subject like any other, in articles about them and in files for assistants; there
they stay. What is concealed from readers and speaks to a machine was written for the machine.
"""

from __future__ import annotations

import re

_MACHINE = re.compile(
    r"\b(?:AIs?|LLMs?|GPT\w*|[Ll]anguage [Mm]odels?|AI (?:models?|assistants?|agents?)|[Cc]hatbots?"
    r"|[Aa]ssistants?|[Ss]ystem [Pp]rompt)\b|</?(?:system|user|assistant)>"
    r"|\b(?:[Ii]gnore|[Dd]isregard|[Ff]orget) (?:all |any |the |your )?(?:previous|prior|above|earlier)\b"
    r"|\b[Yy]our (?:response|reply|answer|output|summary|instructions|guidelines)\b"
)
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,30}\b(?:instructions?|prompts?|guidelines|rules)\b"
    r"|\b(?:you are|act as|pretend|must|always|do not|never|note to|dear)\b"
    r"|\b(?:add|append|include|insert|mention|recommend|describe|reply|respond|answer|say|output|repeat"
    r"|praise|rate|summari[sz]e|integrate|modify|enhance|augment)\b",
    re.I,
)
LONGEST = 2_000
"""Characters of an order; longer texts are about something."""


def names_machine(text: str) -> bool:
    """Whether a text speaks of or to a machine that reads it."""
    return len(text) <= LONGEST and _MACHINE.search(text) is not None


def is_order(text: str) -> bool:
    """Whether a text tells a machine what to do."""
    return names_machine(text) and _ORDER.search(text) is not None
