"""``python -m avatar.bake``: makes the shipped body asset again."""

from __future__ import annotations

import os
from pathlib import Path

# anny decides at import where it keeps its intermediate files (about 1 GB): never inside the project.
os.environ.setdefault("ANNY_CACHE_DIR", str(Path.home() / ".cache" / "handline" / "anny"))

from avatar.bake.assemble import assemble, nearest, write
from avatar.bake.coarse import from_afar
from avatar.bake.dress import Piece, dress
from avatar.bake.face import brows, complexion, eyes, hair, inside_mouth, lashes
from avatar.bake.face_points import face_points
from avatar.bake.source import Source, read_source
from avatar.bake.weights import tidied
from avatar.body import DEFAULT_BODY, load_body

NEUTRAL = {"gender": 0.5, "age": 0.67, "muscle": 0.5, "weight": 0.45, "cupsize": 0.0}


# A pixel of a small picture is twice as large as one of a large window; twice as far off would be seen in the shading.
SMALL_OFF = 1.5


def person(source: Source) -> list[Piece]:
    """All pieces of a dressed person."""
    skin, clothes = dress(source)
    head = [hair(source, skin), brows(source, skin), lashes(source), *eyes(source), *inside_mouth(source)]
    return [*complexion(source, skin), *clothes, *head]


def main() -> None:
    """Read, dress, write, and read back what was written."""
    source = tidied(read_source(NEUTRAL))
    arrays = assemble(source, person(source))
    arrays["face"] = nearest(arrays, source.vertices[face_points(source)])
    write(DEFAULT_BODY, arrays)
    body = load_body()
    write(DEFAULT_BODY, {**arrays, "far_faces": from_afar(body), "small_faces": from_afar(body, SMALL_OFF)})
    body = load_body()
    print(f"{DEFAULT_BODY.name}: {len(body.vertices)} vertices, {len(body.faces)} faces, {len(body.rig.names)} bones, ")
    print(f"{len(body.far_faces)} faces from afar, {len(body.small_faces)} in a small picture")
    print(f"{len(body.shapes.names)} face shapes, {DEFAULT_BODY.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
