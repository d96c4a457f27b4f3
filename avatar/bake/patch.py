"""Pieces of mesh that stay tied to the source: every vertex is a weighted mean of source vertices.

Because cutting, subdividing and offsetting keep that tie, positions, skin weights and face action shapes of a
piece all follow from the source by one matrix product, and another identity can be dressed by the same cuts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

# A cut closer than this share of an edge to a vertex goes through the vertex, so that no slivers are made.
_SNAP = 0.04


@dataclass(frozen=True, eq=False)
class Patch:
    """A triangle mesh over the source.

    Attributes:
        mix: sparse (V, S), rows sum to 1: each vertex as a mean of the source's vertices.
        faces: int (F, 3), counter-clockwise seen from outside.
        lift: float64 (V,): how far each vertex stands off along its normal, metres.
    """

    mix: sparse.csr_matrix
    faces: NDArray[np.int64]
    lift: NDArray[np.float64]

    def of(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of the source's vertices (S, ...) carried over to this patch's vertices (V, ...)."""
        return np.asarray(self.mix @ values)

    def centres(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Means over each face of values (V, ...) of this patch's vertices."""
        return values[self.faces].mean(axis=1)


def from_quads(quads: NDArray[np.int64], source_count: int) -> Patch:
    """The patch of some quads (F, 4) of the source."""
    used, flat = np.unique(quads, return_inverse=True)
    quads = flat.reshape(-1, 4)
    faces = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    mix = sparse.csr_matrix((np.ones(len(used)), (np.arange(len(used)), used)), shape=(len(used), source_count))
    return Patch(mix, faces, np.zeros(len(used)))


def keep_faces(patch: Patch, chosen: NDArray[np.bool_]) -> Patch:
    """The chosen faces (F,), and no vertex that they do not use."""
    used, flat = np.unique(patch.faces[chosen], return_inverse=True)
    return Patch(patch.mix[used], flat.reshape(-1, 3), patch.lift[used])


def cut(patch: Patch, field: NDArray[np.float64]) -> tuple[Patch, Patch]:
    """Cut along the line where a field (V,) over the vertices crosses zero.

    Returns:
        The side where the field is positive and the side where it is negative. Both have their own vertices on
        the line, at the same places, so that colours change there sharply.
    """
    field = np.where(field == 0, 1e-12, field)
    edges = np.unique(np.sort(patch.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1), axis=0)
    at = field[edges[:, 0]] / (field[edges[:, 0]] - field[edges[:, 1]] + 1e-300)
    crossed = (field[edges[:, 0]] > 0) != (field[edges[:, 1]] > 0)
    # Vertices that almost lie on the line are moved to the side of none: both sides keep them.
    field = field.copy()
    field[edges[crossed & (at < _SNAP), 0]] = 0
    field[edges[crossed & (at > 1 - _SNAP), 1]] = 0
    crossed &= (field[edges[:, 0]] != 0) & (field[edges[:, 1]] != 0)
    edges, at = edges[crossed], at[crossed]
    grown = _with_points(patch, edges, at)
    middle = {(int(a), int(b)): len(field) + i for i, (a, b) in enumerate(edges)}
    sides: dict[int, list[tuple[int, int, int]]] = {1: [], -1: []}
    sign = np.sign(field).astype(int)
    for face in patch.faces.tolist():
        signs = [int(sign[v]) for v in face]
        if 1 in signs and -1 in signs:
            for side, polygon in _split(face, signs, middle).items():
                sides[side].extend((polygon[0], polygon[i], polygon[i + 1]) for i in range(1, len(polygon) - 1))
        else:
            sides[-1 if -1 in signs else 1].append((face[0], face[1], face[2]))
    both = [np.array(sides[side], np.int64).reshape(-1, 3) for side in (1, -1)]
    over, under = (keep_faces(replace(grown, faces=faces), np.ones(len(faces), bool)) for faces in both)
    return over, under


def _split(face: list[int], signs: list[int], middle: dict[tuple[int, int], int]) -> dict[int, list[int]]:
    """The two polygons of a triangle that the line crosses, in the triangle's order."""
    out: dict[int, list[int]] = {1: [], -1: []}
    for i in range(3):
        a, b = face[i], face[(i + 1) % 3]
        for side in out:
            if signs[i] in (side, 0):
                out[side].append(a)
        if signs[i] * signs[(i + 1) % 3] < 0:
            point = middle[(min(a, b), max(a, b))]
            for side in out:
                out[side].append(point)
    return out


def subdivide(patch: Patch, chosen: NDArray[np.bool_]) -> Patch:
    """Halve every edge of the chosen faces (F,); their neighbours are split so that no gap opens."""
    edges = np.unique(np.sort(patch.faces[chosen][:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1), axis=0)
    grown = _with_points(patch, edges, np.full(len(edges), 0.5))
    middle = {(int(a), int(b)): len(patch.lift) + i for i, (a, b) in enumerate(edges)}
    faces: list[tuple[int, int, int]] = []
    for face in patch.faces.tolist():
        points = [middle.get((min(a, b), max(a, b)), -1) for a, b in zip(face, face[1:] + face[:1], strict=True)]
        if min(points) >= 0:
            ab, bc, ca = points
            faces += [(face[0], ab, ca), (face[1], bc, ab), (face[2], ca, bc), (ab, bc, ca)]
            continue
        polygon = [v for corner, point in zip(face, points, strict=True) for v in (corner, point) if v >= 0]
        # A midpoint fans out over the rest: it lies on a line with no two others that follow each other.
        turn = next((i for i, v in enumerate(polygon) if v >= len(patch.lift)), 0)
        first = polygon[turn:] + polygon[:turn]
        faces += [(first[0], first[i], first[i + 1]) for i in range(1, len(first) - 1)]
    return replace(grown, faces=np.array(faces, np.int64))


def _with_points(patch: Patch, edges: NDArray[np.int64], at: NDArray[np.float64]) -> Patch:
    """The patch with further vertices on edges (E, 2), at a share (E,) of the way."""
    rows = np.arange(len(edges))
    share = sparse.csr_matrix(
        (np.concatenate([1 - at, at]), (np.concatenate([rows, rows]), edges.T.ravel())),
        shape=(len(edges), len(patch.lift)),
    )
    mix = sparse.vstack([patch.mix, share @ patch.mix]).tocsr()
    return Patch(mix, patch.faces, np.concatenate([patch.lift, share @ patch.lift]))


def neighbours(patch: Patch) -> sparse.csr_matrix:
    """Sparse (V, V) that gives every vertex the mean of its neighbours."""
    count = len(patch.lift)
    a, b = patch.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2).T
    near = sparse.csr_matrix((np.ones(2 * len(a)), (np.concatenate([a, b]), np.concatenate([b, a]))), (count, count))
    near.data[:] = 1
    return (sparse.diags(1 / np.maximum(near.sum(axis=1).A1, 1)) @ near).tocsr()


def smooth(patch: Patch, rounds: int, amount: NDArray[np.float64]) -> Patch:
    """Take out small detail without shrinking, so that cloth does not show what it covers.

    Taubin, "A signal processing approach to fair surface design" (SIGGRAPH 1995): each round draws every vertex
    toward the mean of its neighbours and then pushes it back a little further.

    Args:
        rounds: how often.
        amount: (V,) 0 for vertices that stay, 1 for those that move fully.
    """
    mean = neighbours(patch)
    mix = patch.mix
    for _ in range(rounds):
        for strength in (0.50, -0.52):
            mix = mix + sparse.diags(strength * amount) @ (mean @ mix - mix)
    return replace(patch, mix=mix.tocsr())


def join(patches: list[Patch]) -> Patch:
    """Several patches as one, vertices not shared."""
    firsts = np.cumsum([0] + [len(patch.lift) for patch in patches[:-1]])
    return Patch(
        sparse.vstack([patch.mix for patch in patches]).tocsr(),
        np.concatenate([patch.faces + first for patch, first in zip(patches, firsts, strict=True)]),
        np.concatenate([patch.lift for patch in patches]),
    )
