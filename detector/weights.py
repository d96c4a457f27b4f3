"""The shipped networks: found, checked, and opened for inference on ONNX Runtime.

A weights folder holds `manifest.json` and one ONNX file a network. What kind of weights they are the manifest says:
networks for crops, or one that reads whole pictures. Nothing is run that the manifest does not
vouch for by its SHA-256, and nothing whose shapes do not fit the skeleton.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from detector.people import LIMBS, STRIDE
from detector.skeleton import BODY_POINTS, FACE_POINTS, HAND_POINTS, K

SHIPPED: Final[Path] = Path(__file__).parent / "weights"
FORMAT: Final[int] = 2  # of the manifest and of the networks' inputs and outputs
LARGEST: Final[int] = 512 * 2**20  # bytes of one network; the literature's widest has 400 MB

BEST_HANDS: Final[int] = 4  # hands that the finder reads out
HAND_THERE, HAND_RIGHT = 0, 1  # presences of the hand network
# The networks for crops that a detector needs, and the outputs each must have.
NETWORKS: Final[dict[str, dict[str, list[int]]]] = {
    "finder": {
        "xyz": [1, len(BODY_POINTS), 3],
        "score": [1, len(BODY_POINTS)],
        "presence": [1, len(BODY_POINTS)],
        "hands": [1, BEST_HANDS, 7],
    },
    "hand": {"xyz": [1, len(HAND_POINTS), 3], "score": [1, len(HAND_POINTS)], "presence": [1, 2]},
    "face": {"xyz": [1, len(FACE_POINTS), 3], "score": [1, len(FACE_POINTS)], "presence": [1, 1]},
}
CROPS: Final[str] = "crops"
PEOPLE: Final[str] = "people"
# The networks of each kind of weights.
KINDS: Final[dict[str, tuple[str, ...]]] = {CROPS: tuple(NETWORKS), PEOPLE: (PEOPLE,)}


class WeightsError(ValueError):
    """Weights that cannot be used; the message says which file, why, and what to do."""


@dataclass(frozen=True, eq=False)
class Found:
    """What a network says of one crop.

    Attributes:
        xyz: float32 (P, 3): u, v in the crop's unit square, z in crop sides.
        score: float32 (P,) in 0..1, the chance that the point is within 5 % of the hand's (body's, face's) box.
        presence: float32 (Q,) in 0..1: of each body point; of the face; or HAND_THERE, of a hand, and HAND_RIGHT,
            that it appears in the crop as a right one.
        hands: float32 (BEST_HANDS, 7), of the finder only: chance of a hand, centre u and v, extent in crop sides, axis
            from wrist to middle MCP, chance that it is a right hand.
    """

    xyz: NDArray[np.float32]
    score: NDArray[np.float32]
    presence: NDArray[np.float32]
    hands: NDArray[np.float32] | None = None


class Network:
    """One network on ONNX Runtime, on one thread and without spinning (a spinning pool starves the rest of a call).

    Args:
        session: an opened session whose shapes have been checked.
        size: crop size S in pixels.
        outputs: the names of its outputs, which are fields of `Found`.
    """

    def __init__(self, session: ort.InferenceSession, size: int, outputs: list[str]) -> None:
        self._session = session
        self._outputs = outputs
        self.size = size

    def run(self, crop: NDArray[np.uint8]) -> Found:
        """Read one crop, uint8 (S, S, 3) RGB."""
        answers = self._session.run(self._outputs, {"image": crop[None]})
        return Found(**{name: answer[0] for name, answer in zip(self._outputs, answers, strict=True)})


class PictureNetwork:
    """One network that reads whole pictures, on ONNX Runtime and on one thread.

    Args:
        session: an opened session whose shapes have been checked.
        size: side of the pictures in pixels.
    """

    def __init__(self, session: ort.InferenceSession, size: int) -> None:
        self._session = session
        self.size = size

    def run(self, picture: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Confidences (K, H, W) and fields (2 L, H, W), as `detector.people` reads them, of uint8 (S, S, 3) RGB."""
        confidences, fields = self._session.run(["confidences", "fields"], {"image": picture[None]})
        return confidences[0], fields[0]


def kind_of(folder: Path) -> str:
    """Which of KINDS the weights of a folder are.

    Raises:
        WeightsError: the folder or the manifest is missing, damaged, of another version or of an unknown kind.
    """
    return _manifest(folder)[0]


