"""Renders the bundled sample clip, the project's own avatar signing: `python -m app.studio.sample_clip --out F.mp4`.

A wave, four handshapes spelt beside the shoulder, two hands that meet before the chest, and rest: what a demo call
and the tests show where there is neither a webcam nor any other video.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np

from app.output.video import VideoWriter
from app.studio.choreography import REST, Arm, Key, arm, between, pose
from avatar.body import Body
from avatar.camera import Camera
from avatar.landmarks import Landmarks
from avatar.people import load_person
from avatar.picture import Studio
from avatar.rig import AvatarPose, forward
from detector.pose import Pose
from detector.skeleton import HANDS, K

FPS: Final = 30
SIZE: Final = (640, 480)


def _up(shape: str, x: float = 0.0, facing: tuple[float, float, float] = (0.1, 0.05, 1.0)) -> Arm:
    """The right hand beside the shoulder, palm to the viewer; x leans it in (+) or out (-)."""
    return arm((-0.25, -1, 0.25), (-0.2 + x, 1.0, 0.75), (0.1 + 0.6 * x, 1.0, 0.15), facing, shape)


def _before_chest(shape: str, inward: float) -> Arm:
    """A hand before the chest, palm toward the other hand."""
    return arm((-0.2, -1, 0.35), (inward, 0.45, 0.8), (0.25, 0.9, 0.35), (1.0, 0.0, 0.25), shape)


# (seconds to get there, seconds to hold, position).
SCORE: Final[tuple[tuple[float, float, Key], ...]] = (
    (0.0, 0.2, Key(REST, REST)),
    (0.5, 0.0, Key(REST, _up("five", -0.15), (4, 0, 3))),
    (0.25, 0.0, Key(REST, _up("five", 0.2), (0, 0, -3))),
    (0.25, 0.0, Key(REST, _up("five", -0.15), (4, 0, 3))),
    (0.25, 0.0, Key(REST, _up("five", 0.2))),
    (0.3, 0.3, Key(REST, _up("two"))),
    (0.3, 0.3, Key(REST, _up("fist"))),
    (0.3, 0.3, Key(REST, _up("index"))),
    (0.3, 0.3, Key(REST, _up("love"), (-5, 3, 0))),
    (0.4, 0.3, Key(_up("five"), _up("five"), (0, -3, 0))),
    (0.4, 0.4, Key(_before_chest("flat", 0.62), _before_chest("flat", 0.62), (0, 6, 0))),
    (0.3, 0.3, Key(_before_chest("curved", 0.3), _before_chest("curved", 0.3))),
    (0.3, 0.3, Key(_up("thumb", 0.1, (1, 0, 0.4)), _up("thumb", 0.1, (1, 0, 0.4)))),
    (0.5, 0.2, Key(REST, REST)),
)


def camera() -> Camera:
    """Where the clip is filmed from: a little nearer than the call window looks."""
    plain = Camera.framing(SIZE[0] / SIZE[1])
    return Camera((0.0, plain.centre[1] + 0.02, plain.centre[2]), plain.distance * 0.86)


def positions() -> list[Key]:
    """The position in every frame."""
    out: list[Key] = []
    before = SCORE[0][2]
    for travel, hold, key in SCORE:
        steps = round(travel * FPS)
        for step in range(steps):
            out.append(between(before, key, (step + 1) / steps))
        out.extend([key] * round(hold * FPS))
        before = key
    return out


def keypoints(body: Body, shown: AvatarPose, camera: Camera, size: tuple[int, int]) -> Pose:
    """The keypoints of the avatar in a picture, exact; those of the face are unknown."""
    transforms = forward(body.rig, shown)
    world = Landmarks.of(body.rig).positions(transforms)
    eye = world @ camera.view()[:3, :3].T + camera.view()[:3, 3]
    xyz = np.empty((K, 3), np.float32)
    xyz[:, :2] = camera.pixels(world, size)
    scale = np.linalg.norm(np.ptp(camera.pixels(np.array([[0.0, 0, 0], [0, 1.0, 0]], np.float32), size), axis=0))
    xyz[:, 2] = -eye[:, 2] * scale
    for group in HANDS.values():
        xyz[group, 2] -= xyz[group.start, 2]
    xyz[:13, 2] -= xyz[11:13, 2].mean()
    return Pose.of(shown.time_us, size, xyz, np.where(np.isfinite(xyz).all(axis=1), 1.0, 0.0).astype(np.float32))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    body = load_person()
    with VideoWriter(options.out, SIZE, FPS) as film, Studio(body, SIZE, samples=4) as studio:
        for key in positions():
            film.add(studio.draw(pose(body.rig, key), camera()))


if __name__ == "__main__":
    main()
