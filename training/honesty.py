"""Whether a detector's scores mean what they say, whether it sees hands where there are none, and whether a hand at
rest stays at rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.pipeline import Detector
from detector.skeleton import HANDS, SIDES
from detector.weights import SHIPPED
from training.label_crops import readings
from training.labels import Labelled, held_out, read_labels, read_pictures
from training.pdj import box_diagonal

CLOSE = 0.05  # share of the hand box's diagonal; a score is the chance of being closer
_BINS = 10
# A hand rests while the middle of its labels and half of their shape stay within these shares of its box's diagonal of
# where they are on the whole, for so many frames.
_PLACE, _SHAPE = 0.015, 0.02
_LONG = 8

Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    pass


@dataclass(frozen=True)
class Bin:
    """Points with nearly the same score.

    Attributes:
        points: how many.
        score: their mean score.
        close: share of them within CLOSE of the label.
    """

    points: int
    score: float
    close: float


def reliability(score: NDArray[np.floating], error: NDArray[np.floating]) -> tuple[Bin, ...]:
    """Ten bins of scores 0..1 against the errors (shares of the diagonal) of the same points; empty ones left out."""
    number = np.clip((score * _BINS).astype(int), 0, _BINS - 1).ravel()
    flat_score, close = np.asarray(score, np.float64).ravel(), (np.asarray(error) < CLOSE).ravel()
    bins = [number == n for n in range(_BINS)]
    return tuple(Bin(int(of.sum()), float(flat_score[of].mean()), float(close[of].mean())) for of in bins if of.any())


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error (Naeini et al. 2015): mean distance of score and share, weighted by points."""
    total = sum(one.points for one in bins)
    return sum(one.points * abs(one.score - one.close) for one in bins) / max(total, 1)


def measure_scores(root: Path, name: str, weights: Path = SHIPPED, progress: Progress = _silent) -> tuple[Bin, ...]:
    """The hand network's scores against its errors, on crops from the labels.

    Raises:
        FileNotFoundError: the labels or a picture are not there, or no hand is labelled.
        WeightsError: the weights cannot be used.
    """
    read = list(readings(root, name, weights, progress))
    if not read:
        raise FileNotFoundError(f"the set {name} has no labelled hands to measure on")
    return reliability(np.array([one.score for one in read]), np.array([one.error for one in read]))


@dataclass(frozen=True)
class Ghosts:
    """Pictures without a person, and in how many of them a hand was seen all the same."""

    pictures: int
    with_a_hand: int
    files: tuple[str, ...]


def measure_ghosts(root: Path, name: str, weights: Path = SHIPPED, progress: Progress = _silent) -> Ghosts:
    """Read the held-out pictures of a set without people, such as backgrounds, each by itself.

    Raises:
        FileNotFoundError: there are none.
        WeightsError: the weights cannot be used.
    """
    files = [file for file in sorted((root / "train" / name).glob("*.webp")) if held_out(file.stem)]
    if not files:
        raise FileNotFoundError(f"no held-out pictures below {root / 'train' / name}")
    whole = [Labelled(path, None, "", {"left": None, "right": None}, {}, None, False) for path in files]
    detector = Detector(weights)
    haunted: list[str] = []
    for n, picture in enumerate(read_pictures(whole)):
        detector.reset()
        pose = detector.detect(np.ascontiguousarray(picture[..., :3]), 0)
        if any(pose.known[HANDS[side]].any() for side in SIDES):
            haunted.append(files[n].name)
        progress(n + 1, len(files))
    detector.close()
    return Ghosts(len(files), len(haunted), tuple(haunted))


@dataclass(frozen=True)
class Jitter:
    """How much hands at rest tremble.

    Attributes:
        frames: in which a labelled hand rested and was seen.
        rms: root mean square of the points' distance from their straight path / longer side of the hand's box.
        labels_rms: the same of the labels: of the teacher, who is not smoothed.
    """

    frames: int
    rms: float
    labels_rms: float


def tremble(points: NDArray[np.floating]) -> NDArray[np.float64]:
    """Distances (T, P) of points (T, P, >=2) over T frames from their own straight line in time, least squares."""
    xy = np.asarray(points, np.float64)[..., :2]
    t = np.arange(len(xy), dtype=np.float64)
    design = np.stack([np.ones_like(t), t], axis=1)
    flat = xy.reshape(len(xy), -1)
    fit = design @ np.linalg.lstsq(design, flat, rcond=None)[0]
    gap = (flat - fit).reshape(xy.shape)
    return np.hypot(gap[..., 0], gap[..., 1])


def rests(labels: Sequence[NDArray[np.floating] | None]) -> list[slice]:
    """Longest runs of frames throughout which a labelled hand (21, >=2) stays in its place and keeps its shape."""
    out: list[slice] = []
    begun = 0
    while begun < len(labels):
        end = begun
        while end < len(labels) and labels[end] is not None and _rests(labels[begun : end + 1]):
            end += 1
        if end - begun >= _LONG:
            out.append(slice(begun, end))
            begun = end
        else:
            begun += 1
    return out


def _rests(labels: Sequence[NDArray[np.floating] | None]) -> bool:
    hands = np.array([np.asarray(label)[:, :2] for label in labels if label is not None], np.float64)
    size = box_diagonal(hands.mean(axis=0))
    middles = hands.mean(axis=1)
    shapes = hands - middles[:, None]
    moved = np.linalg.norm(middles - middles.mean(axis=0), axis=-1).max()
    changed = np.median(np.linalg.norm(shapes - shapes.mean(axis=0), axis=-1), axis=1).max()
    return bool(moved < _PLACE * size and changed < _SHAPE * size)


def measure_jitter(root: Path, name: str, weights: Path = SHIPPED, progress: Progress = _silent) -> Jitter:
    """Follow the hands through videos, smoothed as in a call, and look at those that rest.

    Raises:
        FileNotFoundError: the labels or a video are not there, or no hand rests.
        WeightsError: the weights cannot be used.
    """
    items = read_labels(root, name)
    detector = Detector(weights)
    seen: dict[str, list[tuple[Labelled, NDArray[np.float32]]]] = {}
    for n, (item, picture) in enumerate(zip(items, read_pictures(items), strict=True)):
        frames = seen.setdefault(item.group, [])
        if not frames:
            detector.reset()
        pose = detector.detect(np.ascontiguousarray(picture[..., :3]), (item.frame or 0) * 33_333)
        frames.append((item, pose.xyz))
        progress(n + 1, len(items))
    detector.close()
    trembles: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    for frames in seen.values():
        for side in SIDES:
            labels = [item.hands[side] for item, _ in frames]
            for run in rests(labels):
                points = np.array([xyz[HANDS[side]] for _, xyz in frames[run]])
                if np.isfinite(points).all():
                    trembles.append((_of_size(points), _of_size(np.array(labels[run]))))
    if not trembles:
        raise FileNotFoundError(f"in the set {name} no labelled hand rests for {_LONG} frames and is seen throughout")
    own, teacher = (np.concatenate(every) for every in zip(*trembles, strict=True))
    return Jitter(len(own), *(float(np.sqrt((every**2).mean())) for every in (own, teacher)))


def _of_size(points: NDArray[np.floating]) -> NDArray[np.float64]:
    """How a hand (T, 21, >=2) trembles, (T, 21), / longer side of its box."""
    return tremble(points) / float(np.median(np.ptp(points[..., :2], axis=1).max(axis=1)))
