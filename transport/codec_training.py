"""Makes the codec's probability tables from recordings of real signing.

``python -m transport.codec_training RECORDINGS... --out transport/codec_tables.json``

The tables are part of the wire format: new ones need a new version of it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detector.pose import Pose
from detector.skeleton import HANDS, MIRROR, K
from transport.bench import read_pose_file, rocked
from transport.codec import DEFAULT_PRECISION
from transport.codec_entropy import FRESH_CONTEXT, LARGEST, NO_CONTEXT, SCORE_CONTEXT, SPREADS, TOTAL
from transport.codec_layout import PARENT, PART_OF, PARTS, RANKS, Ints, axis_steps
from transport.codec_pose import CodedPose, Plan, blank, plan_pose, split_part
from transport.codec_predict import PREDICTORS, WEIGHT_BITS, Prediction

Floats = NDArray[np.float64]

# Round trips, in packets, that the tables have to serve.
_ACK_PACKETS: Final = (1, 2, 3, 5)
# How long every recording is made, in poses: a few keyframes at its start are then a fair share.
_POSES: Final = 120
_ROUNDS: Final = 6
# How much evidence the smooth model counts for against the histogram, in symbols.
_PRIOR: Final = 300.0
_WIDEST_OFFSET: Final = 6
# Further than this, in steps, a motion tells nothing new (it is a jump from one recording to the next).
_FARTHEST_MOTION: Final = 30.0
_RIDGE: Final = 0.02
# A further predictor must take away this share of what is left.
_WORTH: Final = 0.02
NO_PREDICTION: Final = Prediction(
    np.repeat(np.arange(K)[:, None], PREDICTORS, axis=1), np.zeros((K, PREDICTORS, 3), np.int64)
)


def frequencies(weights: Floats) -> Ints:
    """Whole frequencies, each at least 1, that add up to ``TOTAL``."""
    share = weights / weights.sum() * (TOTAL - len(weights))
    result: Ints = np.floor(share).astype(np.int64) + 1
    result[np.argmax(result)] += TOTAL - result.sum()
    return result


def laplace(spread: int) -> Floats:
    """The smooth model of residuals: a Laplace distribution half an octave wider with each spread."""
    width = 0.12 * 2 ** (spread / 2)
    x = np.abs(np.arange(-LARGEST, LARGEST + 1))
    inside = np.where(x == 0, 1 - np.exp(-0.5 / width), 0.5 * (np.exp(-(x - 0.5) / width) - np.exp(-(x + 0.5) / width)))
    return np.append(inside, np.exp(-(LARGEST + 0.5) / width) + 1e-5)


class Blocks:
    """Every block of residuals that a call would have sent."""

    def __init__(self) -> None:
        self.blocks: list[tuple[Ints, Ints | None, int]] = []  # residuals, coordinates (or None), context or part
        self.masks = np.ones(4)
        self.steps = np.ones(2)

    def add(self, plan: Plan, reference_known: NDArray[np.bool_], reference_steps: Ints, *, second: bool) -> None:
        """Take in one pose."""
        known = plan.coded.known
        for number, part in enumerate(PARTS):
            here, before = known[part.points], reference_known[part.points]
            kind = 0 if np.array_equal(here, before) else 1 if here.all() else 3 if here.any() else 2
            self.masks[kind] += 1
            if not here.any():
                continue
            same = before.any() and plan.coded.steps[number] == reference_steps[number]
            self.steps[int(not same)] += 1
            old, fresh, present = split_part(part, known, reference_known)
            if len(old):
                coordinates = (old[:, None] * 3 + np.arange(3)).ravel()
                self.blocks.append((plan.residuals[old].ravel(), coordinates, number if second else NO_CONTEXT))
            if len(fresh):
                self.blocks.append((plan.residuals[fresh].ravel(), None, FRESH_CONTEXT))
            self.blocks.append((plan.changes[present], None, SCORE_CONTEXT))


def plans(
    recordings: Sequence[Sequence[Pose]], precision: float, prediction: Prediction
) -> Iterator[tuple[CodedPose, Plan, bool]]:
    """Everything that calls with several round trips would send of these recordings.

    Yields:
        The reference, what is sent against it, and whether it is a second pose in its packet.
    """
    for poses in recordings:
        for ack in _ACK_PACKETS:
            sent = [blank(0, poses[0].width, poses[0].height)] * ack
            for start in range(0, len(poses) - 1, 2):
                reference = sent[-ack]
                for number, pose in enumerate(poses[start : start + 2]):
                    plan = plan_pose(pose, reference, precision, prediction)
                    yield reference, plan, number > 0
                    reference = plan.coded
                sent.append(reference)


def motions(recordings: Sequence[Sequence[Pose]], precision: float) -> Floats:
    """How far every coordinate moved from its reference, in its own steps: (n, K, 3), NaN where it is not known."""
    rows = []
    for reference, plan, _ in plans(recordings, precision, NO_PREDICTION):
        moved = (plan.coded.units - reference.units) / axis_steps(plan.coded.steps)
        moved[~(plan.coded.known & reference.known)] = np.nan
        rows.append(moved)
    found = np.clip(np.array(rows), -_FARTHEST_MOTION, _FARTHEST_MOTION)
    # Left and right are alike: the mirrored signer moves just as well. The sign of x does not matter here.
    return np.concatenate([found, found[:, list(MIRROR)]])


def _candidates(point: int) -> list[int]:
    ranks = np.array(RANKS)
    near = (PART_OF[point] == PART_OF) & (ranks < ranks[point])
    if not near.any() and PARENT[point] >= 0:
        return [PARENT[point]]
    return [int(candidate) for candidate in np.flatnonzero(near)]


def _solve(target: Floats, inputs: Floats) -> tuple[Floats, float]:
    """Ridge regression (n,) on (n, m); weights and what it leaves, as a share of the target's energy."""
    energy = float(target @ target) + 1e-9
    gram = inputs.T @ inputs
    weights = np.linalg.solve(gram + _RIDGE * (np.trace(gram) / len(gram) + 1.0) * np.eye(len(gram)), inputs.T @ target)
    rest = target - inputs @ weights
    return weights, float(rest @ rest) / energy


