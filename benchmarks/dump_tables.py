"""The tables of the benchmark of text dumps."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, median

from benchmarks.bootstrap import DRAWS, Statistic, Terms
from benchmarks.comparison import Comparison, compare_terms, print_differences
from benchmarks.dump_pages import Dump
from benchmarks.marks import Marks
from benchmarks.options import OURS, Options
from benchmarks.tables import print_table, show, show_failures, show_interval

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Judged:
    """One dump and what each system is given for it, in the order of their names."""

    dump: Dump
    terms: Sequence[Terms]
    seconds: Sequence[float]
    errors: Sequence[str | None]


def _share(part: str, whole: str) -> Statistic:
    """One sum over another."""

    def statistic(terms: Terms) -> float:
        marks = Marks(*terms)
        count = getattr(marks, whole)
        return float(getattr(marks, part) / count) if count else 0.0

    return statistic


word_f1 = _share("word_f1", "dumps")
line_f1 = _share("line_f1", "dumps")
must_have = _share("found", "wanted")
must_not = _share("leaked", "unwanted")
article_f1 = _share("article_f1", "articles")
lost = _share("lost", "whole")
ruined = _share("ruined", "whole")


def describe_versions(folder: Path, tools: Sequence[str]) -> str:
    """The tools that dumped, with the versions that were written beside the dumps."""
    index = folder / "versions.json"
    known = json.loads(index.read_text("utf-8")) if index.is_file() else {}
    return ", ".join(f"{tool} ({known.get(tool, 'unknown version')})" for tool in tools)


def print_all(judged: Sequence[Judged], options: Options) -> None:
    """All tables: undamaged dumps first, then by kind of damage, then costs and failures."""
    names = options.names
    whole = [one for one in judged if not one.dump.damage]
    damaged = [one for one in judged if one.dump.damage]
    for group, what in ((whole, "all tools"), (damaged, "all damage")):
        if group:
            print_systems(_compare(group, names), what)
    _print_groups(whole, names, word_f1, ("tool", "word F1"), lambda dump: dump.tool)
    _print_groups(whole, names, line_f1, ("tool", "line F1"), lambda dump: dump.tool)
    articles = [one for one in whole if one.dump.page.page_type == "article"]
    _print_groups(articles, names, word_f1, ("tool", "articles"), lambda dump: dump.tool)
    _print_groups(whole, names, word_f1, ("type", "word F1"), lambda dump: dump.page.page_type)
    _print_groups(damaged, names, word_f1, ("damage", "word F1"), lambda dump: dump.damage)
    _print_groups(damaged, names, line_f1, ("damage", "line F1"), lambda dump: dump.damage)
    print_losses(judged, names)
    print_costs(judged, names)
    print_worst(whole, names, options.worst)
    print_failures(judged, names)


def _compare(judged: Sequence[Judged], names: tuple[str, ...], draws: int = DRAWS) -> Comparison:
    terms = [one.terms for one in judged]
    return compare_terms(terms, [one.dump.page.domain for one in judged], names, draws)


def print_systems(compared: Comparison, what: str) -> None:
    """Every figure of every system, and ours against each."""
    rows = []
    for name in compared.names:
        row = [name, *show_interval(compared.of(name, word_f1))]
        row += [show(compared.value(name, figure)) for figure in (line_f1, must_have, must_not)]
        row += show_interval(compared.of(name, article_f1))
        row += [_percent(compared.value(name, figure)) for figure in (lost, ruined)]
        rows.append(row)
    header = [what, "word F1", "95 %", "line F1", "must-have found", "must-not found"]
    header += ["articles: word F1", "95 %", "genuine words lost", "over 20 % lost"]
    print_table(header, rows)
    print_differences(compared, word_f1, "word F1")


def _percent(share: float) -> str:
    return f"{PERCENT * share:.1f} %"


def _print_groups(
    judged: Sequence[Judged],
    names: tuple[str, ...],
    statistic: Statistic,
    titles: tuple[str, str],
    group_of: Callable[[Dump], str],
) -> None:
    """One figure of all systems by group, ours with its interval, and the mean over the groups."""
    if not judged:
        return
    rows, values = [], []
    for kind, group in _group(judged, group_of).items():
        compared = _compare(group, names, draws=0)
        values.append([compared.value(name, statistic) for name in names])
        rows.append([kind, str(len(group)), *map(show, values[-1])])
        if OURS in names:
            number = names.index(OURS)
            ours = [replace(one, terms=[one.terms[number]]) for one in group]
            rows[-1].append(show_interval(_compare(ours, (OURS,)).of(OURS, statistic))[1])
    means = [show(mean(column)) for column in zip(*values, strict=True)]
    rows.append(["mean", str(len(judged)), *means])
    header = [f"{titles[0]}: {titles[1]}", "dumps", *names]
    if OURS in names:
        header.append("ours: 95 %")
        rows[-1].append("")
    print_table(header, rows)


def _group(judged: Sequence[Judged], group_of: Callable[[Dump], str]) -> dict[str, list[Judged]]:
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(group_of(one.dump), []).append(one)
    return groups


def print_losses(judged: Sequence[Judged], names: tuple[str, ...]) -> None:
    """What articles lose: the mean share of their genuine words, and how many lose much."""
    rows = []
    for kind, group in _group(judged, lambda dump: dump.variant).items():
        compared = _compare(group, names, draws=0)
        figures = [
            " / ".join(_percent(compared.value(name, figure)) for figure in (lost, ruined))
            for name in names
        ]
        rows.append([kind, *figures])
    print_table(["articles: genuine words lost / over 20 % lost", *names], rows)


def print_costs(judged: Sequence[Judged], names: tuple[str, ...]) -> None:
    """CPU time of each system, and on how many dumps it failed."""
    rows = []
    for number, name in enumerate(names):
        times = [1_000 * one.seconds[number] for one in judged]
        failed = sum(one.errors[number] is not None for one in judged)
        rows.append([name, f"{median(times):.1f}", f"{mean(times):.1f}", str(failed)])
    print_table(["CPU ms a dump", "median", "mean", "failed"], rows)


def print_worst(judged: Sequence[Judged], names: tuple[str, ...], many: int) -> None:
    """The undamaged dumps on which ours scores lowest."""
    if OURS not in names or not many:
        return
    number = names.index(OURS)
    rows = []
    for one in sorted(judged, key=lambda one: word_f1(one.terms[number]))[:many]:
        page = one.dump.page
        row = [page.name, page.domain, page.page_type, str(len(page.truth.split()))]
        rows.append(row + [show(word_f1(terms)) for terms in one.terms])
    print_table(["worst of ours", "domain", "type", "words", *names], rows)


def print_failures(judged: Sequence[Judged], names: tuple[str, ...]) -> None:
    """On the error stream, which system raised what on which dump."""
    show_failures(
        f"{name} failed on {one.dump.page.name}: {error}"
        for one in judged
        for name, error in zip(names, one.errors, strict=True)
        if error is not None
    )
