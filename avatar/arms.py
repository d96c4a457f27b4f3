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
from avatar.rotations import apply, cross, frame, from_vector, to_vector, twist_angle, unit
from detector.skeleton import SIDES

Array = NDArray[np.float64]

_DEPTHS: Final = 11
_SWIVELS: Final = 16
# Each refinement looks one step either way of the best, in quarters of a step: in the end 3 mm and 1.4 degrees.
_REFINEMENTS: Final = 2
_FINE: Final = np.arange(-4, 5)
_FINER: Final = 0.25

# Standard deviations: metres across and along a bone in the picture, metres of depth, radians of swivel.
_ACROSS: Final = 0.018
_ALONG: Final = 0.04
_DEPTH_WORD: Final = 0.30
_DEPTH_HABIT: Final = 0.20
_IN_FRONT: Final = 0.20  # signing happens about this far in front of the shoulders, metres
_SWIVEL_HABIT: Final = np.deg2rad(70.0)
_INSIDE: Final = 0.006  # metres that a limb may be inside the body before it weighs one standard deviation
_DEEP: Final = 0.20  # metres behind the body's front from which on a limb counts as behind it
_BEHIND: Final = 0.10  # elbows farther behind the shoulders than this are unlikely, metres
_LIMB: Final = 0.035  # half the thickness of an arm, metres
# A wrist or forearm beyond its limits would turn the palm away from where the signer has it: bending it less weighs
# more than an elbow that the keypoints may have wrong. Radians a standard deviation: beyond the limit, and from ease.
_BEYOND: Final = np.deg2rad(np.array((6.0, 5.0, 9.0)))  # flexion, tilt, twist
_COMFORT: Final = np.deg2rad(np.array((70.0, 35.0, 90.0)))
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
        nearest: (2,) least z of the wrist that keeps the hand out of the body.
        depth: (2,) z of the wrist from the shoulder, frame before; NaN at first.
        hold: standard deviation of `depth` since, metres.
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
    depth: Array
    hold: float


