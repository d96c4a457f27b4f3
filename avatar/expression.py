"""What a face does: strengths of the avatar's face actions from the 68 points, against the same face at ease.

Lids are read as a share of their own opening, since people's eyes differ more than they move. Everything else is one
least-squares fit of the actions' movements with strengths in 0..1 (active set; Nocedal & Wright, "Numerical
Optimization", 2006, 16.5), each held to zero by how seldom people make it. Gaps count by themselves: whether the lips
are closed says more than where they are. The 68 points tell nothing of gaze, tongue and the depth of lips.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.face import FaceModel
from avatar.rotations import within

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

# The actions that are fitted, without their sides, and how strong they usually are.
_USUAL: Final = {
    "browDown": 0.5,
    "browInnerUp": 0.5,
    "browOuterUp": 0.5,
    "jawOpen": 0.5,
    "jawLeft": 0.15,
    "jawRight": 0.15,
    "mouthLeft": 0.25,
    "mouthRight": 0.25,
    "mouthSmile": 0.6,
    "mouthFrown": 0.35,
    "mouthPucker": 0.6,
    "mouthFunnel": 0.4,
    "mouthStretch": 0.4,
    "mouthUpperUp": 0.3,
    "mouthLowerDown": 0.3,
    "mouthRollUpper": 0.25,
    "mouthRollLower": 0.25,
    "mouthPress": 0.2,
    "mouthShrugUpper": 0.15,
    "mouthShrugLower": 0.25,
    "noseSneer": 0.2,
    "cheekPuff": 0.25,
}
_SIDES: Final = ("", "Left", "Right")
# Actions that no point tells of go with those that they go with in people.
_ALONG: Final = {"cheekSquint": ("mouthSmile", 0.6), "eyeSquint": ("cheekSquint", 0.4)}
# Standard deviation of the difference between an action's sides; brows hardly move apart, but a turned head seems so.
_EVEN, _EVEN_BROWS = 0.25, 0.08

# Standard deviations of points, metres, and which points count.
_BROWS, _LIPS, _NOSE, _JAW = range(17, 27), range(48, 68), range(31, 36), range(3, 14)
_POINTS: Final = (*_BROWS, *_LIPS, *_NOSE, *_JAW)
_CHOSEN: Final = np.array(_POINTS)
_POINT_SD: Final = np.array([0.0015] * 10 + [0.0015] * 20 + [0.0025] * 5 + [0.008] * 11)
# Pairs of points whose distance counts by itself: from, to, axis, standard deviation.
_GAPS: Final = (
    *((low, high, 1, 0.0006) for low, high in ((67, 61), (66, 62), (65, 63))),
    (57, 51, 1, 0.0010),
    (48, 54, 0, 0.0008),
    *((brow, eye, 1, 0.0012) for brow, eye in ((39, 21), (42, 22), (37, 19), (44, 24))),
)
# What a head read a little wrong does: shifts of all brows and all of the mouth, metres.
_SHIFTS: Final = ((_BROWS, 1, 0.0007), (_LIPS, 0, 0.0015), (_LIPS, 1, 0.0020))

_LIDS: Final = {"Right": ((37, 41), (38, 40)), "Left": ((43, 47), (44, 46))}
_SHUT: Final = 0.30  # of its usual opening: what is still seen of a shut eye, with lashes and the labels' slack
_WIDE: Final = 0.46  # above its usual opening: as far as the avatar's lids open
_CLOSED: Final = 0.85  # the strength at which the lids of the avatar meet
_SLACK: Final = 0.12  # of the opening: neither a blink nor a stare
_WINK: Final = 0.30  # differences between the eyes below this are the labels'
_ROUNDS: Final = 6
_FLAT: Final = 1e-9

REGIONS: Final = ("brows", "eyes", "mouth")
_REGION_POINTS: Final = (tuple(_BROWS), tuple(range(36, 48)), tuple(_LIPS))


class ExpressionFit:
    """Reads the actions of one avatar's face off frontal points."""

    def __init__(self, model: FaceModel) -> None:
        self.model = model
        self._names = model.names
        self._fitted = np.array([n for n, name in enumerate(model.names) if _bare(name) in _USUAL])
        usual = np.array([_USUAL[_bare(model.names[n])] for n in self._fitted])
        moves = model.moves[self._fitted][:, :, :2]
        count = len(self._fitted)
        points = np.array(_POINTS)
        rows = [moves[:, points].transpose(1, 2, 0).reshape(-1, count)]
        rows += [(moves[:, high, axis] - moves[:, low, axis])[None] for low, high, axis, _ in _GAPS]
        shifts = np.zeros((len(points), 2, len(_SHIFTS)))
        for k, (group, axis, _) in enumerate(_SHIFTS):
            shifts[np.isin(points, group), axis, k] = 1.0
        below = np.zeros((len(_GAPS), len(_SHIFTS)))
        self._rows = np.hstack((np.vstack(rows), np.vstack((shifts.reshape(-1, len(_SHIFTS)), below))))
        self._precision = np.concatenate((np.repeat(_POINT_SD, 2), [sd for *_, sd in _GAPS])) ** -2
        self._ends = np.array([(low, high, axis) for low, high, axis, _ in _GAPS])
        prior = np.diag(np.concatenate((usual, [sd for *_, sd in _SHIFTS])) ** -2.0)
        names = [model.names[n] for n in self._fitted]
        for k, name in enumerate(names):
            if name.endswith("Left") and name[:-4] + "Right" in names and _bare(name) not in ("jaw", "mouth"):
                pair = [k, names.index(name[:-4] + "Right")]
                even = _EVEN_BROWS if name.startswith("brow") else _EVEN
                prior[np.ix_(pair, pair)] += np.array(((1, -1), (-1, 1))) / even**2
        self._prior = prior
        self._bounded = np.arange(count + len(_SHIFTS)) < count

    def __call__(self, points: Array, neutral: Array, weight: Array, free: Mask | None = None) -> tuple[Array, Mask]:
        """Strengths (A,) in 0..1 of all actions, and which unknowns were free: what the next frame may start from.

        Args:
            points: (68, 2) frontal, metres, head frame.
            neutral: (68, 2) the same face at ease.
            weight: (68,) in 0..1.
            free: as the frame before has found it.
        """
        moved = points - neutral
        low, high, axis = self._ends.T
        chosen = _CHOSEN
        target = np.concatenate((moved[chosen].reshape(-1), moved[high, axis] - moved[low, axis]))
        say = self._precision * np.concatenate((np.repeat(weight[chosen], 2), np.minimum(weight[low], weight[high])))
        weighted = self._rows * say[:, None]
        normal = weighted.T @ self._rows + self._prior
        start = np.ones(len(normal), np.bool_) if free is None else free
        found, free = _between(normal, weighted.T @ target, self._bounded, start)
        out = np.zeros(len(self._names))
        out[self._fitted] = found[: len(self._fitted)]
        self._lids(points, neutral, weight, out)
        for name, (leader, share) in _ALONG.items():
            for side in ("Left", "Right"):
                out[self._names.index(name + side)] = share * out[self._names.index(leader + side)]
        return out, free

    def _lids(self, points: Array, neutral: Array, weight: Array, out: Array) -> None:
        now, usual = _openings(points), _openings(neutral)
        share = now / np.maximum(usual, 1e-4)
        say = np.array([weight[list(sum(pairs, ()))].min() for pairs in _LIDS.values()])
        if say.min() <= 0 or abs(share[0] - share[1]) < _WINK:
            share[:] = share @ np.maximum(say, 1e-6) / np.maximum(say, 1e-6).sum()
        for side, part in zip(_LIDS, share, strict=True):
            shut = _CLOSED * within((1 - _SLACK - part) / (1 - _SLACK - _SHUT), 0, 1)
            wide = within((part - 1 - _SLACK) / _WIDE, 0, 1)
            out[self._names.index(f"eyeBlink{side}")] = shut
            out[self._names.index(f"eyeWide{side}")] = wide


