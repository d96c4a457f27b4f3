"""What people look like: skin, hair and clothes, drawn at random over all of mankind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.studio.synth import prints
from app.studio.synth.people import HAIR, Person
from avatar.landmarks import LETTER

Array = NDArray[np.float64]

# Six tones of skin from very light to very dark (sRGB), about the steps of Fitzpatrick's scale; between them all mixes.
TONES: Final[Array] = np.array(
    [(244, 214, 196), (232, 190, 160), (208, 160, 124), (168, 118, 84), (118, 78, 54), (66, 44, 34)], np.float64
)
_HAIRS: Final = np.array(
    [(28, 22, 20), (48, 34, 26), (84, 56, 38), (140, 98, 60), (190, 155, 105), (150, 150, 150)], float
)
_IRIS: Final = np.array([(60, 38, 24), (90, 62, 34), (80, 95, 60), (80, 110, 140)], float)
_SLEEVES: Final = {"none": 0.12, "short": 0.62, "elbow": 0.95, "long": 1.93, "pushed": 1.45}


# A shader's number or vector.
Uniform = float | tuple[float, ...] | NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Look:
    """One person's looks for one picture.

    Attributes:
        tone: 0 (very light) .. 5 (very dark).
        sleeve: name of the sleeve's length.
        hem: height at which the top ends, metres, at rest.
        uniforms: colours and cuts, by the names of the shaders.
        prints: front and back of the top.
        hair: parts of the body that are the hair.
    """

    tone: float
    sleeve: str
    hem: float
    uniforms: dict[str, Uniform]
    prints: tuple[prints.Picture, prints.Picture]
    hair: tuple[str, ...]


def linear(rgb: Array) -> Array:
    """sRGB 0..255 to linear light 0..1."""
    c = np.asarray(rgb, np.float64) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def skin_of(rng: np.random.Generator, tone: float) -> Array:
    """Linear albedo of a tone 0..5, a little redder or yellower at random."""
    low = int(min(tone, 4.999))
    base = TONES[low] + (tone - low) * (TONES[low + 1] - TONES[low])
    return linear(np.clip(base * (1 + rng.normal(0, (0.02, 0.025, 0.035))), 8, 252))


def look_of(rng: np.random.Generator, person: Person) -> Look:
    """Looks at random."""
    tone = float(rng.uniform(0, 5))
    skin = skin_of(rng, tone)
    dark = tone / 5
    age = float(np.clip(rng.normal(0.25, 0.3), 0, 1))
    palm = skin + (linear(np.array((226.0, 170, 146))) - skin) * (0.15 + 0.45 * dark)
    hair_tone = linear(_HAIRS[int(rng.choice(len(_HAIRS), p=_hair_odds(dark, age)))] * rng.uniform(0.8, 1.2))
    style = str(rng.choice(HAIR, p=[0.15, 0.27, 0.16, 0.10, 0.32]))
    covered = rng.random()
    # Long hair hangs from a shorn scalp.
    hair: tuple[str, ...] = ("hair_buzz", "hair_long") if style == "hair_long" else (style,)
    if covered < 0.06 or style not in person.body.parts:
        hair = ()
    elif covered < 0.14:
        hair_tone = linear(rng.uniform(10, 240, 3))  # a cap, a scarf
    nail = skin + (linear(np.array((236.0, 190, 180))) - skin) * (0.6 - 0.25 * dark)
    if rng.random() < 0.15:
        nail = linear(rng.uniform(10, 240, 3))
    sleeve = str(rng.choice(list(_SLEEVES), p=[0.12, 0.36, 0.06, 0.34, 0.12]))
    rig = person.rig
    throat = rig.heads[rig.index("neck01")] + np.array([0.0, 0.036, 0.023], np.float32)
    hip = float(rig.heads[0, 1]) - 0.01
    waist = float(rig.heads[rig.index("spine04"), 1])
    shoulders = rig.heads[[rig.index(f"upperarm01.{LETTER[side]}") for side in ("left", "right")]]
    wide = float(np.linalg.norm(shoulders[0] - shoulders[1]))
    cloth, trousers = linear(_cloth(rng, skin)), linear(_cloth(rng, skin)) * 0.8
    uniforms: dict[str, Uniform] = {
        "tone": tuple(skin),
        "palm_tone": tuple(palm),
        "flush_tone": tuple(np.array((1.08, 0.84, 0.80)) + dark * np.array((-0.06, 0.04, 0.06))),
        "lip_tone": tuple(skin * (0.86, 0.55, 0.55) * rng.uniform(0.8, 1.15)),
        "nail_tone": tuple(nail),
        "hair_tone": tuple(hair_tone),
        "iris_tone": tuple(linear(_IRIS[int(rng.integers(len(_IRIS)))])),
        "beard_tone": tuple(0.5 * hair_tone),
        "beard": float(rng.uniform(0.4, 1.2)) if rng.random() < 0.3 else 0.0,
        "age": age,
        "shine": float(rng.uniform(0.25, 1.0)),
        "cloth_tone": tuple(cloth),
        "trim_tone": tuple(linear(_cloth(rng, skin)) if rng.random() < 0.35 else cloth * rng.uniform(0.75, 1.05)),
        "trousers_tone": tuple(trousers),
        "band": _band(rng),
        "chest": (float(throat[1]) - 0.5 * wide, wide),
        "throat": tuple(float(v) for v in throat),
        "neck": _neckline(rng),
        "cut_waist": waist,
        "sleeve": _SLEEVES[sleeve] + float(rng.normal(0, 0.03)),
        "loose": float(rng.uniform(0.0, 0.014)),
        "flare": float(rng.uniform(0.002, 0.022)) if sleeve in ("short", "elbow") else float(rng.uniform(0, 0.005)),
    }
    return Look(tone, sleeve, hip + float(rng.uniform(-0.03, 0.06)), uniforms, prints.tops(rng), hair)


def _hair_odds(dark: float, age: float) -> Array:
    odds = np.array([1.2, 1.2, 0.8, 0.6 * (1 - dark), 0.5 * (1 - dark) ** 2, 1.2 * max(age - 0.3, 0)])
    return np.asarray(odds / odds.sum())


def _cloth(rng: np.random.Generator, skin: Array) -> Array:
    """sRGB of plain cloth: black, white and grey as often as colours, and never what could be taken for bare skin."""
    while True:
        if rng.random() < 0.45:
            cloth = np.clip(rng.choice([25, 60, 120, 190, 240]) + rng.normal(0, 12) + rng.normal(0, 4, 3), 8, 248)
        else:
            vivid = rng.uniform(12, 235, 3)
            cloth = vivid + (vivid.mean() - vivid) * rng.uniform(0, 0.8)
        hue, own = linear(cloth), skin
        alike = np.abs(hue / hue.sum() - own / own.sum()).sum() < 0.22
        if not alike or cloth.max() - cloth.min() < 14:
            return np.asarray(cloth)


def _neckline(rng: np.random.Generator) -> tuple[float, float, float, float]:
    kind = rng.random()
    if kind < 0.12:
        return (0.055, 0.0, 0.0, 0.0)  # rolled collar
    if kind < 0.62:
        return (float(rng.uniform(0.075, 0.115)), 0.0, 0.0, 0.0)
    return (float(rng.uniform(0.075, 0.10)), float(rng.uniform(0.12, 0.21)), float(rng.uniform(0.35, 0.6)), 0.0)


def _band(rng: np.random.Generator) -> tuple[float, float, float, float]:
    """A watch or bracelet, now and then."""
    if rng.random() > 0.25:
        return (0.0, 0.0, 0.0, 0.0)
    r, g, b = linear(rng.uniform(10, 230, 3))
    return (float(r), float(g), float(b), float(rng.choice([-1.0, 1.0])))
