"""How a call looks to somebody who does not hear: a colour and a pattern of light for each contact.

Light that flashes three times a second or more can bring on seizures (WCAG 2.2, success criterion 2.3.1). Here the
beginnings of two flashes lie `GAP_S` apart at least, so that no second holds three, and no colour is a saturated
red. Pure: time is an argument.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from typing import Final

from app.words import mark

GAP_S: Final = 0.6
# Light comes and goes in so long: a soft edge startles less, and is seen as well.
RAMP_S: Final = 0.12
# What is left of the light between flashes: the colour stays to be seen.
REST: Final = 0.25


@dataclass(frozen=True)
class Colour:
    """A colour that can be told from the others, also by people who see few of them.

    Attributes:
        name: for people.
        full: as CSS text; black stands well on it.
    """

    name: str
    full: str


@dataclass(frozen=True)
class Pattern:
    """A rhythm of flashes that begins again and again.

    Attributes:
        name: for people.
        period_s: how long one round takes, seconds.
        flashes: when each begins in it, and how long it stays, seconds.
    """

    name: str
    period_s: float
    flashes: tuple[tuple[float, float], ...]


# After the palette of Okabe and Ito, without its red, lightened so that black text stands out from each.
COLOURS: Final = {
    "blue": Colour(mark("Blue"), "#6db7f2"),
    "orange": Colour(mark("Orange"), "#f5a623"),
    "green": Colour(mark("Green"), "#3cc495"),
    "yellow": Colour(mark("Yellow"), "#f4e35a"),
    "purple": Colour(mark("Purple"), "#d9a0c8"),
    "white": Colour(mark("White"), "#ffffff"),
}
PATTERNS: Final = {
    "calm": Pattern(mark("One long"), 2.4, ((0.0, 1.2),)),
    "double": Pattern(mark("Two short"), 2.4, ((0.0, 0.35), (0.7, 0.35))),
    "triple": Pattern(mark("Three short"), 3.2, ((0.0, 0.35), (0.7, 0.35), (1.4, 0.35))),
    "long-short": Pattern(mark("Long and short"), 3.0, ((0.0, 1.0), (1.4, 0.35))),
    "even": Pattern(mark("Even"), 1.4, ((0.0, 0.7),)),
}


def brightness(pattern: str, time_s: float, *, still: bool = False) -> float:
    """How bright the light is.

    Args:
        pattern: a name of `PATTERNS`.
        time_s: since it began, seconds.
        still: the signer wants no motion: the light stays on.

    Returns:
        `REST` to 1.
    """
    if still:
        return 1.0
    rhythm = PATTERNS[pattern]
    at = time_s % rhythm.period_s
    level = max(_flash(at - begins, length) for begins, length in rhythm.flashes)
    return REST + (1.0 - REST) * level


def _flash(since_s: float, length_s: float) -> float:
    """0 to 1, with soft edges inside the flash."""
    edge = min(since_s, length_s - since_s) / RAMP_S
    return 0.5 - 0.5 * math.cos(math.pi * min(max(edge, 0.0), 1.0))


def usual_colour(name: str) -> str:
    """The colour of a contact for whom none was chosen; the same each time."""
    return tuple(COLOURS)[zlib.crc32(name.encode()) % len(COLOURS)]


def usual_pattern(name: str) -> str:
    """The pattern of a contact for whom none was chosen; the same each time."""
    return tuple(PATTERNS)[zlib.crc32(name.encode()) // len(COLOURS) % len(PATTERNS)]
