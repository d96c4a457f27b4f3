"""The mesh surgery of the bake: cuts and subdivisions lose no surface and open no gap."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("scipy", reason="the bake needs the extra 'assets'")

from avatar.bake.coarse import coarse
from avatar.bake.occlusion import occlusion
from avatar.bake.patch import Patch, cut, from_quads, join, keep_faces, smooth, subdivide

SIDE = 7


def grid() -> tuple[Patch, np.ndarray]:
    """A flat square sheet of unit size and its source vertices."""
    line = np.linspace(0, 1, SIDE)
    place = np.stack([*np.meshgrid(line, line), np.zeros((SIDE, SIDE))], axis=-1).reshape(-1, 3)
    index = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    quads = np.stack([index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]], axis=-1).reshape(-1, 4)
    return from_quads(quads, len(place)), place


def areas(patch: Patch, place: np.ndarray) -> np.ndarray:
    """Signed areas of the faces."""
    a, b, c = (patch.of(place)[patch.faces[:, i]] for i in range(3))
    return np.cross(b - a, c - a)[:, 2] / 2


def inner_edges_meet(patch: Patch, place: np.ndarray, *others: Patch) -> bool:
    """Every edge inside the sheet is shared by two faces, wherever they come from."""
    edges: dict[tuple[tuple[float, ...], ...], int] = {}
    for part in (patch, *others):
        points = [tuple(p) for p in np.round(part.of(place), 9)]
        for face in part.faces:
            for a, b in pairwise((*face, face[0])):
                key = tuple(sorted((points[a], points[b])))
                edges[key] = edges.get(key, 0) + 1
    for (a, b), count in edges.items():
        on_border = any(a[k] == b[k] and a[k] in (0.0, 1.0) for k in (0, 1))
        if count != (1 if on_border else 2):
            return False
    return True


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 2 * np.pi), st.floats(-0.2, 0.8))
def test_a_cut_parts_the_surface_along_a_straight_line(angle: float, offset: float) -> None:
    patch, place = grid()
    field = place[:, 0] * np.cos(angle) + place[:, 1] * np.sin(angle) - offset
    over, under = cut(patch, patch.of(field))
    for part, sign in ((over, 1), (under, -1)):
        if len(part.faces):
            assert (areas(part, place) > 0).all()
            # A twentieth of an edge is given up where a sliver would be made.
            assert (part.of(field) * sign > -0.08 / SIDE).all()
    assert areas(over, place).sum() + areas(under, place).sum() == pytest.approx(1)
    assert inner_edges_meet(over, place, under)


@settings(max_examples=40, deadline=None)
@given(st.sets(st.integers(0, 2 * (SIDE - 1) ** 2 - 1)))
def test_subdividing_some_faces_opens_no_gap(chosen: set[int]) -> None:
    patch, place = grid()
    finer = subdivide(patch, np.isin(np.arange(len(patch.faces)), list(chosen)))
    assert (areas(finer, place) > 1e-9).all()
    assert areas(finer, place).sum() == pytest.approx(1)
    assert inner_edges_meet(finer, place)
    assert np.allclose(finer.mix.sum(axis=1), 1)


def test_smoothing_takes_out_noise_and_keeps_what_stays() -> None:
    patch, place = grid()
    place[:, 2] = np.random.default_rng(1).normal(0, 0.01, len(place))
    pinned = (place[:, 0] == 0).astype(float)
    smoother = smooth(patch, 10, 1 - pinned)
    after = smoother.of(place)
    assert np.std(after[pinned == 0, 2]) < 0.5 * np.std(place[pinned == 0, 2])
    assert np.array_equal(after[pinned == 1], place[pinned == 1])


def test_joining_and_choosing_keep_only_what_is_used() -> None:
    patch, place = grid()
    half = keep_faces(patch, patch.centres(patch.of(place))[:, 0] < 0.5)
    assert len(half.lift) < len(patch.lift)
    both = join([half, half])
    assert areas(both, place).sum() == pytest.approx(2 * areas(half, place).sum())


def test_a_corner_is_darker_than_the_open_floor() -> None:
    patch, place = grid()
    wall = place[:, [0, 2, 1]]
    floor_and_wall = np.concatenate([place, wall]) * 0.1
    normals = np.repeat([[0.0, 0, 1], [0, 1, 0]], len(place), axis=0)
    flipped = patch.faces[:, ::-1] + len(place)
    open_share = occlusion(floor_and_wall, normals, np.concatenate([patch.faces, flipped]))[: len(place)]
    near = open_share[place[:, 1] == place[SIDE, 1]].mean()
    far = open_share[place[:, 1] == 1].mean()
    assert near < 0.9
    assert far > 0.97


def _thinned(*sheets: np.ndarray, colours: np.ndarray | None = None) -> np.ndarray:
    """The faces that are left of the grid where it lies as `sheets` say."""
    patch, place = grid()
    up = np.tile((0.0, 0.0, 1.0), (len(place), 1))
    shades = np.zeros((len(place), 1)) if colours is None else colours
    return coarse(patch.faces.astype(np.int64), np.stack(sheets), up, shades, np.full(len(place), 0.01))


def test_what_is_flat_loses_its_inner_vertices_and_keeps_its_border() -> None:
    _, place = grid()
    faces = _thinned(place)
    border = 4 * (SIDE - 1)
    assert len(np.unique(faces)) < border + 4
    a, b, c = (place[faces[:, i]] for i in range(3))
    assert np.cross(b - a, c - a)[:, 2].min() > 0
    assert np.cross(b - a, c - a)[:, 2].sum() / 2 == pytest.approx(1)


def test_what_bends_or_is_painted_keeps_its_vertices() -> None:
    _, place = grid()
    middle = np.flatnonzero((np.abs(place[:, :2] - 0.5) < 0.01).all(axis=1))
    bent = place.copy()
    bent[middle, 2] = 0.1
    painted = np.zeros((len(place), 1))
    painted[middle] = 1.0
    assert middle not in np.unique(_thinned(place))
    assert middle in np.unique(_thinned(place, bent)), "flat at rest, but not in the other configuration"
    assert middle in np.unique(_thinned(place, colours=painted))
