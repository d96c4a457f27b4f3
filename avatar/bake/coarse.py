"""Fewer triangles for a body that is seen from where a whole signer is seen: the same vertices, fewer of them used.

Vertices are taken away one at a time, each laid on a neighbour, cheapest first (half-edge collapse; the cost after
Garland & Heckbert, "Surface simplification using quadric error metrics", 1997). The error is measured in several
configurations at once (at rest, with bent fingers and arms, with moved faces), so that what is flat at rest and bends
later keeps its vertices.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import Final

import numpy as np
from numpy.typing import NDArray

from avatar.body import Body
from avatar.poser import Poser
from avatar.rig import forward, skinning_matrices

Floats = NDArray[np.float64]

# Metres of error for what moves over one metre: a normal by its own length, a colour from black to white.
_SHADING: Final = 0.10
_TINT: Final = 0.25
# A triangle may turn by so much at most (cosine), in no configuration more.
_TURN: Final = 0.5
_WELD: Final = 1e-5  # metres
# Metres by which surfaces may be off. From afar a pixel is 2 mm; the cost counts every plane that meets in a vertex, so
# that the surface is off by a fraction of this. The face's details are what gaze and mouth are read from.
_ALLOWED: Final = 0.004
_ALLOWED_HEAD: Final = 0.003
_ALLOWED_HAND: Final = 0.002
_ALLOWED_FEATURES: Final = 0.0015
_FEATURES: Final = ("lids", "lips", "eyes", "brows", "lashes")
_MOVED: Final = ("jawOpen", "eyeBlinkLeft", "eyeBlinkRight", "mouthSmileLeft", "mouthSmileRight", "browInnerUp")


def from_afar(body: Body, off: float = 1.0) -> NDArray[np.uint16]:
    """The triangles (G, 3) of a body that is seen whole.

    Args:
        body: the body.
        off: by how many times more than in a large window surfaces may be off; those of hands, which are read, never.
    """
    carrier = body.bones[np.arange(len(body.vertices)), body.weights.argmax(axis=1)]
    names = np.array([name.split(".")[0].rstrip("-0123456789") for name in body.rig.names])[carrier]
    allowed = np.full(len(names), off * _ALLOWED)
    allowed[names == "head"] = off * _ALLOWED_HEAD
    allowed[np.isin(names, ("wrist", "metacarpal", "finger"))] = _ALLOWED_HAND
    allowed[np.isin(body.part, [body.parts.index(name) for name in _FEATURES])] = off * _ALLOWED_FEATURES
    faces = coarse(
        body.faces.astype(np.int64),
        _configurations(body),
        body.normals.astype(np.float64),
        body.colours.astype(np.float64) / 255,
        allowed,
    )
    return faces.astype(np.uint16)


def _configurations(body: Body) -> Floats:
    """Vertices (3, V, 3): at rest; arms bent before the body; fists and a moved face."""
    rest = body.vertices.astype(np.float64)
    face = rest.copy()
    for name in _MOVED:
        number = body.shapes.names.index(name)
        own = slice(body.shapes.starts[number], body.shapes.starts[number + 1])
        face[body.shapes.vertices[own]] += body.shapes.offsets[own].astype(np.float64)
    bent, fists = Poser(body.rig), Poser(body.rig)
    for side, outward in (("L", 1.0), ("R", -1.0)):
        bent.aim(f"upperarm01.{side}", f"lowerarm01.{side}", (0.25 * outward, -1.0, 0.15))
        bent.aim(f"lowerarm01.{side}", f"wrist.{side}", (-0.3 * outward, 0.8, 0.5))
        fists.aim(f"upperarm01.{side}", f"lowerarm01.{side}", (0.9 * outward, 0.5, 0.3))
        for finger in range(1, 6):
            fists.curl(side, finger, 60)
    return np.stack((rest, _placed(body, bent, rest), _placed(body, fists, face)))


def _placed(body: Body, poser: Poser, vertices: Floats) -> Floats:
    """Where vertices (V, 3) at rest come to lie in a pose."""
    bones = skinning_matrices(body.rig, forward(body.rig, poser.pose())).astype(np.float64)
    own = (bones[body.bones] * body.weights[..., None, None]).sum(axis=1)
    return np.asarray((own[:, :3, :3] @ vertices[..., None])[..., 0] + own[:, :3, 3])


def coarse(
    faces: NDArray[np.int64], places: Floats, normals: Floats, colours: Floats, allowed: Floats
) -> NDArray[np.int64]:
    """Triangles (G, 3) that show the same surface by fewer vertices.

    Borders stay as they are, and so do vertices that lie on another piece's: no gap opens.

    Args:
        faces: (F, 3).
        places: (P, V, 3) metres: where the vertices are in each configuration.
        normals: (V, 3) unit normals.
        colours: (V, C) in 0..1.
        allowed: (V,) metres by which the surface may be off there.
    """
    return _Collapse(faces, places, normals, colours, allowed).run()


class _Collapse:
    def __init__(
        self, faces: NDArray[np.int64], places: Floats, normals: Floats, colours: Floats, allowed: Floats
    ) -> None:
        self._places, self._allowed = places, allowed
        self._looks = np.hstack((normals * _SHADING, colours * _TINT))
        self._faces = [tuple(int(v) for v in face) for face in faces]
        self._around: list[set[int]] = [set() for _ in allowed]
        for number, face in enumerate(self._faces):
            for vertex in face:
                self._around[vertex].add(number)
        self._quadrics = _quadrics(faces, places)
        self._stays = _borders(faces, len(allowed)) | _shared(places[0], np.unique(faces))

    def run(self) -> NDArray[np.int64]:
        waiting = [entry for v in range(len(self._around)) if (entry := self._best(v)) is not None]
        heapify(waiting)
        while waiting:
            cost, vertex, onto = heappop(waiting)
            now = self._best(vertex)
            if now is None:
                continue
            if now != (cost, vertex, onto):
                heappush(waiting, now)
                continue
            self._lay(vertex, onto)
        left = sorted({number for numbers in self._around for number in numbers})
        return np.array([self._faces[number] for number in left], np.int64)

    def _neighbours(self, vertex: int) -> set[int]:
        return {v for number in self._around[vertex] for v in self._faces[number]} - {vertex}

    def _best(self, vertex: int) -> tuple[float, int, int] | None:
        """The cheapest way to take a vertex away: cost as a share of what is allowed, the vertex, its new place."""
        if self._stays[vertex] or not self._around[vertex]:
            return None
        near = np.fromiter(self._neighbours(vertex), np.int64)
        at = self._places[:, near]
        flat = np.concatenate((at, np.ones((*at.shape[:2], 1))), axis=2)
        off = np.sqrt(np.maximum(np.einsum("pni,pij,pnj->pn", flat, self._quadrics[:, vertex], flat), 0).max(axis=0))
        length = np.linalg.norm(self._places[0, near] - self._places[0, vertex], axis=1)
        off += length * np.abs(self._looks[near] - self._looks[vertex]).sum(axis=1)
        share = off / self._allowed[vertex]
        for i in np.argsort(share, kind="stable"):
            if share[i] > 1:
                return None
            if self._sound(vertex, int(near[i])):
                return float(share[i]), vertex, int(near[i])
        return None

    def _sound(self, vertex: int, onto: int) -> bool:
        """Whether the surface stays one sheet, and no triangle turns over."""
        if len(self._neighbours(vertex) & self._neighbours(onto)) != 2:
            return False
        stay = [self._faces[n] for n in self._around[vertex] if onto not in self._faces[n]]
        old = np.array(stay)
        new = np.where(old == vertex, onto, old)
        before, after = _normals(old, self._places), _normals(new, self._places)
        return bool(((before * after).sum(axis=-1) > _TURN * _length(before) * _length(after)).all())

    def _lay(self, vertex: int, onto: int) -> None:
        for number in self._around[vertex]:
            face = self._faces[number]
            if onto in face:
                for v in face:
                    if v != vertex:
                        self._around[v].discard(number)
            else:
                a, b, c = (onto if v == vertex else v for v in face)
                self._faces[number] = (a, b, c)
                self._around[onto].add(number)
        self._around[vertex] = set()
        self._quadrics[:, onto] += self._quadrics[:, vertex]


def _normals(faces: NDArray[np.int64], places: Floats) -> Floats:
    """Normals (P, F, 3) as long as twice the area."""
    a, b, c = (places[:, faces[:, i]] for i in range(3))
    return np.cross(b - a, c - a)


def _length(v: Floats) -> Floats:
    return np.asarray(np.linalg.norm(v, axis=-1))


def _quadrics(faces: NDArray[np.int64], places: Floats) -> Floats:
    """Per configuration and vertex (P, V, 4, 4): the sum of squared distances from the planes of its triangles."""
    normal = _normals(faces, places)
    normal /= np.maximum(_length(normal), 1e-15)[..., None]
    plane = np.concatenate((normal, -(normal * places[:, faces[:, 0]]).sum(axis=-1, keepdims=True)), axis=-1)
    own = plane[..., :, None] * plane[..., None, :]
    out = np.zeros((*places.shape[:2], 4, 4))
    for i in range(3):
        for configuration in range(len(places)):
            np.add.at(out[configuration], faces[:, i], own[configuration])
    return out


def _borders(faces: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    """bool (V,): vertices of edges that not exactly two triangles share."""
    edges = np.sort(np.concatenate((faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]])), axis=1)
    found, times = np.unique(edges, axis=0, return_counts=True)
    out = np.zeros(count, bool)
    out[found[times != 2]] = True
    return out


def _shared(place: Floats, used: NDArray[np.int64]) -> NDArray[np.bool_]:
    """bool (V,): vertices that lie on another one; only those that are used count."""
    _, which, times = np.unique(
        np.rint(place[used] / _WELD).astype(np.int64), axis=0, return_inverse=True, return_counts=True
    )
    out = np.zeros(len(place), bool)
    out[used] = times[which.reshape(-1)] > 1
    return out
