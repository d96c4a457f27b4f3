"""Makes the codec's tables from recordings of real signing.

``python -m transport.codec_training RECORDINGS... --out transport/codec_tables.json``

The tables are part of the wire format: new ones need a new version of it. The same recordings give the same tables.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detector.pose import Pose
from transport.bench import rocked
from transport.codec import DEFAULT_PRECISION
from transport.codec_entropy import (
    CLASSES,
    CORRECTIONS,
    FRESH,
    LARGEST,
    NO_MODE,
    ROWS,
    SCORES,
    TOTAL,
    class_costs,
)
from transport.codec_layout import PARTS, UNITS_PER_PIXEL, Ints, axis_steps, part_size, step_index
from transport.codec_plan import plan_pose
from transport.codec_pose import (
    CORRECTED,
    POINTS_CHANGE,
    RESCORED,
    STEPS_CHANGE,
    TICK_US,
    CodedPose,
    Plan,
    blank,
    changes_of,
    mask_kind,
)
from transport.codec_transform import BASIS_BITS, KINDS, Transforms
from transport.pose_file import read_pose_file

Floats = NDArray[np.float64]

# Round trips, in packets, that the tables have to serve.
_ACK_PACKETS: Final = (1, 2, 3, 5)
# How many poses later a motion may lead.
_LAGS: Final = (1, 3, 5, 9)
# How long every recording is made, in poses: a few keyframes at its start are then a fair share.
_POSES: Final = 90
_ROUNDS: Final = 12
# Ways of moving kept for every kind of part, of 39, 204 and 63. What the rest would tell is corrected point by point.
WAYS: Final = {"body": 39, "face": 40, "hand": 63}
# How coarse weights are, in steps: the coarser, the harder the bound is to meet.
GAINS: Final = {"body": 0.9, "face": 1.3, "hand": 0.9}
MODES: Final = 16
# Motions much smaller than a step are noise that nobody will send; larger ones count alike, whatever their size.
_NOISE: Final = 0.3
# How much evidence the smooth model counts for against the histogram, in symbols.
_PRIOR: Final = 300.0
_NARROWEST: Final = 0.06
# How often a part comes to rest, and stays there, at least: recordings show signing alone.
_REST: Final = 0.02
_REST_GOES_ON: Final = 0.8
# Values are counted up to this; larger ones are rare enough.
_WIDEST: Final = 1023


def frequencies(counts: Floats) -> Ints:
    """Whole frequencies (n,), each at least 1, that add up to ``TOTAL``."""
    share = counts / counts.sum() * (TOTAL - len(counts))
    result: Ints = np.floor(share).astype(np.int64) + 1
    result[np.argmax(result)] += TOTAL - result.sum()
    return result


def laplace(spread: float) -> Floats:
    """The smooth model of values: a Laplace distribution half an octave wider with each class; (SYMBOLS,)."""
    width = _NARROWEST * 2 ** (spread / 2)
    x = np.abs(np.arange(-LARGEST, LARGEST + 1))
    inside = np.where(x == 0, 1 - np.exp(-0.5 / width), 0.5 * (np.exp(-(x - 0.5) / width) - np.exp(-(x + 0.5) / width)))
    return np.append(inside, np.exp(-(LARGEST + 0.5) / width) + 1e-5)


def _motions(recordings: Sequence[Sequence[Pose]], precision: float) -> dict[str, Floats]:
    """How every kind of part moves, in steps: (n, 3 points). Right hands are mirrored to left ones."""
    found: dict[str, list[Floats]] = {kind: [] for kind in KINDS}
    for poses in recordings:
        for number, part in enumerate(PARTS):
            flip = np.array([-1, 1, 1] if part.name == "right" else [1, 1, 1])
            for lag in _LAGS:
                for before, after in zip(poses[:-lag], poses[lag:], strict=True):
                    if before.known[part.points].all() and after.known[part.points].all():
                        steps = (
                            np.array(axis_steps(part, step_index(part_size(after, part), precision))) / UNITS_PER_PIXEL
                        )
                        moved = (after.xyz - before.xyz)[part.points].astype(np.float64)
                        found[KINDS[number]].append((moved / steps * flip).ravel())
    return {kind: np.array(rows) for kind, rows in found.items()}


def bases(recordings: Sequence[Sequence[Pose]], precision: float) -> dict[str, Ints]:
    """The ways in which each kind of part moves most, in 256ths of a step: (m, 3 points)."""
    result = {}
    for kind, moved in _motions(recordings, precision).items():
        even = moved / np.sqrt(np.mean(moved**2, axis=1, keepdims=True) + _NOISE)
        _, vectors = np.linalg.eigh(even.T @ even)
        ways = vectors[:, ::-1].T[: WAYS[kind]]
        ways = ways * np.sign(ways.sum(axis=1, keepdims=True))  # the solver's choice of sign means nothing
        result[kind] = np.round(ways * GAINS[kind] * (1 << BASIS_BITS)).astype(np.int64)
    return result


class Sent:
    """Everything that calls would have sent, counted.

    ``CodedPose.modes`` is not needed before modes exist; here it holds which entry of ``weights`` told of a part last.

    Args:
        transforms: how the parts move.
    """

    def __init__(self, transforms: Transforms) -> None:
        self._rows = transforms.rows
        self.weights: dict[str, list[Ints]] = {kind: [] for kind in KINDS}
        self.before: dict[str, list[int]] = {kind: [] for kind in KINDS}
        self.further: dict[str, list[bool]] = {kind: [] for kind in KINDS}
        self.blocks: dict[int, list[Ints]] = {FRESH: [], SCORES: [], CORRECTIONS: []}
        self.changes = np.ones((2, 2 * RESCORED))
        self.masks = np.ones((3, 4))
        self.steps = np.ones(2)

    def add(self, plan: Plan, reference: CodedPose, *, further: bool) -> CodedPose:
        """Take in one pose; returns it as the reader will hold it."""
        coded, modes = plan.coded, list(plan.coded.modes)
        changes = changes_of(plan, reference)
        self.changes[int(further), changes] += 1
        for number, part in enumerate(PARTS):
            known = coded.known.points[part.points]
            if changes & POINTS_CHANGE:
                self.masks[mask_kind(coded.known, reference.known, number)] += 1
            if not known.any():
                continue
            held = reference.held[number]
            if changes & STEPS_CHANGE:
                self.steps[int(not held or coded.steps[number] != reference.steps[number])] += 1
            if changes & CORRECTED:
                residuals = plan.residuals.get(number, np.zeros(3 * np.count_nonzero(known), np.int64))
                self.blocks[CORRECTIONS if held else FRESH].append(residuals.ravel())
            if changes & RESCORED:
                self.blocks[SCORES].append((coded.levels - reference.levels)[part.points][known])
        for number in plan.moving:
            name = KINDS[number]
            self.before[name].append(int(reference.modes[number]) - NO_MODE - 1)
            self.further[name].append(further)
            modes[number] = len(self.weights[name]) + NO_MODE + 1
            self.weights[name].append(plan.weights[self._rows[number]].astype(np.int64))
        return replace(coded, modes=tuple(modes))


def send(recordings: Sequence[Sequence[Pose]], precision: float, transforms: Transforms) -> Sent:
    """Everything that calls with several round trips would send of these recordings."""
    sent = Sent(transforms)
    for number, poses in enumerate(recordings):
        ack = _ACK_PACKETS[number % len(_ACK_PACKETS)]
        before = [blank(0, poses[0].width, poses[0].height)] * ack
        for start in range(0, len(poses) - 1, 2):
            reference = before[-ack]
            for further, pose in enumerate(poses[start : start + 2]):
                plan = plan_pose(pose, pose.time_us // TICK_US + 1, reference, precision, transforms)
                reference = sent.add(plan, reference, further=bool(further))
            before.append(reference)
    return sent


class Classes:
    """The tables of the classes, and what values cost with them."""

    def __init__(self) -> None:
        self.counts = np.array([laplace(row) for row in range(ROWS + 1)])
        self.counts *= _PRIOR / self.counts.sum(axis=1, keepdims=True)

    def tables(self) -> Ints:
        """Frequencies (ROWS + 1, SYMBOLS)."""
        return np.array([frequencies(row) for row in self.counts])

    def costs(self) -> Floats:
        """Bits (CLASSES - 1, 2 _WIDEST + 1) of every value in every class but 0."""
        return class_costs(self.tables(), _WIDEST)

    def learn(self, histograms: Floats) -> None:
        """Start over from how often values occurred: (CLASSES - 1, 2 _WIDEST + 1), less than 0 and more alike."""
        fresh = Classes()
        for chosen in range(1, ROWS + 1):
            counts = histograms[chosen - 1] + histograms[chosen - 1, ::-1]
            middle = counts[_WIDEST - LARGEST : _WIDEST + LARGEST + 1]
            fresh.counts[chosen] += np.append(middle, counts.sum() - middle.sum()) / 2
        self.counts = fresh.counts


def _clipped(values: Ints) -> Ints:
    return np.clip(values, -_WIDEST, _WIDEST) + _WIDEST


def _histogram(columns: Ints) -> Floats:
    """How often every value occurs in every column of clipped values (n, m): (m, 2 _WIDEST + 1)."""
    width = 2 * _WIDEST + 1
    flat = columns + np.arange(columns.shape[1]) * width
    return np.bincount(flat.ravel(), minlength=columns.shape[1] * width).reshape(-1, width).astype(np.float64)


def fit_modes(weights: dict[str, Ints]) -> tuple[dict[str, Ints], dict[str, Ints], Classes]:
    """Find the modes of every kind of part (a codebook of how far each weight spreads), and the classes' tables.

    Returns:
        Profiles (MODES - 1, m), the mode of every block (n,), and the classes.
    """
    classes = Classes()
    profiles: dict[str, Ints] = {}
    modes: dict[str, Ints] = {}
    for kind, blocks in weights.items():
        size = np.log(np.abs(blocks).sum(axis=1) + 1e-9)
        moving = blocks.any(axis=1)
        bounds = np.quantile(size[moving], np.linspace(0, 1, MODES)[1:-1])
        modes[kind] = np.where(moving, np.searchsorted(bounds, size) + 1, 0)
    for _ in range(_ROUNDS):
        costs = classes.costs()
        seen = np.zeros_like(costs)
        for kind, blocks in weights.items():
            columns = _clipped(blocks)
            rows = []
            for mode in range(1, MODES):
                histogram = _histogram(columns[modes[kind] == mode])
                rows.append(np.argmin(histogram @ costs.T, axis=1) + 1)
                np.add.at(seen, rows[-1] - 1, histogram)
            profiles[kind] = np.array(rows)
            share = np.bincount(modes[kind], minlength=MODES)[1:] + 1.0
            totals = np.array([costs[row - 1, columns].sum(axis=1) for row in rows]) - np.log2(share)[:, None]
            modes[kind] = np.where(blocks.any(axis=1), np.argmin(totals, axis=0) + 1, 0)
        classes.learn(seen)
    return profiles, modes, classes


def _mode_table(modes: Ints, before: Ints, further: Ints) -> list[list[list[int]]]:
    """Frequencies of modes, for first and further poses and every mode before (the last is for none)."""
    tables = []
    for position in (0, 1):
        counts = np.zeros((MODES + 1, MODES))
        here = further == position
        context = np.where(before < 0, MODES, modes[np.maximum(before, 0)])
        np.add.at(counts, (context[here], modes[here]), 1)
        overall = counts.sum(axis=0) + 0.5
        overall[0] += _REST * overall.sum()
        counts += 4.0 * overall / overall.sum()
        # Recordings end when people stop signing; calls do not.
        counts[0] *= (1 - _REST_GOES_ON) / counts[0].sum()
        counts[0, 0] += _REST_GOES_ON
        counts[0] *= overall.sum()
        tables.append([frequencies(row).tolist() for row in counts])
    return tables


def _class_table(blocks: Sequence[Ints], costs: Floats) -> list[int]:
    """Frequencies of the class of a whole block."""
    counts = np.full(CLASSES, 0.3)
    for values in blocks:
        counts[int(np.argmin(costs[:, _clipped(values)].sum(axis=1))) + 1 if values.any() else 0] += 1
    table: list[int] = frequencies(counts).tolist()
    return table


def _unlearned() -> dict[str, Any]:
    """Tables about cameras' clocks and networks' delays, of which recordings tell nothing."""
    frames = np.arange(32)
    first = np.where(frames == 0, 0.03, 1.0 / (frames + 1))
    further = np.where(frames == 1, 1.0, np.where(frames == 0, 0.005, 0.05 / (frames + 1) ** 2))
    jitter = np.where(np.arange(CLASSES) == 0, 1.0, np.exp(-np.arange(CLASSES) / 5))
    return {
        "frames": [frequencies(first).tolist(), frequencies(further).tolist()],
        "times": frequencies(jitter).tolist(),
    }


def train(recordings: Sequence[Sequence[Pose]], precision: float = DEFAULT_PRECISION) -> dict[str, Any]:
    """Tables for these recordings."""
    long = [rocked(poses, _POSES) for poses in recordings]
    ways = bases(long, precision)
    sent = send(long, precision, Transforms.of(ways))
    weights = {kind: np.array(rows) for kind, rows in sent.weights.items()}
    profiles, modes, classes = fit_modes(weights)
    costs = classes.costs()
    fixed = _unlearned()
    return {
        "bases": {kind: rows.tolist() for kind, rows in ways.items()},
        "profiles": {kind: rows.tolist() for kind, rows in profiles.items()},
        "modes": {
            kind: _mode_table(modes[kind], np.array(sent.before[kind]), np.array(sent.further[kind])) for kind in modes
        },
        "residuals": classes.tables().tolist(),
        "classes": [_class_table(sent.blocks[context], costs) for context in (FRESH, SCORES, CORRECTIONS)]
        + [fixed["times"]],
        "changes": [frequencies(row).tolist() for row in sent.changes],
        "masks": [frequencies(row).tolist() for row in sent.masks],
        "steps": [frequencies(sent.steps).tolist()],
        "frames": fixed["frames"],
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recordings", nargs="+", type=Path, help=".pose files")
    parser.add_argument("--out", type=Path, required=True, help="where the tables go")
    arguments = parser.parse_args()
    tables = train([read_pose_file(path) for path in arguments.recordings])
    arguments.out.write_text(json.dumps(tables, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
