"""Places where a hand may be: the finder's candidates and guesses, and what the landmark network makes of them.

Pure decisions on arrays, for `detector.tracker`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detector.crops import HAND_MARGIN, Crop, hand_crop
from detector.skeleton import Side, index
from detector.weights import HAND_RIGHT, HAND_THERE, Found

Floats = NDArray[np.float32]

# Chance of the finder from which on a hand is looked at; and of the landmark network, to look at it once more.
FOUND = 0.15
HOPELESS = 0.1
# Two candidates within this share of a hand's size of each other are one hand.
SAME = 0.25
# Frames for which a place at which the landmark network saw no hand is left alone.
REST = 12
# How far from the nearest wrist of the body, in shoulder widths, a hand is as likely as its looks; and how fast it
# becomes unlikely beyond.
_REACH = 0.35
_BEYOND = 0.45
_ANYWHERE = 0.4
# Mean score of a hand that is surely one; what scores less than that is believed less.
_SURE = 0.3
# What the landmark network says of the side weighs so much beside the finder's opinion, both in log odds.
_READ = 1.0
# A hand that nobody saw is guessed beyond a wrist of the body: how large, in shoulder widths, and how likely it is.
_GUESSED_SIZE = 0.42
_GUESSED = 0.5


@dataclass(frozen=True)
class Candidate:
    """A hand as the finder sees it.

    Attributes:
        x: centre, picture pixels.
        y: centre, picture pixels.
        extent: longer side of the hand's box along its axis, pixels.
        angle: radians by which the axis from wrist to fingers is turned clockwise from the picture's up.
        chance: that there is a hand.
        right: chance that it is the signer's right one, by its looks.
        read: whether the landmark network has looked at it, so that it lies where that saw it.
    """

    x: float
    y: float
    extent: float
    angle: float
    chance: float
    right: float
    read: bool = False

    def crop(self, side: Side) -> Crop:
        """The oriented crop of this hand, taken for one side's."""
        return Crop(self.x, self.y, HAND_MARGIN * self.extent, self.angle, mirrored=side == "left")


@dataclass(frozen=True)
class TurnedDown:
    """A place at which the landmark network saw no hand.

    Attributes:
        candidate: as proposed.
        frames: since then.
    """

    candidate: Candidate
    frames: int = 0


def of_finder(hands: Floats, crop: Crop) -> list[Candidate]:
    """The finder's answer (N, 7), from an unturned crop, as candidates in picture pixels; unlikely ones left out."""
    out: list[Candidate] = []
    for chance, u, v, extent, axis_x, axis_y, right in hands.tolist():
        if chance < FOUND:
            continue
        x, y = crop.to_picture(np.array([[u, v]]))[0]
        out.append(Candidate(float(x), float(y), extent * crop.side, float(np.arctan2(axis_x, -axis_y)), chance, right))
    return out


def beyond_wrist(side: Side, body: Floats, score: Floats, span: float, size: tuple[int, int]) -> Candidate | None:
    """The place in which to look for a hand that the finder does not see: where the forearm points to.

    Args:
        side: whose.
        body: (13, 3) body points, picture pixels.
        score: (13,) their scores, 0 where unknown.
        span: shoulder width, pixels.
        size: width and height of the picture; None is returned where the hand would lie outside.
    """
    wrist, elbow = index(f"{side}_wrist"), index(f"{side}_elbow")
    if min(score[wrist], score[elbow]) <= 0 or span <= 0:
        return None
    dx, dy = (body[wrist, :2] - body[elbow, :2]).tolist()
    reach = _GUESSED_SIZE * span / 2 / max(float(np.hypot(dx, dy)), 1e-6)
    x, y = float(body[wrist, 0] + reach * dx), float(body[wrist, 1] + reach * dy)
    if not (0 <= x < size[0] and 0 <= y < size[1]):
        return None
    chance = _GUESSED * float(min(score[wrist], score[elbow]))
    return Candidate(x, y, _GUESSED_SIZE * span, float(np.arctan2(dx, -dy)), chance, float(side == "right"))


