"""How one pose is written against a reference pose, and read back.

Differential coding on whole numbers: every coordinate is predicted from the reference pose and from the
already decoded point that it hangs on, and only the rounded rest travels. Writer and reader rebuild the same
reference, so errors never add up. The order of everything is specified in docs/wire-format.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detector.pose import Pose
from detector.skeleton import K
from transport.codec_entropy import (
    FLAG_MODELS,
    FRESH_CONTEXT,
    MASK_MODELS,
    NO_CONTEXT,
    OFFSETS,
    SCORE_CONTEXT,
    SPREAD_BITS,
    SPREAD_MODELS,
    SPREADS,
    DamagedError,
    SymbolReader,
    SymbolWriter,
    total_bits,
)
from transport.codec_layout import (
    LEVELS,
    MAX_PIXELS,
    PARTS,
    SCORE_LEVELS,
    UNITS_PER_PIXEL,
    Ints,
    Part,
    axis_steps,
    part_size,
    step_index,
)
from transport.codec_predict import PREDICTION, Mask, Prediction, Predictor

_MASK_SAME: Final = 0
_MASK_ALL: Final = 1
_MASK_NONE: Final = 2
_MASK_EXPLICIT: Final = 3
Floats = NDArray[np.float64]

_STEP_BITS: Final = 7  # of an index into codec_layout.STEPS
# Beyond this no decoded coordinate can lie; up to it float32 holds every unit exactly.
_LIMIT: Final = 1 << 24
# A known score keeps its level while it is no further than this from it, in levels: noise costs no bits.
_SCORE_SLACK: Final = 0.75
# The step of a part may be this many indices finer than needed before it is changed.
_STEP_SLACK: Final = 3
_WITHIN: Final = 0.499  # of a step squared: the bound in the picture, less the roundings of arithmetic


@dataclass(frozen=True, eq=False)
class CodedPose:
    """A pose as both sides hold it.

    Attributes:
        time_us: capture time, microseconds of the sender's clock.
        width: frame width in pixels.
        height: frame height in pixels.
        units: int64 (K, 3) coordinates in 1/256 pixel, 0 where unknown.
        levels: int64 (K,) scores in 0..SCORE_LEVELS, 0 exactly where unknown.
        steps: int64 (4,) step index of each part, 0 where nothing of the part is known.
    """

    time_us: int
    width: int
    height: int
    units: Ints
    levels: Ints
    steps: Ints

    @property
    def known(self) -> Mask:
        """bool (K,): which points are known."""
        return self.levels > 0

    def pose(self) -> Pose:
        """As everybody else knows it."""
        xyz = (self.units / UNITS_PER_PIXEL).astype(np.float32)
        xyz[~self.known] = np.nan
        return Pose(self.time_us, self.width, self.height, xyz, (self.levels / SCORE_LEVELS).astype(np.float32))


def blank(time_us: int, width: int, height: int) -> CodedPose:
    """The reference of a keyframe: nothing is known."""
    return CodedPose(
        time_us, width, height, np.zeros((K, 3), np.int64), np.zeros(K, np.int64), np.zeros(len(PARTS), np.int64)
    )


def _choices(offsets: Ints) -> list[Ints]:
    return [np.clip(spread + offsets, 1, SPREADS - 1) for spread in range(1, SPREADS)]


def _write_block(writer: SymbolWriter, values: Ints, offsets: Ints, context: int) -> int:
    """Write residuals (n,) with the spread that makes them shortest; returns that spread."""
    if not values.any():
        spread = 0
    else:
        choices = _choices(offsets)
        spread = int(np.argmin(total_bits(values, choices) + SPREAD_BITS[context, 1:])) + 1
    writer.symbol(spread, SPREAD_MODELS[context])
    if spread:
        writer.residuals(values, np.clip(spread + offsets, 1, SPREADS - 1))
    return spread


def _read_block(reader: SymbolReader, offsets: Ints, context: int) -> tuple[Ints, int]:
    spread = reader.symbol(SPREAD_MODELS[context])
    if spread == 0:
        return np.zeros(len(offsets), np.int64), 0
    return reader.residuals(np.clip(spread + offsets, 1, SPREADS - 1)), spread


def _no_offsets(count: int) -> Ints:
    return np.zeros(count, np.int64)


def _write_mask(writer: SymbolWriter, known: Mask, before: Mask) -> None:
    if np.array_equal(known, before):
        writer.symbol(_MASK_SAME, MASK_MODELS[0])
    elif known.all():
        writer.symbol(_MASK_ALL, MASK_MODELS[0])
    elif not known.any():
        writer.symbol(_MASK_NONE, MASK_MODELS[0])
    else:
        writer.symbol(_MASK_EXPLICIT, MASK_MODELS[0])
        for bit in known.tolist():
            writer.bits(int(bit), 1)


def _read_mask(reader: SymbolReader, before: Mask) -> Mask:
    kind = reader.symbol(MASK_MODELS[0])
    if kind == _MASK_SAME:
        return before
    if kind == _MASK_EXPLICIT:
        return np.array([reader.bits(1) for _ in before], dtype=np.bool_)
    return np.full(len(before), kind == _MASK_ALL)


def _usable(pose: Pose) -> Pose:
    """The pose without points so far out that they can only be mistakes."""
    with np.errstate(invalid="ignore"):
        far = (np.abs(pose.xyz) > MAX_PIXELS).any(axis=1)
    if not far.any():
        return pose
    return Pose.of(pose.time_us, (pose.width, pose.height), pose.xyz, np.where(far, 0.0, pose.score).astype(np.float32))


def _steps_for(pose: Pose, reference: CodedPose, precision: float) -> Ints:
    indices = np.zeros(len(PARTS), np.int64)
    for number, part in enumerate(PARTS):
        if not pose.known[part.points].any():
            continue
        needed = step_index(part_size(pose, part), precision)
        held = int(reference.steps[number])
        keep = reference.known[part.points].any() and needed - _STEP_SLACK <= held <= needed
        indices[number] = held if keep else needed
    return indices


def _levels_for(score: NDArray[np.float32], reference: CodedPose) -> Ints:
    scaled = score.astype(np.float64) * SCORE_LEVELS
    levels = np.maximum(np.floor(scaled + 0.5).astype(np.int64), 1)
    keep = reference.known & (np.abs(scaled - reference.levels) <= _SCORE_SLACK)
    return np.where(score > 0, np.where(keep, reference.levels, levels), 0)


@dataclass(frozen=True, eq=False)
class Plan:
    """What has to be written of a pose, before anything is.

    Attributes:
        coded: the pose as the reader will hold it.
        residuals: int64 (K, 3): how many steps each coordinate is from its prediction; 0 where unknown.
        changes: int64 (K,): how many levels each score is from the reference's; 0 where unknown.
    """

    coded: CodedPose
    residuals: Ints
    changes: Ints


def plan_pose(pose: Pose, reference: CodedPose, precision: float, prediction: Prediction = PREDICTION) -> Plan:
    """Quantise a pose and predict it from a reference.

    Args:
        pose: what to write.
        reference: the pose the reader has already, with the frame size of this one.
        precision: bound of the error of x and y, as a share of the size of the part.
        prediction: weights.
    """
    pose = _usable(pose)
    known = pose.known
    steps = _steps_for(pose, reference, precision)
    lattice = axis_steps(steps)
    target = np.where(known[:, None], pose.xyz, 0).astype(np.float64) * UNITS_PER_PIXEL
    predictor = Predictor(reference.units, reference.known, known, (pose.width, pose.height), prediction)
    residuals: Ints = np.zeros((K, 3), np.int64)
    for level in LEVELS:
        points = level[known[level]]
        if not len(points):
            continue
        predicted = predictor.predict(points)
        residuals[points] = _quantised((target[points] - predicted) / lattice[points])
        predictor.units[points] = predicted + residuals[points] * lattice[points]
    levels = _levels_for(pose.score, reference)
    changes = np.where(known, levels - _expected_levels(reference), 0)
    coded = CodedPose(pose.time_us, pose.width, pose.height, predictor.units, levels, steps)
    return Plan(coded, residuals, changes)


def _quantised(wanted: Floats) -> Ints:
    """Whole steps (n, 3) for the wanted ones, as small as the bound allows.

    Rounding keeps x and y within half a step each, so within 1 / sqrt(2) steps in the picture. Where one of them is
    rounded well, the other may be rounded toward 0 and still be within that: smaller numbers cost fewer bits.
    """
    rounded = np.floor(wanted + 0.5)
    error = wanted - rounded
    smaller = rounded - np.sign(rounded)
    farther = np.abs(wanted - smaller)
    for axis, other in ((0, 1), (1, 0)):
        allowed = (rounded[:, axis] != 0) & (farther[:, axis] ** 2 + error[:, other] ** 2 <= _WITHIN)
        rounded[allowed, axis] = smaller[allowed, axis]
        error[allowed, axis] = farther[allowed, axis]
    result: Ints = rounded.astype(np.int64)
    return result


def _expected_levels(reference: CodedPose) -> Ints:
    return np.where(reference.known, reference.levels, SCORE_LEVELS)


def write_pose(
    writer: SymbolWriter, pose: Pose, reference: CodedPose, precision: float, spreads: list[int]
) -> CodedPose:
    """Write a pose against a reference.

    Args:
        writer: where the symbols go.
        pose: what to write.
        reference: the pose the reader has already, with the frame size of this one.
        precision: bound of the error of x and y, as a share of the size of the part.
        spreads: the four parts' spreads in the previous pose of the packet (``NO_CONTEXT`` for the first);
            replaced by this pose's.

    Returns:
        The pose as the reader will hold it.
    """
    plan = plan_pose(pose, reference, precision)
    known, steps = plan.coded.known, plan.coded.steps
    for number, part in enumerate(PARTS):
        _write_mask(writer, known[part.points], reference.known[part.points])
        if not known[part.points].any():
            continue
        same = reference.known[part.points].any() and steps[number] == reference.steps[number]
        writer.symbol(int(not same), FLAG_MODELS[0])
        if not same:
            writer.bits(int(steps[number]), _STEP_BITS)
    for number, part in enumerate(PARTS):
        old, fresh, present = split_part(part, known, reference.known)
        if len(old):
            spreads[number] = _write_block(writer, plan.residuals[old].ravel(), OFFSETS[old].ravel(), spreads[number])
        else:
            spreads[number] = NO_CONTEXT
        if len(fresh):
            _write_block(writer, plan.residuals[fresh].ravel(), _no_offsets(3 * len(fresh)), FRESH_CONTEXT)
        if len(present):
            _write_block(writer, plan.changes[present], _no_offsets(len(present)), SCORE_CONTEXT)
    return plan.coded


def split_part(part: Part, known: Mask, before: Mask) -> tuple[Ints, Ints, Ints]:
    """Points of a part that the reference knows too, that are new, and both together."""
    here = np.arange(part.points.start, part.points.stop)
    present = here[known[here]]
    return present[before[present]], present[~before[present]], present


def read_pose(reader: SymbolReader, time_us: int, reference: CodedPose, spreads: list[int]) -> CodedPose:
    """Read a pose that ``write_pose`` wrote against the same reference.

    Raises:
        DamagedError: no encoder writes this.
    """
    known = np.zeros(K, np.bool_)
    steps = np.zeros(len(PARTS), np.int64)
    for number, part in enumerate(PARTS):
        before = reference.known[part.points]
        known[part.points] = _read_mask(reader, before)
        if not known[part.points].any():
            continue
        if reader.symbol(FLAG_MODELS[0]):
            steps[number] = reader.bits(_STEP_BITS)
        elif before.any():
            steps[number] = reference.steps[number]
        else:
            raise DamagedError(f"it keeps the step of the {part.name}, which its reference does not have")

    residuals: Ints = np.zeros((K, 3), np.int64)
    levels: Ints = np.zeros(K, np.int64)
    for number, part in enumerate(PARTS):
        old, fresh, present = split_part(part, known, reference.known)
        if len(old):
            values, spreads[number] = _read_block(reader, OFFSETS[old].ravel(), spreads[number])
            residuals[old] = values.reshape(-1, 3)
        else:
            spreads[number] = NO_CONTEXT
        if len(fresh):
            values, _ = _read_block(reader, _no_offsets(3 * len(fresh)), FRESH_CONTEXT)
            residuals[fresh] = values.reshape(-1, 3)
        if len(present):
            changes, _ = _read_block(reader, _no_offsets(len(present)), SCORE_CONTEXT)
            levels[present] = changes + _expected_levels(reference)[present]
    if ((levels < 1) | (levels > SCORE_LEVELS))[known].any():
        raise DamagedError("it has a score outside its range")

    lattice = axis_steps(steps)
    predictor = Predictor(reference.units, reference.known, known, (reference.width, reference.height))
    for level in LEVELS:
        points = level[known[level]]
        if not len(points):
            continue
        predictor.units[points] = predictor.predict(points) + residuals[points] * lattice[points]
        # Checked level by level: nothing that is computed from it later can overflow.
        if (np.abs(predictor.units[points]) > _LIMIT).any():
            raise DamagedError("it has a coordinate far outside every picture")
    return CodedPose(time_us, reference.width, reference.height, predictor.units, levels, steps)
