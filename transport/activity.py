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
from detector.skeleton import HAND_POINTS, HANDS, SIDES, Side, index

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Nose to shoulder line is about this share of the shoulders' width; it serves where a turn makes the shoulders narrow.
_NECK: Final = 0.75
_MIN_HAND_POINTS: Final = 11
# A wrist that is seen stands in for a hand that is not (blurred, or behind the other one).
_MIN_WRIST_SCORE: Final = 0.5
_LONGEST_STEP_S: Final = 1.0
# What the activity is measured on: the points of both hands, and both wrists of the body.
_HAND_ROWS: Final[dict[Side, list[int]]] = {
    side: list(range(number * len(HAND_POINTS), (number + 1) * len(HAND_POINTS))) for number, side in enumerate(SIDES)
}
_WRIST_ROWS: Final[dict[Side, int]] = {side: 2 * len(HAND_POINTS) + number for number, side in enumerate(SIDES)}
_WATCHED: Final[Ints] = np.array(
    [point for side in SIDES for point in range(HANDS[side].start, HANDS[side].stop)]
    + [index(f"{side}_wrist") for side in SIDES]
)
_TRUNK: Final[Ints] = np.array([index("left_shoulder"), index("right_shoulder"), index("nose")])


@dataclass(frozen=True)
class ActivityTiming:
    """What counts as signing.

    Attributes:
        low, high: depth of a hand's middle (of the wrist where the hand is not seen) below the shoulders, in shoulder
            widths: lower than ``low`` a hand rests, higher than ``high`` it is in signing space, between them partly.
        still, moving: speed of a hand's points in shoulder widths a second: slower is noise, faster is movement.
        every_s: poses that are nearer than this to the last that was looked at tell nothing new: of thirty a second,
            every other one.
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
    every_s: float = 0.05
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
        self._origin: tuple[tuple[float, float], float] | None = None
        self._recent: deque[tuple[int, Floats]] = deque()
        self.signing = False

    def update(self, pose: Pose) -> float:
        """Take in the next pose; one that is hardly newer than the last, or older, changes nothing.

        Returns:
            The activity, 0 (at rest) to 1.
        """
        if self._last_us is not None and pose.time_us < self._last_us + self._timing.every_s * 1e6:
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
        places = (pose.xyz.take(_WATCHED, axis=0)[:, :2] - np.array(middle)) / width
        now_us = pose.time_us
        window_us = self._timing.window_s * 1e6
        while len(self._recent) > 1 and self._recent[1][0] <= now_us - window_us:
            self._recent.popleft()
        before_us, before = self._recent[0] if self._recent else (now_us, places)
        self._recent.append((now_us, places))
        moved = places - before
        heights, ways = places[:, 1].tolist(), np.sqrt((moved * moved).sum(axis=1)).tolist()
        raised = evidence = 0.0
        for side in SIDES:
            rows = self._rows(pose, side, heights)
            if not rows:
                continue
            height = _ramp(sum(heights[row] for row in rows) / len(rows), self._timing.low, self._timing.high)
            raised = max(raised, height)
            both = [way for row in rows if (way := ways[row]) == way]  # a way that is not known is NaN
            if both and now_us > before_us:
                speed = sum(both) / len(both) / ((now_us - before_us) / 1e6)
                evidence = max(evidence, height * _ramp(speed, self._timing.still, self._timing.moving))
        return raised, evidence

    @staticmethod
    def _rows(pose: Pose, side: Side, heights: list[float]) -> list[int]:
        """Rows of ``_WATCHED`` that tell where a hand is; none where nothing does."""
        hand = [row for row in _HAND_ROWS[side] if heights[row] == heights[row]]  # NaN where not known
        if len(hand) >= _MIN_HAND_POINTS:
            return hand
        return [_WRIST_ROWS[side]] if pose.score[_WATCHED[_WRIST_ROWS[side]]] >= _MIN_WRIST_SCORE else []

    def _shoulders(self, pose: Pose) -> tuple[tuple[float, float], float] | None:
        """Middle between the shoulders and their width, in pixels; the last known ones where they are not seen."""
        (left_x, left_y, _), (right_x, right_y, _), (_, nose_y, _) = pose.xyz.take(_TRUNK, axis=0).tolist()
        middle = ((left_x + right_x) / 2, (left_y + right_y) / 2)
        width, neck = math.hypot(left_x - right_x, left_y - right_y), middle[1] - nose_y
        width = 0.0 if math.isnan(width) else width
        width = max(width, neck / _NECK) if math.isfinite(neck) else width
        if math.isfinite(middle[0]) and width > 0:
            self._origin = (middle, width)
        return self._origin


def _ramp(value: float, start: float, end: float) -> float:
    """0 at ``start`` and before, 1 at ``end`` and beyond, whichever of the two is larger."""
    return min(max((value - start) / (end - start), 0.0), 1.0)
