"""`handline animate`: a recording of signing as an animation that other programs open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import Avatar, check_output
from app.commands.recordings import read_recording
from app.trouble import Trouble


def register(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("animate")(animate)


def animate(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A .pose recording, a record of a call (.signed), or a clip of a signer."),
    ],
    bvh: Annotated[Path | None, typer.Option("--bvh", help="Write the bones' motion, .bvh.", metavar="F")] = None,
    gltf: Annotated[
        Path | None, typer.Option("--gltf", help="Write the signing avatar, mesh and face too, .glb.", metavar="F")
    ] = None,
    avatar: Avatar = None,
) -> None:
    """Let an avatar sign a recording, and write that as an animation: BVH (centimetres), binary glTF (metres) or both.

    No picture of the signer is in it, but motion alone can tell who somebody is: ask before you pass it on.
    """
    from app.animation import LONGEST_S, sign, write_animation
    from app.appearing import person
    from app.output.files import OutputError

    for path, ending in ((bvh, ".bvh"), (gltf, ".glb")):
        check_output(path)
        if path is not None and path.suffix.lower() != ending:
            raise Trouble(f"{path} cannot be written: let it end in {ending}.")
    if bvh is None and gltf is None:
        raise Trouble("There is nothing to write: name a file with --bvh or --gltf.")
    body = person(avatar)
    if not file.exists():
        raise Trouble(f"There is no file {file}: check its name.")
    poses = read_recording(file)
    if len(poses) < 2 or not any(pose.known.any() for pose in poses):
        raise Trouble(f"Nobody signs in {file}: give another recording.")
    seconds = (poses[-1].time_us - poses[0].time_us) / 1e6
    if not 0 < seconds <= LONGEST_S:
        raise Trouble(f"{file} lasts {seconds:.0f} s: cut it into pieces of at most {LONGEST_S} s.")
    shown = sign(body, poses)
    fps = (len(poses) - 1) / seconds
    try:
        for path in (bvh, gltf):
            if path is not None:
                write_animation(path, body, shown, fps)
    except OutputError as error:
        raise Trouble(str(error)) from error
    print(f"{len(shown)} poses, {fps:.3g} a second, {seconds:.1f} s.")
    for path in (bvh, gltf):
        if path is not None:
            print(f"Written: {path}")
