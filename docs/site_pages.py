"""Pages of the site that are written elsewhere, or by the rules themselves: a hook of MkDocs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cleaners.rules import Rule, load_rules

ROOT = Path(__file__).parent.parent
ELSEWHERE = {
    "index.md": "README.md",
    "benchmarks.md": "benchmarks/RESULTS.md",
    "changelog.md": "CHANGELOG.md",
}
"""Pages of the site and the files of the project that they show."""
RULES = "<!-- rules -->"
"""In ``rules.md``, where all of them come."""


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that are files elsewhere in the project."""
    from mkdocs.structure.files import File

    for name, path in ELSEWHERE.items():
        text = (ROOT / path).read_text("utf-8")
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Turn links between files of the project into links between pages; write the rules."""
    if RULES in markdown:
        markdown = markdown.replace(RULES, "\n".join(describe_rules()))
    return point_to_pages(markdown)


def point_to_pages(markdown: str) -> str:
    """Links as they are right in the project, as they are right on the site."""
    for name, path in ELSEWHERE.items():
        for link in (path, f"../{path}"):
            markdown = markdown.replace(f"]({link})", f"]({name})")
            markdown = markdown.replace(f"]({link}#", f"]({name}#")
    return markdown.replace("](docs/", "](").replace("](../docs/", "](")


def describe_rules() -> Iterator[str]:
    """Each rule of ``cleaners/rules``: what, why, examples, and what it must leave alone."""
    for rule in load_rules():
        yield from _describe(rule)


def _describe(rule: Rule) -> Iterator[str]:
    strength = "alone" if rule.strength == "strong" else "only beside other chrome"
    yield f"\n## {rule.name}\n"
    yield f"Removes: {rule.role}, {strength}. {rule.why}\n"
    for title, lines in (("Removed", rule.match), ("Kept", rule.near_misses)):
        yield f"{title}:\n"
        yield "\n".join(f"    {' '.join(line.split())}" for line in lines) + "\n"
