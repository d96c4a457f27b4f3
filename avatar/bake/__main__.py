"""``python -m avatar.bake``: makes the shipped people again."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# anny decides at import where it keeps its intermediate files (about 1 GB): never inside the project.
os.environ.setdefault("ANNY_CACHE_DIR", str(Path.home() / ".cache" / "handline" / "anny"))

from avatar.bake.assemble import nearest, write
from avatar.bake.coarse import from_afar
from avatar.bake.face_points import face_points
from avatar.bake.hands import with_human_hands
from avatar.bake.identities import PHENOTYPES
from avatar.bake.source import read_source
from avatar.bake.wardrobe import person, wearing
from avatar.bake.weights import tidied
from avatar.looks import DEFAULT
from avatar.people import ASSETS, BODY, Wardrobe, load_wardrobe, with_hair

# A pixel of a small picture is twice as large as one of a large window; twice as far off would be seen in the shading.
SMALL_OFF = 1.5
# What is not worn together is thinned out apart: tops lie on each other, and what lies on another piece's stays.
_TOGETHER = (("arms", "top_short", "trim_short"), ("top_long", "trim_long"))


def thinned(wardrobe: Wardrobe, off: float) -> NDArray[np.uint16]:
    """Fewer triangles (G, 3) of a body that wears everything, for one that is seen whole."""
    # Hair that lies on the scalp would keep every vertex of both.
    body = replace(wardrobe.body, vertices=with_hair(wardrobe, "short").astype(np.float32))
    of = np.array(body.parts)[body.part[body.faces[:, 0]]]
    out = []
    for number, others in enumerate(_TOGETHER):
        faces = from_afar(replace(body, faces=body.faces[~np.isin(of, others)]), off)
        # The rest is the same both times, and is taken once.
        own = np.isin(np.array(body.parts)[body.part[faces[:, 0]]], _TOGETHER[1 - number])
        out.append(faces if number == 0 else faces[own])
    return np.concatenate(out)


def main() -> None:
    """Read, dress, write, and read back what was written."""
    source = tidied(with_human_hands(read_source(PHENOTYPES[DEFAULT])))
    arrays, patch = wearing(source)
    arrays["face"] = nearest(arrays, source.vertices[face_points(source)])
    write(BODY, arrays)
    wardrobe = load_wardrobe(BODY)
    write(BODY, {**arrays, "far_faces": thinned(wardrobe, 1.0), "small_faces": thinned(wardrobe, SMALL_OFF)})
    body = load_wardrobe(BODY).body
    for name, phenotype in PHENOTYPES.items():
        if name != DEFAULT:
            write(ASSETS / f"{name}.npz", person(with_human_hands(read_source(phenotype)), source, patch, wardrobe))
    size = sum(path.stat().st_size for path in ASSETS.glob("*.npz"))
    print(f"{len(PHENOTYPES)} people, {size / 1e6:.2f} MB; wearing everything: {len(body.vertices)} vertices,")
    print(f"{len(body.faces)} faces, {len(body.far_faces)} from afar, {len(body.small_faces)} in a small picture")


if __name__ == "__main__":
    main()
