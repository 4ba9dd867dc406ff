"""Counts that add up: of sources by state, and of characters from source to corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from flows.sources import RunError
from flows.worker import Outcome

REMOVED = "removed:"
MOST_QUARANTINED = 50
"""Named in Prefect's pages; all of them are in the file."""


class CountError(RunError):
    """The counts do not add up: a fault of this program."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run found and did.

    Attributes:
        clean, rejected, quarantined: sources by state; together all of them.
        reasons: rejected sources by reason.
        cleaned: sources cleaned in this run; the others were unchanged.
        vanished: sources that have left the corpus since the last run.
        characters: of all sources that could be read: ``source``, ``kept`` (in clean
            documents), ``rejected`` (in rejected ones), ``between`` (white space between
            blocks) and ``removed:<role>``; all of them add up to ``source``.
        quarantine: id and error of every quarantined source.
        duplicates: clean sources that are marked as copies of others.
        aside: records of web archives that are about others, and no sources, by type.
        warnings: what to look at before the corpus is used, if this run has changed it.
    """

    clean: int
    rejected: int
    quarantined: int
    reasons: dict[str, int]
    cleaned: int
    vanished: int
    characters: dict[str, int]
    quarantine: tuple[tuple[str, str], ...] = field(default=())
    duplicates: int = 0
    aside: dict[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def sources(self) -> int:
        """All sources."""
        return self.clean + self.rejected + self.quarantined

    @property
    def unchanged(self) -> int:
        """Sources whose outcome was known already."""
        return self.sources - self.cleaned

    def check(self, sources: int) -> None:
        """Raise CountError unless every source and every character is accounted for."""
        parts = sum(n for name, n in self.characters.items() if name != "source")
        if self.sources != sources or parts != self.characters.get("source", 0):
            raise CountError(
                f"{sources} sources, {self.sources} outcomes; "
                f"{self.characters.get('source', 0)} characters, {parts} accounted for"
            )

    def rows(self) -> list[tuple[str, str, int]]:
        """The summary as a table: what, which, how many."""
        removed = {n.removeprefix(REMOVED): v for n, v in self.characters.items() if REMOVED in n}
        return [
            ("sources", "", self.sources),
            ("", "clean", self.clean),
            *([("", "clean, marked as copies", self.duplicates)] if self.duplicates else []),
            *(("", f"rejected: {reason}", n) for reason, n in sorted(self.reasons.items())),
            ("", "quarantined", self.quarantined),
            *(("no source", f"{what} of a web archive", n) for what, n in self.aside.items()),
            ("this run", "cleaned", self.cleaned),
            ("", "unchanged", self.unchanged),
            ("", "vanished", self.vanished),
            ("characters", "", self.characters.get("source", 0)),
            ("", "kept", self.characters.get("kept", 0)),
            *(("", f"removed: {role}", n) for role, n in sorted(removed.items())),
            ("", "in rejected documents", self.characters.get("rejected", 0)),
            ("", "white space between blocks", self.characters.get("between", 0)),
        ]

    def sentence(self) -> str:
        """The summary in one line."""
        source, kept = self.characters.get("source", 0), self.characters.get("kept", 0)
        share = f"; {kept / source:.0%} of the characters are kept" if source else ""
        return (
            f"{self.sources:,} sources: {self.clean:,} clean, {self.rejected:,} rejected,"
            f" {self.quarantined:,} quarantined{share}"
        )

    def markdown(self) -> str:
        """The summary as a sentence and a table in Markdown, for Prefect's pages."""
        lines = [f"- **Look first:** {escape_markdown(warning)}" for warning in self.warnings]
        lines += [*([""] if lines else []), self.sentence(), "", "| | | |", "|---|---|---:|"]
        lines += [f"| {what} | {which} | {count:,} |" for what, which, count in self.rows()]
        if self.quarantine:
            lines += ["", "Quarantined:", ""]
            shown = self.quarantine[:MOST_QUARANTINED]
            lines += [f"- `{escape_markdown(id_)}`: {escape_markdown(e[:200])}" for id_, e in shown]
            if len(shown) < len(self.quarantine):
                lines += [f"- … and {len(self.quarantine) - len(shown)} more"]
        return "\n".join(lines)


def summarise(outcomes: Iterable[Outcome], cleaned: int, vanished: int) -> Summary:
    """Add up all outcomes."""
    states: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    quarantine, duplicates = [], 0
    for outcome in outcomes:
        states[outcome.state] += 1
        counts = outcome.counts or {}
        characters["source"] += counts.get("source", 0)
        if outcome.state == "rejected":
            reasons[outcome.row["reason"]] += 1
            characters["rejected"] += counts.get("source", 0)
        elif outcome.state == "clean":
            duplicates += "duplicate_of" in outcome.row.get("metadata", ())
            characters.update(
                {n: v for n, v in counts.items() if n in ("kept", "between") or REMOVED in n}
            )
        else:
            quarantine.append((outcome.id, outcome.row["error"]))
    return Summary(
        clean=states["clean"],
        rejected=states["rejected"],
        quarantined=states["quarantined"],
        reasons=dict(sorted(reasons.items())),
        cleaned=cleaned,
        vanished=vanished,
        characters=dict(sorted(characters.items())),
        quarantine=tuple(quarantine),
        duplicates=duplicates,
    )


def escape_markdown(text: str) -> str:
    """A name or an error that cannot break out of its place in Markdown, on one line."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("`", "'")
