"""Does the signer sign? Decides how many packets leave and drives the activity light. No clock: poses carry time.

Signing is hands that move in front of the body, and what is held between two movements. Hands that rest in the lap,
whatever they fidget, and hands out of the picture are not. Lengths are in shoulder widths, so that near and far
signers count alike.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detector.pose import Pose
from detector.skeleton import HANDS, SIDES, Side, index

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Nose to shoulder line is about this share of the shoulders' width; it serves where a turn makes the shoulders narrow.
_NECK: Final = 0.75
_MIN_HAND_POINTS: Final = 11
# A wrist that is seen stands in for a hand that is not (blurred, or behind the other one).
_MIN_WRIST_SCORE: Final = 0.5
_LONGEST_STEP_S: Final = 1.0


@dataclass(frozen=True)
class ActivityTiming:
    """What counts as signing.

    Attributes:
        low, high: depth of a hand's middle (of the wrist where the hand is not seen) below the shoulders, in shoulder
            widths: lower than ``low`` a hand rests, higher than ``high`` it is in signing space, between them partly.
        still, moving: speed of a hand's points in shoulder widths a second: slower is noise, faster is movement.
        window_s: speeds are measured over this time, so that noise from frame to frame does not count.
        rise_s: time constant at which movement becomes activity.
        hold_s: time constant at which activity fades while a hand stays in signing space.
        rest_s: the same once none does.
        on, off: activity above ``on`` is signing, until it falls below ``off``.
    """

    low: float = 1.3
    high: float = 1.0
    still: float = 0.12
    moving: float = 0.4
    window_s: float = 0.1
    rise_s: float = 0.06
    hold_s: float = 5.0
    rest_s: float = 0.3
    on: float = 0.5
    off: float = 0.25


class SigningActivity:
    """Follows one signer.

    Args:
        timing: what counts as signing.

    Attributes:
        signing: whether the signer signs, as of the last pose.
    """

    def __init__(self, timing: ActivityTiming | None = None) -> None:
        self._timing = timing or ActivityTiming()
        self._level = 0.0
        self._last_us: int | None = None
        self._origin: tuple[Floats, float] | None = None
        self._recent: deque[tuple[int, Floats]] = deque()
        self.signing = False

    def update(self, pose: Pose) -> float:
        """Take in the next pose; one that is not newer than the last changes nothing.

        Returns:
            The activity, 0 (at rest) to 1.
        """
        if self._last_us is not None and pose.time_us <= self._last_us:
            return self._level
        elapsed_s = 0.0 if self._last_us is None else min((pose.time_us - self._last_us) / 1e6, _LONGEST_STEP_S)
        self._last_us = pose.time_us
        raised, evidence = self._look(pose)
        timing = self._timing
        fade_s = timing.rest_s + raised * (timing.hold_s - timing.rest_s)
        faded = self._level * math.exp(-elapsed_s / fade_s)
        risen = self._level + (evidence - self._level) * -math.expm1(-elapsed_s / timing.rise_s)
        self._level = max(faded, risen)
        self.signing = self._level > (timing.off if self.signing else timing.on)
        return self._level

    def _look(self, pose: Pose) -> tuple[float, float]:
        """How far the higher hand is in signing space, and how much that hand moves there; both 0..1."""
        origin = self._shoulders(pose)
        if origin is None:
            return 0.0, 0.0
        middle, width = origin
        # Relative to the shoulders: leaning forward is not signing.
        places = (pose.xyz[:, :2].astype(np.float64) - middle) / width
        now_us = pose.time_us
        window_us = self._timing.window_s * 1e6
        while len(self._recent) > 1 and self._recent[1][0] <= now_us - window_us:
            self._recent.popleft()
        before_us, before = self._recent[0] if self._recent else (now_us, places)
        self._recent.append((now_us, places))
        raised = evidence = 0.0
        for side in SIDES:
            points = self._points(pose, side)
            if not len(points):
                continue
            height = _ramp(float(places[points, 1].mean()), self._timing.low, self._timing.high)
            raised = max(raised, height)
            both = points[~np.isnan(before[points, 0])]
            if len(both) and now_us > before_us:
                way = float(np.linalg.norm(places[both] - before[both], axis=1).mean())
                speed = way / ((now_us - before_us) / 1e6)
                evidence = max(evidence, height * _ramp(speed, self._timing.still, self._timing.moving))
        return raised, evidence

    @staticmethod
    def _points(pose: Pose, side: Side) -> Ints:
        """Indices of the points that tell where a hand is; none where nothing does."""
        hand = np.arange(HANDS[side].start, HANDS[side].stop)[pose.known[HANDS[side]]]
        if len(hand) >= _MIN_HAND_POINTS:
            return hand
        wrist = index(f"{side}_wrist")
        return np.array([wrist] if pose.score[wrist] >= _MIN_WRIST_SCORE else [], dtype=np.int64)

    def _shoulders(self, pose: Pose) -> tuple[Floats, float] | None:
        """Middle between the shoulders and their width, in pixels; the last known ones where they are not seen."""
        xy = pose.xyz[:, :2].astype(np.float64)
        left, right, nose = xy[index("left_shoulder")], xy[index("right_shoulder")], xy[index("nose")]
        middle = (left + right) / 2
        width = float(np.nanmax([np.linalg.norm(left - right), 0.0]))
        neck = float(middle[1] - nose[1])
        width = max(width, neck / _NECK) if math.isfinite(neck) else width
        if np.isfinite(middle).all() and width > 0:
            self._origin = (middle, width)
        return self._origin


def _ramp(value: float, start: float, end: float) -> float:
    """0 at ``start`` and before, 1 at ``end`` and beyond, whichever of the two is larger."""
    return min(max((value - start) / (end - start), 0.0), 1.0)
