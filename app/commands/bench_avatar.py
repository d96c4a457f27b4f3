"""`handline bench avatar`: how well the avatar says what a signer says, and how fast."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.options import Avatar, Json, check_output, save_json
from app.commands.recordings import found_recordings, read_recording
from app.trouble import Trouble

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from avatar.body import Body

_WORDS = {
    "poses": "poses shown",
    "hands": "whole hands among them",
    "retarget_ms": "retargeting, ms of a core",
    "bone_deg_p50": "finger and arm bones in the picture, degrees, p50",
    "bone_deg_p95": "finger and arm bones in the picture, degrees, p95",
    "joint_p50": "joints, hand laid on hand, / hand size, p50",
    "joint_p95": "joints, hand laid on hand, / hand size, p95",
    "place_p50": "place of wrists and fingertips, / shoulder width, p50",
    "contact_kept": "fingertips that touch and still do, share",
    "contacts": "of so many",
    "palm_deg_p50": "palm orientation, degrees, p50",
    "jitter_rest": "fingertips at rest, 1 % noise, / hand size, RMS",
    "delay_ms": "delay of the wrists, ms",
    "face_action_error": "strengths of known faces' actions, mean error",
    "face_action_r": "strengths of known faces' actions, correlation",
    "mouth_r": "mouth opening, avatar with signer, correlation",
    "brows_r": "brow height, avatar with signer, correlation",
    "lids_r": "opening of the eyes, avatar with signer, correlation",
    "fps": "pictures of 640x480 a second",
    "read_back_found": "hands that the hand network finds, share",
    "read_back_pdj10": "their keypoints within 0.1 of the hand's box, share",
    "identified_body": "recordings ascribed to their signer by body and place, share",
    "identified_body_blurred": "the same, blurred",
    "identified_moving": "by movement alone, share",
    "identified_moving_blurred": "the same, blurred",
    "identified_chance": "by guessing the commonest signer, share",
}
_MOST_READ = 200


def register(bench: typer.Typer) -> None:
    """Add the command."""
    bench.command("avatar")(avatar)


def avatar(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILES...", help=".pose recordings, clips of a signer, folders of them.")
    ],
    reader: Annotated[
        Path | None,
        typer.Option(help="MediaPipe's hand_landmarker.task, to read the drawn hands back (pip install mediapipe)."),
    ] = None,
    faces: Annotated[
        Path | None, typer.Option(help="A picture to write: ten expressions beside the points that were sent.")
    ] = None,
    signers: Annotated[
        Path | None,
        typer.Option(help="A folder with one folder of recordings a signer, to see whether who signs is recognised."),
    ] = None,
    avatar_name: Avatar = None,
    blurred: Annotated[bool, typer.Option("--blurred", help="As if the signer blurred how they move.")] = False,
    json_file: Json = None,
) -> None:
    """Show recordings to the avatar and compare what it does with what was sent, in the picture."""
    from rich.console import Console
    from rich.table import Table

    from app.appearing import person
    from app.avatar_drawn import ReadError, frames_a_second, mediapipe_reader, read_back
    from app.avatar_faces import measure_faces
    from app.avatar_figures import measure, replay
    from app.avatar_sheet import sheet
    from app.demo.display import some_display
    from avatar.opengl import DrawingError

    check_output(json_file)
    check_output(faces)
    recordings = [read_recording(path) for path in found_recordings(files)]
    if not any(recordings):
        raise Trouble("Nobody signs in these files: give others.")
    body = person(avatar_name)
    figures: dict[str, Any] = asdict(measure(body, recordings, blurred=blurred))
    replayed = [replay(body, poses) for poses in recordings]
    figures |= asdict(measure_faces(body, replayed))
    shown = [one for poses in replayed for one in poses]
    figures |= {"fps": None, "read_back_found": None, "read_back_pdj10": None}
    try:
        with some_display():
            if faces is not None:
                _save_faces(faces, sheet(body, shown))
            figures["fps"] = frames_a_second(body, [one.avatar for one in shown])
            if reader is not None:
                some = shown[:: max(1, len(shown) // _MOST_READ)]
                with mediapipe_reader(reader) as read:
                    figures["read_back_found"], figures["read_back_pdj10"] = read_back(body, some, read)
    except (DrawingError, ReadError) as error:
        raise Trouble(str(error)) from error
    figures |= _identity(body, signers)
    table = Table("figure", "value", title=f"The avatar, {len(recordings)} recordings")
    for key, words in _WORDS.items():
        value = figures[key]
        if isinstance(value, dict):
            table.add_row(words, f"p50 {_number(value['p50'])}   p95 {_number(value['p95'])}")
        else:
            table.add_row(words, _number(value))
    Console().print(table)
    if reader is None:
        print("The drawn hands were not read back: name MediaPipe's model with --reader for that.")
    save_json(figures, json_file)


def _identity(body: Body, folder: Path | None) -> dict[str, float | None]:
    """How surely signers are recognised by what is sent, as it is and blurred; nothing where no folder is given."""
    from app.avatar_identity import identified

    if folder is None:
        return dict.fromkeys(key for key in _WORDS if key.startswith("identified"))
    people = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    recordings = {path.name: [read_recording(file) for file in sorted(path.glob("*.pose"))] for path in people}
    found = identified(body, recordings)
    if found is None:
        raise Trouble(
            f"{folder} has no recordings (.pose) of two signers or more, two of one at least: name a folder with a "
            "folder for every signer."
        )
    return {
        "identified_body": found.body,
        "identified_body_blurred": found.body_blurred,
        "identified_moving": found.moving,
        "identified_moving_blurred": found.moving_blurred,
        "identified_chance": found.chance,
    }


def _save_faces(path: Path, picture: NDArray[np.uint8] | None) -> None:
    import cv2

    if picture is None:
        raise Trouble("No face is seen in these files: give others, or leave out --faces.")
    if path.suffix.lower() not in (".png", ".webp") or not cv2.imwrite(str(path), picture[..., ::-1]):
        raise Trouble(f"{path} cannot be written: name a .png or .webp file in a folder that is there.")


def _number(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.4g}"
