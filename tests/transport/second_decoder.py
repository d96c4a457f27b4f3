"""A second decoder of packets, written from docs/wire-format.md alone, in plain Python whole numbers.

It shares nothing with the program but the tables and the page, so that the page stays complete and true.
"""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from pathlib import Path

TABLES = json.loads((Path(__file__).parents[2] / "transport" / "codec_tables.json").read_text("utf-8"))
PARTS = (("body", 0, 13, 8), ("face", 13, 81, 4), ("hand", 81, 102, 2), ("hand", 102, 123, 2))
OCTAVE = (256, 279, 304, 332, 362, 395, 431, 470)
TOP = 1 << 64


class Refused(Exception):
    """The packet is not one."""


def _parents() -> dict[int, int]:
    # nose 0, eyes 1 2, ears 3 4, shoulders 5 6, elbows 7 8, wrists 9 10, hips 11 12
    parents = {1: 0, 2: 0, 3: 1, 4: 2, 5: 0, 6: 0, 7: 5, 8: 6, 9: 7, 10: 8, 11: 5, 12: 6}
    parents |= {13 + point: 13 + 30 for point in range(68)} | {13 + 30: 0}
    for wrist, start in ((9, 81), (10, 102)):
        parents[start] = wrist
        for finger in range(5):
            for joint in range(4):
                point = start + 1 + 4 * finger + joint
                parents[point] = start if joint == 0 else point - 1
    return parents


PARENTS = _parents()


@dataclass
class State:
    """A pose as section 3.2 says it."""

    time: int
    size: tuple[int, int]
    interval: int = 333
    known: list[bool] = field(default_factory=lambda: [False] * 123)
    units: list[list[int]] = field(default_factory=lambda: [[0, 0, 0] for _ in range(123)])
    level: list[int] = field(default_factory=lambda: [7] * 123)
    held: list[bool] = field(default_factory=lambda: [False] * 4)
    step: list[int] = field(default_factory=lambda: [0] * 4)
    mode: list[int] = field(default_factory=lambda: [16] * 4)


