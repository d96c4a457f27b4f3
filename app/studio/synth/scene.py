"""One picture from one number: who, how dressed, lit, posed and framed; drawn, and what is true of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from app.studio.synth import lights
from app.studio.synth.expressions import expression
from app.studio.synth.figure import skinned
from app.studio.synth.framing import close_up, framed, portrait
from app.studio.synth.handshapes import read_table
from app.studio.synth.lights import Light
from app.studio.synth.looks import Look, Uniform, look_of
from app.studio.synth.painter import Drawn, Painter, View
from app.studio.synth.paths import PathTracer, shown
from app.studio.synth.people import People, Person
from app.studio.synth.posing import Held, Poser
from app.studio.synth.sensor import spoiled
from app.studio.synth.truth import Truth, truth
from detector.skeleton import FACE, HANDS, SIDES, index

Floats = NDArray[np.float32]

# (width, height) of the pictures by their kind, and the longest motion blur as a share of the width.
SIZES: Final = {"bodies": (480, 360), "hands": (256, 256), "faces": (256, 256)}
_BLUR: Final = {"bodies": 0.02, "hands": 0.06, "faces": 0.03}
_OVER: Final = {"bodies": 1.5, "hands": 1.25, "faces": 1.25}  # drawn so much larger, and scaled down
# How light is drawn: by shaders, or along its paths (`app.studio.synth.paths`).
FAST, PATHS = "fast", "paths"
# So many close-ups in a row are of one person in one pose, from other sides and in other light: posing takes a third
# of the time of a picture.
_VIEWS: Final = {"bodies": 1, "hands": 3, "faces": 4}


@dataclass(frozen=True, eq=False)
class Said:
    """What was drawn, in words and numbers.

    Attributes:
        actions: float32 (A,) weights of the face action shapes.
        person: number of the person.
        tone: of the skin, 0 very light .. 5 very dark.
        sleeve: name of its length.
        light: name of its kind.
        held: how the left and the right arm are held.
    """

    actions: Floats
    person: int
    tone: float
    sleeve: str
    light: str
    held: tuple[str, str]


@dataclass(frozen=True, eq=False)
class Rendered:
    """A picture and what is true of it.

    Attributes:
        rgba: uint8 (H, W, 4): a cut-out.
        truth: its keypoints.
        said: who and how.
    """

    rgba: NDArray[np.uint8]
    truth: Truth
    said: Said


class Scene:
    """Draws pictures of people; one in a process."""

    def __init__(self, people: People, environments: list[Floats], kind: str, renderer: str) -> None:
        self._people, self._environments, self._kind = people, environments, kind
        self.size = SIZES[kind]
        large = (round(self.size[0] * _OVER[kind]), round(self.size[1] * _OVER[kind]))
        self._tracer = PathTracer(large) if renderer == PATHS else None
        self._painter = Painter(large)
        self._table = read_table()
        self._posers: dict[int, Poser] = {}
        self._last: tuple[tuple[int, int], int, Held] | None = None

    @classmethod
    def open(cls, people: Path, environments: Path | None, kind: str = "bodies", renderer: str = FAST) -> Scene:
        """A scene with the people of a folder and the environment maps of a file, for "bodies", "hands" or "faces".

        Raises:
            Trouble: something is missing that the renderer needs.
        """
        return cls(People(people), lights.read_environments(environments), kind, renderer)

    def picture(self, seed: int, number: int) -> Rendered:
        """The picture of that number: the same for the same seed, people and environments."""
        drawn, found, said = self.drawn(seed, number)
        alpha = (drawn.code > 0).astype(np.float32)
        rgba = np.dstack((drawn.rgb * alpha[..., None], alpha * 255))
        rgba = np.asarray(cv2.resize(rgba, self.size, interpolation=cv2.INTER_AREA), np.float32)
        rgba[..., :3] /= np.maximum(rgba[..., 3:] / 255, 1 / 255)
        whole = np.clip(np.rint(rgba), 0, 255).astype(np.uint8)
        rng = np.random.default_rng([seed, number, 1])
        return Rendered(spoiled(rng, whole, _BLUR[self._kind] * self.size[0]), found, said)

    def drawn(self, seed: int, number: int) -> tuple[Drawn, Truth, Said]:
        """The same before a camera spoils it: what was drawn, larger than the picture, and what is true of that."""
        group = number // _VIEWS[self._kind]
        if self._last is None or self._last[0] != (seed, group):
            rng = np.random.default_rng([seed, group, 2])
            who = int(rng.integers(len(self._people)))
            if who not in self._posers:
                self._posers[who] = Poser(self._people[who], self._table)
            self._last = ((seed, group), who, self._posers[who].draw(rng))
        _, who, held = self._last
        person = self._people[who]
        rng = np.random.default_rng([seed, number])
        look, light = look_of(rng, person), lights.light_of(rng, self._environments)
        actions, vertices = expression(rng, person.body)
        points = keypoints(person, held, vertices)
        view = self._view(rng, person, held, points)
        drawn = self._draw(rng, person, look, light, held, view, vertices)
        said = Said(actions, who, look.tone, look.sleeve, light.kind, held.families)
        return drawn, truth(points, view, drawn, self.size), said

    def _view(self, rng: np.random.Generator, person: Person, held: Held, points: Floats) -> View:
        if self._kind == "hands":
            side = SIDES[int(rng.integers(2))]
            other = SIDES[1 - SIDES.index(side)]
            arms = [index(f"{one}_{joint}") for one in SIDES for joint in ("elbow", "shoulder")]
            wrist, elbow = points[index(f"{other}_wrist")], points[index(f"{other}_elbow")]
            forearm = wrist + np.linspace(0, 1, 4)[:, None] * (elbow - wrist)
            trunk = skinned(
                person.body.vertices[person.cloud][::6],
                person.body.bones[person.cloud][::6],
                person.body.weights[person.cloud][::6],
                held.figure.palette(person.rig),
            )
            obstacles = np.concatenate((trunk, points[arms], forearm))
            return close_up(rng, points[HANDS[side]].astype(np.float64), obstacles, self.size)
        if self._kind == "faces":
            return portrait(rng, points[FACE].astype(np.float64))
        middle = points[[index("left_shoulder"), index("right_shoulder")]].mean(axis=0)
        hands = np.concatenate([points[group][[0, 9, 12]] for group in HANDS.values()])
        return framed(rng, middle, self.size, hands)

    def _draw(
        self,
        rng: np.random.Generator,
        person: Person,
        look: Look,
        light: Light,
        held: Held,
        view: View,
        vertices: Floats,
    ) -> Drawn:
        palette = held.figure.palette(person.rig)
        heads = held.figure.heads[0]
        centre = heads[person.rig.index("spine01")] + (0.0, -0.05, 0.15)
        radius = 0.95
        uniforms: dict[str, Uniform] = {
            **look.uniforms,
            "sky": light.sky,
            "key_direction": tuple(float(v) for v in light.key_direction),
            "key_colour": tuple(float(v) for v in light.key_colour),
            "fill_direction": tuple(float(v) for v in light.fill_direction),
            "fill_colour": tuple(float(v) for v in light.fill_colour),
            "softness": light.softness,
            # A top hangs over the lap of whoever sits: it does not follow the body between the legs.
            "hem": look.hem + (0.06 if held.sitting else 0.0),
            "exposure": float(np.exp(rng.normal(0.05, 0.28)))
            / max(float(light.sky[0].mean() + 0.35 * light.key_colour.mean() + 0.4 * light.fill_colour.mean()), 1e-3),
        }
        matrix = lights.shadow_matrix(light.key_direction, centre, radius)
        # The painter says what is seen where; of two renderers the labels are the same.
        drawn = self._painter.draw(person, palette, view, matrix, uniforms, look.prints, look.hair, vertices)
        if self._tracer is None:
            return drawn
        traced = self._tracer.draw(person, palette, view, look, light, uniforms, vertices, int(rng.integers(2**31)))
        return replace(drawn, rgb=np.where(traced[..., 3:] > 0, shown(traced), drawn.rgb))


def keypoints(person: Person, held: Held, vertices: Floats | None = None) -> Floats:
    """float32 (K, 3) the labelled keypoints in the world, metres; NaN where the person has none.

    Args:
        person: who.
        held: how posed.
        vertices: float32 (V, 3) at rest with the face's expression; those of the body where left out.
    """
    bone = person.landmarks.bone
    turns, heads = held.figure.turns[0][bone], held.figure.heads[0][bone]
    rest = person.rig.rest[bone, :3, :3].astype(np.float64)
    out = heads + np.einsum("kij,kjl,kl->ki", turns, rest, person.landmarks.offset.astype(np.float64))
    out[bone < 0] = np.nan
    if len(person.face):
        body, rows = person.body, person.face
        at_rest = (body.vertices if vertices is None else vertices)[rows]
        out[FACE] = skinned(at_rest, body.bones[rows], body.weights[rows], held.figure.palette(person.rig))
    return out.astype(np.float32)