def reads_right(crop: Crop, found: Found) -> float:
    """Chance that the hand in a crop is the signer's right one, by what the landmark network says of it."""
    as_shown = float(found.presence[HAND_RIGHT])
    return 1.0 - as_shown if crop.mirrored else as_shown


def believed(candidate: Candidate, crop: Crop, found: Found) -> Candidate | None:
    """A candidate after the landmark network has looked at it: where it sees the hand, less likely where it doubts,
    and of the side that it reads.

    A print on a shirt may look like a hand to the finder, but its keypoints are doubtful.

    Args:
        candidate: as proposed.
        crop: at which the landmark network looked.
        found: what it said.

    Returns:
        None where there is no hand.
    """
    finer = hand_crop(crop.to_picture(found.xyz), "left" if crop.mirrored else "right")
    presence = float(found.presence[HAND_THERE])
    if finer is None or presence < HOPELESS:
        return None
    odds = log_odds(candidate.right) + _READ * log_odds(reads_right(crop, found))
    return replace(
        candidate,
        x=finer.x,
        y=finer.y,
        extent=finer.side / HAND_MARGIN,
        angle=finer.angle,
        chance=candidate.chance * presence * min(1.0, float(found.score.mean()) / _SURE),
        right=1.0 / (1.0 + float(np.exp(-odds))),
        read=True,
    )


def distinct(found: Sequence[Candidate]) -> list[Candidate]:
    """The likelier one of candidates that lie on one hand."""
    out: list[Candidate] = []
    for candidate in sorted(found, key=lambda candidate: -candidate.chance):
        if not any(_same_place(candidate, other) for other in out):
            out.append(candidate)
    return out


def within_reach(found: Sequence[Candidate], wrists: dict[Side, Floats] | None, span: float) -> list[Candidate]:
    """Candidates with their chance lowered the farther they are from the body's wrists.

    Args:
        found: of this frame.
        wrists: both wrists of the body, picture pixels; None where not both are known, which changes nothing.
        span: shoulder width, pixels.
    """
    if wrists is None:
        return list(found)
    out: list[Candidate] = []
    for candidate in found:
        at = np.array([candidate.x, candidate.y])
        away = min(float(np.hypot(*(wrist[:2] - at))) for wrist in wrists.values())
        beyond = max(0.0, away - candidate.extent / 2) / max(span, 1.0) - _REACH
        near = float(np.exp(-0.5 * (max(0.0, beyond) / _BEYOND) ** 2))
        # Wrists are guessed wrong too, most of all where the arm is: that alone never rules a hand out.
        chance = candidate.chance * (_ANYWHERE + (1 - _ANYWHERE) * near)
        out.append(replace(candidate, chance=chance))
    return out


def still_turned_down(before: Sequence[TurnedDown], vain: Sequence[Candidate]) -> list[TurnedDown]:
    """What is turned down after a frame: what was not too long ago, and what was looked at in vain in this one."""
    older = [replace(one, frames=one.frames + 1) for one in before if one.frames + 1 < REST]
    return [*older, *(TurnedDown(candidate) for candidate in vain)]


def untried(found: Sequence[Candidate], turned_down: Sequence[TurnedDown]) -> list[Candidate]:
    """Candidates without those where no hand was seen lately: a hand moves, a print on a shirt stays."""
    return [one for one in found if not any(_same_place(one, vain.candidate) for vain in turned_down)]


def log_odds(chance: float) -> float:
    """Natural logarithm of the odds of a chance, which is never taken for certain."""
    held = min(max(chance, 0.02), 0.98)
    return float(np.log(held / (1 - held)))


def _same_place(a: Candidate, b: Candidate) -> bool:
    return bool(np.hypot(a.x - b.x, a.y - b.y) < SAME * min(a.extent, b.extent))
