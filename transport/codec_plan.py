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
    part_size,
    point_steps,
    step_index,
)
from transport.codec_pose import FINE, LIMIT, CodedPose, Mask, Plan, origins, split_time
from transport.codec_quantise import Bound, excess_of_points, outside_of, quantise
from transport.codec_transform import TRANSFORMS, Transform

Floats = NDArray[np.float64]

# A known score keeps its level while it is no further than this from it, in levels: noise costs no bits.
_SCORE_SLACK: Final = 1.0
# The step of a part may be this many indices finer than needed before it is changed.
_STEP_SLACK: Final = 3
# A point that is out of bounds is brought back this far inside, or it would soon be out again.
_INSIDE: Final = 0.8
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
    residuals = np.zeros((K, 3), np.int64)
    weights: list[Ints | None] = [None] * len(PARTS)
    wanted = pose.xyz.astype(np.float64) * UNITS_PER_PIXEL
    for number, part in enumerate(PARTS):
        if not coded.known[part.points].any():
            continue
        size = part_size(pose, part)
        coded.steps[number] = _step(size, precision, reference, number)
        allowed = precision * size * UNITS_PER_PIXEL
        if reference.held[number]:
            weights[number] = _move(wanted, coded, residuals, number, allowed, transforms[number])
        else:
            _place(wanted, coded, residuals, number)
    levels = _levels(pose.score, reference)
    coded.levels[:] = levels
    return Plan(coded, tuple(weights), residuals, levels - reference.levels)


def _usable(pose: Pose) -> Pose:
    """The pose without points so far out that they can only be mistakes."""
    with np.errstate(invalid="ignore"):
        far = (np.abs(pose.xyz) > MAX_PIXELS).any(axis=1)
    if not far.any():
        return pose
    return Pose.of(pose.time_us, (pose.width, pose.height), pose.xyz, np.where(far, 0.0, pose.score).astype(np.float32))


def _step(size: float, precision: float, reference: CodedPose, number: int) -> int:
    needed = step_index(size, precision)
    held = int(reference.steps[number])
    return held if reference.held[number] and needed - _STEP_SLACK <= held <= needed else needed


def _levels(score: NDArray[np.float32], reference: CodedPose) -> Ints:
    scaled = score.astype(np.float64) * SCORE_LEVELS
    keep = (np.abs(scaled - reference.levels) <= _SCORE_SLACK) | (score == 0)
    return np.where(keep, reference.levels, np.maximum(np.floor(scaled + 0.5).astype(np.int64), 1))


def _move(wanted: Floats, coded: CodedPose, residuals: Ints, number: int, allowed: float, transform: Transform) -> Ints:
    """Move a part from where the reference has it; returns the weights.

    Args:
        wanted: float64 (K, 3): where the points are, in units; NaN where not known.
        coded: still with the reference's coordinates of this part, which are replaced.
        residuals: set where single points must be corrected.
        number: which part.
        allowed: bound in the picture, in units.
        transform: the part's.
    """
    part = PARTS[number]
    known = coded.known[part.points]
    steps = point_steps(part, int(coded.steps[number]))
    motion = (wanted[part.points] - coded.units[part.points]) / steps
    if not known.all():
        # Nobody sees where these go; along with the others costs least.
        motion[~known] = motion[known].mean(axis=0)
    bound = _bound(steps, allowed)
    weights, met = quantise(motion, transform, bound)
    moved = coded.units[part.points] + transform.synthesise(weights, steps)
    # Whatever they did before, points that are not known stay where they can be told of later.
    if not met and (np.abs(moved) > LIMIT).any():
        weights = np.zeros_like(weights)
        moved = coded.units[part.points].copy()
    if not met:
        residuals[part.points] = _corrections(wanted[part.points], moved, known, steps, bound)
        moved += residuals[part.points] * (steps >> FINE)
    coded.units[part.points] = moved
    return weights


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


def _place(wanted: Floats, coded: CodedPose, residuals: Ints, number: int) -> None:
    """Place a part that the reference does not have, point by point."""
    part = PARTS[number]
    steps = point_steps(part, int(coded.steps[number])) >> FINE
    for points, places in origins(coded.units, coded.known, number, (coded.width, coded.height)):
        rows = points - part.points.start
        away = np.where(coded.known[points][:, None], (wanted[points] - places) / steps[rows], 0.0)
        residuals[points] = np.floor(away + 0.5)
        coded.units[points] = places + residuals[points] * steps[rows]
    coded.held[number] = True
    coded.modes[number] = NO_MODE
