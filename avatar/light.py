"""The light on the avatar, and the hands as it sees them: the map from which the drawing takes their shadow."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from avatar.opengl import GL

Floats = NDArray[np.float32]

# Toward the light, in the viewer's frame: it stands to the upper left, and goes with the viewer.
KEY: Final = np.array((-0.45, 0.65, 0.75)) / np.linalg.norm((-0.45, 0.65, 0.75))
# What the map shows: the signing space before the body, metres in the avatar's world and to each side.
_CENTRE: Final = np.array((0.0, 0.66, 0.12))
_REACH: Final = 0.58
_DEPTH: Final = 1.0
SIDE: Final = 176  # texels
_SOFT: Final = 1.6  # texels, the spread of a shadow's edge: a centimetre
EMPTY: Final = 65535


def light_matrix(view: Floats) -> Floats:
    """float32 (4, 4): the eye's frame to the light's clip space.

    Args:
        view: float32 (4, 4), avatar world to eye.
    """
    across = np.cross((0.0, 1.0, 0.0), KEY)
    across /= np.linalg.norm(across)
    axes = np.stack((across, np.cross(KEY, across), -KEY))
    centre = view[:3, :3].astype(np.float64) @ _CENTRE + view[:3, 3]
    out = np.eye(4)
    out[:3, :3] = axes / np.array((_REACH, _REACH, _DEPTH))[:, None]
    out[:3, 3] = -out[:3, :3] @ centre
    return out.astype(np.float32)


class ShadowMap:
    """How much of the light the hands take, and how far from it they are, in the memory of the current GL context.

    Both are blurred here, once for the few texels of the map, so that the drawing needs but one look at it for each of
    its many pixels: where the processor draws, four looks cost as much as all the rest of the picture.
    """

    def __init__(self) -> None:
        self._depth, self.texture = (int(name) for name in GL.glGenTextures(2))
        for texture, stored, given, kind in (
            (self._depth, GL.GL_DEPTH_COMPONENT16, GL.GL_DEPTH_COMPONENT, GL.GL_UNSIGNED_SHORT),
            (self.texture, GL.GL_RG16, GL.GL_RG, GL.GL_UNSIGNED_SHORT),
        ):
            GL.glBindTexture(GL.GL_TEXTURE_2D, texture)
            GL.glTexImage2D(GL.GL_TEXTURE_2D, 0, stored, SIDE, SIDE, 0, given, kind, None)
            for what, value in (
                (GL.GL_TEXTURE_MIN_FILTER, GL.GL_LINEAR),
                (GL.GL_TEXTURE_MAG_FILTER, GL.GL_LINEAR),
                # At its edge the map is empty, and so is what lies beyond.
                (GL.GL_TEXTURE_WRAP_S, GL.GL_CLAMP_TO_EDGE),
                (GL.GL_TEXTURE_WRAP_T, GL.GL_CLAMP_TO_EDGE),
            ):
                GL.glTexParameteri(GL.GL_TEXTURE_2D, what, value)
        self._frame = int(GL.glGenFramebuffers(1))
        before = GL.glGetIntegerv(GL.GL_FRAMEBUFFER_BINDING)
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self._frame)
        GL.glFramebufferTexture2D(GL.GL_FRAMEBUFFER, GL.GL_DEPTH_ATTACHMENT, GL.GL_TEXTURE_2D, self._depth, 0)
        GL.glDrawBuffer(GL.GL_NONE)
        GL.glReadBuffer(GL.GL_NONE)
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, before)

    def begin(self) -> int:
        """Draw what casts a shadow from now on; returns the framebuffer to go back to."""
        before = int(GL.glGetIntegerv(GL.GL_FRAMEBUFFER_BINDING))
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self._frame)
        GL.glViewport(0, 0, SIDE, SIDE)
        GL.glClear(GL.GL_DEPTH_BUFFER_BIT)
        return before

    def end(self, before: int, size: tuple[int, int]) -> None:
        """Draw a picture of `size` into that framebuffer again, in the shadow of what has been drawn."""
        depth = np.empty((SIDE, SIDE), np.uint16)
        GL.glPixelStorei(GL.GL_PACK_ALIGNMENT, 4)
        GL.glReadPixels(0, 0, SIDE, SIDE, GL.GL_DEPTH_COMPONENT, GL.GL_UNSIGNED_SHORT, depth)
        GL.glBindTexture(GL.GL_TEXTURE_2D, self.texture)
        GL.glPixelStorei(GL.GL_UNPACK_ALIGNMENT, 4)
        GL.glTexSubImage2D(GL.GL_TEXTURE_2D, 0, 0, 0, SIDE, SIDE, GL.GL_RG, GL.GL_UNSIGNED_SHORT, softened(depth))
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, before)
        GL.glViewport(0, 0, *size)

    def release(self) -> None:
        """Give the context's memory back."""
        GL.glDeleteFramebuffers(1, [self._frame])
        GL.glDeleteTextures([self._depth, self.texture])


def softened(depth: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Shadows with soft edges.

    Args:
        depth: (side, side) how far what casts a shadow is from the light, `EMPTY` where nothing does.

    Returns:
        (side, side, 2): how much of the light is taken, and the distance of what takes it, each in 0..65535.
    """
    taken = (depth != EMPTY).astype(np.float32)
    taken[[0, -1]] = taken[:, [0, -1]] = 0
    far = cv2.GaussianBlur(taken * depth, (0, 0), _SOFT)
    soft = cv2.GaussianBlur(taken, (0, 0), _SOFT)
    far /= np.maximum(soft, 1e-3)
    return np.stack((soft * EMPTY, far), axis=-1).astype(np.uint16)
