"""From keypoints to the avatar's bones: what a signer's hands, arms, torso and head do, on another body.

Filter delay: that of `avatar.steady`, which holds still what rests and lets pass what moves. Every frame is solved on
its own, with the frame before as a weak prior.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar import parts
from avatar.arms import ArmModel
from avatar.body import Body
from avatar.expression import ExpressionFit
from avatar.face import FaceModel
from avatar.face_reader import FACELESS, FaceReader
from avatar.front import Surface
from avatar.handfit import KNUCKLES, RELAXED, HandFit, HandState, Prior
from avatar.hands import HandModel
from avatar.head import HEAD_POINTS, HeadFit, Held, NodMemory, eased_head, head_points
from avatar.landmarks import PALM_TO_SHOULDERS, Landmarks
from avatar.place import Places, Scale
from avatar.presence import HOLD, SEEN, Presence
from avatar.reaching import FRAME, HAND_KEYPOINTS, SHOULDERS, WRISTS, Reaching, Sight
from avatar.rig import AvatarPose, forward
from avatar.rotations import chained, from_vector, orthonormal, part_way, to_vector
from avatar.steady import Steady, body_and_hands
from avatar.trunk import Torso, TrunkModel, eased
from detector.pose import Pose
from detector.skeleton import FACE, index

Array = NDArray[np.float64]

_BOTH: Final = np.arange(2)
_FACE_ANCHORS: Final = np.array([index(name) for name in ("nose", "left_eye", "right_eye")])

# Standard deviations at rest: of body points in shoulder widths, of hand points in palm lengths, of the head's turn.
_BODY_NOISE: Final = 0.004
_HAND_NOISE: Final = 0.01
_HEAD_NOISE: Final = np.deg2rad(0.7)
_LONGEST_STEP: Final = 0.5  # seconds: a longer gap counts as this long
_TURN_SD: Final = 0.9  # radians a frame: the hand's turn is held to but weakly
_ANGLE_SD: Final = np.deg2rad(18.0)  # a frame
_SCALE_SD: Final = 0.1
_FIRST_SCALE_SD: Final = 0.25
_SITTING: Final = np.array((0.5, 0.6))  # of the picture: where shoulders are that nobody has seen
_SWAY_SECONDS: Final = 15.0


class Retargeter:
    """Turns the poses of one signer into poses of one rig. Stateful: use one for every signer, in order of time."""

    def __init__(self, body: Body) -> None:
        """Prepare for a body.

        Raises:
            KeyError: its rig lacks a bone that signing needs.
        """
        rig, face = body.rig, FaceModel.of(body)
        self._rig = rig
        self.landmarks = Landmarks.of(rig)
        self._trunk = TrunkModel(rig)
        self._head_fit = HeadFit(head_points(rig, self.landmarks, None if face is None else face.human))
        self._face_fit = None if face is None else ExpressionFit(face)
        self._arms = ArmModel(rig)
        self._hands = HandModel.of(rig, self.landmarks)
        self._fit = HandFit(self._hands)
        self._surface = Surface(body)
        self._reaching = Reaching(self._trunk, self._arms, self._hands, self._surface, float(self._fit.palm.mean()))
        self._head_bones = np.array([n for n, name in enumerate(rig.names) if name.startswith(("head", "eye"))])
        self._rest_turn = rig.rest[:, :3, :3].astype(np.float64)
        self._at_rest = AvatarPose.at_rest(rig)
        self._rest_pose = self._resting()
        self._bone_part = parts.parts_of_bones(rig, self._trunk, self._arms, self._hands)
        self.reset()

    def reset(self) -> None:
        """Forget everything seen: the next pose is a first one."""
        self._presence = Presence(parts.PARTS)
        self._scale = Scale()
        self._steady, self._steadied = body_and_hands()
        self._steady_head = Steady(np.zeros(1, np.int64), np.zeros(1, np.int64), columns=3)
        self._nod = NodMemory()
        self._time_us: int | None = None
        self._torso = Torso()
        self._head: Array = np.eye(3)
        self._held: Held | None = None
        self._face = None if self._face_fit is None else FaceReader(self._face_fit)
        self._usual_x: float | None = None
        self._hand_state = HandState(np.tile(np.eye(3), (2, 1, 1)), np.tile(RELAXED, (2, 1, 1)), np.ones(2))
        self._hand_seen = np.full(2, np.inf)  # seconds since
        self._hand_met = np.zeros(2, np.bool_)
        self._reaching.reset()
        self._shown = self._rest_pose.copy()
        self._anchors: Array | None = None

    @property
    def head_turn(self) -> Array:
        """How the head is turned away from rest, (3, 3) in the world."""
        return self._head

    def update(self, pose: Pose) -> AvatarPose:
        """Retarget one pose."""
        passed = 0.0
        if self._time_us is not None:
            passed = float(np.clip((pose.time_us - self._time_us) / 1e6, 0.0, _LONGEST_STEP))
        self._time_us = pose.time_us
        score = parts.without_strays(pose)
        points = np.where(pose.known[:, None], pose.xyz, 0.0).astype(np.float64) * (1.0, -1.0, -1.0)

        sure = parts.part_scores(score)
        toward, easing = self._presence.update(sure, passed)
        self._hold(points, score, pose.width, passed)
        scale = self._metres_a_pixel(pose, points, passed)
        self._pose_trunk(points, score, scale, sure, easing, passed)

        turns = np.tile(np.eye(3), (len(self._rig.names), 1, 1))
        turns[self._trunk.spine] = self._trunk.spine_turns(self._torso)
        turns[self._trunk.clavicles] = self._trunk.clavicle_turns(self._torso)
        chest = chained(turns[self._trunk.spine])
        turns[self._trunk.neck] = self._trunk.neck_turns(chest, self._head)
        body = forward(self._rig, replace(self._at_rest, rotations=self._local(turns).astype(np.float32)))
        self._surface.pose(body)

        places = self._places(points, score, scale, body, np.array((pose.width, pose.height)))
        hand_seen = sure[parts.HAND : parts.HAND + 2] >= SEEN
        self._pose_hands(points, score, scale, hand_seen, easing, passed)
        sight = Sight(points, score, places, body, self._hand_state, hand_seen, passed)
        self._reaching.pose(turns, sight, easing[parts.HAND : parts.HAND + 2])

        local = self._local(turns)
        local[self._hands.bones], local[self._hands.metacarpals] = self._hands.rotations(_BOTH, self._hand_state.angles)
        self._show(local, toward, easing)
        visibility = self._presence.visibility[self._bone_part]
        actions = np.zeros(0)
        if self._face is not None:
            actions, sure_of_face = self._face.update(points[FACE, :2], score[FACE], self._held, passed)
            visibility[self._head_bones] *= FACELESS + (1 - FACELESS) * sure_of_face
        return AvatarPose(
            pose.time_us,
            self._shown.astype(np.float32),
            np.zeros(3, np.float32),
            visibility.astype(np.float32),
            actions.astype(np.float32),
        )

    def _hold(self, points: Array, score: Array, width: int, passed: float) -> None:
        """Hold still what rests of hands and body, in place; of the face only what is left without the head's turn."""
        which = self._steadied
        shoulders = self._scale.width or width / 3
        noise = np.full(len(points), _BODY_NOISE * shoulders)
        for side in range(2):
            met = self._hand_met[side]
            palm = self._fit.palm[side] / self._hand_state.scale[side] if met else PALM_TO_SHOULDERS * shoulders
            noise[HAND_KEYPOINTS[side]] = noise[WRISTS[side]] = _HAND_NOISE * palm
        points[which] = self._steady(points[which], noise[which], score[which] > 0, passed)

    def _metres_a_pixel(self, pose: Pose, points: Array, passed: float) -> float:
        line = points[SHOULDERS[0]] - points[SHOULDERS[1]]
        if pose.known[SHOULDERS].all() and np.hypot(line[0], line[1]) > 1.0:
            self._scale.update(float(np.hypot(line[0], line[1])), passed)
        width = self._scale.width
        # Nobody's shoulders seen yet: as if they filled the middle third of the picture.
        return self._trunk.width / (width if width is not None else pose.width / 3)

    def _pose_trunk(self, points: Array, score: Array, scale: float, sure: Array, easing: Array, passed: float) -> None:
        known = score > 0
        if sure[parts.TRUNK] >= SEEN:
            x = float(points[SHOULDERS, 0].mean())
            if self._usual_x is None:
                self._usual_x = x
            sway = (x - self._usual_x) * scale
            self._usual_x += (x - self._usual_x) * (1 - float(np.exp(-passed / _SWAY_SECONDS)))
            torso = self._trunk.torso(points * scale, known, sway, self._trunk.width)
            self._torso = torso if torso is not None else self._torso
        elif easing[parts.TRUNK] > 0:
            self._torso = eased(self._torso, float(easing[parts.TRUNK]))
        if sure[parts.HEAD] >= SEEN:
            who = list(HEAD_POINTS)
            before = np.eye(3) if self._held is None else self._held.turn
            self._held = self._head_fit(points[who], score[who], before, scale if self._scale.width else 0.0)
            if self._held is not None:
                turned = to_vector(self._nod.level(self._held.turn, passed))[None]
                self._head = from_vector(self._steady_head(turned, _HEAD_NOISE, np.ones(1, np.bool_), passed)[0])
            return
        self._held = None
        if easing[parts.HEAD] > 0:
            self._head = eased_head(self._head, float(easing[parts.HEAD]))

    def _places(self, points: Array, score: Array, scale: float, body: NDArray[np.float32], size: Array) -> Places:
        """Lay the picture of that size (2,) on the avatar by shoulders, face and belly."""
        drawn = self.landmarks.positions(body).astype(np.float64)[:, :2]
        who = np.concatenate((SHOULDERS, _FACE_ANCHORS))
        weight = score[who]
        if self._anchors is None:
            # Never seen: as if the shoulders were those of somebody who sits in the middle of the picture.
            middle = points[SHOULDERS, :2].mean(axis=0) if weight[:2].all() else _SITTING * size * (1.0, -1.0)
            self._anchors = (drawn[who] - drawn[SHOULDERS].mean(axis=0)) / scale + middle
        self._anchors = np.where((weight > 0)[:, None], points[who, :2], self._anchors)
        belly = np.array((0.0, -1.0)) * self._trunk.width
        seen = np.vstack((self._anchors, self._anchors[:2].mean(axis=0) + belly / scale))
        targets = np.vstack((drawn[who], drawn[SHOULDERS].mean(axis=0) + belly))
        trust = np.concatenate((np.maximum(weight, 0.05), (2.0 * max(float(weight[:2].mean()), 0.05),)))
        return Places(seen, targets, trust, scale, self._trunk.width)

    def _pose_hands(
        self,
        points: Array,
        score: Array,
        scale: float,
        seen: NDArray[np.bool_],
        easing: Array,
        passed: float,
    ) -> None:
        """Fit the hands that are seen; let the others' fingers ease to relaxed."""
        state = self._hand_state
        finger_ease = easing[parts.FINGER :].reshape(2, 5)
        angles = state.angles + (RELAXED - state.angles) * finger_ease[..., None]
        turn, size = state.turn.copy(), state.scale.copy()
        self._hand_seen += passed
        who = np.flatnonzero(seen)
        if len(who):
            hand = points[HAND_KEYPOINTS[who]]
            hand = hand - hand[:, :1]
            weight = score[HAND_KEYPOINTS[who]]
            hand = np.where((weight > 0)[..., None], hand, 0.0)
            for k, side in enumerate(who):
                if not self._hand_met[side]:
                    size[side] = self._first_hand_scale(int(side), hand[k], weight[k], scale)
            frames = max(passed, 1e-3) / FRAME
            fresh = self._hand_seen[who] > HOLD
            prior = Prior(
                HandState(turn[who], angles[who], size[who]),
                turn_sd=np.where(fresh, 1e3, _TURN_SD * np.sqrt(frames)),
                angle_sd=np.repeat(np.where(fresh, 3.0, _ANGLE_SD * np.sqrt(frames))[:, None], 5, axis=1),
                scale_sd=np.where(self._hand_met[who], _SCALE_SD, _FIRST_SCALE_SD),
            )
            found = self._fit(who, hand, weight, prior)
            turn[who], angles[who] = orthonormal(found.turn), found.angles
            body = self._palm_scale(scale)[who]
            size[who] = np.clip(found.scale, body / 3, body * 3)
            self._hand_met[who] = True
            self._hand_seen[who] = 0.0
        self._hand_state = HandState(turn, angles, size)

    def _palm_scale(self, scale: float) -> Array:
        """Avatar metres a pixel of a hand, as the body's scale has it."""
        return np.asarray(scale * self._fit.palm / (PALM_TO_SHOULDERS * self._trunk.width))

    def _first_hand_scale(self, side: int, hand: Array, weight: Array, scale: float) -> float:
        """The scale to start from: the body's, or the palm's own length where no shoulders were seen."""
        if self._scale.width is None and weight[0] > 0 and (weight[KNUCKLES] > 0).any():
            lengths = np.linalg.norm(hand[KNUCKLES][weight[KNUCKLES] > 0], axis=1)
            return float(self._fit.palm[side] / max(float(lengths.mean()), 1e-3))
        return float(self._palm_scale(scale)[side])

    def _local(self, turns: Array) -> Array:
        """Turns (B, 3, 3) in the bones' own rest frames, of world-aligned ones."""
        return np.asarray(np.swapaxes(self._rest_turn, -1, -2) @ turns @ self._rest_turn)

    def _show(self, local: Array, toward: Array, easing: Array) -> None:
        """Move what is shown toward what was solved, or toward rest."""
        share, ease = toward[self._bone_part], easing[self._bone_part]
        full = share >= 1
        part = (share > 0) & ~full
        rest = ease > 0
        self._shown[full] = local[full]
        if part.any():
            self._shown[part] = orthonormal(part_way(self._shown[part], local[part], share[part]))
        if rest.any():
            self._shown[rest] = orthonormal(part_way(self._shown[rest], self._rest_pose[rest], ease[rest]))

    def _resting(self) -> Array:
        """Local turns of the avatar at ease: arms hanging, fingers relaxed."""
        turns = np.tile(np.eye(3), (len(self._rig.names), 1, 1))
        self._reaching.hang(turns)
        local = self._local(turns)
        relaxed = np.tile(RELAXED, (2, 1, 1))
        local[self._hands.bones], local[self._hands.metacarpals] = self._hands.rotations(_BOTH, relaxed)
        return local
