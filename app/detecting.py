"""The detector at work: in a call, and over files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from detector.pose import Pose
from detector.sources import Frame, FrameSource

if TYPE_CHECKING:
    from detector.pipeline import Detector
    from detector.whole_picture import PictureDetector


def make_detector() -> Detector:
    """The shipped detector, for a camera. It loads its networks, so call it in the thread that will use it.

    Raises:
        detector.weights.WeightsError: the shipped weights cannot be used; a ValueError with one sentence.
    """
    from detector.pipeline import Detector

    return Detector()


def make_chosen_detector(tell: Callable[[str], None]) -> Detector | PictureDetector:
    """The detector for calls: of the model that the settings name, else the shipped one. Load it where it is used.

    Args:
        tell: told a sentence if the model cannot be used and the shipped weights stand in for it.

    Raises:
        detector.weights.WeightsError: the shipped weights cannot be used either.
    """
    from app import settings
    from app.retraining.models import weights_in_use
    from detector.opening import open_detector
    from detector.weights import WeightsError

    # Whoever starts an app or a command says what is wrong with settings.
    folder = weights_in_use(settings.load_good()[0])
    if folder is not None:
        try:
            return open_detector(folder)
        except WeightsError as error:
            tell(f"{error} Until then the shipped weights are used.")
    return open_detector()


def read_clip(source: FrameSource) -> Iterator[tuple[Frame, Pose]]:
    """Every frame of a clip with its pose: the signer is followed from frame to frame.

    Raises:
        detector.weights.WeightsError: the shipped weights cannot be used.
        detector.sources.SourceError: a frame cannot be read.
    """
    with closing(make_detector()) as detector:
        while (frame := source.read()) is not None:
            yield frame, detector.detect(frame.image, frame.time_us)


def read_pictures(source: FrameSource) -> Iterator[tuple[Frame, Pose]]:
    """Every picture with its pose, each for itself: they may show different people.

    Raises:
        detector.weights.WeightsError: the shipped weights cannot be used.
        detector.sources.SourceError: a picture cannot be read.
    """
    from detector.pipeline import Detector

    with closing(Detector(smooth=False)) as detector:
        while (frame := source.read()) is not None:
            detector.reset()
            yield frame, detector.detect(frame.image, frame.time_us)
