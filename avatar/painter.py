"""Draws the body with OpenGL 3.3: the one place that holds shaders, buffers and passes.

Whoever calls it has made a context current; it knows neither windows nor files, apart from its shaders beside it.
"""

from __future__ import annotations

import ctypes
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.body import Body
from avatar.light import KEY, ShadowMap, light_matrix
from avatar.morph import FaceMorph
from avatar.opengl import GL, DrawingError, shaders
from avatar.rig import AvatarPose, forward, skinning_matrices

Floats = NDArray[np.float32]

# Light blue-grey: skin and dark cloth both stand out from it.
BACKGROUND: Final = (0.80, 0.85, 0.90)
# Width of a silhouette line as a share of the picture's height, and how far lines stand in front of the surface
# behind them, metres, so that a finger's edge shows before its neighbour.
LINE_WIDTH: Final = 0.0026
LINE_PULL: Final = 0.002
# Bones whose shadow falls on the body: it tells how far hands are from it.
CASTING: Final = ("wrist", "metacarpal", "finger", "lowerarm02")
# Parts that are drawn without lines: a line around each would smear the face.
UNLINED: Final = frozenset(("lids", "eyes", "brows", "brow_rims", "lashes", "mouth", "teeth", "tongue"))
# A bone less visible than this counts as doubtful.
SURE: Final = 0.995
# Pixels a metre below which the body is drawn with fewer triangles: the framed signing space up to 950 pixels high, and
# up to 520, where it is drawn with fewer still.
FAR: Final = 1200.0
SMALL: Final = 660.0
_REACH: Final = 0.6  # metres from the avatar's axis to its hands

_SCENE_SLOT: Final = 0
_HEAD_ROWS: Final = 13  # rows of four numbers before the bones


