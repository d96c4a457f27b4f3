"""Dresses the undressed source: a plain top with trimmed hems, trousers, and skin where it shows.

Cloth is the body's own surface, smoothed and lifted: it bends exactly as the skin below, which is left out apart
from a strip under each hem, so that nothing can poke through.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from avatar.bake.patch import Patch, cut, from_quads, keep_faces, smooth
from avatar.bake.source import Source

Values = NDArray[np.float64]

# Metres. The long sleeve ends above the wrist, so that the whole hand and its joint are seen; the short one above the
# elbow.
SLEEVE_END = 0.05
SHORT_SLEEVE_END = 0.115
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
    """One part of the dressed person: its name, its mesh, and what it is coloured by: masks in 0..1, (V, 3) or (3,).

    The masks of skin are flush, palm and where a beard grows; of hair how much light a strand takes; of eyes the ring
    (`avatar.people`).
    """

    name: str
    patch: Patch
    masks: Values


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
    """(S,) metres past the end of the long sleeve toward the hand; negative above it and everywhere else."""
    out = np.full(len(source.vertices), -1.0)
    for side in "LR":
        wrist, elbow = head_of(source, f"wrist.{side}"), head_of(source, f"lowerarm01.{side}")
        axis = (wrist - elbow) / np.linalg.norm(wrist - elbow)
        hand = weight_of(source, side, "wrist", "metacarpal", "finger")
        arm = hand + weight_of(source, side, "lowerarm")
        along = np.maximum((source.vertices - wrist) @ axis + SLEEVE_END, np.where(hand > 0.9, 0.05, -1.0))
        out = np.where(arm > 0.05, along, out)
    return out


def past_short_sleeve(source: Source) -> Values:
    """(S,) metres past the end of the short sleeve toward the hand; negative above it and everywhere else."""
    out = np.full(len(source.vertices), -1.0)
    for side in "LR":
        elbow, shoulder = head_of(source, f"lowerarm01.{side}"), head_of(source, f"upperarm01.{side}")
        axis = (elbow - shoulder) / np.linalg.norm(elbow - shoulder)
        arm = weight_of(source, side, "upperarm", "lowerarm", "wrist", "metacarpal", "finger")
        lower = weight_of(source, side, "lowerarm", "wrist", "metacarpal", "finger")
        along = np.maximum((source.vertices - elbow) @ axis + SHORT_SLEEVE_END, np.where(lower > 0.9, 0.05, -1.0))
        # Of the trunk beside the arm nothing is bare.
        out = np.maximum(out, np.minimum(along, (arm - 0.6) * 0.5))
    return out


def above_neckline(source: Source) -> Values:
    """(S,) metres inside the neckline, where a ball about the throat meets the shoulders; negative outside it."""
    throat = head_of(source, "neck01") + np.array([0.0, 0.036, 0.023])
    collar = NECK_RADIUS - np.linalg.norm(source.vertices - throat, axis=1)
    head = source.weights[:, [source.rig.index(bone) for bone in ("neck02", "neck03", "head")]].sum(axis=1)
    return np.maximum(collar, np.where(head > 0.5, 0.1, -1.0))


def dress(source: Source) -> tuple[Patch, Patch, list[Piece]]:
    """The skin of head and hands, that of the arms which long sleeves cover, and the clothes.

    Clothes are both tops, whole each, and the trousers.
    """
    neck = above_neckline(source)
    long, short = np.maximum(past_sleeve(source), neck), np.maximum(past_short_sleeve(source), neck)
    body = from_quads(source.groups["body"], len(source.vertices))
    shown, _ = cut(body, body.of(short) + UNDER_HEM)
    skin, arms = cut(shown, shown.of(long) + UNDER_HEM)
    return skin, arms, [*_top(source, body, long, "long"), *_top(source, body, short, "short"), _trousers(source, body)]


def _top(source: Source, body: Patch, bare: Values, sleeves: str) -> list[Piece]:
    """A top that covers what is not bare (S,) above the waist, and its trimmed hems."""
    _, cloth = cut(body, body.of(bare))
    above, _ = cut(cloth, cloth.of(source.vertices)[:, 1] - WAIST)
    hem = -above.of(bare)
    ends = np.minimum(hem, above.of(source.vertices)[:, 1] - WAIST) - UNDER_HEM
    top = smooth(above, 25, ramp(ends, 0.0, 0.04))
    top = replace(top, lift=LIFT_HEM + (LIFT - LIFT_HEM) * ramp(hem, UNDER_HEM, 0.06))
    trim, plain = cut(top, TRIM_WIDTH - hem)
    none = np.zeros(3)
    return [Piece(f"top_{sleeves}", plain, none), Piece(f"trim_{sleeves}", trim, none)]


def _trousers(source: Source, body: Patch) -> Piece:
    """They begin beneath the top, which hangs over them."""
    height = source.vertices[:, 1]
    below, _ = cut(body, WAIST + 2 * UNDER_HEM - body.of(height))
    legs, _ = cut(below, below.of(height) - LEG_END)
    hands = np.sum([weight_of(source, side, "lowerarm", "wrist", "metacarpal", "finger") for side in "LR"], axis=0)
    legs = keep_faces(legs, legs.centres(legs.of(hands)) < 0.5)
    return Piece("trousers", replace(legs, lift=np.full(len(legs.lift), LIFT_HEM)), np.zeros(3))
