"""Camera thread, mailbox and detector thread: every pose carries its frame's time, nothing queues, trouble is told."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from app.station import Sighting, Station
from detector.pose import Pose
from detector.sources import Image
from detector.weights import WeightsError

from ..calls.scripted import ScriptedDetector, scripted_pose
from .conftest import CLIP_FRAMES, wait_until


def test_each_pose_is_that_of_its_frame_and_carries_its_capture_time(clip: Path) -> None:
    seen: list[Sighting] = []
    troubles: list[str] = []
    detector = ScriptedDetector()
    station = Station(str(clip), lambda: detector, loop=False, on_sighting=seen.append, on_trouble=troubles.append)
    station.start()
    wait_until(lambda: station.ended)
    assert troubles == []
    assert detector.closed
    counts = station.counts()
    assert counts.frames_captured == CLIP_FRAMES
    assert counts.frames_dropped + counts.poses == CLIP_FRAMES
    assert len(counts.detect_us) == counts.poses == len(seen) > 0
    times = [sighting.pose.time_us for sighting in seen]
    assert times == sorted(set(times))
    for sighting in seen:
        assert sighting.pose.time_us == sighting.frame.time_us <= sighting.begun_us <= sighting.done_us
        expected = scripted_pose(float(sighting.frame.image.mean()), (160, 120), 0)
        np.testing.assert_allclose(sighting.pose.xyz, expected.xyz)
    station.stop()


class SlowDetector(ScriptedDetector):
    """Waits in the first frame until the test lets it go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go = Event()

    def detect(self, image: Image, time_us: int) -> Pose:
        self.go.wait()
        return super().detect(image, time_us)


def test_a_slow_detector_gets_the_newest_frame_and_the_others_are_dropped_and_counted(clip: Path) -> None:
    seen: list[Sighting] = []
    detector = SlowDetector()
    station = Station(str(clip), lambda: detector, loop=False, on_sighting=seen.append, on_trouble=pytest.fail)
    station.start()
    # The camera goes on to the end of the clip while the detector is stuck in the first frame.
    wait_until(lambda: station.counts().frames_captured == CLIP_FRAMES)
    detector.go.set()
    wait_until(lambda: station.ended)
    assert [sighting.frame.name for sighting in seen] == ["clip.mp4#0", f"clip.mp4#{CLIP_FRAMES - 1}"]
    assert station.counts().frames_dropped == CLIP_FRAMES - 2


def test_a_looped_clip_goes_on_until_it_is_stopped(clip: Path) -> None:
    station = Station(str(clip), ScriptedDetector, on_sighting=lambda _: None, on_trouble=pytest.fail)
    station.start()
    wait_until(lambda: station.counts().frames_captured > CLIP_FRAMES + 2)
    station.stop()
    assert station.ended
    assert station.counts().poses > 0


def test_a_missing_source_is_one_sentence_and_the_end(tmp_path: Path) -> None:
    troubles: list[str] = []
    station = Station(str(tmp_path / "gone.mp4"), ScriptedDetector, on_sighting=pytest.fail, on_trouble=troubles.append)
    station.start()
    wait_until(lambda: station.ended)
    assert len(troubles) == 1
    assert troubles[0].startswith("There is no file or folder")


def test_a_source_that_vanishes_is_told(tmp_path: Path) -> None:
    """Pictures deleted while they are shown stand for a camera that is pulled out."""
    import cv2

    for number in range(3):
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.zeros((48, 64, 3), np.uint8))
    troubles: list[str] = []

    def pull(_: Sighting) -> None:
        (tmp_path / "2.png").unlink(missing_ok=True)

    station = Station(str(tmp_path), ScriptedDetector, on_sighting=pull, on_trouble=troubles.append)
    station.start()
    wait_until(lambda: station.ended)
    assert len(troubles) == 1
    assert "2.png" in troubles[0]


def test_a_detector_that_cannot_be_made_is_told_and_the_camera_stays_off(clip: Path) -> None:
    troubles: list[str] = []

    def broken() -> ScriptedDetector:
        raise WeightsError("The weights are cut short.")

    station = Station(str(clip), broken, on_sighting=pytest.fail, on_trouble=troubles.append)
    station.start()
    wait_until(lambda: station.ended)
    assert troubles == ["The weights are cut short."]
    assert station.counts().frames_captured == 0


def test_a_detector_that_gives_up_is_told_and_the_camera_is_let_go(clip: Path) -> None:
    class GivesUp(ScriptedDetector):
        def detect(self, image: Image, time_us: int) -> Pose:
            raise ValueError("This frame cannot be read.")

    troubles: list[str] = []
    detector = GivesUp()
    station = Station(str(clip), lambda: detector, on_sighting=pytest.fail, on_trouble=troubles.append)
    station.start()
    wait_until(lambda: station.ended)
    assert troubles == ["This frame cannot be read."]
    assert detector.closed
    captured = station.counts().frames_captured
    time.sleep(0.1)
    assert station.counts().frames_captured == captured


def test_stopping_while_the_detector_loads_leaves_nothing_running(clip: Path) -> None:
    loading, go = Event(), Event()
    detector = ScriptedDetector()

    def slow() -> ScriptedDetector:
        loading.set()
        go.wait()
        return detector

    station = Station(str(clip), slow, on_sighting=pytest.fail, on_trouble=pytest.fail)
    station.start()
    loading.wait()
    station._stopping = True
    go.set()
    station.stop()
    assert station.ended
    assert detector.closed
    assert station.counts().frames_captured == 0
