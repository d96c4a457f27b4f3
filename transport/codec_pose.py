"""How one pose is written against a reference pose, and read back.

A part that the reference has moves from there by trained ways (``codec_transform``), and single points are corrected
where that does not reach the error bound. A part that no pose had before is written point by point. Writer and reader
rebuild the same pose in whole numbers, so errors never add up. docs/wire-format.md specifies the order of everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detector.pose import Pose
from detector.skeleton import K
from transport.codec_entropy import (
    CHANGE_MODELS,
    CORRECTIONS,
    FRAME_MODELS,
    FRESH,
    MASK_MODELS,
    NO_MODE,
    SCORES,
    STEP_MODELS,
    TIMES,
    DamagedError,
    SymbolReader,
    SymbolWriter,
    largest_of,
)
from transport.codec_layout import (
    COORDINATES,
    LEVELS,
    PARENT,
    PART_OF,
    PARTS,
    SCORE_LEVELS,
    UNITS_PER_PIXEL,
    Ints,
    Known,
    Row,
    axis_steps,
    row_steps,
)
from transport.codec_transform import TRANSFORMS, Floats, move

Mask = NDArray[np.bool_]

# What of a pose is not as in its reference: bits of one symbol.
POINTS_CHANGE: Final = 1
STEPS_CHANGE: Final = 2
CORRECTED: Final = 4
RESCORED: Final = 8

MASK_SAME: Final = 0
MASK_ALL: Final = 1
MASK_NONE: Final = 2
MASK_EXPLICIT: Final = 3
STEP_BITS: Final = 7  # of an index into codec_layout.STEPS
TICK_US: Final = 100
# Single points are placed and corrected in parts of a step: 1 / 2**FINE. Ways of moving are smooth and never remove the
# unevenness that a coarse start would leave for good.
FINE: Final = 2
# Time from pose to pose, in ticks, until a packet has told it.
USUAL_INTERVAL: Final = 333
_MOST_FRAMES: Final = 31
_TIME_BITS: Final = 32

MAX_TICKS: Final = 1 << 48
# Beyond this no decoded coordinate can lie; up to it float32 holds every unit exactly.
LIMIT: Final = 1 << 24

# A power of two: what it scales stays exact.
_PIXELS_PER_UNIT: Final = np.float32(1 / UNITS_PER_PIXEL)
# The score of each level.
_SCORES: Final = (np.arange(SCORE_LEVELS + 1) / SCORE_LEVELS).astype(np.float32)
# The points of each part, from the nose outward: each hangs on a point of a group before its own.
_PART_LEVELS: Final = tuple(
    tuple(points for level in LEVELS if len(points := level[PART_OF[level] == number])) for number in range(len(PARTS))
)


@dataclass(frozen=True, eq=False)
class CodedPose:
    """A pose as both sides hold it, and what they remember of points that it does not know. Its arrays are shared.

    Attributes:
        ticks: capture time in ``TICK_US`` of the sender's clock.
        interval: ticks from pose to pose, as last told.
        width: frame width in pixels.
        height: frame height in pixels.
        known: which points the pose knows.
        units: float64 (3K,) of whole numbers: coordinates in 1/256 pixel, of points that are not known as last told.
        levels: int64 (K,) scores in 1..SCORE_LEVELS, of points that are not known as last told.
        held: which parts this pose or one before it knew.
        steps: step index of each held part.
        modes: mode in which each part was written, ``NO_MODE`` for none.
    """

    ticks: int
    interval: int
    width: int
    height: int
    known: Known
    units: Row
    levels: Ints
    held: tuple[bool, ...]
    steps: tuple[int, ...]
    modes: tuple[int, ...]

    def pose(self) -> Pose:
        """As everybody else knows it."""
        xyz = self.units.take(COORDINATES).astype(np.float32)
        xyz *= _PIXELS_PER_UNIT
        score = _SCORES.take(self.levels)
        if not all(self.known.every):
            unknown = ~self.known.points
            xyz[unknown] = np.nan
            score[unknown] = 0.0
        return Pose.checked(self.ticks * TICK_US, (self.width, self.height), xyz, score)


def blank(ticks: int, width: int, height: int) -> CodedPose:
    """The reference of a keyframe: nothing is known."""
    parts = len(PARTS)
    return CodedPose(
        ticks,
        USUAL_INTERVAL,
        width,
        height,
        known=Known.of(np.zeros(K, np.bool_)),
        units=np.zeros(3 * K),
        levels=np.full(K, SCORE_LEVELS, np.int64),
        held=(False,) * parts,
        steps=(0,) * parts,
        modes=(NO_MODE,) * parts,
    )


def _mask_context(before: Known, number: int) -> int:
    """Which table of masks serves a part, after a pose that knew these points."""
    return 1 if before.every[number] else 2 if before.some[number] else 0


def mask_kind(known: Known, before: Known, number: int) -> tuple[int, int]:
    """Which table of masks and which symbol of it says what is known of a part, after what was known before."""
    points = PARTS[number].points
    if known.key[points] == before.key[points]:
        kind = MASK_SAME
    elif known.every[number]:
        kind = MASK_ALL
    else:
        kind = MASK_EXPLICIT if known.some[number] else MASK_NONE
    return _mask_context(before, number), kind


def _read_masks(reader: SymbolReader, before: Known) -> Known:
    """Read what is known after what was known before."""
    points = before.points.copy()
    for number, part in enumerate(PARTS):
        kind = reader.symbol(MASK_MODELS[_mask_context(before, number)])
        if kind == MASK_EXPLICIT:
            points[part.points] = [reader.bits(1) for _ in range(part.count)]
        elif kind != MASK_SAME:
            points[part.points] = kind == MASK_ALL
    return Known.of(points)


def origins(units: Row, known: Known, number: int, size: tuple[int, int]) -> Iterator[tuple[Ints, Row]]:
    """Where the points of a part that was never seen are sought: at the point that they hang on.

    Args:
        units: float64 (3K,): coordinates so far; the caller sets those of each group before it asks for the next.
        known: which points the pose knows.
        number: which part.
        size: width and height of the frame in pixels.

    Yields:
        Points (n,) of the part from the nose outward, and places (n, 3) in units.
    """
    for points in _PART_LEVELS[number]:
        places = np.empty((len(points), 3))
        for row, point in enumerate(points.tolist()):
            anchor = PARENT[point]
            while anchor >= 0 and not known.points[anchor]:
                anchor = PARENT[anchor]
            if anchor < 0:
                places[row] = (size[0] * UNITS_PER_PIXEL // 2, size[1] * UNITS_PER_PIXEL // 2, 0)
            else:
                places[row] = units[COORDINATES[anchor]]
                if PART_OF[anchor] != number:
                    places[row, 2] = 0  # depth has its own origin in every part (detector.pose.Pose)
        yield points, places


@dataclass(frozen=True, eq=False)
class Plan:
    """What has to be written of a pose.

    Attributes:
        coded: the pose as the reader will hold it, but for the modes of the parts that move.
        moving: the parts that are known and that the reference holds.
        weights: float64 (``Transforms.count``,): how they move.
        residuals: int64 (n, 3) for parts that need any: fine steps of the known points from where the motion, or the
            origin of a fresh point, leads.
        rescored: whether any score changes.
    """

    coded: CodedPose
    moving: list[int]
    weights: Floats
    residuals: dict[int, Ints]
    rescored: bool


def changes_of(plan: Plan, reference: CodedPose) -> int:
    """What is not as in the reference, as one symbol."""
    coded = plan.coded
    return (
        POINTS_CHANGE * (coded.known.key != reference.known.key)
        + STEPS_CHANGE * (coded.steps != reference.steps or coded.held != reference.held)
        + CORRECTED * any(values.any() for values in plan.residuals.values())
        + RESCORED * plan.rescored
    )


def write_pose(writer: SymbolWriter, plan: Plan, reference: CodedPose, *, further: bool) -> CodedPose:
    """Write a pose against its reference.

    Args:
        writer: where the symbols go.
        plan: what to write (``codec_plan.plan_pose``).
        reference: the pose that the plan was made against.
        further: whether it is not the first pose of its packet.

    Returns:
        The pose as the reader will hold it.
    """
    coded = plan.coded
    known = coded.known
    changes = changes_of(plan, reference)
    writer.symbol(changes, CHANGE_MODELS[further])
    if changes & POINTS_CHANGE:
        for number, part in enumerate(PARTS):
            context, kind = mask_kind(known, reference.known, number)
            writer.symbol(kind, MASK_MODELS[context])
            if kind == MASK_EXPLICIT:
                for bit in known.points[part.points].tolist():
                    writer.bits(int(bit), 1)
    if changes & STEPS_CHANGE:
        for number, some in enumerate(known.some):
            if some:
                same = reference.held[number] and coded.steps[number] == reference.steps[number]
                writer.symbol(int(not same), STEP_MODELS[0])
                if not same:
                    writer.bits(coded.steps[number], STEP_BITS)
    modes = list(coded.modes)
    writer.weights(plan.weights, plan.moving, modes, further=further)
    if changes & CORRECTED:
        for number, some in enumerate(known.some):
            if some:
                residuals = plan.residuals.get(number)
                values = None if residuals is None else residuals.ravel()
                writer.block(values, CORRECTIONS if reference.held[number] else FRESH)
    if changes & RESCORED:
        rescored = coded.levels - reference.levels
        for number, part in enumerate(PARTS):
            if known.some[number]:
                writer.block(rescored[part.points][known.points[part.points]], SCORES)
    return replace(coded, modes=tuple(modes))


def write_time(writer: SymbolWriter, ticks: int, reference: CodedPose, *, further: bool) -> None:
    """Write when a pose was captured."""
    elapsed = ticks - reference.ticks
    frames, _ = split_time(elapsed, reference.interval)
    writer.symbol(frames, FRAME_MODELS[further])
    if frames == 0:
        writer.bits(elapsed, _TIME_BITS)
    else:
        late = elapsed - frames * reference.interval
        writer.block(np.array([late]) if late else None, TIMES)


def split_time(elapsed: int, interval: int) -> tuple[int, int]:
    """How many frames of the last known interval a time is, 0 for no sensible number, and the new interval."""
    frames = (2 * elapsed + interval) // (2 * interval)
    if not 1 <= frames <= _MOST_FRAMES:
        return 0, interval
    return frames, elapsed // frames


def read_time(reader: SymbolReader, reference: CodedPose, *, further: bool) -> tuple[int, int]:
    """Read when the next pose was captured; returns that, in ticks, and the interval from pose to pose.

    Raises:
        DamagedError: no encoder writes this.
    """
    frames = reader.symbol(FRAME_MODELS[further])
    if frames == 0:
        elapsed, interval = reader.bits(_TIME_BITS), reference.interval
    else:
        late = reader.block(1, TIMES)
        elapsed = frames * reference.interval + (0 if late is None else int(late[0]))
        interval = elapsed // frames
    if elapsed <= 0 or interval <= 0:
        raise DamagedError("its times do not grow")
    if reference.ticks + elapsed >= MAX_TICKS:
        raise DamagedError("its time is out of range")
    return reference.ticks + elapsed, interval


def read_pose(reader: SymbolReader, reference: CodedPose, ticks: int, interval: int, *, further: bool) -> CodedPose:
    """Read a pose that ``write_pose`` wrote against the same reference.

    Args:
        reader: where the symbols come from.
        reference: the pose it was written against.
        ticks: the time of the pose.
        interval: from pose to pose, in ticks.
        further: whether it is not the first pose of its packet.

    Raises:
        DamagedError: no encoder writes this.
    """
    changes = reader.symbol(CHANGE_MODELS[further])
    known = _read_masks(reader, reference.known) if changes & POINTS_CHANGE else reference.known
    numbers = [number for number, some in enumerate(known.some) if some]
    moving = [number for number in numbers if reference.held[number]]
    steps, modes = list(reference.steps), list(reference.modes)
    for number in numbers:
        if changes & STEPS_CHANGE and reader.symbol(STEP_MODELS[0]):
            steps[number] = reader.bits(STEP_BITS)
        elif number not in moving:
            raise DamagedError(f"it keeps the step of the {PARTS[number].name}, which its reference does not have")
    weights = reader.weights(moving, modes, further=further)
    units = move(
        reference.units, weights, [number for number in moving if modes[number]], row_steps(tuple(steps)), TRANSFORMS
    )
    for number in numbers:
        held = reference.held[number]
        count = 3 * int(known.points[PARTS[number].points].sum()) if changes & CORRECTED else 0
        residuals = reader.block(count, CORRECTIONS if held else FRESH) if count else None
        if residuals is not None or not held:
            _displace(units, known, number, steps[number], residuals, (reference.width, reference.height), held=held)
            modes[number] = modes[number] if held else NO_MODE
    if largest_of(units) > LIMIT:
        raise DamagedError("it has a coordinate far outside every picture")
    return CodedPose(
        ticks,
        interval,
        reference.width,
        reference.height,
        known,
        units,
        _read_levels(reader, reference.levels, known) if changes & RESCORED else reference.levels,
        tuple(held or known.some[number] for number, held in enumerate(reference.held)),
        tuple(steps),
        tuple(modes),
    )


def _displace(
    units: Row, known: Known, number: int, step: int, residuals: Ints | None, size: tuple[int, int], *, held: bool
) -> None:
    """Correct, in ``units``, the known points of a part, or place all points of one that is not held yet."""
    part = PARTS[number]
    away = np.zeros((part.count, 3), np.int64)
    if residuals is not None:
        away[known.points[part.points]] = residuals.reshape(-1, 3)
    away *= np.array(axis_steps(part, step)) >> FINE
    if held:
        units[COORDINATES[part.points]] += away
        return
    for points, places in origins(units, known, number, size):
        units[COORDINATES[points]] = places + away[points - part.points.start]


def _read_levels(reader: SymbolReader, before: Ints, known: Known) -> Ints:
    """Read the levels of the scores after those before."""
    levels = before.copy()
    for number, part in enumerate(PARTS):
        there = known.points[part.points]
        changes = reader.block(int(there.sum()), SCORES) if known.some[number] else None
        if changes is not None:
            levels[part.points][there] += changes
    if levels.min() < 1 or levels.max() > SCORE_LEVELS:
        raise DamagedError("it has a score outside its range")
    return levels
