"""`handline bench transport`: whole calls over a bad network that this machine makes up."""

from __future__ import annotations

import typer

from app.commands.options import Json, check_output


def register(bench: typer.Typer) -> None:
    """Add the command."""
    bench.command("transport")(transport)


def transport(json: Json = None) -> None:
    """Hold calls between two processes over simulated bad networks, and print how they went."""
    check_output(json)
