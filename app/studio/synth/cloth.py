"""Where cloth is on a person, vertex by vertex: what `shaders/garment.glsl` says of every pixel."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.studio.synth.looks import Uniform

Floats = NDArray[np.float32]
Faces = NDArray[np.int64]


def gone(layer: str, rest: Floats, along: Floats, look: Mapping[str, Uniform]) -> Floats:
    """How far beyond where a layer ends each vertex lies, metres or shares of an arm; negative where it is drawn.

    Args:
        layer: "body", "top", "trousers" or hair.
        rest: float32 (V, 3) at rest.
        along: float32 (V,) how far along the arm (`Person.arm`).
        look: numbers by the names of the shaders.
    """
    opened = _opening(rest, look)
    sleeve = _number(look["sleeve"])
    hem = np.where(along > 0.2, 1.0, rest[:, 1] - _number(look["hem"]))
    if layer == "top":
        return np.maximum.reduce([opened, 0.27 * (along - sleeve), -hem])
    if layer == "trousers":
        return rest[:, 1] - _number(look["cut_waist"])
    if layer == "body":
        throat = _vector(look["throat"])
        covered = np.minimum.reduce(
            [0.27 * (sleeve - 0.12 - along), along + 0.5, -0.025 - opened, throat[1] + 0.03 - rest[:, 1]]
        )
        return np.maximum(covered, -0.02 - hem)
    return np.full(len(rest), -1.0, np.float32)


def clipped(faces: Faces, beyond: Floats) -> tuple[Faces, Faces, Floats]:
    """Triangles (F, 3) cut where what is `beyond` (V,) changes its sign; what is positive goes.

    Returns:
        The triangles (G, 3), whose numbers from V on are those of new vertices; and of each of these the two vertices
        that it lies between (N, 2) and how far from the first to the second (N,).
    """
    out = beyond[faces] > 0
    count = out.sum(axis=1)
    kept, ends, shares, first = [faces[count == 0]], [], [], len(beyond)

    def between(a: Faces, b: Faces) -> Faces:
        nonlocal first
        ends.append(np.stack([a, b], axis=1))
        shares.append(beyond[a] / (beyond[a] - beyond[b]))
        first += len(a)
        return np.arange(first - len(a), first)

    for lost in (1, 2):
        some, which = faces[count == lost], out[count == lost]
        # Turned so that the corner that is alone comes first.
        alone = (which if lost == 1 else ~which).argmax(axis=1)
        a, b, c = (some[np.arange(len(some)), (alone + n) % 3] for n in range(3))
        ab, ac = between(a, b), between(a, c)
        if lost == 2:
            kept.append(np.stack([a, ab, ac], axis=1))
        else:
            kept += [np.stack([ab, b, c], axis=1), np.stack([ab, c, ac], axis=1)]
    return np.concatenate(kept), np.concatenate(ends), np.concatenate(shares).astype(np.float32)


def _opening(rest: Floats, look: Mapping[str, Uniform]) -> Floats:
    """How far inside the neckline's opening, metres; negative on cloth."""
    neck = _vector(look["neck"])
    away = rest - _vector(look["throat"])
    around = neck[0] - np.linalg.norm(away * (1.0, 1.0, 0.9), axis=1)
    if neck[1] <= 0:
        return np.maximum(around, -1.0)
    v = (away[:, 1] + neck[1]) * neck[2] - np.abs(away[:, 0])
    return np.maximum(around, np.where(away[:, 2] >= -0.01, v, -1.0))


def _number(value: Uniform) -> float:
    assert isinstance(value, float)
    return value


def _vector(value: Uniform) -> Floats:
    return np.asarray(value, np.float32)
