"""Arms: two bones that bring the wrist where the hand has to be, and the forearm's twist.

The place of the wrist in the picture plane is given. How far in front of the body it is, and how the elbow swings
about the line from shoulder to wrist, is searched on a grid and refined: the costs have several valleys (elbow
toward or away from the camera), in which a descent would get stuck. Two-bone geometry as in any animation textbook,
e.g. Tolani, Goswami & Badler, "Real-time inverse kinematics techniques for anthropomorphic limbs", 2000.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.front import Surface
from avatar.landmarks import LETTER
from avatar.limits import ELBOW, FOREARM_TWIST, WRIST_FLEX, WRIST_TILT
from avatar.rig import Rig
from avatar.rotations import apply, cross, frame, from_vector, to_vector, twist_angle, unit, within
from detector.skeleton import SIDES

Array = NDArray[np.float64]

_DEPTHS: Final = 11
_SWIVELS: Final = 16
_GRID: Final = np.linspace(-1, 1, _DEPTHS)  # of the deepest reach
_GRID_STEP: Final = 2 / (_DEPTHS - 1)
_ROUND: Final = np.linspace(-np.pi, np.pi, _SWIVELS, endpoint=False)
_ROUND_STEP: Final = 2 * np.pi / _SWIVELS
# Looked at besides: about the frame before, in quarters of a step. A parabola finds the bottom between them.
_FINE: Final = np.arange(-2, 3) * 0.25
_BOTH: Final = np.arange(2)
_BESIDE: Final = np.arange(-1, 2)
_BOTH_ROUND: Final = np.tile(_ROUND, (2, 1))
_SENSE: Final = np.array((1.0, -1.0))[:, None, None]
_DOWN: Final = np.array((0.0, -1.0, -0.3))

# Standard deviations: metres across and along a bone in the picture, metres of depth, radians of swivel.
_ACROSS: Final = 0.018
_ALONG: Final = 0.04
_DEPTH_WORD: Final = 0.30
_DEPTH_HABIT: Final = 0.20
_IN_FRONT: Final = 0.20  # signing happens about this far in front of the shoulders, metres
_SWIVEL_HABIT: Final = np.deg2rad(70.0)
_USUAL: Final = np.deg2rad(np.array((30.0, -30.0)))[:, None]  # swivel
# A hand that covers the face is taken to touch it, as it does in most signs; one before the chest only where arms and
# keypoints leave it hardly away: most signs are made there in the air. Metres, and a cost.
_AT_FACE: Final = 0.015
_AT_CHEST: Final = 0.02
_CLING: Final = 0.5
_FAR: Final = 0.3  # from where on farther is no worse
_INSIDE: Final = 0.006  # metres that a limb may be inside the body before it weighs one standard deviation
_DEEP: Final = 0.20  # metres behind the body's front from which on a limb counts as behind it
_BEHIND: Final = 0.10  # elbows farther behind the shoulders than this are unlikely, metres
_LIMB: Final = 0.035  # half the thickness of an arm, metres
# A wrist or forearm beyond its limits would turn the palm away from where the signer has it: bending it less weighs
# more than an elbow that the keypoints may have wrong. Radians a standard deviation: beyond the limit, and from ease.
_BEYOND: Final = np.deg2rad(np.array((6.0, 5.0, 9.0)))  # flexion, tilt, twist
_COMFORT: Final = np.deg2rad(np.array((70.0, 35.0, 90.0)))
_LIMITS: Final[Array] = np.array((WRIST_FLEX, WRIST_TILT, FOREARM_TWIST))
_REACH: Final = np.cos(ELBOW[0] / 2)  # of the stretched arm: the elbow never quite straightens

# How much of the forearm's twist each of its two bones carries; the wrist has all of it.
_TWIST_SHARES: Final = (0.35, 0.85)


@dataclass(frozen=True, eq=False)
class ArmGoal:
    """What is wanted of both arms (axis 0: left, right), avatar world, metres.

    Attributes:
        shoulder: (2, 3) shoulder joints.
        wrist: (2, 2) places of the wrists in the picture plane.
        upper: (2, 2) the signer's upper arm in the picture, shoulder to elbow.
        fore: (2, 2) the same from elbow to wrist.
        upper_trust: (2,) 0..1 how far that is believed; 0 where unknown.
        fore_trust: (2,) the same for `fore`.
        hand: (2, 3, 3) turns of the hands in the world.
        hand_known: (2,) 1 where `hand` is known, else 0.
        wrist_depth: (2,) z of the wrist from the shoulder as the keypoints have it; NaN where unknown.
        elbow_depth: (2,) the same for the elbow.
        nearest: (2,) least z of the wrist that keeps the hand out of the body: where it touches.
        face: (2,) 0..1 how far the hand is at the face, in the picture.
        depth: (2,) z of the wrist from the shoulder, frame before; NaN at first.
        hold: standard deviation of `depth` since, metres.
        swivel: (2,) of the elbow about the line from shoulder to wrist, frame before, if `depth` is known.
    """

    shoulder: Array
    wrist: Array
    upper: Array
    fore: Array
    upper_trust: Array
    fore_trust: Array
    hand: Array
    hand_known: Array
    wrist_depth: Array
    elbow_depth: Array
    nearest: Array
    face: Array
    depth: Array
    hold: float
    swivel: Array


@dataclass(frozen=True, eq=False)
class Reach:
    """Where both arms came to lie.

    Attributes:
        elbow: (2, 3) joints, metres.
        wrist: (2, 3) the same.
        hinge: (2, 3) the axis that each elbow bends about.
        swivel: (2,) radians by which the elbow swings about the line from shoulder to wrist.
    """

    elbow: Array
    wrist: Array
    hinge: Array
    swivel: Array


class ArmModel:
    """Both arms of one rig."""

    def __init__(self, rig: Rig) -> None:
        def bones(name: str) -> NDArray[np.int64]:
            return np.array([rig.index(f"{name}.{LETTER[side]}") for side in SIDES])

        self.upper_bones = np.stack((bones("upperarm01"), bones("upperarm02")), axis=1)
        self.fore_bones = np.stack((bones("lowerarm01"), bones("lowerarm02")), axis=1)
        self.wrist_bones = bones("wrist")
        self.shoulder_bones = bones("shoulder01")
        heads = rig.heads.astype(np.float64)
        shoulder, elbow = heads[self.upper_bones[:, 0]], heads[self.fore_bones[:, 0]]
        wrist = heads[self.wrist_bones]
        self.lengths = np.stack(
            (np.linalg.norm(elbow - shoulder, axis=1), np.linalg.norm(wrist - elbow, axis=1)), axis=1
        )
        upper, fore = unit(elbow - shoulder), unit(wrist - elbow)
        # The rig rests with bent elbows, so that the axis they bend about can be read off it.
        hinge = unit(cross(upper, fore))
        self._upper_frame = frame(upper, hinge)
        self._fore_frame = frame(fore, hinge)
        self.upper_axis = upper
        self._fore_axis = fore
        self._hinge = hinge
        self._wrist_frame = rig.rest[self.wrist_bones, :3, :3].astype(np.float64)
        # Rows (2, 4, 3): a forearm in the wrist's frame crossed with the straight one, and along it.
        x, y, z = np.einsum("sji,sj->is", self._wrist_frame, self._fore_axis)
        o = np.zeros(2)
        self._straight = np.stack(((o, z, -y), (-z, o, x), (y, -x, o), (x, y, z))).transpose(2, 0, 1)

    def reach(self, goal: ArmGoal, surface: Surface) -> Reach:
        """Find both elbows and the depth of both wrists."""
        first, second = self.lengths[:, 0], self.lengths[:, 1]
        longest = (first + second) * _REACH
        shortest = np.sqrt(first**2 + second**2 + 2 * first * second * np.cos(ELBOW[1]))
        flat = goal.wrist - goal.shoulder[:, :2]
        across = np.linalg.norm(flat, axis=1)
        flat = flat * np.minimum(1.0, 0.999 * longest / np.maximum(across, 1e-9))[:, None]
        across = np.linalg.norm(flat, axis=1)
        deepest = np.sqrt(np.maximum(longest**2 - across**2, 1e-8))

        # The whole grid, for there are several valleys, and a finer one about the frame before.
        known = np.isfinite(goal.depth)[:, None]
        near = np.where(known, goal.depth[:, None], 0.0) + _FINE * (deepest * _GRID_STEP)[:, None]
        near = within(near, -deepest[:, None], deepest[:, None])
        touching = within((goal.nearest - goal.shoulder[:, 2])[:, None], -deepest[:, None], deepest[:, None])
        depth = np.sort(np.concatenate((_GRID * deepest[:, None], near, touching), axis=1), axis=1)
        round_ = np.where(known, goal.swivel[:, None], 0.0) + _FINE * _ROUND_STEP
        round_ = (round_ + np.pi) % (2 * np.pi) - np.pi
        swivel = np.sort(np.concatenate((_BOTH_ROUND, round_), axis=1), axis=1)
        place = self._place(goal.shoulder, flat, depth, shortest)
        cost = self._cost(goal, surface, flat, place, swivel)
        best_depth, best_swivel = _lowest(cost, depth, swivel, touching[:, 0])
        place = self._place(goal.shoulder, flat, best_depth[:, None], shortest)
        turn = _basis(best_swivel[:, None])
        elbow = goal.shoulder + (place.elbow @ turn[:, None])[:, 0, :, 0]
        # Upper arm and forearm span the plane of line and bulge whatever the bend, even a straight arm.
        hinge = (place.hinge @ turn[:, None])[:, 0, :, 0]
        return Reach(elbow, goal.shoulder + place.wrist[:, 0], hinge, best_swivel)

    def _place(self, shoulder: Array, flat: Array, depth: Array, shortest: Array) -> _Place:
        """The arms that reach to `flat` (2, 2) at depths (2, D)."""
        first, second = self.lengths[:, :1], self.lengths[:, 1:]
        line = np.empty((*depth.shape, 3))
        line[..., :2] = flat[:, None]
        line[..., 2] = depth
        far = np.sqrt((line * line).sum(axis=-1))
        line /= np.maximum(far, 1e-9)[..., None]
        far = np.maximum(far, shortest[:, None])
        along = (first**2 - second**2 + far**2) / (2 * far)
        out = np.sqrt(np.maximum(first**2 - along**2, 0))[..., None]
        # Swivel 0 hangs the elbow down; where the arm itself hangs, back.
        e1 = unit(_DOWN - (line @ _DOWN)[..., None] * line)
        e2 = cross(line, e1)
        elbow = np.empty((*depth.shape, 3, 3))
        elbow[..., 0], elbow[..., 1], elbow[..., 2] = along[..., None] * line, out * e1, out * e2
        hinge = np.zeros((*depth.shape, 3, 3))
        hinge[..., 1], hinge[..., 2] = -e2, e1
        return _Place(far[..., None] * line, elbow, hinge)

    def _cost(self, goal: ArmGoal, surface: Surface, flat: Array, place: _Place, swivel: Array) -> Array:
        """Cost (2, D, S) of each depth of a place with each swivel (2, S)."""
        turn = _basis(swivel)[:, None]
        start = goal.shoulder
        wrist = place.wrist
        fore = -place.elbow
        fore[..., 0] += wrist
        # What is linear in the swivel's cosine and sine, row by row: elbow; both bones along and across what is seen;
        # the rows of the hand's strain.
        rows = np.concatenate(
            (place.elbow, _directions(goal.upper) @ place.elbow[..., :2, :], _directions(goal.fore) @ fore[..., :2, :]),
            axis=2,
        )
        lines = rows @ turn
        elbow_x, elbow_y, elbow_z = lines[:, :, 0], lines[:, :, 1], lines[:, :, 2]
        cost = _bone_cost(lines[:, :, 3], lines[:, :, 4], goal.upper, goal.upper_trust)
        cost += _bone_cost(lines[:, :, 5], lines[:, :, 6], goal.fore, goal.fore_trust)
        if goal.hand_known.any():
            cost += goal.hand_known[:, None, None] * self._strain(goal.hand, fore, place.hinge, turn)
        cost += _word_cost(elbow_z, goal.elbow_depth, _DEPTH_WORD)
        # Elbows hang down and outward: 30 degrees to the arm's own side.
        away = (swivel - _USUAL + np.pi) % (2 * np.pi) - np.pi
        cost += ((away / _SWIVEL_HABIT) ** 2)[:, None]
        cost += (np.minimum(elbow_z + _BEHIND, 0) / 0.05) ** 2
        # What the wrist's depth alone decides, (2, D).
        wrist_z = wrist[..., 2]
        deep = ((wrist_z - _IN_FRONT) / _DEPTH_HABIT) ** 2
        deep += _word_cost(wrist_z, goal.wrist_depth, _DEPTH_WORD) + _word_cost(wrist_z, goal.depth, goal.hold)
        # A picture place too near the shoulder for the bent arm moves the wrist: that is a miss.
        deep += (((wrist[..., :2] - flat[:, None]) / _ACROSS) ** 2).sum(axis=-1)
        gap = wrist_z + start[:, 2, None] - goal.nearest[:, None]
        deep += (np.minimum(gap, 0) / _INSIDE) ** 2
        face, known = goal.face[:, None], goal.hand_known[:, None]
        deep += known * face * (within(gap, 0, _FAR) / _AT_FACE) ** 2
        deep += known * (1 - face) * _CLING * (1 - np.exp(-0.5 * (gap / _AT_CHEST) ** 2))
        cost += deep[..., None]
        # Elbow and middle of the forearm. Beside and behind is as good as in front: only what is inside weighs.
        x, y, z = (
            np.stack((e, 0.5 * (e + wrist[:, :, i, None]))) + start[:, i, None, None]
            for i, e in enumerate((elbow_x, elbow_y, elbow_z))
        )
        inside = np.minimum(z - _LIMB - surface.front(x, y), 0)
        return np.asarray(cost + ((np.maximum(inside, -_DEEP) / (3 * _INSIDE)) ** 2).sum(axis=0))

    def _strain(self, hand: Array, fore: Array, hinge: Array, turn: Array) -> Array:
        """Cost (2, D, S) of the wrist's bend and the forearm's twist that a hand's turn asks of a forearm.

        Args:
            hand: (2, 3, 3) turns of the hands.
            fore: (2, D, 3, 3) forearms, of which the columns stand with 1, cosine and sine of the swivel.
            hinge: (2, D, 3, 3) the same of the axes of the elbows.
            turn: (2, 1, 3, S) these three.
        """
        fore = fore / self.lengths[:, 1, None, None, None]
        inward = np.swapaxes(hand @ self._wrist_frame, -1, -2)
        straight = self._straight
        marked = apply(hand, self._hinge)
        x, y, z = marked[:, 0], marked[:, 1], marked[:, 2]
        across = np.zeros((2, 3, 3))  # v -> v x marked
        across[:, 0, 1], across[:, 0, 2], across[:, 1, 0] = z, -y, -z
        across[:, 1, 2], across[:, 2, 0], across[:, 2, 1] = x, y, -x
        now = inward[:, None] @ fore
        rows = np.concatenate(
            (straight[:, None] @ now, fore, across[:, None] @ hinge, marked[:, None, None] @ hinge), axis=2
        )
        lines = rows @ turn
        sine = np.sqrt((lines[:, :, :3] ** 2).sum(axis=2))
        bend = np.arctan2(sine, lines[:, :, 3]) / np.maximum(sine, 1e-6)
        flex, tilt = lines[:, :, 0] * bend, lines[:, :, 2] * bend * _SENSE
        twist = np.arctan2((lines[:, :, 4:7] * lines[:, :, 7:10]).sum(axis=2), lines[:, :, 10])
        angles = np.stack((flex, tilt, twist), axis=-1)
        over = angles - within(angles, _LIMITS[:, 0], _LIMITS[:, 1])
        return np.asarray(((over / _BEYOND) ** 2 + (angles / _COMFORT) ** 2).sum(axis=-1))

    def turns(self, reach: Reach, shoulder: Array) -> tuple[Array, Array]:
        """Turns (2, 3, 3) of upper arms and forearms away from rest in the world, the forearm untwisted."""
        upper = frame(reach.elbow - shoulder, reach.hinge) @ np.swapaxes(self._upper_frame, -1, -2)
        fore = frame(reach.wrist - reach.elbow, reach.hinge) @ np.swapaxes(self._fore_frame, -1, -2)
        return upper, fore

    def wrists(self, fore: Array, hand: Array) -> tuple[Array, Array, Array]:
        """Share a hand's turn between the forearm's twist and the wrist, within limits.

        Args:
            fore: (2, 3, 3) untwisted forearms' turns in the world.
            hand: (2, 3, 3) wanted turns of the hands in the world.

        Returns:
            Twists (2,) in radians about the forearm, world-aligned turns (2, 3, 3) of the wrists against the
            twisted forearms, and what the hands' turns (2, 3, 3) in the world became.
        """
        relative = np.swapaxes(fore, -1, -2) @ hand
        twist = within(twist_angle(relative, self._fore_axis), *FOREARM_TWIST)
        turned = from_vector(self._fore_axis * twist[:, None])
        swing = to_vector(np.swapaxes(turned, -1, -2) @ relative)
        # In the wrist bone's own axes: x bends toward the palm, z tilts toward the thumb (mirrored on the right).
        local = np.einsum("sji,sj->si", self._wrist_frame, swing)
        sense = np.array((1.0, -1.0))
        flex = within(local[:, 0], *WRIST_FLEX)
        tilt = within(local[:, 2] * sense, *WRIST_TILT) * sense
        spin = within(local[:, 1], -np.deg2rad(15), np.deg2rad(15))
        limited = np.einsum("sij,sj->si", self._wrist_frame, np.stack((flex, spin, tilt), axis=-1))
        bent = from_vector(limited)
        return twist, bent, fore @ turned @ bent

    def forearm_turns(self, twist: Array) -> tuple[Array, Array, Array]:
        """World-aligned twists (2, 3, 3) of both forearm bones and the wrist, each against the bone before."""
        first, second = _TWIST_SHARES
        return (
            from_vector(self._fore_axis * (first * twist)[:, None]),
            from_vector(self._fore_axis * ((second - first) * twist)[:, None]),
            from_vector(self._fore_axis * ((1 - second) * twist)[:, None]),
        )


@dataclass(frozen=True, eq=False)
class _Place:
    """Arms at depths (2, D), from the shoulder; elbow and hinge before their swivel is known.

    Attributes:
        wrist: (2, D, 3).
        elbow: (2, D, 3, 3): the columns stand with 1, cosine and sine of the swivel.
        hinge: (2, D, 3, 3): the same of the axis that the elbow bends about.
    """

    wrist: Array
    elbow: Array
    hinge: Array


def _basis(swivel: Array) -> Array:
    """1, cosine and sine (2, 3, S) of swivels (2, S)."""
    out = np.ones((2, 3, swivel.shape[1]))
    out[:, 1], out[:, 2] = np.cos(swivel), np.sin(swivel)
    return out


def _lowest(cost: Array, depth: Array, swivel: Array, touching: Array) -> tuple[Array, Array]:
    """Depth and swivel (2,) at the bottom of costs (2, D, S): of the parabolas through the least and its neighbours.

    At the depths (2,) where hands touch the body, cost has an edge and no parabola: there it is lowest or not.
    """
    row, column = np.divmod(cost.reshape(2, -1).argmin(axis=1), cost.shape[2])
    at_row, at_column = within(row, 1, cost.shape[1] - 2), within(column, 1, cost.shape[2] - 2)
    rows, columns = at_row[:, None] + _BESIDE, at_column[:, None] + _BESIDE
    both = _BOTH[:, None]
    between = _bottom(depth[both, rows], cost[both, rows, column[:, None]])
    return (
        np.where(depth[_BOTH, row] == touching, touching, between),
        _bottom(swivel[both, columns], cost[both, row[:, None], columns]),
    )


def _bottom(at: Array, cost: Array) -> Array:
    """Where parabolas through three values (2, 3) at rising places (2, 3) are lowest, between the outer places."""
    before, after = np.maximum(at[:, 1] - at[:, 0], 1e-9), np.maximum(at[:, 2] - at[:, 1], 1e-9)
    down, up = (cost[:, 1] - cost[:, 0]) / before, (cost[:, 2] - cost[:, 1]) / after
    bow = (up - down) / (before + after)
    # The slope at the middle place, of the parabola through all three.
    slope = (down * after + up * before) / (before + after)
    return within(at[:, 1] - 0.5 * slope / np.maximum(bow, 1e-9), at[:, 0], at[:, 2])


def _word_cost(z: Array, word: Array, spread: float) -> Array:
    """Cost of depths (2, ...) beside what is said of them (2,); none where nothing is."""
    said = np.isfinite(word).reshape(2, *(1,) * (z.ndim - 1))
    away = (z - np.where(np.isfinite(word), word, 0.0).reshape(said.shape)) / spread
    return np.asarray(said * away * away)


def _bone_cost(along: Array, across: Array, seen: Array, trust: Array) -> Array:
    """Cost of drawing a bone where the signer's is (2, 2): strict across it, lenient along it.

    Args:
        along: (2, D, S) how far the drawn bone reaches along the seen one's direction.
        across: (2, D, S) the same across it.
        seen: (2, 2) the bone in the picture.
        trust: (2,) how far it is believed.
    """
    length = np.linalg.norm(seen, axis=1)
    # A bone that points at the camera has no direction to speak of.
    strict = np.minimum(length / 0.05, 1.0)
    return np.asarray(
        (trust * strict / _ACROSS**2)[:, None, None] * across**2
        + (trust / _ALONG**2)[:, None, None] * (along - length[:, None, None]) ** 2
    )


def _directions(seen: Array) -> Array:
    """Rows (2, 1, 2, 2) that take a vector in the picture to its parts along and across bones (2, 2)."""
    bone = seen / np.maximum(np.sqrt((seen * seen).sum(axis=1, keepdims=True)), 1e-6)
    out = np.empty((2, 1, 2, 2))
    out[:, 0, 0] = bone
    out[:, 0, 1, 0], out[:, 0, 1, 1] = bone[:, 1], -bone[:, 0]
    return out
