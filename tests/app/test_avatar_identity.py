"""Protects the figure of who is recognised: signers are told apart by their bodies, and not once these are blurred."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.avatar_identity import identified
from app.output.pose_file import write_pose_file
from avatar.body import Body
from avatar.looks import Look
from avatar.people import load_person
from detector.pose import Pose

from .test_command_line import handline

sys.path.insert(0, str(Path(__file__).parents[1] / "avatar"))
from signers import Signer

FRAME_US = 33_333


@pytest.fixture(scope="module")
def body() -> Body:
    return load_person()


def waving(signer: Signer, fast: float, far: float, count: int = 16) -> list[Pose]:
    """Somebody whose right hand waves."""
    angles = np.full((2, 5, 5), 0.1)
    out = []
    for n in range(count):
        away = far * np.sin(fast * n)
        # Every movement has a place of its own, the same for everybody.
        wrist = signer.before(np.array(((0.2, -0.15, 0.28), (-0.18 + away, -0.1 - far, 0.28))))
        truth = signer.at(wrist, np.zeros(2), np.tile(np.eye(3), (2, 1, 1)), angles)
        out.append(replace(truth.pose, time_us=n * FRAME_US))
    return out


@pytest.fixture(scope="module")
def recordings() -> dict[str, list[list[Pose]]]:
    """Three people of different build who all make the same three movements."""
    movements = ((0.4, 0.06), (0.9, 0.03), (0.2, 0.08))
    names = ("linden", "cedar", "birch")
    signers = {name: Signer(load_person(Look(name)).rig) for name in names}
    return {name: [waving(signer, *movement) for movement in movements] for name, signer in signers.items()}


def test_bodies_are_recognised_until_they_are_blurred(body: Body, recordings: dict[str, list[list[Pose]]]) -> None:
    found = identified(body, recordings)
    assert found is not None
    assert (found.recordings, found.signers) == (9, 3)
    assert found.body == 1
    assert found.body_blurred < 0.8
    assert found.chance == pytest.approx(1 / 3)


def test_ways_of_moving_are_recognised_whatever_the_body(body: Body) -> None:
    signer = Signer(body.rig)
    own = {"calm": (0.15, 0.02), "lively": (0.9, 0.08)}
    found = identified(body, {n: [waving(signer, a, b), waving(signer, a * 1.1, b)] for n, (a, b) in own.items()})
    assert found is not None
    assert found.moving == 1
    assert found.moving_blurred == 1, "blurring does not promise to take this off"


def test_one_signer_is_nobody_to_be_told_from(body: Body, recordings: dict[str, list[list[Pose]]]) -> None:
    assert identified(body, {"one": recordings["linden"]}) is None
    assert identified(body, {name: own[:1] for name, own in recordings.items()}) is None
    assert identified(body, {"one": recordings["linden"], "two": [[Pose.unknown(0, (640, 480))] * 2]}) is None


def test_a_folder_that_is_none_of_signers_is_named(
    tmp_path: Path, recordings: dict[str, list[list[Pose]]], capsys: pytest.CaptureFixture[str]
) -> None:
    recording = tmp_path / "wave.pose"
    write_pose_file(recording, recordings["linden"][0], 30.0)
    assert handline("bench", "avatar", recording, "--signers", tmp_path) == 2
    assert "a folder for every signer" in " ".join(capsys.readouterr().err.split())
