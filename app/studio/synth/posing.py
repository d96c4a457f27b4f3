"""How people hold themselves before a webcam: signing, resting, touching, reaching; never through themselves.

Poses are drawn many at a time from one family and those that collide are thrown away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.studio.synth import handshapes
from app.studio.synth.capsules import HAND_CAPSULES, HAND_RADII, overlap
from app.studio.synth.figure import Figure, skinned, stand
from app.studio.synth.people import Person
from avatar.landmarks import LETTER
from avatar.rotations import about, cross, frame, from_vector, unit
from detector.skeleton import SIDES

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

_MANY: Final = 48  # poses drawn at a time
_TRIES: Final = 5

# How often people are seen so, for the whole body, and per family where the wrist is: low and high of outward, up and
# forward from the shoulder, in arm lengths.
FAMILIES: Final = {
    "sign": 0.30,
    "two": 0.14,
    "down": 0.17,
    "lap": 0.09,
    "raised": 0.08,
    "face": 0.10,
    "chest": 0.05,
    "crossed": 0.04,
    "hips": 0.03,
}
_BOXES: Final = {
    "sign": ((-0.50, 0.35), (-0.70, 0.30), (0.15, 0.85)),
    "two": ((-0.60, -0.10), (-0.55, 0.15), (0.25, 0.70)),
    "lap": ((-0.45, 0.05), (-0.97, -0.62), (0.15, 0.55)),
    "raised": ((-0.35, 0.65), (0.25, 0.97), (-0.15, 0.55)),
    "face": ((-0.50, 0.10), (-0.12, 0.45), (0.05, 0.50)),
    "chest": ((-0.65, -0.05), (-0.50, -0.02), (0.08, 0.40)),
    "crossed": ((-0.72, -0.38), (-0.58, -0.28), (0.15, 0.45)),
    "hips": ((-0.08, 0.12), (-0.75, -0.50), (-0.12, 0.22)),
    "down": ((-0.1, 0.1), (-1.0, -1.0), (0.0, 0.0)),
}
# Standard deviations of forearm twist, wrist flexion and tilt in degrees, and mean twist.
_WRIST: Final = {"down": (28.0, 14.0, 7.0, 0.0), "lap": (45.0, 20.0, 9.0, 30.0)}
_WRIST_ELSE: Final = (52.0, 24.0, 11.0, 10.0)
# How often the nearest of many poses is taken where hands touch one another, the face or the chest.
_TOUCHING: Final = 0.6
# Other families for the other arm: a signer's second hand often rests.
_REST_OTHER: Final = 0.3


@dataclass(frozen=True, eq=False)
class Held:
    """A pose: the figure (N = 1), the family of each arm and whether the person sits."""

    figure: Figure
    families: tuple[str, str]
    sitting: bool


class Poser:
    """Poses one person."""

    def __init__(self, person: Person, table: Array) -> None:
        self._person = person
        self._table = table
        rig = person.rig
        heads = rig.heads.astype(np.float64)

        def bones(name: str) -> Indices:
            return np.array([rig.index(f"{name}.{LETTER[side]}") for side in SIDES])

        self._clavicle, self._shoulder = bones("clavicle"), bones("upperarm01")
        self._upper2, self._elbow, self._fore2, self._wrist = map(
            bones, ("upperarm02", "lowerarm01", "lowerarm02", "wrist")
        )
        upper, fore = heads[self._elbow] - heads[self._shoulder], heads[self._wrist] - heads[self._elbow]
        self._lengths = np.stack((np.linalg.norm(upper, axis=1), np.linalg.norm(fore, axis=1)), axis=1)
        hinge = unit(cross(upper, fore))
        self._upper_frame, self._fore_frame = frame(upper, hinge), frame(fore, hinge)
        self._fore_axis = unit(fore)
        self._wrist_frame = rig.rest[self._wrist, :3, :3].astype(np.float64)
        self._has_legs = {"upperleg01.L", "lowerleg01.L"} <= set(rig.names)
        self._size = float(np.linalg.norm(person.model.base_at[0, 2]))
        body = person.body
        self._cloud = (body.vertices[person.cloud], body.bones[person.cloud], body.weights[person.cloud])
        self._cloud_normals = body.normals[person.cloud]
        self._hand_bones = np.array(
            [
                [
                    self._wrist[s],
                    *(b for f in range(5) for b in (*person.model.bones[s, f], person.model.bones[s, f, 2])),
                ]
                for s in (0, 1)
            ]
        )

    def draw(self, rng: np.random.Generator, family: str | None = None) -> Held:
        """A pose at random, of one family if named; standing with hanging arms if none of many serves."""
        sitting = self._has_legs and bool(rng.random() < 0.6)
        tries = 0
        while True:
            tries += 1
            if tries > _TRIES:
                # Whoever stands with hanging arms is in nobody's way.
                family, sitting = "down", False
            chosen = family or str(rng.choice(list(FAMILIES), p=list(FAMILIES.values())))
            other = chosen
            if chosen in ("sign", "face", "chest", "raised") and rng.random() < 0.6:
                other = str(rng.choice(["down", "lap"])) if rng.random() < _REST_OTHER / 0.6 else "sign"
            pair = (chosen, other) if rng.random() < 0.5 else (other, chosen)
            figure = self._candidates(rng, pair, sitting)
            free, gap = self._free(figure, pair)
            fit = np.flatnonzero(free)
            if len(fit):
                # Where something is to be touched, mostly the pose that comes nearest to it.
                nearest = int(fit[gap[fit].argmin()])
                return Held(figure.pick(nearest if rng.random() < _TOUCHING else int(rng.choice(fit))), pair, sitting)

    def _candidates(self, rng: np.random.Generator, pair: tuple[str, str], sitting: bool) -> Figure:
        n = _MANY
        rig = self._person.rig
        own = self._trunk(rng, sitting)
        own = {bone: np.broadcast_to(turn, (n, 3, 3)) for bone, turn in own.items()}
        lift = np.deg2rad(rng.normal(0, 3, (n, 2)))
        target, swivel = self._targets(rng, pair)
        up = np.clip(target[..., 1] / 0.9, 0, 1)
        lift = lift + np.deg2rad(24.0) * up
        for s, sign in ((0, 1.0), (1, -1.0)):
            own[int(self._clavicle[s])] = about(2, sign * lift[:, s])
        # Arms are aimed in the trunk's own axes at rest: so they lean and turn with it.
        for s, sign in ((0, 1.0), (1, -1.0)):
            self._arm(rng, own, s, sign, target[:, s], swivel[:, s], pair[s])
        return stand(rig, own, n)

    def _trunk(self, rng: np.random.Generator, sitting: bool) -> dict[int, Array]:
        """Turns of spine, neck, head and thighs, (3, 3) each."""
        rig = self._person.rig
        own: dict[int, Array] = {}
        lean = np.deg2rad(rng.normal((3, 0, 0), (6, 9, 4)))
        for bone in ("spine05", "spine04", "spine03", "spine02", "spine01"):
            own[rig.index(bone)] = from_vector(lean / 5)
        head = np.deg2rad(rng.normal((0, 0, 0), (9, 17, 7))) - 0.5 * lean
        for bone in ("neck01", "neck02", "neck03", "head"):
            own[rig.index(bone)] = from_vector(head / 4)
        if sitting:
            for side, sign in (("L", 1.0), ("R", -1.0)):
                thigh = from_vector(np.deg2rad(np.array([-rng.uniform(70, 92), 0.0, 0.0])))
                apart = from_vector(np.deg2rad(np.array([0.0, sign * rng.uniform(0, 22), 0.0])))
                own[rig.index(f"upperleg01.{side}")] = apart @ thigh
                own[rig.index(f"lowerleg01.{side}")] = from_vector(np.deg2rad(np.array([rng.uniform(70, 100), 0, 0])))
        return own

    def _targets(self, rng: np.random.Generator, pair: tuple[str, str]) -> tuple[Array, Array]:
        """Places of the wrists (N, 2, 3) from the shoulders: outward, up, forward, arm lengths; and swivels (N, 2)."""
        n = _MANY
        target = np.empty((n, 2, 3))
        for s, family in enumerate(pair):
            low, high = np.array(_BOXES[family]).T
            target[:, s] = rng.uniform(low, high, (n, 3))
        shoulders = self._person.rig.heads[self._shoulder]
        apart = float(np.linalg.norm(shoulders[0] - shoulders[1])) / float(self._lengths.sum(axis=1).mean())
        if pair == ("two", "two"):
            # The second hand is near the first: above it, beside it, behind it.
            middle = target[:, 0].copy()
            middle[:, 0] = rng.uniform(-0.75, -0.1, n) * apart
            gap = rng.normal(0, 1, (n, 3)) * (0.07, 0.09, 0.07)
            target[:, 0] = middle
            target[:, 1] = middle + gap
            target[:, 1, 0] = -apart - middle[:, 0] + np.abs(gap[:, 0]) - 0.02
        far = np.linalg.norm(target, axis=-1, keepdims=True)
        target = np.where(far > 0.985, target * (0.985 / far), target)
        swivel = np.deg2rad(rng.normal(28, 24, (n, 2)))
        wide = np.array([family in ("raised", "hips") for family in pair])
        swivel += wide * np.deg2rad(rng.uniform(0, 70, (n, 2)))
        return target, swivel

    def _arm(
        self,
        rng: np.random.Generator,
        own: dict[int, Array],
        s: int,
        sign: float,
        target: Array,
        swivel: Array,
        family: str,
    ) -> None:
        """Add the turns of one arm and its hand."""
        n = len(target)
        first, second = self._lengths[s]
        if family == "down":
            upper = unit(np.stack((sign * rng.uniform(0.05, 0.35, n), -np.ones(n), rng.uniform(-0.25, 0.3, n)), axis=1))
            hinge = unit(np.stack((np.full(n, -1.0), rng.normal(0, 0.25, n), rng.normal(0, 0.3, n)), axis=1))
            hinge = unit(hinge - (hinge * upper).sum(-1, keepdims=True) * upper)
            bend = np.deg2rad(np.abs(rng.normal(8, 14, n)))[:, None]
            fore = np.cos(bend) * upper + np.sin(bend) * cross(hinge, upper)
        else:
            line = target * (sign, 1.0, 1.0) * (first + second)
            far = np.linalg.norm(line, axis=1)
            shortest = np.sqrt(first**2 + second**2 + 2 * first * second * np.cos(np.deg2rad(148.0)))
            line = unit(line)
            far = np.clip(far, shortest, 0.995 * (first + second))
            along = (first**2 - second**2 + far**2) / (2 * far)
            out = np.sqrt(np.maximum(first**2 - along**2, 0))
            down = np.broadcast_to(np.array((0.0, -1.0, -0.3)), line.shape)
            e1 = unit(down - (down * line).sum(-1, keepdims=True) * line)
            e2 = cross(line, e1)
            turn = swivel * sign
            bulge = np.cos(turn)[:, None] * e1 + np.sin(turn)[:, None] * e2
            elbow = along[:, None] * line + out[:, None] * bulge
            upper, fore = unit(elbow), unit(far[:, None] * line - elbow)
            hinge = unit(cross(bulge, line))
        lifted = own[int(self._clavicle[s])]
        upper_turn = frame(upper, hinge) @ self._upper_frame[s].T
        fore_turn = frame(fore, hinge) @ self._fore_frame[s].T
        own[int(self._shoulder[s])] = np.swapaxes(lifted, -1, -2) @ upper_turn
        own[int(self._elbow[s])] = np.swapaxes(upper_turn, -1, -2) @ fore_turn
        spread_twist, spread_flex, spread_tilt, mean_twist = _WRIST.get(family, _WRIST_ELSE)
        twist = np.deg2rad(np.clip(rng.normal(mean_twist, spread_twist, n), -105, 105)) * -sign
        flex = np.deg2rad(np.clip(rng.normal(4, spread_flex, n), -70, 75))
        tilt = np.deg2rad(np.clip(rng.normal(-3, spread_tilt, n), -30, 25)) * sign
        axis = self._fore_axis[s]
        shares = (0.35, 0.5, 0.15)
        bent = from_vector(np.stack((flex, np.zeros(n), tilt), axis=1) @ self._wrist_frame[s].T)
        own[int(self._elbow[s])] = own[int(self._elbow[s])] @ from_vector(axis * (shares[0] * twist)[:, None])
        own[int(self._fore2[s])] = from_vector(axis * (shares[1] * twist)[:, None])
        own[int(self._wrist[s])] = from_vector(axis * (shares[2] * twist)[:, None]) @ bent
        self._fingers(rng, own, s)

    def _fingers(self, rng: np.random.Generator, own: dict[int, Array], s: int) -> None:
        model = self._person.model
        few = handshapes.sample(rng, self._table, self._person.joints, 8)
        angles = few[rng.integers(len(few), size=_MANY)]
        local, _ = model.rotations(np.full(_MANY, s), angles)
        rest = self._person.rig.rest
        for f in range(5):
            for k in range(3):
                bone = int(model.bones[s, f, k])
                frame_ = rest[bone, :3, :3].astype(np.float64)
                own[bone] = frame_ @ local[:, f, k] @ frame_.T

    def joints(self, figure: Figure) -> Array:
        """(N, 2, 21, 3) the rig's joints of both hands."""
        rig = self._person.rig
        out = figure.heads[:, self._hand_bones]
        last = self._person.model.bones[:, :, 2]
        tips = figure.carried(rig, last.ravel(), rig.tails[last.ravel()].astype(np.float64))
        out[:, :, 4::4] = tips.reshape(-1, 2, 5, 3)
        return np.asarray(out)

    def _free(self, figure: Figure, pair: tuple[str, str]) -> tuple[NDArray[np.bool_], Array]:
        """bool (N,): nothing goes through anything; and (N,) the gap to what the families touch, metres."""
        joints = self.joints(figure)
        free = self._clearance(figure) > 0
        hands = []
        for s in (0, 1):
            start = np.concatenate(
                (joints[:, s, HAND_CAPSULES[:, 0]], figure.heads[:, [self._shoulder[s], self._elbow[s]]]), axis=1
            )
            end = np.concatenate(
                (joints[:, s, HAND_CAPSULES[:, 1]], figure.heads[:, [self._elbow[s], self._wrist[s]]]), axis=1
            )
            radii = np.concatenate((HAND_RADII * self._size, (0.045, 0.034)))
            hands.append((start, end, radii))
        free &= overlap(*hands) < 0.004
        for s in (0, 1):
            start, end, radii = hands[s]
            palm = (start[:, :19], end[:, :19], radii[:19])
            upper = (start[:, 19:20], end[:, 19:20], radii[19:20])
            free &= overlap(palm, upper) < 0.004
        gap = np.zeros(len(joints))
        if pair == ("two", "two"):
            gap = -overlap(*hands)
            free &= gap < 0.06
        for s, family in enumerate(pair):
            if family in ("face", "chest"):
                away = self._signed(joints[:, s]).min(axis=1)
                free &= away < 0.035
                gap = gap + away
        return free, gap

    def _signed(self, points: Array) -> Array:
        """Distances (N, P) of points from the posed trunk's surface, negative inside; the trunk is that of pose 0."""
        place, normals = self._posed_cloud
        flat = points.reshape(-1, 3).astype(np.float32)
        square = (place**2).sum(axis=1) - 2 * flat @ place.T
        nearest = square.argmin(axis=1)
        away = flat - place[nearest]
        along = (away * normals[nearest]).sum(axis=1)
        far = np.linalg.norm(away, axis=1)
        # Far off, beside an edge of the cloud, the normal says little.
        return np.where(far > 0.08, np.where(along < -0.04, along, far), along).reshape(points.shape[:2])

    def _clearance(self, figure: Figure) -> Array:
        """(N,) least distance of arms and hands from trunk, legs and head, less their own thickness."""
        palette = figure.palette(self._person.rig)
        place = skinned(*self._cloud, palette)
        turned = skinned(self._cloud[0] + self._cloud_normals * 0.01, *self._cloud[1:], palette) - place
        self._posed_cloud = (place, (turned / np.linalg.norm(turned, axis=1, keepdims=True)).astype(np.float32))
        joints = self.joints(figure)
        count = len(joints)
        least = np.full(count, np.inf)
        thick = np.full(21, 0.010)
        thick[[0, 5, 9, 13, 17]] = 0.016
        for s in (0, 1):
            least = np.minimum(least, (self._signed(joints[:, s]) - thick).min(axis=1))
            elbow, wrist = figure.heads[:, self._elbow[s]], figure.heads[:, self._wrist[s]]
            shoulder = figure.heads[:, self._shoulder[s]]
            share = np.array([0.25, 0.5, 0.75])[None, :, None]
            fore = elbow[:, None] + share * (wrist - elbow)[:, None]
            least = np.minimum(least, (self._signed(fore) - (0.040, 0.036, 0.030)).min(axis=1))
            upper = np.stack((elbow, shoulder + 0.65 * (elbow - shoulder)), axis=1)
            least = np.minimum(least, (self._signed(upper) - (0.038, 0.020)).min(axis=1))
        return least
