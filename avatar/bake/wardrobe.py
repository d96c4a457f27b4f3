"""The people's asset: one body that wears everything, and for each person where its vertices lie.

All are cut from one mesh of MakeHuman's, so that they share triangles, skin weights and face action shapes: a person
is no more than vertices and bones. Everybody is brought to one size, so that the same framing fits all.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from avatar.bake.assemble import assemble, smooth_normals
from avatar.bake.dress import Piece, Values, dress, head_of
from avatar.bake.face import brow_rims, brows, complexion, eyes, hair, hair_behind, inside_mouth, lashes, skin_masks
from avatar.bake.occlusion import occlusion
from avatar.bake.patch import Patch, join
from avatar.bake.source import Source
from avatar.looks import SLEEVES
from avatar.people import HAIR_LIFTS, UNIT, Wardrobe
from avatar.rig import Rig

Arrays = dict[str, NDArray[np.generic]]

# How full hair is, by its name, and whether it is so all round the head.
_HAIR = {"shorn": (0.25, False), "short": (1.0, False), "full": (1.3, True), "round": (3.2, True)}
_WELD = 1e-5  # metres
_TEETH_BACK = 0.003  # metres


def pieces(source: Source) -> list[Piece]:
    """Everything that somebody can wear. Hair lies flat: how far it stands off is for each style to say."""
    skin, arms, clothes = dress(source)
    masks = skin_masks(source)
    own = [*complexion(source, skin, masks), Piece("arms", arms, arms.of(masks)), *clothes]
    scalp = hair(source, skin)
    scalp = replace(scalp, patch=replace(scalp.patch, lift=np.zeros(len(scalp.patch.lift))))
    head = [
        scalp,
        hair_behind(source),
        brow_rims(source, skin, masks),
        brows(source, skin),
        lashes(source),
        *eyes(source),
        *inside_mouth(source),
    ]
    return [*own, *head]


def _shade(source: Source, worn: list[Piece], sleeves: str) -> NDArray[np.uint8]:
    """(V,) how open to the sky the vertices of all pieces are, as if with these sleeves and short hair."""
    other = tuple(f"_{name}" for name in SLEEVES if name != sleeves)
    # Rims lie under the brows by less than their thickness, and are skin.
    left_out = {"hair_long", "brow_rims"} | ({"arms"} if sleeves == "long" else set())
    shown = [not piece.name.endswith(other) and piece.name not in left_out for piece in worn]
    whole = join([piece.patch for piece, keep in zip(worn, shown, strict=True) if keep])
    rest = whole.of(source.vertices)
    place = rest + whole.lift[:, None] * smooth_normals(rest, whole.faces)
    out = np.ones(sum(len(piece.patch.lift) for piece in worn))
    rows = np.concatenate([np.full(len(p.patch.lift), keep) for p, keep in zip(worn, shown, strict=True)])
    out[rows] = occlusion(place, smooth_normals(place, whole.faces), whole.faces)
    return np.rint(out * 255).astype(np.uint8)


def wearing(source: Source) -> tuple[Arrays, Patch]:
    """The arrays of the body that wears everything, and how its vertices follow from a source."""
    worn = pieces(source)
    arrays = assemble(source, worn, np.ones(len(source.vertices)))
    arrays["colours"][:, 3] = _shade(source, worn, "long")
    names = bytes(arrays["parts"].astype(np.uint8)).decode().split("\n")
    # Hair lies on the scalp only as long as nobody wears it.
    lying = arrays["part"] == names.index("hair")
    vertices = arrays["vertices"].astype(np.float64)
    places = np.concatenate((np.rint(vertices / _WELD), lying[:, None]), axis=1)
    _, first, place = np.unique(places, axis=0, return_index=True, return_inverse=True)
    weld = first[place.reshape(-1)].astype(np.uint16)
    arrays |= {"weld": weld, "vertices": arrays["vertices"][weld], "short_shade": _shade(source, worn, "short")}
    skin, _, _ = dress(source)
    lifts = [hair(source, skin, *_HAIR[style]).patch.lift for style in HAIR_LIFTS]
    return arrays | {"hair_lifts": np.rint(np.stack(lifts) / UNIT).astype(np.uint16)}, join([p.patch for p in worn])


def sized(source: Source, like: Source) -> tuple[Source, float]:
    """The source moved and scaled so that its signing space is that of another, and by how much it was scaled."""
    own, other = _measures(source), _measures(like)
    scale = other[1] / own[1]
    shift = other[0] - scale * own[0]
    rig = source.rig
    rest = rig.rest.copy()
    rest[:, :3, 3] = scale * rest[:, :3, 3] + shift
    tails = scale * rig.tails + shift
    moved = Rig(rig.names, rig.parents, rest, tails.astype(np.float32))
    return replace(source, vertices=scale * source.vertices + shift, rig=moved), scale


def _measures(source: Source) -> tuple[Values, float]:
    """The middle of the shoulders (3,), and the reach of an arm with the height of the eyes above the shoulders."""
    left, right = (head_of(source, f"upperarm01.{side}") for side in "LR")
    eyes_at = (head_of(source, "eye.L") + head_of(source, "eye.R")) / 2
    joints = [head_of(source, f"{bone}.L") for bone in ("upperarm01", "lowerarm01", "wrist")]
    reach = sum(float(np.linalg.norm(b - a)) for a, b in pairwise(joints))
    middle = (left + right) / 2
    return middle, reach + float((eyes_at - middle)[1])


def person(source: Source, like: Source, patch: Patch, wardrobe: Wardrobe) -> Arrays:
    """The arrays of one person.

    Args:
        source: whose body.
        like: the source of the body that wears everything.
        patch: how that body's vertices follow from a source.
        wardrobe: that body.
    """
    source, scale = sized(source, like)
    rest = patch.of(source.vertices)
    place = rest + patch.lift[:, None] * smooth_normals(rest, patch.faces)
    # Teeth that stand where MakeHuman has them show between some people's closed lips.
    place[wardrobe.body.part == wardrobe.body.parts.index("teeth"), 2] -= _TEETH_BACK
    return {
        "vertices": np.rint(place[wardrobe.weld] / UNIT).astype(np.int16),
        "scale": np.array([scale], np.float32),
        "bone_rest": source.rig.rest,
        "bone_tails": source.rig.tails,
    }
