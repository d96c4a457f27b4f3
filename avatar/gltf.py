"""The avatar's motion as binary glTF 2.0: the dressed person, its bones, the face as morph targets, and the animation.

Metres, y up, facing +z, as the avatar's world. Each bone is a node of its own name; face actions are morph targets of
ARKit's names, of the part of the mesh that they move. Frames come at the times of the poses, from 0.
Specification: Khronos, "glTF 2.0" (ISO/IEC 12113:2022).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from avatar.body import Body
from avatar.looks import linear
from avatar.rig import AvatarPose

Array = NDArray[np.float64]

_FLOAT, _UINT8, _UINT16 = 5126, 5121, 5123
_TYPES: Final = {1: "SCALAR", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
_VERTICES, _INDICES = 34962, 34963  # targets of buffer views
_LEAST_ACTION: Final = 1e-3  # a face action that never is stronger is left out


def glb(body: Body, poses: Sequence[AvatarPose], title: str) -> bytes:
    """The bytes of a ``.glb`` file.

    Args:
        body: whom it shows.
        poses: in order of time, one at least.
        title: of the animation.
    """
    return _Scene(body, poses, title).bytes()


class _Scene:
    def __init__(self, body: Body, poses: Sequence[AvatarPose], title: str) -> None:
        self._body, self._poses = body, poses
        self._data = bytearray()
        self._views: list[dict[str, Any]] = []
        self._accessors: list[dict[str, Any]] = []
        count = len(body.rig.names)
        actions = np.zeros((len(poses), len(body.shapes.names)))
        for row, pose in zip(actions, poses, strict=True):
            row[: len(pose.actions)] = pose.actions
        shown = np.flatnonzero(actions.max(axis=0) > _LEAST_ACTION)
        targets = [body.shapes.names[i] for i in shown]
        skin = {"joints": list(range(count)), "skeleton": 0, "inverseBindMatrices": self._inverse_rest()}
        meshes = self._meshes(shown)
        holders = [{"name": str(mesh["name"]), "mesh": number, "skin": 0} for number, mesh in enumerate(meshes)]
        for mesh in meshes:
            if "weights" in mesh:
                mesh["extras"] = {"targetNames": targets}
        faces = [count + number for number, mesh in enumerate(meshes) if "weights" in mesh]
        self._document: dict[str, Any] = {
            "asset": {"version": "2.0", "generator": "Handline", "copyright": "Body: CC0 1.0 (MakeHuman)"},
            "scene": 0,
            "scenes": [{"nodes": [0, *range(count, count + len(holders))]}],
            "nodes": [*self._bones(), *holders],
            "skins": [skin],
            "meshes": meshes,
            "materials": [{"name": "matte", "pbrMetallicRoughness": {"metallicFactor": 0.0, "roughnessFactor": 0.9}}],
            "animations": [self._animation(title, actions[:, shown], faces)],
        }

    def bytes(self) -> bytes:
        pad = -len(self._data) % 4
        data = bytes(self._data) + b"\0" * pad
        document = self._document | {
            "buffers": [{"byteLength": len(data)}],
            "bufferViews": self._views,
            "accessors": self._accessors,
        }
        text = json.dumps(document, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        chunks = struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(data), b"BIN\0") + data
        return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks

    def _view(self, values: NDArray[np.generic], target: int | None) -> int:
        self._data += b"\0" * (-len(self._data) % 4)
        view = {"buffer": 0, "byteOffset": len(self._data), "byteLength": values.nbytes}
        self._views.append(view | ({"target": target} if target else {}))
        self._data += np.ascontiguousarray(values).tobytes()
        return len(self._views) - 1

    def _accessor(
        self, values: NDArray[np.generic], *, target: int | None = None, bounds: bool = False, unit: bool = False
    ) -> int:
        kind = {"f": _FLOAT, "B": _UINT8, "H": _UINT16}[values.dtype.char]
        width = 1 if values.ndim == 1 else int(np.prod(values.shape[1:]))
        made: dict[str, Any] = {"bufferView": self._view(values, target), "componentType": kind, "count": len(values)}
        made["type"] = _TYPES[width]
        if unit:
            made["normalized"] = True
        if bounds:
            flat = values.reshape(len(values), -1).astype(np.float64)
            made |= {"min": flat.min(axis=0).tolist(), "max": flat.max(axis=0).tolist()}
        self._accessors.append(made)
        return len(self._accessors) - 1

    def _inverse_rest(self) -> int:
        matrices = np.linalg.inv(self._body.rig.rest.astype(np.float64)).transpose(0, 2, 1)  # columns first
        return self._accessor(matrices.reshape(-1, 16).astype(np.float32))

    def _bones(self) -> list[dict[str, Any]]:
        rig = self._body.rig
        turns = quaternions(rig.local[:, :3, :3].astype(np.float64))
        nodes: list[dict[str, Any]] = []
        for bone, name in enumerate(rig.names):
            node = {
                "name": name,
                "translation": rig.local[bone, :3, 3].astype(float).tolist(),
                "rotation": turns[bone].tolist(),
            }
            children = np.flatnonzero(rig.parents == bone).tolist()
            nodes.append(node | ({"children": children} if children else {}))
        return nodes

    def _meshes(self, shown: NDArray[np.int64]) -> list[dict[str, Any]]:
        """What the face moves, with its morph targets, and all else."""
        body = self._body
        moved = np.zeros(len(body.vertices), bool)
        moved[body.shapes.vertices] = True
        in_face = moved[body.faces].any(axis=1)
        meshes = []
        for name, faces, targets in (
            ("face", body.faces[in_face], shown),
            ("body", body.faces[~in_face], shown[:0]),
        ):
            rows, corners = np.unique(faces.astype(np.int64), return_inverse=True)
            primitive: dict[str, Any] = {
                "attributes": self._attributes(rows),
                "indices": self._accessor(corners.reshape(-1).astype(np.uint16), target=_INDICES),
                "material": 0,
            }
            mesh: dict[str, Any] = {"name": name, "primitives": [primitive]}
            if len(targets):
                primitive["targets"] = [{"POSITION": self._target(number, rows)} for number in targets]
                mesh["weights"] = [0.0] * len(targets)
            meshes.append(mesh)
        return meshes

    def _attributes(self, rows: NDArray[np.int64]) -> dict[str, int]:
        body = self._body
        # glTF multiplies colours in linear light; occlusion is baked into them.
        colour = np.ones((len(rows), 4))
        colour[:, :3] = linear(body.colours[rows, :3] / 255) * (0.4 + 0.6 * body.colours[rows, 3:] / 255)
        weights = body.weights[rows]
        # Joints of no weight are 0, as the specification asks.
        joints = np.where(weights > 0, body.bones[rows], 0).astype(np.uint8)
        return {
            "POSITION": self._accessor(body.vertices[rows], target=_VERTICES, bounds=True),
            "NORMAL": self._accessor(body.normals[rows], target=_VERTICES),
            "COLOR_0": self._accessor(np.rint(colour * 65535).astype(np.uint16), target=_VERTICES, unit=True),
            "JOINTS_0": self._accessor(joints, target=_VERTICES),
            "WEIGHTS_0": self._accessor((weights / weights.sum(axis=1, keepdims=True)), target=_VERTICES),
        }

    def _target(self, number: int, rows: NDArray[np.int64]) -> int:
        """One face action: how far it moves the vertices, sparse."""
        shapes = self._body.shapes
        own = slice(int(shapes.starts[number]), int(shapes.starts[number + 1]))
        dense = np.zeros((len(self._body.vertices), 3), np.float32)
        dense[shapes.vertices[own]] = shapes.offsets[own]
        offsets = dense[rows]
        moved = np.flatnonzero(np.abs(offsets).max(axis=1) > 0)
        if not len(moved):
            moved = np.zeros(1, np.int64)
        sparse = {
            "count": len(moved),
            "indices": {"bufferView": self._view(moved.astype(np.uint16), None), "componentType": _UINT16},
            "values": {"bufferView": self._view(offsets[moved], None)},
        }
        made = {"componentType": _FLOAT, "count": len(rows), "type": "VEC3", "sparse": sparse}
        bounds = {"min": offsets.min(axis=0).astype(float).tolist(), "max": offsets.max(axis=0).astype(float).tolist()}
        self._accessors.append(made | bounds)
        return len(self._accessors) - 1

    def _animation(self, title: str, actions: Array, faces: list[int]) -> dict[str, Any]:
        rig, poses = self._body.rig, self._poses
        seconds = np.array([(pose.time_us - poses[0].time_us) / 1e6 for pose in poses], np.float32)
        time = self._accessor(seconds, bounds=True)
        samplers: list[dict[str, Any]] = []
        channels: list[dict[str, Any]] = []

        def drive(node: int, path: str, values: NDArray[np.float32]) -> None:
            channels.append({"sampler": len(samplers), "target": {"node": node, "path": path}})
            samplers.append({"input": time, "interpolation": "LINEAR", "output": self._accessor(values)})

        turned = np.stack([pose.rotations for pose in poses]).astype(np.float64)
        for bone in range(len(rig.names)):
            if np.abs(turned[:, bone] - np.eye(3)).max() > 1e-6:
                drive(
                    bone, "rotation", smooth_quaternions(rig.local[bone, :3, :3].astype(np.float64) @ turned[:, bone])
                )
        root = np.stack([pose.root for pose in poses])
        if np.abs(root).max() > 0:
            drive(0, "translation", (rig.local[0, :3, 3] + root).astype(np.float32))
        for node in faces:
            drive(node, "weights", actions.astype(np.float32).reshape(-1))
        return {"name": title, "channels": channels, "samplers": samplers}


def quaternions(turns: Array) -> Array:
    """Unit quaternions (N, 4), x y z w with w >= 0, of rotation matrices (N, 3, 3), by Bar-Itzhack's method.

    The eigenvector of the largest eigenvalue of a symmetric matrix made of the rotation (Bar-Itzhack, "New method for
    extracting the quaternion from a rotation matrix", 2000): sound for every angle, and for matrices that are a little
    off.
    """
    m = np.moveaxis(turns, 0, -1)
    k = np.empty((len(turns), 4, 4))
    k[:, 0, 0], k[:, 1, 1] = m[0, 0] - m[1, 1] - m[2, 2], m[1, 1] - m[0, 0] - m[2, 2]
    k[:, 2, 2], k[:, 3, 3] = m[2, 2] - m[0, 0] - m[1, 1], m[0, 0] + m[1, 1] + m[2, 2]
    k[:, 0, 1] = k[:, 1, 0] = m[0, 1] + m[1, 0]
    k[:, 0, 2] = k[:, 2, 0] = m[0, 2] + m[2, 0]
    k[:, 1, 2] = k[:, 2, 1] = m[1, 2] + m[2, 1]
    k[:, 0, 3] = k[:, 3, 0] = m[2, 1] - m[1, 2]
    k[:, 1, 3] = k[:, 3, 1] = m[0, 2] - m[2, 0]
    k[:, 2, 3] = k[:, 3, 2] = m[1, 0] - m[0, 1]
    best = np.linalg.eigh(k)[1][:, :, -1]
    return np.asarray(np.where(best[:, 3:] < 0, -best, best))


def smooth_quaternions(turns: Array) -> NDArray[np.float32]:
    """As `quaternions`, one after another in time: of the two for each turn the one nearer to that before."""
    out = quaternions(turns)
    flips = np.cumprod(np.where((out[1:] * out[:-1]).sum(axis=1) < 0, -1.0, 1.0))
    out[1:] *= flips[:, None]
    return out.astype(np.float32)
