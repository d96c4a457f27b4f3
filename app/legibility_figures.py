"""How much of a signer's hands is still read as a picture gets worse, and what the legibility meter says of it.

Clips are read as they are, and again made darker, paler, lit from behind, blurred and smaller. What was read of the
untouched clip is the measure: a point is kept where it is found again within `NEAR` of the hand's size.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from app.detecting import make_detector
from app.legibility import Problem, look_at, shoulder_width
from app.picture_figures import PictureFigures, picture_figures
from detector.pose import Pose
from detector.skeleton import BODY, FACE, HANDS, index
from detector.sources import Frame, Image

NEAR: Final = 0.15
# The first frames of a clip, in which a signer is only being found.
_FINDING: Final = 6
_GAMMA: Final = 2.2
_NOISE: Final = 0.002  # of a camera in the dark, in linear light
_ARMS: Final = (
    ("left_shoulder", "left_elbow"),
    ("left_elbow", "left_wrist"),
    ("right_shoulder", "right_elbow"),
    ("right_elbow", "right_wrist"),
)

Change = Callable[[Image, Pose], tuple[Image, float]]


@dataclass(frozen=True)
class Level:
    """One way in which pictures were made worse, and what came of it.

    Attributes:
        kind: the way.
        strength: how much of it; see `CHANGES`.
        kept: share of the hands' points that are still found in their places.
        figures: medians over all frames.
        shoulders: width of the shoulders as a share of the picture's longer side, median; NaN if nobody was found.
        told: share of frames in which each problem was seen.
    """

    kind: str
    strength: float
    kept: float
    figures: PictureFigures
    shoulders: float
    told: dict[Problem, float]


@dataclass(frozen=True)
class Cost:
    """What reading a picture's figures and judging them costs, milliseconds a frame."""

    p50_ms: float
    p95_ms: float


def _linear(image: Image) -> NDArray[np.float32]:
    return np.asarray((image.astype(np.float32) / 255.0) ** _GAMMA, np.float32)


def _developed(linear: NDArray[np.float32], noise: NDArray[np.float32]) -> Image:
    return np.asarray(np.clip(linear + _NOISE * noise, 0, 1) ** (1 / _GAMMA) * 255, np.uint8)


def _noise(image: Image) -> NDArray[np.float32]:
    return np.random.default_rng(int(image[::16, ::16].sum())).standard_normal(image.shape, np.float32)


def darker(gain: float) -> Change:
    """So much less light, with the noise of a camera that makes up for it."""
    return lambda image, _: (_developed(_linear(image) * gain, _noise(image)), 1.0)


def paler(contrast: float) -> Change:
    """So much of the contrast, around a middle grey: fog, or a smeared lens against the light."""
    return lambda image, _: (np.clip(128 + (image.astype(np.float32) - 128) * contrast, 0, 255).astype(np.uint8), 1.0)


def blurred(sigma: float) -> Change:
    """Out of focus: a Gaussian of so many pixels in a picture 640 wide."""
    return lambda image, _: (np.asarray(cv2.GaussianBlur(image, (0, 0), sigma * image.shape[1] / 640), np.uint8), 1.0)


def smaller(scale: float) -> Change:
    """So far away: the picture smaller, in the middle of a grey wall of its old size."""

    def change(image: Image, _: Pose) -> tuple[Image, float]:
        height, width = image.shape[:2]
        small = cv2.resize(image, (int(width * scale), int(height * scale)), interpolation=cv2.INTER_AREA)
        out = np.full_like(image, 128)
        top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
        out[top : top + small.shape[0], left : left + small.shape[1]] = small
        return out, scale

    return change


def lit_from_behind(gain: float) -> Change:
    """A bright window behind, for which the camera lets so much less light in."""

    def change(image: Image, pose: Pose) -> tuple[Image, float]:
        signer = _signer(pose)[..., None]
        linear = _linear(image)
        return _developed(linear * gain * signer + np.minimum(1, 3 * linear + 0.15) * (1 - signer), _noise(image)), 1.0

    return change


