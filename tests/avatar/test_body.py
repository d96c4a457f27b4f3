"""The body asset: what it holds, and that no damaged or hostile file gets past the door."""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avatar.arrays import MAX_FILE_BYTES, BodyError
from avatar.body import Body, load_body
from avatar.people import BODY

Arrays = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def arrays() -> Arrays:
    with np.load(BODY, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def written(path: Path, arrays: Arrays) -> Path:
    np.savez(path, **arrays)
    return path


def test_the_shipped_body_is_small_enough_to_draw(body: Body) -> None:
    assert 10_000 < len(body.vertices) < 18_000
    assert len(body.faces) < 32_000


def test_the_rig_has_every_bone_of_both_hands(body: Body) -> None:
    for side in "LR":
        fingers = [n for n in body.rig.names if n.startswith(("finger", "metacarpal")) and n.endswith(f".{side}")]
        assert len(fingers) == 19
        assert {f"wrist.{side}", f"lowerarm01.{side}", f"upperarm01.{side}", f"eye.{side}"} <= set(body.rig.names)


def test_bones_lie_inside_the_person_and_left_is_left(body: Body) -> None:
    low, high = body.vertices.min(axis=0), body.vertices.max(axis=0)
    heads = body.rig.heads
    above = [i for i, name in enumerate(body.rig.names) if name != "root"]
    assert (heads[above] > low - 0.01).all()
    assert (heads[above] < high + 0.01).all()
    for i, name in enumerate(body.rig.names):
        if name.endswith((".L", ".R")):
            assert (heads[i, 0] > 0) == name.endswith(".L"), name


def test_normals_point_out_of_the_faces(body: Body) -> None:
    a, b, c = (body.vertices[body.faces[:, i]].astype(np.float64) for i in range(3))
    flat = np.cross(b - a, c - a)
    agrees = (flat * body.normals[body.faces].mean(axis=1)).sum(axis=1) > 0
    assert agrees.mean() > 0.98


@pytest.mark.parametrize(
    ("shape", "part", "axis", "sign"),
    [
        ("jawOpen", "teeth", 1, -1),
        ("browInnerUp", "brows", 1, 1),
        ("mouthSmileLeft", "lips", 0, 1),
        ("eyeLookOutLeft", "eyes", 0, 1),
    ],
)
def test_face_shapes_move_what_they_are_named_after(body: Body, shape: str, part: str, axis: int, sign: int) -> None:
    shapes = body.shapes
    assert len(shapes.names) == 52
    i = shapes.names.index(shape)
    rows = slice(shapes.starts[i], shapes.starts[i + 1])
    moved, by = shapes.vertices[rows], shapes.offsets[rows].astype(np.float32)
    mine = by[body.part[moved] == body.parts.index(part)]
    assert (mine[:, axis] * sign).max() > 0.002
    assert (body.vertices[moved, 1] > 0.7).all(), "a face shape moves something below the neck"


def test_a_missing_body_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BodyError, match=r"^there is no body at .*nobody\.npz: "):
        load_body(tmp_path / "nobody.npz")


def test_a_folder_is_no_body(tmp_path: Path) -> None:
    with pytest.raises(BodyError, match="cannot be read"):
        load_body(tmp_path)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.999])
def test_a_truncated_body_is_damaged(tmp_path: Path, share: float) -> None:
    whole = BODY.read_bytes()
    short = tmp_path / "short.npz"
    short.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BodyError, match=r"short\.npz is damaged") as told:
        load_body(short)
    assert "\n" not in str(told.value)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    huge = tmp_path / "huge.npz"
    with huge.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(BodyError, match="MB large"):
        load_body(huge)


def _swap(key: str, change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Arrays], None]:
    def apply(arrays: Arrays) -> None:
        arrays[key] = change(arrays[key].copy())

    return apply