class Painter:
    """The body in the memory of one GL context, which must be current in every call."""

    def __init__(self, body: Body) -> None:
        """Compile the shaders and upload the body.

        Raises:
            DrawingError: the context offers no OpenGL 3.3.
        """
        self._rig = body.rig
        count = len(body.rig.names)
        self._surface = _compiled("surface.frag", count)
        self._outline = _compiled("outline.frag", count, "LINES")
        self._cast = _compiled("shadow.frag", count, "SHADOW")
        self._shadow = ShadowMap()
        self._array = GL.glGenVertexArrays(1)
        GL.glBindVertexArray(self._array)
        self._face = FaceMorph(body)
        self._buffers = [_upload_surface(self._face.vertices), _upload_looks(body)]
        self._scene = np.zeros(_HEAD_ROWS + 4 * count, (np.float32, 4))
        self._scene_buffer = GL.glGenBuffers(1)
        GL.glBindBuffer(GL.GL_UNIFORM_BUFFER, self._scene_buffer)
        GL.glBufferData(GL.GL_UNIFORM_BUFFER, self._scene.nbytes, None, GL.GL_DYNAMIC_DRAW)
        self._small, self._far, self._near = (
            _Mesh(body, faces) for faces in (body.small_faces, body.far_faces, body.faces)
        )
        self._casting = _Mesh(body, _casting(body))
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
            first, end = self._face.span
            moved = self._face.vertices[first:end]
            GL.glBindBuffer(GL.GL_ARRAY_BUFFER, self._buffers[0])
            GL.glBufferSubData(GL.GL_ARRAY_BUFFER, first * moved.strides[0], moved.nbytes, moved)
        GL.glBindVertexArray(self._array)
        self._set_scene(pose, view, projection, size)
        mesh = self._mesh(_pixels_a_metre(view, projection, size))
        for some in (mesh, self._casting):
            some.part(pose.visibility < SURE)

        GL.glEnable(GL.GL_DEPTH_TEST)
        GL.glDepthFunc(GL.GL_LEQUAL)
        GL.glDisable(GL.GL_BLEND)
        GL.glEnable(GL.GL_CULL_FACE)
        self._draw_shadow(size)
        self._draw_surface(mesh.sure)
        self._draw_lines(mesh.sure_lined)
        if mesh.doubtful.count:
            # Depth first, so that only the nearest layer of a doubtful part is blended over what is behind it.
            GL.glColorMask(False, False, False, False)
            self._draw_surface(mesh.doubtful)
            GL.glColorMask(True, True, True, True)
            GL.glEnable(GL.GL_BLEND)
            GL.glBlendFuncSeparate(GL.GL_SRC_ALPHA, GL.GL_ONE_MINUS_SRC_ALPHA, GL.GL_ONE, GL.GL_ONE_MINUS_SRC_ALPHA)
            self._draw_surface(mesh.doubtful)
            self._draw_lines(mesh.doubtful_lined)
            GL.glDisable(GL.GL_BLEND)
        GL.glDisable(GL.GL_CULL_FACE)
        GL.glUseProgram(0)
        GL.glBindVertexArray(0)

    def _mesh(self, pixels_a_metre: float) -> _Mesh:
        if pixels_a_metre < SMALL:
            return self._small
        return self._far if pixels_a_metre < FAR else self._near

    def _set_scene(self, pose: AvatarPose, view: Floats, projection: Floats, size: tuple[int, int]) -> None:
        """Upload what holds for a whole picture; the layout is that of `Scene` in body.vert."""
        scene = self._scene
        # GL has the columns one after the other.
        scene[0:4], scene[4:8] = view.T, projection.T
        line = 2 * LINE_WIDTH * size[1]
        scene[8:12] = light_matrix(view).T
        scene[12] = line / size[0], line / size[1], LINE_PULL, 0.0
        bones = scene[_HEAD_ROWS:].reshape(-1, 4, 4)
        bones[:] = skinning_matrices(self._rig, forward(self._rig, pose))
        bones[:, 3, :] = pose.visibility[:, None]
        GL.glBindBuffer(GL.GL_UNIFORM_BUFFER, self._scene_buffer)
        GL.glBufferSubData(GL.GL_UNIFORM_BUFFER, 0, scene.nbytes, scene)
        GL.glBindBufferBase(GL.GL_UNIFORM_BUFFER, _SCENE_SLOT, self._scene_buffer)

    def _draw_shadow(self, size: tuple[int, int]) -> None:
        """The hands as the light sees them; a doubtful one has no shadow."""
        picture = self._shadow.begin()
        GL.glCullFace(GL.GL_BACK)
        GL.glUseProgram(self._cast)
        self._casting.sure.draw()
        self._shadow.end(picture, size)

    def _draw_surface(self, triangles: _Triangles) -> None:
        # What faces away is hidden by what faces the viewer; leaving it out saves a tenth of the time without a GPU.
        GL.glCullFace(GL.GL_BACK)
        GL.glUseProgram(self._surface)
        triangles.draw()

    def _draw_lines(self, triangles: _Triangles) -> None:
        # The far side of a slightly swollen body, seen where it sticks out behind the near side.
        GL.glCullFace(GL.GL_FRONT)
        GL.glUseProgram(self._outline)
        triangles.draw()

    def release(self) -> None:
        """Give the context's memory back."""
        for mesh in (self._small, self._far, self._near, self._casting):
            mesh.release()
        self._shadow.release()
        GL.glDeleteBuffers(3, [self._scene_buffer, *self._buffers])
        GL.glDeleteVertexArrays(1, [self._array])
        for program in (self._surface, self._outline, self._cast):
            GL.glDeleteProgram(program)


def _pixels_a_metre(view: Floats, projection: Floats, size: tuple[int, int]) -> float:
    """How large the nearest of the avatar can be drawn."""
    # The eye's distance from the avatar's axis, less the reach of an arm.
    eye = -view[:3, :3].T @ view[:3, 3]
    away = max(float(np.hypot(eye[0], eye[2])) - _REACH, _REACH)
    return 0.5 * size[1] * float(projection[1, 1]) / away


