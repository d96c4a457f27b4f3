"""How well the avatar says what the signer says: figures of the retargeting on poses that were recorded. No Qt.

Everything is compared in the picture, as a viewer sees it: the avatar's labelled joints seen from the front, beside the
keypoints that were sent.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.figures import Spread
from avatar.body import Body
from avatar.disguise import Disguise
from avatar.retarget import Retargeter
from avatar.rig import AvatarPose, forward
from detector.pose import Pose
from detector.skeleton import HAND_BONES, HANDS, SIDES, K, Side, hand_index, index, keypoint

Array = NDArray[np.float64]

# Keypoints of which less is known are not asked for.
SURE: Final = 0.5
SHORTEST: Final = 0.15  # of the hand: shorter bones in the picture have no direction to speak of
TOUCH: Final = 0.10  # hand sizes between fingertips that touch, and what still counts as touching on the avatar
TOUCH_KEPT: Final = 0.15
NOISE: Final = 0.01  # hand sizes, of keypoints at rest
_REST_POSES: Final = 60
_FRAME_US: Final = 33_333
_LAGS: Final = np.arange(-20, 41) / 10  # frames
_WARM_UP: Final = 5  # poses whose time does not count

_BONES: Final = np.array(HAND_BONES)
_TIPS: Final = np.array([hand_index(f"{finger}_tip") for finger in ("thumb", "index", "middle", "ring", "little")])
_PAIRS: Final = np.array(list(combinations(_TIPS, 2)))
_KNUCKLES: Final = np.array([hand_index(f"{finger}_mcp") for finger in ("index", "middle", "ring", "little")])
_INDEX, _LITTLE = hand_index("index_mcp"), hand_index("little_mcp")
_SHOULDERS: Final = np.array([index(f"{side}_shoulder") for side in SIDES])
_FACE: Final = np.array([index(name) for name in ("nose", "left_eye", "right_eye")])
_ARMS: Final = np.array(
    [
        [index(f"{side}_{start}"), index(f"{side}_{end}")]
        for side in SIDES
        for start, end in (("shoulder", "elbow"), ("elbow", "wrist"))
    ]
)
_TO_AVATAR: Final = np.array((1.0, -1.0, -1.0))


@dataclass(frozen=True)
class AvatarFigures:
    """Figures of some recordings; None where nothing was seen to measure.

    Attributes:
        poses: how many were shown.
        hands: how many wholly seen hands were among them.
        retarget_ms: processor time of retargeting one pose.
        bone_deg_p50: angle in the picture between the avatar's finger and arm bones and the keypoints', degrees.
        bone_deg_p95: the same.
        joint_p50: distance of the hand's joints after laying hand on hand, in hand sizes.
        joint_p95: the same.
        place_p50: wrists and fingertips as they lie to shoulders and face, avatar beside signer, in shoulder widths.
        contact_kept: share of the fingertips that touch in the source and do on the avatar.
        contacts: how many there were.
        palm_deg_p50: angle between the palms' normals, degrees.
        jitter_rest: movement (RMS) of fingertips at rest with keypoints that tremble by `NOISE`, in hand sizes.
        delay_ms: how much later than the keypoints the avatar's wrists move.
    """

    poses: int
    hands: int
    retarget_ms: Spread
    bone_deg_p50: float | None
    bone_deg_p95: float | None
    joint_p50: float | None
    joint_p95: float | None
    place_p50: float | None
    contact_kept: float | None
    contacts: int
    palm_deg_p50: float | None
    jitter_rest: float | None
    delay_ms: float | None


@dataclass
class _Found:
    """What was measured so far."""

    poses: int = 0
    hands: int = 0
    milliseconds: list[float] = field(default_factory=list)
    bones: list[Array] = field(default_factory=list)
    joints: list[Array] = field(default_factory=list)
    places: list[Array] = field(default_factory=list)
    kept: list[NDArray[np.bool_]] = field(default_factory=list)
    palms: list[float] = field(default_factory=list)
    trembling: list[float] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Shown:
    """One pose beside what the avatar made of it.

    Attributes:
        pose: as it was sent.
        avatar: the avatar's bones.
        drawn: (K, 3) the avatar's keypoints, metres, avatar world frame.
    """

    pose: Pose
    avatar: AvatarPose
    drawn: Array


def measure(body: Body, recordings: Sequence[Sequence[Pose]], *, blurred: bool = False) -> AvatarFigures:
    """Show recordings and compare.

    Args:
        body: whom to show them with.
        recordings: poses of one signer each, in order of time.
        blurred: whether the signer blurs who it is (`avatar.disguise`); what is shown is compared with the signer.
    """
    found = _Found()
    for poses in recordings:
        shown = _show(body, poses, found.milliseconds, Disguise(body).update if blurred else None)
        found.poses += len(shown)
        for one in shown:
            _compare(one, found)
        if (delay := _delay_ms(shown)) is not None:
            found.delays.append(delay)
        if (still := _stillest(shown)) is not None:
            found.trembling.append(_trembling(body, still))
    return _summed(found)


def replay(body: Body, poses: Sequence[Pose]) -> list[Shown]:
    """What the avatar makes of a recording."""
    return _show(body, poses, [])


def hand_size(hand: Array) -> float:
    """Mean distance from the wrist to the four knuckles of a hand (21, 3)."""
    return float(np.linalg.norm(hand[_KNUCKLES] - hand[0], axis=1).mean())


def laid_on(points: Array, target: Array) -> Array:
    """Points (P, 2) moved, turned and scaled onto a target (P, 2) (Umeyama, PAMI 1991; never mirrored)."""
    a, b = points - points.mean(axis=0), target - target.mean(axis=0)
    u, s, vt = np.linalg.svd(b.T @ a)
    sign = np.array((1.0, np.sign(np.linalg.det(u @ vt))))
    turn = (u * sign) @ vt
    scale = float((s * sign).sum()) / max(float((a * a).sum()), 1e-12)
    return np.asarray(scale * a @ turn.T + target.mean(axis=0))


def whole_hands(pose: Pose) -> list[Side]:
    """The hands of which every point is surely seen."""
    return [side for side in SIDES if pose.known[HANDS[side]].all() and pose.score[HANDS[side]].min() >= SURE]


def _show(
    body: Body, poses: Sequence[Pose], milliseconds: list[float], blur: Callable[[Pose], Pose] | None = None
) -> list[Shown]:
    avatar = Retargeter(body)
    out = []
    for number, pose in enumerate(poses):
        sent = pose if blur is None else blur(pose)
        began = time.thread_time_ns()
        made = avatar.update(sent)
        if number >= _WARM_UP:
            milliseconds.append((time.thread_time_ns() - began) / 1e6)
        out.append(Shown(pose, made, avatar.landmarks.positions(forward(body.rig, made)).astype(np.float64)))
    return out


def _compare(one: Shown, found: _Found) -> None:
    seen = one.pose.xyz.astype(np.float64) * _TO_AVATAR
    sides = whole_hands(one.pose)
    found.hands += len(sides)
    for side in sides:
        own, drawn = seen[HANDS[side]], one.drawn[HANDS[side]]
        size, drawn_size = hand_size(own), hand_size(drawn)
        if size <= 0:
            continue
        found.bones.append(_angles(own, drawn, _BONES, SHORTEST * size))
        found.joints.append(np.linalg.norm(laid_on(drawn[:, :2], own[:, :2]) - own[:, :2], axis=1) / size)
        apart, drawn_apart = (np.linalg.norm(p[_PAIRS[:, 0]] - p[_PAIRS[:, 1]], axis=1) for p in (own, drawn))
        found.kept.append(drawn_apart[apart < TOUCH * size] < TOUCH_KEPT * drawn_size)
        found.palms.append(float(np.rad2deg(np.arccos(np.clip(_palm(own) @ _palm(drawn), -1, 1)))))
    certain = one.pose.known & (one.pose.score >= SURE)
    if certain[_SHOULDERS].all():
        width = float(np.linalg.norm(seen[_SHOULDERS[0], :2] - seen[_SHOULDERS[1], :2]))
        arms = _ARMS[certain[_ARMS].all(axis=1)]
        found.bones.append(_angles(seen, one.drawn, arms, SHORTEST * width))
        if certain[_FACE].all():
            points = [keypoint(side, name) for side in sides for name in ("wrist", "index_tip", "middle_tip")]
            found.places.append(_place_errors(seen, one.drawn, points))


def _angles(seen: Array, drawn: Array, bones: NDArray[np.int64], shortest: float) -> Array:
    """Angles in the picture between bones (n, 2), degrees, of those that are longer there than `shortest`."""
    a, b = ((p[bones[:, 1]] - p[bones[:, 0]])[:, :2] for p in (seen, drawn))
    angle = np.arctan2(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0], (a * b).sum(axis=1))
    return np.asarray(np.rad2deg(np.abs(angle))[np.linalg.norm(a, axis=1) > shortest])


def _palm(hand: Array) -> Array:
    """The palm's normal, of the same sense for both of two hands of one side."""
    out = np.cross(hand[_INDEX] - hand[0], hand[_LITTLE] - hand[0])
    return np.asarray(out / max(float(np.linalg.norm(out)), 1e-12))


