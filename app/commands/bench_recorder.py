"""`handline bench recorder`: minutes of recording at full rate, and recordings that are killed."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import Json, check_output, save_json
from app.trouble import Trouble


def register(bench: typer.Typer) -> None:
    """Add the command."""
    bench.command("recorder")(recorder)


def recorder(
    seconds: Annotated[float, typer.Option(min=0, max=7200, help="Record this long at 640x480, 30/s; 0: not.")] = 600.0,
    kills: Annotated[int, typer.Option(min=0, max=10_000, help="Kill a recording this often; 0: never.")] = 100,
    seed: Annotated[int, typer.Option(min=0, help="Of the moments.")] = 1,
    folder: Annotated[Path | None, typer.Option(help="Record here; else where temporary files go.")] = None,
    json: Json = None,
) -> None:
    """Record generated pictures as a camera gives them, kill recordings at random moments, and read all of it again."""
    from rich.console import Console
    from rich.table import Table

    from app.recording.bench import endurance, kill
    from training.recording_lines import RecordingError

    check_output(json)
    figures: dict[str, dict[str, object]] = {}
    try:
        with (
            tempfile.TemporaryDirectory(dir=folder, prefix="handline-recorder-") as temporary,
            Console(stderr=True).status("recording …") as status,
        ):
            if seconds:
                measured = endurance(Path(temporary), seconds, lambda done: status.update(f"recording {done:.0%} …"))
                figures["endurance"] = asdict(measured)
            if kills:
                killed = kill(Path(temporary), kills, seed, lambda done: status.update(f"killed {done} of {kills} …"))
                figures["kills"] = asdict(killed)
    except (RecordingError, OSError) as error:
        raise Trouble(str(error)) from error
    table = Table("figure", "value")
    for part in figures.values():
        for name, value in part.items():
            table.add_row(name, "" if value is None else str(value))
    Console().print(table)
    save_json(figures, json)
