"""Make the replay that ships of rendered pictures: `python -m training.pack_replay --help`."""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training import hand_cache
from training.labels import RENDERED_HANDS
from training.retrain_replay import SIDE, pack

_ROOMS = 6  # views of an environment
_ROOM = (160, 120)  # pixels
_WIDE = 70.0  # degrees
_BRIGHT = 0.6  # of the median of a view


def views(environment: NDArray[np.floating], rng: np.random.Generator) -> list[NDArray[np.uint8]]:
    """What a camera sees in an environment, uint8 (120, 160, 3) RGB: level or nearly so, in any direction.

    Args:
        environment: (H, W, 3) linear, equirectangular, the upper edge is up.
        rng: draws the directions.
    """
    width, height = _ROOM
    rows, columns = environment.shape[:2]
    reach = np.tan(np.deg2rad(_WIDE / 2))
    x, y = np.meshgrid(np.linspace(-reach, reach, width), np.linspace(-reach, reach, height) * height / width)
    out = []
    for turn in rng.uniform(-np.pi, np.pi, _ROOMS):
        tilt = rng.uniform(-0.25, 0.15)
        up, ahead = -y * np.cos(tilt) + np.sin(tilt), np.cos(tilt) + y * np.sin(tilt)
        u = ((np.arctan2(x, ahead) + turn) / (2 * np.pi) % 1.0) * columns
        v = (0.5 - np.arctan2(up, np.hypot(x, ahead)) / np.pi) * rows
        wrapped = np.concatenate([environment, environment[:, :1]], axis=1).astype(np.float32)
        seen = cv2.remap(wrapped, u.astype(np.float32), v.astype(np.float32), cv2.INTER_LINEAR)
        light = np.clip(seen / max(float(np.median(seen)), 1e-6) * _BRIGHT**2.2, 0, 1) ** (1 / 2.2)
        out.append((light * 255).astype(np.uint8))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="hand cache with rendered hands")
    parser.add_argument(
        "--environments", type=Path, required=True, help="environment maps (.npz) that may be passed on"
    )
    parser.add_argument("--train", type=int, default=1200, help="hands to train on")
    parser.add_argument("--held-out", type=int, default=200, help="hands to measure on")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="the .npz to write")
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    cache = hand_cache.load(options.cache)
    rendered = np.array([name == RENDERED_HANDS for name in cache.names])[cache.sets]
    rows = np.concatenate(
        [
            np.sort(rng.choice(np.flatnonzero(rendered & cache.shows_hand & (cache.validation == held)), count, False))
            for held, count in ((False, options.train), (True, options.held_out))
        ]
    )
    small = [cv2.resize(cache.images[row], (SIDE, SIDE), interpolation=cv2.INTER_AREA) for row in rows]
    hands, hand_ends = pack([np.asarray(one, np.uint8) for one in small])
    with np.load(options.environments, allow_pickle=False) as file:
        maps = [m for name in file.files for m in (file[name] if file[name].ndim == 4 else [file[name]])]
    rooms, room_ends = pack([view for one in maps for view in views(one.astype(np.float32), rng)])
    np.savez(
        options.out,
        hands=hands,
        hand_ends=hand_ends,
        points=cache.points[rows],
        held_out=cache.validation[rows],
        rooms=rooms,
        room_ends=room_ends,
    )
    print(f"{len(rows)} hands, {len(room_ends)} rooms: {options.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
