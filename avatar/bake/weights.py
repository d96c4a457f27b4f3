"""Skin weights made fit for signing: shoulders and collars that stay whole when arms are raised."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from avatar.bake.dress import head_of, ramp, weight_of
from avatar.bake.patch import from_quads, neighbours
from avatar.bake.source import Source

# How far inward of the shoulder joint, metres, a vertex stops following the upper arm: beyond the second, wholly.
_ARM_ENDS = (0.01, 0.08)
_ROUNDS = 16


def tidied(source: Source) -> Source:
    """The source with skin weights that are smooth over the shoulders.

    MakeHuman lets the upper arm pull at the neck, which tears a collar when the arm goes up. Here the clavicle
    takes over inward of the shoulder, and the weights of torso and arms are smoothed.
    """
    weights = source.weights.copy()
    names = source.rig.names
    for side, sign in (("L", 1.0), ("R", -1.0)):
        inward = (head_of(source, f"upperarm01.{side}") - source.vertices)[:, 0] * sign
        gone = ramp(inward, *_ARM_ENDS)
        for bone in (f"upperarm01.{side}", f"upperarm02.{side}"):
            moved = weights[:, names.index(bone)] * gone
            weights[:, names.index(bone)] -= moved
            weights[:, names.index(f"clavicle.{side}")] += moved

    body = from_quads(source.groups["body"], len(source.vertices))
    hands = sum(weight_of(source, side, "wrist", "metacarpal", "finger", "lowerarm02") for side in "LR")
    head = source.weights[:, [names.index(bone) for bone in ("head", "neck03", "eye.L", "eye.R")]].sum(axis=1)
    amount = 0.5 * body.of(np.clip(1 - 3 * (hands + head), 0, 1))[:, None]
    mean = neighbours(body)
    smooth: NDArray[np.float64] = body.of(weights)
    for _ in range(_ROUNDS):
        smooth = smooth + amount * (mean @ smooth - smooth)
    weights[body.mix.indices] = smooth
    return replace(source, weights=weights)
