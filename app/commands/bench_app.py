"""`handline bench app`: the whole app in a call."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from app.commands.demo import SAMPLE
from app.commands.options import Json, check_output, save_json


def register(bench: typer.Typer) -> None:
    """Add the command."""
    bench.command("app")(app)


def app(
    clip: Annotated[
        Path | None,
        typer.Argument(metavar="[CLIP]", help="A video of 640x480; else the sample clip.", show_default=False),
    ] = None,
    minutes: Annotated[float, typer.Option(min=0.1, max=600, help="Length of the call.")] = 0.5,
    json_file: Json = None,
) -> None:
    """Start the app, hold a call in its real window, and say how quick, how late and how large it is.

    The window detects on the clip as on a camera of 30 pictures a second and draws another signer, a process of this
    machine that costs it next to nothing. Without a display, it is drawn on a virtual one.
    """
    from rich.console import Console
    from rich.table import Table

    from app.bench_app.run import measure
    from app.demo.display import some_display
    from app.figures import Spread

    check_output(json_file)
    with some_display(), nullcontext(clip) if clip else as_file(files("app") / "assets" / SAMPLE) as path:
        figures = measure(path, 60 * minutes, print)
    table = Table("figure", "value")
    for name, value in asdict(figures).items():
        shown = getattr(figures, name)
        text = f"p50 {shown.p50}   p95 {shown.p95}" if isinstance(shown, Spread) else str(value)
        table.add_row(name, text)
    Console().print(table)
    save_json(asdict(figures), json_file)
