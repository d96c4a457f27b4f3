"""How far human joints turn.

Ranges are the active ranges of motion of healthy adults as the American Academy of Orthopaedic Surgeons lists
them (Greene & Heckman, "The Clinical Measurement of Joint Motion", 1994), widened by about 10 degrees: signing
uses passive motion too (one finger held down by another), and a keypoint is not a goniometer.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.rotations import within

# Columns of a finger's angles, in the order in which the joints turn.
FLEX: Final = 0  # base joint (thumb: carpometacarpal) bends toward the palm
SPREAD: Final = 1  # base joint tilts toward the thumb's side
TWIST: Final = 2  # thumb: the base joint turns about the bone
CUP: Final = 2  # fingers: the bone of the palm below the base joint bends toward the palm, before all the others
BEND: Final = 3  # middle joint (thumb: metacarpophalangeal)
CURL: Final = 4  # end joint
ANGLES: Final = 5

# degrees (5 fingers, 5 angles, low/high). Fingers: 0 is the straight finger in the plane of the palm, spread as at rest
# (8 degrees from the middle of the hand for index and middle finger, 18 and 27 for the others), from where an index
# finger goes far to cross the middle one. Thumb: the first three are away from the rig's rest pose, in which the thumb
# is half abducted and half flexed. The palm's bones bend by some 11, 7, 20 and 27 degrees, index finger first
# (El-Shennawy et al., "Three-dimensional kinematic analysis of the second through fifth carpometacarpal joints", 2001).
# Base joints go 25 degrees and the little finger's 40 beyond the 90 of anatomy: people label knuckles nearer to the
# wrist than the joint is, so that of labelled fists one in ten little fingers is bent by more than 105, and a
# fist held to that is drawn half open. The palm's go as far as it takes to draw one that is seen on its edge.
_FINGERS: Final = (
    ((-45, 55), (-40, 40), (-25, 25), (-25, 75), (-30, 95)),
    ((-35, 115), (-46, 30), (-10, 20), (-8, 120), (-12, 95)),
    ((-35, 120), (-28, 28), (-10, 20), (-8, 120), (-12, 95)),
    ((-35, 120), (-28, 28), (-10, 30), (-8, 120), (-12, 95)),
    ((-40, 130), (-35, 35), (-10, 38), (-8, 115), (-12, 95)),
)
FINGERS: Final[NDArray[np.float64]] = np.deg2rad(np.array(_FINGERS, np.float64))

# radians, low/high.
WRIST_FLEX: Final = (np.deg2rad(-80.0), np.deg2rad(90.0))  # extension .. flexion
# Ulnar .. radial deviation. Anatomy gives -40 .. 30; but the elbow, on which this angle rests, is the keypoint most
# often outside the picture, and a palm that faces elsewhere is worse to read than a wrist bent a little too far.
WRIST_TILT: Final = (np.deg2rad(-55.0), np.deg2rad(55.0))
# Pronation (palm turned in) .. supination, away from the thumb-up middle. 90 each way in the forearm; the rest is
# the upper arm's own turn and the carpus.
FOREARM_TWIST: Final = (np.deg2rad(-110.0), np.deg2rad(110.0))
ELBOW: Final = (np.deg2rad(3.0), np.deg2rad(150.0))  # 0 is the straight arm

TRUNK_LEAN: Final = np.deg2rad(30.0)  # to either side
TRUNK_TURN: Final = np.deg2rad(40.0)
CLAVICLE_LIFT: Final = (np.deg2rad(-10.0), np.deg2rad(25.0))
HEAD: Final[NDArray[np.float64]] = np.deg2rad(np.array((50.0, 70.0, 40.0)))  # nod, turn, tilt, either way


def clamp_fingers(angles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Finger angles (..., 5, 5) inside `FINGERS`."""
    return within(angles, FINGERS[..., 0], FINGERS[..., 1])
