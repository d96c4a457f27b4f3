"""The avatar's baked body: mesh, colours, skin weights, rig and face action shapes, read from one checked file.

The file is a plain ``.npz`` without pickles, made by ``python -m avatar.bake``. It may come from anywhere, so every
size is bounded before anything is allocated, and every array is checked before it is used.
"""

from __future__ import annotations

import tokenize
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from avatar.rig import MAX_BONES, Rig
from detector.skeleton import FACE_POINTS

Floats = NDArray[np.float32]
T = TypeVar("T", bound=np.generic)

DEFAULT_BODY: Final = Path(__file__).parent / "assets" / "neutral.npz"
FORMAT: Final = 1

MAX_FILE_BYTES: Final = 32 << 20
MAX_VERTICES: Final = 65_535
MAX_FACES: Final = 131_072
MAX_PARTS: Final = 64
MAX_SHAPES: Final = 128
MAX_SHAPE_ENTRIES: Final = 1_000_000
MAX_NAME: Final = 64
# No body is larger than this in any direction, metres.
MAX_EXTENT: Final = 4.0


class BodyError(ValueError):
    """A body asset that cannot be used; the text is one sentence for people."""


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


def load_body(path: Path | None = None) -> Body:
    """Read and check a body asset.

    Args:
        path: the asset; the shipped neutral person where left out.

    Raises:
        BodyError: the file is missing, damaged, too large or not a body, in one sentence.
    """
    path = DEFAULT_BODY if path is None else path
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise BodyError(
                f"the body {path.name} is {size >> 20} MB large, more than the {MAX_FILE_BYTES >> 20} allowed"
            )
        with zipfile.ZipFile(path) as archive:
            return _read(_Arrays(archive, path.name))
    except FileNotFoundError:
        raise BodyError(f"there is no body at {path}: install handline again, or make it by `make assets`") from None
    except OSError as error:
        raise BodyError(f"the body {path.name} cannot be read: {error.strerror or error}") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BodyError(f"the body {path.name} is damaged ({error}): install handline again") from None


