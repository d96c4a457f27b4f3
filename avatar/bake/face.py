"""The head and the masks of the skin: hair, brows, eyes, lashes, lips, mouth, nails, flush, palms."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from avatar.bake.dress import Piece, Values, head_of, ramp, weight_of
from avatar.bake.patch import Patch, cut, from_quads, join, keep_faces, smooth, subdivide
from avatar.bake.source import Source

# How bright the rings of an eye are: by this, in the first mask, they are told apart where they are coloured.
EYE_RINGS = {"white": 0.96, "rim": 0.18, "iris": 0.33, "pupil": 0.05, "glint": 1.0}
_PLAIN = np.zeros(3)

# Hairline: height above the eyes (metres) by the angle round the head from straight ahead (degrees).
_LINE_ANGLES = (0.0, 25.0, 48.0, 62.0, 74.0, 82.0, 90.0, 106.0, 118.0, 130.0, 180.0)
_LINE_HEIGHTS = (0.066, 0.064, 0.054, 0.034, 0.000, -0.010, 0.020, 0.022, -0.005, -0.040, -0.066)

# A brow, from the nose outward: to the side of the eye's centre, above it, and half of its width, metres.
BROW = ((-0.0165, 0.0200, 0.0030), (-0.004, 0.0245, 0.0034), (0.0095, 0.0262, 0.0028), (0.0235, 0.0195, 0.0010))
_RIM = 0.0024  # metres: a pixel of a small picture
_CURTAIN = 24  # heights at which long hair is closed,
_BEHIND = 0.04  # so far behind its front edge: behind the ears, within the neck. Metres


def complexion(source: Source, skin: Patch, masks: Values) -> list[Piece]:
    """The skin, with lids, lips, mouth and nails cut out of it.

    Args:
        source: whose.
        skin: the skin of head and hands.
        masks: (S, 3) of skin, see `Piece`.
    """
    lips, rest = cut(skin, skin.of(source.masks["lips"]) - 0.5)
    mouth, rest = cut(rest, rest.of(source.masks["inside-mouth"]) - 0.5)
    nails, rest = cut(rest, rest.of(source.masks["fingernails"]) - 0.45)
    lids, rest = cut(rest, rest.of(_round_eyes(source)))
    parts = {"skin": rest, "lids": lids, "lips": lips, "mouth": mouth, "nails": nails}
    return [Piece(name, patch, patch.of(masks)) for name, patch in parts.items()]


def _round_eyes(source: Source) -> Values:
    """(S,) metres inside the region of the eyes and the bridge of the nose, seen from the front."""
    left, right = head_of(source, "eye.L"), head_of(source, "eye.R")
    centres = (left, right, (left + right) / 2)
    inside = np.max([0.027 - np.linalg.norm((source.vertices - centre)[:, :2], axis=1) for centre in centres], axis=0)
    return np.minimum(inside, source.vertices[:, 2] - left[2] + 0.04)


def skin_masks(source: Source) -> Values:
    """(S, 3): a little flush on cheeks, nose, ears and fingertips; the palms; and no beard."""
    place = source.vertices
    red = np.zeros(len(place))
    for side in "LR":
        eye = head_of(source, f"eye.{side}")
        cheek = eye + np.array([0.012 * np.sign(eye[0]), -0.042, 0.0])
        red = np.maximum(red, 0.28 * ramp(-np.linalg.norm(place - cheek, axis=1), -0.045, -0.012))
        tips = [source.rig.tails[source.rig.index(f"finger{n}-3.{side}")] for n in range(1, 6)]
        near = np.min([np.linalg.norm(place - tip, axis=1) for tip in tips], axis=0)
        red = np.maximum(red, 0.35 * ramp(-near, -0.022, -0.006))
    nose = (head_of(source, "eye.L") + head_of(source, "eye.R")) / 2 + (0.0, -0.038, 0.03)
    red = np.maximum(red, 0.35 * ramp(-np.linalg.norm(place - nose, axis=1), -0.028, -0.008))
    red = np.maximum(red, 0.35 * source.masks["ears"])
    return np.stack((red, palm(source), np.zeros(len(place))), axis=1)


def palm(source: Source) -> Values:
    """(S,) 1 on the inside of the hands and fingers, 0 on their backs and elsewhere."""
    body = from_quads(source.groups["body"], len(source.vertices))
    normals = np.zeros_like(source.vertices)
    rest = body.of(source.vertices)
    a, b, c = (rest[body.faces[:, i]] for i in range(3))
    for i in range(3):
        np.add.at(normals, body.mix.indices[body.faces[:, i]], np.cross(b - a, c - a))
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    out = np.zeros(len(source.vertices))
    for side, sign in (("L", -1.0), ("R", 1.0)):
        wrist, index, little = (head_of(source, f"{bone}.{side}") for bone in ("wrist", "finger2-1", "finger5-1"))
        inward = np.cross((index + little) / 2 - wrist, little - index) * sign
        inward /= np.linalg.norm(inward)
        hand = ramp(weight_of(source, side, "wrist", "metacarpal", "finger"), 0.3, 0.9)
        out = np.maximum(out, hand * ramp(normals @ inward, 0.0, 0.5))
    return out


def _round_head(source: Source) -> tuple[Values, Values]:
    """For each source vertex the angle (S,) round the head, degrees, and the height (S,) above the eyes, metres."""
    middle = (head_of(source, "eye.L") + head_of(source, "eye.R")) / 2
    away = source.vertices - (0.0, middle[1], head_of(source, "head")[2] + 0.01)
    return np.degrees(np.arctan2(np.abs(away[:, 0]), away[:, 2])), away[:, 1]


def hair(source: Source, skin: Patch, fullness: float = 1.0, even: bool = False) -> Piece:
    """Short hair: the scalp, smoothed and lifted, thin at the hairline and full on top.

    Args:
        source: whose hair.
        skin: what it grows on.
        fullness: how far it stands off; 1 is a usual short cut.
        even: whether it stands off alike all round the head, without a parting.
    """
    angle, height = _round_head(source)
    field = height - np.interp(angle, _LINE_ANGLES, _LINE_HEIGHTS)
    field = np.minimum(field, 0.03 - 0.10 * source.masks["ears"])
    field = np.where((height < -0.10) | (source.masks["inside-mouth"] > 0.1), -1.0, field)
    scalp = keep_faces(skin, skin.of(field)[skin.faces].max(axis=1) > 0)
    scalp = subdivide(scalp, np.ones(len(scalp.faces), bool))
    scalp, _ = cut(scalp, scalp.of(field))
    inside = np.maximum(scalp.of(field), 0)
    scalp = smooth(scalp, 4, ramp(inside, 0.0, 0.02))
    place = scalp.of(source.vertices)
    top = ramp(scalp.of(height), 0.02, 0.10)
    front = ramp(place[:, 2], 0.02, 0.14)
    # The parting lies on one side; the hair rises away from it.
    parting = place[:, 0] + 0.032
    strand = _strands(place, parting)
    if even:
        lift = 0.0015 + (0.014 * fullness + 0.0022 * strand) * np.sqrt(ramp(inside, -0.004, 0.06))
    else:
        swell = fullness * (0.009 + 0.016 * top + 0.012 * front * top * ramp(parting, -0.005, 0.035))
        groove = 0.005 * top * np.exp(-((parting / 0.006) ** 2))
        lift = 0.0015 + (swell - groove + 0.0016 * strand) * ramp(inside, 0.0, 0.028)
    shine = np.clip(0.35 + 0.5 * strand, 0, 1)[:, None]
    return Piece("hair", replace(scalp, lift=lift), shine * (1.0, 0.0, 0.0))


def long_hair(source: Source) -> Piece:
    """MakeHuman's long hair without what hangs before the face and the chest."""
    patch = from_quads(source.groups["helper-hair"], len(source.vertices))
    eye, neck = head_of(source, "eye.L"), head_of(source, "neck02")
    place = patch.of(source.vertices)
    behind = neck[2] + 0.035 - place[:, 2]
    above = place[:, 1] - eye[1] - 0.035
    kept, _ = cut(patch, np.maximum(behind, above))
    return Piece("hair_long", kept, np.array((0.5, 0.0, 0.0)))


