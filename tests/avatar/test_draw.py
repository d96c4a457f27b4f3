"""What the drawing shows, by its pixels: hands where the bones are, clothes, no holes, lines, fading."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.body import Body
from avatar.camera import Camera
from avatar.rig import AvatarPose, Rig

sys.path.insert(0, str(Path(__file__).parent))
from poses import crossed, overhead, resting, signing

from avatar.poser import Poser

if TYPE_CHECKING:
    from avatar.picture import Studio

SIZE = (640, 480)
CAMERA = Camera.framing(SIZE[0] / SIZE[1])
Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]


def is_background(picture: Pixels) -> Mask:
    from avatar.painter import BACKGROUND

    return np.abs(picture - np.array(BACKGROUND) * 255).max(axis=2) < 6


def is_skin(picture: Pixels) -> Mask:
    """Reddish and bright: neither cloth, hair, line nor background is."""
    red, green, blue = (picture[..., i].astype(int) for i in range(3))
    return (red > 130) & (red > green + 15) & (green > blue)


def at(picture: NDArray[np.generic], points: NDArray[np.floating]) -> NDArray[np.generic]:
    columns, rows = np.rint(points).astype(int).T
    return picture[rows, columns]


def joints(poser: Poser, camera: Camera, *prefixes: str) -> NDArray[np.float32]:
    rows = [i for i, name in enumerate(poser.rig.names) if name.startswith(prefixes)]
    return camera.pixels(poser.heads()[rows].astype(np.float32), SIZE)


def finger_joints(poser: Poser, side: str, fingers: Sequence[int] = (2, 3, 4, 5)) -> NDArray[np.float32]:
    rows = [poser.rig.index(f"finger{f}-{j}.{side}") for f in fingers for j in (1, 2, 3)]
    return CAMERA.pixels(poser.heads()[rows].astype(np.float32), SIZE)


def torso(poser: Poser, camera: Camera) -> Mask:
    """The chest and belly between the shoulder joints and the hips, well inside the silhouette."""
    heads = poser.heads()
    neck, root = heads[poser.rig.index("spine01")], heads[poser.rig.index("spine05")]
    across = heads[poser.rig.index("shoulder01.L")] - heads[poser.rig.index("shoulder01.R")]
    corners = np.array([neck - 0.4 * across, neck + 0.4 * across, root + 0.4 * across, root - 0.4 * across])
    mask = np.zeros(SIZE[::-1], np.uint8)
    outline = np.rint(camera.pixels(corners.astype(np.float32), SIZE)).astype(np.int32)
    cv2.fillConvexPoly(mask, cv2.convexHull(outline), 1)
    return mask.astype(bool)


POSES: tuple[Callable[[Rig], Poser], ...] = (signing, resting, crossed, overhead)


@pytest.mark.parametrize("faces", ["far_faces", "small_faces"])
@pytest.mark.parametrize("make", POSES)
def test_fewer_triangles_look_the_same_from_afar(
    display: None, body: Body, make: Callable[[Rig], Poser], faces: str
) -> None:
    from avatar.picture import Studio

    pose = make(body.rig).pose()
    assert len(body.small_faces) < 0.9 * len(body.far_faces) < 0.45 * len(body.faces)
    unequal = replace(body, small_faces=body.far_faces) if faces == "far_faces" else body
    with (
        Studio(replace(body, far_faces=body.faces, small_faces=body.faces), SIZE) as careful,
        Studio(unequal, SIZE) as quick,
    ):
        far, near = quick.draw(pose), careful.draw(pose)
    assert np.abs(far.astype(int) - near).mean() < 0.5
    # A line may lie a pixel aside; nothing else may look different.
    least, most = (change(near, np.ones((3, 3))).astype(int) for change in (cv2.erode, cv2.dilate))
    beyond = np.maximum(least - far, far - most).max(axis=2)
    assert (beyond > 30).mean() < 0.0005


def test_all_triangles_are_drawn_close_by(studio: Studio, body: Body) -> None:
    from avatar.picture import Studio

    pose = resting(body.rig).pose()
    close = replace(CAMERA, centre=(0.0, 0.9, 0.1), distance=1.3)
    with Studio(replace(body, far_faces=body.faces, small_faces=body.faces), SIZE) as careful:
        np.testing.assert_array_equal(studio.draw(pose, close), careful.draw(pose, close))
        assert (studio.draw(pose) != careful.draw(pose)).any(), "the body has fewer triangles from afar"


@pytest.mark.parametrize("side", ["L", "R"])
def test_hands_are_drawn_where_their_bones_are(studio: Studio, body: Body, side: str) -> None:
    poser = signing(body.rig)
    picture = studio.draw(poser.pose())
    points = finger_joints(poser, side, (1, 2, 3, 4, 5) if side == "L" else (2,))
    assert at(is_skin(picture), points).mean() > 0.9
    # The avatar's left hand is at the viewer's right, as in an unmirrored camera picture.
    assert ((points[:, 0] > SIZE[0] / 2) == (side == "L")).all()


def test_moving_one_finger_changes_that_finger_alone(studio: Studio, body: Body) -> None:
    straight, bent = signing(body.rig), signing(body.rig).curl("L", 2, 70)
    changed = (studio.draw(straight.pose()).astype(int) - studio.draw(bent.pose())).any(axis=2)
    assert changed.sum() > 100
    rows, columns = np.nonzero(changed)
    around = finger_joints(straight, "L", (1, 2, 3, 4, 5))
    low, high = around.min(axis=0) - 40, around.max(axis=0) + 40
    assert (columns > low[0]).all()
    assert (columns < high[0]).all()
    assert (rows > low[1]).all()
    assert (rows < high[1]).all()
    tip = CAMERA.pixels(straight.heads()[straight.rig.index("finger2-3.L")].astype(np.float32), SIZE)
    assert at(changed, tip[None]).all()


@pytest.mark.parametrize("turn", [0.0, 70.0, 180.0])
def test_the_avatar_is_dressed_from_every_side(studio: Studio, body: Body, turn: float) -> None:
    for make in (resting, overhead):
        poser = make(body.rig)
        camera = replace(CAMERA, turn=turn)
        picture = studio.draw(poser.pose(), camera)
        inside = torso(poser, camera)
        assert inside.sum() > 3000
        assert not (is_skin(picture) & inside).any(), f"skin shows on the torso in {make.__name__}"


@pytest.mark.parametrize("make", POSES)
@pytest.mark.parametrize("turn", [-60.0, 0.0, 40.0, 180.0])
def test_the_torso_has_no_holes(studio: Studio, body: Body, make: Callable[[Rig], Poser], turn: float) -> None:
    poser = make(body.rig)
    camera = replace(CAMERA, turn=turn, rise=10.0)
    picture = studio.draw(poser.pose(), camera)
    assert not (is_background(picture) & torso(poser, camera)).any()


def test_the_head_is_whole_and_has_a_face(studio: Studio, body: Body) -> None:
    poser = resting(body.rig)
    camera = Camera(tuple(poser.heads()[poser.rig.index("head")] + (0, 0.05, 0.05)), 1.2)
    picture = studio.draw(poser.pose(), camera)
    eyes = joints(poser, camera, "eye")
    width = np.ptp(eyes[:, 0])
    between = eyes.mean(axis=0)
    for eye in eyes:
        x, y = np.rint(eye).astype(int)
        r = round(width * 0.22)
        patch = picture[y - r : y + r, x - r : x + r].astype(int)
        assert (patch.min(axis=2) > 190).any(), "no white of the eye"
        assert (patch.max(axis=2) < 60).any(), "no pupil or lash"
    forehead = picture[round(between[1] - 0.55 * width), round(between[0])]
    hair = picture[round(between[1] - 1.5 * width), round(between[0])]
    assert is_skin(forehead[None, None])[0, 0]
    assert hair.max() < 130
    columns = slice(round(between[0] - 0.7 * width), round(between[0] + 0.7 * width))
    rows = slice(round(between[1] - 1.2 * width), round(between[1] + 1.2 * width))
    assert not is_background(picture)[rows, columns].any()


@pytest.mark.parametrize("make", [signing, crossed])
def test_edges_are_smoothed_where_one_sample_a_pixel_is_drawn(
    studio: Studio, display: None, body: Body, make: Callable[[Rig], Poser]
) -> None:
    """What the processor draws is nearer to a picture of four samples a pixel than it would be untouched."""
    from avatar import picture
    from avatar.edges import smoothed
    from avatar.picture import Studio

    pose = make(body.rig).pose()
    wanted = studio.draw(pose).astype(int)
    with Studio(body, SIZE, samples=0) as quick, pytest.MonkeyPatch.context() as patch:
        smooth = quick.draw(pose)
        patch.setattr(picture, "smoothed", lambda pixels: pixels)
        raw = quick.draw(pose)
    assert np.abs(smooth - wanted).mean() < 0.92 * np.abs(raw - wanted).mean()
    still = np.full((9, 9, 4), 77, np.uint8)
    np.testing.assert_array_equal(smoothed(still), still)


def shadow(studio: Studio, body: Body, away: float) -> NDArray[np.int_]:
    """Where a hand `away` metres before the chest darkens the top: rows and columns (N, 2) of those pixels."""
    poser = Poser(body.rig)
    poser.aim("upperarm01.R", "lowerarm01.R", (-0.5, -1.0, 0.1))
    elbow = poser.heads()[poser.rig.index("lowerarm01.R")]
    chest = poser.heads()[poser.rig.index("spine02")] + np.array((0.0, 0.0, 0.12 + away))
    poser.aim("lowerarm01.R", "wrist.R", chest - elbow)
    sure = studio.draw(poser.pose()).astype(int)
    # A doubtful hand has no shadow, and is drawn in the same place.
    casting = [
        n for n in body.rig.names if n.endswith(".R") and n.startswith(("wrist", "finger", "meta", "lowerarm02"))
    ]
    lost = studio.draw(fade(poser, 0.99, *casting)).astype(int)
    return np.argwhere((lost - sure).max(axis=2) > 8)


def test_the_shadow_of_a_hand_tells_how_far_it_is_from_the_body(studio: Studio, body: Body) -> None:
    near, far = shadow(studio, body, 0.05), shadow(studio, body, 0.22)
    assert len(near) > 200
    assert len(far) > 200
    # The light stands above the viewer: what is farther away casts its shadow farther down.
    assert far[:, 0].mean() > near[:, 0].mean() + 15


def test_silhouettes_have_a_dark_line(studio: Studio, body: Body) -> None:
    poser = signing(body.rig)
    middle = finger_joints(poser, "L", (3,))[1:].mean(axis=0)
    picture = studio.draw(poser.pose())
    x, y = np.rint(middle).astype(int)
    row = picture[y, x - 14 : x + 15].astype(int).sum(axis=1)
    inside = row[14]
    for half in (row[:14], row[15:]):
        assert half.min() < 0.6 * inside, "a finger has no line at its edge"


def test_skin_that_folds_at_the_thumb_is_not_stained_by_its_line(studio: Studio, body: Body) -> None:
    poser = signing(body.rig).about("finger1-1.L", (-1, 1, -1), 40)
    x, y, z = (float(value) for value in poser.heads()[body.rig.index("finger1-2.L")])
    picture = studio.draw(poser.pose(), Camera((x, y, z), 0.35)).astype(int)
    red, green, blue = picture.transpose(2, 0, 1)
    dark = ((red < 90) & (red > green) & (green >= blue)).astype(np.uint8)
    # Lines are thin, stains are not.
    assert cv2.erode(dark, np.ones((3, 3), np.uint8)).sum() < 100
    assert dark.sum() > 500, "the hand has its lines"


def fade(poser: Poser, value: float, *names: str) -> AvatarPose:
    for name in names:
        poser.visibility[poser.rig.index(name)] = value
    return poser.pose()


def test_a_doubtful_finger_fades_by_degrees_and_nothing_else_does(studio: Studio, body: Body) -> None:
    names = [f"finger2-{joint}.L" for joint in (1, 2, 3)]
    poser = signing(body.rig)
    tips = finger_joints(poser, "L", (2,))[1:]
    sure, doubtful, lost = (studio.draw(fade(poser, value, *names)) for value in (1.0, 0.5, 0.0))
    background = at(sure, np.array([[5.0, 5.0]])).astype(int)
    away = [np.abs(at(picture, tips).astype(int) - background).sum(axis=1) for picture in (sure, doubtful, lost)]
    assert (away[0] > away[1] + 20).all()
    assert (away[1] > away[2] + 5).all()
    assert (away[2] > 8).all(), "a lost finger vanished: it must stay, visibly marked"
    rows, columns = np.nonzero((sure.astype(int) - lost).any(axis=2))
    centre = finger_joints(poser, "L").mean(axis=0)
    away = np.maximum(np.abs(columns - centre[0]), np.abs(rows - centre[1]))
    # Beyond the hand only the finger's shadow is gone.
    assert away.max() < 120
    gained = lost[rows, columns].astype(int) - sure[rows, columns]
    assert (gained[away > 60] >= 0).all()


def test_cloth_shows_through_a_lost_hand(studio: Studio, body: Body) -> None:
    """A faded hand before the chest is blended over the chest, not over the empty background."""
    poser = crossed(body.rig)
    hand = [n for n in body.rig.names if n.endswith(".L") and n.startswith(("wrist", "finger", "metacarpal"))]
    sure = studio.draw(poser.pose())
    # The lower hand is the other one: take its place out of the comparison.
    for name in [n for n in body.rig.names if n.endswith(".R")]:
        poser.rotations[body.rig.index(name)] = np.eye(3)
    lost = studio.draw(fade(poser, 0.0, *hand))
    knuckles = joints(poser, CAMERA, "finger3-1.L", "finger4-1.L")
    assert at(is_skin(sure), knuckles).all()
    shown = at(lost, knuckles).astype(int)
    assert (shown[:, 2] > shown[:, 0]).all(), "no blue cloth shows through"


def test_the_frame_shows_the_signing_space(body: Body) -> None:
    for aspect in (4 / 3, 16 / 9, 1.0, 0.6):
        size = (round(480 * aspect), 480)
        camera = Camera.framing(size[0] / size[1])
        poser = resting(body.rig)
        heads = poser.heads()
        top = body.vertices[:, 1].max()
        reach = np.linalg.norm(heads[body.rig.index("lowerarm01.L")] - heads[body.rig.index("upperarm01.L")])
        side = heads[body.rig.index("upperarm01.L")][0] + reach
        waist = heads[body.rig.index("spine05")][1]
        points = np.array([[side, 0.6, 0.1], [-side, 0.6, 0.1], [0, top + 0.03, 0], [0, waist, 0.1]], np.float32)
        pixels = camera.pixels(points, size)
        assert (pixels > 0).all()
        assert (pixels < size).all(), aspect


def test_drawing_twice_gives_the_same_picture(studio: Studio, body: Body) -> None:
    pose = signing(body.rig).pose()
    assert np.array_equal(studio.draw(pose), studio.draw(pose))


def test_one_picture_has_the_size_asked_for(body: Body, display: None) -> None:
    from avatar.picture import render

    picture = render(body, AvatarPose.at_rest(body.rig), (123, 77))
    assert picture.shape == (77, 123, 3)
    assert picture.dtype == np.uint8
    assert is_background(picture)[0, 0]
    assert not is_background(picture).all()


@pytest.mark.parametrize("size", [(0, 10), (10, 100_000)])
def test_impossible_sizes_are_refused(body: Body, display: None, size: tuple[int, int]) -> None:
    from avatar.picture import render

    with pytest.raises(ValueError, match="each side"):
        render(body, AvatarPose.at_rest(body.rig), size)


def test_a_pose_of_another_rig_is_refused(studio: Studio) -> None:
    few = np.tile(np.eye(3, dtype=np.float32), (3, 1, 1))
    with pytest.raises(ValueError, match="3 bones"):
        studio.draw(AvatarPose(0, few, np.zeros(3, np.float32), np.ones(3, np.float32)))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
def test_without_a_display_there_is_a_sentence_and_no_crash() -> None:
    program = (
        "from avatar.people import load_person; from avatar.rig import AvatarPose\n"
        "from avatar.picture import render; from avatar.opengl import DrawingError\n"
        "body = load_person()\n"
        "try:\n    render(body, AvatarPose.at_rest(body.rig), (8, 8))\n"
        "except DrawingError as error:\n    print(error)\n"
    )
    blind = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    root = Path(__file__).parents[2]
    told = subprocess.run(
        [sys.executable, "-c", program], env=blind, cwd=root, capture_output=True, text=True, timeout=60, check=True
    )
    assert told.stdout.startswith("there is no OpenGL 3.3 to draw the avatar with: ")
