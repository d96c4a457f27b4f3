"""Joint angles of hands from their keypoints: a few damped Gauss-Newton steps from the better of two starts.

What is compared are vectors between keypoints, so that a shift of the hand never matters:

- every bone, brought from the human hand's proportions to the avatar's: its direction in the picture is right, and
  its foreshortening tells the depth;
- every point's place from the middle of all, as it is: the outline of the hand, where proportions differ;
- fingertips over the palm lie on it, and the thumb on folded fingers (`avatar.palmside`);
- thumb tip to the other fingers, and fingertip to fingertip, the more the closer they are: what touches, touches.

The picture's x and y count strongly, z (a small network's guess) weakly: it mostly decides toward or away.
Levenberg-Marquardt after Nocedal & Wright, "Numerical Optimization", 2006, 10.3; Cauchy weights after Holland &
Welsch, 1977.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.hands import HINGES, PALM_POINTS, POINTS, Bent, HandModel, Indices
from avatar.limits import ANGLES, BEND, CURL, FLEX, clamp_fingers
from avatar.palmside import Deep, PalmSide
from avatar.rotations import fit, from_vector, to_vector, within
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
_TOUCHES: Final = (*tuple((4, 4 * f + j) for f in range(1, 5) for j in (2, 3, 4)), (8, 12), (12, 16), (16, 20))
_PAIRS: Final[Indices] = np.array(HAND_BONES + _TOUCHES)
_BONE_ROWS: Final = slice(0, len(HAND_BONES))
_PALM_ROWS: Final = slice(0, len(HAND_BONES), 4)
_TOUCH_ROWS: Final = slice(len(HAND_BONES), len(_PAIRS))
_PLACE_ROWS: Final = slice(len(_PAIRS), len(_PAIRS) + POINTS)

# Standard deviations, in palm lengths.
_XY_BONE, _Z_BONE = 0.0235, 0.12
_Z_PALM: Final = 0.085  # the palm's bones are long, and five tell of one palm
_XY_PLACE, _Z_PLACE = 0.047, 3.0
_XY_TOUCH, _Z_TOUCH = 0.012, 0.012
_TOUCH_REACH: Final = 0.12  # how far apart two points still count as touching
_OUTLIER: Final = 4.5  # standard deviations from where on a row counts less
_APART: Final = 15.0  # the same of what should touch: it starts apart, in depth, and is no outlier for that

# Standard deviations of the priors, radians; scale as a logarithm.
_HABIT: Final[Array] = np.deg2rad(np.array((60.0, 14.0, 6.0, 60.0, 45.0)))
_HABIT_THUMB: Final[Array] = np.deg2rad(np.array((30.0, 25.0, 10.0, 35.0, 35.0)))
_COUPLING: Final = np.deg2rad(18.0)  # the end joint bends with the middle one, about two thirds as far
_COUPLED: Final = 0.6
_DAMPING: Final = 1e-3
_BACKWARD: Final = np.deg2rad(70.0)  # beyond what joints do and farther than mirrored, all fingers together
_BENDS: Final = [FLEX, BEND, CURL]
_UNSEEN: Final = np.deg2rad(0.5)  # how far a finger that is not seen may move

# Scale, rotation, then the angles.
_UNKNOWNS: Final = 4 + HINGES
_MOVING: Final = 3 + HINGES
_DIAGONAL: Final[Indices] = np.arange(_UNKNOWNS)

# (rows, 21): what of the keypoints every row is: end minus start, or a point minus the middle of all.
_ENDS: Final[Array] = np.vstack(
    (np.eye(POINTS)[_PAIRS[:, 1]] - np.eye(POINTS)[_PAIRS[:, 0]], np.eye(POINTS) - 1 / POINTS)
)
_STARTS: Final[Array] = np.ascontiguousarray(_ENDS.T)
_ROWS: Final = len(_ENDS)
# (3, 9): a vector v times this is the matrix -[v]x, row by row.
_CROSS: Final[Array] = np.array(
    ((0, 0, 0, 0, 0, 1, 0, -1, 0), (0, 0, -1, 0, 0, 0, 1, 0, 0), (0, 1, 0, -1, 0, 0, 0, 0, 0)), np.float64
)


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

    def only(self, which: Indices) -> HandState:
        """Some of the hands."""
        return HandState(self.turn[which], self.angles[which], self.scale[which])


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
        self._palm_side = PalmSide(model, self.palm)
        self._outlier = np.full(_ROWS, _OUTLIER)
        self._outlier[_TOUCH_ROWS] = _APART
        self._ratio = np.ones((2, _ROWS))
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
        turn = self._palm_turn(side, points, weight, prior)
        points, fresh = self._bent_as_fingers_do(side, points, turn)
        vectors = _ENDS @ points
        row_weight = np.empty((count, _ROWS))
        row_weight[:, : len(_PAIRS)] = np.minimum(weight[:, _PAIRS[:, 0]], weight[:, _PAIRS[:, 1]])
        # Of a hand that is not wholly seen the middle is not known.
        row_weight[:, _PLACE_ROWS] = weight * (weight.min(axis=1, keepdims=True) > 0)
        palm = self.palm[side]
        sigma = self._sigmas(vectors * (prior.state.scale / palm)[:, None, None])
        precision = row_weight[..., None] / (sigma * palm[:, None, None]) ** 2
        target = vectors * self._ratio[side][..., None]

        seen = weight[:, 1:].reshape(count, 5, 4).min(axis=-1)[..., None] > 0
        fresh = np.where(seen, fresh, prior.state.angles)

        # A finger that is not seen stays as it was; habit must not pull at it frame after frame.
        prior = replace(prior, angle_sd=np.where(seen[..., 0], prior.angle_sd, _UNSEEN))
        # Both starts of every hand take the first step together: small stacks cost as much as single hands.
        both = np.tile(np.arange(count), 2)
        state = HandState(
            np.concatenate((turn, prior.state.turn)),
            np.concatenate((fresh, prior.state.angles)),
            prior.state.scale[both],
        )
        data, pull = _Data(target, precision), _Pull(prior)
        doubled, pulls = data.only(both), pull.only(both)
        state = self._moved(side[both], self._look(side[both], doubled, state), doubled, state, pulls)
        look = self._look(side[both], doubled, state)
        cost = (self._outlier**2 * np.log1p(look.squared)).sum(axis=1) + pulls.cost(state)
        cost += (look.deep.short**2 * look.deep.weight).sum(axis=1)
        better = np.arange(count) + np.where(cost[count:] <= cost[:count], count, 0)
        state, look = state.only(better), look.only(better)
        for step in range(1, steps):
            look = look if step == 1 else self._look(side, data, state)
            state = self._moved(side, look, data, state, pull)
        return state

    def _bent_as_fingers_do(self, side: Indices, points: Array, turn: Array) -> tuple[Array, Array]:
        """Keypoints whose fingers bend toward the palm, and the angles (N, 5, 5) that they ask for.

        Depth is what keypoints tell worst, and who takes a left hand for a right one tells all of it the wrong way
        round: fingers that it bends backward, as none bend, are mirrored in depth. In the picture they stay.
        """
        count = len(side)
        mirrored = points.copy()
        chains = mirrored[:, 1:].reshape(count, 5, 4, 3)
        chains[:, 1:, 1:, 2] = 2 * chains[:, 1:, :1, 2] - chains[:, 1:, 1:, 2]
        both = self._model.analytic(np.tile(side, 2), np.concatenate((points, mirrored)), np.concatenate((turn, turn)))
        limited = clamp_fingers(both)
        backward = (limited - both)[:, 1:, _BENDS].clip(min=0).sum(axis=(1, 2))
        other = (backward[:count] > backward[count:] + _BACKWARD)[:, None, None]
        return np.where(other, mirrored, points), np.where(other, limited[count:], limited[:count])

    def _sigmas(self, vectors: Array) -> Array:
        """Standard deviation of every row in x, y and z: (N, rows, 3), palm lengths."""
        out = np.empty(vectors.shape)
        out[..., :2] = _XY_PLACE
        out[..., 2] = _Z_PLACE
        out[:, _BONE_ROWS, :2] = _XY_BONE
        out[:, _BONE_ROWS, 2] = _Z_BONE
        out[:, _PALM_ROWS, 2] = _Z_PALM
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

    def _look(self, side: Indices, data: _Data, state: HandState) -> _Look:
        """Compare hands in a state with what is seen."""
        bent = self._model.bend(side, state.angles)
        points = bent.points @ np.swapaxes(state.turn, -1, -2)
        vectors = _ENDS @ points
        seen = data.target * state.scale[:, None, None]
        residual = seen - vectors
        squared = (residual * residual * data.precision).sum(axis=-1) / self._outlier**2
        return _Look(bent, points, seen, residual, squared, self._palm_side(side, bent.points))

    def _moved(self, side: Indices, look: _Look, data: _Data, state: HandState, pull: _Pull) -> HandState:
        """One Gauss-Newton step from a state."""
        count = len(state.scale)
        # How the keypoints move with turn and angles, axis by axis: d(turned point) / d(rotation) = -[point]x
        slopes = np.empty((count, 3, POINTS, _MOVING))
        slopes[..., :3] = (look.points.reshape(-1, 3) @ _CROSS).reshape(count, POINTS, 3, 3).transpose(0, 2, 1, 3)
        own = self._model.slopes(look.bent)
        slopes[..., 3:] = (state.turn[:, None] @ own).transpose(0, 2, 1, 3)
        # Rows are sums of points: what they say is gathered at the points before it meets the slopes.
        weights = (data.precision / (1 + look.squared)[..., None]).transpose(0, 2, 1)
        gathered = ((_STARTS * weights[:, :, None]) @ _ENDS) @ slopes
        said = weights[..., None] * np.stack((look.seen, look.residual), axis=-1).transpose(0, 2, 1, 3)
        at_points = (_STARTS @ said).reshape(count, -1, 2)
        flat = slopes.reshape(count, -1, _MOVING).transpose(0, 2, 1)
        whole = np.empty((count, _UNKNOWNS, _UNKNOWNS))
        right = np.empty((count, _UNKNOWNS))
        whole[:, 1:, 1:] = flat @ gathered.reshape(count, -1, _MOVING)
        along = flat @ at_points
        whole[:, 0, 1:] = whole[:, 1:, 0] = -along[..., 0]
        right[:, 1:] = along[..., 1]
        scaled = (said * look.seen.transpose(0, 2, 1)[..., None]).sum(axis=(1, 2))
        whole[:, 0, 0], right[:, 0] = scaled[:, 0], -scaled[:, 1]
        if look.deep.weight.any():
            rising = np.swapaxes(self._palm_side.slopes(side, look.deep, own), -1, -2)
            weighted = rising * look.deep.weight[:, None]
            whole[:, 4:, 4:] += weighted @ np.swapaxes(rising, -1, -2)
            right[:, 4:] += (weighted @ look.deep.short[..., None])[..., 0]
        normal, right = pull.add(whole, right, state)
        move = within(np.linalg.solve(normal, right[..., None])[..., 0], -1.0, 1.0)
        return HandState(
            from_vector(move[:, 1:4]) @ state.turn,
            clamp_fingers(state.angles + move[:, 4:].reshape(count, 5, ANGLES)),
            state.scale * np.exp(within(move[:, 0], -0.3, 0.3)),
        )


@dataclass(frozen=True, eq=False)
class _Look:
    """N hands beside what is seen.

    Attributes:
        bent: the hands.
        points: (N, 21, 3) their keypoints, turned into the world.
        seen: (N, rows, 3) the keypoints', at the hands' scale.
        residual: (N, rows, 3) the difference.
        squared: (N, rows) its square, one where a row begins to count less.
        deep: what is inside the palm or the fingers.
    """

    bent: Bent
    points: Array
    seen: Array
    residual: Array
    squared: Array
    deep: Deep

    def only(self, which: Indices) -> _Look:
        """Some of the hands."""
        bent = Bent(self.bent.points[which], self.bent.hinge_axes[which], self.bent.hinge_at[which])
        points, seen, residual = self.points[which], self.seen[which], self.residual[which]
        return _Look(bent, points, seen, residual, self.squared[which], self.deep.only(which))


@dataclass(frozen=True, eq=False)
class _Data:
    """What is seen of N hands: vectors (N, rows, 3) and their precisions, one over square metres."""

    target: Array
    precision: Array

    def only(self, which: Indices) -> _Data:
        """Some of the hands."""
        return _Data(self.target[which], self.precision[which])


class _Pull:
    """What pulls at the answer beside the keypoints: the frame before, habit, and joints that bend together."""

    def __init__(self, prior: Prior) -> None:
        count = len(prior.turn_sd)
        self._state = prior.state
        self._turn, self._scale = prior.turn_sd**-2, prior.scale_sd**-2
        self._hold = np.repeat(prior.angle_sd**-2, ANGLES, axis=1)
        diagonal = np.empty((count, _UNKNOWNS))
        diagonal[:, 0], diagonal[:, 1:4], diagonal[:, 4:] = self._scale, self._turn[:, None], self._hold
        self._matrix = np.tile(_HABITS, (count, 1, 1))
        self._matrix[:, _DIAGONAL, _DIAGONAL] += diagonal
        self._toward = _HABIT_TOWARD + self._hold * prior.state.angles.reshape(count, HINGES)

    def only(self, which: Indices) -> _Pull:
        """What pulls at some of the hands."""
        out = copy(self)
        out._state = self._state.only(which)
        out._turn, out._scale, out._hold = self._turn[which], self._scale[which], self._hold[which]
        out._matrix, out._toward = self._matrix[which], self._toward[which]
        return out

    def _away(self, state: HandState) -> tuple[Array, Array]:
        """How far the turn (N, 3) and the logarithm of the scale (N,) are from the frame before."""
        before = self._state
        turned = to_vector(state.turn @ np.swapaxes(before.turn, -1, -2))
        return turned, np.log(state.scale / before.scale)

    def cost(self, state: HandState) -> Array:
        """How much holding to the frame before speaks against a state, (N,)."""
        turned, scaled = self._away(state)
        moved = (state.angles - self._state.angles).reshape(-1, HINGES)
        return np.asarray(
            self._turn * (turned * turned).sum(axis=1)
            + (moved * moved * self._hold).sum(axis=1)
            + self._scale * scaled**2
        )

    def add(self, normal: Array, right: Array, state: HandState) -> tuple[Array, Array]:
        """Normal equations (N, 29, 29) and (N, 29) with the pull at a state, damped."""
        matrix = self._matrix
        out = normal + matrix
        out[:, _DIAGONAL, _DIAGONAL] *= 1 + _DAMPING
        turned, scaled = self._away(state)
        pull = np.empty(right.shape)
        pull[:, 0] = -self._scale * scaled
        pull[:, 1:4] = -self._turn[:, None] * turned
        angles = state.angles.reshape(-1, HINGES)
        pull[:, 4:] = self._toward - (matrix[:, 4:, 4:] @ angles[..., None])[..., 0]
        return out, right + pull


# The relaxed hand that habits pull to where nothing is seen of an angle.
_REST: Final[Array] = np.zeros((5, ANGLES))
_REST[1:, 0], _REST[1:, BEND], _REST[1:, CURL] = np.deg2rad(25.0), np.deg2rad(30.0), np.deg2rad(18.0)
_REST[0, BEND], _REST[0, CURL] = np.deg2rad(15.0), np.deg2rad(15.0)
RELAXED: Final[Array] = clamp_fingers(_REST)


def _habits() -> tuple[Array, Array]:
    """How habit pulls at the unknowns: its matrix (29, 29), and times the relaxed angles (25,)."""
    habit = np.empty((5, ANGLES))
    habit[0], habit[1:] = _HABIT_THUMB**-2.0, _HABIT**-2.0
    matrix = np.zeros((_UNKNOWNS, _UNKNOWNS))
    matrix[_DIAGONAL[4:], _DIAGONAL[4:]] = habit.reshape(-1)
    p = _COUPLING**-2
    for finger in range(1, 5):
        bend, curl = (4 + finger * ANGLES + angle for angle in (BEND, CURL))
        matrix[curl, curl] += p
        matrix[bend, bend] += p * _COUPLED**2
        matrix[curl, bend] -= p * _COUPLED
        matrix[bend, curl] -= p * _COUPLED
    return matrix, habit.reshape(-1) * _REST.reshape(-1)


_HABITS, _HABIT_TOWARD = _habits()
