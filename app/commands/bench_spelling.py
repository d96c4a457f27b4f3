"""`handline bench spelling`: can the avatar's fingerspelling be read? A sheet, and what a hand network reads."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import Json, check_output, check_picture, save_json, save_picture
from app.commands.recordings import read_recording
from app.trouble import Trouble

if TYPE_CHECKING:
    from app.avatar_letters import Handshape
    from avatar.body import Body

_LANGUAGE = "ase"
_DIGITS = "digits"


def register(bench: typer.Typer) -> None:
    """Add the command."""
    bench.command("spelling")(spelling)


def spelling(
    lexicon: Annotated[
        Path, typer.Argument(help="Folder with index.csv: fingerspelling_lexicon of the package spoken-to-signed.")
    ],
    data: Annotated[
        Path | None, typer.Option(help="A data folder with hands labelled 0 to 9 (docs/training.md), for the digits.")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(help="A picture to write: every hand sent beside the avatar's.")
    ] = None,
    reader: Annotated[
        Path | None, typer.Option(help="MediaPipe's hand_landmarker.task, to read the drawn hands back.")
    ] = None,
    person: Annotated[str | None, typer.Option(help="Who spells: linden, birch, rowan, …")] = None,
    json_file: Json = None,
) -> None:
    """Show the letters of ASL fingerspelling, and digits, from keypoints of real hands."""
    from app.avatar_drawn import ReadError, mediapipe_reader, read_back
    from app.avatar_letters import letters_sheet
    from app.demo.display import some_display
    from avatar.looks import Look
    from avatar.opengl import DrawingError
    from avatar.people import load_person

    check_output(json_file)
    if picture is not None:
        check_picture(picture)
    body = load_person(Look(person or ""))
    shapes = _letters(body, lexicon) + ([] if data is None else _digits(body, data))
    if not shapes:
        raise Trouble(f"No hand is wholly seen in the recordings of {lexicon}: give another folder.")
    figures: dict[str, float | None] = {}
    try:
        with some_display():
            if picture is not None:
                save_picture(letters_sheet(body, shapes), picture)
            if reader is not None:
                with mediapipe_reader(reader) as read:
                    figures = {shape.name: read_back(body, [shape.shown], read)[1] for shape in shapes}
    except (DrawingError, ReadError) as error:
        raise Trouble(str(error)) from error
    print(f"{len(shapes)} handshapes: {' '.join(shape.name for shape in shapes)}")
    for name, pdj in figures.items():
        read_as = "not found" if pdj is None else f"{100 * pdj:.0f} % of the keypoints within 0.1 of the hand's box"
        print(f"{name}: {read_as}")
    save_json(figures, json_file)


def _letters(body: Body, lexicon: Path) -> list[Handshape]:
    from app.avatar_letters import spelled

    index = lexicon / "index.csv"
    try:
        with index.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row.get("signed_language") == _LANGUAGE]
        files = {row["words"].upper(): lexicon / row["path"] for row in rows if len(row["words"]) == 1}
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, AttributeError, TypeError) as error:
        raise Trouble(f"{index} is no list of fingerspelled letters: give the lexicon's folder.") from error
    shapes = [spelled(body, name, read_recording(path)) for name, path in sorted(files.items())]
    return [shape for shape in shapes if shape is not None]


def _digits(body: Body, data: Path) -> list[Handshape]:
    import numpy as np

    from app.avatar_letters import held, typical
    from training.labels import has_labels, read_labels

    if not has_labels(data, _DIGITS):
        raise Trouble(
            f"{data} has no labels of the set {_DIGITS}: give a data folder as docs/training.md describes it."
        )
    hands: dict[str, list[np.ndarray]] = {}
    for sample in read_labels(data, _DIGITS):
        if (hand := sample.hands["right"]) is not None:
            hands.setdefault(sample.path.parent.name, []).append(hand.astype(np.float64))
    return [held(body, name, "right", own[typical(np.array(own))]) for name, own in sorted(hands.items())]