def open_network(name: str, folder: Path = SHIPPED) -> Network:
    """Check and open one of the networks for crops of a weights folder.

    Raises:
        WeightsError: the folder, the manifest or the file is missing, damaged, of another version, another kind or
            another skeleton.
    """
    return Network(*_open(name, folder), list(NETWORKS[name]))


def open_people(folder: Path) -> PictureNetwork:
    """Check and open the network of weights that read whole pictures.

    Raises:
        WeightsError: as for `open_network`.
    """
    return PictureNetwork(*_open(PEOPLE, folder))


def check_all(folder: Path) -> None:
    """See that every network of a weights folder can be used.

    Raises:
        WeightsError: as for `open_network`.
    """
    for name in KINDS[kind_of(folder)]:
        _open(name, folder)


def _outputs(name: str, size: int) -> dict[str, list[int]]:
    """The outputs of a network and their shapes, for what it sees of so many pixels."""
    if name != PEOPLE:
        return NETWORKS[name]
    cells = size // STRIDE
    return {"confidences": [1, K, cells, cells], "fields": [1, 2 * len(LIMBS), cells, cells]}


def _open(name: str, folder: Path) -> tuple[ort.InferenceSession, int]:
    """A network, checked, and the side of what it sees in pixels."""
    entry = _entry(folder, name)
    path = folder / str(entry.get("file", ""))
    if path.parent != folder or not path.is_file():
        raise WeightsError(f"The weights file {path} is missing; install Handline again or choose other weights.")
    if path.stat().st_size > LARGEST:
        raise WeightsError(f"The weights file {path} is larger than {LARGEST >> 20} MB; it is not one of Handline's.")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != entry.get("sha256"):
        raise WeightsError(
            f"The weights file {path} is damaged (its checksum is wrong); "
            "install Handline again or choose other weights."
        )
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4
    try:
        session = ort.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001 (ONNX Runtime's exceptions share no base class)
        raise WeightsError(f"The weights file {path} is not a network that can be run: {error}") from None
    size = _fitting_size(session, name)
    if size is None:
        raise WeightsError(
            f"The weights file {path} was made for another skeleton than this version's; "
            "retrain it or choose other weights."
        )
    return session, size


def _entry(folder: Path, name: str) -> dict[str, Any]:
    """What the manifest says of a network."""
    kind, networks = _manifest(folder)
    if name not in KINDS[kind]:
        what = "read whole pictures" if kind == PEOPLE else "read crops"
        raise WeightsError(f"The weights in {folder} {what}, and are not for this: choose other weights.")
    entry = networks.get(name)
    if not isinstance(entry, dict):
        raise _damaged(folder)
    return entry


def _damaged(folder: Path) -> WeightsError:
    path = folder / "manifest.json"
    return WeightsError(f"The list of weights {path} is damaged; install Handline again or choose others.")


def _manifest(folder: Path) -> tuple[str, dict[str, Any]]:
    """The kind of the weights of a folder, and their list."""
    path = folder / "manifest.json"
    try:
        if path.stat().st_size > 2**16:
            raise ValueError("too large")
        manifest = json.loads(path.read_text(encoding="utf-8"))
        version, kind, networks = manifest["format"], manifest.get("kind", CROPS), manifest["networks"]
        if not isinstance(networks, dict):
            raise TypeError("not an object")
    except FileNotFoundError:
        raise WeightsError(f"There are no weights in {folder} (no manifest.json); choose another folder.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise _damaged(folder) from None
    if version != FORMAT:
        raise WeightsError(f"The weights in {folder} are of format {version}, this Handline reads format {FORMAT}.")
    if not isinstance(kind, str) or kind not in KINDS:
        raise WeightsError(f"The weights in {folder} are of a kind that this Handline does not know: choose others.")
    return kind, networks


def _fitting_size(session: ort.InferenceSession, name: str) -> int | None:
    """The size of what a network sees that has the right inputs and outputs, else None."""
    inputs = {i.name: list(i.shape) for i in session.get_inputs()}
    outputs = {o.name: list(o.shape) for o in session.get_outputs()}
    image = inputs.get("image", [])
    if len(inputs) != 1 or len(image) != 4 or image[0] != 1 or image[3] != 3 or image[1] != image[2]:
        return None
    size = image[1]
    if not isinstance(size, int) or not 32 <= size <= 1024:
        return None
    return size if outputs == _outputs(name, size) else None
