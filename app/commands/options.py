"""Options that several commands share, and what they mean."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.trouble import Trouble

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.figures import CallFigures
    from app.settings import Settings

Seconds = Annotated[float | None, typer.Option(min=0.1, max=86_400, help="Hang up after this long.", metavar="N")]
Json = Annotated[Path | None, typer.Option("--json", help="Write the figures to this file.", metavar="F")]
Mailbox = Annotated[
    str | None, typer.Option("--mailbox", help="Mailbox server, ws://HOST:PORT/v1; else that of the settings.")
]
Source = Annotated[
    str | None,
    typer.Option(help="A camera (0, camera:1), a video, a picture, a folder of pictures; 'none' only watches."),
]

Avatar = Annotated[
    str | None,
    typer.Option(
        "--avatar", help="Who stands for you on the other side: linden, birch, rowan, …; else as in the settings."
    ),
]

NO_SOURCE = "none"
FIRST_CAMERA = "camera:0"


def settings_with(mailbox: str | None, avatar: str | None = None) -> Settings:
    """The settings, with another mailbox server or another person to appear as if one is given.

    Raises:
        Trouble: the settings, the address or the name cannot be used.
    """
    from dataclasses import replace

    from app import settings
    from avatar.looks import Look

    try:
        loaded = settings.load()
        if mailbox is not None:
            loaded = replace(loaded, mailbox_url=mailbox)
        # Another person comes in what they have anyway.
        return loaded if avatar is None else replace(loaded, avatar=Look(avatar))
    except settings.SettingsError as error:
        raise Trouble(str(error)) from error


def check_output(path: Path | None) -> None:
    """Say at once that a result cannot be written, not when it is there.

    Raises:
        Trouble: it cannot be written.
    """
    from app.output.files import OutputError, check_writable

    try:
        if path is not None:
            check_writable(path)
    except OutputError as error:
        raise Trouble(str(error)) from error


def save_figures(figures: CallFigures, path: Path | None) -> None:
    """Write the figures of a call as JSON, if a file is named.

    Raises:
        Trouble: the file cannot be written.
    """
    save_json(asdict(figures), path)


def save_json(data: object, path: Path | None) -> None:
    """Write data as JSON, if a file is named.

    Raises:
        Trouble: the file cannot be written.
    """
    if path is not None:
        save_text(json.dumps(data, indent=2) + "\n", path)


def save_text(text: str, path: Path) -> None:
    """Write a text.

    Raises:
        Trouble: the file cannot be written.
    """
    from app.output.files import OutputError, whole_file

    try:
        with whole_file(path) as temporary:
            temporary.write_text(text, encoding="utf-8")
    except OutputError as error:
        raise Trouble(str(error)) from error


def check_picture(path: Path | None) -> None:
    """As `check_output`, for a picture.

    Raises:
        Trouble: it cannot be written, or its ending is not that of a picture.
    """
    check_output(path)
    if path is not None and path.suffix.lower() not in (".png", ".jpg", ".webp"):
        raise Trouble(f"{path} has no ending of a picture: name a .png, .jpg or .webp")


def save_picture(picture: NDArray[np.uint8], path: Path) -> None:
    """Write a picture, uint8 (H, W, 3) RGB.

    Raises:
        Trouble: the file cannot be written.
    """
    import cv2

    from app.output.files import OutputError, whole_file

    try:
        with whole_file(path) as temporary:
            cv2.imwrite(str(temporary), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    except OutputError as error:
        raise Trouble(str(error)) from error