def _signer(pose: Pose) -> NDArray[np.float32]:
    """About where the signer is, 0 to 1 (H, W)."""
    mask = np.zeros((pose.height, pose.width), np.float32)
    for part in (*HANDS.values(), BODY, FACE):
        points = pose.xyz[part, :2][pose.known[part]]
        if len(points) > 2:
            cv2.fillConvexPoly(mask, cv2.convexHull(points.astype(np.int32)), 1.0)
    width = shoulder_width(pose)
    if np.isfinite(width):
        nose = pose.xyz[index("nose"), :2]
        if np.isfinite(nose).all():
            cv2.ellipse(mask, nose.astype(int).tolist(), (int(0.3 * width), int(0.45 * width)), 0, 0, 360, 1.0, -1)
        for ends in _ARMS:
            a, b = (index(name) for name in ends)
            if pose.known[[a, b]].all():
                start, end = (pose.xyz[one, :2].astype(int).tolist() for one in (a, b))
                cv2.line(mask, start, end, 1.0, max(1, int(0.3 * width)))
    return np.asarray(cv2.GaussianBlur(cv2.dilate(mask, np.ones((15, 15))), (0, 0), 4), np.float32)


CHANGES: Final[dict[str, tuple[Callable[[float], Change], tuple[float, ...]]]] = {
    "untouched": (darker, (1.0,)),
    "darker (light)": (darker, (0.2, 0.1, 0.05, 0.03)),
    "paler (contrast)": (paler, (0.4, 0.3, 0.2, 0.15)),
    "lit from behind (light)": (lit_from_behind, (0.2, 0.1, 0.05, 0.03)),
    "blurred (pixels)": (blurred, (2.0, 2.5, 3.0, 4.0)),
    "smaller (scale)": (smaller, (0.7, 0.6, 0.5, 0.45)),
}


def measure(clips: Sequence[Sequence[Frame]]) -> Iterator[Level]:
    """Read clips as they are and made worse, one level after the other.

    Args:
        clips: frames of each, at least some ten, one signer in each.
    """
    poses = [[pose for _, pose, _ in _read(clip, None)] for clip in clips]
    for kind, (make, strengths) in CHANGES.items():
        for strength in strengths:
            change = None if kind == "untouched" else make(strength)
            kept, figures, widths = [], [], []
            told = dict.fromkeys(Problem, 0)
            for clip, before in zip(clips, poses, strict=True):
                for (image, pose, scale), clean in list(zip(_read(clip, change, before), before, strict=True))[
                    _FINDING:
                ]:
                    kept += _kept(clean, pose, scale)
                    figures.append(picture_figures(image, pose))
                    widths.append(shoulder_width(pose) / max(pose.width, pose.height))
                    for problem in look_at(pose, figures[-1], others=False).problems:
                        told[problem] += 1
            yield Level(
                kind,
                strength,
                _mean(kept),
                _medians(figures),
                _median(widths),
                {p: n / len(figures) for p, n in told.items()},
            )


def cost(clip: Sequence[Frame], rounds: int = 200) -> Cost:
    """What the meter costs a frame."""
    *_, (image, pose, _) = _read(clip, None)
    took = []
    for _ in range(rounds):
        begun = time.perf_counter()
        look_at(pose, picture_figures(image, pose), others=False)
        took.append(1e3 * (time.perf_counter() - begun))
    return Cost(*(float(part) for part in np.percentile(took, [50, 95])))


def _read(
    clip: Sequence[Frame], change: Change | None, poses: Sequence[Pose] = ()
) -> Iterator[tuple[Image, Pose, float]]:
    with closing(make_detector()) as detector:
        for n, frame in enumerate(clip):
            image, scale = (frame.image, 1.0) if change is None else change(frame.image, poses[n])
            yield image, detector.detect(np.ascontiguousarray(image), frame.time_us), scale


def _kept(clean: Pose, pose: Pose, scale: float) -> list[float]:
    """For each hand of the untouched frame, the share of its points that are found in their places."""
    corner = np.array([clean.width - int(clean.width * scale), clean.height - int(clean.height * scale)]) // 2
    out = []
    for part in HANDS.values():
        if clean.known[part].all():
            hand = clean.xyz[part, :2]
            away = np.hypot(*((pose.xyz[part, :2] - corner) / scale - hand).T) / np.ptp(hand, axis=0).max()
            out.append(float((away < NEAR).mean()))
    return out


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")


def _median(values: Sequence[float]) -> float:
    known = [value for value in values if np.isfinite(value)]
    return float(np.median(known)) if known else float("nan")


def _medians(figures: Sequence[PictureFigures]) -> PictureFigures:
    names = ("light", "face", "behind", "contrast", "sharpness")
    return PictureFigures(*(_median([getattr(one, name) for one in figures]) for name in names))
