"""BVH and glTF: independent readers find the same joints at the same times, the same mesh and the same face."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.body import Body
from avatar.bvh import bvh, euler_zxy
from avatar.gltf import glb, quaternions, smooth_quaternions
from avatar.looks import Look
from avatar.people import load_person
from avatar.poser import Poser
from avatar.retarget import Retargeter
from avatar.rig import AvatarPose, forward
from avatar.rotations import from_vector

sys.path.insert(0, str(Path(__file__).parent))
from poses import crossed, overhead, signing
from signers import Signer

Array = NDArray[np.float64]
FPS = 25.0


@pytest.fixture(scope="module")
def person() -> Body:
    return load_person(Look("birch"))


@pytest.fixture(scope="module")
def poses(person: Body) -> list[AvatarPose]:
    """Retargeted signing and posed arms, with a face that moves."""
    signer, avatar = Signer(person.rig), Retargeter(person)
    rng = np.random.default_rng(5)
    out = [avatar.update(signer.random(rng, round(n * 1e6 / FPS)).pose) for n in range(4)]
    out += [make(person.rig).pose(round((4 + n) * 1e6 / FPS)) for n, make in enumerate((signing, crossed, overhead))]
    actions = np.zeros(len(person.shapes.names), np.float32)
    actions[[person.shapes.names.index(name) for name in ("jawOpen", "eyeBlinkLeft")]] = 0.75, 1.0
    last = out[-1]
    moved = AvatarPose(last.time_us, last.rotations, np.array((0.01, 0.02, -0.03)), last.visibility, actions)
    return [*out[:-1], moved]


def joints(person: Body, pose: AvatarPose) -> Array:
    return forward(person.rig, pose)[:, :3, 3].astype(np.float64)


@pytest.mark.parametrize("seed", range(3))
def test_angles_of_bvh_and_quaternions_are_the_turns_they_came_from(seed: int) -> None:
    turns = from_vector(np.random.default_rng(seed).normal(0, 2, (200, 3)))
    quarter = np.array([[0.0, -1, 0], [0, 0, -1], [1, 0, 0]])
    turns = np.concatenate((turns, np.eye(3)[None], quarter[None], from_vector(np.array([[np.pi, 0, 0]]))))
    z, x, y = np.radians(euler_zxy(turns)).T
    zero, one = np.zeros_like(x), np.ones_like(x)
    about_z = np.array([[np.cos(z), -np.sin(z), zero], [np.sin(z), np.cos(z), zero], [zero, zero, one]])
    about_x = np.array([[one, zero, zero], [zero, np.cos(x), -np.sin(x)], [zero, np.sin(x), np.cos(x)]])
    about_y = np.array([[np.cos(y), zero, np.sin(y)], [zero, one, zero], [-np.sin(y), zero, np.cos(y)]])
    np.testing.assert_allclose(np.einsum("ijn,jkn,kln->nil", about_z, about_x, about_y), turns, atol=1e-6)
    np.testing.assert_allclose(rotated(quaternions(turns)), turns, atol=1e-6)
    smooth = smooth_quaternions(turns)
    assert ((smooth[1:] * smooth[:-1]).sum(axis=1) >= -1e-6).all()


def rotated(q: Array) -> Array:
    x, y, z, w = np.asarray(q, np.float64).T
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    return np.moveaxis(np.array(rows), -1, 0)


def test_another_reader_of_bvh_finds_the_same_joints(tmp_path: Path, person: Body, poses: list[AvatarPose]) -> None:
    bvhio = pytest.importorskip("bvhio", reason="the independent reader comes with the extra 'dev'")
    path = tmp_path / "signed.bvh"
    path.write_text(bvh(person.rig, poses, FPS))
    raw = bvhio.readAsBvh(str(path))
    assert raw.FrameCount == len(poses)
    assert raw.FrameTime == pytest.approx(1 / FPS)
    root = bvhio.readAsHierarchy(str(path))
    found = {joint.Name: joint for joint, *_ in root.layout()}
    assert set(person.rig.names) <= set(found)
    for frame, pose in enumerate(poses):
        root.loadPose(frame)
        wanted = joints(person, pose) * 100  # centimetres
        for bone, name in enumerate(person.rig.names):
            np.testing.assert_allclose(list(found[name].PositionWorld), wanted[bone], atol=0.02, err_msg=name)


def accessor(document: object, number: int) -> Array:
    """An accessor's values, as pygltflib hands the pieces over."""
    described = document.accessors[number]  # type: ignore[attr-defined]
    width = {"SCALAR": 1, "VEC3": 3, "VEC4": 4, "MAT4": 16}[described.type]

    def view(number: int, kind: int, count: int) -> Array:
        place = document.bufferViews[number]  # type: ignore[attr-defined]
        dtype = {5126: "<f4", 5121: "u1", 5123: "<u2"}[kind]
        data = document.binary_blob()[place.byteOffset : place.byteOffset + place.byteLength]  # type: ignore[attr-defined]
        return np.frombuffer(data, dtype)[:count].astype(np.float64)

    out = np.zeros((described.count, width))
    if described.bufferView is not None:
        out = view(described.bufferView, described.componentType, described.count * width).reshape(-1, width)
    if described.sparse is not None:
        sparse = described.sparse
        rows = view(sparse.indices.bufferView, sparse.indices.componentType, sparse.count).astype(int)
        out[rows] = view(sparse.values.bufferView, described.componentType, sparse.count * width).reshape(-1, width)
    return out