def _place_errors(seen: Array, drawn: Array, points: list[int]) -> Array:
    """How far points lie from where they should, measured from what is nearest to them, in shoulder widths.

    A point's place is told by the nearer of shoulders' middle and face: as a hand at the chin belongs to the chin.
    """
    out = []
    for point in points:
        gaps = []
        for anchors in (_SHOULDERS, _FACE):
            away = [
                (p[point, :2] - p[anchors, :2].mean(axis=0))
                / np.linalg.norm(p[_SHOULDERS[0], :2] - p[_SHOULDERS[1], :2])
                for p in (seen, drawn)
            ]
            gaps.append((float(np.linalg.norm(away[0])), float(np.linalg.norm(away[0] - away[1]))))
        out.append(min(gaps)[1])
    return np.array(out)


def _delay_ms(shown: list[Shown]) -> float | None:
    """By how much the avatar's wrists lag behind the keypoints, where the wrists' speeds agree best."""
    best = []
    for side in SIDES:
        wrist = keypoint(side, "wrist")
        if len(shown) < 20 or not all(side in whole_hands(one.pose) for one in shown):
            continue
        # The avatar's own body moves under the hand; against the shoulders only the hand's movement is left.
        seen = np.array([one.pose.xyz[wrist, :2] - one.pose.xyz[_SHOULDERS, :2].mean(axis=0) for one in shown])
        drawn = np.array([one.drawn[wrist, :2] - one.drawn[_SHOULDERS, :2].mean(axis=0) for one in shown])
        speeds = [np.linalg.norm(np.diff(path, axis=0), axis=1) for path in (seen.astype(np.float64), drawn)]
        if min(float(speed.std()) for speed in speeds) <= 1e-9:
            continue
        at = np.arange(len(speeds[0]))[4:-4]
        times = np.arange(len(speeds[0]))
        agree = [np.corrcoef(speeds[0][at], np.interp(at + lag, times, speeds[1]))[0, 1] for lag in _LAGS]
        period_ms = (shown[-1].pose.time_us - shown[0].pose.time_us) / (len(shown) - 1) / 1000
        best.append(float(_LAGS[int(np.argmax(agree))]) * period_ms)
    return float(np.mean(best)) if best else None


