"""Both arms, frame after frame: where the hands have to be, and the turns of the arms' bones that bring them there.

What is placed is the hand as a whole, not its wrist. Hands that meet on the signer meet here, none is inside the body,
and one that touches face or chest lies on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.arms import ArmGoal, ArmModel, Reach
from avatar.front import Surface
from avatar.handfit import HandState
from avatar.hands import HandModel
from avatar.meeting import meeting
from avatar.place import Places
from avatar.rig import Floats
from avatar.rotations import chained, from_vector, orthonormal, part_way, twist_angle
from avatar.trunk import TrunkModel
from detector.skeleton import HAND_POINTS, SIDES, index, keypoint

Array = NDArray[np.float64]

FRAME: Final = 1 / 30  # seconds, for which standard deviations by frame hold
SHOULDERS: Final = np.array([index(f"{side}_shoulder") for side in SIDES])
WRISTS: Final = np.array([index(f"{side}_wrist") for side in SIDES])
HAND_KEYPOINTS: Final = np.array([[keypoint(side, point) for point in HAND_POINTS] for side in SIDES])

_BOTH: Final = np.arange(2)
_ELBOWS: Final = np.array([index(f"{side}_elbow") for side in SIDES])
_DEPTH_SD: Final = 0.05  # metres a frame, of the wrist's distance from the body
_LOOKS: Final = 6  # at a first frame
_BODY_Z: Final = 0.4  # body networks overstate depth about so much
_HAND_CLEARANCE: Final = 0.012  # metres between a hand keypoint and the body: half a finger
_WRIST_CLEARANCE: Final = 0.035
# How much each hand keypoint has to say in where the hand is: the palm and the fingertips.
_SAY: Final = np.array([1.0] + [0.6, 0.4, 0.4, 0.8] + [0.8, 0.3, 0.3, 0.7] * 4)


@dataclass(frozen=True, eq=False)
class Sight:
    """What one frame tells about the arms.

    Attributes:
        points: (K, 3) keypoints, world directions, pixels.
        score: (K,) how far each is believed.
        places: how the picture lies on the avatar.
        body: (B, 4, 4) transforms of the bones with trunk and head posed.
        hand: both hands as they were fitted.
        seen: bool (2,) which hands are.
        passed: seconds since the frame before.
    """

    points: Array
    score: Array
    places: Places
    body: Floats
    hand: HandState
    seen: NDArray[np.bool_]
    passed: float


class Reaching:
    """The arms of one signer. Stateful: use one for every signer, in order of time."""

    def __init__(self, trunk: TrunkModel, arms: ArmModel, hands: HandModel, surface: Surface, palm: float) -> None:
        """Args:
        trunk: the torso they hang on.
        arms: the arms.
        hands: the hands.
        surface: the body's front, posed as the body of each `Sight`.
        palm: the length of the palms, metres.
        """
        self._trunk, self._arms, self._hands, self._surface, self._palm = trunk, arms, hands, surface, palm
        self.reset()

    def reset(self) -> None:
        """Forget everything seen."""
        self._hand_turn = np.tile(np.eye(3), (2, 1, 1))  # against the untwisted forearm
        self._depth, self._swivel = np.full(2, np.nan), np.zeros(2)

    def pose(self, turns: Array, sight: Sight, ease: Array) -> None:
        """Bring both hands where they have to be.

        Args:
            turns: (B, 3, 3) world-aligned turns, of which those of the arms are written.
            sight: what is seen.
            ease: (2,) share of its way back to straight that a hand goes that is not seen.
        """
        arms, points, score, seen = self._arms, sight.points, sight.score, sight.seen
        shoulder = sight.body[arms.upper_bones[:, 0], :3, 3].astype(np.float64)
        offsets = self._hands.bend(_BOTH, sight.hand.angles).points
        offsets = offsets @ np.swapaxes(sight.hand.turn, -1, -2)
        wrist, pulled = self._wrist_goal(sight, offsets, shoulder[:, 2])
        nearest, face = self._touch(wrist, offsets, seen)
        root = np.where(seen, HAND_KEYPOINTS[:, 0], WRISTS)
        scale = sight.places.scale
        shoulder_known = score[SHOULDERS] > 0
        upper = (points[_ELBOWS] - points[SHOULDERS]) * scale
        fore = (points[root] - points[_ELBOWS]) * scale
        upper_trust = np.minimum(score[_ELBOWS], score[SHOULDERS])
        fore_trust = np.minimum(score[_ELBOWS], score[root])
        body_wrist_ok = (score[WRISTS] > 0) & shoulder_known
        wrist_z = (points[WRISTS, 2] - points[SHOULDERS, 2]) * scale * _BODY_Z
        goal = ArmGoal(
            shoulder=shoulder,
            wrist=wrist,
            upper=upper[:, :2],
            fore=fore[:, :2],
            upper_trust=upper_trust**2,
            fore_trust=fore_trust**2,
            hand=sight.hand.turn,
            hand_known=seen.astype(np.float64),
            wrist_depth=np.where(body_wrist_ok, wrist_z, np.nan),
            elbow_depth=np.where(upper_trust > 0, upper[:, 2] * _BODY_Z, np.nan),
            nearest=nearest,
            face=face,
            depth=self._depth + pulled,
            hold=_DEPTH_SD * float(np.sqrt(max(sight.passed, 1e-3) / FRAME)),
            swivel=self._swivel,
        )
        reach = arms.reach(goal, self._surface)
        if not np.isfinite(self._depth).all():
            # At first sight only the coarse grid was looked at: as if this frame had been seen before.
            for _ in range(_LOOKS):
                depth = reach.wrist[:, 2] - shoulder[:, 2]
                reach = arms.reach(replace(goal, depth=depth, hold=_DEPTH_SD, swivel=reach.swivel), self._surface)
        self._depth, self._swivel = reach.wrist[:, 2] - shoulder[:, 2], reach.swivel
        upper_turn, fore_turn = arms.turns(reach, shoulder)
        # A hand that is not seen keeps its bearing to the forearm, then eases to straight.
        kept = fore_turn @ part_way(self._hand_turn, np.eye(3), ease)
        wanted = np.where(seen[:, None, None], sight.hand.turn, kept)
        twist, bent, turned = arms.wrists(fore_turn, wanted)
        self._hand_turn = orthonormal(np.swapaxes(fore_turn, -1, -2) @ turned)
        self._write(turns, upper_turn, fore_turn, twist, bent)

    def hang(self, turns: Array) -> None:
        """Let both arms hang: writes their turns."""
        shoulder = self._trunk.shoulders
        sense = np.array((1.0, -1.0))[:, None]
        upper = np.array((0.14, -1.0, 0.0)) * np.hstack((sense, np.ones((2, 2))))
        fore = np.array((0.02, -1.0, 0.28)) * np.hstack((sense, np.ones((2, 2))))
        hanging = Reach(shoulder + upper, shoulder + upper + fore, np.cross(upper, fore), np.zeros(2))
        upper_turn, fore_turn = self._arms.turns(hanging, shoulder)
        self._write(turns, upper_turn, fore_turn, np.zeros(2), np.tile(np.eye(3), (2, 1, 1)))

    def _wrist_goal(self, sight: Sight, offsets: Array, shoulder: Array) -> tuple[Array, Array]:
        """Places (2, 2) of the rig's wrists, and how much (2,) nearer than before they should come.

        Args:
            sight: what is seen.
            offsets: (2, 21, 3) the hands' keypoints from their wrists.
            shoulder: (2,) z of the shoulders.
        """
        score, places = sight.score, sight.places
        say = score[HAND_KEYPOINTS] * _SAY
        say = say / np.maximum(say.sum(axis=1, keepdims=True), 1e-9)
        mapped = places(sight.points[HAND_KEYPOINTS, :2])
        by_hand = ((mapped - offsets[..., :2]) * say[..., None]).sum(axis=1)
        by_body = places(sight.points[WRISTS, :2])
        wrist = np.where(sight.seen[:, None], by_hand, by_body)
        if not sight.seen.all():
            return wrist, np.zeros(2)
        before = np.where(np.isfinite(self._depth), self._depth, 0.0) + shoulder
        drawn = offsets + np.concatenate((wrist, before[:, None]), axis=1)[:, None]
        shift, pulled = meeting(mapped, drawn, score[HAND_KEYPOINTS] > 0, self._palm)
        return wrist + shift, pulled

    def _touch(self, wrist: Array, offsets: Array, seen: NDArray[np.bool_]) -> tuple[Array, Array]:
        """Least z (2,) of the wrists with which the hands touch the body, and how far (2,) they are at the face."""
        # The wrist itself is one more place that must not be inside the body.
        out = np.concatenate((np.zeros((2, 1, 3)), offsets), axis=1)
        at = wrist[:, None] + out[..., :2]
        front = self._surface.front(at[..., 0], at[..., 1]) - out[..., 2]
        bare = front[:, 0] + _WRIST_CLEARANCE
        by_points = front[:, 1:].max(axis=1) + _HAND_CLEARANCE
        face = self._surface.at_face(at[:, 1:, 0], at[:, 1:, 1]).max(axis=1)
        return np.where(seen, np.maximum(by_points, bare), bare), face

    def _write(self, turns: Array, upper: Array, fore: Array, twist: Array, bent: Array) -> None:
        """Share the arms' world turns among their bones, as turns against the bone before."""
        arms = self._arms
        clavicle = turns[self._trunk.clavicles]
        below = chained(turns[self._trunk.spine]) @ clavicle
        axis = arms.upper_axis
        whole = np.swapaxes(below, -1, -2) @ upper
        # The skin of the shoulder takes half of the upper arm's roll, its lower half the rest.
        roll = from_vector(axis * (-0.5 * twist_angle(whole, axis))[:, None])
        turns[arms.upper_bones[:, 0]] = whole @ roll
        turns[arms.upper_bones[:, 1]] = np.swapaxes(roll, -1, -2)
        first, second, last = arms.forearm_turns(twist)
        turns[arms.fore_bones[:, 0]] = np.swapaxes(upper, -1, -2) @ fore @ first
        turns[arms.fore_bones[:, 1]] = second
        turns[arms.wrist_bones] = last @ bent
