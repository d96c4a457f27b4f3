"""A posed and dressed person as pieces of one material each, for a renderer that knows no shaders.

Colours are those of `shaders/person.frag` at the vertices, without its grain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.studio.synth.cloth import clipped, gone
from app.studio.synth.figure import skinned
from app.studio.synth.looks import Look, Uniform
from app.studio.synth.people import HAIR, Person

Floats = NDArray[np.float32]
Faces = NDArray[np.int64]

_TRIM: Final = 0.0115  # metres from its edge to which a top is trimmed
_SLEEVE: Final = 0.12  # along the arm, from which on a top is sleeve
_WHITE, _PUPIL, _GLINT = (0.68, 0.64, 0.61), (0.01, 0.01, 0.01), (0.9, 0.9, 0.9)
_TEETH, _TONGUE = (0.72, 0.66, 0.55), (0.30, 0.07, 0.07)
# Parts of the body by how they shine: gloss and roughness.
_WET: Final = (0.5, 0.2)
_SHINING: Final = {
    "eyes": _WET,
    "teeth": _WET,
    "tongue": _WET,
    "mouth": _WET,
    "brows": (0.0, 1.0),
    "lashes": (0.0, 1.0),
}


@dataclass(frozen=True, eq=False)
class Piece:
    """Triangles of one material.

    Attributes:
        at: float32 (V, 3) vertices in the world.
        normals: float32 (V, 3), unit length.
        albedo: float32 (V, 3), linear.
        faces: int64 (F, 3).
        beyond: float32 (V,) how far beyond the end of its layer each vertex lies; positive is not drawn.
        gloss: 0 is matt.
        rough: 0..1.
        print: float32 (H, W, 3) linear albedo over uv, instead of `albedo`; or None.
        uv: float32 (V, 2).
        repeated: whether the print is.
    """

    at: Floats
    normals: Floats
    albedo: Floats
    faces: Faces
    beyond: Floats
    gloss: float = 0.0
    rough: float = 1.0
    print: Floats | None = None
    uv: Floats | None = None
    repeated: bool = False


def pieces(
    person: Person, palette: Floats, look: Look, uniforms: Mapping[str, Uniform], vertices: Floats
) -> Iterator[Piece]:
    """The pieces of a person.

    Args:
        person: who.
        palette: float32 (B, 4, 4) skinning matrices.
        look: what they look like.
        uniforms: the same and the light, by the names of the shaders.
        vertices: float32 (V, 3) at rest, with the face's expression.
    """
    body = person.body
    rest, along = body.vertices, person.arm
    stood = vertices + body.normals * (_off(person, uniforms) * person.rows("top"))[:, None]
    at = skinned(stood, body.bones, body.weights, palette)
    turned = skinned(body.normals, body.bones, body.weights, _turning(palette))
    albedo, faces = _albedo(person, uniforms), body.faces.astype(np.int64)
    part = body.part[faces[:, 0]]
    for name in body.parts:
        mine = faces[part == body.parts.index(name)]
        layer = name if name in ("top", "trousers") or name in HAIR else "body"
        if not len(mine) or (name in HAIR and name not in look.hair):
            continue
        gloss, rough = (0.0, 1.0)
        if layer == "body":
            gloss, rough = _SHINING.get(name, (0.5 * float(_vector(uniforms["shine"])), 0.42))
        piece = Piece(at, turned, albedo, mine, gone(layer, rest, along, uniforms), gloss, rough)
        if name == "top":
            yield from _top(person, piece, look, uniforms)
        else:
            yield _cut(piece)


def _cut(piece: Piece, further: float = 0.0, other: bool = False) -> Piece:
    """What is left of a piece that ends so much before its end; or the other part."""
    faces, ends, share = clipped(piece.faces, (piece.beyond + further) * (-1 if other else 1))
    used, again = np.unique(faces, return_inverse=True)

    def kept(values: Floats) -> Floats:
        a, b = values[ends[:, 0]], values[ends[:, 1]]
        new = a + (share[:, None] if values.ndim == 2 else share) * (b - a)
        return np.concatenate([values, new])[used].astype(np.float32)

    normals = kept(piece.normals)
    return replace(
        piece,
        at=kept(piece.at),
        normals=normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-6),
        albedo=kept(piece.albedo),
        faces=again.reshape(-1, 3),
        beyond=kept(piece.beyond),
        uv=None if piece.uv is None else kept(piece.uv),
    )


def _top(person: Person, top: Piece, look: Look, uniforms: Mapping[str, Uniform]) -> Iterator[Piece]:
    """A top: its trim, and its front, back and sleeves with what is printed there."""
    rest, along = person.body.vertices, person.arm
    trim = np.broadcast_to(_vector(uniforms["trim_tone"]), top.albedo.shape)
    yield _cut(_cut(replace(top, albedo=trim)), _TRIM, other=True)
    chest, throat, cloth = (_vector(uniforms[name]) for name in ("chest", "throat", "cloth_tone"))
    front, back = (_printed(cloth, picture) for picture in look.prints)
    flat = np.stack([rest[:, 0] / chest[1], (rest[:, 1] - chest[0]) / chest[1]], axis=1) * 0.5 + 0.5
    sleeve = np.stack([rest[:, 1] * 1.7, along * 0.5], axis=1)
    kind = np.where(along >= _SLEEVE, 2, np.where(rest[:, 2] > throat[2] - 0.07, 0, 1))
    of = np.median(kind[top.faces], axis=1)
    for number, (print_, uv) in enumerate(((front, flat), (back, flat), (back, sleeve))):
        if (of == number).any():
            mine = top.faces[of == number]
            shown = replace(top, faces=mine, print=print_, uv=uv.astype(np.float32), repeated=number == 2)
            yield _cut(_cut(shown), _TRIM)


def _printed(cloth: Floats, picture: NDArray[np.uint8]) -> Floats:
    rgba = picture[::-1].astype(np.float32) / 255  # from below
    return np.ascontiguousarray(cloth + (rgba[..., :3] - cloth) * rgba[..., 3:], np.float32)


def _off(person: Person, uniforms: Mapping[str, Uniform]) -> Floats:
    """Metres that a top stands off the body at each vertex, beyond its usual."""
    loose, flare, sleeve = (float(_vector(uniforms[name])) for name in ("loose", "flare", "sleeve"))
    sleeved = _smooth(sleeve - 0.7, sleeve, person.arm) * (person.arm >= 0)
    return np.asarray(loose * (1 - 0.7 * _smooth(0.0, 0.6, person.arm)) + flare * sleeved, np.float32)


def _smooth(low: float, high: float, value: Floats) -> Floats:
    share = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


def _turning(palette: Floats) -> Floats:
    out = palette.copy()
    out[:, :3, 3] = 0
    return out


def _albedo(person: Person, uniforms: Mapping[str, Uniform]) -> Floats:
    body = person.body
    flush, palm, beard, _ = (body.colours.astype(np.float32) / 255).T[..., None]
    tone = {name: _vector(value) for name, value in uniforms.items() if name.endswith("_tone") or name == "tone"}
    out = tone["tone"] + palm * (tone["palm_tone"] - tone["tone"])
    out = out * (1 + flush * (tone["flush_tone"] - 1))
    stubble = np.clip(0.7 * beard * float(_vector(uniforms["beard"])), 0, 1)
    out = out + stubble * (tone["beard_tone"] - out)
    rows = person.rows
    out[rows("lips")] += 0.75 * (tone["lip_tone"] - out[rows("lips")])
    out[rows("nails")] += 0.8 * (tone["nail_tone"] - out[rows("nails")])
    brow = 0.4 * (tone["hair_tone"] + tone["beard_tone"])
    out[rows("brows")], out[rows("lashes")] = brow, 0.5 * brow
    out[rows("teeth")], out[rows("tongue", "mouth")] = _TEETH, _TONGUE
    eyes, white = rows("eyes"), flush[:, 0]
    out[eyes & (white > 0.8)], out[eyes & (white > 0.99)] = _WHITE, _GLINT
    out[eyes & (white <= 0.8)], out[eyes & (white <= 0.1)] = tone["iris_tone"], _PUPIL
    out[rows("trousers")] = tone["trousers_tone"]
    hair = rows(*HAIR)
    out[hair] = (tone["hair_tone"] * (0.75 + 0.7 * flush))[hair]
    band = _vector(uniforms["band"])
    if band[3] != 0:
        on = (np.sign(body.vertices[:, 0]) == -band[3]) & (person.arm > 1.84) & (person.arm < 1.94)
        out[on & rows("skin")] = band[:3]
    return np.asarray(out, np.float32)


def _vector(value: Uniform) -> Floats:
    return np.asarray(value, np.float32)
