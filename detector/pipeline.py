"""The detector of a call: camera frames in, poses out."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from detector import candidates, face, tracker
from detector.candidates import Candidate, TurnedDown
from detector.crops import Crop, body_crop, face_crop, frame_crop, frame_size, hand_crop
from detector.face import FaceTrack
from detector.pose import Pose
from detector.skeleton import BODY, FACE, HANDS, SIDES, K, Side, index, keypoint
from detector.smoothing import group_filters
from detector.tracker import HandTrack
from detector.weights import SHIPPED, Found, Network, open_network

_BESIDE = 0.4  # of the signer's shoulders: how wide those of somebody beside are at least
_ROOM = 0.15  # of the picture's width: a part beside the signer in which somebody has room
_PERSON = 0.5  # mean presence of nose and shoulders that makes a person


class Detector:
    """Reads one signer's pose off each frame, and follows the signer from frame to frame.

    Not thread-safe: one detector belongs to one thread. It runs the two hands in two workers of its own.

    Args:
        weights: a weights folder; the shipped one if None.
        smooth: whether to smooth over time. Off for single pictures and for measuring the networks alone.

    Raises:
        WeightsError: the weights cannot be used.
    """

    def __init__(self, weights: Path | None = None, smooth: bool = True) -> None:
        # OpenCV's own threads gain nothing on crops this small, and take the cores from networks and drawing.
        cv2.setNumThreads(1)
        folder = weights or SHIPPED
        self._finder = open_network("finder", folder)
        self._hand: dict[Side, Network] = {side: open_network("hand", folder) for side in SIDES}
        self._face_network = open_network("face", folder)
        self._workers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="hand")
        self._smooth = smooth
        self._filters = group_filters()
        self.reset()

    def reset(self) -> None:
        """Forget the signer, as before an unrelated picture."""
        self._tracks: dict[Side, HandTrack] = {side: HandTrack(side) for side in SIDES}
        self._body: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None
        self._face, self._face_looked = FaceTrack(), -1
        self._turned_down: list[TurnedDown] = []
        self._frames = 0
        for points in self._filters.values():
            points.reset()

    def close(self) -> None:
        """End the workers."""
        self._workers.shutdown(wait=True)

    def detect(self, image: NDArray[np.uint8], time_us: int) -> Pose:
        """The pose of one frame.

        Args:
            image: uint8 (H, W, 3) RGB, not mirrored.
            time_us: capture time in microseconds, increasing from frame to frame.

        Raises:
            ValueError: the image is not as described.
        """
        size = frame_size(image)
        tracks = self._follow(image, {}, resting=True) if self._finder_rests() else {}
        # A hand that has moved on while the finder rested is looked for at once.
        if not tracks or any(not track.tracked for track in tracks.values()):
            tracks = self._follow(image, self._given(image), resting=False)
        self._tracks = tracker.right_sides(tracks)
        self._frames += 1
        return self._pose(time_us, size)

    def others(self, image: NDArray[np.uint8]) -> bool:
        """Whether somebody else is in a frame beside the signer who is followed; costs as much as the finder does.

        Args:
            image: the frame that `detect` has read last, uint8 (H, W, 3) RGB.
        """
        if self._body is None:
            return False
        width = image.shape[1]
        left, right = _column(self._body[0])
        beside = (image[:, : max(0, int(left))], image[:, max(0, min(int(right), width)) :])
        return any(self._somebody(part) for part in beside if part.shape[1] >= _ROOM * width)

    def _somebody(self, part: NDArray[np.uint8]) -> bool:
        """Whether there is a person in a part of a frame, not much smaller than the signer."""
        assert self._body is not None
        whole = frame_crop(part.shape[1], part.shape[0])
        found = self._finder.run(whole.cut(np.ascontiguousarray(part), self._finder.size))
        # Who is much smaller is far behind, a picture on the wall, or nobody.
        return _person(found) and _shoulder_width(_body(found, whole)[0]) > _BESIDE * _shoulder_width(self._body[0])

    def _given(self, image: NDArray[np.uint8]) -> dict[Side, Candidate | None]:
        """Where the finder, and where the forearms point to, there may be the left and the right hand."""
        height, width = image.shape[:2]
        hands = self._find(image)
        wrists, span = self._wrists()
        space = self._signing_space(width)
        turn = self._frames % tracker.LOOK_EVERY == 0
        known, new = tracker.known_and_new(hands, self._tracks, self._turned_down, turn)
        new += self._guessed((width, height)) if turn else []
        hands = candidates.within_reach(known + self._read(image, new, wrists, space), wrists, span)
        return tracker.assign(hands, self._tracks, wrists, space)

    def _follow(
        self, image: NDArray[np.uint8], given: Mapping[Side, Candidate | None], resting: bool
    ) -> dict[Side, HandTrack]:
        """Look for both hands, where they were or where a candidate lies."""
        looks = {side: self._workers.submit(self._look, image, side, given.get(side), resting) for side in SIDES}
        # Meanwhile, once a frame, the face is looked at here.
        if self._face_looked != self._frames and face.due(self._face, self._frames):
            self._face, self._face_looked = self._look_at_face(image), self._frames
        return tracker.settle({side: looks[side].result() for side in SIDES}, given)

    def _finder_rests(self) -> bool:
        followed = self._body is not None and all(track.tracked for track in self._tracks.values())
        return followed and self._frames % tracker.FIND_EVERY != 0

    def _find(self, image: NDArray[np.uint8]) -> list[Candidate]:
        """Look for the body, around the followed one or on the whole frame where there is none or it is lost; and for
        hands."""
        height, width = image.shape[:2]
        whole = frame_crop(width, height)
        crop = whole if self._body is None else body_crop(*self._body, width, height)
        found = self._finder.run(crop.cut(image, self._finder.size))
        if crop != whole and not _person(found):
            crop, found = whole, self._finder.run(whole.cut(image, self._finder.size))
        elif self._body is None and _person(found):
            # A signer seen for the first time, perhaps from afar: read once more from nearby.
            nearer = body_crop(*_body(found, whole), width, height)
            again = self._finder.run(nearer.cut(image, self._finder.size))
            if _person(again):
                crop, found = nearer, again
        self._body = _body(found, crop) if _person(found) else None
        assert found.hands is not None
        return candidates.of_finder(found.hands, crop)

    def _wrists(self) -> tuple[dict[Side, NDArray[np.float32]] | None, float]:
        """Both wrists of the body in picture pixels, None if not both are known; and the shoulder width."""
        if self._body is None:
            return None, 0.0
        points, score = self._body
        numbers = {side: index(f"{side}_wrist") for side in SIDES}
        if min(score[n] for n in numbers.values()) <= 0:
            return None, 0.0
        return {side: points[n] for side, n in numbers.items()}, _shoulder_width(points)

    def _signing_space(self, width: int) -> tuple[float, float]:
        """Middle and width of where this signer signs, x in picture pixels."""
        if self._body is None:
            return width / 2, float(width)
        points = self._body[0]
        shoulders = points[[index("left_shoulder"), index("right_shoulder")], 0]
        return float(shoulders.mean()), 3.5 * max(_shoulder_width(points), 1.0)

    def _read(
        self,
        image: NDArray[np.uint8],
        new: list[Candidate],
        wrists: dict[Side, NDArray[np.float32]] | None,
        space: tuple[float, float],
    ) -> list[Candidate]:
        """Distinct newcomers, each after two looks of the landmark network: the second where the first saw the hand."""

        vain: list[Candidate] = []

        def read(candidate: Candidate) -> list[Candidate]:
            proposed = candidate
            for _ in range(2):
                right = tracker.right_chance(candidate, self._tracks, wrists, space) > 0.5
                side: Side = "right" if right else "left"
                crop = candidate.crop(side)
                seen = candidates.believed(proposed, crop, self._hand[side].run(crop.cut(image, self._hand[side].size)))
                if seen is None:
                    vain.append(proposed)
                    return []
                candidate = seen
            return [candidate]

        seen = [one for some in self._workers.map(read, new) for one in some]
        self._turned_down = candidates.still_turned_down(self._turned_down, vain)
        return candidates.distinct(seen)

    def _guessed(self, size: tuple[int, int]) -> list[Candidate]:
        """Where the forearms point to, for hands that are not followed."""
        if self._body is None:
            return []
        points, score = self._body
        span = _shoulder_width(points)
        sides = [side for side, track in self._tracks.items() if not track.tracked]
        guesses = [candidates.beyond_wrist(side, points, score, span, size) for side in sides]
        return candidates.untried([guess for guess in guesses if guess is not None], self._turned_down)

    def _look(self, image: NDArray[np.uint8], side: Side, candidate: Candidate | None, resting: bool) -> HandTrack:
        """Look for one hand, twice where the first crop was only coarse."""
        track, network = self._tracks[side], self._hand[side]
        crop, coarse = tracker.choose_crop(track, candidate)
        found = None if crop is None else network.run(crop.cut(image, network.size))
        unseen = 0 if candidate is not None else track.unseen if resting else track.unseen + 1
        seen = tracker.update(track, crop, found, unseen)
        if not coarse or seen.points is None:
            return seen
        finer = hand_crop(seen.points, side)
        if finer is None:
            return HandTrack(side)
        return tracker.update(seen, finer, network.run(finer.cut(image, network.size)))

    def _look_at_face(self, image: NDArray[np.uint8]) -> FaceTrack:
        """Look for the face, twice where the first crop was only coarse."""
        network = self._face_network
        crop, coarse = face.choose_crop(self._face, self._body)
        seen = face.update(self._face, crop, None if crop is None else network.run(crop.cut(image, network.size)))
        finer = None if not coarse or seen.points is None else face_crop(seen.points)
        return seen if finer is None else face.update(seen, finer, network.run(finer.cut(image, network.size)))

    def _pose(self, time_us: int, size: tuple[int, int]) -> Pose:
        xyz = np.full((K, 3), np.nan, np.float64)
        score = np.zeros(K, np.float32)
        if self._body is not None:
            points, trust = self._body
            xyz[BODY] = np.where(trust[:, None] > 0, points, np.nan)
            score[BODY] = trust
            if self._smooth:
                xyz[BODY] = self._filters["body"](xyz[BODY], _shoulder_width(points), time_us)
        else:
            self._filters["body"].reset()
        if self._face.points is not None and self._face.score is not None:
            points = self._face.points.astype(np.float64)
            extent = float(np.ptp(points[:, :2], axis=0).max())
            xyz[FACE] = self._filters["face"](points, extent, time_us) if self._smooth else points
            score[FACE] = self._face.score
        else:
            self._filters["face"].reset()
        for side, track in self._tracks.items():
            if track.points is None or track.score is None:
                self._filters[side].reset()
                continue
            hand = track.points.astype(np.float64)
            if self._smooth:
                hand = self._filters[side](hand, tracker.hand_size(hand), time_us)
            hand[:, 2] -= hand[0, 2]
            xyz[HANDS[side]] = hand
            score[HANDS[side]] = track.score * track.presence
            wrist = index(f"{side}_wrist")
            if self._body is not None:
                # The landmark network places the wrist several times finer than the finder does.
                xyz[wrist, :2] = xyz[keypoint(side, "wrist"), :2]
                xyz[wrist, 2] = self._body[0][wrist, 2] if np.isnan(xyz[wrist, 2]) else xyz[wrist, 2]
                score[wrist] = max(score[wrist], score[keypoint(side, "wrist")])
        return Pose.of(time_us, size, xyz.astype(np.float32), score)


def _body(found: Found, crop: Crop) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The body's points (13, 3) in picture pixels and their scores (13,), 0 where they do not show."""
    score = np.where(found.presence > 0.35, found.presence, 0.0) * found.score**0.5
    return crop.to_picture(found.xyz), score.astype(np.float32)


def _column(points: NDArray[np.float32]) -> tuple[float, float]:
    """A column around a signer's head and shoulders: left and right in picture pixels."""
    middle = float(points[[index("left_shoulder"), index("right_shoulder")], 0].mean())
    span = _shoulder_width(points)
    return middle - 0.8 * span, middle + 0.8 * span


def _shoulder_width(points: NDArray[np.float32]) -> float:
    return float(np.hypot(*(points[index("left_shoulder"), :2] - points[index("right_shoulder"), :2])))


def _person(found: Found) -> bool:
    anchors = [index(name) for name in ("nose", "left_shoulder", "right_shoulder")]
    return float(found.presence[anchors].mean()) >= _PERSON
