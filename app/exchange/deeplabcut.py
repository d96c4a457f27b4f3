"""DeepLabCut's CSV tables: a row a picture, x, y and likelihood of each body part.

Both tables that DeepLabCut writes are read: labels (`CollectedData_*.csv`: x and y) and predictions (likelihood too),
with the picture's path in one column or in three. Ours have a likelihood.
"""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import Final

import numpy as np

from app.exchange.shots import MAX_SHOTS, ExchangeError, Shot, read_text
from app.output.files import OutputError, whole_file
from detector.pose import Pose
from detector.skeleton import KEYPOINTS, K

SCORER: Final = "handline"
COORDS: Final = ("x", "y", "likelihood")
DECIMALS: Final = 3
_FOLDER: Final = "labeled-data"
_MAX_COLUMNS: Final = 10_000
_FARTHEST: Final = 1e6
# DeepLabCut's tables do not tell the pictures' sizes.
_SIZE: Final = (1, 1)


def write_deeplabcut(path: Path, shots: list[Shot]) -> None:
    """Write the labelled shots of one recording.

    Raises:
        ExchangeError: the file cannot be written.
    """
    rows: list[list[str]] = [
        ["scorer", *[SCORER] * (3 * K)],
        ["bodyparts", *(name for name in KEYPOINTS for _ in COORDS)],
        ["coords", *COORDS * K],
    ]
    for n, shot in enumerate(shots):
        if shot.pose is None:
            continue
        name = Path(shot.name).name or f"{n:06}.jpg"
        cells = [f"{_FOLDER}/{shot.recording}/{name}"]
        for point, score in zip(shot.pose.xyz, shot.pose.score, strict=True):
            known = max(round(float(score), DECIMALS), 10**-DECIMALS)
            cells += [f"{float(v):.{DECIMALS}f}" for v in (*point[:2], known)] if score else ["", "", ""]
        rows.append(cells)
    try:
        with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    except OutputError as error:
        raise ExchangeError(str(error)) from error


def read_deeplabcut(path: Path) -> list[Shot]:
    """Read a table. Body parts that are not keypoints of ours are left out; sizes are not known.

    Raises:
        ExchangeError: it is not such a table, is damaged, or names no keypoint of ours.
    """
    rows = csv.reader(io.StringIO(read_text(path), newline=""))
    try:
        scorer, parts, coords = (next(rows), next(rows), next(rows))
        if scorer[0] != "scorer" or parts[0] != "bodyparts" or coords[0] != "coords" or len(coords) > _MAX_COLUMNS:
            raise ValueError("not the head of a table")
        ours = {name: n for n, name in enumerate(KEYPOINTS)}
        columns = [
            (column, ours[part], COORDS.index(coord))
            for column, (part, coord) in enumerate(zip(parts, coords, strict=True))
            if part in ours and coord in COORDS
        ]
        if not columns:
            raise ExchangeError(f"{path} is of another skeleton: name the body parts as COCO-WholeBody does.")
        first = min(column for column, *_ in columns)
        shots: list[Shot] = []
        for row in rows:
            if len(shots) >= MAX_SHOTS:
                raise ExchangeError(f"{path} has more than {MAX_SHOTS} rows: cut it into pieces.")
            if row:
                shots.append(_shot(row, first, columns))
        return shots
    except ExchangeError:
        raise
    except (StopIteration, ValueError, IndexError, csv.Error) as error:
        raise ExchangeError(f"{path} is not a table of DeepLabCut's, or it is damaged.") from error


def _shot(row: list[str], first: int, columns: list[tuple[int, int, int]]) -> Shot:
    values = np.full((K, 3), np.nan)
    values[:, 2] = 1.0  # labels have no likelihood
    for column, point, coord in columns:
        if text := row[column].strip():
            values[point, coord] = value = float(text)
            if not math.isnan(value) and abs(value) > _FARTHEST:
                raise ValueError("outside all pictures")
    unknown = ~np.isfinite(values).all(axis=1)
    xyz = np.column_stack([values[:, :2], np.zeros(K)]).astype(np.float32)
    score = np.where(unknown, 0.0, np.clip(values[:, 2], 0, 1)).astype(np.float32)
    cells = [cell.strip() for cell in row[:first] if cell.strip()]
    name = "/".join(cells).replace("\\", "/")
    name = "" if name.isdigit() else name.removeprefix(f"{_FOLDER}/")
    folder = name.split("/")[0] if "/" in name else ""
    return Shot(name, 0, None, pose=Pose.of(0, _SIZE, xyz, score), depth=False, recording=folder)