def hair_behind(source: Source) -> Piece:
    """What hangs behind the ears of long hair that is combed back."""
    patch = from_quads(source.groups["helper-hair"], len(source.vertices))
    patch = subdivide(patch, np.ones(len(patch.faces), bool))
    place, ear = patch.of(source.vertices), head_of(source, "head")
    front = ear[2] + 0.012
    kept, _ = cut(patch, front - place[:, 2])
    kept = _closed(kept, kept.of(source.vertices), front - _BEHIND)
    place = kept.of(source.vertices)
    round_head = np.arctan2(place[:, 0] - ear[0], ear[2] + 0.05 - place[:, 2])
    strand = (np.sin(19 * round_head + 9 * place[:, 1]) + np.sin(37 * round_head - 6 * place[:, 1])) / 2
    return Piece("hair_long", kept, np.clip(0.35 + 0.5 * strand, 0, 1)[:, None] * (1.0, 0.0, 0.0))


def _closed(hair: Patch, place: Values, depth: float) -> Patch:
    """The hair with a curtain from its left to its right side, so that nothing is seen through it beside the neck.

    Args:
        hair: open toward the viewer.
        place: (V, 3) its vertices.
        depth: z of the curtain, metres.
    """
    near = np.flatnonzero(np.abs(place[:, 2] - depth) < 0.02)
    heights = np.linspace(place[near, 1].max(), place[near, 1].min(), _CURTAIN)
    sides = []
    for sign in (-1.0, 1.0):
        own = near[sign * place[near, 0] > 0]
        # Of the vertices at about that height and depth, the one farthest out.
        score = (
            np.abs(place[own, 1] - heights[:, None]) + 0.5 * np.abs(place[own, 2] - depth) - 0.5 * np.abs(place[own, 0])
        )
        sides.append(own[score.argmin(axis=1)])
    left, right = sides
    faces = np.concatenate(
        (np.stack((left[:-1], left[1:], right[1:]), axis=1), np.stack((left[:-1], right[1:], right[:-1]), axis=1))
    )
    flat = (faces[:, 0] == faces[:, 1]) | (faces[:, 1] == faces[:, 2]) | (faces[:, 0] == faces[:, 2])
    return replace(hair, faces=np.concatenate((hair.faces, faces[~flat])))


