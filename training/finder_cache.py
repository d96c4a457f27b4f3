"""Whole pictures with body and hand labels, scaled down once and kept in memory, for training the finder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.skeleton import BODY_POINTS, HAND_POINTS, SIDES, Side
from training.labels import BODY_SETS, RENDERED_SET, Labelled, held_out, read_labels, read_pictures

# The finder's points: body, left hand, right hand. Its presences: one a body point, then left and right hand.
POINTS = len(BODY_POINTS) + 2 * len(HAND_POINTS)
PRESENCES = len(BODY_POINTS) + 2
BODY = slice(0, len(BODY_POINTS))
HANDS: dict[Side, slice] = {
    "left": slice(len(BODY_POINTS), len(BODY_POINTS) + len(HAND_POINTS)),
    "right": slice(len(BODY_POINTS) + len(HAND_POINTS), POINTS),
}
LONGEST = 360  # pixels of the longer side of a kept picture

# Pictures of one hand and little else: the other hand is not there, and nothing is known of the body.
CLOSE_UPS = ("homes", "palms", "letters", "asl_letters")


@dataclass(frozen=True, eq=False)
class FinderPicture:
    """One picture.

    Attributes:
        image: uint8 (H, W, 3) RGB or, where the background may be replaced, (H, W, 4) RGBA; longer side at most
            LONGEST.
        points: float32 (POINTS, 3) in its pixels, NaN where not known.
        present: float32 (PRESENCES,), 1 there, 0 not there, NaN not known.
        kind: "body", "close_up" or "empty".
        set: name of the set.
        validation: held out from training.
    """

    image: NDArray[np.uint8]
    points: NDArray[np.float32]
    present: NDArray[np.float32]
    kind: str
    set: str
    validation: bool


def load(root: Path, rendered: Path | None = None) -> list[FinderPicture]:
    """Read every picture the finder learns from (about 0.6 GB): photographs and, from their folder, rendered ones."""
    out: list[FinderPicture] = []
    sources = [(root, name) for name in (*BODY_SETS, *CLOSE_UPS)]
    if rendered:
        sources.append((rendered, RENDERED_SET))
    for folder, name in sources:
        items = [item for item in read_labels(folder, name) if _worth(name, item)]
        for item, image in zip(items, read_pictures(items), strict=True):
            out.append(_picture(name, item, image))
    empties = [
        Labelled(path, None, path.stem, {"left": None, "right": None}, frozenset(), None, False)
        for path in sorted((root / "train" / "backgrounds").glob("*.webp"))
    ]
    for item, image in zip(empties, read_pictures(empties), strict=True):
        small, _ = _shrink(image)
        nothing = np.full((POINTS, 3), np.nan, np.float32)
        out.append(
            FinderPicture(small, nothing, np.zeros(PRESENCES, np.float32), "empty", "backgrounds", held_out(item.group))
        )
    return out


def _worth(name: str, item: Labelled) -> bool:
    hand = any(points is not None for points in item.hands.values())
    return hand or (name not in CLOSE_UPS and item.body is not None)


def _shrink(image: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    scale = min(1.0, LONGEST / max(image.shape[:2]))
    small = image
    if scale < 1.0:
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    return np.ascontiguousarray(small), scale


def _picture(name: str, item: Labelled, image: NDArray[np.uint8]) -> FinderPicture:
    small, scale = _shrink(image)
    points = np.full((POINTS, 3), np.nan, np.float32)
    present = np.full(PRESENCES, np.nan, np.float32)
    if item.body is not None:
        points[BODY] = item.body
        present[BODY] = np.isfinite(item.body[:, 0])
    for n, side in enumerate(SIDES):
        hand = item.hands[side]
        slot = len(BODY_POINTS) + n
        if hand is not None:
            points[HANDS[side]] = hand
            present[slot] = 1.0
        elif name in (*CLOSE_UPS, "faces", RENDERED_SET):
            present[slot] = 0.0
        elif not item.doubtful and item.body is not None:
            # The teacher found no hand. Believe it only where it saw no wrist either.
            wrist = BODY_POINTS.index(f"{side}_wrist")
            present[slot] = 0.0 if np.isnan(item.body[wrist, 0]) else np.nan
    points[:, :2] = (points[:, :2] + 0.5) * scale - 0.5
    points[:, 2] *= scale
    kind = "close_up" if name in CLOSE_UPS else "body"
    return FinderPicture(small, points, present, kind, name, held_out(item.group))
