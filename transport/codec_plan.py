"""What the encoder decides to write of a pose: the cheapest that every error bound allows.

Nothing here is part of the wire format; a decoder only sees the outcome.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from detector.pose import Pose
from transport.codec_entropy import NO_MODE
from transport.codec_layout import (
    COORDINATES,
    MAX_PIXELS,
    MAX_UNITS,
    PARTS,
    SCORE_LEVELS,
    UNITS_PER_PIXEL,
    Extent,
    Ints,
    Known,
    Row,
    axis_steps,
    in_row,
    row_steps,
    step_index,
)
from transport.codec_pose import FINE, LIMIT, CodedPose, Plan, origins, split_time
from transport.codec_quantise import Bound, excess_of_points, outside_of, quantise
from transport.codec_transform import TRANSFORMS, Transforms, settled

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
    pose: Pose, ticks: int, reference: CodedPose, precision: float, transforms: Transforms = TRANSFORMS
) -> Plan:
    """Quantise a pose against a reference.

    Args:
        pose: what to write.
        ticks: its time, later than the reference's.
        reference: the pose the reader has already, with the frame size of this one.
        precision: bound of the error of x and y, as a share of the size of the part.
        transforms: how the parts move.
    """
    wanted = in_row(pose.xyz)
    extent = Extent.of(wanted)
    if extent.furthest > MAX_UNITS:
        pose = _without_mistakes(pose)
        wanted = in_row(pose.xyz)
        extent = Extent.of(wanted)
    known = Known.of(pose.known)
    numbers = [number for number, some in enumerate(known.some) if some]
    steps, modes = list(reference.steps), list(reference.modes)
    for number in numbers:
        steps[number] = _step(extent.sizes[number], precision, reference, number)
    steps_of_row = row_steps(tuple(steps))
    moving = [number for number in numbers if reference.held[number]]
    motion = _motion(wanted, reference.units, steps_of_row, known, moving)
    bounds = [_bound(steps[n], precision * size * UNITS_PER_PIXEL) for n, size in enumerate(extent.sizes)]
    weights, reached, unmet = quantise(motion, moving, [bound.picture for bound in bounds], transforms)
    units = settled(reference.units, reached, steps_of_row)
    residuals: dict[int, Ints] = {}
    for number in unmet:
        # Whatever they did before, points that are not known stay where they can be told of later.
        places = PARTS[number].places
        if np.abs(units[places]).max() > LIMIT:
            weights[transforms.rows[number]] = 0
            units[places] = reference.units[places]
        _correct(wanted, units, known, number, steps[number], bounds[number], residuals)
    for number in numbers:
        if not reference.held[number]:
            _place(wanted, units, known, number, steps[number], (pose.width, pose.height), residuals)
            modes[number] = NO_MODE
    levels = _levels(pose.score, reference, known)
    return Plan(
        coded=CodedPose(
            ticks,
            split_time(ticks - reference.ticks, reference.interval)[1],
            reference.width,
            reference.height,
            known,
            units,
            levels,
            tuple(held or known.some[number] for number, held in enumerate(reference.held)),
            tuple(steps),
            tuple(modes),
        ),
        moving=moving,
        weights=weights,
        residuals=residuals,
        rescored=levels is not reference.levels,
    )


def _without_mistakes(pose: Pose) -> Pose:
    """The pose without points so far out that they can only be mistakes."""
    far = (np.abs(pose.xyz) > MAX_PIXELS).any(axis=1)
    return Pose.of(pose.time_us, (pose.width, pose.height), pose.xyz, np.where(far, 0.0, pose.score).astype(np.float32))


def _step(size: float, precision: float, reference: CodedPose, number: int) -> int:
    needed = step_index(size, precision)
    held = reference.steps[number]
    return held if reference.held[number] and needed - _STEP_SLACK <= held <= needed else needed


def _levels(score: NDArray[np.float32], reference: CodedPose, known: Known) -> Ints:
    """The levels of the scores (K,): the reference's own array, if it stays."""
    scaled = score * np.float32(SCORE_LEVELS)
    change = np.abs(scaled - reference.levels) > _SCORE_SLACK
    if not all(known.every):
        change &= known.points
    if not change.any():
        return reference.levels
    rounded = np.maximum(np.floor(scaled + 0.5), 1).astype(np.int64)
    return np.where(change, rounded, reference.levels)


def _motion(wanted: Row, units: Row, steps: Row, known: Known, moving: list[int]) -> Row:
    """float64 (3K,): how far coordinates should go, in steps."""
    motion: Row = wanted - units
    motion /= steps
    for number in moving:
        if not known.every[number]:
            # Nobody sees where these go; along with the others costs least.
            planes = motion[PARTS[number].places].reshape(3, -1)
            there = known.points[PARTS[number].points]
            planes[:, ~there] = planes[:, there].mean(axis=1, keepdims=True)
    return motion


def _bound(step: int, allowed: float) -> Bound:
    """Of a part, from what is allowed in the picture, in units."""
    picture = max(allowed - _ROUNDING, 0.0) / axis_steps(PARTS[0], step)[0]
    return Bound(picture, picture / 2**0.5)


def _correct(
    wanted: Row, units: Row, known: Known, number: int, step: int, bound: Bound, residuals: dict[int, Ints]
) -> None:
    """Correct, in ``units``, single points of a part whose motion does not keep the bound, and note by how much."""
    points = known.points[PARTS[number].points]
    places = COORDINATES[PARTS[number].points][points]
    steps = np.array(axis_steps(PARTS[number], step))
    fine = steps >> FINE
    error = (wanted[places] - units[places]) / steps
    outside = np.flatnonzero(excess_of_points(error, bound) > 0)
    if not len(outside):
        return
    corrections = np.zeros(places.shape, np.int64)
    nearest = np.floor(error[outside] * steps / fine + 0.5)
    fewest = np.round(outside_of(error[outside], bound, _INSIDE) * steps / fine)
    enough = excess_of_points(error[outside] - fewest * fine / steps, bound) == 0
    corrections[outside] = np.where(enough[:, None], fewest, nearest)
    residuals[number] = corrections
    units[places] += corrections * fine


def _place(
    wanted: Row,
    units: Row,
    known: Known,
    number: int,
    step: int,
    size: tuple[int, int],
    residuals: dict[int, Ints],
) -> None:
    """Place, in ``units``, a part that the reference does not have, point by point, and note where."""
    part = PARTS[number]
    fine = np.array(axis_steps(part, step)) >> FINE
    away = np.zeros((part.count, 3), np.int64)
    for points, origin in origins(units, known, number, size):
        there, rows = known.points[points], points - part.points.start
        missing = (wanted[COORDINATES[points]] - origin) / fine
        away[rows] = np.where(there[:, None], np.floor(missing + 0.5), 0)
        units[COORDINATES[points]] = origin + away[rows] * fine
    residuals[number] = away[known.points[part.points]]
