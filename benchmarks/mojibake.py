"""Mojibake: texts of many languages, damaged, and mended by us and by ftfy alone.

    python -m benchmarks.mojibake [--pages TRAFILATURA_EVAL] [--texts FOLDER]

The texts are sentences of our own in 40 languages (``tests/cases/languages.json``); what must be
found on the pages of trafilatura's evaluation, each page one text, its language guessed by
langdetect; and the files ``*.txt`` of a folder, whatever they are. First every text as it is:
whoever changes it harms it, unless it was damaged in the wild. Then each through every wrong
decoding that can write it down; a text that one cannot is not counted for that one. In one column
ftfy is set up as in :mod:`cleaners.mojibake`, in another as it comes.

Restored is the text as it was, but for white space that the repair stage normalises in any text: it
is normalised on both sides. Texts that our repair changes when they are undamaged are not damaged.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

import ftfy.bad_codecs
from ftfy import TextFixerConfig, fix_text
from langdetect import DetectorFactory
from langdetect.detector_factory import PROFILES_DIRECTORY
from langdetect.lang_detect_exception import LangDetectException

from benchmarks.encoders import utf8_as_cp1252, utf8_as_latin1
from benchmarks.pages import load_trafilatura_eval
from benchmarks.tables import print_table
from cleaners import revert
from cleaners.mojibake import CONFIG
from cleaners.pipeline import repair
from cleaners.text_blocks import read_text
from cleaners.whitespace import FOUND

SENTENCES = Path(__file__).parent.parent / "tests" / "cases" / "languages.json"
LONGEST = 20_000
"""Characters of a text that are used."""
SHORTEST = 60
"""Characters from which a language is guessed."""

ftfy.bad_codecs.ok()


@dataclass(frozen=True, slots=True)
class Text:
    """One text, where it is from, and its language."""

    source: str
    language: str
    text: str


def wrong(codec: str, times: int = 1) -> Callable[[str], str]:
    """UTF-8 read as another encoding, perhaps more than once."""

    def read(text: str) -> str:
        for _ in range(times):
            text = text.encode().decode(codec)
        return text

    return read


DAMAGES: Final[Mapping[str, Callable[[str], str]]] = {
    "as latin-1": utf8_as_latin1,
    "as windows-1252": utf8_as_cp1252,
    "as windows-1252, twice": lambda text: utf8_as_cp1252(utf8_as_cp1252(text)),
    "as latin-1, then windows-1252": lambda text: utf8_as_cp1252(utf8_as_latin1(text)),
    "as windows-1250": wrong("sloppy-windows-1250"),
    "as windows-1251": wrong("sloppy-windows-1251"),
    "as iso-8859-2": wrong("iso-8859-2"),
    "as Mac Roman": wrong("macroman"),
    "as cp437": wrong("cp437"),
}


def ours(text: str) -> str:
    """The repair stage, which must be possible to take back."""
    draft = repair(read_text(text))
    if revert(draft.text, draft.edits) != text:
        raise AssertionError("a repair cannot be taken back")
    return draft.text


def same_setting(text: str) -> str:
    """What ftfy does alone, set up as in the pipeline."""
    return fix_text(text, CONFIG)


def as_it_comes(text: str) -> str:
    """What ftfy does alone, without two defaults that are not about mojibake: quotes and width."""
    return fix_text(text, TextFixerConfig(uncurl_quotes=False, fix_character_width=False))


SYSTEMS: Final[Mapping[str, Callable[[str], str]]] = {
    "ours": ours,
    "ftfy, same setting": same_setting,
    "ftfy": as_it_comes,
}


def normalise(text: str) -> str:
    """Text without what the white-space cleaner takes out, for every side of a comparison."""
    plain = FOUND.sub(lambda found: " " if found.lastgroup == "space" else "", text)
    return re.sub(r"\s+", " ", plain).strip()


def read_texts(pages: Path | None, folder: Path | None) -> list[Text]:
    """All texts, in the order of their sources."""
    rows = json.loads(SENTENCES.read_text("utf-8"))
    texts = [Text("our sentences", language, text) for language, text in rows.items()]
    if pages is not None:
        for page in load_trafilatura_eval(pages):
            text = "\n".join(page.wanted)[:LONGEST]
            if text.strip():
                texts.append(Text("trafilatura's evaluation", guess(text), text))
    if folder is not None:
        paths = sorted(folder.glob("*.txt"))
        texts += [Text(folder.name, "", path.read_text("utf-8")[:LONGEST]) for path in paths]
    return texts


def guess(text: str) -> str:
    """Language of a text by langdetect, the same each time; empty where it is short."""
    detector = FACTORY.create()
    detector.append(text)
    try:
        return str(detector.detect()) if len(text) >= SHORTEST else ""
    except LangDetectException:
        return ""


FACTORY = DetectorFactory()
FACTORY.seed = 0
FACTORY.load_profile(PROFILES_DIRECTORY)


def report_clean(texts: Sequence[Text]) -> list[Text]:
    """Who changes undamaged text; the texts that nobody of us and ftfy does."""
    rows, calm = [], []
    changed: dict[str, list[tuple[str, Text]]] = {}
    for text in texts:
        truth = normalise(text.text)
        touched = [n for n, mend in SYSTEMS.items() if normalise(mend(text.text)) != truth]
        changed.setdefault(text.source, []).extend((name, text) for name in touched)
        if not {"ours", "ftfy, same setting"} & set(touched):
            calm.append(text)
    for source in dict.fromkeys(text.source for text in texts):
        own = [text for text in texts if text.source == source]
        languages = len({text.language for text in own} - {""})
        counts = [str(sum(name == n for name, _ in changed[source])) for n in SYSTEMS]
        rows.append([source, str(len(own)), str(languages or "–"), *counts])
    print_table(["undamaged, changed by", "texts", "languages", *SYSTEMS], rows)
    for source, found in changed.items():
        for name, text in found:
            if name == "ours":
                print(f"    ours, {source}, {text.language}: {_first_change(text.text)}")
    return calm


def _first_change(text: str) -> str:
    edits = [e for e in repair(read_text(text)).edits if e.cleaner != "whitespace"]
    return ", ".join(f"{e.before!r} -> {e.after!r} ({e.cleaner})" for e in edits[:3])


def report_damaged(texts: Sequence[Text]) -> None:
    """How many come back, by the damage; and where ftfy is better than we are."""
    rows, behind = [], []
    for name, damage in DAMAGES.items():
        scores = dict.fromkeys(SYSTEMS, 0)
        tried = 0
        for text in texts:
            try:
                damaged = damage(text.text)
            except UnicodeDecodeError:
                continue
            if damaged == text.text:
                continue
            tried += 1
            truth = normalise(text.text)
            back = {n: normalise(mend(damaged)) == truth for n, mend in SYSTEMS.items()}
            for system, restored in back.items():
                scores[system] += restored
            if back["ftfy, same setting"] and not back["ours"]:
                behind.append(f"{name}, {text.source}, {text.language}: {damaged[:60]!r}")
        shares = [f"{score} ({100 * score / max(tried, 1):.1f} %)" for score in scores.values()]
        rows.append([name, str(tried), *shares])
    print_table(["UTF-8 read", "texts", *SYSTEMS], rows)
    print(f"\nRestored by ftfy with the same setting and not by us: {len(behind)}.")
    for line in behind[:20]:
        print(f"    {line}")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=Path, help="folder of trafilatura's evaluation")
    parser.add_argument("--texts", type=Path, help="folder with *.txt")
    options = parser.parse_args()
    versions = [f"{name} {version(name)}" for name in ("cleancopy", "ftfy", "langdetect")]
    print(f"Mojibake. {', '.join(versions)}, Python {sys.version.split()[0]}.")
    report_damaged(report_clean(read_texts(options.pages, options.texts)))


if __name__ == "__main__":
    main()
