"""Is a retrained detector better? Figures before and after on held-out hands, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from detector.skeleton import HAND_BONES
from detector.weights import Network, open_network
from training.hand_cache import HandCache
from training.pdj import pdj, relative_error
from training.train_hand import plain_crops

# PDJ 0.05 that others may lose, at most, for one to be accepted.
MAY_LOSE: Final = 0.01
SIGNER: Final = "this signer"
RENDERED: Final = "rendered hands"
_PICTURES: Final = 9
_SIDE: Final = 240  # pixels of a drawn crop
_LABEL: Final = (255, 255, 255)
_FOUND: Final = (255, 140, 0)
THRESHOLDS: Final = {"pdj_005": 0.05, "pdj_01": 0.1}


@dataclass(frozen=True, eq=False)
class Row:
    """Held-out hands of somebody, read before and after.

    Attributes:
        name: whose, for people.
        frames: pictures.
        before: (N, 21) errors of the weights in use, as shares of the hand box's diagonal.
        after: the same of the new ones.
    """

    name: str
    frames: int
    before: NDArray[np.float64]
    after: NDArray[np.float64]

    @property
    def figures(self) -> tuple[dict[str, float], dict[str, float]]:
        """PDJ before and after, by the names of `THRESHOLDS`."""
        return (
            {name: pdj(self.before, at) for name, at in THRESHOLDS.items()},
            {name: pdj(self.after, at) for name, at in THRESHOLDS.items()},
        )


@dataclass(frozen=True)
class Verdict:
    """Whether new weights may be used.

    Attributes:
        accepted: whether so.
        why: a sentence.
    """

    accepted: bool
    why: str


@dataclass(frozen=True, eq=False)
class Seen:
    """Hands as a network of a call reads them from the crops of their labels.

    Attributes:
        crops: uint8 (N, S, S, 3) RGB.
        truth: (N, 21, 3) in the crops' unit square.
        found: the same, as the network answered.
    """

    crops: NDArray[np.uint8]
    truth: NDArray[np.float32]
    found: NDArray[np.float32]

    @property
    def errors(self) -> NDArray[np.float64]:
        """(N, 21) shares of the hand box's diagonal."""
        return relative_error(self.found, self.truth)


def see(weights: Path, cache: HandCache, rows: NDArray[np.int64]) -> Seen:
    """Read hands of a cache with the hand network of a weights folder.

    Raises:
        WeightsError: it cannot be used.
    """
    network: Network = open_network("hand", weights)
    images, truth = plain_crops(cache, rows, network.size)
    crops = np.asarray(images.numpy(), np.uint8)
    found = [network.run(crop).xyz for crop in crops]
    return Seen(crops, truth, np.array(found, np.float32).reshape(-1, 21, 3))


def verdict(signer: Row, others: Sequence[Row]) -> Verdict:
    """May the new weights be used?

    Args:
        signer: the one who was learnt.
        others: everybody else; their points count together.
    """
    was, now = (float(figures["pdj_005"]) for figures in signer.figures)
    before = pdj(np.concatenate([row.before for row in others]), 0.05)
    after = pdj(np.concatenate([row.after for row in others]), 0.05)
    if before - after > MAY_LOSE:
        return Verdict(
            False,
            f"Others are read worse by {100 * (before - after):.1f} points, more than {100 * MAY_LOSE:.0f}: "
            "kept as a candidate, not to be used.",
        )
    if now <= was:
        return Verdict(False, "This signer is not read better: kept as a candidate, not to be used.")
    gained = f"{100 * was:.0f} to {100 * now:.0f} of 100 points right"
    return Verdict(True, f"This signer is read better ({gained}) and others as well as before.")


def draw_pairs(before: Seen, after: Seen, folder: Path, count: int = _PICTURES) -> list[str]:
    """Write pictures of hands before beside after, those that changed most for the better and for the worse.

    Args:
        before: as the weights in use read them.
        after: as the new ones do.
        folder: for the pictures; is made.
        count: how many.

    Returns:
        Their names.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    gain = before.errors.mean(axis=1) - after.errors.mean(axis=1)
    order = np.argsort(-gain)
    worse = count // 3
    chosen = list(dict.fromkeys([*order[: count - worse], *order[::-1][:worse]]))[:count]
    names = []
    for number, hand in enumerate(chosen):
        pair = np.hstack([draw_hand(seen.crops[hand], seen.truth[hand], seen.found[hand]) for seen in (before, after)])
        names.append(f"{number:03}.png")
        if not cv2.imwrite(str(folder / names[-1]), cv2.cvtColor(pair, cv2.COLOR_RGB2BGR)):
            raise OSError(28, "No space left on device", str(folder / names[-1]))
    return names


def draw_hand(crop: NDArray[np.uint8], truth: NDArray[np.float32], found: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A crop enlarged, the label's bones thin and white, the answer's over them in colour."""
    image = np.ascontiguousarray(cv2.resize(crop, (_SIDE, _SIDE), interpolation=cv2.INTER_CUBIC))
    for points, colour, width in ((truth, _LABEL, 1), (found, _FOUND, 2)):
        at = np.round(points[:, :2] * _SIDE * 16).clip(-(2**20), 2**20).astype(int)
        for parent, child in HAND_BONES:
            cv2.line(image, tuple(at[parent]), tuple(at[child]), colour, width, cv2.LINE_AA, 4)
        for point in at:
            cv2.circle(image, tuple(point), 2 * 16 * width // 2, colour, -1, cv2.LINE_AA, 4)
    return np.asarray(image, np.uint8)