def _strands(place: Values, parting: Values) -> Values:
    """(V,) -1..1: locks that run from the parting backward and down."""
    across = np.arctan2(place[:, 2] - 0.02, np.abs(parting) + 0.03)
    return (np.sin(23 * across + 40 * place[:, 1]) + np.sin(41 * across - 55 * place[:, 1] + 1.3)) / 2


def brows(source: Source, skin: Patch) -> Piece:
    """Two tapering strips on the brow ridge, a hair's breadth above the skin."""
    return Piece("brows", _on_the_ridge(source, skin, 0.0, 0.0007), _PLAIN)


def brow_rims(source: Source, skin: Patch, masks: Values) -> Piece:
    """A rim of skin about the brows and beneath them, for faces from which even black brows stand out too little.

    Args:
        source: whose.
        skin: the skin of the head.
        masks: (S, 3) of skin, see `Piece`.
    """
    patch = _on_the_ridge(source, skin, _RIM, 0.0004)
    return Piece("brow_rims", patch, patch.of(masks))


def _on_the_ridge(source: Source, skin: Patch, wider: float, lift: float) -> Patch:
    """Both brows, wider and lifted by so many metres."""
    out = []
    for side, sign in (("L", 1.0), ("R", -1.0)):
        eye = head_of(source, f"eye.{side}")
        near = np.linalg.norm(source.vertices - eye - (0.0, 0.022, 0.01), axis=1) < 0.055
        patch = keep_faces(skin, skin.centres(skin.of(near.astype(float))) > 0.5)
        for _ in range(2):
            patch = subdivide(patch, np.ones(len(patch.faces), bool))
        flat = (patch.of(source.vertices) - eye)[:, :2] * (sign, 1.0)
        strip, _ = cut(patch, _inside_strip(flat) + wider)
        out.append(replace(strip, lift=strip.lift + lift))
    return join(out)


def _inside_strip(flat: Values) -> Values:
    """(V,) how far points (V, 2) lie inside the brow, metres; negative outside."""
    best = np.full(len(flat), -1.0)
    for (ax, ay, aw), (bx, by, bw) in pairwise(BROW):
        a, along = np.array([ax, ay]), np.array([bx - ax, by - ay])
        share = np.clip((flat - a) @ along / (along @ along), 0, 1)
        gap = np.linalg.norm(flat - a - share[:, None] * along, axis=1)
        best = np.maximum(best, aw + share * (bw - aw) - gap)
    return best


def eyes(source: Source) -> list[Piece]:
    """Eyeballs: white, iris with a dark rim, pupil and a glint, each ring cut sharply."""
    pieces: dict[str, list[Patch]] = {}
    for side, group in (("L", "helper-l-eye"), ("R", "helper-r-eye")):
        eye = head_of(source, f"eye.{side}")
        ball = from_quads(source.groups[group], len(source.vertices))
        ball = keep_faces(ball, ball.centres(ball.of(source.vertices))[:, 2] > eye[2] - 0.004)
        for reach in (0.010, 0.0075):
            near = np.linalg.norm((ball.centres(ball.of(source.vertices)) - eye)[:, :2], axis=1) < reach
            ball = subdivide(ball, near)
        rest = ball
        for name, radius, aside in (
            ("white", 0.0068, (0.0, 0.0)),
            ("rim", 0.0058, (0.0, 0.0)),
            ("glint", -0.0014, (-0.0022, 0.0026)),
            ("iris", 0.0028, (0.0, 0.0)),
        ):
            flat = (rest.of(source.vertices) - eye)[:, :2] - aside
            beyond = np.linalg.norm(flat, axis=1) - abs(radius)
            part, rest = cut(rest, beyond if radius > 0 else -beyond)
            pieces.setdefault(name, []).append(part)
        pieces.setdefault("pupil", []).append(rest)
    return [Piece("eyes", join(patches), np.array((EYE_RINGS[name], 0.0, 0.0))) for name, patches in pieces.items()]


def lashes(source: Source) -> Piece:
    """The upper lashes, as one dark line that gives the lid an edge."""
    patches = [from_quads(source.groups[f"helper-{side}-eyelashes-2"], len(source.vertices)) for side in "lr"]
    return Piece("lashes", join(patches), _PLAIN)


def inside_mouth(source: Source) -> list[Piece]:
    """Teeth and tongue."""
    count = len(source.vertices)
    teeth = join([from_quads(source.groups[f"helper-{row}-teeth"], count) for row in ("upper", "lower")])
    return [Piece("teeth", teeth, _PLAIN), Piece("tongue", from_quads(source.groups["helper-tongue"], count), _PLAIN)]
