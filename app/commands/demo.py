"""`handline demo`: a whole call between two processes on this machine."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import Avatar, Json, check_output, save_figures
from app.trouble import Trouble

if TYPE_CHECKING:
    from app.figures import CallFigures, Spread

SAMPLE = "sample.mp4"


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("demo")(demo)


def demo(
    source: Annotated[
        str | None, typer.Option(help="A camera, a video, a picture or a folder of pictures; else a sample clip.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=1, max=3600, help="Length of the call.")] = 10.0,
    json: Json = None,
    picture: Annotated[Path | None, typer.Option(help="Write camera frame beside avatar.", metavar="F")] = None,
    video: Annotated[Path | None, typer.Option(help="Write the same as a film, .mp4.", metavar="F")] = None,
    avatar: Avatar = None,
) -> None:
    """Hold a whole call between two processes of this machine, and say how it went.

    One process watches the source and sends keypoints over a real data channel; the other draws the avatar. They meet
    through a mailbox server of their own with a real code.
    """
    from app.appearing import appearance_of
    from app.demo.display import some_display
    from app.demo.run import run_demo
    from app.output.video import VIDEO_ENDINGS, WRITABLE_PICTURES
    from app.setting_kinds import SettingsError, check_avatar
    from avatar.looks import Look

    look = Look(avatar or "")
    try:
        check_avatar(look)
    except SettingsError as error:
        raise Trouble(str(error)) from error
    for path, endings in ((json, None), (picture, WRITABLE_PICTURES), (video, VIDEO_ENDINGS)):
        check_output(path)
        if path is not None and endings is not None and path.suffix.lower() not in endings:
            raise Trouble(f"{path} cannot be written: let it end in {' or '.join(sorted(endings))}.")
    sample = files("app") / "assets" / SAMPLE
    with some_display() as about_display, as_file(sample) as clip:
        if about_display:
            print(about_display)
        figures = run_demo(source or str(clip), seconds, picture, video, print, appearance_of(look))
    save_figures(figures, json)
    _print_figures(figures)
    for path in (json, picture, video):
        if path is not None:
            print(f"Written: {path}")


def _print_figures(figures: CallFigures) -> None:
    from dataclasses import fields

    from rich.console import Console
    from rich.table import Table

    table = Table("figure", "value", title="One call")
    for field in fields(figures):
        table.add_row(field.name, _text(getattr(figures, field.name)))
    Console().print(table)


def _text(value: Spread | float | None) -> str:
    from app.figures import Spread

    if isinstance(value, Spread):
        return f"p50 {_number(value.p50)}   p95 {_number(value.p95)}"
    return _number(value)


def _number(value: float | None) -> str:
    return "not measured" if value is None else f"{value:g}"
