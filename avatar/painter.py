"""Draws the body with OpenGL 3.3: the one place that holds shaders, buffers and passes.

Whoever calls it has made a context current; it knows neither windows nor files, apart from its shaders beside it.
"""

from __future__ import annotations

import ctypes
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray
from OpenGL import GL
from OpenGL.GL import shaders

from avatar.body import Body
from avatar.morph import FaceMorph
from avatar.rig import AvatarPose, forward, skinning_matrices

Floats = NDArray[np.float32]

# Light blue-grey: skin and dark cloth both stand out from it.
BACKGROUND: Final = (0.80, 0.85, 0.90)
# Width of a silhouette line as a share of the picture's height, and how far lines stand in front of the surface
# behind them, metres, so that a finger's edge shows before its neighbour.
LINE_WIDTH: Final = 0.0026
LINE_PULL: Final = 0.002
# Parts that are drawn without lines: a line around each would smear the face.
UNLINED: Final = frozenset(("lids", "eyes", "brows", "lashes", "mouth", "teeth", "tongue"))
# A bone less visible than this counts as doubtful.
SURE: Final = 0.995
# Pixels a metre below which the body is drawn with fewer triangles: the framed signing space up to 950 pixels high.
FAR: Final = 1200.0
_REACH: Final = 0.6  # metres from the avatar's axis to its hands

_PALETTE_SLOT: Final = 0


class DrawingError(RuntimeError):
    """The body cannot be drawn on this machine; the text is one sentence for people."""


class Painter:
    """The body in the memory of one GL context, which must be current in every call."""

    def __init__(self, body: Body) -> None:
        """Compile the shaders and upload the body.

        Raises:
            DrawingError: the context offers no OpenGL 3.3.
        """
        self._rig = body.rig
        count = len(body.rig.names)
        self._surface = _Program("surface.frag", count)
        self._outline = _Program("outline.frag", count)
        self._array = GL.glGenVertexArrays(1)
        GL.glBindVertexArray(self._array)
        self._face = FaceMorph(body)
        self._buffers = [_upload_surface(self._face.vertices), _upload_looks(body)]
        self._palette = GL.glGenBuffers(1)
        GL.glBindBuffer(GL.GL_UNIFORM_BUFFER, self._palette)
        GL.glBufferData(GL.GL_UNIFORM_BUFFER, 64 * count, None, GL.GL_DYNAMIC_DRAW)
        self._far, self._near = _Mesh(body, body.far_faces), _Mesh(body, body.faces)
        GL.glBindVertexArray(0)

    def draw(self, pose: AvatarPose, view: Floats, projection: Floats, size: tuple[int, int]) -> None:
        """Draw the body into the bound framebuffer.

        Args:
            pose: how the bones are turned, and how visible each one is.
            view: float32 (4, 4), avatar world to eye.
            projection: float32 (4, 4), eye to clip space.
            size: (width, height) of the framebuffer, pixels.

        Raises:
            ValueError: the pose has another number of bones or face actions than the body.
        """
        if self._face.set(pose.actions):
            GL.glBindBuffer(GL.GL_ARRAY_BUFFER, self._buffers[0])
            GL.glBufferSubData(GL.GL_ARRAY_BUFFER, 0, self._face.vertices.nbytes, self._face.vertices)
        palette = skinning_matrices(self._rig, forward(self._rig, pose))
        palette[:, 3, :] = pose.visibility[:, None]
        GL.glBindVertexArray(self._array)
        GL.glBindBuffer(GL.GL_UNIFORM_BUFFER, self._palette)
        GL.glBufferSubData(GL.GL_UNIFORM_BUFFER, 0, palette.nbytes, np.ascontiguousarray(palette))
        GL.glBindBufferBase(GL.GL_UNIFORM_BUFFER, _PALETTE_SLOT, self._palette)
        line = 2 * LINE_WIDTH * size[1]
        self._surface.prepare(view, projection, (0.0, 0.0), 0.0)
        self._outline.prepare(view, projection, (line / size[0], line / size[1]), LINE_PULL)
        mesh = self._far if _pixels_a_metre(view, projection, size) < FAR else self._near
        mesh.part(pose.visibility < SURE)

        GL.glEnable(GL.GL_DEPTH_TEST)
        GL.glDepthFunc(GL.GL_LEQUAL)
        GL.glDisable(GL.GL_BLEND)
        GL.glEnable(GL.GL_CULL_FACE)
        self._draw_surface(mesh.sure, faded=False)
        self._draw_lines(mesh.sure_lined, faded=False)
        if mesh.doubtful.count:
            # Depth first, so that only the nearest layer of a doubtful part is blended over what is behind it.
            GL.glColorMask(False, False, False, False)
            self._draw_surface(mesh.doubtful, faded=True)
            GL.glColorMask(True, True, True, True)
            GL.glEnable(GL.GL_BLEND)
            GL.glBlendFuncSeparate(GL.GL_SRC_ALPHA, GL.GL_ONE_MINUS_SRC_ALPHA, GL.GL_ONE, GL.GL_ONE_MINUS_SRC_ALPHA)
            self._draw_surface(mesh.doubtful, faded=True)
            self._draw_lines(mesh.doubtful_lined, faded=True)
            GL.glDisable(GL.GL_BLEND)
        GL.glDisable(GL.GL_CULL_FACE)
        GL.glUseProgram(0)
        GL.glBindVertexArray(0)

    def _draw_surface(self, triangles: _Triangles, faded: bool) -> None:
        # What faces away is hidden by what faces the viewer; leaving it out saves a tenth of the time without a GPU.
        GL.glCullFace(GL.GL_BACK)
        self._surface.use(faded)
        triangles.draw()

    def _draw_lines(self, triangles: _Triangles, faded: bool) -> None:
        # The far side of a slightly swollen body, seen where it sticks out behind the near side.
        GL.glCullFace(GL.GL_FRONT)
        self._outline.use(faded)
        triangles.draw()

    def release(self) -> None:
        """Give the context's memory back."""
        for mesh in (self._far, self._near):
            mesh.release()
        GL.glDeleteBuffers(3, [self._palette, *self._buffers])
        GL.glDeleteVertexArrays(1, [self._array])
        for program in (self._surface, self._outline):
            program.release()


