"""What the tests of the workshop's pages share: a window whose camera is a clip, and every control looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget

from app.settings import Settings
from app.station import Detects
from app.windows.main_window import MainWindow
from app.windows.theme import TEXT_PT
from app.windows.workshop import Workshop
from avatar.body import Body

from ..calls.scripted import ScriptedDetector

NO_MAILBOX = "ws://127.0.0.1:1/v1"


@contextmanager
def shown(
    body: Body, source: str, page: str, make_detector: Callable[[], Detects] = ScriptedDetector, **settings: object
) -> Iterator[tuple[MainWindow, Workshop]]:
    """A window in which somebody went to a page of the workshop by clicks."""
    window = MainWindow(body, Settings(mailbox_url=NO_MAILBOX, source=source, **settings), make_detector)  # type: ignore[arg-type]
    window.resize(1120, 720)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window, 20_000)
    try:
        QTest.mouseClick(window.home.workshop_button, Qt.MouseButton.LeftButton)
        workshop = window.side_pages.workshop
        assert workshop is not None
        QTest.mouseClick(workshop.tabs[page], Qt.MouseButton.LeftButton)
        yield window, workshop
    finally:
        window.close()


def check_controls(page: QWidget) -> None:
    """Every control has a name and can be reached by keyboard; no text is small, and none is cut."""
    QTest.qWait(10)  # words that have just changed find their place
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    found = [widget for kind in kinds for widget in page.findChildren(kind) if isinstance(widget, QWidget)]
    assert len(found) >= 2
    for control in found:
        name = control.accessibleName() or getattr(control, "text", str)()
        assert name.strip("& "), f"{control} has no name for a screen reader"
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus or not control.isEnabled(), name
    for widget in [*found, *page.findChildren(QLabel)]:
        assert widget.fontInfo().pointSizeF() >= TEXT_PT - 0.5, widget
        if widget.isVisible() and isinstance(widget, QAbstractButton):
            assert widget.width() >= widget.minimumSizeHint().width(), f"{widget.text()} is cut"


def pixels(widget: QWidget) -> np.ndarray:
    """What a widget shows, uint8 RGB (H, W, 3)."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()
