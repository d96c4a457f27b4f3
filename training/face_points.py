"""The 68 iBUG face points among the 468 of MediaPipe's face mesh."""

from __future__ import annotations

from typing import Final

from detector.skeleton import FACE_POINTS

# Chosen by eye on overlays of the mesh over portraits, in iBUG 300-W order (Sagonas et al. 2016): jaw from the signer's
# right ear over the chin to the left one, right and left brow, nose, right and left eye, outer and inner lips.
MESH_68 = (
    *(127, 234, 132, 58, 172, 150, 176, 148, 152, 377, 400, 379, 397, 288, 361, 454, 356),
    *(70, 63, 105, 66, 107, 336, 296, 334, 293, 300),
    *(168, 197, 5, 4, 75, 97, 2, 326, 305),
    *(33, 160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380),
    *(61, 39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181),
    *(78, 82, 13, 312, 308, 317, 14, 87),
)
assert len(MESH_68) == len(FACE_POINTS)

# The outer corners of the eyes, whose distance errors are measured in.
RIGHT_CORNER, LEFT_CORNER = 36, 45
NOSE_TIP = 30
STILL = slice(17, 48)  # brows, nose and eyes

# What drives expressions, as pairs of points whose distances are averaged.
OPENINGS: Final = {
    "mouth": ((61, 67), (62, 66), (63, 65)),
    "lids": ((37, 41), (38, 40), (43, 47), (44, 46)),
    "brows": ((19, 27), (24, 27), (21, 39), (22, 42)),
}
