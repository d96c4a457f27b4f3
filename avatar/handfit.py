"""Joint angles of hands from their keypoints: a few damped Gauss-Newton steps from the better of two starts.

What is compared are vectors between keypoints, so that a shift of the hand never matters:

- every bone, brought from the human hand's proportions to the avatar's: its direction in the picture is right, and
  its foreshortening tells the depth;
- wrist to fingertips as they are: the outline of the hand;
- thumb tip to the other fingers, and fingertip to fingertip, the more the closer they are: what touches, touches.

The picture's x and y count strongly, z (a small network's guess) weakly: it mostly decides toward or away.
Levenberg-Marquardt after Nocedal & Wright, "Numerical Optimization", 2006, 10.3; Cauchy weights after Holland &
Welsch, 1977.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.hands import HINGES, PALM_POINTS, POINTS, HandModel, Indices
from avatar.limits import ANGLES, BEND, CURL, clamp_fingers
from avatar.rotations import fit, from_vector, to_vector
from detector.skeleton import HAND_BONES, hand_index

Array = NDArray[np.float64]

# Lengths of the human hand's labelled bones (HAND_BONES order), in palm lengths: the mean of wrist to the four
# knuckles. Medians over some 2,000 labelled hands that lie flat to the camera.
HUMAN_BONES: Final[Array] = np.array(
    (
        (0.481, 0.416, 0.361, 0.292),
        (1.051, 0.442, 0.278, 0.226),
        (1.033, 0.462, 0.302, 0.232),
        (0.986, 0.421, 0.284, 0.219),
        (0.933, 0.334, 0.216, 0.190),
    )
).reshape(-1)
KNUCKLES: Final[Indices] = np.array([hand_index(f"{finger}_mcp") for finger in ("index", "middle", "ring", "little")])
_TIPS: Final = (4, 8, 12, 16, 20)

_SPANS: Final = tuple((0, tip) for tip in _TIPS)
_TOUCHES: Final = (*tuple((4, 4 * f + j) for f in range(1, 5) for j in (2, 3, 4)), (8, 12), (12, 16), (16, 20))
_ROWS: Final[Indices] = np.array(HAND_BONES + _SPANS + _TOUCHES)
_BONE_ROWS: Final = slice(0, len(HAND_BONES))
_TOUCH_ROWS: Final = slice(len(HAND_BONES) + len(_SPANS), len(_ROWS))

# Standard deviations, in palm lengths.
_XY_BONE, _Z_BONE = 0.025, 0.12
_XY_SPAN, _Z_SPAN = 0.10, 0.6
_XY_TOUCH, _Z_TOUCH = 0.03, 0.02
_TOUCH_REACH: Final = 0.12  # how far apart two points still count as touching
_OUTLIER: Final = 3.0  # standard deviations from where on a row counts less

# Standard deviations of the priors, radians; scale as a logarithm.
_HABIT: Final[Array] = np.deg2rad(np.array((60.0, 14.0, 5.0, 60.0, 45.0)))
_HABIT_THUMB: Final[Array] = np.deg2rad(np.array((30.0, 25.0, 10.0, 35.0, 35.0)))
_COUPLING: Final = np.deg2rad(18.0)  # the end joint bends with the middle one, about two thirds as far
_COUPLED: Final = 0.6
_DAMPING: Final = 1e-3
_UNSEEN: Final = np.deg2rad(0.5)  # how far a finger that is not seen may move

# Rotation, scale, then the angles.
_UNKNOWNS: Final = 4 + HINGES


@dataclass(frozen=True, eq=False)
class HandState:
    """What is known of N hands: an answer, and the prior of the next frame.

    Attributes:
        turn: (N, 3, 3) how each hand is turned away from rest in the world.
        angles: (N, 5, 5) radians.
        scale: (N,) avatar metres for one unit of the keypoints' coordinates.
    """

    turn: Array
    angles: Array
    scale: Array


@dataclass(frozen=True, eq=False)
class Prior:
    """How strongly the next frame holds to a state.

    Attributes:
        state: the state.
        turn_sd: (N,) radians; infinite where nothing is known.
        angle_sd: (N, 5) radians, by finger.
        scale_sd: (N,) of the logarithm.
    """

    state: HandState
    turn_sd: Array
    angle_sd: Array
    scale_sd: Array


class HandFit:
    """Fits the hands of one rig."""

    def __init__(self, model: HandModel) -> None:
        self._model = model
        straight = model.bend(np.array([0, 1]), np.zeros((2, 5, ANGLES))).points
        bones = np.array(HAND_BONES)
        lengths = np.linalg.norm(straight[:, bones[:, 1]] - straight[:, bones[:, 0]], axis=-1)
        self.palm = np.linalg.norm(straight[:, KNUCKLES] - straight[:, :1], axis=-1).mean(axis=-1)  # (2,) metres
        self._ratio = np.ones((2, len(_ROWS)))
        self._ratio[:, _BONE_ROWS] = lengths / self.palm[:, None] / HUMAN_BONES

    def __call__(self, side: Indices, points: Array, weight: Array, prior: Prior, steps: int = 3) -> HandState:
        """Fit hands.

        Args:
            side: int (N,): 0 left, 1 right.
            points: (N, 21, 3) keypoints, world directions, any unit; what has no weight must still be finite.
            weight: (N, 21) in 0..1.
            prior: what is known from the frames before.
            steps: Gauss-Newton steps.
        """
        count = len(side)
        vectors = points[:, _ROWS[:, 1]] - points[:, _ROWS[:, 0]]
        row_weight = np.minimum(weight[:, _ROWS[:, 0]], weight[:, _ROWS[:, 1]])
        palm = self.palm[side]
        sigma = self._sigmas(vectors * (prior.state.scale / palm)[:, None, None])
        precision = row_weight[..., None] / (sigma * palm[:, None, None]) ** 2
        target = vectors * self._ratio[side][..., None]

        turn = self._palm_turn(side, points, weight, prior)
        fresh = clamp_fingers(self._model.analytic(side, points, turn))
        seen = weight[:, 1:].reshape(count, 5, 4).min(axis=-1)[..., None] > 0
        fresh = np.where(seen, fresh, prior.state.angles)

        # Both starts of every hand go through the steps together: small stacks cost as much as single hands.
        both = np.concatenate((side, side))
        state = HandState(
            np.concatenate((turn, prior.state.turn)),
            np.concatenate((fresh, prior.state.angles)),
            np.tile(prior.state.scale, 2),
        )
        # A finger that is not seen stays as it was; habit must not pull at it frame after frame.
        angle_sd = np.where(seen[..., 0], prior.angle_sd, _UNSEEN)
        twice = Prior(
            HandState(*(np.concatenate((a, a)) for a in (prior.state.turn, prior.state.angles, prior.state.scale))),
            *(np.concatenate((sd, sd)) for sd in (prior.turn_sd, angle_sd, prior.scale_sd)),
        )
        data = (np.concatenate((target, target)), np.concatenate((precision, precision)))
        for _ in range(steps):
            state = self._step(both, *data, state, twice)
        cost = self._cost(both, *data, state, twice)
        keep = np.where(cost[count:] <= cost[:count], np.arange(count) + count, np.arange(count))
        return HandState(state.turn[keep], state.angles[keep], state.scale[keep])

    def _sigmas(self, vectors: Array) -> Array:
        """Standard deviation of every row in x, y and z: (N, rows, 3), palm lengths."""
        out = np.empty(vectors.shape)
        out[..., :2] = _XY_SPAN
        out[..., 2] = _Z_SPAN
        out[:, _BONE_ROWS, :2] = _XY_BONE
        out[:, _BONE_ROWS, 2] = _Z_BONE
        apart = np.linalg.norm(vectors[:, _TOUCH_ROWS], axis=-1)
        loosened = np.exp(np.minimum(0.5 * (apart / _TOUCH_REACH) ** 2, 12.0))
        out[:, _TOUCH_ROWS, :2] = (_XY_TOUCH * loosened)[..., None]
        out[:, _TOUCH_ROWS, 2] = _Z_TOUCH * loosened
        return out

    def _palm_turn(self, side: Indices, points: Array, weight: Array, prior: Prior) -> Array:
        """Rotation of the palm from its six keypoints; the prior's where fewer than three are known."""
        w = weight[:, PALM_POINTS].copy()
        w[:, 1] *= 0.3  # the thumb's base moves with the thumb
        turn = fit(self._model.palm[side], points[:, PALM_POINTS], w)
        known = (w[:, [0, 2, 3, 4, 5]] > 0).sum(axis=1) >= 3
        return np.where(known[:, None, None], turn, prior.state.turn)

    def _residual(self, side: Indices, target: Array, state: HandState) -> tuple[Array, Array, Array]:
        """Row residuals (N, rows, 3), the model's points turned into the world, and their slopes."""
        bent = self._model.bend(side, state.angles)
        points = bent.points @ np.swapaxes(state.turn, -1, -2)
        slopes = np.matmul(state.turn[:, None], self._model.slopes(bent))
        model = points[:, _ROWS[:, 1]] - points[:, _ROWS[:, 0]]
        return target * state.scale[:, None, None] - model, points, slopes

    def _robust(self, residual: Array, precision: Array) -> Array:
        squared = (residual * residual * precision).sum(axis=-1, keepdims=True)
        return np.asarray(precision / (1 + squared / _OUTLIER**2))

    def _step(self, side: Indices, target: Array, precision: Array, state: HandState, prior: Prior) -> HandState:
        count = len(side)
        residual, points, slopes = self._residual(side, target, state)
        jacobian = np.zeros((count, POINTS, 3, _UNKNOWNS))
        # d(turned point) / d(rotation) = -[point]x
        x, y, z = points[..., 0], points[..., 1], points[..., 2]
        jacobian[:, :, 0, 1], jacobian[:, :, 0, 2] = z, -y
        jacobian[:, :, 1, 0], jacobian[:, :, 1, 2] = -z, x
        jacobian[:, :, 2, 0], jacobian[:, :, 2, 1] = y, -x
        jacobian[..., 4:] = slopes
        rows = jacobian[:, _ROWS[:, 1]] - jacobian[:, _ROWS[:, 0]]
        rows[..., 3] = -target * state.scale[:, None, None]
        weights = self._robust(residual, precision)
        flat = rows.reshape(count, -1, _UNKNOWNS)
        weighted = flat * weights.reshape(count, -1, 1)
        normal = np.swapaxes(weighted, 1, 2) @ flat
        right = (weighted * residual.reshape(count, -1, 1)).sum(axis=1)
        self._add_priors(normal, right, state, prior)
        diagonal = np.arange(_UNKNOWNS)
        normal[:, diagonal, diagonal] *= 1 + _DAMPING
        move = np.linalg.solve(normal, right[..., None])[..., 0]
        return HandState(
            from_vector(np.clip(move[:, :3], -1.0, 1.0)) @ state.turn,
            clamp_fingers(state.angles + np.clip(move[:, 4:], -1.0, 1.0).reshape(count, 5, ANGLES)),
            state.scale * np.exp(np.clip(move[:, 3], -0.3, 0.3)),
        )

    def _add_priors(self, normal: Array, right: Array, state: HandState, prior: Prior) -> None:
        d = np.arange(_UNKNOWNS)
        turn_precision = prior.turn_sd[:, None] ** -2
        normal[:, d[:3], d[:3]] += turn_precision
        right[:, :3] -= turn_precision * to_vector(state.turn @ np.swapaxes(prior.state.turn, -1, -2))
        scale_precision = prior.scale_sd**-2
        normal[:, 3, 3] += scale_precision
        right[:, 3] -= scale_precision * np.log(state.scale / prior.state.scale)
        habit = np.empty((5, ANGLES))
        habit[0], habit[1:] = _HABIT_THUMB**-2.0, _HABIT**-2.0
        hold = np.repeat(prior.angle_sd**-2, ANGLES, axis=1)
        angles, before = state.angles.reshape(-1, HINGES), prior.state.angles.reshape(-1, HINGES)
        normal[:, d[4:], d[4:]] += habit.reshape(-1) + hold
        right[:, 4:] -= habit.reshape(-1) * (angles - _REST.reshape(-1)) + hold * (angles - before)
        bend, curl = _bend_columns(), _curl_columns()
        gap = angles[:, curl] - _COUPLED * angles[:, bend]
        p = _COUPLING**-2
        curl, bend = 4 + curl, 4 + bend
        normal[:, curl, curl] += p
        normal[:, bend, bend] += p * _COUPLED**2
        normal[:, curl, bend] -= p * _COUPLED
        normal[:, bend, curl] -= p * _COUPLED
        right[:, curl] -= p * gap
        right[:, bend] += p * _COUPLED * gap

    def _cost(self, side: Indices, target: Array, precision: Array, state: HandState, prior: Prior) -> Array:
        bent = self._model.bend(side, state.angles)
        points = bent.points @ np.swapaxes(state.turn, -1, -2)
        residual = target * state.scale[:, None, None] - (points[:, _ROWS[:, 1]] - points[:, _ROWS[:, 0]])
        squared = (residual * residual * precision).sum(axis=-1)
        data = _OUTLIER**2 * np.log1p(squared / _OUTLIER**2).sum(axis=1)
        turned = to_vector(state.turn @ np.swapaxes(prior.state.turn, -1, -2)) / prior.turn_sd[:, None]
        moved = (state.angles - prior.state.angles) / prior.angle_sd[..., None]
        scaled = np.log(state.scale / prior.state.scale) / prior.scale_sd
        return np.asarray(data + (turned**2).sum(axis=1) + (moved**2).sum(axis=(1, 2)) + scaled**2)


# The relaxed hand that habits pull to where nothing is seen of an angle.
_REST: Final[Array] = np.zeros((5, ANGLES))
_REST[1:, 0], _REST[1:, BEND], _REST[1:, CURL] = np.deg2rad(25.0), np.deg2rad(30.0), np.deg2rad(18.0)
_REST[0, BEND], _REST[0, CURL] = np.deg2rad(15.0), np.deg2rad(15.0)
RELAXED: Final[Array] = clamp_fingers(_REST)


def _bend_columns() -> Indices:
    return np.arange(1, 5) * ANGLES + BEND


def _curl_columns() -> Indices:
    return np.arange(1, 5) * ANGLES + CURL
