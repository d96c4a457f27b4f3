"""`handline people`: who can stand for a signer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import check_picture, save_picture
from app.trouble import Trouble


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("people")(people)


def people(
    picture: Annotated[
        Path | None, typer.Option("--picture", help="Draw them all into this file: .png, .jpg or .webp.", metavar="F")
    ] = None,
) -> None:
    """List the people that can stand for you (`--avatar NAME`), or draw them."""
    from app.demo.display import some_display
    from app.people_sheet import sheet
    from avatar.arrays import BodyError
    from avatar.looks import PEOPLE
    from avatar.opengl import DrawingError

    check_picture(picture)
    for name, kind in PEOPLE.items():
        print(f"{name:10} {kind.about}")
    if picture is None:
        return
    try:
        with some_display():
            save_picture(sheet(), picture)
    except (BodyError, DrawingError) as error:
        raise Trouble(str(error)) from error
    print(f"Written: {picture}")
