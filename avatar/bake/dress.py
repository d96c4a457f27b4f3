"""Dresses the undressed source: skin where it shows, a plain top, trousers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from avatar.bake.patch import Patch, cut, from_quads
from avatar.bake.source import Source

Values = NDArray[np.float64]

TOP_LIFT = 0.004
SLEEVE_END = 0.055  # metres above the wrist
# How far skin runs on below a hem, so that no gap opens when cloth and skin bend differently.
UNDER_HEM = 0.03
WAIST = 0.10
LEG_END = -0.40


@dataclass(frozen=True, eq=False)
class Piece:
    """One part of the dressed person: its name, its mesh and its sRGB colour (0..1), (V, 3) or (3,)."""

    name: str
    patch: Patch
    colour: Values


def weight_of(source: Source, *prefixes: str) -> Values:
    """(S,) how far each source vertex follows the bones whose names start so."""
    chosen = [i for i, name in enumerate(source.rig.names) if name.startswith(prefixes)]
    return source.weights[:, chosen].sum(axis=1)


def past_sleeve(source: Source) -> Values:
    """(S,) metres past the end of the sleeve toward the hand; negative above it and everywhere else."""
    out = np.full(len(source.vertices), -1.0)
    for side in "LR":
        wrist = source.rig.heads[source.rig.index(f"wrist.{side}")].astype(np.float64)
        elbow = source.rig.heads[source.rig.index(f"lowerarm01.{side}")].astype(np.float64)
        axis = (wrist - elbow) / np.linalg.norm(wrist - elbow)
        on_arm = weight_of(source, *(f"{b}.{side}" for b in ("lowerarm01", "lowerarm02", "wrist"))) > 0.05
        on_arm |= (source.vertices * (1 if side == "L" else -1))[:, 0] > wrist[0] * (1 if side == "L" else -1) - 0.02
        out = np.where(on_arm, (source.vertices - wrist) @ axis + SLEEVE_END, out)
    return out


def above_neckline(source: Source) -> Values:
    """(S,) metres above the neckline, a tilted plane, lower in front; negative below it and on the arms."""
    front, back = np.array([0.70, 0.085]), np.array([0.772, -0.05])
    slope = (back[0] - front[0]) / (back[1] - front[1])
    height = source.vertices[:, 1] - (front[0] + slope * (source.vertices[:, 2] - front[1]))
    return np.where(np.abs(source.vertices[:, 0]) < 0.14, height, -1.0)


def dress(source: Source) -> list[Piece]:
    """All pieces of the dressed person."""
    count = len(source.vertices)
    bare = np.maximum(past_sleeve(source), above_neckline(source))
    body = from_quads(source.groups["body"], count)
    skin, _ = cut(body, body.of(bare) + UNDER_HEM)

    tights = from_quads(source.groups["helper-tights"], count)
    _, cloth = cut(tights, tights.of(bare))
    above, below = cut(cloth, cloth.of(source.vertices)[:, 1] - WAIST)
    legs, _ = cut(below, below.of(source.vertices)[:, 1] - LEG_END)
    top = replace(above, lift=np.full_like(above.lift, TOP_LIFT))
    return [
        Piece("skin", skin, np.array([0.85, 0.64, 0.52])),
        Piece("top", top, np.array([0.17, 0.33, 0.42])),
        Piece("trousers", legs, np.array([0.16, 0.18, 0.23])),
    ]