def region_scores(weight: Array) -> Array:
    """How surely brows, eyes and mouth are seen, (3,), of the points' weights (68,)."""
    return np.array([weight[list(points)].mean() for points in _REGION_POINTS])


def regions(names: tuple[str, ...]) -> NDArray[np.int64]:
    """Which of `REGIONS` each action belongs to, (A,)."""
    return np.array([0 if name.startswith("brow") else 1 if name.startswith("eye") else 2 for name in names])


def _bare(name: str) -> str:
    """The name of an action without its side, if it has two."""
    if name in _USUAL:
        return name
    return name.removesuffix("Left").removesuffix("Right")


def _openings(points: Array) -> Array:
    """How far the eyes are open, right and left, metres."""
    return np.array([np.mean([points[up, 1] - points[low, 1] for up, low in pairs]) for pairs in _LIDS.values()])


def _between(normal: Array, right: Array, bounded: Mask, free: Mask) -> tuple[Array, Mask]:
    """The x of least x'Nx / 2 - r'x, the bounded unknowns in 0..1; and which of them are inside."""
    out = np.zeros(len(right))
    for _ in range(_ROUNDS):
        rows = np.flatnonzero(free)
        rest = right[rows] - normal[rows][:, ~free] @ out[~free]
        out[rows] = np.linalg.solve(normal[rows][:, rows], rest)
        over = bounded & ((out < 0) | (out > 1))
        out = np.where(bounded, within(out, 0, 1), out)
        slope = normal @ out - right
        wrong = ~free & (((out <= 0) & (slope < -_FLAT)) | ((out >= 1) & (slope > _FLAT)))
        if not over.any() and not wrong.any():
            break
        free = (free & ~over) | wrong
    return out, free
