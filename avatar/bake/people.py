"""``python -m avatar.bake.people``: many different people, as layers that are dressed and coloured when drawn.

Unlike the one dressed body that is shipped, these are kept in a cache folder and serve `handline synth`. Their colours
are masks (see `MASKS`), so that skin, cloth and hair can be coloured anew for every picture; the cloth lies over the
whole trunk and arms, and where it ends is decided when it is drawn.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

# anny decides at import where it keeps its intermediate files (about 1 GB): never inside the project.
os.environ.setdefault("ANNY_CACHE_DIR", str(Path.home() / ".cache" / "handline" / "anny"))

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from avatar.bake.assemble import assemble, smooth_normals, write
from avatar.bake.dress import Piece, Values, head_of, ramp, weight_of
from avatar.bake.face import brows, complexion, eyes, hair, inside_mouth, lashes, long_hair, palm
from avatar.bake.face_points import face_points
from avatar.bake.occlusion import occlusion
from avatar.bake.patch import Patch, cut, from_quads, neighbours
from avatar.bake.source import KEPT_BONES, Source, read_source
from avatar.bake.weights import tidied

# What the three colour channels of the skin's vertices hold: flush, palm, and where a beard grows.
MASKS = ("flush", "palm", "beard")
_LEGS = ("pelvis", "upperleg01", "upperleg02", "lowerleg01", "lowerleg02")
BONES = KEPT_BONES | {f"{bone}.{side}" for bone in _LEGS for side in "LR"}

CLOTH = ("top", "trousers")
# How far the top and the trousers stand off, metres.
_TOP, _TROUSERS = 0.008, 0.006
# Hair by name: how full it is.
_HAIR = {"hair_buzz": 0.22, "hair_short": 0.8, "hair_full": 1.5, "hair_afro": 3.2}


def phenotype(rng: np.random.Generator) -> dict[str, float]:
    """Somebody: from teenager to old, slight to heavy, of any descent."""
    descent = rng.dirichlet((0.6, 0.6, 0.6))
    gender = float(
        rng.choice([rng.uniform(0.0, 0.15), rng.uniform(0.85, 1.0), rng.uniform(0.3, 0.7)], p=[0.45, 0.45, 0.1])
    )
    return {
        "gender": gender,
        "age": float(rng.uniform(0.55, 0.97)),
        "muscle": float(rng.uniform(0.2, 0.85)),
        "weight": float(rng.uniform(0.2, 0.95)),
        "height": float(rng.uniform(0.25, 0.75)),
        "proportions": float(rng.uniform(0.2, 0.9)),
        "cupsize": float(rng.uniform(0.1, 0.8)),
        "firmness": float(rng.uniform(0.3, 0.9)),
        **{name: float(share) for name, share in zip(("african", "asian", "caucasian"), descent, strict=True)},
    }


def pieces(source: Source) -> list[Piece]:
    """The pieces of a person: the body, what is worn over the trunk, what over the legs, each kind of hair."""
    count = len(source.vertices)
    whole = from_quads(source.groups["body"], count)
    ankle = min(float(source.rig.tails[source.rig.index(f"lowerleg02.{side}")][1]) for side in "LR")
    skin, _ = cut(whole, whole.of(source.vertices)[:, 1] - ankle)
    body = [*_complexion(source, skin), brows(source, skin), lashes(source), *eyes(source), *inside_mouth(source)]
    hairs = [_hair(source, skin, name) for name in _HAIR]
    return [*body, _top(source, skin), _trousers(source, skin), *hairs, long_hair(source)]


def _hair(source: Source, skin: Patch, name: str) -> Piece:
    grown = hair(source, skin, _HAIR[name])
    # Strands differ a little in brightness; where the light falls is for the drawing to say.
    return replace(grown, name=name, masks=0.27 + 0.13 * grown.masks)


def shade_of(source: Source) -> Values:
    """(S,) ambient occlusion of the bare body, which differs little from one person to another."""
    body = from_quads(source.groups["body"], len(source.vertices))
    place = body.of(source.vertices)
    out = np.ones(len(source.vertices))
    out[body.mix.indices] = occlusion(place, smooth_normals(place, body.faces), body.faces)
    return out


def _complexion(source: Source, skin: Patch) -> list[Piece]:
    return complexion(source, skin, np.stack((_flush(source), palm(source), _beard(source)), axis=1))


def _flush(source: Source) -> Values:
    """(S,) where blood shows through: cheeks, nose, ears, knuckles, fingertips and elbows."""
    place = source.vertices
    out = source.masks["ears"].copy()
    eyes_at = [head_of(source, f"eye.{side}") for side in "LR"]
    for side, eye in zip("LR", eyes_at, strict=True):
        cheek = eye + np.array([0.012 * np.sign(eye[0]), -0.042, 0.0])
        out = np.maximum(out, 0.8 * ramp(-np.linalg.norm(place - cheek, axis=1), -0.045, -0.012))
        bones = [f"finger{n}-3.{side}" for n in range(1, 6)]
        tips = [source.rig.tails[source.rig.index(bone)] for bone in bones]
        joints = [head_of(source, f"finger{n}-{k}.{side}") for n in range(2, 6) for k in (1, 2, 3)]
        for points, reach, strength in ((tips, 0.022, 1.0), (joints, 0.014, 0.7)):
            near = np.min([np.linalg.norm(place - point, axis=1) for point in points], axis=0)
            out = np.maximum(out, strength * ramp(-near, -reach, -0.4 * reach))
        elbow = np.linalg.norm(place - head_of(source, f"lowerarm01.{side}"), axis=1)
        out = np.maximum(out, 0.6 * ramp(-elbow, -0.055, -0.03))
    nose = (eyes_at[0] + eyes_at[1]) / 2 + (0.0, -0.038, 0.03)
    return np.maximum(out, ramp(-np.linalg.norm(place - nose, axis=1), -0.028, -0.008))


def _beard(source: Source) -> Values:
    """(S,) where a beard grows."""
    middle = (head_of(source, "eye.L") + head_of(source, "eye.R")) / 2
    away = source.vertices - middle
    jaw = ramp(-away[:, 1], 0.045 + 0.02, 0.085) * ramp(-away[:, 1], -0.155, -0.12)
    cheek = ramp(-away[:, 1] - 0.35 * np.abs(away[:, 0]), 0.02, 0.045)
    front = ramp(away[:, 2], -0.09, -0.05)
    lips = np.clip(1 - 3 * source.masks["lips"], 0, 1)
    head = source.weights[:, [source.rig.index(bone) for bone in ("neck03", "head")]].sum(axis=1)
    return jaw * cheek * front * lips * ramp(head, 0.3, 0.8)


def _top(source: Source, skin: Patch) -> Piece:
    """Cloth over trunk, arms and neck, smoother than what it covers."""
    hands = sum(weight_of(source, side, "wrist", "metacarpal", "finger") for side in "LR")
    head = source.weights[:, source.rig.index("head")]
    hips = float(head_of(source, "upperleg01.L")[1])
    field = np.minimum(0.6 - np.maximum(hands, head), (source.vertices[:, 1] - hips + 0.08) * 20)
    cloth, _ = cut(skin, skin.of(field))
    return Piece("top", replace(cloth, lift=np.full(len(cloth.lift), _TOP)), np.zeros(3))


def _trousers(source: Source, skin: Patch) -> Piece:
    spine = float(head_of(source, "spine04")[1])
    arms = sum(weight_of(source, side, "upperarm", "lowerarm", "wrist", "metacarpal", "finger") for side in "LR")
    field = np.minimum(spine - source.vertices[:, 1], 0.1 - 10 * arms)
    cloth, _ = cut(skin, skin.of(field))
    return Piece("trousers", replace(cloth, lift=np.full(len(cloth.lift), _TROUSERS)), np.zeros(3))


def draped(arrays: dict[str, NDArray[np.generic]], rounds: int = 70) -> dict[str, NDArray[np.generic]]:
    """The arrays with cloth that no longer shows what it covers (Taubin 1995, as `avatar.bake.patch.smooth`).

    Smoothing the vertices themselves costs a thousandth of smoothing how they mix.
    """
    names = bytes(arrays["parts"].astype(np.uint8)).decode().split("\n")
    vertices, faces = arrays["vertices"].astype(np.float64), arrays["faces"].astype(np.int64)
    for name in CLOTH:
        rows = np.flatnonzero(arrays["part"] == names.index(name))
        own = faces[np.isin(faces[:, 0], rows)] - rows[0]
        mean = neighbours(Patch(sparse.identity(len(rows), format="csr"), own, np.zeros(len(rows))))
        place = vertices[rows]
        for _ in range(rounds):
            for strength in (0.50, -0.52):
                place = place + strength * (mean @ place - place)
        vertices[rows] = place
    normals = smooth_normals(vertices, faces)
    return {
        **arrays,
        "vertices": vertices.astype(np.float32),
        "normals": np.rint(normals * 127).astype(np.int8),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the people")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    shade: Values | None = None
    for i in range(options.count):
        path = options.out / f"{i:03d}.npz"
        if path.exists():
            continue
        source = tidied(read_source(phenotype(np.random.default_rng([options.seed, i])), BONES))
        shade = shade_of(source) if shade is None else shade
        unfinished = path.with_suffix(".part")
        arrays = draped(assemble(source, pieces(source), shade))
        at = source.vertices[face_points(source)].astype(np.float32)
        write(unfinished, {**arrays, "face_points": at})
        unfinished.replace(path)
        print(f"{path.name} {path.stat().st_size / 1e6:.1f} MB", flush=True)


if __name__ == "__main__":
    main()
