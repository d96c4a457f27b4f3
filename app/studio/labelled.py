"""Pictures of the avatar with their exact keypoints, as a labelled set: `python -m app.studio.labelled --help`.

The keypoints are where people and teachers label them (`avatar.landmarks`), so that they agree with photographs.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from app.studio.choreography import pose, random_key
from avatar.body import Body, load_body
from avatar.camera import Camera
from avatar.landmarks import Landmarks
from avatar.painter import BACKGROUND
from avatar.picture import Studio
from avatar.rig import AvatarPose, forward
from detector.pose import Pose
from detector.skeleton import HANDS, K
from training.labels import POSE33

SIZE = (480, 360)


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


def cut_out(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """RGBA of a drawn picture: transparent where nothing but the plain background is."""
    plain = np.rint(np.array(BACKGROUND) * 255).astype(np.int16)
    shown = np.abs(picture.astype(np.int16) - plain).max(axis=2) > 4
    return np.dstack([picture, np.where(shown, 255, 0).astype(np.uint8)])


def _random_camera(rng: np.random.Generator) -> Camera:
    plain = Camera.framing(SIZE[0] / SIZE[1])
    x, y, z = plain.centre
    centre = (x + rng.normal(0, 0.06), y + rng.uniform(-0.1, 0.1), z)
    return Camera(centre, plain.distance * rng.uniform(0.7, 1.2), rng.normal(0, 14), rng.normal(3, 6))


def _hidden(hand: NDArray[np.float32], size: tuple[int, int]) -> bool:
    inside = ((hand[:, :2] > 0) & (hand[:, :2] < np.array(size) - 1)).all(axis=1)
    return bool(inside.mean() < 0.9)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="data folder to write train/avatar and labels into")
    parser.add_argument("--count", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = options.out / "train" / "avatar"
    folder.mkdir(parents=True, exist_ok=True)
    (options.out / "labels").mkdir(exist_ok=True)
    rng = np.random.default_rng(options.seed)
    body = load_body()
    count = options.count
    hands = np.full((count, 2, 21, 3), np.nan, np.float32)
    poses = np.zeros((count, 33, 4), np.float32)
    files = []
    with Studio(body, SIZE, samples=4) as studio:
        for i in range(count):
            shown, camera = pose(body.rig, random_key(rng)), _random_camera(rng)
            truth = keypoints(body, shown, camera, SIZE)
            for n, group in enumerate(HANDS.values()):
                if not _hidden(truth.xyz[group], SIZE):
                    hands[i, n] = truth.xyz[group]
            poses[i, list(POSE33), :3] = truth.xyz[:13]
            poses[i, list(POSE33), 3] = 1.0
            files.append(f"{i:05d}.webp")
            picture = cv2.cvtColor(cut_out(studio.draw(shown, camera)), cv2.COLOR_RGBA2BGRA)
            cv2.imwrite(str(folder / files[-1]), picture, [cv2.IMWRITE_WEBP_QUALITY, 90])
    np.savez(
        options.out / "labels" / "avatar.npz",
        files=np.array(files),
        size=np.tile(SIZE, (count, 1)),
        hands=hands,
        flip_error=np.zeros((count, 2), np.float32),
        pose=poses,
    )


if __name__ == "__main__":
    main()