class Coder:
    """Sections 3.4 (blocks, values, raw bits) and 3.5."""

    def __init__(self, data: bytes) -> None:
        if data.endswith(b"\0"):
            raise Refused
        data += bytes(-len(data) % 4)
        self.words = [int.from_bytes(data[at : at + 4], "big") for at in range(0, len(data), 4)]
        self.lower, self.range, self.point = 0, TOP - 1, 0
        for _ in range(2):
            self._next()

    def _next(self) -> None:
        self.point = (self.point << 32 | (self.words.pop(0) if self.words else 0)) % TOP

    def symbol(self, frequencies: list[int]) -> int:
        total, free = sum(frequencies), (1 << 24) - len(frequencies)
        scale = self.range >> 24
        quantile = (self.point - self.lower) % TOP // scale
        if quantile >= 1 << 24:
            raise Refused
        below = 0
        for symbol, frequency in enumerate(frequencies):
            start = below * free // total + symbol
            below += frequency
            end = below * free // total + symbol + 1 if symbol + 1 < len(frequencies) else 1 << 24
            if quantile < end:
                break
        self.lower, self.range = (self.lower + scale * start) % TOP, scale * (end - start)
        if self.range < 1 << 32:
            self.lower, self.range = (self.lower << 32) % TOP, self.range << 32
            self._next()
        return symbol

    def raw(self, count: int) -> int:
        value = 0
        for start in range(0, count, 8):
            value |= self.symbol([1] * (1 << min(8, count - start))) << start
        return value

    def values(self, classes: list[int]) -> list[int]:
        shifts = [max(0, (c - 12) // 2) for c in classes]
        rows = [c - 2 * shift for c, shift in zip(classes, shifts, strict=True)]
        high = [self.symbol(TABLES["residuals"][row]) - 31 for row in rows]
        for at, value in enumerate(high):
            if value == 32:
                bits = self.raw(5)
                if bits > 24:
                    raise Refused
                magnitude = self.raw(bits) + 32
                high[at] = -magnitude if self.raw(1) else magnitude
        low = self.raw(sum(shifts))
        for at, shift in enumerate(shifts):
            high[at] = (high[at] << shift) + low % (1 << shift)
            low >>= shift
        return high

    def block(self, count: int, context: int) -> list[int]:
        chosen = self.symbol(TABLES["classes"][context])
        return self.values([chosen] * count) if chosen else [0] * count


class SecondDecoder:
    """Section 3.1: decodes packets in order."""

    def __init__(self) -> None:
        self.received: dict[int, State] = {}

    def decode(self, data: bytes) -> list[State]:
        first, numbers = data[0], int.from_bytes(data[1:4], "big")
        if first >> 4 != 3:
            raise Refused
        count, keyframe, sequence = first & 3, bool(first & 8), numbers >> 12
        if not count:
            return []
        if keyframe:
            size = (int.from_bytes(data[10:12], "big"), int.from_bytes(data[12:14], "big"))
            state, rest = State(int.from_bytes(data[4:10], "big"), size), data[14:]
        else:
            state, rest = self.received[(sequence - data[4]) % 4096], data[5:]
        coder = Coder(rest)
        states = []
        for number in range(count):
            state = copy.deepcopy(state)
            if number or not keyframe:
                self._time(coder, state, number > 0)
            self._pose(coder, state, number > 0)
            states.append(state)
        if coder.words:
            raise Refused
        self.received[sequence] = states[-1]
        return states

    @staticmethod
    def _time(coder: Coder, state: State, further: bool) -> None:
        frames = coder.symbol(TABLES["frames"][further])
        if frames:
            elapsed = frames * state.interval + coder.block(1, 3)[0]
            state.interval = elapsed // frames
        else:
            elapsed = coder.raw(32)
        state.time += elapsed

    @staticmethod
    def _pose(coder: Coder, state: State, further: bool) -> None:
        changes = coder.symbol(TABLES["changes"][further])
        if changes & 1:
            before = list(state.known)
            for _, start, stop, _ in PARTS:
                there = before[start:stop]
                mask = coder.symbol(TABLES["masks"][0 if not any(there) else 1 if all(there) else 2])
                state.known[start:stop] = (
                    (there, [True] * len(there), [False] * len(there))[mask]
                    if mask < 3
                    else [bool(coder.raw(1)) for _ in there]
                )
        present = {
            part: [point for point in range(start, stop) if state.known[point]]
            for part, (_, start, stop, _) in enumerate(PARTS)
        }
        present = {part: points for part, points in present.items() if points}
        for part in present:
            if changes & 2 and coder.symbol(TABLES["steps"][0]):
                state.step[part] = coder.raw(7)
            elif not state.held[part]:
                raise Refused
        for part in present:
            if state.held[part]:
                _move(coder, state, part, further)
        for part, points in present.items():
            held = state.held[part]
            corrections = coder.block(3 * len(points), 2 if held else 0) if changes & 4 else [0] * 3 * len(points)
            _place(state, part, {point: corrections[3 * row : 3 * row + 3] for row, point in enumerate(points)})
            if not held:
                state.held[part], state.mode[part] = True, 16
        for points in present.values() if changes & 8 else ():
            for point, change in zip(points, coder.block(len(points), 1), strict=True):
                state.level[point] += change


def _steps(state: State, part: int) -> tuple[int, int, int]:
    step = (OCTAVE[state.step[part] % 8] << (state.step[part] // 8)) >> 5
    return step, step, PARTS[part][3] * step


def _move(coder: Coder, state: State, part: int, further: bool) -> None:
    kind, start, stop, _ = PARTS[part]
    mode = state.mode[part] = coder.symbol(TABLES["modes"][kind][further][state.mode[part]])
    weights = coder.values(TABLES["profiles"][kind][mode - 1]) if mode else []
    for column in range(3 * (stop - start) if mode else 0):
        point, axis = start + column // 3, column % 3
        ways = sum(w * way[column] for w, way in zip(weights, TABLES["bases"][kind], strict=True))
        ways = -ways if part == 3 and axis == 0 else ways
        state.units[point][axis] += ways * _steps(state, part)[axis] >> 8


def _place(state: State, part: int, moves: dict[int, list[int]]) -> None:
    _, start, stop, _ = PARTS[part]
    # Everything hangs on points before it, but the face on its point 30.
    for point in sorted(range(start, stop), key=lambda point: (point != 13 + 30, point)):
        if not state.held[part]:
            state.units[point] = _origin(state, part, point)
        for axis, correction in enumerate(moves.get(point, (0, 0, 0))):
            state.units[point][axis] += correction * (_steps(state, part)[axis] >> 2)


def _origin(state: State, part: int, point: int) -> list[int]:
    anchor = PARENTS.get(point)
    while anchor is not None and not state.known[anchor]:
        anchor = PARENTS.get(anchor)
    if anchor is None:
        return [128 * state.size[0], 128 * state.size[1], 0]
    x, y, z = state.units[anchor]
    _, start, stop, _ = PARTS[part]
    return [x, y, z if start <= anchor < stop else 0]
