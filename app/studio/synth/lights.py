"""Light: an environment map as soft light from everywhere and one key light, perhaps a lamp or a screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from app.trouble import Trouble
from avatar.rotations import about

Floats = NDArray[np.float32]
Array = NDArray[np.float64]

_HEIGHT: Final = 32  # rows of an environment as kept


@dataclass(frozen=True, eq=False)
class Light:
    """What falls on a person.

    Attributes:
        kind: "environment", "lamp" or "screen": what gives most light.
        sky: (9, 3) irradiance as a polynomial of the normal: 1, y, z, x, xy, yz, 3zz - 1, xz, xx - yy.
        key_direction: (3,) toward the key light, world.
        key_colour: (3,) irradiance of a surface that faces it.
        fill_direction: (3,).
        fill_colour: (3,).
        softness: of the shadow's edge, texels.
    """

    kind: str
    sky: Floats
    key_direction: Floats
    key_colour: Floats
    fill_direction: Floats
    fill_colour: Floats
    softness: float


def read_environments(path: Path | None) -> list[Floats]:
    """Environment maps, float32 (32, 64, 3), linear, equirectangular; plain made-up ones where there is no file.

    Args:
        path: an ``.npz`` with one array (H, W, 3) a map, or with one (N, H, W, 3).

    Raises:
        Trouble: the file cannot be read.
    """
    if path is None:
        return []
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = [np.asarray(archive[name]) for name in archive.files]
    except (OSError, ValueError) as error:
        raise Trouble(f"the environment maps {path} cannot be read ({error}): name another .npz, or none") from error
    maps = [m for a in arrays if a.dtype.kind == "f" for m in (a if a.ndim == 4 else [a])]
    out = []
    for one in maps:
        if one.ndim != 3 or one.shape[2] != 3:
            raise Trouble(f"the environment maps {path} hold an array of shape {one.shape}: (H, W, 3) is needed")
        small = cv2.resize(one.astype(np.float32), (2 * _HEIGHT, _HEIGHT), interpolation=cv2.INTER_AREA)
        out.append(np.asarray(np.clip(np.nan_to_num(small), 0, 400), np.float32))
    return out


def _directions() -> tuple[Array, Array]:
    """Directions (H, W, 3) of an environment's pixels and their solid angles (H, W)."""
    up = (0.5 - (np.arange(_HEIGHT) + 0.5) / _HEIGHT) * np.pi
    round_ = ((np.arange(2 * _HEIGHT) + 0.5) / _HEIGHT - 1) * np.pi
    elevation, azimuth = np.meshgrid(up, round_, indexing="ij")
    out = np.stack(
        (np.cos(elevation) * np.sin(azimuth), np.sin(elevation), np.cos(elevation) * np.cos(azimuth)), axis=-1
    )
    return out, np.cos(elevation) * (np.pi / _HEIGHT) ** 2


_DIRECTION, _SOLID = _directions()


def _basis(n: Array) -> Array:
    x, y, z = n[..., 0], n[..., 1], n[..., 2]
    return np.stack((np.ones_like(x), y, z, x, x * y, y * z, 3 * z * z - 1, x * z, x * x - y * y), axis=-1)


# Of Ramamoorthi & Hanrahan, "An efficient representation for irradiance environment maps" (SIGGRAPH 2001): squared
# normalisation of each polynomial times how much of it a cosine lobe passes, over pi (irradiance to diffuse light).
_NORM: Final = np.array([0.282095, *[0.488603] * 3, 1.092548, 1.092548, 0.315392, 1.092548, 0.546274]) ** 2
_PASS: Final = np.array([np.pi, *[2 * np.pi / 3] * 3, *[np.pi / 4] * 5]) / np.pi


