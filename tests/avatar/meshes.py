"""What tests ask of a body's surface."""

from __future__ import annotations

import numpy as np

from avatar.body import Body


def rims(body: Body, *parts: str) -> int:
    """How many closed lines bound the surface of some parts, vertices at one place taken as one."""
    _, place = np.unique(np.rint(body.vertices / 1e-5), axis=0, return_inverse=True)
    chosen = np.isin(body.part, [body.parts.index(part) for part in parts])
    faces = place[body.faces[chosen[body.faces[:, 0]]]]
    edges = np.sort(faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    edges, uses = np.unique(edges[edges[:, 0] != edges[:, 1]], axis=0, return_counts=True)
    assert uses.max() == 2
    rim = edges[uses == 1]
    known = np.unique(rim)
    group = {int(v): int(v) for v in known}

    def first(v: int) -> int:
        while group[v] != v:
            group[v] = group[group[v]]
            v = group[v]
        return v

    for a, b in rim.tolist():
        group[first(a)] = first(b)
    assert (np.bincount(np.searchsorted(known, rim.ravel())) == 2).all(), "a hem forks"
    return len({first(v) for v in group})
