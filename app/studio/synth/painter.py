"""Draws people on the processor or a graphics card with OpenGL 3.3, without a window: the only module that knows GL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import moderngl
import numpy as np
from numpy.typing import NDArray

from app.studio.synth.looks import Uniform
from app.studio.synth.people import HAIR, Person
from app.trouble import Trouble

Floats = NDArray[np.float32]

MAX_BONES: Final = 96
_SHADOW: Final = 768
_LAYERS: Final = {"top": 1, "trousers": 2, **dict.fromkeys(HAIR, 3)}
# What the fragment shader calls the pieces of the body.
_KINDS: Final = {"skin": 0, "lids": 1, "lips": 2, "mouth": 3, "nails": 4, "brows": 5, "lashes": 6, "eyes": 7}
_KINDS_MORE: Final = {"teeth": 8, "tongue": 9}
# How whose pixel it is is written into the alpha channel of what is drawn.
CODES: Final = {"left": 64, "right": 128, "other": 255}


@dataclass(frozen=True, eq=False)
class Drawn:
    """What was drawn, at the size drawn.

    Attributes:
        rgb: uint8 (H, W, 3) sRGB.
        code: uint8 (H, W): 0 nothing, else one of `CODES`.
        depth: float32 (H, W) metres from the camera along its axis; infinite where nothing is.
    """

    rgb: NDArray[np.uint8]
    code: NDArray[np.uint8]
    depth: Floats


@dataclass(frozen=True, eq=False)
class View:
    """A camera: world to eye (4, 4) (x right, y up, -z ahead), and the projection by half the field's tangents."""

    view: Floats
    tangents: tuple[float, float]
    near: float = 0.05
    far: float = 8.0

    @property
    def eye(self) -> Floats:
        return np.asarray(-self.view[:3, :3].T @ self.view[:3, 3], np.float32)

    def projection(self) -> Floats:
        """float32 (4, 4): eye to clip space."""
        out = np.zeros((4, 4), np.float32)
        out[0, 0], out[1, 1] = 1 / self.tangents[0], 1 / self.tangents[1]
        out[2, 2] = -(self.far + self.near) / (self.far - self.near)
        out[2, 3] = -2 * self.far * self.near / (self.far - self.near)
        out[3, 2] = -1
        return out

    def pixels(self, points: NDArray[np.floating], size: tuple[int, int]) -> tuple[Floats, Floats]:
        """Where points (..., 3) lie: x, y (..., 2) with pixel centres at whole numbers, and their depth (...)."""
        seen = points @ self.view[:3, :3].T + self.view[:3, 3]
        depth = -seen[..., 2]
        flat = seen[..., :2] / np.maximum(depth, 1e-6)[..., None] / np.array(self.tangents)
        xy = (flat * (1, -1) + 1) / 2 * np.array(size) - 0.5
        return np.asarray(xy, np.float32), np.asarray(depth, np.float32)


