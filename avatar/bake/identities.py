"""The bodies of the people to choose from, as values of anny's phenotype (0..1; gender: 0 male, 1 female)."""

from __future__ import annotations

from typing import Final

Phenotype = dict[str, float]


def _descent(african: float, asian: float, caucasian: float) -> Phenotype:
    return {"african": african, "asian": asian, "caucasian": caucasian}


def _build(muscle: float, weight: float, height: float = 0.5, proportions: float = 0.5) -> Phenotype:
    return {"muscle": muscle, "weight": weight, "height": height, "proportions": proportions}


# By the names of `avatar.looks.PEOPLE`. The first is made of averages.
PHENOTYPES: Final[dict[str, Phenotype]] = {
    "linden": {"gender": 0.5, "age": 0.67, "muscle": 0.5, "weight": 0.45, "cupsize": 0.0},
    "birch": {"gender": 0.96, "age": 0.64, "cupsize": 0.4} | _build(0.40, 0.30, 0.5, 0.75) | _descent(0.05, 0.75, 0.2),
    "rowan": {"gender": 0.06, "age": 0.62} | _build(0.50, 0.33, 0.55, 0.7) | _descent(0.9, 0.05, 0.05),
    "hazel": {"gender": 0.95, "age": 0.78, "cupsize": 0.5} | _build(0.45, 0.85, 0.45) | _descent(0.75, 0.1, 0.15),
    "alder": {"gender": 0.04, "age": 0.74} | _build(0.80, 0.55, 0.6, 0.6) | _descent(0.15, 0.25, 0.6),
    "juniper": {"gender": 0.95, "age": 0.92, "cupsize": 0.35} | _build(0.35, 0.42, 0.4) | _descent(0.05, 0.15, 0.8),
    "cedar": {"gender": 0.05, "age": 0.90} | _build(0.45, 0.85, 0.5, 0.4) | _descent(0.2, 0.5, 0.3),
    "aspen": {"gender": 0.6, "age": 0.66, "cupsize": 0.2} | _build(0.60, 0.65, 0.45) | _descent(0.1, 0.1, 0.8),
}
