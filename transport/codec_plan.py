"""What the encoder decides to write of a pose: the cheapest that every error bound allows.

Nothing here is part of the wire format; a decoder only sees the outcome.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from detector.pose import Pose
from detector.skeleton import K
from transport.codec_entropy import NO_MODE
from transport.codec_layout import (
    MAX_PIXELS,
    PARTS,
    SCORE_LEVELS,
    UNITS_PER_PIXEL,
    Ints,
    PartsKnown,
    part_sizes,
    point_steps,
    pose_steps,
    step_index,
)
from transport.codec_pose import FINE, LIMIT, CodedPose, Mask, Plan, origins, split_time
from transport.codec_quantise import Bound, excess_of_points, outside_of, quantise
from transport.codec_transform import DEPTH_SCALE, TRANSFORMS, Transform, in_units

Floats = NDArray[np.float64]

# A known score keeps its level while it is no further than this from it, in levels: noise costs no bits.
_SCORE_SLACK: Final = 1.0
# The step of a part may be this many indices finer than needed before it is changed.
_STEP_SLACK: Final = 3
# A point that is out of bounds is brought back this far inside, or it would soon be out again.
_INSIDE: Final = 0.8
# See ``Transform.layers``.
_LAYER_SCALES: Final[Floats] = np.array([[1.0], [1.0], [DEPTH_SCALE]])
# Kept from the bound for the roundings of arithmetic, in units.
_ROUNDING: Final = 2.0


def plan_pose(
    pose: Pose, ticks: int, reference: CodedPose, precision: float, transforms: tuple[Transform, ...] = TRANSFORMS
) -> Plan:
    """Quantise a pose against a reference.

    Args:
        pose: what to write.
        ticks: its time, later than the reference's.
        reference: the pose the reader has already, with the frame size of this one.
        precision: bound of the error of x and y, as a share of the size of the part.
        transforms: how the parts move.
    """
    pose = _usable(pose)
    coded = reference.successor(ticks, split_time(ticks - reference.ticks, reference.interval)[1])
    coded.known[:] = pose.known
    sizes, seen = part_sizes(pose), PartsKnown.of(coded.known).some
    for number in range(len(PARTS)):
        if seen[number]:
            coded.steps[number] = _step(sizes[number], precision, reference, number)
    nothing = np.zeros((K, 3), np.int64)
    plan = Plan(coded, [None] * len(PARTS), nothing, _new_levels(pose.score, coded), [False] * len(PARTS))
    wanted = np.multiply(pose.xyz, UNITS_PER_PIXEL, dtype=np.float64)
    held = reference.held.tolist()
    moves = [number for number in range(len(PARTS)) if seen[number] and held[number]]
    _move(wanted, plan, moves, [precision * size * UNITS_PER_PIXEL for size in sizes], transforms)
    for number in range(len(PARTS)):
        if seen[number] and not held[number]:
            _place(wanted, plan, number)
    return plan


def _usable(pose: Pose) -> Pose:
    """The pose without points so far out that they can only be mistakes."""
    # fmax passes over NaN.
    if not np.fmax.reduce(np.abs(pose.xyz), axis=None) > MAX_PIXELS:
        return pose
    far = (np.abs(pose.xyz) > MAX_PIXELS).any(axis=1)
    return Pose.of(pose.time_us, (pose.width, pose.height), pose.xyz, np.where(far, 0.0, pose.score).astype(np.float32))


def _step(size: float, precision: float, reference: CodedPose, number: int) -> int:
    needed = step_index(size, precision)
    held = int(reference.steps[number])
    return held if reference.held[number] and needed - _STEP_SLACK <= held <= needed else needed


def _new_levels(score: NDArray[np.float32], coded: CodedPose) -> Ints:
    """Replace the reference's levels by those of the scores (K,); returns the changes."""
    scaled = np.multiply(score, SCORE_LEVELS, dtype=np.float64)
    change = (np.abs(scaled - coded.levels) > _SCORE_SLACK) & coded.known
    if not np.count_nonzero(change):
        return np.zeros(K, np.int64)
    levels = np.where(change, np.maximum(np.floor(scaled + 0.5).astype(np.int64), 1), coded.levels)
    changes: Ints = levels - coded.levels
    coded.levels[:] = levels
    return changes


