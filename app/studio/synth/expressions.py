"""Faces in motion: random weights of the face action shapes, as people make them together."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.body import Body

Floats = NDArray[np.float32]

# Actions that go together, each with its full strength.
MOODS: Final[dict[str, dict[str, float]]] = {
    "smile": {"mouthSmile": 0.9, "cheekSquint": 0.6, "eyeSquint": 0.3},
    "laugh": {"mouthSmile": 0.9, "jawOpen": 0.5, "cheekSquint": 0.7, "mouthUpperUp": 0.3},
    "frown": {"browDown": 0.9, "mouthFrown": 0.6, "eyeSquint": 0.3},
    "ask": {"browInnerUp": 0.7, "browOuterUp": 0.8, "eyeWide": 0.5},
    "wonder": {"browInnerUp": 0.8, "browOuterUp": 0.6, "eyeWide": 0.7, "jawOpen": 0.5},
    "blink": {"eyeBlink": 1.0},
    "pucker": {"mouthPucker": 0.9},
    "funnel": {"mouthFunnel": 0.8, "jawOpen": 0.25},
    "open": {"jawOpen": 0.9},
    "puff": {"cheekPuff": 0.9, "mouthPress": 0.4},
    "sneer": {"noseSneer": 0.8, "mouthUpperUp": 0.5},
    "stretch": {"mouthStretch": 0.8, "mouthLowerDown": 0.6},
    "tongue": {"tongueOut": 0.8, "jawOpen": 0.35},
    "press": {"mouthPress": 0.8, "mouthRollLower": 0.4, "mouthRollUpper": 0.4},
    "sideways": {"mouthLeft": 0.6, "jawLeft": 0.4},
    "look_down": {"eyeLookDown": 0.8, "eyeBlink": 0.25},
    "look_up": {"eyeLookUp": 0.7},
}


def expression(rng: np.random.Generator, body: Body) -> tuple[Floats, Floats]:
    """A face at random.

    Returns:
        Weights float32 (A,) in 0..1 in the order of the body's action shapes, and its vertices at rest with them.
    """
    names = body.shapes.names
    weights = np.zeros(len(names), np.float32)
    moods = list(MOODS)
    for mood in rng.choice(len(moods), int(rng.choice(4, p=[0.15, 0.4, 0.3, 0.15])), replace=False):
        strength = float(rng.uniform(0.2, 1.0))
        uneven = rng.uniform(0.6, 1.0, 2)
        for action, full in MOODS[moods[int(mood)]].items():
            for side, share in (("", 1.0), ("Left", uneven[0]), ("Right", uneven[1])):
                if action + side in names:
                    at = names.index(action + side)
                    weights[at] = max(weights[at], full * strength * share)
    weights += np.where(rng.random(len(names)) < 0.06, rng.uniform(0, 0.4, len(names)), 0).astype(np.float32)
    weights = np.clip(weights, 0, 1)
    vertices = body.vertices.copy()
    for shape in np.flatnonzero(weights > 0.01):
        rows = slice(int(body.shapes.starts[shape]), int(body.shapes.starts[shape + 1]))
        np.add.at(vertices, body.shapes.vertices[rows], weights[shape] * body.shapes.offsets[rows].astype(np.float32))
    return weights, vertices
