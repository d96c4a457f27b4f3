"""Faces in motion: random weights of the face action shapes, as people make them together."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.body import Body

Floats = NDArray[np.float32]

# Actions that go together, each with its full strength. Of each group at most one is drawn: those of the mouth do not
# add up to any face that there is.
MOUTH: Final[dict[str, dict[str, float]]] = {
    "smile": {"mouthSmile": 0.9, "cheekSquint": 0.6, "eyeSquint": 0.3},
    "laugh": {"mouthSmile": 0.9, "jawOpen": 0.4, "cheekSquint": 0.7, "mouthUpperUp": 0.3},
    "frown": {"mouthFrown": 0.8},
    "wonder": {"jawOpen": 0.45},
    "pucker": {"mouthPucker": 0.9},
    "funnel": {"mouthFunnel": 0.8, "jawOpen": 0.25},
    "open": {"jawOpen": 0.85},
    "puff": {"cheekPuff": 0.9, "mouthPress": 0.4},
    "sneer": {"noseSneer": 0.8, "mouthUpperUp": 0.5},
    "stretch": {"mouthStretch": 0.8, "mouthLowerDown": 0.6},
    "tongue": {"tongueOut": 0.8, "jawOpen": 0.35},
    "press": {"mouthPress": 0.8, "mouthRollLower": 0.4, "mouthRollUpper": 0.4},
    "left": {"mouthLeft": 0.6, "jawLeft": 0.4},
    "right": {"mouthRight": 0.6, "jawRight": 0.4},
}
BROWS: Final[dict[str, dict[str, float]]] = {
    "down": {"browDown": 0.9, "eyeSquint": 0.4},
    "ask": {"browInnerUp": 0.7, "browOuterUp": 0.8, "eyeWide": 0.5},
    "worry": {"browInnerUp": 0.9},
    "stare": {"browInnerUp": 0.6, "browOuterUp": 0.5, "eyeWide": 0.9},
}
EYES: Final[dict[str, dict[str, float]]] = {
    "blink": {"eyeBlink": 1.0},
    "squint": {"eyeSquint": 0.9},
    "down": {"eyeLookDown": 0.8, "eyeBlink": 0.25},
    "up": {"eyeLookUp": 0.7},
}
# How often a group does anything.
_GROUPS: Final = ((MOUTH, 0.65), (BROWS, 0.5), (EYES, 0.4))
_FREE: Final = ("brow", "eye", "cheek", "nose", "mouthDimple", "mouthShrug", "mouthSmile")


def expression(rng: np.random.Generator, body: Body) -> tuple[Floats, Floats]:
    """A face at random.

    Returns:
        Weights float32 (A,) in 0..1 in the order of the body's action shapes, and its vertices at rest with them.
    """
    names = body.shapes.names
    weights = np.zeros(len(names), np.float32)
    for group, odds in _GROUPS:
        strength, uneven = float(rng.uniform(0.2, 1.0)), rng.uniform(0.6, 1.0, 2)
        mood = group[str(rng.choice(list(group)))]
        if rng.random() > odds:
            continue
        for action, full in mood.items():
            for side, share in (("", 1.0), ("Left", uneven[0]), ("Right", uneven[1])):
                if action + side in names:
                    at = names.index(action + side)
                    weights[at] = max(weights[at], full * strength * share)
    free = np.array([name.startswith(_FREE) for name in names])
    weights += np.where(free & (rng.random(len(names)) < 0.08), rng.uniform(0, 0.3, len(names)), 0).astype(np.float32)
    weights = np.clip(weights, 0, 1)
    vertices = body.vertices.copy()
    for shape in np.flatnonzero(weights > 0.01):
        rows = slice(int(body.shapes.starts[shape]), int(body.shapes.starts[shape + 1]))
        np.add.at(vertices, body.shapes.vertices[rows], weights[shape] * body.shapes.offsets[rows].astype(np.float32))
    return weights, vertices
