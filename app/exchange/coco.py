"""COCO-WholeBody JSON, read. (Written by `app.output.coco`.)

Ours are read whole; those of other programs without depth, and of several people in a picture the largest.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from app.exchange.shots import MAX_SHOTS, ExchangeError, Shot, read_text
from app.output.coco import CocoDocument
from app.output.files import OutputError
from detector.pose import Pose
from detector.skeleton import BODY, BODY_POINTS, FACE, KEYPOINTS, LEFT_HAND, RIGHT_HAND, SIDES, K
from detector.sources import MAX_SIDE
from training.recording_labels import MAX_BY, Author

_PARTS = (("face_kpts", FACE), ("lefthand_kpts", LEFT_HAND), ("righthand_kpts", RIGHT_HAND))
_LARGEST = 2**53
_FARTHEST = 1e6


def write_coco(path: Path, shots: list[Shot]) -> None:
    """Write shots of one or more recordings.

    Raises:
        ExchangeError: the file cannot be written.
    """
    document = CocoDocument()
    for shot in shots:
        assert shot.size is not None, "a recording knows the sizes of its frames"
        pose = shot.pose or Pose.unknown(shot.time_us, shot.size)
        more: dict[str, Any] = {"time_us": shot.time_us, "recording": shot.recording}
        if shot.gloss:
            more |= {"gloss": shot.gloss, "item": shot.item, "take": shot.take}
        if shot.pose is not None and shot.author is not None:
            more |= {"author": shot.author.value, "by": shot.by, "depth": shot.depth, "mirror": shot.mirror}
        document.add(shot.name, pose, more)
    try:
        document.write(path)
    except OutputError as error:
        raise ExchangeError(str(error)) from error


def read_coco(path: Path) -> list[Shot]:
    """Read shots, in the order of the images.

    Raises:
        ExchangeError: it is not COCO-WholeBody, is damaged, or of another skeleton.
    """
    try:
        found = json.loads(read_text(path))
    except ExchangeError:
        raise
    except (ValueError, RecursionError) as error:
        raise ExchangeError(f"{path} is not JSON: it is damaged, or not what its name says.") from error
    images = found.get("images") if isinstance(found, dict) else None
    annotations = found.get("annotations") if isinstance(found, dict) else None
    if not isinstance(images, list) or not isinstance(annotations, list):
        raise ExchangeError(f"{path} is not COCO-WholeBody: it has no images or no annotations.")
    if max(len(images), len(annotations)) > MAX_SHOTS:
        raise ExchangeError(f"{path} has more than {MAX_SHOTS} pictures or people: cut it into pieces.")
    _check_skeleton(path, found.get("categories"))
    people: dict[Any, dict[str, Any]] = {}
    try:
        for person in annotations:
            before = people.get(person["image_id"])
            if before is None or _area(person) > _area(before):
                people[person["image_id"]] = person
        return [_shot(image, people.get(image["id"])) for image in images]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ExchangeError(f"{path} is not COCO-WholeBody: an image or a person in it is damaged.") from error


def _check_skeleton(path: Path, categories: Any) -> None:
    for category in categories if isinstance(categories, list) else []:
        if not isinstance(category, dict):
            continue
        ours, body = category.get("xyz_keypoints"), category.get("keypoints")
        if ours is not None and ours != list(KEYPOINTS):
            raise ExchangeError(f"{path} is of another skeleton: export it again with this version of Handline.")
        if isinstance(body, list) and body and body[: len(BODY_POINTS)] != list(BODY_POINTS):
            raise ExchangeError(f"{path} is of another skeleton: give keypoints of COCO-WholeBody.")


def _area(person: dict[str, Any]) -> float:
    area = person.get("area", 0.0)
    return float(area) if isinstance(area, int | float) else 0.0


def _shot(image: dict[str, Any], person: dict[str, Any] | None) -> Shot:
    size = (image["width"], image["height"])
    time_us, take = image.get("time_us", 0), image.get("take", 0)
    texts = [image.get(key, "") for key in ("file_name", "gloss", "by", "recording")]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("not a text")
    name, gloss, by, recording = texts
    if not all(_whole(side, MAX_SIDE + 1) and side for side in size) or not _whole(time_us, _LARGEST):
        raise ValueError("no size or time")
    item = image.get("item")
    if not _whole(take, MAX_SHOTS) or not (item is None or _whole(item, MAX_SHOTS)):
        raise ValueError("no take")
    author = Author(image["author"]) if "author" in image else None
    pose, depth = None, image.get("depth", True) is not False
    if person is not None:
        pose, said = _pose(person, time_us, size)
        depth = depth and said
    elif author is not None:
        pose = Pose.unknown(time_us, size)
    mirror = image.get("mirror") or {}
    agreed = {side: mirror.get(side) for side in SIDES}
    if not all(value is None or _number(value) for value in agreed.values()):
        raise ValueError("no agreement")
    mirrored = agreed if mirror else {}
    return Shot(name, time_us, size, gloss, item, take, pose, author, by[:MAX_BY], mirrored, depth, recording)


def _pose(person: dict[str, Any], time_us: int, size: tuple[int, int]) -> tuple[Pose, bool]:
    """The pose of a person, and whether it has depth."""
    rows = np.zeros((K, 4))
    if "xyz" in person:
        points = person["xyz"]
        if len(points) != K:
            raise ValueError("not our keypoints")
        for row, point in zip(rows, points, strict=True):
            if point[3]:
                row[:] = point
    else:
        body = np.asarray(person["keypoints"], np.float64).reshape(17, 3)
        rows[BODY][:, [0, 1, 3]] = body[: len(BODY_POINTS)]
        for key, part in _PARTS:
            if key in person and person.get(key.replace("kpts", "valid"), True):
                rows[part][:, [0, 1, 3]] = np.asarray(person[key], np.float64).reshape(-1, 3)
    if not np.isfinite(rows).all() or np.abs(rows[:, :3]).max() > _FARTHEST:
        raise ValueError("outside all pictures")
    # Other programs write a visibility of 2 where ours write a score.
    score = np.clip(rows[:, 3], 0, 1)
    return Pose.of(time_us, size, rows[:, :3].astype(np.float32), score.astype(np.float32)), "xyz" in person


def _whole(value: Any, below: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < below


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