def light_of(rng: np.random.Generator, environments: list[Floats]) -> Light:
    """A light at random."""
    warm = _kelvin(rng.uniform(2700, 9000))
    if environments and rng.random() < 0.75:
        environment = environments[int(rng.integers(len(environments)))].astype(np.float64)
        environment = np.roll(environment, int(rng.integers(environment.shape[1])), axis=1)
        if rng.random() < 0.5:
            environment = environment[:, ::-1]
    else:
        up = _DIRECTION[..., 1:2]
        environment = (0.5 + 0.4 * rng.uniform(-0.5, 1.0) * up) * _kelvin(rng.uniform(3000, 8000))
    mean = (environment.mean(axis=-1) * _SOLID).sum() / (4 * np.pi)
    environment = environment / max(mean, 1e-6)
    luminance = cv2.GaussianBlur(environment.mean(axis=-1), (0, 0), 1.5)
    row, column = np.unravel_index(int((luminance * (np.abs(_DIRECTION[..., 1]) < 0.98)).argmax()), luminance.shape)
    toward = _DIRECTION[row, column]
    within = (_DIRECTION @ toward > np.cos(np.deg2rad(22)))[..., None]
    cap = float(np.median(environment)) * 2
    beam = np.maximum(environment - cap, 0) * within
    rest = environment - beam
    key = (beam * _SOLID[..., None]).sum(axis=(0, 1)) / np.pi
    sky = np.einsum("hwk,hwc,hw->kc", _basis(_DIRECTION), rest, _SOLID) * (_NORM * _PASS)[:, None]
    kind = "environment"
    fill_direction, fill = _sphere(rng, 0.2), np.zeros(3)
    draw = rng.random()
    if draw < 0.35:
        # A lamp or window of the room stands in for the map's own sun.
        kind = "lamp"
        toward = _sphere(rng, -0.1)
        key = warm * rng.uniform(0.6, 2.6)
        sky = sky * rng.uniform(0.15, 0.8)
    elif draw < 0.5:
        kind = "screen"
        fill_direction = np.array([rng.normal(0, 0.2), rng.normal(-0.1, 0.2), 1.0])
        fill = _kelvin(rng.uniform(5000, 11000)) * rng.uniform(0.3, 1.2)
        sky, key = sky * rng.uniform(0.1, 0.6), key * rng.uniform(0, 0.4)
    return Light(
        kind,
        sky.astype(np.float32),
        toward.astype(np.float32),
        np.minimum(key, 5.0).astype(np.float32),
        (fill_direction / np.linalg.norm(fill_direction)).astype(np.float32),
        fill.astype(np.float32),
        float(rng.uniform(0.6, 4.0)),
    )


def radiance(light: Light, rows: int) -> Floats:
    """What shines from everywhere, float32 (rows, 2 rows, 3), so that it falls on a person as the light says.

    The sky is what is known of it, smooth; the key light a disc, as wide as its shadows are soft; the fill a wide one.
    Equirectangular as Mitsuba has it: up above, and the middle column lies in +z.
    """
    down = (np.arange(rows) + 0.5) / rows * np.pi
    around = (np.arange(2 * rows) + 0.5) / rows * np.pi
    polar, azimuth = np.meshgrid(down, around, indexing="ij")
    direction = np.stack((np.sin(polar) * np.sin(azimuth), np.cos(polar), -np.sin(polar) * np.cos(azimuth)), axis=-1)
    solid = np.sin(polar) * (np.pi / rows) ** 2
    out = np.maximum(_basis(direction) @ (light.sky / _PASS[:, None]), 0)
    for toward, colour, degrees in (
        (light.key_direction, light.key_colour, 3.0 + 1.5 * light.softness),
        (light.fill_direction, light.fill_colour, 50.0),
    ):
        facing = direction @ toward.astype(np.float64)
        disc = facing > np.cos(np.deg2rad(degrees))
        out[disc] += np.pi * colour / (solid * np.maximum(facing, 0))[disc].sum()
    return out.astype(np.float32)


def _sphere(rng: np.random.Generator, lowest: float) -> Array:
    """A direction that mostly comes from the front half."""
    v = rng.normal(0, 1, 3) + np.array([0, 0.4, 0.7])
    v /= np.linalg.norm(v)
    v[1] = max(v[1], lowest)
    return np.asarray(v / np.linalg.norm(v))


def _kelvin(kelvin: float) -> Array:
    """Linear RGB of a light of that colour temperature, luminance about 1 (a rough fit, 2500 to 11000 K)."""
    warm = np.clip((6500 - kelvin) / 4000, -1, 1)
    rgb = np.array([1 + 0.45 * warm, 1.0 - 0.05 * abs(warm), 1 - 0.55 * warm if warm > 0 else 1 - 0.4 * warm])
    return np.asarray(rgb / rgb.mean())


def shadow_matrix(direction: Floats, centre: Array, radius: float) -> Floats:
    """float32 (4, 4): world to the clip space of a parallel light that covers a ball."""
    z = direction.astype(np.float64)
    side = np.cross((0.0, 1.0, 0.0) if abs(z[1]) < 0.95 else (1.0, 0.0, 0.0), z)
    side /= np.linalg.norm(side)
    turn = np.stack((side, np.cross(z, side), z))
    out = np.eye(4)
    out[:3, :3] = turn / radius
    out[:3, 3] = -turn @ centre / radius
    out[2] *= -1
    return out.astype(np.float32)


def turned(light: Light, degrees: float) -> Light:
    """The light with its key walked round the person."""
    round_ = about(1, np.array(np.deg2rad(degrees)))
    return Light(**{**light.__dict__, "key_direction": (round_ @ light.key_direction).astype(np.float32)})
