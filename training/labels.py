"""The labelled pictures a detector is trained on, as plain samples.

Reads a data folder laid out as `train/<set>/...` beside `labels/<set>.npz` (docs/training.md describes the arrays).
Keypoints are in pixels of the stored picture; left and right are as if the picture were not mirrored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.skeleton import BODY_POINTS, SIDES, Side

# Sets whose licence lets them train what is shipped.
HAND_SETS = (
    "digits",
    "asl_letters",
    "handshapes",
    "rooms",
    "lab_gestures",
    "homes",
    "palms",
    "webcam_signs",
    "letters",
)
# Rendered upper bodies, close-up hands and faces (`handline synth`), in a data folder of their own.
RENDERED_SET = "avatar"
RENDERED_HANDS = "avatar_hands"
RENDERED_FACES = "avatar_faces"

BODY_SETS = ("rooms", "lab_gestures", "webcam_signs", "faces", "coco_people")

# Above this disagreement between a picture's labels and its mirror image's, the teacher is not believed.
CONSISTENT = 0.05

# The 13 body points among the 33 of MediaPipe Pose, in BODY_POINTS order.
POSE33 = (0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24)
assert len(POSE33) == len(BODY_POINTS)


@dataclass(frozen=True, eq=False)
class Labelled:
    """One picture with what the teacher proposes for it.

    Attributes:
        path: the picture, or the video it is a frame of.
        frame: frame number in a video, else None.
        group: pictures that must stay in one split (a person, a room, copies of one shot).
        hands: for each side (21, 3) or None where not found or not believed.
        doubtful: what the teacher found on a side, (21, 3), but is not believed.
        body: (13, 3) with NaN for what is not visible, or None where the set has no body labels or none was found.
        body_known: whether the set labels bodies at all (then body None means: no body found).
    """

    path: Path
    frame: int | None
    group: str
    hands: dict[Side, NDArray[np.float32] | None]
    doubtful: dict[Side, NDArray[np.float32]]
    body: NDArray[np.float32] | None
    body_known: bool


def has_labels(root: Path, name: str) -> bool:
    """Whether a data folder has a set."""
    return labels_file(root, name).exists()


def labels_file(root: Path, name: str) -> Path:
    """Where the labels of a set are."""
    return root / "labels" / f"{name}.npz"


def read_labels(root: Path, name: str, consistent: float = CONSISTENT) -> list[Labelled]:
    """All labelled pictures of one set.

    Args:
        root: the data folder.
        name: set name; `clips` and `clips_asl` are frames of videos.
        consistent: largest flip error of a hand that is believed.

    Raises:
        FileNotFoundError: the set's labels are not there.
    """
    arrays = np.load(labels_file(root, name), allow_pickle=False)
    hands, flip = arrays["hands"], arrays["flip_error"]
    pose = arrays["pose"] if "pose" in arrays.files else None
    groups = arrays["group"].tolist() if "group" in arrays.files else None
    out: list[Labelled] = []
    for i, file in enumerate(arrays["files"].tolist()):
        found = np.isfinite(hands[i]).all(axis=(1, 2))
        believed = found & (flip[i] < consistent)
        if believed.all() and _same_hand(hands[i]):
            believed[int(np.argmax(flip[i]))] = False
        sides: dict[Side, NDArray[np.float32] | None] = {
            side: hands[i, n].astype(np.float32) if believed[n] else None for n, side in enumerate(SIDES)
        }
        path, frame = _locate(root, name, file)
        out.append(
            Labelled(
                path=path,
                frame=frame,
                group=f"{name}/{_group(name, file) if groups is None else groups[i]}",
                hands=sides,
                doubtful={
                    side: hands[i, n].astype(np.float32) for n, side in enumerate(SIDES) if found[n] and not believed[n]
                },
                body=None if pose is None else _body(pose[i], arrays["size"][i]),
                body_known=pose is not None,
            )
        )
    return out


def _same_hand(hands: NDArray[np.float32]) -> bool:
    """Whether the teacher's left and right (2, 21, 3) lie on one and the same hand."""
    apart = float(np.median(np.hypot(*(hands[0, :, :2] - hands[1, :, :2]).T)))
    return apart < 0.25 * float(np.ptp(hands[0, :, :2], axis=0).max())


def _locate(root: Path, name: str, file: str) -> tuple[Path, int | None]:
    if "#" in file:
        video, number = file.rsplit("#", 1)
        return root / ("clips/asl" if name == "clips_asl" else "clips") / video, int(number)
    return root / ("signers" if name == "signers" else f"train/{name}") / file, None


def _group(name: str, file: str) -> str:
    """What a picture shares with its copies: its folder (a person) or the shot's name before the copy's suffix."""
    if name in ("webcam_signs", "signers"):
        return file.split("/")[0]
    if "#" in file:
        return file.rsplit("#", 1)[0]
    stem = file.rsplit("/", 1)[-1].split(".rf.")[0]
    if name == "letters":
        stem = stem.split("-")[0].split("__")[-1]
    if name == "asl_letters":
        stem = stem.removesuffix("_jpg").rstrip("_")
    if name == "handshapes":
        stem = "-".join(stem.split("-")[:2])
    return stem


def _body(pose: NDArray[np.float32], size: NDArray[np.int_]) -> NDArray[np.float32] | None:
    """The 13 points (x, y, z); what the teacher thinks hidden or what lies outside the picture is NaN."""
    points = pose[list(POSE33), :3].astype(np.float32)
    if not np.isfinite(points).all():
        return None
    inside = ((points[:, :2] >= 0) & (points[:, :2] <= np.asarray(size) - 1)).all(axis=1)
    seen = inside & (pose[list(POSE33), 3] > 0.5)
    points[~seen] = np.nan
    return points


def held_out(group: str, one_in: int = 20) -> bool:
    """Whether a group is kept out of training for validation: by its name, so that it never changes."""
    digest = hashlib.sha256(group.encode()).digest()
    return digest[0] % one_in == 0


def read_pictures(labelled: list[Labelled]) -> Iterator[NDArray[np.uint8]]:
    """The pictures in order, RGB or (where the file has a cut-out mask) RGBA. Frames of one video must be in order.

    Raises:
        FileNotFoundError: a picture cannot be read.
    """
    video: cv2.VideoCapture | None = None
    opened: Path | None = None
    at = 0
    for item in labelled:
        if item.frame is None:
            image = cv2.imread(str(item.path), cv2.IMREAD_UNCHANGED)
            if image is None:
                raise FileNotFoundError(f"cannot read the picture {item.path}")
            yield _rgb(np.asarray(image, np.uint8))
            continue
        if opened != item.path or video is None or at > item.frame:
            video, opened, at = cv2.VideoCapture(str(item.path)), item.path, 0
        while at < item.frame:
            video.grab()
            at += 1
        good, image = video.read()
        at += 1
        if not good:
            raise FileNotFoundError(f"cannot read frame {item.frame} of {item.path}")
        yield _rgb(np.asarray(image, np.uint8))


def _rgb(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if image.ndim == 2:
        return cv2.cvtColor(image, cv2.COLOR_GRAY2RGB)  # type: ignore[return-value]
    code = cv2.COLOR_BGRA2RGBA if image.shape[2] == 4 else cv2.COLOR_BGR2RGB
    return cv2.cvtColor(image, code)  # type: ignore[return-value]