class Painter:
    """One GL context; make only one in a process, since several alias each other's textures on llvmpipe."""

    def __init__(self, size: tuple[int, int], seed: int = 7) -> None:
        """Open the context.

        Args:
            size: (width, height) drawn.
            seed: of the skin's and cloth's grain.

        Raises:
            Trouble: there is no OpenGL 3.3.
        """
        try:
            self._gl = moderngl.create_standalone_context(require=330, backend="egl")  # type: ignore[arg-type]
        except Exception as error:
            raise Trouble(
                f"there is no OpenGL 3.3 to draw people with ({error}): install Mesa's EGL (libegl1)"
            ) from error
        self._size = size
        self._surface = _program(self._gl, "person.frag")
        self._shade = _program(self._gl, "shadow.frag")
        self._palette = self._gl.buffer(reserve=MAX_BONES * 48)
        self._palette.bind_to_uniform_block(0)
        colour = self._gl.renderbuffer(size, 4)
        self._depth = self._gl.depth_texture(size)
        self._frame = self._gl.framebuffer([colour], self._depth)
        self._map = self._gl.depth_texture((_SHADOW, _SHADOW))
        self._map.compare_func = "<="
        self._map.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self._map.repeat_x = self._map.repeat_y = False
        self._map_frame = self._gl.framebuffer([], self._map)
        rng = np.random.default_rng(seed)
        grain = (128 + 44 * rng.standard_normal((32, 32, 32, 4))).clip(0, 255).astype(np.uint8)
        self._noise = self._gl.texture3d((32, 32, 32), 4, grain.tobytes())
        self._noise.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self._prints = [self._gl.texture((256, 256), 4) for _ in range(2)]
        self._noise.use(0)
        self._map.use(1)
        for number, texture in enumerate(self._prints, start=2):
            texture.use(number)
        for name, number in (("noise", 0), ("shadow", 1), ("print_front", 2), ("print_back", 3)):
            self._surface[name] = number
        self._meshes: dict[str, _Mesh] = {}

    def draw(
        self,
        person: Person,
        palette: Floats,
        view: View,
        light: Floats,
        uniforms: Mapping[str, Uniform],
        prints: tuple[NDArray[np.uint8], NDArray[np.uint8]],
        hair: tuple[str, ...],
        vertices: Floats,
    ) -> Drawn:
        """One picture.

        Args:
            person: who.
            palette: float32 (B, 4, 4) skinning matrices.
            view: from where.
            light: float32 (4, 4) world to the shadow map's clip space.
            uniforms: looks and lights, by the names of the shaders.
            prints: front and back of the top, uint8 (256, 256, 4).
            hair: the parts that are the hair.
            vertices: float32 (V, 3) the vertices at rest, with the face's expression.
        """
        mesh = self._meshes.get(person.name)
        if mesh is None:
            if len(self._meshes) >= 24:
                self._meshes.pop(next(iter(self._meshes))).release()
            mesh = self._meshes[person.name] = _Mesh(self._gl, person, self._surface, self._shade)
        mesh.place(vertices)
        self._palette.write(np.ascontiguousarray(palette[:, :3]))
        for texture, pixels in zip(self._prints, prints, strict=True):
            texture.write(np.ascontiguousarray(pixels[::-1]).tobytes())
        view_projection = view.projection() @ view.view
        for program, seen_from in ((self._shade, light), (self._surface, view_projection)):
            _set(program, "view_projection", seen_from.T)
            _set(program, "light", light.T)
            for name, value in uniforms.items():
                _set(program, name, value)
        _set(self._surface, "eye", view.eye)
        # Hands are mostly in front: first, so that what they hide is not shaded.
        groups = ["body", *hair, "top", "trousers"]
        self._map_frame.use()
        self._gl.enable(moderngl.DEPTH_TEST)
        self._gl.disable(moderngl.CULL_FACE)
        self._map_frame.clear(depth=1.0)
        for group in groups:
            _set(self._shade, "layer", _LAYERS.get(group, 0))
            mesh.draw(group, shadow=True)
        self._frame.use()
        self._frame.clear(0.0, 0.0, 0.0, 0.0, depth=1.0)
        for group in groups:
            _set(self._surface, "layer", _LAYERS.get(group, 0))
            # One sees into sleeves and under hair, but never the inside of a body.
            (self._gl.enable if group in ("body", "trousers") else self._gl.disable)(moderngl.CULL_FACE)
            mesh.draw(group, shadow=False)
        width, height = self._size
        pixels = np.frombuffer(self._frame.read(components=4, alignment=1), np.uint8).reshape(height, width, 4)[::-1]
        deep = np.frombuffer(self._depth.read(alignment=1), np.float32).reshape(height, width)[::-1]
        a, b = view.projection()[2, 2:]
        depth = np.where(deep < 1, b / (a + (2 * deep - 1)), np.inf).astype(np.float32)
        return Drawn(np.ascontiguousarray(pixels[..., :3]), _nearest_code(pixels[..., 3]), depth)


