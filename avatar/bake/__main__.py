"""``python -m avatar.bake``: makes the shipped body asset again."""

from __future__ import annotations

import os
from pathlib import Path

# anny decides at import where it keeps its intermediate files (about 1 GB): never inside the project.
os.environ.setdefault("ANNY_CACHE_DIR", str(Path.home() / ".cache" / "handline" / "anny"))

from avatar.bake.assemble import assemble, write
from avatar.bake.dress import dress
from avatar.bake.source import read_source
from avatar.body import DEFAULT_BODY, load_body

NEUTRAL = {"gender": 0.5, "age": 0.67, "muscle": 0.5, "weight": 0.45}


def main() -> None:
    """Read, dress, write, and read back what was written."""
    source = read_source(NEUTRAL)
    write(DEFAULT_BODY, assemble(source, dress(source)))
    body = load_body()
    print(f"{DEFAULT_BODY.name}: {len(body.vertices)} vertices, {len(body.faces)} faces, {len(body.rig.names)} bones, ")
    print(f"{len(body.shapes.names)} face shapes, {DEFAULT_BODY.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
