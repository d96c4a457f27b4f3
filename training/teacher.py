"""Who proposes labels for recordings: the current detector, or MediaPipe's hand landmarker as a teacher."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import numpy as np

from detector.pose import Pose
from detector.skeleton import HANDS, K, Side
from detector.sources import Image
from training.recording import Recording
from training.recording_labels import Author, Label
from training.recording_lines import RecordingError
from training.trust import agreement

# Reads a picture at a time in microseconds; `new` says that it does not follow the one before.
Reader = Callable[[Image, int, bool], Pose]


@contextmanager
def detector_reader(weights: Path | None = None) -> Iterator[Reader]:
    """The detector, following the signer within a take.

    Raises:
        WeightsError: the weights cannot be used.
    """
    from detector.opening import open_detector

    detector = open_detector(weights, smooth=False)

    def read(image: Image, time_us: int, new: bool) -> Pose:
        if new:
            detector.reset()
        return detector.detect(image, time_us)

    try:
        yield read
    finally:
        detector.close()


@contextmanager
def mediapipe_reader(task: Path) -> Iterator[Reader]:
    """MediaPipe's hand landmarker, each picture for itself: hands alone.

    Args:
        task: its `.task` file.

    Raises:
        RecordingError: MediaPipe is not installed, or the file is none of its hand landmarkers.
    """
    if not task.is_file():
        raise RecordingError(f"There is no file {task}: name the hand landmarker's .task file.")
    try:
        import mediapipe
        from mediapipe.tasks.python import BaseOptions, vision
    except ImportError as error:
        raise RecordingError("MediaPipe is not installed: pip install mediapipe, or label by the detector.") from error
    # Before 1.2 it named hands as in a mirrored picture.
    if tuple(int(part) for part in version("mediapipe").split(".")[:2]) < (1, 2):
        raise RecordingError("MediaPipe is older than 1.2 and names hands otherwise: pip install --upgrade mediapipe")
    options = vision.HandLandmarkerOptions(base_options=BaseOptions(model_asset_path=str(task)), num_hands=2)
    try:
        landmarker = vision.HandLandmarker.create_from_options(options)
    except (ValueError, RuntimeError, OSError) as error:
        raise RecordingError(f"{task} is not a hand landmarker that MediaPipe can open: name another file.") from error

    def read(image: Image, time_us: int, new: bool) -> Pose:
        height, width = image.shape[:2]
        picture = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(image))
        found = landmarker.detect(picture)
        xyz, score = np.full((K, 3), np.nan, np.float32), np.zeros(K, np.float32)
        for hand, sides in zip(found.hand_landmarks, found.handedness, strict=True):
            side: Side = "right" if sides[0].category_name == "Right" else "left"
            if sides[0].score > score[HANDS[side]][0]:
                xyz[HANDS[side]] = [(p.x * width, p.y * height, p.z * width) for p in hand]
                score[HANDS[side]] = min(1.0, sides[0].score)
        return Pose.of(time_us, (width, height), xyz, score)

    with landmarker:
        yield read


def propose(
    recording: Recording,
    read: Reader,
    read_mirrored: Reader,
    author: Author,
    by: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[list[Label], list[tuple[int | None, int]], list[str]]:
    """Label every frame that counts and has a picture, and the mirrored picture to see whether the two agree.

    Args:
        recording: what to label.
        read: reads the pictures.
        read_mirrored: reads the mirrored ones; another reader where readers follow the signer.
        author: who reads.
        by: more about the reader.
        progress: told how many frames of how many are done.

    Returns:
        The labels, the item and take of each, and a sentence for each picture that could not be read.
    """
    labels: list[Label] = []
    takes: list[tuple[int | None, int]] = []
    troubles: list[str] = []
    frames = [frame for frame in recording.kept if frame.picture]
    for n, frame in enumerate(frames):
        progress(n, len(frames))
        try:
            image = recording.picture(frame)
        except RecordingError as error:
            troubles.append(str(error))
            continue
        take = (frame.item, frame.take)
        new = not takes or takes[-1] != take
        pose = read(image, frame.time_us, new)
        other = read_mirrored(np.ascontiguousarray(image[:, ::-1]), frame.time_us, new).mirrored()
        labels.append(Label(frame.number, author, by, pose, agreement(pose, other)))
        takes.append(take)
    return labels, takes, troubles
