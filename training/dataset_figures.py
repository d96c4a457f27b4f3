"""What a signer dataset holds: how much, which items, how large and sharp the hands are, how sure the labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from detector.skeleton import HANDS, SIDES
from detector.sources import Image
from training.recording import Frame, Recording
from training.recording_labels import Author
from training.recording_lines import RecordingError

# Pictures of a recording that are looked at for light and sharpness, evenly over its length.
LOOKED_AT: Final = 120


@dataclass(frozen=True)
class Range:
    """10th, 50th and 90th percentile; None where there was nothing to measure."""

    p10: float | None
    p50: float | None
    p90: float | None

    @classmethod
    def of(cls, values: Sequence[float]) -> Range:
        """The range of values."""
        if not len(values):
            return cls(None, None, None)
        return cls(*(round(float(v), 3) for v in np.percentile(np.asarray(values, np.float64), [10, 50, 90])))


@dataclass(frozen=True)
class Statistics:
    """Figures of a dataset or of one recording.

    Attributes:
        recordings: how many.
        signers: names of the signers.
        frames: that count.
        thrown_away: frames of takes that were repeated or cut.
        seconds: of signing, by the frames' times within each take.
        frames_s: frames a second within takes, median over recordings.
        items: frames of each item, by its gloss.
        takes: takes that count, by gloss.
        labelled: frames whose best label is each author's.
        rejected: frames that a human rejected.
        hands: for each side, in how many frames all its 21 points are labelled.
        hand_size: diagonal of the hand's box / diagonal of the picture, for each side.
        score: mean score of the labels.
        light: mean grey level of the pictures looked at, 0..1.
        sharpness: of the pictures looked at: variance of the Laplacian of grey levels (Pech-Pacheco et al. 2000); the
            larger the sharper; blur shows as a low 10th percentile beside the median.
        damaged: pictures looked at that cannot be read.
        troubles: what else could not be read, a sentence each.
    """

    recordings: int
    signers: tuple[str, ...]
    frames: int
    thrown_away: int
    seconds: float
    frames_s: float | None
    items: dict[str, int]
    takes: dict[str, int]
    labelled: dict[str, int]
    rejected: int
    hands: dict[str, int]
    hand_size: dict[str, Range]
    score: Range
    light: Range
    sharpness: Range
    damaged: int
    troubles: tuple[str, ...]


def statistics(recordings: Sequence[Recording], progress: Callable[[int, int], None] = lambda *_: None) -> Statistics:
    """Measure a dataset.

    Args:
        recordings: all of it.
        progress: told how many recordings of how many are measured.
    """
    items: Counter[str] = Counter()
    takes: Counter[str] = Counter()
    labelled: Counter[str] = Counter()
    hands: Counter[str] = Counter()
    sizes: dict[str, list[float]] = {side: [] for side in SIDES}
    scores: list[float] = []
    light: list[float] = []
    sharpness: list[float] = []
    rates: list[float] = []
    seconds = 0.0
    frames = thrown_away = rejected = damaged = 0
    for n, recording in enumerate(recordings):
        kept = recording.kept
        frames += len(kept)
        thrown_away += len(recording.frames) - len(kept)
        items.update(recording.gloss(frame) or "(none)" for frame in kept)
        distinct = dict.fromkeys((frame.item, frame.take) for frame in kept)
        takes.update(recording.about.items[item] for item, _ in distinct if item is not None)
        lasts, gaps = _times(kept)
        seconds += lasts
        rates += [1e6 / float(np.median(gaps))] if gaps and np.median(gaps) > 0 else []
        best = recording.best_labels()
        numbers = {frame.number: frame for frame in kept}
        last_words = {label.frame: label for label in recording.labels if label.author is Author.HUMAN}
        rejected += sum(label.rejected and not label.withdrawn for label in last_words.values())
        for number, label in best.items():
            if number not in numbers:
                continue
            labelled[label.author.value] += 1
            scores.append(label.score)
            for side in SIDES:
                points = label.pose.xyz[HANDS[side], :2]
                if label.pose.known[HANDS[side]].all():
                    hands[side] += 1
                    box = np.ptp(points, axis=0)
                    sizes[side].append(float(np.hypot(*box) / np.hypot(label.pose.width, label.pose.height)))
        damaged += _look(recording, [frame for frame in kept if frame.picture], light, sharpness)
        progress(n + 1, len(recordings))
    return Statistics(
        recordings=len(recordings),
        signers=tuple(sorted({recording.about.signer or "(unnamed)" for recording in recordings})),
        frames=frames,
        thrown_away=thrown_away,
        seconds=round(seconds, 2),
        frames_s=round(float(np.median(rates)), 2) if rates else None,
        items=dict(items),
        takes=dict(takes),
        labelled=dict(labelled),
        rejected=rejected,
        hands={side: hands[side] for side in SIDES},
        hand_size={side: Range.of(sizes[side]) for side in SIDES},
        score=Range.of(scores),
        light=Range.of(light),
        sharpness=Range.of(sharpness),
        damaged=damaged,
        troubles=tuple(trouble for recording in recordings for trouble in recording.troubles),
    )


def _times(frames: Sequence[Frame]) -> tuple[float, list[int]]:
    """Seconds of all takes, and the microseconds between frames within them."""
    gaps = [
        after.time_us - before.time_us
        for before, after in pairwise(frames)
        if (before.item, before.take) == (after.item, after.take) and after.time_us >= before.time_us
    ]
    return sum(gaps) / 1e6, gaps


def _look(recording: Recording, frames: Sequence[Frame], light: list[float], sharpness: list[float]) -> int:
    """Measure light and sharpness of some pictures; how many of them are damaged."""
    damaged = 0
    for frame in frames[:: max(1, len(frames) // LOOKED_AT)]:
        try:
            grey = _grey(recording.picture(frame))
        except RecordingError:
            damaged += 1
            continue
        light.append(float(grey.mean()) / 255)
        sharpness.append(float(cv2.Laplacian(grey, cv2.CV_32F).var()))
    return damaged


def _grey(image: Image) -> np.ndarray:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))
