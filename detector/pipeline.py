"""The detector of a call: camera frames in, poses out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from detector import tracker
from detector.crops import Crop, body_crop, frame_crop, hand_crop
from detector.pose import Pose
from detector.skeleton import BODY, HANDS, SIDES, K, Side, index, keypoint
from detector.smoothing import OneEuro, PointFilter
from detector.tracker import Candidate, HandTrack
from detector.weights import SHIPPED, Found, Network, open_network

_LARGEST_SIDE = 8192  # pixels; OpenCV's warps take no more than 32767
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
        self._workers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="hand")
        self._smooth = smooth
        self._filters = {group: PointFilter() for group in SIDES} | {"body": PointFilter(OneEuro(rest_hz=1.5))}
        self.reset()

    def reset(self) -> None:
        """Forget the signer, as before an unrelated picture."""
        self._tracks: dict[Side, HandTrack] = {side: HandTrack(side) for side in SIDES}
        self._body: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None
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
        if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
            raise ValueError(f"a frame must be uint8 (height, width, 3) RGB, got {image.dtype} {image.shape}")
        height, width = image.shape[:2]
        if not (0 < height <= _LARGEST_SIDE and 0 < width <= _LARGEST_SIDE):
            raise ValueError(f"a frame may have up to {_LARGEST_SIDE} pixels a side, got {width}x{height}")
        found, crop = self._find(image)
        hands = [] if found.hands is None else tracker.candidates(found.hands, crop)
        wrists, span = self._wrists()
        space = self._signing_space(width)
        hands += self._guessed((width, height))
        hands = tracker.within_reach(self._verified(image, hands, wrists, space), wrists, span)
        given = tracker.assign(hands, self._tracks, wrists, space)
        looks = {side: self._workers.submit(self._look, image, side, given[side]) for side in SIDES}
        tracks = tracker.settle({side: look.result() for side, look in looks.items()}, given)
        self._tracks = tracker.right_sides(self._doubted(image, tracks))
        self._frames += 1
        return self._pose(crop.to_picture(found.xyz), time_us, (width, height))

    def _find(self, image: NDArray[np.uint8]) -> tuple[Found, Crop]:
        """Run the finder around the followed body, and on the whole frame where there is none or it is lost."""
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
        return found, crop

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

    def _verified(
        self,
        image: NDArray[np.uint8],
        found: list[Candidate],
        wrists: dict[Side, NDArray[np.float32]] | None,
        space: tuple[float, float],
    ) -> list[Candidate]:
        """Distinct candidates; those on no followed hand are weighed by what the landmark network makes of them."""

        def weigh(candidate: Candidate) -> list[Candidate]:
            right = tracker.right_chance(candidate, self._tracks, wrists, space) > 0.5
            side: Side = "right" if right else "left"
            network, crop = self._hand[side], candidate.crop(side)
            for _ in range(2):
                seen = network.run(crop.cut(image, network.size))
                finer = hand_crop(crop.to_picture(seen.xyz), side)
                if finer is None or seen.presence[0] < tracker.HOPELESS:
                    return []
                before, crop = crop, finer
            mirrored = replace(before, mirrored=not before.mirrored)
            other: Side = "left" if side == "right" else "right"
            both = {side: seen, other: self._hand[other].run(mirrored.cut(image, network.size))}
            return [tracker.believed(candidate, before, both)]

        known, new = tracker.known_and_new(found, self._tracks, self._frames % tracker.LOOK_EVERY == 0)
        return known + tracker.distinct([one for some in self._workers.map(weigh, new) for one in some])

    def _guessed(self, size: tuple[int, int]) -> list[Candidate]:
        """Where the forearms point to, for hands that are not followed."""
        if self._body is None:
            return []
        points, score = self._body
        span = _shoulder_width(points)
        sides = [side for side, track in self._tracks.items() if not track.tracked]
        guesses = [tracker.beyond_wrist(side, points, score, span, size) for side in sides]
        return [guess for guess in guesses if guess is not None]

    def _look(self, image: NDArray[np.uint8], side: Side, candidate: Candidate | None) -> HandTrack:
        """Look for one hand, twice where the first crop was only coarse."""
        track, network = self._tracks[side], self._hand[side]
        crop, coarse = tracker.choose_crop(track, candidate)
        found = None if crop is None else network.run(crop.cut(image, network.size))
        seen = tracker.update(track, crop, found, candidate is not None)
        if not coarse or seen.points is None:
            return seen
        finer = hand_crop(seen.points, side)
        if finer is None:
            return HandTrack(side)
        return tracker.update(seen, finer, network.run(finer.cut(image, network.size)))

    def _doubted(self, image: NDArray[np.uint8], tracks: tracker.Tracks) -> tracker.Tracks:
        """Now and then read a followed hand as the other side's, too: one that was taken for it is then found out."""
        out = dict(tracks)
        for turn, (side, other) in enumerate((SIDES, SIDES[::-1])):
            points = tracks[side].points
            crop = None if points is None else hand_crop(points, other)
            if crop is not None and (self._frames + 2 * turn) % tracker.DOUBT_EVERY == 0:
                network = self._hand[other]
                out[side] = tracker.doubted(tracks[side], network.run(crop.cut(image, network.size)))
        return out

    def _pose(self, coarse_body: NDArray[np.float32], time_us: int, size: tuple[int, int]) -> Pose:
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
                xyz[wrist, 2] = coarse_body[wrist, 2] if np.isnan(xyz[wrist, 2]) else xyz[wrist, 2]
                score[wrist] = max(score[wrist], score[keypoint(side, "wrist")])
        return Pose.of(time_us, size, xyz.astype(np.float32), score)


def _body(found: Found, crop: Crop) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The body's points (13, 3) in picture pixels and their scores (13,), 0 where they do not show."""
    score = np.where(found.presence > 0.5, found.presence, 0.0) * found.score**0.5
    return crop.to_picture(found.xyz), score.astype(np.float32)


def _shoulder_width(points: NDArray[np.float32]) -> float:
    return float(np.hypot(*(points[index("left_shoulder"), :2] - points[index("right_shoulder"), :2])))


def _person(found: Found) -> bool:
    anchors = [index(name) for name in ("nose", "left_shoulder", "right_shoulder")]
    return float(found.presence[anchors].mean()) >= _PERSON