def _nearest_code(alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.where(alpha > 200, 255, np.where(alpha > 96, 128, np.where(alpha > 32, 64, 0))).astype(np.uint8)


class _Mesh:
    """A person in GL's memory."""

    def __init__(
        self, gl: moderngl.Context, person: Person, surface: moderngl.Program, shade: moderngl.Program
    ) -> None:
        body = person.body
        self._vertices = gl.buffer(body.vertices.astype("f4").tobytes())
        kinds = {**_KINDS, **_KINDS_MORE}
        kind = np.array([kinds.get(name, 0) for name in body.parts], np.float32)[body.part]
        packed = np.zeros(
            len(body.vertices),
            [
                ("r", "f4", 3),
                ("n", "f4", 3),
                ("c", "u1", 4),
                ("b", "u1", 4),
                ("w", "f4", 4),
                ("a", "f4"),
                ("k", "f4"),
                ("h", "f4"),
            ],
        )
        packed["r"] = body.vertices
        packed["n"], packed["c"], packed["b"], packed["w"] = body.normals, body.colours, body.bones, body.weights
        packed["a"], packed["k"], packed["h"] = person.arm, kind, person.part_of_hand
        self._rest = gl.buffer(packed.tobytes())
        layout = "3f4 3f4 4f1 4u1 4f4 1f4 1f4 1f4"
        names = ("start", "normal", "colour", "bones", "weights", "arm", "kind", "hand")
        self._arrays: dict[tuple[str, bool], moderngl.VertexArray] = {}
        part = body.part[body.faces[:, 0]]
        for group in ("body", "top", "trousers", *HAIR):
            chosen = [
                n for n, name in enumerate(body.parts) if (name == group or (group == "body" and name not in _LAYERS))
            ]
            if not np.isin(part, chosen).any():
                continue
            faces = body.faces[np.isin(part, chosen)].astype("i4")
            # In the order of their corners, so that a corner is shaded once for the triangles that share it.
            index = gl.buffer(faces[np.argsort(faces.min(axis=1), kind="stable")].tobytes())
            for program, shadow in ((surface, False), (shade, True)):
                used = [name if name in program else None for name in names]
                fitted = " ".join(
                    form if name else f"{_size(form)}x" for form, name in zip(layout.split(), used, strict=True)
                )
                content = [
                    (self._vertices, "3f4", "position"),
                    (self._rest, fitted, *[name for name in used if name]),
                ]
                self._arrays[group, shadow] = gl.vertex_array(program, content, index, index_element_size=4)

    def place(self, vertices: Floats) -> None:
        self._vertices.write(np.ascontiguousarray(vertices, np.float32).tobytes())

    def draw(self, group: str, shadow: bool) -> None:
        self._arrays[group, shadow].render()

    def release(self) -> None:
        for array in self._arrays.values():
            array.release()
        self._vertices.release()
        self._rest.release()


def _size(form: str) -> int:
    return int(form[0]) * int(form[2])


def _program(gl: moderngl.Context, fragment: str) -> moderngl.Program:
    folder = files("app.studio.synth") / "shaders"

    def text(name: str) -> str:
        return (folder / name).read_text(encoding="utf-8")

    garment = text("garment.glsl")
    source = text(fragment).replace("// garment\n", garment)
    program = gl.program(vertex_shader=text("person.vert"), fragment_shader=source)
    block = program["Palette"]
    assert isinstance(block, moderngl.UniformBlock)
    block.binding = 0
    return program


def _set(program: moderngl.Program, name: str, value: Uniform | int) -> None:
    """Set a uniform, if the compiler left it in."""
    if name in program:
        member = program[name]
        assert isinstance(member, moderngl.Uniform)
        if isinstance(value, np.ndarray):
            member.write(np.ascontiguousarray(value, "f4").tobytes())
        else:
            member.value = value
