"""Ambient occlusion: how much of the sky above each vertex the rest of the body hides.

After Bunnell, "Dynamic Ambient Occlusion and Indirect Lighting" (GPU Gems 2, chapter 14): every vertex is a disc
that hides its share of the hemisphere of the vertices it faces; a second round weighs each disc by how much it is
itself hidden, so that layers behind one another do not count twice.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

# Nothing farther away than this counts, metres: arms move, so their shade on the body must not be baked in.
REACH = 0.09
_CHUNK = 512


def occlusion(
    vertices: NDArray[np.float64], normals: NDArray[np.float64], faces: NDArray[np.int64], strength: float = 1.0
) -> NDArray[np.float64]:
    """(V,) 1 where a vertex is open to the sky, toward 0 where it is hidden.

    Args:
        vertices: (V, 3), metres.
        normals: (V, 3), unit length.
        faces: (F, 3).
        strength: of the darkening.
    """
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    area = np.zeros(len(vertices))
    for i in range(3):
        np.add.at(area, faces[:, i], np.linalg.norm(np.cross(b - a, c - a), axis=1) / 6)
    tree = cKDTree(vertices)
    open_share = np.ones(len(vertices))
    for _ in range(2):
        hidden = np.zeros(len(vertices))
        for first in range(0, len(vertices), _CHUNK):
            rows = np.arange(first, min(first + _CHUNK, len(vertices)))
            near = tree.query_ball_point(vertices[rows], REACH)
            receiver = np.repeat(rows, [len(n) for n in near])
            emitter = np.concatenate([np.asarray(n, np.int64) for n in near])
            away = vertices[emitter] - vertices[receiver]
            gap2 = (away**2).sum(axis=1)
            unit = away / np.sqrt(np.maximum(gap2, 1e-12))[:, None]
            facing = np.clip((unit * normals[receiver]).sum(axis=1), 0, 1)
            shown = np.clip(-(unit * normals[emitter]).sum(axis=1), 0, 1)
            fade = np.clip(1 - gap2 / REACH**2, 0, 1)
            share = area[emitter] * shown * facing * fade / (np.pi * gap2 + area[emitter]) * open_share[emitter]
            np.add.at(hidden, receiver, np.where(gap2 > 1e-10, share, 0))
        open_share = np.exp(-strength * hidden)
    return open_share