@dataclass(frozen=True, eq=False)
class Reach:
    """Where both arms came to lie: joints (2, 3), metres, and the axis (2, 3) that each elbow bends about."""

    elbow: Array
    wrist: Array
    hinge: Array


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

        depth = np.linspace(-1, 1, _DEPTHS)[None, :, None] * deepest[:, None, None]
        swivel = np.linspace(-np.pi, np.pi, _SWIVELS, endpoint=False)[None, None, :]
        depth_step = deepest * 2 / (_DEPTHS - 1)
        swivel_step = 2 * np.pi / _SWIVELS
        best_depth = best_swivel = np.zeros(2)
        for _ in range(_REFINEMENTS + 1):
            depth = np.clip(depth, -deepest[:, None, None], deepest[:, None, None])
            cost = self._cost(goal, surface, flat, depth, swivel, shortest)
            best = cost.reshape(2, -1).argmin(axis=1)
            row, column = np.divmod(best, cost.shape[2])
            sides = np.arange(2)
            best_depth = np.broadcast_to(depth, (2, *depth.shape[1:]))[sides, row, 0]
            best_swivel = np.broadcast_to(swivel, (2, 1, swivel.shape[2]))[sides, 0, column]
            depth_step, swivel_step = depth_step * _FINER, swivel_step * _FINER
            depth = best_depth[:, None, None] + _FINE[None, :, None] * depth_step[:, None, None]
            swivel = best_swivel[:, None, None] + _FINE[None, None, :] * swivel_step
        elbow, wrist, bulge, line = self._place(
            goal.shoulder, flat, best_depth[:, None, None], best_swivel[:, None, None], shortest
        )
        # Upper arm and forearm span the plane of line and bulge whatever the bend, even a straight arm.
        hinge = unit(cross(bulge[:, 0, 0], line[:, 0, 0]))
        return Reach(elbow[:, 0, 0], wrist[:, 0, 0], hinge)

    def _place(
        self, shoulder: Array, flat: Array, depth: Array, swivel: Array, shortest: Array
    ) -> tuple[Array, Array, Array, Array]:
        """Elbows, wrists, directions of the elbow's bulge and of the line to the wrist, (2, D, S, 3) each."""
        first, second = self.lengths[:, 0, None, None], self.lengths[:, 1, None, None]
        shape = np.broadcast_shapes(depth.shape, swivel.shape, (2, 1, 1))
        line = np.empty((*np.broadcast_shapes(depth.shape, (2, 1, 1)), 3))
        line[..., :2] = flat[:, None, None]
        line[..., 2] = depth
        far = np.sqrt((line * line).sum(axis=-1))
        line = line / np.maximum(far, 1e-9)[..., None]
        far = np.maximum(far, shortest[:, None, None])
        along = (first**2 - second**2 + far**2) / (2 * far)
        out = np.sqrt(np.maximum(first**2 - along**2, 0))
        # Swivel 0 hangs the elbow down; where the arm itself hangs, back.
        down = np.broadcast_to(np.array((0.0, -1.0, -0.3)), line.shape)
        e1 = unit(down - (down * line).sum(axis=-1, keepdims=True) * line)
        e2 = cross(line, e1)
        bulge = np.cos(swivel)[..., None] * e1 + np.sin(swivel)[..., None] * e2
        elbow = shoulder[:, None, None] + along[..., None] * line + out[..., None] * bulge
        wrist = np.broadcast_to(shoulder[:, None, None] + far[..., None] * line, (*shape, 3))
        return elbow, wrist, bulge, np.broadcast_to(line, (*shape, 3))

    def _cost(
        self, goal: ArmGoal, surface: Surface, flat: Array, depth: Array, swivel: Array, shortest: Array
    ) -> Array:
        elbow, wrist, bulge, line = self._place(goal.shoulder, flat, depth, swivel, shortest)
        start = goal.shoulder[:, None, None]
        cost = _bone_cost(elbow[..., :2] - start[..., :2], goal.upper, goal.upper_trust)
        cost += _bone_cost(wrist[..., :2] - elbow[..., :2], goal.fore, goal.fore_trust)
        if goal.hand_known.any():
            cost += goal.hand_known[:, None, None] * self._strain(goal.hand, wrist - elbow, bulge, line)
        wrist_z, elbow_z = wrist[..., 2] - start[..., 2], elbow[..., 2] - start[..., 2]
        for z, word, spread in (
            (wrist_z, goal.wrist_depth, _DEPTH_WORD),
            (elbow_z, goal.elbow_depth, _DEPTH_WORD),
            (wrist_z, goal.depth, goal.hold),
        ):
            said = np.isfinite(word)
            cost += (
                np.where(said, 1.0, 0.0)[:, None, None] * ((z - np.where(said, word, 0.0)[:, None, None]) / spread) ** 2
            )
        cost += ((wrist_z - _IN_FRONT) / _DEPTH_HABIT) ** 2
        # Elbows hang down and outward: 30 degrees to the arm's own side.
        usual = np.array((1.0, -1.0))[:, None, None] * np.deg2rad(30.0)
        away = (swivel - usual + np.pi) % (2 * np.pi) - np.pi
        cost += (away / _SWIVEL_HABIT) ** 2
        cost += (np.minimum(elbow_z + _BEHIND, 0) / 0.05) ** 2
        # A picture place too near the shoulder for the bent arm moves the wrist: that is a miss.
        cost += (((wrist[..., :2] - start[..., :2] - flat[:, None, None]) / _ACROSS) ** 2).sum(axis=-1)
        cost += (np.minimum(wrist[..., 2] - goal.nearest[:, None, None], 0) / _INSIDE) ** 2
        # Elbow and middle of the forearm. Beside and behind is as good as in front: only what is inside weighs.
        at = np.stack((elbow, (elbow + wrist) / 2))
        inside = np.minimum(at[..., 2] - _LIMB - surface.front(at[..., 0], at[..., 1]), 0)
        cost += ((np.maximum(inside, -_DEEP) / (3 * _INSIDE)) ** 2).sum(axis=0)
        return cost

    def _strain(self, hand: Array, fore: Array, bulge: Array, line: Array) -> Array:
        """Cost (2, D, S) of the wrist's bend and the forearm's twist that a hand's turn asks of a forearm."""
        fore = fore / self.lengths[:, 1, None, None, None]
        inward = np.swapaxes(hand @ self._wrist_frame, -1, -2)
        now = apply(inward[:, None, None], fore)
        straight = np.einsum("sji,sj->si", self._wrist_frame, self._fore_axis)[:, None, None]
        axis = cross(now, np.broadcast_to(straight, now.shape))
        sine = np.sqrt((axis * axis).sum(axis=-1))
        bend = np.arctan2(sine, (now * straight).sum(axis=-1)) / np.maximum(sine, 1e-6)
        sense = np.array((1.0, -1.0))[:, None, None]
        flex, tilt = axis[..., 0] * bend, axis[..., 2] * bend * sense
        hinge = cross(bulge, line)
        marked = np.einsum("sij,sj->si", hand, self._hinge)[:, None, None]
        twist = np.arctan2((fore * cross(hinge, marked)).sum(axis=-1), (hinge * marked).sum(axis=-1))
        cost = np.zeros(flex.shape)
        for angle, limits, beyond, comfort in zip(
            (flex, tilt, twist), (WRIST_FLEX, WRIST_TILT, FOREARM_TWIST), _BEYOND, _COMFORT, strict=True
        ):
            over = angle - np.clip(angle, *limits)
            cost += (over / beyond) ** 2 + (angle / comfort) ** 2
        return cost

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
        twist = np.clip(twist_angle(relative, self._fore_axis), *FOREARM_TWIST)
        turned = from_vector(self._fore_axis * twist[:, None])
        swing = to_vector(np.swapaxes(turned, -1, -2) @ relative)
        # In the wrist bone's own axes: x bends toward the palm, z tilts toward the thumb (mirrored on the right).
        local = np.einsum("sji,sj->si", self._wrist_frame, swing)
        sense = np.array((1.0, -1.0))
        flex = np.clip(local[:, 0], *WRIST_FLEX)
        tilt = np.clip(local[:, 2] * sense, *WRIST_TILT) * sense
        spin = np.clip(local[:, 1], -np.deg2rad(15), np.deg2rad(15))
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


def _bone_cost(drawn: Array, seen: Array, trust: Array) -> Array:
    """Cost of drawing a bone (2, D, S, 2) where the signer's is (2, 2): strict across it, lenient along it."""
    length = np.linalg.norm(seen, axis=1)
    direction = (seen / np.maximum(length, 1e-6)[:, None])[:, None, None]
    along = (drawn * direction).sum(axis=-1)
    across = drawn[..., 0] * direction[..., 1] - drawn[..., 1] * direction[..., 0]
    # A bone that points at the camera has no direction to speak of.
    strict = np.minimum(length / 0.05, 1.0)[:, None, None]
    cost = strict * (across / _ACROSS) ** 2 + ((along - length[:, None, None]) / _ALONG) ** 2
    return np.asarray(trust[:, None, None] * cost)