def _stillest(shown: list[Shown]) -> Pose | None:
    """The pose with the most surely seen hands."""
    whole = [one.pose for one in shown if whole_hands(one.pose)]
    return max(whole, key=lambda pose: len(whole_hands(pose)), default=None)


def _trembling(body: Body, pose: Pose) -> float:
    """Movement (RMS) of the avatar's fingertips about their places, in hand sizes, while a pose is held with noise."""
    rng = np.random.default_rng(5)
    sides = whole_hands(pose)
    size = float(np.mean([hand_size(pose.xyz[HANDS[side]].astype(np.float64)) for side in sides]))
    held = []
    for number in range(_REST_POSES):
        noise = rng.normal(0, NOISE * size, (K, 3)) * np.array((1.0, 1.0, 0.0))
        held.append(
            Pose.of(
                pose.time_us + number * _FRAME_US,
                (pose.width, pose.height),
                (pose.xyz + noise).astype(np.float32),
                pose.score,
            )
        )
    drawn = np.array([one.drawn for one in replay(body, held)])[_REST_POSES // 4 :]
    out = []
    for side in sides:
        hands = drawn[:, HANDS[side]]
        tips = hands[:, _TIPS, :2]
        out.append(((tips - tips.mean(axis=0)) ** 2).sum(axis=-1).mean() / hand_size(hands.mean(axis=0)) ** 2)
    return float(np.sqrt(np.mean(out)))


def _summed(found: _Found) -> AvatarFigures:
    def at(values: Sequence[Array] | Sequence[float], share: float) -> float | None:
        flat = np.concatenate([np.atleast_1d(value) for value in values]) if len(values) else np.zeros(0)
        return float(np.percentile(flat, share)) if len(flat) else None

    kept = np.concatenate(found.kept) if found.kept else np.zeros(0, np.bool_)
    return AvatarFigures(
        poses=found.poses,
        hands=found.hands,
        retarget_ms=Spread.of_us([round(1000 * ms) for ms in found.milliseconds]),
        bone_deg_p50=at(found.bones, 50),
        bone_deg_p95=at(found.bones, 95),
        joint_p50=at(found.joints, 50),
        joint_p95=at(found.joints, 95),
        place_p50=at(found.places, 50),
        contact_kept=float(kept.mean()) if len(kept) else None,
        contacts=len(kept),
        palm_deg_p50=at(found.palms, 50),
        jitter_rest=at(found.trembling, 50),
        delay_ms=at(found.delays, 50),
    )
