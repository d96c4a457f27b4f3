"""How well a detector reads labelled pictures: hands from perfect crops, and end to end.

Every figure says what its truth is: labels a teacher proposed and that agree with the mirrored picture's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.crops import hand_crop
from detector.pipeline import Detector
from detector.skeleton import BODY, HAND_POINTS, HANDS, SIDES, index
from detector.weights import SHIPPED, open_network
from training.labels import read_labels, read_pictures
from training.pdj import pdj, relative_error
from training.worst import Worst

# Shares of the hand box's diagonal at which the curves are taken.
THRESHOLDS = tuple(round(0.01 * n, 2) for n in range(1, 21))

# A labelled hand counts as found when the median of its 21 points is within this share of its box's diagonal.
FOUND = 0.25


@dataclass(frozen=True)
class Figures:
    """What was measured on one set of pictures.

    Attributes:
        pictures: number of pictures.
        hands: believed labelled hands in them.
        crop_pdj_05: PDJ at 0.05 of the hand box's diagonal, crop cut from the label.
        crop_pdj_10: the same at 0.1.
        found: share of the hands that the whole detector found on the right side.
        swapped: share of the hands that it found but called by the other side.
        pdj_05: PDJ at 0.05 end to end; the points of a hand that was not found count as missed.
        pdj_10: the same at 0.1.
        body_median: median distance of body points to the labels / shoulder width.
        body_found: share of the labelled body points that were given.
        latency_p50: milliseconds that the whole detector takes for a picture, median.
        latency_p95: the same, of which one picture in twenty takes longer.
        crop_curve: PDJ at each of THRESHOLDS, crop cut from the label.
        curve: the same end to end.
        crop_joints: PDJ at 0.05 of each of the 21 hand points, crop cut from the label.
        joints: the same end to end.
    """

    pictures: int
    hands: int
    crop_pdj_05: float
    crop_pdj_10: float
    found: float
    swapped: float
    pdj_05: float
    pdj_10: float
    body_median: float
    body_found: float
    latency_p50: float
    latency_p95: float
    crop_curve: tuple[float, ...]
    curve: tuple[float, ...]
    crop_joints: tuple[float, ...]
    joints: tuple[float, ...]


def evaluate(
    root: Path,
    name: str,
    weights: Path = SHIPPED,
    keep: Callable[[str], bool] = lambda group: True,
    progress: Callable[[int, int], None] = lambda done, total: None,
    worst: Worst | None = None,
) -> Figures:
    """Measure on one labelled set. Frames of videos are tracked, single pictures each start anew.

    Args:
        root: data folder.
        name: of the set.
        weights: weights folder.
        keep: which groups (persons, rooms, clips) to measure.
        progress: told how many pictures of how many are done.
        worst: shown every hand, end to end.

    Raises:
        FileNotFoundError: the labels or a picture are not there.
        WeightsError: the weights cannot be used.
    """
    items = [item for item in read_labels(root, name) if keep(item.group)]
    network = open_network("hand", weights)
    detector = Detector(weights)
    crop_errors: list[NDArray[np.float64]] = []
    errors: list[NDArray[np.float64]] = []
    found = swapped = labelled_body = given_body = 0
    body_errors: list[float] = []
    latencies: list[float] = []
    before: Path | None = None
    for n, (item, picture) in enumerate(zip(items, read_pictures(items), strict=True)):
        image = np.ascontiguousarray(picture[..., :3])
        if item.frame is None or item.path != before:
            detector.reset()
        before = item.path
        began = time.perf_counter()
        pose = detector.detect(image, (item.frame or 0) * 33_333)
        latencies.append((time.perf_counter() - began) * 1000)
        for side in SIDES:
            truth = item.hands[side]
            crop = None if truth is None else hand_crop(truth, side)
            if truth is None or crop is None:
                continue
            seen = crop.to_picture(network.run(crop.cut(image, network.size)).xyz)
            crop_errors.append(relative_error(seen, truth))
            error = relative_error(pose.xyz[HANDS[side]], truth)
            errors.append(error)
            others = pose.xyz[HANDS["right" if side == "left" else "left"]]
            other = relative_error(others, truth)
            hit = bool(np.median(error) < FOUND)
            found += hit
            called_other = not hit and bool(np.median(other) < FOUND)
            swapped += called_other
            if worst:
                seen = others if called_other else pose.xyz[HANDS[side]]
                worst.see(image, truth, seen, called_other, float(np.median(error)), n)
        if item.body is not None:
            span = np.hypot(*(item.body[index("left_shoulder"), :2] - item.body[index("right_shoulder"), :2]))
            gap = np.linalg.norm(pose.xyz[BODY, :2] - item.body[:, :2], axis=1) / span
            labelled_body += int(np.isfinite(item.body[:, 0]).sum())
            given_body += int(np.isfinite(gap).sum())
            body_errors.extend(gap[np.isfinite(gap)].tolist())
        progress(n + 1, len(items))
    detector.close()
    hands = len(errors)
    if not hands:
        raise FileNotFoundError(f"the set {name} has no labelled hands to measure on")
    crop_error, error = np.array(crop_errors), np.array(errors)
    return Figures(
        pictures=len(items),
        hands=hands,
        crop_pdj_05=pdj(crop_error, 0.05),
        crop_pdj_10=pdj(crop_error, 0.1),
        found=found / hands,
        swapped=swapped / hands,
        pdj_05=pdj(error, 0.05),
        pdj_10=pdj(error, 0.1),
        body_median=float(np.median(body_errors)) if body_errors else float("nan"),
        body_found=given_body / labelled_body if labelled_body else float("nan"),
        latency_p50=float(np.percentile(latencies, 50)),
        latency_p95=float(np.percentile(latencies, 95)),
        crop_curve=tuple(pdj(crop_error, threshold) for threshold in THRESHOLDS),
        curve=tuple(pdj(error, threshold) for threshold in THRESHOLDS),
        crop_joints=tuple(pdj(crop_error[:, [n]], 0.05) for n in range(len(HAND_POINTS))),
        joints=tuple(pdj(error[:, [n]], 0.05) for n in range(len(HAND_POINTS))),
    )


def as_table(figures: dict[str, Figures]) -> list[tuple[str, ...]]:
    """Rows of text for printing, the header first: everything but curves and joints."""
    return _rows(figures, lambda one: {name: v for name, v in asdict(one).items() if not isinstance(v, tuple)})


def curves(figures: dict[str, Figures]) -> list[tuple[str, ...]]:
    """Rows of text for printing, the header first: PDJ over thresholds, from perfect crops and end to end."""
    return _rows(
        figures,
        lambda one: {
            f"{threshold:.2f}": f"{crop:.3f} / {whole:.3f}"
            for threshold, crop, whole in zip(THRESHOLDS, one.crop_curve, one.curve, strict=True)
        },
    )


def joints(figures: dict[str, Figures]) -> list[tuple[str, ...]]:
    """Rows of text for printing, the header first: PDJ at 0.05 a joint, from perfect crops and end to end."""
    return _rows(
        figures,
        lambda one: {
            name: f"{crop:.3f} / {whole:.3f}"
            for name, crop, whole in zip(HAND_POINTS, one.crop_joints, one.joints, strict=True)
        },
    )


def _rows(
    figures: dict[str, Figures], values: Callable[[Figures], Mapping[str, int | float | str]]
) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("set", *values(next(iter(figures.values()))))]
    for name, one in figures.items():
        cells = values(one).values()
        rows.append((name, *(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in cells)))
    return rows
