"""Turns dressed pieces into the arrays of the asset, and writes them."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avatar.bake.dress import Piece
from avatar.bake.occlusion import occlusion
from avatar.bake.patch import join
from avatar.bake.source import Source
from avatar.body import FORMAT

_WELD = 1e-5  # metres
# Action shapes move a vertex only from here on, metres.
_SHAPE_FLOOR = 2e-5


def assemble(
    source: Source, pieces: list[Piece], shade: NDArray[np.float64] | None = None
) -> dict[str, NDArray[np.generic]]:
    """The arrays of the asset, by name, as `avatar.body` reads them.

    Args:
        source: whom the pieces were cut from.
        pieces: what it is made of.
        shade: (S,) ambient occlusion of the source's vertices; worked out from the pieces where left out.
    """
    names = tuple(dict.fromkeys(piece.name for piece in pieces))
    patches = [piece.patch for piece in pieces]
    whole = join(patches)
    counts = [len(patch.lift) for patch in patches]
    # Lifted along normals that pieces share where they meet, so that no gap opens between them.
    rest, triangles = whole.of(source.vertices), whole.faces
    place = rest + whole.lift[:, None] * smooth_normals(rest, triangles)
    normals = smooth_normals(place, triangles)
    bones, shares = four_weights(whole.of(source.weights))
    rgb = np.concatenate([np.broadcast_to(piece.masks, (n, 3)) for piece, n in zip(pieces, counts, strict=True)])
    hidden = occlusion(place, normals, triangles) if shade is None else whole.of(shade)
    starts, moved, offsets = sparse_shapes(np.stack([whole.of(shape) for shape in source.shapes]))
    rig = source.rig
    return {
        "format": np.array([FORMAT], np.int32),
        "vertices": place.astype(np.float32),
        "normals": np.rint(normals * 127).astype(np.int8),
        "colours": np.rint(np.concatenate([np.clip(rgb, 0, 1), hidden[:, None]], axis=1) * 255).astype(np.uint8),
        "bones": bones,
        "weights": shares,
        "faces": triangles.astype(np.uint16),
        "parts": _lines(names),
        "part": np.repeat([names.index(piece.name) for piece in pieces], counts).astype(np.uint8),
        "bone_names": _lines(rig.names),
        "bone_parents": rig.parents.astype(np.int32),
        "bone_rest": rig.rest,
        "bone_tails": rig.tails,
        "shape_names": _lines(source.shape_names),
        "shape_starts": starts,
        "shape_vertices": moved,
        "shape_offsets": offsets,
    }


def smooth_normals(vertices: NDArray[np.float64], faces: NDArray[np.int64]) -> NDArray[np.float64]:
    """Unit normals (V, 3), weighted by area, the same for all vertices at one place (seams do not show)."""
    _, place = np.unique(np.rint(vertices / _WELD).astype(np.int64), axis=0, return_inverse=True)
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    summed = np.zeros((place.max() + 1, 3))
    for i in range(3):
        np.add.at(summed, place[faces[:, i]], np.cross(b - a, c - a))
    normals = summed[place]
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.where(length > 0, normals / np.maximum(length, 1e-300), (0.0, 0.0, 1.0))


def four_weights(weights: NDArray[np.float64]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The four strongest bones (V, 4) of each vertex and their shares in 255ths, which sum to 255.

    The fifth strongest weight is taken off all four: so shares go to zero smoothly where bones change places, and
    the surface does not tear there.
    """
    ranked = np.argsort(-weights, axis=1, kind="stable")
    bones = ranked[:, :4]
    shares = np.take_along_axis(weights, bones, axis=1) - np.take_along_axis(weights, ranked[:, 4:5], axis=1)
    shares = shares / shares.sum(axis=1, keepdims=True) * 255
    whole = np.floor(shares).astype(int)
    # The largest remainders get what rounding down left over.
    rank = np.argsort(np.argsort(-(shares - whole), axis=1, kind="stable"), axis=1, kind="stable")
    whole += rank < (255 - whole.sum(axis=1, keepdims=True))
    bones = np.where(whole > 0, bones, bones[:, :1])
    return bones.astype(np.uint8), whole.astype(np.uint8)


def sparse_shapes(
    shapes: NDArray[np.float64],
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float16]]:
    """Dense displacements (A, V, 3) as starts, moved vertices and offsets."""
    moved = [np.flatnonzero(np.linalg.norm(shape, axis=1) > _SHAPE_FLOOR) for shape in shapes]
    starts = np.cumsum([0] + [len(rows) for rows in moved]).astype(np.int32)
    offsets = np.concatenate([shape[rows] for shape, rows in zip(shapes, moved, strict=True)])
    return starts, np.concatenate(moved).astype(np.int32), offsets.astype(np.float16)


def nearest(arrays: dict[str, NDArray[np.generic]], places: NDArray[np.float64]) -> NDArray[np.uint16]:
    """The vertices (P,) of the skin, lids and lips that lie nearest to places (P, 3) on the bare skin."""
    parts = bytes(arrays["parts"].astype(np.uint8)).decode().split("\n")
    rows = np.flatnonzero(np.isin(arrays["part"], [parts.index(name) for name in ("skin", "lids", "lips", "mouth")]))
    gap = np.linalg.norm(arrays["vertices"][rows].astype(np.float64)[None] - places[:, None], axis=-1)
    return rows[gap.argmin(axis=1)].astype(np.uint16)


def _lines(names: tuple[str, ...]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(names).encode(), np.uint8)


def write(path: Path, arrays: dict[str, NDArray[np.generic]]) -> None:
    """Write an ``.npz`` whose bytes depend on the arrays alone (numpy's own writer stamps the time)."""
    with zipfile.ZipFile(path, "w") as archive:  # not compressed: it is read at every start
        for name, array in arrays.items():
            stream = BytesIO()
            np.lib.format.write_array(stream, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (2000, 1, 1, 0, 0, 0)), stream.getvalue())
