"""What is printed, knitted or sewn on tops: letters, shapes, stripes, checks, blotches, collars, buttons, lapels."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

SIDE: Final = 256
_FONTS: Final = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX, cv2.FONT_HERSHEY_COMPLEX)
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&!?"


def tops(rng: np.random.Generator) -> tuple[Picture, Picture]:
    """Front and back of a top, RGBA (256, 256, 4), sRGB; transparent where the plain cloth shows.

    The front spans the chest; row 128 is its middle, and the neck's opening lies above.
    """
    back = np.zeros((SIDE, SIDE, 4), np.uint8)
    draw = rng.random()
    if draw < 0.22:
        return back.copy(), back
    if draw < 0.42:
        back = _repeated(rng)
        front = back.copy()
    else:
        front = back.copy()
    if draw > 0.36:
        kind = rng.choice(["letters", "logo", "blob", "picture", "sewn"], p=[0.28, 0.26, 0.16, 0.12, 0.18])
        {"letters": _letters, "logo": _logo, "blob": _blob, "picture": _picture, "sewn": _sewn}[str(kind)](rng, front)
    return front, back


def _colour(rng: np.random.Generator) -> tuple[int, int, int, int]:
    if rng.random() < 0.35:
        # Prints the colour of skin are what takes a finder in.
        r = int(rng.integers(90, 250))
        return (r, int(r * rng.uniform(0.6, 0.85)), int(r * rng.uniform(0.4, 0.75)), 255)
    r, g, b = (int(v) for v in rng.integers(0, 256, 3))
    return (r, g, b, 255)


def _repeated(rng: np.random.Generator) -> Picture:
    out = np.zeros((SIDE, SIDE, 4), np.uint8)
    step = int(rng.integers(6, 48))
    wide = max(1, int(step * rng.uniform(0.2, 0.6)))
    kind = str(rng.choice(["across", "down", "checks", "dots", "flowers"]))
    first, second = _colour(rng), _colour(rng)
    for at in range(0, SIDE, step):
        if kind in ("across", "checks"):
            out[at : at + wide] = first
        if kind in ("down", "checks"):
            out[:, at : at + wide] = second if kind == "checks" else first
        if kind in ("dots", "flowers"):
            for x in range((at // step % 2) * step // 2, SIDE, step):
                cv2.circle(out, (x, at), max(1, wide // 2), first, -1)
                if kind == "flowers":
                    for a in np.linspace(0, 2 * np.pi, 5, endpoint=False):
                        petal = (int(x + 0.5 * wide * np.cos(a)), int(at + 0.5 * wide * np.sin(a)))
                        cv2.circle(out, petal, max(1, wide // 3), second, -1)
    return out


def _letters(rng: np.random.Generator, out: Picture) -> None:
    """One to three lines of letters over the chest."""
    colour, font = _colour(rng), int(rng.choice(_FONTS))
    lines, y = int(rng.integers(1, 4)), int(rng.integers(95, 135))
    for _ in range(lines):
        text = "".join(rng.choice(list(_LETTERS), int(rng.integers(2, 9))))
        (width, height), _base = cv2.getTextSize(text, font, 1.0, 3)
        scale = rng.uniform(60, 150) / width
        thick = max(1, int(rng.uniform(1.5, 5) * scale))
        cv2.putText(out, text, (128 - int(width * scale / 2), y), font, scale, colour, thick, cv2.LINE_AA)
        y += int(height * scale * 1.5) + 4


def _logo(rng: np.random.Generator, out: Picture) -> None:
    """A few overlapping shapes, in the middle or small on the breast."""
    small = rng.random() < 0.35
    centre = np.array(
        [128 + (rng.choice([-30, 30]) if small else 0), rng.uniform(90, 110) if small else rng.uniform(105, 150)]
    )
    size = rng.uniform(7, 13) if small else rng.uniform(18, 48)
    for _ in range(int(rng.integers(1, 6))):
        at = centre + rng.normal(0, 0.4 * size, 2)
        x, y = (int(v) for v in at)
        r = max(2, int(size * rng.uniform(0.3, 1.0)))
        kind = int(rng.integers(4))
        if kind == 0:
            cv2.circle(out, (x, y), r, _colour(rng), -1 if rng.random() < 0.6 else max(1, r // 4), cv2.LINE_AA)
        elif kind == 1:
            cv2.rectangle(out, (x - r, y - r // 2), (x + r, y + r // 2), _colour(rng), -1)
        elif kind == 2:
            angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 9))))
            radii = r * rng.uniform(0.4, 1.2, len(angles))
            points = np.stack((x + radii * np.cos(angles), y + radii * np.sin(angles)), axis=1).astype(np.int32)
            cv2.fillPoly(out, [points], _colour(rng), cv2.LINE_AA)
        else:
            cv2.ellipse(
                out, (x, y), (r, max(1, r // 3)), float(rng.uniform(0, 180)), 0, 360, _colour(rng), -1, cv2.LINE_AA
            )


def _blob(rng: np.random.Generator, out: Picture) -> None:
    """A palm-sized patch with fingers of a kind: what looks like a hand and is none."""
    colour = _colour(rng)
    x, y = int(128 + rng.normal(0, 20)), int(rng.uniform(105, 150))
    r = int(rng.uniform(10, 22))
    cv2.circle(out, (x, y), r, colour, -1, cv2.LINE_AA)
    start = rng.uniform(0, 2 * np.pi)
    for k in range(int(rng.integers(0, 9))):
        a = start + k * rng.uniform(0.35, 0.8)
        end = (int(x + 2.0 * r * np.cos(a)), int(y + 2.0 * r * np.sin(a)))
        cv2.line(out, (x, y), end, colour, max(2, int(r * rng.uniform(0.25, 0.6))), cv2.LINE_AA)


def _picture(rng: np.random.Generator, out: Picture) -> None:
    """A square of coloured clouds, like a photograph that is too small to tell."""
    width, height = (int(v) for v in rng.integers(40, 110, 2))
    cloud = cv2.resize(rng.integers(0, 256, (6, 6, 3)).astype(np.uint8), (width, height), interpolation=cv2.INTER_CUBIC)
    x, y = 128 - width // 2, int(rng.integers(85, 120))
    out[y : y + height, x : x + width, :3] = cloud
    out[y : y + height, x : x + width, 3] = 255


def _sewn(rng: np.random.Generator, out: Picture) -> None:
    """A collar, a row of buttons, a zip, an open jacket over a shirt, or pockets."""
    light, dark = _colour(rng), _colour(rng)
    if rng.random() < 0.6:
        for sign in (-1, 1):
            flap = np.array([(128, 62), (128 + sign * 10, 92), (128 + sign * 36, 84), (128 + sign * 30, 40)], np.int32)
            cv2.fillPoly(out, [flap], light, cv2.LINE_AA)
            cv2.polylines(out, [flap], True, (20, 20, 20, 255), 1, cv2.LINE_AA)
    kind = str(rng.choice(["buttons", "jacket", "pockets", "zip", "braces"]))
    if kind in ("buttons", "zip"):
        cv2.line(out, (128, 70), (128, SIDE), dark, 2 if kind == "buttons" else 4)
        for y in range(84, SIDE, int(rng.integers(14, 26))):
            cv2.circle(out, (128, y), 2, light, -1, cv2.LINE_AA)
    elif kind == "jacket":
        wide = int(rng.integers(12, 34))
        opening = np.array(
            [(128 - wide, 40), (128 + wide, 40), (128 + wide // 2, SIDE), (128 - wide // 2, SIDE)], np.int32
        )
        cv2.fillPoly(out, [opening], light)
        cv2.polylines(out, [opening], True, (15, 15, 15, 255), 2, cv2.LINE_AA)
    elif kind == "pockets":
        for x in (92, 142):
            cv2.rectangle(out, (x, 100), (x + 24, 126), dark, 1)
    else:
        for x in (98, 158):
            cv2.line(out, (x, 30), (x, SIDE), dark, 5)
