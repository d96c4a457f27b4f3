"""The widget: it draws what `avatar.picture` draws, can be turned and put back, and hides no failure."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from avatar.body import Body
from avatar.rig import AvatarPose

sys.path.insert(0, str(Path(__file__).parent))
from poses import signing

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from avatar.picture import Studio
    from avatar.view import AvatarView


@pytest.fixture(scope="module")
def application(studio: Studio) -> QApplication:
    """The studio has found that GL works here, and has made the application."""
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application


@pytest.fixture
def view(body: Body, application: QApplication) -> Iterator[AvatarView]:
    from PySide6.QtTest import QTest

    from avatar.view import AvatarView

    view = AvatarView(body)
    view.resize(640, 480)
    view.show()
    assert QTest.qWaitForWindowExposed(view, 20_000)
    yield view
    view.close()
    view.deleteLater()
    application.processEvents()


def shot(view: AvatarView) -> NDArray[np.uint8]:
    """The widget as the window shows it."""
    from PySide6.QtGui import QImage

    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return raw[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def test_the_view_and_the_picture_are_one_drawing(view: AvatarView, studio: Studio, body: Body) -> None:
    pose = signing(body.rig).pose()
    view.show_pose(pose)
    apart = np.abs(shot(view).astype(int) - studio.draw(pose)).max(axis=2)
    # The picture has smooth edges, the view has them only where the machine can afford it.
    assert (apart > 40).mean() < 0.02
    assert apart.mean() < 2
    assert view.failure is None


def test_nobody_is_shown_before_a_pose_and_after_none(view: AvatarView, body: Body) -> None:
    empty = shot(view)
    assert (empty == empty[0, 0]).all()
    view.show_pose(AvatarPose.at_rest(body.rig))
    assert (shot(view) != empty).any()
    view.show_pose(None)
    assert (shot(view) == empty).all()


def test_what_is_shown_is_told_and_kept(view: AvatarView, application: QApplication, body: Body) -> None:
    application.processEvents()
    assert view.show_pose(signing(body.rig).pose())
    packed = view.pixels()
    assert packed is not None
    seen = np.stack([(packed >> shift) & 255 for shift in (16, 8, 0)], axis=-1)
    assert (seen == shot(view)).all()
    view.hide()
    assert not view.show_pose(AvatarPose.at_rest(body.rig))


def test_the_picture_is_drawn_once_and_only_when_the_avatar_changed(
    view: AvatarView, application: QApplication, body: Body
) -> None:
    application.processEvents()
    view.show_pose(signing(body.rig).pose())
    first = view.pixels()
    view.update()
    application.processEvents()
    assert view.pixels() is first
    view.go_home()
    application.processEvents()
    assert view.pixels() is not first


def test_what_lies_over_the_avatar_is_seen(view: AvatarView, application: QApplication, body: Body) -> None:
    """The self view, and whatever else a page lays over the other signer."""
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QFrame

    over = QFrame(view)
    over.setStyleSheet("background: #ff00ff; border-radius: 20px;")
    over.setGeometry(500, 300, 100, 100)
    over.show()
    assert view.show_pose(signing(body.rig).pose())
    screen = view.screen().grabWindow(view.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    magenta, corner = screen.pixelColor(550, 350), screen.pixelColor(501, 301)
    assert (magenta.red(), magenta.green(), magenta.blue()) == (255, 0, 255)
    assert corner.green() > 150  # the avatar's background shows beside the round corner
    packed = view.pixels()
    assert packed is not None
    for x, y in ((320, 100), (200, 300), (20, 20)):
        assert (screen.pixelColor(x, y).rgb() ^ int(packed[y, x])) & 0xFFFFFF == 0


def test_turning_changes_the_picture_and_home_brings_it_back(view: AvatarView, body: Body) -> None:
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    def mouse(kind: QEvent.Type, x: float) -> QMouseEvent:
        left = Qt.MouseButton.LeftButton
        return QMouseEvent(kind, QPointF(x, 200), QPointF(x, 200), left, left, Qt.KeyboardModifier.NoModifier)

    view.show_pose(signing(body.rig).pose())
    home = shot(view)
    view.mousePressEvent(mouse(QEvent.Type.MouseButtonPress, 200))
    view.mouseMoveEvent(mouse(QEvent.Type.MouseMove, 260))
    assert (shot(view) != home).any()
    view.mouseDoubleClickEvent(mouse(QEvent.Type.MouseButtonDblClick, 260))
    assert (shot(view) == home).all()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Plus):
        view.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))
        assert (shot(view) != home).any()
    view.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier))
    assert (shot(view) == home).all()


def test_the_framing_follows_the_shape_of_the_window(view: AvatarView, application: QApplication) -> None:
    from avatar.camera import Camera

    view.resize(300, 600)
    application.processEvents()
    shot(view)
    assert view.camera.distance == pytest.approx(Camera.framing(0.5).distance)


def test_a_failure_in_painting_is_told_once_and_kept(view: AvatarView) -> None:
    told: list[str] = []
    view.failed.connect(told.append)
    few = np.tile(np.eye(3, dtype=np.float32), (3, 1, 1))
    assert not view.show_pose(AvatarPose(0, few, np.zeros(3, np.float32), np.ones(3, np.float32)))
    shot(view)
    assert isinstance(view.failure, ValueError)
    assert len(told) == 1
    assert told[0].startswith("The avatar cannot be drawn: ")


def test_a_prepared_view_shows_the_first_pose(application: QApplication, body: Body, studio: Studio) -> None:
    from avatar.view import AvatarView

    fresh = AvatarView(body)
    fresh.resize(320, 240)
    fresh.prepare()
    assert fresh.pixels() is None, "the window waited for the preparation"
    fresh.show()
    application.processEvents()
    assert fresh.show_pose(signing(body.rig).pose())
    assert fresh.failure is None
    fresh.close()


def test_a_picture_from_the_drawers_thread_is_told_when_it_is_on_the_screen(
    view: AvatarView, qtbot: QtBot, studio: Studio, body: Body
) -> None:
    pose = signing(body.rig).pose()
    coming = view.drawer.draw(replace(view.shot, pose=pose))
    assert coming.result().shot.pose is pose
    with qtbot.waitSignal(view.shown, timeout=20_000) as told:
        view.show_drawn(coming)
    assert told.args == [coming.result()]
    packed = view.pixels()
    assert packed is coming.result().pixels
    again = view.pixels()
    seen = np.stack([(packed >> shift) & 255 for shift in (16, 8, 0)], axis=-1)
    assert (seen == shot(view)).all()
    assert view.pixels() is again, "what was drawn already was drawn again"


def test_a_picture_of_somebody_who_was_replaced_is_not_shown(view: AvatarView, qtbot: QtBot, body: Body) -> None:
    coming = view.drawer.draw(replace(view.shot, pose=signing(body.rig).pose()))
    empty = view.show_pose(None)
    view.show_body(replace(body))
    before = shot(view)
    view.show_drawn(coming)
    qtbot.wait(1)
    assert empty
    assert (shot(view) == before).all()


def test_turning_meanwhile_wins_over_an_older_picture(view: AvatarView, body: Body) -> None:
    pose = signing(body.rig).pose()
    coming = view.drawer.draw(replace(view.shot, pose=pose))
    view.look_from(view.camera.turned(30, 0))
    view.show_drawn(coming)
    turned = shot(view)
    view.show_pose(pose)
    assert (shot(view) == turned).all()
    view.go_home()
    assert (shot(view) != turned).any()


def test_fewer_pixels_are_enlarged_and_look_alike(view: AvatarView, body: Body) -> None:
    pose = signing(body.rig).pose()
    view.show_pose(pose)
    fine = shot(view)
    view.detail = 0.75
    view.show_pose(pose)
    coarse = shot(view)
    packed = view.pixels()
    assert packed is not None
    assert packed.shape == (round(0.75 * view.height()), round(0.75 * view.width()))
    assert coarse.shape == fine.shape
    assert np.abs(coarse.astype(int) - fine).mean() < 2


def test_a_failure_in_the_drawers_thread_is_told(view: AvatarView) -> None:
    told: list[str] = []
    view.failed.connect(told.append)
    few = np.tile(np.eye(3, dtype=np.float32), (3, 1, 1))
    wrong = AvatarPose(0, few, np.zeros(3, np.float32), np.ones(3, np.float32))
    coming = view.drawer.draw(replace(view.shot, pose=wrong))
    view.show_drawn(coming)
    assert len(told) == 1
    assert isinstance(view.failure, ValueError)


def test_the_drawers_thread_ends_with_its_view(application: QApplication, body: Body, studio: Studio) -> None:
    from threading import enumerate as threads

    from PySide6.QtCore import QCoreApplication, QEvent

    from avatar.view import AvatarView

    before = set(threads())
    view = AvatarView(body)
    view.drawer.draw(view.shot).result()
    own = [thread for thread in threads() if thread not in before and thread.name == "drawer"]
    assert len(own) == 1
    view.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    own[0].join(20)
    assert not own[0].is_alive()