class _Mesh:
    """Triangles of the body, parted into those that hang on a doubtful bone and the others."""

    def __init__(self, body: Body, faces: NDArray[np.uint16]) -> None:
        # In the order of their corners, so that a corner is shaded once for the triangles that share it and not twice:
        # a quarter less time for a picture on llvmpipe.
        self._faces = faces[np.argsort(faces.min(axis=1), kind="stable")]
        unlined = [i for i, name in enumerate(body.parts) if name in UNLINED]
        self._lined = ~np.isin(body.part[self._faces[:, 0]], unlined)
        # Which bones carry a triangle's corners: few different sets, so that a change is looked at once for each.
        carried = _carries(body)[self._faces].any(axis=1)
        self._sets, self._set = _alike(np.asarray(carried, np.bool_))
        self._parted_for: bytes | None = None
        self.sure, self.sure_lined, self.doubtful, self.doubtful_lined = (_Triangles() for _ in range(4))

    def part(self, doubtful: NDArray[np.bool_]) -> None:
        """Part the triangles by which bones (B,) are doubtful, when that has changed."""
        if doubtful.tobytes() == self._parted_for:
            return
        self._parted_for = doubtful.tobytes()
        faded = np.asarray(self._sets[:, doubtful].any(axis=1))[self._set]
        for triangles, chosen in (
            (self.sure, ~faded),
            (self.sure_lined, ~faded & self._lined),
            (self.doubtful, faded),
            (self.doubtful_lined, faded & self._lined),
        ):
            triangles.fill(self._faces.take(np.flatnonzero(chosen), axis=0))

    def release(self) -> None:
        for triangles in (self.sure, self.sure_lined, self.doubtful, self.doubtful_lined):
            triangles.release()


def _alike(rows: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """The different rows (S, B) of many (N, B), and which of them each one is (N,); a tenth of `np.unique`'s time."""
    packed = np.packbits(rows, axis=1)
    words = np.zeros((len(rows), -(-packed.shape[1] // 8) * 8), np.uint8)
    words[:, : packed.shape[1]] = packed
    which = np.zeros(len(rows), np.intp)
    for word in words.view(np.uint64).T:
        _, found = np.unique(word, return_inverse=True)
        _, which = np.unique(which * (int(found.max(initial=0)) + 1) + found, return_inverse=True)
    _, first = np.unique(which, return_index=True)
    return rows[first], which


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


def _casting(body: Body) -> NDArray[np.uint16]:
    """The triangles (F, 3) that cast a shadow: those of hands and forearms, as few as there are."""
    bones = [i for i, name in enumerate(body.rig.names) if name.startswith(CASTING)]
    carrier = body.bones[np.arange(len(body.vertices)), body.weights.argmax(axis=1)]
    return body.small_faces[np.isin(carrier, bones)[body.small_faces].all(axis=1)]


def _compiled(fragment: str, bones: int, variant: str = "SURFACE") -> int:
    version = GL.glGetString(GL.GL_VERSION)
    if (GL.glGetIntegerv(GL.GL_MAJOR_VERSION), GL.glGetIntegerv(GL.GL_MINOR_VERSION)) < (3, 3):
        raise DrawingError(
            f"the avatar needs OpenGL 3.3, and this machine offers {version!r}: update the graphics driver"
        )
    key = ", ".join(f"{value:.6f}" for value in KEY)
    head = f"#version 330 core\n#define BONES {bones}\n#define {variant}\n#define KEY vec3({key})\n"
    folder = files("avatar") / "shaders"
    parts = [
        shaders.compileShader(head + (folder / name).read_text(encoding="utf-8"), kind)
        for name, kind in (("body.vert", GL.GL_VERTEX_SHADER), (fragment, GL.GL_FRAGMENT_SHADER))
    ]
    # Validation asks for a bound vertex array, which need not be there yet.
    program = shaders.compileProgram(*parts, validate=False)
    block = GL.glGetUniformBlockIndex(program, "Scene")
    GL.glUniformBlockBinding(program, block, _SCENE_SLOT)
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