def fit_prediction(moved: Floats) -> Prediction:
    """For every point the up to three others whose motions tell most about its own, and their weights."""
    points = np.repeat(np.arange(K)[:, None], PREDICTORS, axis=1)
    weights = np.zeros((K, PREDICTORS, 3), np.int64)
    for point in range(K):
        chosen: list[int] = []
        left = 3.0
        candidates = _candidates(point)
        # Depth has another origin in another part.
        axes = range(3) if candidates and PART_OF[candidates[0]] == PART_OF[point] else range(2)
        while len(chosen) < PREDICTORS:
            best: tuple[float, int] | None = None
            for candidate in set(candidates) - set(chosen):
                rest = sum(_fit_axis(moved, point, [*chosen, candidate], axis)[1] for axis in axes)
                if best is None or rest < best[0]:
                    best = (rest, candidate)
            if best is None or best[0] > left * (1 - _WORTH):
                break
            left = best[0]
            chosen.append(best[1])
        points[point, : len(chosen)] = chosen
        for axis in axes if chosen else ():
            fitted, _ = _fit_axis(moved, point, chosen, axis)
            weights[point, : len(chosen), axis] = np.round(fitted * (1 << WEIGHT_BITS))
    return Prediction(points, weights)


def _fit_axis(moved: Floats, point: int, chosen: list[int], axis: int) -> tuple[Floats, float]:
    rows = moved[:, [point, *chosen], axis]
    rows = rows[~np.isnan(rows).any(axis=1)]
    return _solve(rows[:, 0], rows[:, 1:])


def collect(recordings: Sequence[Sequence[Pose]], precision: float, prediction: Prediction) -> Blocks:
    """The blocks of everything that calls would send of these recordings."""
    blocks = Blocks()
    for reference, plan, second in plans(recordings, precision, prediction):
        blocks.add(plan, reference.known, reference.steps, second=second)
    return blocks