def _pixels_a_metre(view: Floats, projection: Floats, size: tuple[int, int]) -> float:
    """How large the nearest of the avatar can be drawn."""
    # The eye's distance from the avatar's axis, less the reach of an arm.
    eye = -view[:3, :3].T @ view[:3, 3]
    away = max(float(np.hypot(eye[0], eye[2])) - _REACH, _REACH)
    return 0.5 * size[1] * float(projection[1, 1]) / away


class _Program:
    """A shader program with its uniforms."""

    def __init__(self, fragment: str, bones: int) -> None:
        self._program = _compiled(fragment, bones)
        names = ("view", "projection", "outline", "pull", "faded")
        self._places = {name: GL.glGetUniformLocation(self._program, name) for name in names}

    def prepare(self, view: Floats, projection: Floats, aside: tuple[float, float], pull: float) -> None:
        """Set what holds for a whole picture."""
        GL.glUseProgram(self._program)
        # Row-major arrays: GL transposes them.
        GL.glUniformMatrix4fv(self._places["view"], 1, True, view)
        GL.glUniformMatrix4fv(self._places["projection"], 1, True, projection)
        GL.glUniform2f(self._places["outline"], *aside)
        GL.glUniform1f(self._places["pull"], pull)

    def use(self, faded: bool) -> None:
        """Draw with this program from now on."""
        GL.glUseProgram(self._program)
        GL.glUniform1f(self._places["faded"], float(faded))

    def release(self) -> None:
        GL.glDeleteProgram(self._program)


class _Mesh:
    """Triangles of the body, parted into those that hang on a doubtful bone and the others."""

    def __init__(self, body: Body, faces: NDArray[np.uint16]) -> None:
        # In the order of their corners, so that a corner is shaded once for the triangles that share it and not twice:
        # a quarter less time for a picture on llvmpipe.
        self._faces = faces[np.argsort(faces.min(axis=1), kind="stable")]
        unlined = [i for i, name in enumerate(body.parts) if name in UNLINED]
        self._lined = ~np.isin(body.part[self._faces[:, 0]], unlined)
        # Bit by bit: which bones carry a triangle's corners.
        self._carried = np.packbits(_carries(body)[self._faces].any(axis=1), axis=1)
        self._parted_for: bytes | None = None
        self.sure, self.sure_lined, self.doubtful, self.doubtful_lined = (_Triangles() for _ in range(4))

    def part(self, doubtful: NDArray[np.bool_]) -> None:
        """Part the triangles by which bones (B,) are doubtful, when that has changed."""
        if doubtful.tobytes() == self._parted_for:
            return
        self._parted_for = doubtful.tobytes()
        faded = (self._carried & np.packbits(doubtful)).any(axis=1)
        self.sure.fill(self._faces[~faded])
        self.sure_lined.fill(self._faces[~faded & self._lined])
        self.doubtful.fill(self._faces[faded])
        self.doubtful_lined.fill(self._faces[faded & self._lined])

    def release(self) -> None:
        for triangles in (self.sure, self.sure_lined, self.doubtful, self.doubtful_lined):
            triangles.release()


