"""The command line: `handline` opens the app, `handline COMMAND` does one thing."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version

import typer

from app.commands import (
    animate,
    bench,
    calling,
    contacts,
    dataset,
    demo,
    detect,
    doctor,
    evaluate,
    experiment,
    label,
    mailbox,
    people,
    record,
    settings,
    synth,
    train,
    window,
)
from app.trouble import EXIT_CODE, Trouble

cli = typer.Typer(
    help="A telephone line for hands: two signers call each other, only keypoints travel, an avatar signs.",
    add_completion=False,
    pretty_exceptions_enable=False,
)


@cli.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    show_version: bool = typer.Option(False, "--version", help="Print the version and stop."),
) -> None:
    """A telephone line for hands. Without a command, the app opens."""
    if show_version:
        print(version("handline"))
    elif context.invoked_subcommand is None:
        window.open_app()


for module in (
    demo,
    calling,
    contacts,
    settings,
    people,
    detect,
    animate,
    record,
    label,
    dataset,
    train,
    experiment,
    evaluate,
    bench,
    synth,
    mailbox,
    doctor,
):
    module.register(cli)


def main() -> None:
    """Run the command line; whatever is wrong for the person is one sentence on stderr and exit code 2."""
    # The matrices of a call are small: more threads only spin, which costs two thirds more processor time.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        cli()
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        sys.exit(EXIT_CODE)


if __name__ == "__main__":
    main()
