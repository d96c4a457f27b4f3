"""Where the viewer stands: frames the signing space, and turns into the two matrices of the drawing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, radians, sin, tan
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# The signing space, metres in the avatar's world: from below the waist to above the head, and an elbow's width
# beyond each shoulder; seen at the depth in which the hands mostly move.
LOW: Final = 0.17
HIGH: Final = 1.12
HALF_WIDTH: Final = 0.56
DEPTH: Final = 0.15
# People end at the thighs. This is where the shortest of them (Rowan) does, and how far back: what lies below is empty.
CUT: Final = (-0.12, -0.12)
# A long lens: hands near the camera do not look larger than they are.
FIELD_OF_VIEW: Final = 18.0
# In these bounds the whole avatar can be looked at and never be lost, metres from the point looked at.
NEAREST: Final = 0.8
FARTHEST: Final = 12.0


@dataclass(frozen=True)
class Camera:
    """A viewer who looks at a point.

    Attributes:
        centre: the point looked at, metres, avatar world frame.
        distance: from there to the eye, metres.
        turn: degrees by which the viewer has walked round toward the avatar's left.
        rise: degrees above the horizon.
        field_of_view: degrees from top to bottom of the picture.
    """

    centre: tuple[float, float, float]
    distance: float
    turn: float = 0.0
    rise: float = 0.0
    field_of_view: float = FIELD_OF_VIEW

    @classmethod
    def framing(cls, aspect: float) -> Camera:
        """The camera that shows the whole signing space and no more than needed.

        Args:
            aspect: width / height of the picture.
        """
        half = max((HIGH - LOW) / 2, HALF_WIDTH / aspect)
        distance = half / tan(radians(FIELD_OF_VIEW / 2))
        # Where the picture is tall, the spare room goes below, where hands rest, as far as there is somebody.
        lowest, back = CUT
        seen_there = half * (1 + (DEPTH - back) / distance)
        return cls((0.0, max(HIGH - half, lowest + seen_there), DEPTH), distance)

    def turned(self, turn: float, rise: float) -> Camera:
        """Walked on round the avatar by `turn` degrees and up by `rise`; never over the top."""
        return replace(self, turn=self.turn + turn, rise=min(max(self.rise + rise, -90.0), 90.0))

    def zoomed(self, factor: float) -> Camera:
        """At `factor` times the distance, within bounds."""
        return replace(self, distance=min(max(self.distance * factor, NEAREST), FARTHEST))

    def panned(self, right: float, up: float) -> Camera:
        """Moved along the picture's own axes by metres at the depth looked at, the eye with the point looked at."""
        axes = self.view()[:2, :3].astype(float)
        x, y, z = np.array(self.centre) + right * axes[0] + up * axes[1]
        return replace(self, centre=(float(x), float(y), float(z)))

    def view(self) -> Floats:
        """float32 (4, 4): avatar world to eye (x right, y up, -z ahead)."""
        a, b = radians(self.turn), radians(self.rise)
        round_y = np.array([[cos(a), 0, -sin(a)], [0, 1, 0], [sin(a), 0, cos(a)]])
        round_x = np.array([[1, 0, 0], [0, cos(b), -sin(b)], [0, sin(b), cos(b)]])
        out = np.eye(4)
        out[:3, :3] = round_x @ round_y
        out[:3, 3] = (0, 0, -self.distance) - out[:3, :3] @ np.array(self.centre)
        return out.astype(np.float32)

    def projection(self, aspect: float) -> Floats:
        """float32 (4, 4): eye to clip space.

        Args:
            aspect: width / height of the picture.
        """
        near, far = 0.1 * self.distance, self.distance + 4.0
        top = tan(radians(self.field_of_view / 2))
        out = np.zeros((4, 4))
        out[0, 0], out[1, 1] = 1 / (top * aspect), 1 / top
        out[2, 2], out[2, 3] = -(far + near) / (far - near), -2 * far * near / (far - near)
        out[3, 2] = -1
        return out.astype(np.float32)

    def pixels(self, points: Floats, size: tuple[int, int]) -> Floats:
        """Where points appear in a picture.

        Args:
            points: (..., 3) metres, avatar world frame.
            size: (width, height) of the picture.

        Returns:
            float32 (..., 2): x right, y down, pixels.
        """
        width, height = size
        view, projection = self.view(), self.projection(width / height)
        clip = (points @ view[:3, :3].T + view[:3, 3]) @ projection[:, :3].T + projection[:, 3]
        flat = clip[..., :2] / clip[..., 3:]
        return np.stack([(flat[..., 0] + 1) * width / 2, (1 - flat[..., 1]) * height / 2], axis=-1).astype(np.float32)
