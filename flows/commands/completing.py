"""``cleancopy completion``: what makes a shell complete commands, options and files."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

PROGRAM, VARIABLE = "cleancopy", "_CLEANCOPY_COMPLETE"
"""Click answers shells itself when this variable is set: see its chapter on shell completion."""


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a script that completes commands and options in SHELL.

    For good: in ~/.bashrc or ~/.zshrc

        eval "$(cleancopy completion bash)"

    or for fish

        cleancopy completion fish > ~/.config/fish/completions/cleancopy.fish
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.ClickException(f"this version of click completes nothing in {shell}")
    click.echo(kind(context.find_root().command, {}, PROGRAM, VARIABLE).source())
