"""Poses as an avatar's animation in a file: BVH or binary glTF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from app.output.files import OutputError, whole_file
from avatar.body import Body
from avatar.rig import AvatarPose
from detector.pose import Pose

ENDINGS: Final = (".bvh", ".glb")
LONGEST_S: Final = 600  # of signing: a minute is about 10 MB of glTF


def sign(body: Body, poses: Sequence[Pose], tell: Callable[[int, int], None] | None = None) -> list[AvatarPose]:
    """Let an avatar sign.

    Args:
        body: whom it shows.
        poses: in order of time.
        tell: told how many of how many are done.
    """
    from avatar.retarget import Retargeter

    retargeter = Retargeter(body)
    shown = []
    for number, pose in enumerate(poses):
        shown.append(retargeter.update(pose))
        if tell is not None and number % 30 == 0:
            tell(number, len(poses))
    return shown


def write_animation(path: Path, body: Body, shown: Sequence[AvatarPose], fps: float) -> None:
    """Write an animation; the file's ending, one of `ENDINGS`, says how.

    Raises:
        OutputError: the ending is another one, or the file cannot be written.
    """
    from avatar.bvh import bvh
    from avatar.gltf import glb

    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise OutputError(f"{path} is not the name of an animation: let it end in {' or '.join(ENDINGS)}.")
    with whole_file(path) as temporary:
        if ending == ".bvh":
            temporary.write_text(bvh(body.rig, shown, fps), encoding="utf-8")
        else:
            temporary.write_bytes(glb(body, shown, path.stem))
