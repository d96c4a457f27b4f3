"""Dresses the undressed source: a plain top with trimmed hems, trousers, and skin where it shows.

Cloth is the body's own surface, smoothed and lifted: it bends exactly as the skin below, which is left out apart
from a strip under each hem, so that nothing can poke through.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from avatar.bake.patch import Patch, cut, from_quads, smooth
from avatar.bake.source import Source

Values = NDArray[np.float64]

TOP = np.array([0.16, 0.36, 0.44])
TRIM = np.array([0.11, 0.27, 0.34])
TROUSERS = np.array([0.20, 0.22, 0.28])

# Metres. The sleeve ends above the wrist, so that the whole hand and its joint are seen.
SLEEVE_END = 0.05
WAIST = 0.10
LEG_END = -0.16
TRIM_WIDTH = 0.014
NECK_RADIUS = 0.106
# How far skin runs on below a hem.
UNDER_HEM = 0.014
# How far cloth stands off the skin, at a hem and well away from one.
LIFT_HEM, LIFT = 0.004, 0.010


@dataclass(frozen=True, eq=False)
class Piece:
    """One part of the dressed person: its name, its mesh and its sRGB colour (0..1), (V, 3) or (3,)."""

    name: str
    patch: Patch
    colour: Values


def weight_of(source: Source, side: str, *prefixes: str) -> Values:
    """(S,) how far each source vertex follows the bones of one side (``"L"``, ``"R"``) whose names start so."""
    chosen = [i for i, name in enumerate(source.rig.names) if name.startswith(prefixes) and name.endswith(f".{side}")]
    return source.weights[:, chosen].sum(axis=1)


def head_of(source: Source, bone: str) -> Values:
    """(3,) a joint at rest."""
    return source.rig.heads[source.rig.index(bone)].astype(np.float64)


def ramp(values: Values, low: float, high: float) -> Values:
    """0 at `low`, 1 at `high`, smooth between and constant beyond."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def past_sleeve(source: Source) -> Values:
    """(S,) metres past the end of the sleeve toward the hand; negative above it and everywhere else."""
    out = np.full(len(source.vertices), -1.0)
    for side in "LR":
        wrist, elbow = head_of(source, f"wrist.{side}"), head_of(source, f"lowerarm01.{side}")
        axis = (wrist - elbow) / np.linalg.norm(wrist - elbow)
        hand = weight_of(source, side, "wrist", "metacarpal", "finger")
        arm = hand + weight_of(source, side, "lowerarm")
        along = np.maximum((source.vertices - wrist) @ axis + SLEEVE_END, np.where(hand > 0.9, 0.05, -1.0))
        out = np.where(arm > 0.05, along, out)
    return out


def above_neckline(source: Source) -> Values:
    """(S,) metres inside the neckline, where a ball about the throat meets the shoulders; negative outside it."""
    throat = head_of(source, "neck01") + np.array([0.0, 0.036, 0.023])
    collar = NECK_RADIUS - np.linalg.norm(source.vertices - throat, axis=1)
    head = source.weights[:, [source.rig.index(bone) for bone in ("neck02", "neck03", "head")]].sum(axis=1)
    return np.maximum(collar, np.where(head > 0.5, 0.1, -1.0))


def dress(source: Source) -> tuple[Patch, list[Piece]]:
    """The skin that shows, and the clothes."""
    bare = np.maximum(past_sleeve(source), above_neckline(source))
    body = from_quads(source.groups["body"], len(source.vertices))
    skin, _ = cut(body, body.of(bare) + UNDER_HEM)
    _, cloth = cut(body, body.of(bare))
    above, _ = cut(cloth, cloth.of(source.vertices)[:, 1] - WAIST)
    # The top hangs over the trousers, which begin beneath it.
    _, below = cut(cloth, cloth.of(source.vertices)[:, 1] - WAIST - 2 * UNDER_HEM)
    legs, _ = cut(below, below.of(source.vertices)[:, 1] - LEG_END)

    hem = -above.of(bare)
    ends = np.minimum(hem, above.of(source.vertices)[:, 1] - WAIST) - UNDER_HEM
    top = smooth(above, 25, ramp(ends, 0.0, 0.04))
    top = replace(top, lift=LIFT_HEM + (LIFT - LIFT_HEM) * ramp(hem, UNDER_HEM, 0.06))
    trim, plain = cut(top, TRIM_WIDTH - hem)
    legs = replace(legs, lift=np.full(len(legs.lift), LIFT_HEM))
    return skin, [Piece("top", plain, TOP), Piece("trim", trim, TRIM), Piece("trousers", legs, TROUSERS)]
