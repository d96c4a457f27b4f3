"""Hands as large beside the shoulders as people's: MakeHuman's are smaller, every person's by another amount.

A signer's hands reach from the shoulders to the face and across the chest; hands of another size leave either the
wrist or the fingertips elsewhere. And larger hands are read from farther off.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from avatar.bake.dress import head_of, weight_of
from avatar.bake.source import Source
from avatar.handfit import HandFit
from avatar.hands import HandModel
from avatar.landmarks import PALM_TO_SHOULDERS, Landmarks
from avatar.rig import Rig

_HAND = ("wrist", "metacarpal", "finger")


def with_human_hands(source: Source) -> Source:
    """The source with hands that are `PALM_TO_SHOULDERS` large, grown about the wrists."""
    rig = source.rig
    palms = HandFit(HandModel.of(rig, Landmarks.of(rig))).palm
    left, right = (head_of(source, f"upperarm01.{side}") for side in "LR")
    factors = PALM_TO_SHOULDERS * np.linalg.norm(left - right) / palms
    vertices = source.vertices.copy()
    rest, tails = rig.rest.astype(np.float64), rig.tails.astype(np.float64)
    for side, factor in zip("LR", factors, strict=True):
        wrist = head_of(source, f"wrist.{side}")
        share = weight_of(source, side, *_HAND)[:, None]
        vertices += (factor - 1) * share * (vertices - wrist)
        own = [i for i, name in enumerate(rig.names) if name.startswith(_HAND) and name.endswith(f".{side}")]
        rest[own, :3, 3] += (factor - 1) * (rest[own, :3, 3] - wrist)
        tails[own] += (factor - 1) * (tails[own] - wrist)
    grown = Rig(rig.names, rig.parents, rest.astype(np.float32), tails.astype(np.float32))
    return replace(source, vertices=vertices, rig=grown)
