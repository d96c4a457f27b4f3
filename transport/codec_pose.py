"""How one pose is written against a reference pose, and read back.

A part that the reference has moves from there by trained ways (``codec_transform``), and single points are corrected
where that does not reach the error bound. A part that no pose had before is written point by point. Writer and reader
rebuild the same pose in whole numbers, so errors never add up. docs/wire-format.md specifies the order of everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detector.pose import Pose
from detector.skeleton import K
from transport.codec_entropy import (
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
    LEVELS,
    PARENT,
    PART_OF,
    PARTS,
    SCORE_LEVELS,
    UNITS_PER_PIXEL,
    Ints,
    PartsKnown,
    point_steps,
    pose_steps,
)
from transport.codec_transform import KINDS, TRANSFORMS, Floats, in_units

Mask = NDArray[np.bool_]

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
    """A pose as both sides hold it, and what they remember of points that it does not know.

    Attributes:
        ticks: capture time in ``TICK_US`` of the sender's clock.
        interval: ticks from pose to pose, as last told.
        width: frame width in pixels.
        height: frame height in pixels.
        known: bool (K,): which points the pose knows.
        units: int64 (K, 3) coordinates in 1/256 pixel, of points that are not known as last told.
        levels: int64 (K,) scores in 1..SCORE_LEVELS, of points that are not known as last told.
        held: bool (4,): which parts this pose or one before it knew.
        steps: int64 (4,) step index of each held part.
        modes: int64 (4,) mode in which each part was written, ``NO_MODE`` for none.
    """

    ticks: int
    interval: int
    width: int
    height: int
    known: Mask
    units: Ints
    levels: Ints
    held: Mask
    steps: Ints
    modes: Ints

    def pose(self) -> Pose:
        """As everybody else knows it."""
        xyz = self.units.astype(np.float32)
        xyz *= _PIXELS_PER_UNIT
        score = _SCORES.take(self.levels)
        if np.count_nonzero(self.known) != K:
            xyz[~self.known] = np.nan
            score[~self.known] = 0.0
        return Pose.checked(self.ticks * TICK_US, (self.width, self.height), xyz, score)

    def successor(self, ticks: int, interval: int) -> CodedPose:
        """A copy to be written over."""
        return CodedPose(
            ticks,
            interval,
            self.width,
            self.height,
            self.known.copy(),
            self.units.copy(),
            self.levels.copy(),
            self.held.copy(),
            self.steps.copy(),
            self.modes.copy(),
        )


def blank(ticks: int, width: int, height: int) -> CodedPose:
    """The reference of a keyframe: nothing is known."""
    parts = len(PARTS)
    return CodedPose(
        ticks,
        USUAL_INTERVAL,
        width,
        height,
        known=np.zeros(K, np.bool_),
        units=np.zeros((K, 3), np.int64),
        levels=np.full(K, SCORE_LEVELS, np.int64),
        held=np.zeros(parts, np.bool_),
        steps=np.zeros(parts, np.int64),
        modes=np.full(parts, NO_MODE, np.int64),
    )


def _mask_contexts(before: Mask) -> list[int]:
    """Which table of masks serves each part, after a pose that knew these points (K,)."""
    parts = PartsKnown.of(before)
    return [1 if every else 2 if some else 0 for some, every in zip(parts.some, parts.every, strict=True)]


def mask_kinds(known: Mask, before: Mask) -> list[tuple[int, int]]:
    """For each part, which table of masks and which symbol of it says what is known, after what was known before."""
    same, parts = PartsKnown.of(known == before).every, PartsKnown.of(known)
    return [
        (
            context,
            MASK_SAME if same[n] else MASK_ALL if parts.every[n] else MASK_EXPLICIT if parts.some[n] else MASK_NONE,
        )
        for n, context in enumerate(_mask_contexts(before))
    ]


def _read_mask(reader: SymbolReader, known: Mask, context: int) -> bool | None:
    """Read what is known of a part into what was known before; returns whether anything is, None for as before."""
    kind = reader.symbol(MASK_MODELS[context])
    if kind == MASK_SAME:
        return None
    known[:] = [reader.bits(1) for _ in known] if kind == MASK_EXPLICIT else kind == MASK_ALL
    return bool(known.any())


def origins(units: Ints, known: Mask, number: int, size: tuple[int, int]) -> Iterator[tuple[Ints, Ints]]:
    """Where the points of a part that was never seen are sought: at the point that they hang on.

    Args:
        units: int64 (K, 3): coordinates so far; the caller sets those of each group before it asks for the next.
        known: bool (K,): which points the pose knows.
        number: which part.
        size: width and height of the frame in pixels.

    Yields:
        Points (n,) of the part from the nose outward, and places (n, 3) in units.
    """
    for points in _PART_LEVELS[number]:
        places = np.empty((len(points), 3), np.int64)
        for row, point in enumerate(points.tolist()):
            anchor = PARENT[point]
            while anchor >= 0 and not known[anchor]:
                anchor = PARENT[anchor]
            if anchor < 0:
                places[row] = (size[0] * UNITS_PER_PIXEL // 2, size[1] * UNITS_PER_PIXEL // 2, 0)
            else:
                places[row] = units[anchor]
                if PART_OF[anchor] != number:
                    places[row, 2] = 0  # depth has its own origin in every part (detector.pose.Pose)
        yield points, places


@dataclass(frozen=True, eq=False)
class Plan:
    """What has to be written of a pose.

    Attributes:
        coded: the pose as the reader will hold it, but for the modes.
        weights: for each part those of its motion (m,); None for parts that are not known or fresh.
        residuals: int64 (K, 3): fine steps from where the motion or the origin of a fresh point leads; 0 where not
            known.
        changes: int64 (K,): how many levels each score is from the reference's; 0 where not known.
        corrected: for each part whether any of its ``residuals`` is not 0.
    """

    coded: CodedPose
    weights: list[Ints | None]
    residuals: Ints
    changes: Ints
    corrected: list[bool]


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
    known, parts = coded.known, PartsKnown.of(coded.known)
    masks = mask_kinds(known, reference.known)
    corrected, rescored = plan.corrected, PartsKnown.of(plan.changes.astype(np.bool_)).some
    for number, part in enumerate(PARTS):
        context, kind = masks[number]
        writer.symbol(kind, MASK_MODELS[context])
        if kind == MASK_EXPLICIT:
            for bit in known[part.points].tolist():
                writer.bits(int(bit), 1)
        if not parts.some[number]:
            continue
        held = bool(reference.held[number])
        same = held and coded.steps[number] == reference.steps[number]
        writer.symbol(int(not same), STEP_MODELS[0])
        if not same:
            writer.bits(int(coded.steps[number]), STEP_BITS)
        weights = plan.weights[number]
        if weights is not None:
            coded.modes[number] = writer.weights(weights, KINDS[number], int(reference.modes[number]), further=further)
        points = part.points if parts.every[number] else part.points.start + np.flatnonzero(known[part.points])
        writer.block(plan.residuals[points].ravel() if corrected[number] else None, CORRECTIONS if held else FRESH)
        writer.block(plan.changes[points] if rescored[number] else None, SCORES)
    return coded


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


def read_pose(reader: SymbolReader, coded: CodedPose, *, further: bool) -> None:
    """Read a pose that ``write_pose`` wrote against the same reference.

    Args:
        reader: where the symbols come from.
        coded: the reference's successor, which becomes the pose.
        further: whether it is not the first pose of its packet.

    Raises:
        DamagedError: no encoder writes this.
    """
    contexts, before = _mask_contexts(coded.known), PartsKnown.of(coded.known).some
    moves = _Moves(coded)
    for number, part in enumerate(PARTS):
        seen = _read_mask(reader, coded.known[part.points], contexts[number])
        if before[number] if seen is None else seen:
            _read_part(reader, coded, number, moves, further)
    moves.settle()
    if largest_of(coded.units) > LIMIT:
        raise DamagedError("it has a coordinate far outside every picture")


def read_time(reader: SymbolReader, reference: CodedPose, *, further: bool) -> CodedPose:
    """Read when the next pose was captured; returns the reference's successor at that time.

    Raises:
        DamagedError: no encoder writes this.
    """
    frames = reader.symbol(FRAME_MODELS[further])
    if frames == 0:
        elapsed, interval = reader.bits(_TIME_BITS), reference.interval
    else:
        late = reader.block(lambda: 1, TIMES)
        elapsed = frames * reference.interval + (0 if late is None else int(late[0]))
        interval = elapsed // frames
    if elapsed <= 0 or interval <= 0:
        raise DamagedError("its times do not grow")
    if reference.ticks + elapsed >= MAX_TICKS:
        raise DamagedError("its time is out of range")
    return reference.successor(reference.ticks + elapsed, interval)


class _Moves:
    """How the held parts of a pose move, as far as it has been read: all are moved at once."""

    def __init__(self, coded: CodedPose) -> None:
        self._coded = coded
        self._sums = np.zeros(3 * K)
        self._any = False

    def move(self, number: int, weights: Floats) -> None:
        """A part moves by weights (m,)."""
        points = PARTS[number].points
        TRANSFORMS[number].synthesise(weights, self._sums[3 * points.start : 3 * points.stop])
        self._any = True

    def settle(self) -> None:
        """Move what has been read, with the steps that it was read with."""
        if self._any:
            units = self._coded.units
            units += in_units(self._sums, pose_steps(tuple(self._coded.steps.tolist())))
            self._sums[:] = 0
            self._any = False


def _read_part(reader: SymbolReader, coded: CodedPose, number: int, moves: _Moves, further: bool) -> None:
    """Read one part into a pose that still is what its reference was."""
    part = PARTS[number]
    known = coded.known[part.points]
    held = bool(coded.held[number])
    if reader.symbol(STEP_MODELS[0]):
        coded.steps[number] = reader.bits(STEP_BITS)
    elif not held:
        raise DamagedError(f"it keeps the step of the {part.name}, which its reference does not have")
    if held:
        weights, coded.modes[number] = reader.weights(KINDS[number], int(coded.modes[number]), further=further)
        if weights is not None:
            moves.move(number, weights.astype(np.float64))
    residuals = reader.block(lambda: 3 * int(known.sum()), CORRECTIONS if held else FRESH)
    if not held or residuals is not None:
        away = np.zeros((part.count, 3), np.int64)
        if residuals is not None:
            away[known] = residuals.reshape(-1, 3)
        away *= point_steps(part, int(coded.steps[number])) >> FINE
        if held:
            coded.units[part.points] += away
        else:
            # What it hangs on has to be in its place.
            moves.settle()
            _read_places(coded, number, away)
    changes = reader.block(lambda: int(known.sum()), SCORES)
    if changes is not None:
        levels = coded.levels[part.points]
        levels[known] += changes
        if levels.min() < 1 or levels.max() > SCORE_LEVELS:
            raise DamagedError("it has a score outside its range")


def _read_places(coded: CodedPose, number: int, away: Ints) -> None:
    """Place a part that was never seen: points (n, 3) of it lie so far from their origins, in units."""
    start = PARTS[number].points.start
    for points, places in origins(coded.units, coded.known, number, (coded.width, coded.height)):
        coded.units[points] = places + away[points - start]
    coded.held[number] = True
    coded.modes[number] = NO_MODE
