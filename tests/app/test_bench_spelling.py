"""`handline bench spelling`: the held handshape of each recording, beside the avatar's, on one sheet."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.avatar_letters import SIDE, held, letters_sheet, spelled, typical
from app.output.pose_file import write_pose_file
from avatar.body import Body
from avatar.limits import BEND, CURL, FLEX
from avatar.people import load_person
from detector.pose import Pose
from detector.skeleton import HANDS

from .test_command_line import handline

sys.path.insert(0, str(Path(__file__).parents[1] / "avatar"))
from signers import Signer

FRAME_US = 40_000


@pytest.fixture(scope="module")
def body() -> Body:
    return load_person()


@pytest.fixture(scope="module")
def letter(body: Body) -> list[Pose]:
    """A right hand that comes up open, makes a fist, holds it for ten frames and goes down."""
    signer = Signer(body.rig)
    rng = np.random.default_rng(4)
    out = []
    for n in range(40):
        up = float(np.clip(min(n / 12, (39 - n) / 12), 0, 1))
        angles = np.full((2, 5, 5), 0.1)
        angles[1, 1:, [FLEX, BEND, CURL]] = (up**2 * np.deg2rad((70, 95, 55)))[:, None]
        wrist = signer.before(np.array(((0.2, -0.35, 0.25), (-0.2, -0.35 + 0.25 * up, 0.28))))
        out.append(signer.at(wrist, np.zeros(2), np.tile(np.eye(3), (2, 1, 1)), angles, n * FRAME_US, rng).pose)
    return out


def test_the_held_shape_is_shown(body: Body, letter: list[Pose]) -> None:
    shape = spelled(body, "S", letter)
    assert shape is not None
    assert shape.side == "right"
    assert 12 * FRAME_US <= shape.shown.pose.time_us <= 28 * FRAME_US
    assert spelled(body, "S", [Pose.unknown(0, (640, 480))] * 9) is None


def test_a_hand_alone_is_held_up_as_it_was(body: Body, letter: list[Pose]) -> None:
    hand = letter[0].xyz[HANDS["right"]].astype(np.float64)
    hand[:, :2] -= hand[0, :2]
    # Fingers up, whatever the arm did.
    up = np.array((0.0, -1.0))
    now = hand[9, :2] / np.linalg.norm(hand[9, :2])
    sine = now[0] * up[1] - now[1] * up[0]
    turn = np.array(((now @ up, -sine), (sine, now @ up)))
    hand[:, :2] = hand[:, :2] @ turn.T
    drawn = held(body, "5", "right", hand).shown.drawn[HANDS["right"]]
    along = (drawn[9] - drawn[0])[:2]
    assert along[1] > 0.95 * np.linalg.norm(along)


def test_the_typical_hand_is_like_the_others() -> None:
    rng = np.random.default_rng(1)
    hands = np.tile(rng.normal(size=(21, 3)), (5, 1, 1))
    hands[3] = rng.normal(size=(21, 3))
    hands[:3] += rng.normal(size=(3, 21, 3)) * 0.05
    assert typical(hands * np.array((1, 2, 3, 4, 5.0))[:, None, None]) == 4


def test_the_sheet_has_bones_beside_skin(body: Body, letter: list[Pose]) -> None:
    shape = spelled(body, "S", letter)
    assert shape is not None
    sheet = letters_sheet(body, [shape])
    assert sheet.shape == (SIDE, 12 * SIDE, 3)
    bones, hand, rest = sheet[:, :SIDE], sheet[:, SIDE : 2 * SIDE], sheet[:, 2 * SIDE :]
    assert 0.01 < (bones.min(axis=2) < 200).mean() < 0.3
    red, green, blue = hand[SIDE // 3 : -SIDE // 3, SIDE // 3 : -SIDE // 3].reshape(-1, 3).T.astype(int)
    assert ((red > 110) & (red > green) & (green > blue)).mean() > 0.6, "there is skin in the middle"
    assert (rest == 255).all()


def test_the_command_writes_a_sheet(tmp_path: Path, letter: list[Pose]) -> None:
    write_pose_file(tmp_path / "s.pose", letter, 25.0)
    (tmp_path / "index.csv").write_text(
        "path,spoken_language,signed_language,start,end,words,glosses,priority\n"
        "s.pose,en,ase,0,1600,S,S,0\ns.pose,en,gsg,0,1600,T,T,0\ns.pose,en,ase,0,1600,SO,SO,0\n"
    )
    picture, out = tmp_path / "sheet.png", tmp_path / "figures.json"
    assert handline("bench", "spelling", tmp_path, "--picture", picture, "--json", out) == 0
    assert cv2.imread(str(picture)).shape == (SIDE, 12 * SIDE, 3)
    assert json.loads(out.read_text()) == {}


def test_what_is_no_lexicon_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert handline("bench", "spelling", tmp_path) == 2
    assert "index.csv" in capsys.readouterr().err
    (tmp_path / "index.csv").write_text("path,words\n")
    assert handline("bench", "spelling", tmp_path) == 2
    assert "hand" in capsys.readouterr().err
    (tmp_path / "index.csv").write_bytes(b"\xff\xfe\x00")
    assert handline("bench", "spelling", tmp_path) == 2
