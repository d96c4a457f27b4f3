"""Contact sheets of a labelled set: many small pictures with their keypoints drawn over them, to be looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from app.overlay import draw_pose
from app.trouble import Trouble
from detector.pose import Pose
from detector.skeleton import K

Picture = NDArray[np.uint8]

_BEHIND: Final = (150, 170, 160)


def sheet(data: Path, name: str, count: int, first: int, width: int, points: bool) -> Picture:
    """Some pictures of a drawn set as one, RGB.

    Args:
        data: the data folder.
        name: of the set.
        count: how many pictures.
        first: number of the first one.
        width: of each in pixels.
        points: draw the keypoints; those that cannot be seen are drawn thin.

    Raises:
        Trouble: the set or a picture is missing or is no drawn set.
    """
    path = data / "labels" / f"{name}.npz"
    try:
        with np.load(path, allow_pickle=False) as arrays:
            files, xyz, seen, sizes = (arrays[key] for key in ("files", "xyz", "seen", "size"))
    except FileNotFoundError:
        raise Trouble(f"there is no {path}: finish `handline synth --out {data}`, or name another set") from None
    except (OSError, ValueError, KeyError) as error:
        raise Trouble(f"{path} holds no drawn pictures ({error}): name a set that `handline synth` made") from None
    if first >= len(files):
        raise Trouble(f"{path} holds {len(files)} pictures: ask for a --first below that")
    tiles = []
    for i in range(first, min(first + count, len(files))):
        file = data / "train" / name / str(files[i])
        image = cv2.imread(str(file), cv2.IMREAD_UNCHANGED)
        if image is None or image.ndim != 3:
            raise Trouble(f"{file} is missing or damaged: make the set again")
        # A picture that shows no background is stored without its alpha.
        alpha = image[..., 3:] / 255 if image.shape[2] == 4 else np.ones((*image.shape[:2], 1))
        plain = (image[..., 2::-1] * alpha + np.array(_BEHIND) * (1 - alpha)).astype(np.uint8)
        shown = (width, round(width * plain.shape[0] / plain.shape[1]))
        size = (int(sizes[i][0]), int(sizes[i][1]))
        score = np.choose(seen[i], (0.2, 0.3, 1.0)).astype(np.float32)
        pose = Pose.of(0, size, xyz[i], score) if points else Pose.of(0, size, xyz[i], np.zeros(K, np.float32))
        tiles.append(draw_pose(np.ascontiguousarray(plain), pose, shown))
    across = max(1, round(np.sqrt(len(tiles) * tiles[0].shape[0] / tiles[0].shape[1] * 1.4)))
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % across)
    return np.vstack([np.hstack(tiles[i : i + across]) for i in range(0, len(tiles), across)])
