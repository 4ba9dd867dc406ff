"""The command line: the commands of :mod:`flows.commands` under one name.

Imports nothing heavy before it knows what is asked for: ``--help`` answers at once.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper

import click

from flows.commands.cleaning import run, serve
from flows.commands.completing import completion
from flows.commands.explaining import explain
from flows.commands.reviewing import check, review, schema


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cleancopy")
def main() -> None:
    """Turn saved web pages and scraped text into a clean corpus.

    Exit codes: 0 every source is clean or rejected; 1 the run failed; 2 wrong usage;
    3 some sources were quarantined, the corpus is complete without them; 4 a check fails;
    130 interrupted; 143 terminated.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # never fail on a character the terminal lacks
            stream.reconfigure(errors="backslashreplace")


for command in (run, explain, review, check, serve, schema, completion):
    main.add_command(command)
