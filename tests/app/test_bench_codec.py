"""`handline bench codec`: every figure is there, and what cannot be read is said in one sentence."""

from __future__ import annotations

import json

import numpy as np
import pytest

from app.output.pose_file import write_pose_file
from detector.pose import Pose
from detector.skeleton import HANDS, K

from .test_command_line import handline

KEYS = {"payload_kbit_s", "bytes_per_pose", "error_p50", "error_max"}


@pytest.fixture
def folder(tmp_path):
    """Two short recordings of a signer who waves."""
    rng = np.random.default_rng(5)
    xyz = rng.uniform(100, 300, (K, 3)).astype(np.float32)
    for name, speed in (("slow", 1.0), ("fast", 9.0)):
        poses = []
        for number in range(12):
            moved = xyz.copy()
            moved[HANDS["right"], 0] += speed * number
            poses.append(Pose(33_333 * number, 640, 480, moved, np.full(K, 0.9, np.float32)))
        write_pose_file(tmp_path / f"{name}.pose", poses, 30)
    return tmp_path


def test_every_figure_is_there_for_a_folder_of_recordings(folder):
    out = folder / "out.json"
    assert handline("bench", "codec", folder, "--precision", 0.02, "--json", out) == 0
    figures = json.loads(out.read_text("utf-8"))
    slow, fast = figures["files"][str(folder / "slow.pose")], figures["files"][str(folder / "fast.pose")]
    for measured in (slow, fast, figures["total"]):
        assert set(measured) >= KEYS
        assert 0.001 < measured["error_p50"] < measured["error_max"] <= 0.02
        assert measured["payload_kbit_s"] == pytest.approx(measured["bytes_per_pose"] * 30 * 8 / 1000)
        assert measured["peers"]["float32+zlib"] > measured["payload_kbit_s"]
    assert slow["payload_kbit_s"] < figures["total"]["payload_kbit_s"] < fast["payload_kbit_s"]


def test_a_finer_bound_costs_more(folder):
    rates = []
    for precision in (0.005, 0.02):
        assert (
            handline("bench", "codec", folder / "fast.pose", "--precision", precision, "--json", folder / "o.json") == 0
        )
        rates.append(json.loads((folder / "o.json").read_text("utf-8"))["total"]["payload_kbit_s"])
    assert rates[0] > rates[1]


@pytest.mark.parametrize("what", ["damaged.pose", "missing.pose", "empty folder", "text.mp4"])
def test_what_cannot_be_read_is_said_in_one_sentence(tmp_path, capfd, what):
    path = tmp_path / what
    if what == "empty folder":
        path.mkdir()
    elif what != "missing.pose":
        path.write_bytes(b"no recording at all")
    assert handline("bench", "codec", path) == 2
    said = capfd.readouterr().err.strip().splitlines()
    assert len(said) == 1
    assert what in said[0]
