"""The labels of a recording: what somebody says a frame shows, and who says so.

`labels.jsonl` begins with a line that names the keypoints; every further line is one label. Nothing is ever taken out:
a newer label of the same author stands in place of the older one, a line says that it is withdrawn, and all stay.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import numpy as np

from detector.pose import Pose
from detector.skeleton import KEYPOINTS, SIDES, K, Side
from training.recording_lines import LineWriter, RecordingError, read_lines

FORMAT: Final = "handline-labels"
MAX_BY: Final = 200
# Coordinates are kept to a thousandth of a pixel, scores to a thousandth.
DECIMALS: Final = 3
_FARTHEST: Final = 1e6


class Author(StrEnum):
    """Who gave a label."""

    DETECTOR = "detector"
    TEACHER = "teacher"
    HUMAN = "human"

    @property
    def rank(self) -> int:
        """Who is believed before whom: the higher."""
        return list(Author).index(self)


@dataclass(frozen=True, eq=False)
class Label:
    """One label of one frame.

    Attributes:
        frame: the frame's number.
        author: who gave it.
        by: more about the author: the detector's or teacher's file, a program; may be empty.
        pose: the keypoints; nothing is known where the author saw nothing.
        mirror: for each hand how far the same author's answer to the mirrored picture lies / hand box diagonal; None
            where nobody asked.
        depth: whether z was said; where not, it is 0.
        rejected: a human says that this frame serves for nothing.
        withdrawn: the author takes back what they said of this frame; others' labels count again.
    """

    frame: int
    author: Author
    by: str
    pose: Pose
    mirror: Mapping[Side, float | None]
    depth: bool = True
    rejected: bool = False
    withdrawn: bool = False

    @property
    def score(self) -> float:
        """Mean score of the known keypoints; 0 where nothing is known."""
        return float(self.pose.score[self.pose.known].mean()) if self.pose.known.any() else 0.0


class LabelWriter:
    """Adds labels to a recording's `labels.jsonl`, each on disk before the call returns.

    Raises:
        RecordingError: the file cannot be opened or is of another skeleton.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            empty = not path.exists() or not path.stat().st_size
            if not empty:
                read_labels(path, {})
            self._lines = LineWriter(path)
            if empty:
                self._lines.add({"format": FORMAT, "version": 1, "keypoints": list(KEYPOINTS)})
        except OSError as error:
            raise RecordingError(_not_written(path, error)) from error

    def add(self, label: Label) -> None:
        """Add a label.

        Raises:
            RecordingError: it cannot be written; those before it are safe.
        """
        entry: dict[str, Any] = {"frame": label.frame, "author": label.author.value, "by": label.by[:MAX_BY]}
        if label.rejected:
            entry["rejected"] = True
        if label.withdrawn:
            entry["withdrawn"] = True
        if not label.depth:
            entry["depth"] = False
        if any(value is not None for value in label.mirror.values()):
            entry["mirror"] = {side: None if v is None else round(v, 4) for side, v in label.mirror.items()}
        entry["time_us"] = label.pose.time_us
        entry["points"] = points_of(label.pose)
        try:
            self._lines.add(entry)
        except OSError as error:
            raise RecordingError(_not_written(self._path, error)) from error

    def close(self) -> None:
        """Close the file."""
        self._lines.close()


def points_of(pose: Pose) -> list[list[float] | None]:
    """x, y, z, score of every keypoint, None for an unknown one, as they are written."""
    return [
        None
        if not score
        # A known keypoint stays known, however small its score.
        else [*(round(float(v), DECIMALS) for v in point), max(round(float(score), DECIMALS), 10**-DECIMALS)]
        for point, score in zip(pose.xyz, pose.score, strict=True)
    ]


def pose_of(points: Any, time_us: int, size: tuple[int, int]) -> Pose:
    """The pose that `points_of` wrote.

    Raises:
        ValueError: it is not such a list.
    """
    if not isinstance(points, list) or len(points) != K:
        raise ValueError(f"not a list of {K} keypoints")
    rows = np.full((K, 4), np.nan)
    for row, point in zip(rows, points, strict=True):
        if point is None:
            continue
        if not isinstance(point, list) or len(point) != 4 or not all(_number(value) for value in point):
            raise ValueError("a keypoint is not x, y, z, score")
        if max(abs(value) for value in point[:3]) > _FARTHEST or not 0 < point[3] <= 1:
            raise ValueError("a keypoint lies outside all pictures, or its score outside 0..1")
        row[:] = point
    return Pose.of(time_us, size, rows[:, :3].astype(np.float32), np.nan_to_num(rows[:, 3]).astype(np.float32))


def read_labels(path: Path, sizes: Mapping[int, tuple[int, int]]) -> tuple[list[Label], list[str]]:
    """The labels of a recording, in the order in which they were given; nothing where there is no file.

    Args:
        path: `labels.jsonl`.
        sizes: (width, height) of each frame that there is, by its number.

    Returns:
        The labels, and a sentence for each kind of thing that was left out.

    Raises:
        RecordingError: the file cannot be read, or its labels are of another skeleton.
    """
    damaged: list[int] = []
    labels: list[Label] = []
    homeless = odd = 0
    for n, entry in enumerate(read_lines(path, damaged)):
        if n == 0 and "keypoints" in entry:
            if entry["keypoints"] != list(KEYPOINTS):
                raise RecordingError(f"The labels in {path} are of another skeleton: move it away to label anew.")
            continue
        try:
            frame = entry.get("frame")
            if isinstance(frame, int) and frame not in sizes:
                homeless += 1
                continue
            labels.append(_label(entry, sizes))
        except (ValueError, KeyError, TypeError):
            odd += 1
    troubles = []
    if lines := len(damaged) + odd:
        troubles.append(
            f"{path}: {lines} damaged line{'s are' if lines > 1 else ' is'} left out; the others are whole."
        )
    if homeless and sizes:
        troubles.append(f"{path}: {homeless} label{'s' if homeless > 1 else ''} of frames that are missing; left out.")
    return labels, troubles


def _label(entry: dict[str, Any], sizes: Mapping[int, tuple[int, int]]) -> Label:
    time_us, by = entry["time_us"], entry.get("by", "")
    if not isinstance(time_us, int) or not isinstance(by, str):
        raise ValueError("no time")
    mirror = entry.get("mirror") or {}
    agreed = {side: mirror.get(side) for side in SIDES}
    if not all(value is None or (_number(value) and value >= 0) for value in agreed.values()):
        raise ValueError("no agreement")
    return Label(
        frame=entry["frame"],
        author=Author(entry["author"]),
        by=by[:MAX_BY],
        pose=pose_of(entry["points"], time_us, sizes[entry["frame"]]),
        mirror=agreed,
        depth=entry.get("depth") is not False,
        rejected=entry.get("rejected") is True,
        withdrawn=entry.get("withdrawn") is True,
    )


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _not_written(path: Path, error: OSError) -> str:
    return f"Cannot write {path} ({error.strerror}): free space or check its permissions; what is written is safe."
