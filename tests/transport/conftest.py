"""Signing that tests can make up: smooth, repeatable, with the sizes of a person at a webcam."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from detector.pose import Pose
from detector.skeleton import BODY, FACE, FINGERS, HANDS, K, index, keypoint
from transport.mailbox import Mailbox

SIZE = (640, 480)
_BODY = {
    "nose": (320, 140, -60),
    "left_eye": (335, 125, -55),
    "right_eye": (305, 125, -55),
    "left_ear": (355, 135, -10),
    "right_ear": (285, 135, -10),
    "left_shoulder": (410, 240, -10),
    "right_shoulder": (230, 240, -10),
    "left_elbow": (440, 340, -20),
    "right_elbow": (200, 340, -20),
    "left_wrist": (400, 300, -90),
    "right_wrist": (240, 300, -90),
    "left_hip": (380, 460, 0),
    "right_hip": (260, 460, 0),
}


def _rest() -> np.ndarray:
    xyz = np.zeros((K, 3))
    for name, place in _BODY.items():
        xyz[index(name)] = place
    angles = np.linspace(0.0, 2 * np.pi, 68, endpoint=False)
    radius = 20 + 25 * (np.arange(68) % 3 == 0)
    xyz[FACE] = np.stack([320 + radius * np.cos(angles), 140 + radius * np.sin(angles), 0.2 * radius], axis=1)
    for side, towards in (("left", 1), ("right", -1)):
        wrist = xyz[index(f"{side}_wrist"), :2]
        xyz[HANDS[side], :2] = wrist
        for finger, name in enumerate(FINGERS):
            joints = ("cmc", "mcp", "ip", "tip") if name == "thumb" else ("mcp", "pip", "dip", "tip")
            for number, joint in enumerate(joints):
                reach = (24, 40, 52, 62)[number] * (0.7 if name == "thumb" else 1.0)
                spread = (finger - 2) * (6 + 3 * number) * towards
                xyz[keypoint(side, f"{name}_{joint}")] = (wrist[0] - spread, wrist[1] - reach, -3.0 * number)
    return xyz


REST = _rest()


def signing_pose(number: int, *, face: bool = True, time_us: int | None = None) -> Pose:
    """Pose ``number`` (30 a second) of a signer who moves both hands; scores wander a little."""
    t = number / 30
    xyz = REST.copy()
    for phase, side in enumerate(("left", "right")):
        sway = np.array([40 * np.sin(3.1 * t + phase), 30 * np.sin(2.3 * t + 2 * phase), 0.0])
        xyz[HANDS[side]] += sway
        xyz[index(f"{side}_wrist")] += sway
        xyz[index(f"{side}_elbow")] += sway / 2
        for finger, name in enumerate(FINGERS[1:]):
            curl = 0.5 + 0.5 * np.sin(4 * t + finger)
            for joint, weight in (("pip", 5), ("dip", 14), ("tip", 24)):
                xyz[keypoint(side, f"{name}_{joint}"), 1:] += (weight * curl, -weight * curl / 2)
    xyz[FACE, 1] += 2 * np.sin(5 * t)
    score = 0.75 + 0.2 * np.sin(np.arange(K) + 1.7 * t)
    if not face:
        score[FACE] = 0
    elif number % 40 > 36:
        score[HANDS["left"]] = 0  # a hand leaves the picture now and then
    score[BODY.stop - 1] = 0
    return Pose.of(33_333 * number + 1 if time_us is None else time_us, SIZE, xyz, score)


@pytest.fixture(scope="session")
def signing() -> Callable[..., Pose]:
    """See ``signing_pose``."""
    return signing_pose


@pytest.fixture(scope="session")
def recordings() -> list[Path]:
    """Recordings of real signing, which are not part of the project."""
    folder = Path(__file__).resolve().parents[3] / "shared" / "data" / "poses"
    found = sorted(folder.glob("*.pose"))
    if not found:
        pytest.skip("needs the .pose recordings of ../shared/data/poses, which are not here")
    return found


@pytest.fixture(scope="session")
def load_script() -> Callable[[str], object]:
    """Loads a script that lies beside the tests as a module."""

    def load(name: str) -> object:
        spec = importlib.util.spec_from_file_location(name.removesuffix(".py"), Path(__file__).with_name(name))
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # dataclasses look their module up
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture(scope="module")
def mailbox_url() -> Iterator[str]:
    with Mailbox() as mailbox:
        yield mailbox.url
