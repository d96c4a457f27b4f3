"""Somebody else beside the signer is seen; the signer alone is not taken for two."""

from __future__ import annotations

from importlib.resources import as_file, files

import cv2
import numpy as np
import pytest

from app.commands.demo import SAMPLE
from detector.pipeline import Detector
from detector.sources import Image, open_source


@pytest.fixture(scope="module")
def picture() -> Image:
    with as_file(files("app") / "assets" / SAMPLE) as path:
        source = open_source(str(path))
        try:
            frame = source.read()
        finally:
            source.close()
    assert frame is not None
    return frame.image


def test_somebody_beside_is_seen(picture: Image) -> None:
    height, width = picture.shape[:2]
    middle = picture[:, width // 5 : -width // 5]
    other = cv2.resize(middle, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
    two = np.full((height, middle.shape[1] + other.shape[1], 3), picture[0, 0], np.uint8)
    two[:, : middle.shape[1]] = middle
    two[-other.shape[0] :, middle.shape[1] :] = other
    detector = Detector()
    try:
        assert not detector.others(two), "nobody is followed yet"
        for n in range(3):
            detector.detect(two, n * 33_000)
        assert detector.others(two)
    finally:
        detector.close()


def test_a_signer_alone_is_one(picture: Image) -> None:
    detector = Detector()
    try:
        for n in range(3):
            detector.detect(picture, n * 33_000)
        assert not detector.others(picture)
    finally:
        detector.close()
