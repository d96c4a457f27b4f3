"""How well a signer can be read, and what to do about it: pure decisions on a pose and a few figures of its picture.

What counts is whether the detector still reads the hands, since the other side sees nothing but what it reads. The
limits are where it begins to lose them, measured by `handline bench legibility` (docs/legibility.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

import numpy as np

from app.picture_figures import PictureFigures
from detector.pose import Pose
from detector.skeleton import HANDS, SIDES, index


class Problem(Enum):
    """What keeps a signer from being read, the worst first."""

    NOBODY = "nobody"
    TWO_PEOPLE = "two people"
    DARK = "dark"
    BACK_LIGHT = "back-light"
    LOW_CONTRAST = "low contrast"
    TOO_SMALL = "too small"
    CUT_OFF = "hands cut off"
    BLURRED = "blurred"


class Edge(Enum):
    """A side of the picture, as the camera sees it."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"


# Lighter parts of the picture below this: the room is dark.
DARK: Final = 0.24
# Less contrast on head and chest than this, and hands are read no more.
LOW_CONTRAST: Final = 0.17
# So much lighter beside the head than the face is: it is the light behind that takes the contrast.
BACK_LIGHT: Final = 0.25
# Less of the contrast between neighbouring pixels than this: out of focus, or a smeared lens.
SHARP: Final = 0.085
# Shoulders narrower than this share of the picture's longer side.
SMALL: Final = 0.10
# A hand with so many of its 21 points at or beyond an edge is cut off by it.
CUT_POINTS: Final = 4
_EDGE: Final = 0.005  # of the picture's side
# A wrist as far down from the shoulders to the hips hangs: where the picture ends below it, nothing is missed.
HANGS: Final = 0.75

_LEFT, _RIGHT, _NOSE = index("left_shoulder"), index("right_shoulder"), index("nose")
_HIPS: Final = [index("left_hip"), index("right_hip")]


@dataclass(frozen=True)
class Seen:
    """What is wrong with one frame.

    Attributes:
        problems: all of them.
        edges: where hands are cut off.
    """

    problems: frozenset[Problem] = frozenset()
    edges: frozenset[Edge] = frozenset()


def look_at(pose: Pose, figures: PictureFigures, *, others: bool) -> Seen:
    """Look at one frame.

    Args:
        pose: what was seen in it.
        figures: of its picture.
        others: whether there is somebody else in it.
    """
    if not pose.known[[_LEFT, _RIGHT]].all():
        return Seen(frozenset({Problem.DARK if figures.light < DARK else Problem.NOBODY}))
    problems = {Problem.TWO_PEOPLE} if others else set()
    if figures.light < DARK:
        problems.add(Problem.DARK)
    elif figures.contrast < LOW_CONTRAST:
        lighter = figures.behind - figures.face > BACK_LIGHT
        problems.add(Problem.BACK_LIGHT if lighter else Problem.LOW_CONTRAST)
    elif figures.sharpness < SHARP:
        # Without light and contrast sharpness cannot be told.
        problems.add(Problem.BLURRED)
    if shoulder_width(pose) < SMALL * max(pose.width, pose.height):
        problems.add(Problem.TOO_SMALL)
    edges = cut_edges(pose)
    if edges:
        problems.add(Problem.CUT_OFF)
    return Seen(frozenset(problems), edges)


def shoulder_width(pose: Pose) -> float:
    """From shoulder to shoulder, pixels; NaN if they are not known."""
    return float(np.hypot(*(pose.xyz[_LEFT, :2] - pose.xyz[_RIGHT, :2])))


def cut_edges(pose: Pose) -> frozenset[Edge]:
    """The edges of the picture that cut off a hand; a hand that hangs beside the body may leave it below."""
    edges: set[Edge] = set()
    shoulders, hips = pose.xyz[[_LEFT, _RIGHT], 1].mean(), pose.xyz[_HIPS, 1].mean()
    for side in SIDES:
        hand = pose.xyz[HANDS[side], :2]
        # Where hips are not known the comparison is false, and the hand counts.
        hangs = hand[0, 1] > shoulders + HANGS * (hips - shoulders)
        over = {
            Edge.LEFT: hand[:, 0] <= _EDGE * pose.width,
            Edge.RIGHT: hand[:, 0] >= (1 - _EDGE) * pose.width,
            Edge.TOP: hand[:, 1] <= _EDGE * pose.height,
            Edge.BOTTOM: (hand[:, 1] >= (1 - _EDGE) * pose.height) & ~hangs,
        }
        edges |= {edge for edge, points in over.items() if int(points.sum()) >= CUT_POINTS}
    return frozenset(edges)