class _Triangles:
    """An index buffer."""

    def __init__(self) -> None:
        self._buffer = GL.glGenBuffers(1)
        self.count = 0

    def fill(self, faces: NDArray[np.uint16]) -> None:
        self.count = faces.size
        GL.glBindBuffer(GL.GL_ELEMENT_ARRAY_BUFFER, self._buffer)
        GL.glBufferData(GL.GL_ELEMENT_ARRAY_BUFFER, faces.nbytes, np.ascontiguousarray(faces), GL.GL_DYNAMIC_DRAW)

    def draw(self) -> None:
        GL.glBindBuffer(GL.GL_ELEMENT_ARRAY_BUFFER, self._buffer)
        GL.glDrawElements(GL.GL_TRIANGLES, self.count, GL.GL_UNSIGNED_SHORT, None)

    def release(self) -> None:
        GL.glDeleteBuffers(1, [self._buffer])


def _carries(body: Body) -> NDArray[np.bool_]:
    """bool (V, B): which bones carry which vertex."""
    out = np.zeros((len(body.vertices), len(body.rig.names)), bool)
    vertex, slot = np.nonzero(body.weights)
    out[vertex, body.bones[vertex, slot]] = True
    return out


def _compiled(fragment: str, bones: int) -> int:
    version = GL.glGetString(GL.GL_VERSION)
    if (GL.glGetIntegerv(GL.GL_MAJOR_VERSION), GL.glGetIntegerv(GL.GL_MINOR_VERSION)) < (3, 3):
        raise DrawingError(
            f"the avatar needs OpenGL 3.3, and this machine offers {version!r}: update the graphics driver"
        )
    head = f"#version 330 core\n#define BONES {bones}\n"
    folder = files("avatar") / "shaders"
    parts = [
        shaders.compileShader(head + (folder / name).read_text(encoding="utf-8"), kind)
        for name, kind in (("body.vert", GL.GL_VERTEX_SHADER), (fragment, GL.GL_FRAGMENT_SHADER))
    ]
    # Validation asks for a bound vertex array, which need not be there yet.
    program = shaders.compileProgram(*parts, validate=False)
    block = GL.glGetUniformBlockIndex(program, "Palette")
    GL.glUniformBlockBinding(program, block, _PALETTE_SLOT)
    return int(program)


def _upload_surface(vertices: Floats) -> int:
    """Place and normal (V, 6) of every vertex, which change with the face; binds them to the current vertex array."""
    buffer = GL.glGenBuffers(1)
    GL.glBindBuffer(GL.GL_ARRAY_BUFFER, buffer)
    GL.glBufferData(GL.GL_ARRAY_BUFFER, vertices.nbytes, vertices, GL.GL_DYNAMIC_DRAW)
    for place in (0, 1):
        GL.glEnableVertexAttribArray(place)
        offset = ctypes.c_void_p(12 * place)
        GL.glVertexAttribPointer(place, 3, GL.GL_FLOAT, False, vertices.strides[0], offset)
    return int(buffer)


def _upload_looks(body: Body) -> int:
    """Colour and skin weights of every vertex, which stay; binds them to the current vertex array."""
    layout = np.dtype([("colour", "u1", 4), ("bones", "u1", 4), ("weights", "<f4", 4)])
    vertices = np.zeros(len(body.vertices), layout)
    vertices["colour"], vertices["bones"], vertices["weights"] = body.colours, body.bones, body.weights
    buffer = GL.glGenBuffers(1)
    GL.glBindBuffer(GL.GL_ARRAY_BUFFER, buffer)
    GL.glBufferData(GL.GL_ARRAY_BUFFER, vertices.nbytes, vertices, GL.GL_STATIC_DRAW)
    for place, name in enumerate(("colour", "bones", "weights"), start=2):
        kind, at = layout.fields[name][:2]  # type: ignore[index]
        GL.glEnableVertexAttribArray(place)
        offset = ctypes.c_void_p(at)
        if name == "bones":
            GL.glVertexAttribIPointer(place, 4, GL.GL_UNSIGNED_BYTE, layout.itemsize, offset)
        elif name == "colour":
            GL.glVertexAttribPointer(place, 4, GL.GL_UNSIGNED_BYTE, True, layout.itemsize, offset)
        else:
            GL.glVertexAttribPointer(place, kind.shape[0], GL.GL_FLOAT, False, layout.itemsize, offset)
    return int(buffer)
