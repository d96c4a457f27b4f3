"""Which proposed hands are believed: by score, by the mirrored picture, by the lengths of their bones, and by time.

Pure. What is not believed becomes unknown; a label never gains a point here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detector.pose import Pose
from detector.skeleton import HAND_BONES, HANDS, SIDES, Side
from training.labels import CONSISTENT
from training.pdj import box_diagonal
from training.recording_labels import Author, Label

# Mean score that a hand needs. The detector's is the chance that a point is closer than 0.05 of the hand box's
# diagonal: below 0.2 its answers to the mirrored picture fall apart. A teacher's says whose hand it is.
SURE: Final = {Author.DETECTOR: 0.2, Author.TEACHER: 0.5, Author.HUMAN: 0.0}

_STARTS: Final = [start for start, _ in HAND_BONES]
_ENDS: Final = [end for _, end in HAND_BONES]
# Fewer whole hands say too little about the signer's bones.
_ENOUGH: Final = 20


@dataclass(frozen=True)
class Trust:
    """What is asked of a hand.

    Attributes:
        score: at least this mean score.
        mirror: at most this distance to the answer on the mirrored picture / hand box diagonal.
        bones: at most this mean factor, as a natural logarithm, between its bones and the signer's usual ones (as
            shares of all of a hand's bones together, in space).
        jump: at most this distance from the middle of the hands one frame before and after / hand box diagonal, where
            those two agree with each other.
    """

    score: float = 0.5
    mirror: float = CONSISTENT
    bones: float = 0.35
    jump: float = 0.5


@dataclass(frozen=True)
class Measures:
    """What speaks for or against one whole hand of a label.

    Attributes:
        score: its mean score.
        mirror: distance to the answer on the mirrored picture / hand box diagonal; None where nobody asked.
        bones: mean factor, as a natural logarithm, to the signer's usual bones; None where too little is known.
        away: distance from the middle of the hands one frame before and after / hand box diagonal; None where the take
            has no such hands.
        steady: distance between those two / hand box diagonal.
    """

    score: float
    mirror: float | None
    bones: float | None
    away: float | None
    steady: float | None

    def doubts(self, trust: Trust) -> dict[str, float]:
        """How far each measure is on the way to doubt: 1 is where a hand is no longer believed, in this order."""
        doubts = {"score": trust.score / max(self.score, 1e-6)}
        if self.mirror is not None:
            doubts["mirror"] = self.mirror / trust.mirror
        if self.bones is not None:
            doubts["bones"] = self.bones / trust.bones
        if self.away is not None and self.steady is not None and self.steady < trust.jump:
            doubts["jump"] = self.away / trust.jump
        return doubts


def agreement(pose: Pose, mirrored: Pose) -> dict[Side, float | None]:
    """Mean distance of each hand to the same author's answer on the mirrored picture / hand box diagonal.

    Args:
        pose: the answer.
        mirrored: the answer on the mirrored picture, turned back (`Pose.mirrored`).

    Returns:
        For each side; 1 (no agreement) where only one of the two saw a whole hand; None where the answer has none.
    """
    found: dict[Side, float | None] = {}
    for side in SIDES:
        mine, other = pose.xyz[HANDS[side], :2], mirrored.xyz[HANDS[side], :2]
        if not np.isfinite(mine).all():
            found[side] = None
            continue
        diagonal = float(box_diagonal(mine))
        gap = float(np.hypot(*(mine - other).T).mean()) / diagonal if diagonal else np.inf
        found[side] = min(gap, 1.0) if np.isfinite(gap) else 1.0
    return found


def believed(
    labels: Sequence[Label], takes: Sequence[Hashable], trust: Trust | None = None
) -> tuple[list[Label], Counter[str]]:
    """The labels with the hands that are not believed made unknown.

    Args:
        labels: of one recording by one author, one for each frame, in order.
        takes: what each frame belongs to; time counts only within it.
        trust: what is asked of a hand.

    Returns:
        The labels, and how many hands fell to ``score``, ``mirror``, ``bones`` and ``jump`` (the first that applies).
    """
    trust = trust or Trust()
    doubts: list[dict[Side, str]] = []
    for label, hands in zip(labels, measured(labels, takes), strict=True):
        doubted: dict[Side, str] = {}
        for side in SIDES:
            if not label.pose.known[HANDS[side]].any():
                continue
            found = hands.get(side)
            if found is None:  # half a hand
                doubted[side] = "score"
            elif why := next((why for why, doubt in found.doubts(trust).items() if doubt > 1), None):
                doubted[side] = why
        doubts.append(doubted)
    counts: Counter[str] = Counter(why for doubted in doubts for why in doubted.values())
    return [_without(label, list(doubted)) for label, doubted in zip(labels, doubts, strict=True)], counts


def measured(labels: Sequence[Label], takes: Sequence[Hashable]) -> list[dict[Side, Measures]]:
    """What speaks for and against every whole hand.

    Args:
        labels: of one recording by one author, one for each frame, in order.
        takes: what each frame belongs to; time counts only within it.
    """
    found: list[dict[Side, Measures]] = [{} for _ in labels]
    for side in SIDES:
        points = [label.pose.xyz[HANDS[side]] for label in labels]
        whole = [bool(np.isfinite(hand).all()) for hand in points]
        usual = _usual_bones([hand for hand, good in zip(points, whole, strict=True) if good])
        for n, label in enumerate(labels):
            if not whole[n]:
                continue
            away = steady = None
            inside = 0 < n < len(labels) - 1 and whole[n - 1] and whole[n + 1]
            if inside and takes[n - 1] == takes[n] == takes[n + 1]:
                away, steady = _leap(points[n - 1], points[n], points[n + 1])
            found[n][side] = Measures(
                score=float(label.pose.score[HANDS[side]].mean()),
                mirror=label.mirror.get(side),
                bones=_bones_off(points[n], usual) if usual is not None and label.depth else None,
                away=away,
                steady=steady,
            )
    return found


def _lengths(hand: NDArray[np.float32]) -> NDArray[np.float64]:
    """Share of each bone (20,) in all of a hand's (21, 3)."""
    lengths = np.linalg.norm(hand[_ENDS].astype(np.float64) - hand[_STARTS], axis=1)
    return np.maximum(lengths / max(float(lengths.sum()), 1e-9), 1e-4)


def _usual_bones(hands: list[NDArray[np.float32]]) -> NDArray[np.float64] | None:
    return np.median([_lengths(hand) for hand in hands], axis=0) if len(hands) >= _ENOUGH else None


def _bones_off(hand: NDArray[np.float32], usual: NDArray[np.float64]) -> float:
    return float(np.abs(np.log(_lengths(hand) / usual)).mean())


def _leap(before: NDArray[np.float32], now: NDArray[np.float32], after: NDArray[np.float32]) -> tuple[float, float]:
    """How far a hand is from the middle of those around it, and these from each other / hand box diagonal."""
    diagonal = max(float(box_diagonal(now)), 1e-9)
    away = float(np.hypot(*(now - (before + after) / 2)[:, :2].T).mean())
    return away / diagonal, float(np.hypot(*(after - before)[:, :2].T).mean()) / diagonal


def _without(label: Label, sides: list[Side]) -> Label:
    if not sides:
        return label
    xyz, score = label.pose.xyz.copy(), label.pose.score.copy()
    for side in sides:
        xyz[HANDS[side]], score[HANDS[side]] = np.nan, 0
    pose = label.pose
    return replace(label, pose=Pose(pose.time_us, pose.width, pose.height, xyz, score))