@dataclass(frozen=True)
class Frame:
    """The signing space: below the waist to above the head, an elbow's width each side. Pixels of the picture."""

    left: float
    top: float
    right: float
    bottom: float


# In shoulder widths: above the shoulders to above the head, below them to below the waist, and from the middle to
# beyond an elbow held out.
_ABOVE, _BELOW, _BESIDE = 1.1, 1.25, 1.2


def signing_space(pose: Pose) -> Frame | None:
    """Where this signer signs; None if the shoulders are not known."""
    if not pose.known[[_LEFT, _RIGHT]].all():
        return None
    middle, width = pose.xyz[[_LEFT, _RIGHT], :2].mean(axis=0), shoulder_width(pose)
    x, y = float(middle[0]), float(middle[1])
    return Frame(x - _BESIDE * width, y - _ABOVE * width, x + _BESIDE * width, y + _BELOW * width)


def outside(space: Frame, size: tuple[int, int], slack: float = 0.04) -> frozenset[Edge]:
    """The edges of a picture (width, height) beyond which the signing space reaches, by more than `slack` of a side."""
    width, height = size
    return frozenset(
        edge
        for edge, over in {
            Edge.LEFT: -space.left / width,
            Edge.RIGHT: (space.right - width) / width,
            Edge.TOP: -space.top / height,
            Edge.BOTTOM: (space.bottom - height) / height,
        }.items()
        if over > slack
    )


# How long a problem has to be there in most frames before it is told, and gone before it is taken back, seconds. Hands
# may leave the picture for a moment, and are blurred while they move.
_COMES_S: Final = {Problem.NOBODY: 1.0, Problem.CUT_OFF: 0.8, Problem.BLURRED: 3.0}
_USUAL_S: Final = 1.5
_GOES_S: Final = 1.5
_MOST_S: Final = 0.5  # a frame stands for no more time than this


@dataclass
class _Track:
    level: float = 0.0
    told: bool = False


@dataclass
class Meter:
    """Follows problems over time, so that what is told neither flickers nor comes late.

    Each problem has a level that rises while it is there and falls while it is not; it is told when the level is full,
    and taken back when it is empty.
    """

    _tracks: dict[Problem, _Track] = field(default_factory=lambda: {problem: _Track() for problem in Problem})
    _edges: dict[Edge, float] = field(default_factory=dict)
    _last_us: int | None = None

    def see(self, seen: Seen, time_us: int) -> Seen:
        """Take in a frame.

        Args:
            seen: what is wrong with it.
            time_us: when that was, microseconds of a clock that never goes back.

        Returns:
            What is to be told now.
        """
        passed = 0.0 if self._last_us is None else min(max(time_us - self._last_us, 0) / 1e6, _MOST_S)
        self._last_us = time_us
        for problem, track in self._tracks.items():
            if problem in seen.problems:
                track.level = min(1.0, track.level + passed / _COMES_S.get(problem, _USUAL_S))
            else:
                track.level = max(0.0, track.level - passed / _GOES_S)
            track.told = track.level >= 1.0 or (track.told and track.level > 0.0)
        for edge in seen.edges:
            self._edges[edge] = _GOES_S
        self._edges = {edge: left - passed for edge, left in self._edges.items() if left > passed}
        told = frozenset(problem for problem, track in self._tracks.items() if track.told)
        return Seen(told, frozenset(self._edges) if Problem.CUT_OFF in told else frozenset())

    def forget(self) -> None:
        """Another camera: begin anew."""
        self._tracks = {problem: _Track() for problem in Problem}
        self._edges = {}
        self._last_us = None


def worst(seen: Seen) -> Problem | None:
    """The problem that is told first; None for none."""
    return next((problem for problem in Problem if problem in seen.problems), None)
