"""How a signer appears: which person, what skin, hair and clothes. Names, and the colours that follow from them.

A `Look` holds names alone. What is empty or unknown is what the person has anyway, so that a choice made by a later
version, or by a hostile peer, shows somebody and does no harm. Tops are chosen by hue: how light one is follows from
the skin, so that hands always stand out from it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Skin in sRGB, from very light to very dark: steps of about the same size to the eye.
SKINS: Final[dict[str, tuple[int, int, int]]] = {
    "very-light": (246, 214, 196),
    "light": (236, 194, 168),
    "fair": (224, 173, 140),
    "tan": (198, 146, 110),
    "brown": (162, 112, 80),
    "dark": (118, 79, 57),
    "very-dark": (84, 58, 46),
}
HAIRS: Final = ("shorn", "short", "full", "round", "long")
# Hair in shade and in light, sRGB.
HAIR_COLOURS: Final[dict[str, tuple[tuple[int, int, int], tuple[int, int, int]]]] = {
    "black": ((28, 24, 24), (58, 52, 52)),
    "brown": ((69, 46, 33), (102, 71, 51)),
    "red": ((116, 54, 30), (158, 84, 48)),
    "fair": ((150, 112, 66), (200, 162, 106)),
    "grey": ((104, 102, 102), (150, 148, 148)),
    "white": ((176, 174, 172), (222, 221, 219)),
}
# A hue in linear light at a luminance of 1, darkened as much as light skin asks for; and its light shade in sRGB.
TOPS: Final[dict[str, tuple[tuple[float, float, float], tuple[int, int, int]]]] = {
    "teal": ((0.235, 1.147, 1.787), (170, 221, 225)),
    "blue": ((0.45, 0.90, 3.60), (187, 208, 246)),
    "plum": ((1.75, 0.62, 2.50), (228, 199, 240)),
    "green": ((0.42, 1.22, 0.50), (176, 224, 176)),
    "grey": ((0.98, 1.00, 1.06), (213, 214, 218)),
}
SLEEVES: Final = ("long", "short")
IRISES: Final[dict[str, tuple[int, int, int]]] = {
    "brown": (84, 61, 41),
    "dark-brown": (56, 38, 28),
    "hazel": (118, 94, 52),
    "green": (86, 112, 72),
    "blue": (78, 112, 146),
    "grey": (112, 122, 128),
}


@dataclass(frozen=True)
class Look:
    """Who stands for a signer, and in what.

    Attributes:
        person: a name of `PEOPLE`.
        skin: a name of `SKINS`.
        hair: a name of `HAIRS`.
        hair_colour: a name of `HAIR_COLOURS`.
        top: a name of `TOPS`.
        sleeves: a name of `SLEEVES`.
        All may be empty: what the person has anyway.
    """

    person: str = ""
    skin: str = ""
    hair: str = ""
    hair_colour: str = ""
    top: str = ""
    sleeves: str = ""


@dataclass(frozen=True)
class Kind:
    """One of the people to choose from (`avatar.bake.identities` has their bodies).

    Attributes:
        about: who that is, for people.
        own: what they wear where nothing else is chosen, nothing of it empty.
        iris: a name of `IRISES`.
    """

    about: str
    own: Look
    iris: str


DEFAULT: Final = "linden"
PEOPLE: Final[dict[str, Kind]] = {
    "linden": Kind("Adult of average build", Look("linden", "fair", "short", "brown", "teal", "long"), "brown"),
    "birch": Kind("Young woman, slim", Look("birch", "light", "long", "black", "plum", "short"), "dark-brown"),
    "rowan": Kind("Young man, slim", Look("rowan", "very-dark", "shorn", "black", "blue", "short"), "dark-brown"),
    "hazel": Kind(
        "Woman in her middle years, full figure", Look("hazel", "dark", "round", "black", "teal", "long"), "dark-brown"
    ),
    "alder": Kind("Man in his middle years, strong", Look("alder", "tan", "full", "black", "green", "long"), "hazel"),
    "juniper": Kind("Old woman, slight", Look("juniper", "very-light", "full", "white", "blue", "long"), "blue"),
    "cedar": Kind("Old man, stout", Look("cedar", "brown", "shorn", "grey", "teal", "long"), "brown"),
    "aspen": Kind("Young adult, sturdy", Look("aspen", "light", "short", "red", "green", "short"), "green"),
}
_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "person": tuple(PEOPLE),
    "skin": tuple(SKINS),
    "hair": HAIRS,
    "hair_colour": tuple(HAIR_COLOURS),
    "top": tuple(TOPS),
    "sleeves": SLEEVES,
}


def choices(field: str) -> tuple[str, ...]:
    """What can be chosen for a field of `Look`."""
    return _CHOICES[field]


def known(look: Look) -> Look:
    """The look without what is unknown here."""
    return Look(**{name: value if value in _CHOICES[name] else "" for name, value in asdict(look).items()})


def whole(look: Look) -> Look:
    """The look with everything filled in: unknown names fall back to the default person and what they have."""
    wanted = known(look)
    own = PEOPLE[wanted.person or DEFAULT].own
    return Look(**{one.name: getattr(wanted, one.name) or getattr(own, one.name) for one in fields(Look)})


def linear(rgb: Any) -> Array:
    """sRGB 0..1 to linear light 0..1."""
    c = np.asarray(rgb, np.float64)
    return np.asarray(np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4))


def encoded(light: Any) -> Array:
    """Linear light 0..1 to sRGB 0..1."""
    c = np.clip(np.asarray(light, np.float64), 0, 1)
    return np.asarray(np.where(c <= 0.0031308, 12.92 * c, 1.055 * c ** (1 / 2.4) - 0.055))


def luminance(rgb: Any) -> float:
    """Relative luminance (WCAG 2.1) of an sRGB colour 0..1."""
    return float(linear(rgb) @ (0.2126, 0.7152, 0.0722))


def contrast(one: Any, other: Any) -> float:
    """Contrast (WCAG 2.1) of two sRGB colours 0..1: 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@dataclass(frozen=True, eq=False)