def _move(
    wanted: Floats, plan: Plan, numbers: list[int], allowed: list[float], transforms: tuple[Transform, ...]
) -> None:
    """Move parts from where the reference has them, and note the weights, and corrections where points need them.

    Args:
        wanted: float64 (K, 3): where the points are, in units; NaN where not known.
        plan: its pose still with the reference's coordinates of these parts, which are replaced.
        numbers: which parts.
        allowed: bound in the picture of each part, in units.
        transforms: of all parts.
    """
    coded = plan.coded
    every = PartsKnown.of(coded.known).every
    steps = pose_steps(tuple(coded.steps.tolist()))
    motion = (wanted - coded.units) / steps
    layers = np.multiply(motion.T, _LAYER_SCALES, order="C")
    sums = np.zeros(3 * K)
    unmet: list[tuple[int, Bound]] = []
    for number in numbers:
        points = PARTS[number].points
        motion_of_part = layers[:, points]
        if not every[number]:
            # Nobody sees where these go; along with the others costs least.
            known = coded.known[points]
            motion_of_part[:, ~known] = motion_of_part[:, known].mean(axis=1, keepdims=True)
        bound = _bound(steps[points], allowed[number])
        weights, met = quantise(motion_of_part.ravel(), transforms[number], bound.picture)
        transforms[number].synthesise(weights, sums[3 * points.start : 3 * points.stop])
        plan.weights[number] = weights.astype(np.int64)
        if not met:
            unmet.append((number, bound))
    moved = coded.units + in_units(sums, steps)
    for number, bound in unmet:
        _correct(wanted, plan, moved, number, bound)
    coded.units[:] = moved


def _correct(wanted: Floats, plan: Plan, moved: Ints, number: int, bound: Bound) -> None:
    """Correct single points of a part whose motion, in ``moved``, does not keep the bound."""
    coded, points = plan.coded, PARTS[number].points
    weights = plan.weights[number]
    # Whatever they did before, points that are not known stay where they can be told of later.
    if weights is not None and (np.abs(moved[points]) > LIMIT).any():
        plan.weights[number] = np.zeros_like(weights)
        moved[points] = coded.units[points]
    steps = point_steps(PARTS[number], int(coded.steps[number]))
    corrections = _corrections(wanted[points], moved[points], coded.known[points], steps, bound)
    plan.residuals[points] = corrections
    plan.corrected[number] = bool(corrections.any())
    moved[points] += corrections * (steps >> FINE)


def _bound(steps: Ints, allowed: float) -> Bound:
    picture = max(allowed - _ROUNDING, 0.0) / float(steps[0, 0])
    return Bound(picture, picture / 2**0.5)


def _corrections(wanted: Floats, moved: Ints, known: Mask, steps: Ints, bound: Bound) -> Ints:
    """int64 (n, 3): the fewest fine steps that bring back what is out of bounds, 0 for everything else."""
    fine = steps >> FINE
    error = np.where(known[:, None], (wanted - moved) / steps, 0.0)
    outside = np.flatnonzero(excess_of_points(error, bound) > 0)
    result = np.zeros_like(moved)
    if len(outside):
        nearest = np.floor(error[outside] * steps[outside] / fine[outside] + 0.5)
        fewest = np.round(outside_of(error[outside], bound, _INSIDE) * steps[outside] / fine[outside])
        left = error[outside] - fewest * fine[outside] / steps[outside]
        enough = excess_of_points(left, bound) == 0
        result[outside] = np.where(enough[:, None], fewest, nearest)
    return result


def _place(wanted: Floats, plan: Plan, number: int) -> None:
    """Place a part that the reference does not have, point by point."""
    part, coded, residuals = PARTS[number], plan.coded, plan.residuals
    steps = point_steps(part, int(coded.steps[number])) >> FINE
    for points, places in origins(coded.units, coded.known, number, (coded.width, coded.height)):
        rows = points - part.points.start
        away = np.where(coded.known[points][:, None], (wanted[points] - places) / steps[rows], 0.0)
        residuals[points] = np.floor(away + 0.5)
        coded.units[points] = places + residuals[points] * steps[rows]
    plan.corrected[number] = bool(residuals[part.points].any())
    coded.held[number] = True
    coded.modes[number] = NO_MODE
