"""A call through a laptop's sleep, a camera's loss and its return, and a change of cameras, in the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import app.windows.main_window
from app.cameras import CameraChoice
from app.windows.main_window import MainWindow
from transport.events import PeerBack, PeerLost

from ..app.conftest import qt_until
from ..app.test_care import Usb, usb
from .test_records_in_a_call import Ada, ada, both_sign, window

__all__ = ["ada", "usb", "window"]


def test_after_a_sleep_the_call_goes_on_and_nobody_waits_for_silence(window: MainWindow, ada: Ada) -> None:
    call = window.line.live
    assert call is not None
    both_sign(window, ada, 10)
    told: list[object] = []
    window.line.told.connect(told.append)
    source = window.source
    window.wake()
    qt_until(lambda: any(isinstance(event, PeerLost) for event in told))
    qt_until(lambda: any(isinstance(event, PeerBack) for event in told))
    assert window.source == source
    received, sent = call.stats().poses_received, call.stats().poses_sent
    pictures = window.call_page.remote.log.pictures
    qt_until(lambda: both_sign(window, ada, 2) or call.stats().poses_received > received + 10)
    qt_until(lambda: call.stats().poses_sent > sent + 5)
    qt_until(lambda: both_sign(window, ada, 2) or window.call_page.remote.log.pictures > pictures + 3)
    # The clocks are compared again, and what is drawn is not old.
    qt_until(lambda: call.stats().clock_offset_us is not None)
    assert abs(call.stats().clock_offset_us or 0) < 1_000_000
    assert window.line.live is call


def test_a_camera_pulled_out_in_a_call_is_told_and_sends_again_when_it_is_back(
    window: MainWindow, ada: Ada, usb: Usb
) -> None:
    call, page = window.line.live, window.call_page
    assert call is not None
    window._own._retry.setInterval(20)
    window._choose("camera:0")
    qt_until(lambda: usb.asked > 3)
    qt_until(lambda: call.stats().poses_sent > 3)
    usb.plugged = False
    qt_until(lambda: "stopped giving pictures" in page.notice.sentence)
    assert page.isVisible()
    sent = call.stats().poses_sent
    usb.plugged = True
    qt_until(lambda: page.banner.sentence == "Your camera is back")
    assert page.notice.sentence == ""
    qt_until(lambda: call.stats().poses_sent > sent + 3)


def test_another_camera_is_chosen_in_the_call(window: MainWindow, usb: Usb, monkeypatch: pytest.MonkeyPatch) -> None:
    page = window.call_page
    two = [CameraChoice("camera:0", "Built in"), CameraChoice("camera:2", "On the monitor")]
    monkeypatch.setattr(app.windows.main_window, "list_cameras", lambda: two)
    QTest.mouseClick(page.more, Qt.MouseButton.LeftButton)
    offered = page.cameras.actions()
    assert [one.text() for one in offered] == ["Built in", "On the monitor"]
    offered[1].trigger()
    page.menu.close()
    assert window.source == "camera:2"
    qt_until(lambda: usb.asked > 3)
    monkeypatch.setattr(app.windows.main_window, "list_cameras", lambda: two[:1])
    page.cameras_wanted.emit()
    assert page.cameras.menuAction() not in page.menu.actions(), "there is no choice"
