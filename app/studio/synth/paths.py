"""Draws the people of `app.studio.synth.painter` by tracing paths of light: the only module that knows Mitsuba.

Slower by far, and what light really does: soft shadows, light from wall to hand to face. Mitsuba 3 (BSD licence) is an
extra: pip install 'handline[paths]'.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.studio.synth.lights import Light, radiance
from app.studio.synth.looks import Look, Uniform
from app.studio.synth.painter import View
from app.studio.synth.people import Person
from app.studio.synth.pieces import Piece, pieces
from app.trouble import Trouble

Floats = NDArray[np.float32]

_SAMPLES: Final = 32  # paths of a pixel
_BOUNCES: Final = 4
_SKY: Final = 96  # rows of the light from everywhere


class PathTracer:
    """Traces pictures of one size.

    Args:
        size: (width, height).
        threads: of Mitsuba; processes that draw beside each other need one each.
        samples: paths of a pixel.

    Raises:
        Trouble: Mitsuba is not installed.
    """

    def __init__(self, size: tuple[int, int], threads: int = 1, samples: int = _SAMPLES) -> None:
        check_installed()
        import drjit
        import mitsuba

        # The variants that compile need an LLVM that suits them, and end the process where there is another.
        mitsuba.set_variant("scalar_rgb")
        mitsuba.set_log_level(mitsuba.LogLevel.Error)
        drjit.set_thread_count(threads)
        self._mi, self._size, self._samples = mitsuba, size, samples

    def draw(
        self,
        person: Person,
        palette: Floats,
        view: View,
        look: Look,
        light: Light,
        uniforms: Mapping[str, Uniform],
        vertices: Floats,
        seed: int,
    ) -> NDArray[np.float32]:
        """One picture, float32 (H, W, 4): linear light times exposure, and how much of a pixel the person covers.

        Args:
            person: who.
            palette: float32 (B, 4, 4) skinning matrices.
            view: from where.
            look: what they look like.
            light: what falls on them.
            uniforms: looks and lights, by the names of the shaders.
            vertices: float32 (V, 3) the vertices at rest, with the face's expression.
            seed: of the paths.
        """
        width, height = self._size
        eye, ahead, up = view.eye.tolist(), (-view.view[2, :3]).tolist(), view.view[1, :3].tolist()
        transform = self._mi.ScalarTransform4f
        scene: dict[str, Any] = {
            "type": "scene",
            "integrator": {"type": "path", "max_depth": _BOUNCES, "hide_emitters": True},
            "sensor": {
                "type": "perspective",
                "fov": float(np.degrees(2 * np.arctan(view.tangents[0]))),
                "fov_axis": "x",
                "near_clip": view.near,
                "far_clip": view.far,
                "to_world": transform().look_at(eye, [e + a for e, a in zip(eye, ahead, strict=True)], up),
                "film": {
                    "type": "hdrfilm",
                    "width": width,
                    "height": height,
                    "pixel_format": "rgba",
                    "rfilter": {"type": "box"},
                },
                "sampler": {"type": "independent", "sample_count": self._samples, "seed": seed},
            },
            "sky": {"type": "envmap", "bitmap": self._mi.Bitmap(radiance(light, _SKY))},
        }
        for number, piece in enumerate(pieces(person, palette, look, uniforms, vertices)):
            scene[f"piece{number}"] = self._mesh(piece)
        drawn = np.array(self._mi.render(self._mi.load_dict(scene)), np.float32)
        exposure = uniforms["exposure"]
        assert isinstance(exposure, float)
        drawn[..., :3] *= exposure
        return drawn

    def _mesh(self, piece: Piece) -> Any:
        properties = self._mi.Properties()
        properties["bsdf"] = self._mi.load_dict(self._material(piece))
        mesh: Any = self._mi.Mesh("piece", len(piece.at), len(piece.faces), properties, True, piece.print is not None)
        given = self._mi.traverse(mesh)
        given["vertex_positions"], given["vertex_normals"] = piece.at.ravel(), piece.normals.ravel()
        given["faces"] = piece.faces.astype(np.uint32).ravel()
        if piece.uv is not None:
            given["vertex_texcoords"] = piece.uv.ravel()
        given.update()
        mesh.add_attribute("vertex_color", 3, piece.albedo.ravel())
        return mesh

    def _material(self, piece: Piece) -> dict[str, Any]:
        colour: dict[str, Any] = {"type": "mesh_attribute", "name": "vertex_color"}
        if piece.print is not None:
            bitmap = self._mi.Bitmap(piece.print)
            wrap = "repeat" if piece.repeated else "clamp"
            colour = {"type": "bitmap", "bitmap": bitmap, "raw": True, "wrap_mode": wrap}
        material: dict[str, Any] = {"type": "diffuse", "reflectance": colour}
        if piece.gloss > 0:
            material = {"type": "principled", "base_color": colour, "roughness": piece.rough, "specular": piece.gloss}
        # Seen at a glancing angle, a smooth normal looks away: one-sided it would be black there.
        return {"type": "twosided", "material": material}


def check_installed() -> None:
    """See that there is Mitsuba.

    Raises:
        Trouble: there is none.
    """
    if find_spec("mitsuba") is None:
        raise Trouble("tracing paths of light needs Mitsuba: pip install 'handline[paths]'")


def shown(drawn: Floats) -> NDArray[np.uint8]:
    """uint8 (H, W, 3) sRGB of linear light as `PathTracer.draw` returns it, through the same camera as the painter's.

    Where a pixel is covered in part, it has the colour of the part.
    """
    light = np.maximum(drawn[..., :3] / np.maximum(drawn[..., 3:], 1e-3), 0)
    light = light * (1 + light * 0.12) / (1 + light * 0.62)
    curve = np.where(light < 0.0031308, light * 12.92, 1.055 * np.maximum(light, 1e-5) ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(curve.clip(0, 1) * 255), np.uint8)