def offsets(blocks: Blocks) -> Ints:
    """How much wider or narrower each coordinate spreads than its part on the whole: int64 (K, 3)."""
    flat_total, flat_count = np.zeros(3 * K), np.zeros(3 * K)
    for values, coordinates, _ in blocks.blocks:
        if coordinates is None or not values.any():
            continue
        flat_total[coordinates] += np.abs(values) / np.abs(values).mean()
        flat_count[coordinates] += 1
    total, count = flat_total.reshape(K, 3), flat_count.reshape(K, 3)
    # Left and right are alike, and there are more recordings of right hands.
    ratio = (total + total[list(MIRROR)] + 1.0) / (count + count[list(MIRROR)] + 1.0)
    rounded = np.clip(np.round(2 * np.log2(ratio)), -_WIDEST_OFFSET, _WIDEST_OFFSET).astype(np.int64)
    assert np.array_equal(rounded[HANDS["left"]], rounded[HANDS["right"]])
    return rounded


def _symbols(values: Ints) -> Ints:
    return np.where(np.abs(values) <= LARGEST, values + LARGEST, 2 * LARGEST + 1)


def fit(blocks: Blocks, offset: Ints) -> dict[str, Any]:
    """Tables that suit the blocks: assign spreads, count, and again."""
    residuals = np.array([laplace(spread) for spread in range(1, SPREADS)])
    spreads = np.ones((SPREADS + 3, SPREADS))
    flat = offset.ravel()
    candidates = np.arange(1, SPREADS)[:, None]
    for _ in range(_ROUNDS):
        bits = -np.log2(np.array([frequencies(row) for row in residuals]) / TOTAL)
        spread_bits = -np.log2(np.array([frequencies(row) for row in spreads]) / TOTAL)
        counts = np.zeros_like(residuals)
        spreads = np.full((SPREADS + 3, SPREADS), 0.3)
        before = [NO_CONTEXT] * len(PARTS)
        for values, coordinates, context in blocks.blocks:
            shift = np.zeros(len(values), np.int64) if coordinates is None else flat[coordinates]
            rows = np.clip(candidates + shift, 1, SPREADS - 1) - 1
            where = before[context] if context < len(PARTS) else context
            symbols = _symbols(values)
            chosen = 0
            if values.any():
                chosen = int(np.argmin(bits[rows, symbols].sum(axis=1) + spread_bits[where, 1:])) + 1
                np.add.at(counts, (rows[chosen - 1], symbols), 1)
            spreads[where, chosen] += 1
            if coordinates is not None:
                before[_part_of(coordinates)] = chosen
        counts[:, :-1] += counts[:, -2::-1]  # signs are alike
        counts[:, -1] *= 2
        prior = np.array([laplace(spread) for spread in range(1, SPREADS)])
        residuals = counts + _PRIOR * prior / prior.sum(axis=1, keepdims=True)
    return {
        "residuals": [frequencies(row).tolist() for row in residuals],
        "spreads": [frequencies(row).tolist() for row in spreads],
        "offsets": offset.tolist(),
        "masks": [frequencies(blocks.masks).tolist()],
        "flags": [frequencies(blocks.steps).tolist()],
    }


def _part_of(coordinates: Ints) -> int:
    point = int(coordinates[0]) // 3
    return next(i for i, part in enumerate(PARTS) if part.points.start <= point < part.points.stop)


def train(recordings: Iterable[Sequence[Pose]], precision: float = DEFAULT_PRECISION) -> dict[str, Any]:
    """Tables for these recordings."""
    long = [rocked(poses, _POSES) for poses in recordings]
    prediction = fit_prediction(motions(long, precision))
    blocks = collect(long, precision, prediction)
    tables = fit(blocks, offsets(blocks))
    return tables | {"predictors": prediction.points.tolist(), "weights": prediction.weights.tolist()}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recordings", nargs="+", type=Path, help=".pose files of MediaPipe Holistic")
    parser.add_argument("--out", type=Path, required=True, help="where the tables go")
    arguments = parser.parse_args()
    tables = train(read_pose_file(path) for path in arguments.recordings)
    arguments.out.write_text(json.dumps(tables, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