class Palette:
    """The colours of one look, sRGB 0..1, (3,) each; hair has its colour in shade and in light.

    Brows have a rim of lighter skin where they would not stand out from it (`rimmed`).
    """

    skin: Array
    flush: Array
    palm: Array
    lips: Array
    mouth: Array
    nails: Array
    hair: tuple[Array, Array]
    brows: Array
    rims: Array
    lashes: Array
    iris: Array
    top: Array
    trim: Array
    trousers: Array

    @property
    def rimmed(self) -> bool:
        """Whether the brows' rims are drawn."""
        return contrast(self.brows, self.skin) < _BROWS


_BROWS: Final = 3.0  # contrast of brows, which carry grammar, with what is about them
# Hands that carry meaning stand out from the top by 3:1 (WCAG 2.1, 1.4.11), with something to spare.
_CONTRAST: Final = 3.4
_DARK_TOP: Final = (0.022, 0.083)  # luminance, least (folds and lines still show) and most


def palette(look: Look) -> Palette:
    """The colours of a look."""
    look = whole(look)
    skin = np.array(SKINS[look.skin]) / 255
    dark = (1 - luminance(skin) / luminance(np.array(SKINS["very-light"]) / 255)) ** 2
    palm = skin + (np.array((0.96, 0.77, 0.66)) - skin) * (0.18 + 0.05 * dark)
    shade, light = (np.array(rgb) / 255 for rgb in HAIR_COLOURS[look.hair_colour])
    # Of the hair's colour if that stands out from the skin; darker, or black, if not.
    shades = tuple(shade * share for share in (1.05, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0))
    brows = next(
        (rgb for rgb in shades if contrast(rgb, skin) >= _BROWS and luminance(rgb) < luminance(skin)), shades[-1]
    )
    rims = encoded(linear(skin) * max((1.02 * _BROWS * (luminance(brows) + 0.05) - 0.05) / luminance(skin), 1.0))
    top = _top(look.top, skin, palm)
    return Palette(
        skin=skin,
        flush=skin * ((0.977, 0.765, 0.78) + dark * np.array((0.03, 0.07, 0.06))),
        palm=palm,
        lips=skin * ((0.886, 0.735, 0.80) + dark * np.array((0.10, -0.02, 0.0))),
        mouth=np.array((0.36, 0.14, 0.14)),
        nails=skin + (np.array((1.0, 0.86, 0.82)) - skin) * (0.65 - 0.3 * dark),
        hair=(shade, light),
        brows=brows,
        rims=rims,
        lashes=shade * 0.4,
        iris=np.array(IRISES[PEOPLE[look.person].iris]) / 255,
        top=top,
        trim=encoded(linear(top) * 0.6),
        trousers=np.array((0.20, 0.22, 0.28)),
    )


def _top(hue: str, skin: Array, palm: Array) -> Array:
    """The hue, dark or light: whichever stands out more from skin and palms."""
    pure, pale = TOPS[hue]
    darkest, lightest = _DARK_TOP
    wanted = (min(luminance(skin), luminance(palm)) + 0.05) / _CONTRAST - 0.05
    dark = encoded(np.array(pure) * min(max(wanted, darkest), lightest))
    light = np.array(pale) / 255
    return max((dark, light), key=lambda rgb: min(contrast(rgb, skin), contrast(rgb, palm)))
