"""`handline bench legibility`: when hands are read no more, and what the legibility meter says and costs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import Json, check_output, save_json
from app.trouble import Trouble


def register(bench: typer.Typer) -> None:
    """Add the command."""
    bench.command("legibility")(legibility)


def legibility(
    clips: Annotated[list[Path], typer.Argument(help="Videos of one signer each.", metavar="CLIP...")],
    frames: Annotated[int, typer.Option(help="Frames to read of each, from its beginning.", min=12)] = 36,
    json_file: Json = None,
) -> None:
    """Make clips darker, paler, lit from behind, blurred and smaller, and count what is still read of the hands."""
    from rich.console import Console
    from rich.table import Table

    from app.legibility_figures import CHANGES, cost, measure
    from detector.sources import Frame, SourceError, open_source

    check_output(json_file)
    read: list[list[Frame]] = []
    for clip in clips:
        try:
            source = open_source(str(clip))
            try:
                one: list[Frame] = []
                while len(one) < frames and (frame := source.read()) is not None:
                    one.append(frame)
            finally:
                source.close()
        except SourceError as error:
            raise Trouble(str(error)) from error
        if len(one) < 12:
            raise Trouble(f"{clip} has {len(one)} frames: give a video of one signer, a second at least.")
        read.append(one)
    spent = cost(read[0])
    console = Console()
    console.print(f"The meter takes {spent.p50_ms:.2f} ms a frame (95 of 100 frames: {spent.p95_ms:.2f} ms at most).")
    table = Table(
        "made", "by", "kept", "light", "face", "behind", "contrast", "sharp", "shoulders", "what the meter sees"
    )
    levels = []
    for level in measure(read):
        levels.append(level)
        seen = ", ".join(f"{p.value} {share:.0%}" for p, share in level.told.items() if share >= 0.005)
        numbers = [level.kept, *asdict(level.figures).values(), level.shoulders]
        table.add_row(level.kind, f"{level.strength:g}", *(f"{number:.2f}" for number in numbers), seen)
        console.print(f"{len(levels)} of {sum(len(steps) for _, steps in CHANGES.values())}", end="\r")
    console.print(table)
    plain = [asdict(level) | {"told": {p.value: share for p, share in level.told.items()}} for level in levels]
    save_json({"meter_ms": asdict(spent), "levels": plain}, json_file)
