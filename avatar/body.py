"""The avatar's baked body: mesh, colours, skin weights, rig and face action shapes, read from one checked file.

The file is a plain ``.npz`` without pickles, made by ``python -m avatar.bake``. It may come from anywhere, so every
size is bounded before anything is allocated (`avatar.arrays`), and every array is checked before it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from avatar.arrays import Arrays, BodyError, opened
from avatar.rig import MAX_BONES, Rig
from detector.skeleton import FACE_POINTS

Floats = NDArray[np.float32]
FORMAT: Final = 1

MAX_VERTICES: Final = 65_535
MAX_FACES: Final = 131_072
MAX_PARTS: Final = 64
MAX_SHAPES: Final = 128
MAX_SHAPE_ENTRIES: Final = 1_000_000
# No body is larger than this in any direction, metres.
MAX_EXTENT: Final = 4.0


@dataclass(frozen=True, eq=False)
class Shapes:
    """Face action shapes: how far each one moves the vertices that it moves, sparse.

    Attributes:
        names: (A,) ARKit's names (``"jawOpen"``, ``"browInnerUp"``, ...).
        starts: int32 (A + 1,): shape ``a`` owns the entries ``starts[a]:starts[a + 1]``.
        vertices: int32 (N,) which vertex each entry moves.
        offsets: float16 (N, 3) by how much at full strength, metres, at rest.
    """

    names: tuple[str, ...]
    starts: NDArray[np.int32]
    vertices: NDArray[np.int32]
    offsets: NDArray[np.float16]


@dataclass(frozen=True, eq=False)
class Body:
    """A dressed person at rest, ready to draw. Immutable: the arrays are read-only.

    Attributes:
        rig: the bones.
        vertices: float32 (V, 3), metres, avatar world frame.
        normals: float32 (V, 3), unit length.
        colours: uint8 (V, 4): sRGB, and the baked ambient occlusion (255 is open to the sky).
        bones: uint8 (V, 4): which bones carry each vertex.
        weights: float32 (V, 4): by how much, rows sum to 1.
        faces: uint16 (F, 3) triangles, counter-clockwise seen from outside.
        parts: names of what the body is made of (``"skin"``, ``"top"``, ``"hair"``, ...).
        part: uint8 (V,): the part of each vertex.
        shapes: the face action shapes.
        far_faces: uint16 (G, 3): fewer triangles of the same vertices, for a body that is seen whole; those of `faces`
            where the asset has none of its own.
        small_faces: uint16 (H, 3): fewer still, for a picture as small as a camera's; otherwise those of `far_faces`.
        face: uint16 (68,): the vertices that are the points of the face (`detector.skeleton.FACE_POINTS`); (0,) where
            the asset does not tell them.
    """

    rig: Rig
    vertices: Floats
    normals: Floats
    colours: NDArray[np.uint8]
    bones: NDArray[np.uint8]
    weights: Floats
    faces: NDArray[np.uint16]
    parts: tuple[str, ...]
    part: NDArray[np.uint8]
    shapes: Shapes
    far_faces: NDArray[np.uint16]
    small_faces: NDArray[np.uint16]
    face: NDArray[np.uint16]


def load_body(path: Path) -> Body:
    """Read and check a body asset.

    Raises:
        BodyError: the file is missing, damaged, too large or not a body, in one sentence.
    """
    with opened(path) as arrays:
        return read_body(arrays)


def read_body(arrays: Arrays) -> Body:
    """Check and take the arrays of an open body asset.

    Raises:
        BodyError: something is missing or does not fit, in one sentence.
    """
    name = arrays.name
    version = int(arrays.read("format", np.int32, (1,))[0])
    if version != FORMAT:
        raise BodyError(
            f"the body {name} has format {version} and this program reads {FORMAT}: make it by `make assets`"
        )
    rig = read_rig(arrays)
    vertices = arrays.read("vertices", np.float32, (None, 3), MAX_VERTICES)
    count = len(vertices)
    normals = arrays.read("normals", np.int8, (count, 3)).astype(np.float32)
    colours = arrays.read("colours", np.uint8, (count, 4))
    bones = arrays.read("bones", np.uint8, (count, 4))
    weights = arrays.read("weights", np.uint8, (count, 4)).astype(np.float32) / 255
    faces = arrays.read("faces", np.uint16, (None, 3), MAX_FACES)
    far_faces = arrays.read("far_faces", np.uint16, (None, 3), MAX_FACES) if "far_faces" in arrays else faces
    small_faces = arrays.read("small_faces", np.uint16, (None, 3), MAX_FACES) if "small_faces" in arrays else far_faces
    face = arrays.read("face", np.uint16, (len(FACE_POINTS),)) if "face" in arrays else np.zeros(0, np.uint16)
    parts = arrays.names("parts", MAX_PARTS)
    part = arrays.read("part", np.uint8, (count,))
    length = np.linalg.norm(normals, axis=1, keepdims=True)

    arrays.require(count > 0 and len(faces) > 0, "no vertices or no faces")
    arrays.require(
        bool(np.isfinite(vertices).all() and (np.abs(vertices) < MAX_EXTENT).all()), "vertices out of bounds"
    )
    arrays.require(bool((length > 0).all()), "a normal of no length")
    arrays.require(min(len(far_faces), len(small_faces)) > 0, "no faces to be seen from afar")
    highest = max(int(some.max()) for some in (faces, far_faces, small_faces))
    arrays.require(highest < count, "a face of vertices that are not there")
    arrays.require(max((int(v) for v in face), default=0) < count, "points of the face at vertices that are not there")
    arrays.require(int(bones.max()) < len(rig.names), "skin weights for bones that are not there")
    arrays.require(bool(np.allclose(weights.sum(axis=1), 1, atol=1e-3)), "skin weights that do not sum to 1")
    arrays.require(int(part.max()) < len(parts), "a part that has no name")
    shapes = _read_shapes(arrays, count)
    return Body(
        rig,
        vertices,
        sealed(normals / length),
        colours,
        bones,
        sealed(weights),
        faces,
        parts,
        part,
        shapes,
        far_faces,
        small_faces,
        face,
    )


def read_rig(arrays: Arrays) -> Rig:
    """The bones of an open asset.

    Raises:
        BodyError: they are missing or do not fit together, in one sentence.
    """
    names = arrays.names("bone_names", min(MAX_BONES, 256))
    parents = arrays.read("bone_parents", np.int32, (len(names),))
    rest = arrays.read("bone_rest", np.float32, (len(names), 4, 4))
    tails = arrays.read("bone_tails", np.float32, (len(names), 3))
    try:
        return Rig(names, parents.astype(np.int64), rest.astype(np.float32), tails.astype(np.float32))
    except ValueError as error:
        raise BodyError(f"the body {arrays.name} has bones that do not fit together: {error}") from None


def _read_shapes(arrays: Arrays, count: int) -> Shapes:
    names = arrays.names("shape_names", MAX_SHAPES)
    starts = arrays.read("shape_starts", np.int32, (len(names) + 1,))
    vertices = arrays.read("shape_vertices", np.int32, (None,), MAX_SHAPE_ENTRIES)
    offsets = arrays.read("shape_offsets", np.float16, (len(vertices), 3))
    ordered = starts[0] == 0 and starts[-1] == len(vertices) and bool((np.diff(starts) >= 0).all())
    arrays.require(bool(ordered), "face shapes that are not laid end to end")
    arrays.require(
        bool(((vertices >= 0) & (vertices < count)).all()), "face shapes that move vertices that are not there"
    )
    arrays.require(bool((np.abs(offsets) < 1).all()), "face shapes out of bounds")
    return Shapes(names, starts, vertices, offsets)


def sealed(values: NDArray[np.floating[Any]]) -> Floats:
    """A read-only float32 copy."""
    kept = np.ascontiguousarray(values, dtype=np.float32)
    kept.setflags(write=False)
    return kept