def _with(values: np.ndarray, at: object, value: object) -> np.ndarray:
    values[at] = value
    return values


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_swap("format", lambda a: a + 1), "format"),
        (_swap("vertices", lambda a: _with(a, (5, 1), np.nan)), "vertices out of bounds"),
        (_swap("vertices", lambda a: _with(a, (5, 1), 99.0)), "vertices out of bounds"),
        (_swap("vertices", lambda a: a[:-1]), "'normals'"),
        (_swap("vertices", lambda a: a.astype(np.float64)), "'vertices' of float64"),
        (_swap("vertices", lambda a: np.tile(a, (8, 1))), "'vertices'"),
        (_swap("normals", lambda a: a * 0), "normal of no length"),
        (_swap("faces", lambda a: _with(a, (0, 0), 65_535)), "face of vertices"),
        (_swap("faces", lambda a: a[:0]), "no vertices or no faces"),
        (_swap("far_faces", lambda a: _with(a, (0, 0), 65_535)), "face of vertices"),
        (_swap("face", lambda a: _with(a, 0, 65_535)), "points of the face at vertices"),
        (_swap("face", lambda a: a[:60]), "an array 'face'"),
        (_swap("far_faces", lambda a: a[:0]), "no faces to be seen from afar"),
        (_swap("small_faces", lambda a: _with(a, (0, 0), 65_535)), "face of vertices"),
        (_swap("small_faces", lambda a: a[:0]), "no faces to be seen from afar"),
        (_swap("bones", lambda a: _with(a, (0, 0), 255)), "bones that are not there"),
        (_swap("weights", lambda a: a // 2), "do not sum to 1"),
        (_swap("part", lambda a: a + 60), "part that has no name"),
        (_swap("parts", lambda a: _with(a, 0, 0xFF)), "not UTF-8"),
        (_swap("bone_names", lambda a: a[: -len("\neye.R")]), "'bone_parents'"),
        (_swap("bone_names", lambda a: np.concatenate([a, a[:5]])), "repeated names"),
        (_swap("bone_parents", lambda a: _with(a, 3, 40)), "do not fit together"),
        (_swap("bone_rest", lambda a: a * 2), "do not fit together"),
        (_swap("shape_starts", lambda a: a[::-1].copy()), "not laid end to end"),
        (_swap("shape_vertices", lambda a: _with(a, 0, -1)), "move vertices"),
        (_swap("shape_offsets", lambda a: _with(a, (0, 0), np.inf)), "shapes out of bounds"),
        (lambda arrays: arrays.pop("colours"), "lacks the array 'colours'"),
        (_swap("colours", lambda a: np.asfortranarray(a)), "'colours'"),
    ],
)
def test_wrong_contents_are_named(
    tmp_path: Path, arrays: Arrays, change: Callable[[Arrays], None], sentence: str
) -> None:
    bent = dict(arrays)
    change(bent)
    with pytest.raises(BodyError, match=sentence):
        load_body(written(tmp_path / "bent.npz", bent))


def test_pickles_are_never_opened(tmp_path: Path, arrays: Arrays) -> None:
    bent = dict(arrays) | {"parts": np.array([{"a": 1}], dtype=object)}
    with pytest.raises(BodyError):
        load_body(written(tmp_path / "pickle.npz", bent))


def _with_header(arrays: Arrays, key: str, header: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, array in arrays.items():
            data = BytesIO()
            np.lib.format.write_array(data, array, version=(1, 0))
            archive.writestr(f"{name}.npy", header if name == key else data.getvalue())
    return out.getvalue()


def _header(text: str) -> bytes:
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode("latin-1", "replace")


@pytest.fixture(scope="module")
def small(arrays: Arrays) -> Arrays:
    """Valid arrays of a tiny body, quick to write over and over."""
    keep = 12
    first = {name: array[:keep] for name, array in arrays.items() if len(array) == len(arrays["vertices"])}
    none = {"shape_starts": arrays["shape_starts"] * 0, "shape_vertices": np.zeros(0, np.int32)}
    none |= {"shape_offsets": np.zeros((0, 3), np.float16), "faces": np.array([[0, 1, 2]], np.uint16)}
    none |= {
        "far_faces": np.array([[0, 1, 2]], np.uint16),
        "small_faces": np.array([[0, 1, 2]], np.uint16),
        "face": np.zeros(68, np.uint16),
    }
    return arrays | first | none


def test_a_body_without_faces_for_afar_shows_all_it_has(tmp_path: Path, small: Arrays) -> None:
    body = load_body(written(tmp_path / "near.npz", {name: a for name, a in small.items() if name != "far_faces"}))
    np.testing.assert_array_equal(body.far_faces, body.faces)
    np.testing.assert_array_equal(body.small_faces, body.faces)


def test_the_tiny_body_is_sound(tmp_path: Path, small: Arrays) -> None:
    assert len(load_body(written(tmp_path / "small.npz", small)).vertices) == 12


@pytest.mark.parametrize("shape", ["(1000000000000, 3)", "(-1, 3)", "(3.5, 3)", "('a', 3)", "(65536, 3)", "(10**9, 3)"])
def test_a_header_cannot_ask_for_memory(tmp_path: Path, small: Arrays, shape: str) -> None:
    header = _header(f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n")
    path = tmp_path / "greedy.npz"
    path.write_bytes(_with_header(small, "vertices", header))
    with pytest.raises(BodyError):
        load_body(path)


_KINDS = ("<f4", "|O", "<i4", "|u1", "<U9", "[('a', '<f4')]")
_HEADERS = st.builds(
    lambda kind, shape: _header(f"{{'descr': {kind!r}, 'fortran_order': False, 'shape': {shape}, }}\n"),
    st.sampled_from(_KINDS),
    st.text("(),0123456789-", max_size=12),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=st.sampled_from(("format", "vertices", "faces", "parts", "bone_names", "shape_starts")),
    raw=st.one_of(st.binary(max_size=80), st.text(max_size=80).map(_header), _HEADERS),
)
def test_no_header_does_more_than_raise_a_body_error(tmp_path: Path, small: Arrays, key: str, raw: bytes) -> None:
    path = tmp_path / "odd.npz"
    path.write_bytes(_with_header(small, key, raw))
    with pytest.raises(BodyError):
        load_body(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_flipped_bytes_are_noticed_or_harmless(tmp_path: Path, small: Arrays, data: st.DataObject) -> None:
    whole = bytearray(written(tmp_path / "small.npz", small).read_bytes())
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=4)):
        whole[at] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "flipped.npz"
    path.write_bytes(whole)
    with contextlib.suppress(BodyError):
        assert len(load_body(path).vertices) == 12
