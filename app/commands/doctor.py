"""`handline doctor`: says what works on this machine and what does not."""

from __future__ import annotations

import typer

from app.commands.options import Mailbox, Source, settings_with
from app.trouble import EXIT_CODE


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("doctor")(doctor)


def doctor(source: Source = None, mailbox: Mailbox = None) -> None:
    """Check camera, weights, drawing and network: a line for each. Exit code 2 if one has a problem."""
    from app.doctor import examine

    findings = examine(settings_with(mailbox), source)
    for finding in findings:
        print(f"{'ok     ' if finding.good else 'problem'}  {finding.what}: {finding.line}")
    if not all(finding.good for finding in findings):
        raise typer.Exit(EXIT_CODE)
