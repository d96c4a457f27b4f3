"""Which crop each network looks at, and what of its answers is believed: the tracker of one signer.

Pure decisions on arrays; `detector.pipeline` runs the networks. One `HandTrack` a side. A hand is followed from
its own last points while the landmark network sees a hand there; the finder's coarse hand takes over when
tracking has not begun, was lost, or the hand has moved away under a fast motion.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detector.crops import Crop, hand_crop
from detector.skeleton import Side
from detector.weights import Found

Floats = NDArray[np.float32]

# Of the finder, to start a track; and of the landmark network, to start and to keep one.
FOUND = 0.5
BEGIN = 0.6
KEEP = 0.35
# A tracked hand whose finder's counterpart lies this many hand sizes away has moved on.
MOVED = 0.35
# Two hands whose points lie within this share of a hand's size of each other are one hand.
SAME = 0.25


@dataclass(frozen=True, eq=False)
class Candidate:
    """A hand as the finder sees it: coarse points (21, 3) in picture pixels and the chance that it is there."""

    points: Floats
    presence: float


@dataclass(frozen=True, eq=False)
class HandTrack:
    """What is known of one hand after a frame.

    Attributes:
        side: whose.
        points: (21, 3) picture pixels, or None while lost.
        score: (21,), or None while lost.
        presence: of the landmark network, 0 while lost.
    """

    side: Side
    points: Floats | None = None
    score: Floats | None = None
    presence: float = 0.0

    @property
    def tracked(self) -> bool:
        """Whether the hand is followed."""
        return self.points is not None


def hand_size(points: NDArray[np.floating]) -> float:
    """Longer side of the hand's box, pixels."""
    return float(np.ptp(np.asarray(points)[:, :2], axis=0).max())


def choose_crop(track: HandTrack, candidate: Candidate) -> tuple[Crop | None, bool]:
    """Where the landmark network looks next for a hand.

    Returns:
        The crop, None where there is nothing to look at; and whether it comes from the finder, so that it is worth
        a second pass cropped from the first one's answer.
    """
    coarse = hand_crop(candidate.points, track.side) if candidate.presence >= FOUND else None
    if track.points is None:
        return coarse, True
    own = hand_crop(track.points, track.side)
    if coarse is None or own is None:
        return own or coarse, own is None
    gap = float(np.hypot(own.x - coarse.x, own.y - coarse.y))
    if gap > MOVED * min(hand_size(track.points), hand_size(candidate.points)):
        return coarse, True
    return own, False


def update(track: HandTrack, crop: Crop | None, found: Found | None) -> HandTrack:
    """The track after the landmark network has looked (or not) at a crop."""
    if crop is None or found is None:
        return HandTrack(track.side)
    presence = float(found.presence[0])
    if presence < (KEEP if track.tracked else BEGIN):
        return HandTrack(track.side)
    return replace(track, points=crop.to_picture(found.xyz), score=found.score, presence=presence)


def same_hand(a: HandTrack, b: HandTrack) -> bool:
    """Whether two tracks lie on one hand of the picture."""
    if a.points is None or b.points is None:
        return False
    # Mirrored crops of one hand can come out with the fingers in another order, so the boxes are compared too.
    size = max(hand_size(a.points), hand_size(b.points))
    apart = np.median(np.hypot(*(a.points[:, :2] - b.points[:, :2]).T))
    middles = np.hypot(*(a.points[:, :2].mean(0) - b.points[:, :2].mean(0)))
    return bool(apart < SAME * size or middles < 0.5 * SAME * size)


def settle(left: HandTrack, right: HandTrack, candidates: dict[Side, Candidate]) -> tuple[HandTrack, HandTrack]:
    """Let go of one of two tracks that lie on one hand: the one whose own finder's hand is less certain or farther."""
    if not same_hand(left, right):
        return left, right
    claim = {track.side: _claim(track, candidates[track.side]) for track in (left, right)}
    if claim["left"] >= claim["right"]:
        return left, HandTrack("right")
    return HandTrack("left"), right


def _claim(track: HandTrack, candidate: Candidate) -> float:
    """How well the finder agrees that this track is this side's hand, larger is better."""
    assert track.points is not None
    gap = np.hypot(*(track.points[:, :2].mean(0) - candidate.points[:, :2].mean(0)))
    return float(candidate.presence) - float(gap) / max(hand_size(track.points), 1.0)
