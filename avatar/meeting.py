"""Hands that meet: what touches on the signer touches on the avatar, whose hands and arms have other lengths.

Where both hands' keypoints lie near each other in the picture, the hands are moved so that these lie to each other as
the signer's do. How far apart in depth they are, no picture tells: hands that meet in it are taken to touch, side by
side or, where they cover each other, one upon the other.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.rotations import within

Array = NDArray[np.float64]

# Palm lengths: within the first hands meet, beyond the second they do not; how near a pair counts as the nearest.
_MEET, _PART = 0.25, 0.7
_NEAREST: Final = 0.15
_UPON: Final = 0.3  # how far apart in depth hands are that lie upon each other
_COVERED: Final = 12.0  # as many pairs within `_NEAREST` make one hand cover the other


def meeting(seen: Array, drawn: Array, known: NDArray[np.bool_], palm: float) -> tuple[Array, Array]:
    """How both hands should move to meet as they are seen to.

    Args:
        seen: (2, P, 2) keypoints as the picture lies on the avatar, metres.
        drawn: (2, P, 3) the same of the avatar's hands as they would lie, metres.
        known: bool (2, P).
        palm: the length of the avatar's palms, metres.

    Returns:
        Shifts (2, 2) in the picture's plane, and (2,) in depth, metres.
    """
    between = seen[0][:, None] - seen[1]
    apart = np.where(known[0][:, None] & known[1], np.sqrt((between * between).sum(axis=-1)) / palm, np.inf)
    nearest = float(apart.min())
    strength = float(within((_PART - nearest) / (_PART - _MEET), 0, 1))
    if strength <= 0:
        return np.zeros((2, 2)), np.zeros(2)
    weight = np.exp(-0.5 * ((apart - nearest) / _NEAREST) ** 2)
    weight /= weight.sum()
    gap = drawn[0][:, None] - drawn[1]
    off = (weight[..., None] * (gap[..., :2] - between)).sum(axis=(0, 1))
    depth = float((weight * gap[..., 2]).sum())
    covered = min(float((apart < _NEAREST).sum()) / _COVERED, 1.0)
    off_depth = depth - np.copysign(_UPON * palm * covered, depth)
    each = 0.5 * strength * np.array((-1.0, 1.0))
    return each[:, None] * off, each * off_depth