def test_another_reader_of_gltf_finds_the_same_joints_skin_and_face(person: Body, poses: list[AvatarPose]) -> None:
    pygltflib = pytest.importorskip("pygltflib", reason="the independent reader comes with the extra 'dev'")
    document = pygltflib.GLTF2.load_from_bytes(glb(person, poses, "signed"))
    nodes, skin, (animation,) = document.nodes, document.skins[0], document.animations
    names = [node.name for node in nodes]
    assert tuple(names[: len(person.rig.names)]) == person.rig.names
    parents = {child: parent for parent, node in enumerate(nodes) for child in node.children or ()}
    meshes = {document.meshes[node.mesh].name: document.meshes[node.mesh] for node in nodes if node.mesh is not None}
    face = meshes["face"]
    targets = face.extras["targetNames"]
    assert {"jawOpen", "eyeBlinkLeft"} <= set(targets)

    times = accessor(document, animation.samplers[0].input)[:, 0]
    np.testing.assert_allclose(times, np.arange(len(poses)) / FPS, atol=1e-4)
    for frame, pose in enumerate(poses):
        local = {"translation": {}, "rotation": {}, "weights": {}}
        for channel in animation.channels:
            values = accessor(document, animation.samplers[channel.sampler].output)
            per_frame = len(values) // len(poses)
            local[channel.target.path][channel.target.node] = values[frame * per_frame : (frame + 1) * per_frame]
        world: dict[int, Array] = {}
        for number in range(len(person.rig.names)):
            made = np.eye(4)
            made[:3, 3] = local["translation"].get(number, [nodes[number].translation])[0]
            made[:3, :3] = rotated(np.array([local["rotation"].get(number, [nodes[number].rotation])[0]]))[0]
            world[number] = world[parents[number]] @ made if number in parents else made
        place = np.array([world[number][:3, 3] for number in range(len(person.rig.names))])
        np.testing.assert_allclose(place, joints(person, pose), atol=1e-4)
    # The last pose: the face's vertices with their weights, morph targets and bones, against our own skinning.
    primitive = face.primitives[0]
    weights = local["weights"][names.index("face")][:, 0]
    assert weights[targets.index("jawOpen")] == pytest.approx(0.75)
    at = accessor(document, primitive.attributes.POSITION)
    for number, target in enumerate(primitive.targets):
        at = at + weights[number] * accessor(document, target["POSITION"])
    inverse = accessor(document, skin.inverseBindMatrices).reshape(-1, 4, 4).transpose(0, 2, 1)
    bones = np.array([world[joint] for joint in skin.joints]) @ inverse
    joint = accessor(document, primitive.attributes.JOINTS_0).astype(int)
    mixed = (bones[joint] * accessor(document, primitive.attributes.WEIGHTS_0)[..., None, None]).sum(axis=1)
    shown = np.einsum("nij,nj->ni", mixed[:, :3, :3], at) + mixed[:, :3, 3]
    wanted = skinned(person, poses[-1])
    np.testing.assert_allclose(shown, wanted[face_rows(person)], atol=3e-4)
    assert sum(len(accessor(document, mesh.primitives[0].indices)) for mesh in meshes.values()) == person.faces.size


def skinned(person: Body, pose: AvatarPose) -> Array:
    """Our own vertices in a pose with its face."""
    place = person.vertices.astype(np.float64)
    for number, strength in enumerate(pose.actions):
        own = slice(int(person.shapes.starts[number]), int(person.shapes.starts[number + 1]))
        place[person.shapes.vertices[own]] += strength * person.shapes.offsets[own].astype(np.float64)
    bones = forward(person.rig, pose).astype(np.float64) @ person.rig.inverse_rest
    mixed = (bones[person.bones] * person.weights[..., None, None]).sum(axis=1)
    return np.einsum("nij,nj->ni", mixed[:, :3, :3], place) + mixed[:, :3, 3]


def face_rows(person: Body) -> NDArray[np.int64]:
    """The vertices of all triangles that the face moves."""
    moved = np.zeros(len(person.vertices), bool)
    moved[person.shapes.vertices] = True
    return np.unique(person.faces[moved[person.faces].any(axis=1)])


def test_trimesh_opens_the_gltf_as_a_mesh_of_the_persons_size(person: Body, poses: list[AvatarPose]) -> None:
    trimesh = pytest.importorskip("trimesh", reason="the independent reader comes with the extra 'dev'")
    scene = trimesh.load(BytesIO(glb(person, poses, "signed")), file_type="glb")
    low, high = scene.bounds
    np.testing.assert_allclose(low, person.vertices.min(axis=0), atol=1e-3)
    np.testing.assert_allclose(high, person.vertices.max(axis=0), atol=1e-3)
    assert sum(len(mesh.faces) for mesh in scene.geometry.values()) == len(person.faces)
    place = np.array([scene.graph.get(name)[0][:3, 3] for name in person.rig.names])
    np.testing.assert_allclose(place, person.rig.heads, atol=1e-4)


def test_a_face_at_ease_has_no_morph_targets(person: Body) -> None:
    pygltflib = pytest.importorskip("pygltflib")
    document = pygltflib.GLTF2.load_from_bytes(glb(person, [Poser(person.rig).pose()], "still"))
    assert all(not mesh.primitives[0].targets for mesh in document.meshes)
