"""The people to choose from, dressed as a `Look` says: one body that wears everything, and small files of people.

`assets/body.npz` is a body as `avatar.body` reads it, with masks for colours; it is the default person and wears all
sleeves and hair at once. `assets/NAME.npz` says where the same vertices and bones lie in another person. Only
the chosen person is read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.arrays import BodyError, opened
from avatar.body import MAX_EXTENT, Body, Shapes, read_body, sealed
from avatar.looks import DEFAULT, Look, Palette, palette, whole
from avatar.rig import Rig

Floats = NDArray[np.float32]
Array = NDArray[np.float64]

ASSETS: Final = Path(__file__).parent / "assets"
BODY: Final = ASSETS / "body.npz"
UNIT: Final = 5e-5  # metres: vertices of people are whole numbers of these
# The hair that stands off the scalp, in the order in which the asset says how far; long hair begins as short hair.
HAIR_LIFTS: Final = ("shorn", "short", "full", "round")
_MAX_SCALE: Final = 2.0

_TEETH: Final = np.array((0.95, 0.93, 0.88))
_TONGUE: Final = np.array((0.78, 0.42, 0.42))
# Rings of the eye by how bright the mask says they are: a name, and a colour where it is always the same.
_RINGS: Final = {
    0.05: ("pupil", np.array((0.05, 0.04, 0.04))),
    0.18: ("rim", np.zeros(3)),
    0.33: ("iris", np.zeros(3)),
    0.96: ("white", np.array((0.96, 0.95, 0.93))),
    1.0: ("glint", np.ones(3)),
}


@dataclass(frozen=True, eq=False)
class Wardrobe:
    """A body that wears everything.

    Attributes:
        body: it; colours are masks, and how open to the sky each vertex is under long sleeves.
        short_shade: uint8 (V,) how open to the sky it is under short sleeves.
        weld: uint16 (V,) the first of the vertices that lie at the same place as each one.
        hair_lifts: float32 (styles, H) how far the vertices of the hair stand off the scalp, metres.
    """

    body: Body
    short_shade: NDArray[np.uint8]
    weld: NDArray[np.uint16]
    hair_lifts: Floats


def load_person(look: Look | None = None) -> Body:
    """Somebody, dressed and ready to draw.

    Args:
        look: who and in what; the default person where left out. Unknown names are what the person has anyway.

    Raises:
        BodyError: an asset is missing, damaged or does not fit, in one sentence.
    """
    look = whole(look or Look())
    wardrobe = _shipped()
    if look.person != DEFAULT:
        wardrobe = replace(wardrobe, body=load_as(wardrobe.body, ASSETS / f"{look.person}.npz"))
    return dressed(wardrobe, look)


@lru_cache(maxsize=1)
def _shipped() -> Wardrobe:
    return load_wardrobe(BODY)


def load_wardrobe(path: Path) -> Wardrobe:
    """Read and check a body that wears everything.

    Raises:
        BodyError: the file is missing, damaged or does not fit, in one sentence.
    """
    with opened(path) as arrays:
        body = read_body(arrays)
        count = len(body.vertices)
        arrays.require(set(body.parts) == _EVERYTHING, "not the parts of a body that wears everything")
        weld = arrays.read("weld", np.uint16, (count,))
        arrays.require(int(weld.max()) < count, "vertices that lie where there are none")
        short_shade = arrays.read("short_shade", np.uint8, (count,))
        hair = int((body.part == body.parts.index("hair")).sum())
        lifts = arrays.read("hair_lifts", np.uint16, (len(HAIR_LIFTS), hair))
    return Wardrobe(body, short_shade, weld, lifts.astype(np.float32) * UNIT)


def load_as(body: Body, path: Path) -> Body:
    """The body with the vertices and bones of a person.

    Raises:
        BodyError: the file is missing, damaged or does not fit the body, in one sentence.
    """
    with opened(path) as arrays:
        vertices = arrays.read("vertices", np.int16, body.vertices.shape).astype(np.float32) * UNIT
        scale = float(arrays.read("scale", np.float32, (1,))[0])
        arrays.require(1 / _MAX_SCALE < scale < _MAX_SCALE, "a size out of bounds")
        rest = arrays.read("bone_rest", np.float32, body.rig.rest.shape)
        tails = arrays.read("bone_tails", np.float32, body.rig.tails.shape)
        try:
            rig = Rig(body.rig.names, body.rig.parents, rest, tails)
        except ValueError as error:
            raise BodyError(f"the body {path.name} has bones that do not fit together: {error}") from None
        arrays.require(bool((np.abs(rig.heads) < MAX_EXTENT).all()), "bones out of bounds")
    shapes = replace(body.shapes, offsets=(body.shapes.offsets * np.float16(scale)))
    return replace(body, vertices=sealed(vertices), rig=rig, shapes=shapes)


def dressed(wardrobe: Wardrobe, look: Look) -> Body:
    """The body in what a look says and nothing else."""
    look = whole(look)
    body = wardrobe.body
    vertices = with_hair(wardrobe, look.hair)
    worn = np.array([_worn(name, look) for name in body.parts])[body.part]
    shade = body.colours[:, 3] if look.sleeves == "long" else wardrobe.short_shade
    colours = np.rint(_colours(body, palette(look)) * 255).astype(np.uint8)
    faces, far, small = (some[worn[some[:, 0]]] for some in (body.faces, body.far_faces, body.small_faces))
    normals = _normals(vertices, faces, wardrobe.weld)

    rows = np.flatnonzero(worn)
    place = np.zeros(len(worn), np.uint16)
    place[rows] = np.arange(len(rows))
    called = [_CALLED.get(name, name) for name in body.parts]
    names = tuple(dict.fromkeys(called))
    return Body(
        rig=body.rig,
        vertices=sealed(vertices[rows]),
        normals=sealed(normals[rows]),
        colours=np.concatenate((colours, shade[:, None]), axis=1)[rows],
        bones=body.bones[rows],
        weights=sealed(body.weights[rows]),
        faces=place[faces],
        parts=names,
        part=np.array([names.index(name) for name in called], np.uint8)[body.part[rows]],
        shapes=_shapes_of(body.shapes, worn, place),
        far_faces=place[far],
        small_faces=place[small],
        face=place[body.face],
    )


# What parts of the wardrobe are, once they are worn.
_CALLED: Final = {
    "arms": "skin",
    "top_long": "top",
    "top_short": "top",
    "trim_long": "trim",
    "trim_short": "trim",
    "hair_long": "hair",
}
_EVERYTHING: Final = frozenset(
    (
        *(
            "skin",
            "lids",
            "lips",
            "mouth",
            "nails",
            "hair",
            "brow_rims",
            "brows",
            "lashes",
            "eyes",
            "teeth",
            "tongue",
            "trousers",
        ),
        *_CALLED,
    )
)


def _worn(part: str, look: Look) -> bool:
    if part == "arms":
        return look.sleeves == "short"
    if part == "hair_long":
        return look.hair == "long"
    if part == "brow_rims":
        return palette(look).rimmed
    if part.startswith(("top_", "trim_")):
        return part.endswith(look.sleeves)
    return True


def with_hair(wardrobe: Wardrobe, style: str) -> Array:
    """Vertices (V, 3) with the hair standing off the scalp as it does in a style."""
    body = wardrobe.body
    vertices = body.vertices.astype(np.float64)
    hair = body.part == body.parts.index("hair")
    faces = body.faces[hair[body.faces[:, 0]]]
    lift = wardrobe.hair_lifts[HAIR_LIFTS.index("short" if style == "long" else style)]
    vertices[hair] += lift[:, None] * _normals(vertices, faces, wardrobe.weld)[hair]
    return vertices


def _normals(vertices: Array, faces: NDArray[np.uint16], weld: NDArray[np.uint16]) -> Array:
    """Unit normals (V, 3), weighted by area, the same for all vertices at one place; forward where there is no face."""
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    across = np.cross(b - a, c - a)
    corners = weld[faces].reshape(-1)
    count = len(vertices)
    summed = np.stack([np.bincount(corners, np.repeat(across[:, axis], 3), count) for axis in range(3)], axis=1)[weld]
    length = np.linalg.norm(summed, axis=1, keepdims=True)
    return np.where(length > 0, summed / np.maximum(length, 1e-300), (0.0, 0.0, 1.0))


def _colours(body: Body, colours: Palette) -> Array:
    """(V, 3) sRGB 0..1 by the masks of every part."""
    masks = body.colours[:, :3] / 255
    out = np.zeros(masks.shape)

    def of(*parts: str) -> NDArray[np.bool_]:
        return np.isin(body.part, [body.parts.index(part) for part in parts])

    skin = of("skin", "lids", "arms")
    flush, palm = masks[skin, 0:1], masks[skin, 1:2]
    tone = colours.skin + flush * (colours.flush - colours.skin)
    out[skin] = tone + palm * (colours.palm - tone)
    shade, light = colours.hair
    hair = of("hair", "hair_long")
    out[hair] = shade + masks[hair, 0:1] * (light - shade)
    eyes = of("eyes")
    rings = np.array(list(_RINGS))
    iris = {"iris": colours.iris, "rim": colours.iris * 0.5}
    ring = np.stack([iris.get(name, fixed) for name, fixed in _RINGS.values()])
    out[eyes] = ring[np.abs(masks[eyes, 0:1] - rings).argmin(axis=1)]
    for parts, colour in (
        (("lips",), colours.lips),
        (("mouth",), colours.mouth),
        (("nails",), colours.nails),
        (("brows",), colours.brows),
        (("brow_rims",), colours.rims),
        (("lashes",), colours.lashes),
        (("teeth",), _TEETH),
        (("tongue",), _TONGUE),
        (("top_long", "top_short"), colours.top),
        (("trim_long", "trim_short"), colours.trim),
        (("trousers",), colours.trousers),
    ):
        out[of(*parts)] = colour
    return out.clip(0, 1)


def _shapes_of(shapes: Shapes, worn: NDArray[np.bool_], place: NDArray[np.uint16]) -> Shapes:
    """The action shapes of the worn vertices, at their new places."""
    kept = worn[shapes.vertices]
    before = np.concatenate(([0], np.cumsum(kept)))
    return Shapes(
        shapes.names,
        before[shapes.starts].astype(np.int32),
        place[shapes.vertices[kept]].astype(np.int32),
        shapes.offsets[kept],
    )