class _Arrays:
    """Named arrays of an open archive, each bounded by what its own header says before its data is read."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self.name = name

    def __contains__(self, key: str) -> bool:
        return f"{key}.npy" in self._archive.namelist()

    def read(self, key: str, dtype: type[T], shape: tuple[int | None, ...], most: int = 0) -> NDArray[T]:
        """One array.

        Args:
            key: its name in the archive.
            dtype: what it must hold.
            shape: its shape; None is any length up to `most`.
            most: bound of every free length.
        """
        try:
            info = self._archive.getinfo(f"{key}.npy")
        except KeyError:
            raise BodyError(f"the body {self.name} lacks the array '{key}': make it again by `make assets`") from None
        with self._archive.open(info) as stream:
            found, fortran, kind = self._header(stream, key)
            fits = len(found) == len(shape) and all(
                0 <= n <= most if want is None else n == want for n, want in zip(found, shape, strict=True)
            )
            if not fits or kind != np.dtype(dtype) or fortran:
                wanted = "x".join("N" if n is None else str(n) for n in shape)
                raise BodyError(
                    f"the body {self.name} has an array '{key}' of {kind} {found}, expected {wanted} {np.dtype(dtype)}"
                )
            count = int(np.prod(found, dtype=np.int64))
            data = stream.read(count * kind.itemsize)
        if len(data) != count * kind.itemsize:
            raise BodyError(f"the body {self.name} is damaged: the array '{key}' ends early")
        return np.frombuffer(data, dtype).reshape(found)

    def _header(self, stream: IO[bytes], key: str) -> tuple[tuple[int, ...], bool, np.dtype[np.generic]]:
        try:
            if np.lib.format.read_magic(stream) != (1, 0):
                raise ValueError("unknown version")
            return np.lib.format.read_array_header_1_0(stream, max_header_size=1024)
        except (ValueError, TypeError, SyntaxError, OverflowError, tokenize.TokenError) as error:
            raise BodyError(
                f"the body {self.name} is damaged: the array '{key}' has no sound header ({error})"
            ) from None

    def names(self, key: str, most: int) -> tuple[str, ...]:
        """A list of names, stored as lines of UTF-8."""
        raw = self.read(key, np.uint8, (None,), most * (MAX_NAME + 1))
        try:
            found = tuple(raw.tobytes().decode("utf-8").split("\n"))
        except UnicodeDecodeError:
            raise BodyError(f"the body {self.name} has names in '{key}' that are not UTF-8") from None
        if len(found) > most or len(set(found)) != len(found) or not all(0 < len(name) <= MAX_NAME for name in found):
            raise BodyError(f"the body {self.name} has too many, too long or repeated names in '{key}'")
        return found


def _read(arrays: _Arrays) -> Body:
    name = arrays.name
    version = int(arrays.read("format", np.int32, (1,))[0])
    if version != FORMAT:
        raise BodyError(
            f"the body {name} has format {version} and this program reads {FORMAT}: make it by `make assets`"
        )
    rig = _read_rig(arrays)
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

    _require(count > 0 and len(faces) > 0, name, "no vertices or no faces")
    _require(
        bool(np.isfinite(vertices).all() and (np.abs(vertices) < MAX_EXTENT).all()), name, "vertices out of bounds"
    )
    _require(bool((length > 0).all()), name, "a normal of no length")
    _require(min(len(far_faces), len(small_faces)) > 0, name, "no faces to be seen from afar")
    highest = max(int(some.max()) for some in (faces, far_faces, small_faces))
    _require(highest < count, name, "a face of vertices that are not there")
    _require(max((int(v) for v in face), default=0) < count, name, "points of the face at vertices that are not there")
    _require(int(bones.max()) < len(rig.names), name, "skin weights for bones that are not there")
    _require(bool(np.allclose(weights.sum(axis=1), 1, atol=1e-3)), name, "skin weights that do not sum to 1")
    _require(int(part.max()) < len(parts), name, "a part that has no name")
    shapes = _read_shapes(arrays, count)
    return Body(
        rig,
        vertices,
        _sealed(normals / length),
        colours,
        bones,
        _sealed(weights),
        faces,
        parts,
        part,
        shapes,
        far_faces,
        small_faces,
        face,
    )


def _read_rig(arrays: _Arrays) -> Rig:
    names = arrays.names("bone_names", min(MAX_BONES, 256))
    parents = arrays.read("bone_parents", np.int32, (len(names),))
    rest = arrays.read("bone_rest", np.float32, (len(names), 4, 4))
    tails = arrays.read("bone_tails", np.float32, (len(names), 3))
    try:
        return Rig(names, parents.astype(np.int64), rest.astype(np.float32), tails.astype(np.float32))
    except ValueError as error:
        raise BodyError(f"the body {arrays.name} has bones that do not fit together: {error}") from None


def _read_shapes(arrays: _Arrays, count: int) -> Shapes:
    name = arrays.name
    names = arrays.names("shape_names", MAX_SHAPES)
    starts = arrays.read("shape_starts", np.int32, (len(names) + 1,))
    vertices = arrays.read("shape_vertices", np.int32, (None,), MAX_SHAPE_ENTRIES)
    offsets = arrays.read("shape_offsets", np.float16, (len(vertices), 3))
    ordered = starts[0] == 0 and starts[-1] == len(vertices) and bool((np.diff(starts) >= 0).all())
    _require(bool(ordered), name, "face shapes that are not laid end to end")
    _require(
        bool(((vertices >= 0) & (vertices < count)).all()), name, "face shapes that move vertices that are not there"
    )
    _require(bool((np.abs(offsets) < 1).all()), name, "face shapes out of bounds")
    return Shapes(names, starts, vertices, offsets)


def _require(holds: bool, name: str, what: str) -> None:
    if not holds:
        raise BodyError(f"the body {name} has {what}: make it again by `make assets`")


def _sealed(values: NDArray[np.floating[Any]]) -> Floats:
    sealed = np.ascontiguousarray(values, dtype=np.float32)
    sealed.setflags(write=False)
    return sealed
