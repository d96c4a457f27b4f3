"""How long the detector takes for a frame, beside other detectors of hands, frame by frame in the same run.

A machine's speed drifts by half within minutes, so figures of two runs say little about each other: here every frame
is read by everybody in turn, in one process that is held to a number of cores.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

_WARM_UP = 10  # frames whose time does not count
MEDIAPIPE = "mediapipe_hands"


class SpeedError(Exception):
    """Nothing could be measured; the message is one sentence for people."""


@dataclass(frozen=True)
class Milliseconds:
    """Times of one step, and the share of the frames in which it found two hands where that was counted."""

    p50: float
    p95: float
    two_hands: float | None = None


@dataclass(frozen=True)
class Speed:
    """What was measured on a number of cores.

    Attributes:
        whole_frame_ms: body and both hands of a frame, tracked, as in a call.
        hands_ms: crops and landmark network of two followed hands, one after the other.
        peers: other detectors on the same frames; empty where none is installed.
    """

    whole_frame_ms: Milliseconds
    hands_ms: Milliseconds
    peers: dict[str, Milliseconds]


def cores_here() -> list[int]:
    """The cores that this process may use; one core where the system does not tell."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]


def measure(frames: Sequence[Image], cores: int, weights: Path | None, task: Path | None) -> Speed:
    """Measure in a process of its own that may use `cores` cores.

    Args:
        frames: uint8 (H, W, 3) RGB, in order, 30 a second.
        cores: number of cores.
        weights: a weights folder; the shipped one if None.
        task: MediaPipe's hand landmarker file; that peer is left out if None.

    Raises:
        SpeedError: weights or file cannot be used, or there are too few cores or frames.
    """
    available = cores_here()
    if cores > len(available):
        raise SpeedError(f"This machine lends {len(available)} cores, not {cores}.")
    if len(frames) <= _WARM_UP:
        raise SpeedError(f"A measurement needs more than {_WARM_UP} frames: choose a longer video.")
    # A fresh interpreter: thread pools that were started before do not obey a later choice of cores.
    context = multiprocessing.get_context("spawn")
    with context.Pool(1, _hold_to, (available[:cores],)) as pool:
        return pool.apply(_measure_here, (list(frames), weights, task))


def _hold_to(cores: list[int]) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)


def _measure_here(frames: list[Image], weights: Path | None, task: Path | None) -> Speed:
    from detector.crops import hand_crop
    from detector.pipeline import Detector
    from detector.skeleton import HANDS, SIDES
    from detector.weights import SHIPPED, WeightsError, open_network

    try:
        detector, network = Detector(weights), open_network("hand", weights or SHIPPED)
    except WeightsError as error:
        raise SpeedError(str(error)) from error
    peer = None if task is None else _mediapipe(task)
    whole: list[float] = []
    hands: list[float] = []
    others: list[float] = []
    seen = other_seen = 0
    for n, image in enumerate(frames):
        began = time.perf_counter()
        pose = detector.detect(image, n * 33_333)
        read = time.perf_counter()
        followed = [side for side in SIDES if np.isfinite(pose.xyz[HANDS[side]]).all()]
        crops = [hand_crop(pose.xyz[HANDS[side]], side) for side in followed]
        cut = time.perf_counter()
        for crop in crops:
            if crop is not None:
                network.run(crop.cut(image, network.size))
        both = time.perf_counter()
        found = 0 if peer is None else peer(image, n * 33)
        spent_by_other = time.perf_counter() - both
        if n < _WARM_UP:
            continue
        whole.append(read - began)
        seen += len(followed) == 2
        if len(followed) == 2:
            hands.append(both - cut)
        others.append(spent_by_other)
        other_seen += found == 2
    detector.close()
    peers = {} if peer is None else {MEDIAPIPE: _summary(others, other_seen / len(others))}
    return Speed(_summary(whole, seen / len(whole)), _summary(hands), peers)


def _summary(times: list[float], two_hands: float | None = None) -> Milliseconds:
    if not times:
        raise SpeedError("No frame of this video shows two hands that could be followed: choose another.")
    return Milliseconds(float(np.percentile(times, 50)) * 1e3, float(np.percentile(times, 95)) * 1e3, two_hands)


def _mediapipe(task: Path) -> Callable[[Image, int], int]:
    """MediaPipe's full hand landmarker, tracking two hands; says how many it saw."""
    try:
        import mediapipe
        from mediapipe.tasks.python import BaseOptions, vision
    except ImportError as error:
        raise SpeedError("MediaPipe is not installed: pip install mediapipe, or leave out --peer.") from error
    options = vision.HandLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(task)), num_hands=2, running_mode=vision.RunningMode.VIDEO
    )
    try:
        landmarker = vision.HandLandmarker.create_from_options(options)
    except (ValueError, RuntimeError, FileNotFoundError) as error:
        raise SpeedError(f"{task} is not a hand landmarker that MediaPipe can open.") from error

    def look(image: Image, time_ms: int) -> int:
        picture = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=image)
        return len(landmarker.detect_for_video(picture, time_ms).hand_landmarks)

    return look
