"""Every page and dialog as it is seen: nothing empty, cut, small, pale, without a name or out of the keyboard's reach.

One window for each look, language and size, led from page to page.
"""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QSlider,
    QWidget,
)

from app.languages.__main__ import HERE
from app.settings import Settings
from app.windows.application import the_body
from app.windows.language import speak
from app.windows.main_window import MainWindow
from app.windows.review_canvas import ReviewCanvas
from app.windows.theme import DARK, LIGHT, TEXT_PT, Colours, Theme

from ..calls.scripted import ScriptedDetector
from .pages import SIZE, _own_settings, page
from .workshop import pixels

__all__ = ["_own_settings", "page"]

TEXTS = (QLabel, QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit)
CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QListWidget, QSlider, ReviewCanvas)
DRESSES = {
    "light": ("light", 100, "en"),
    "dark": ("dark", 100, "en"),
    "light in German": ("light", 100, "de"),
    "dark in German": ("dark", 100, "de"),
    "dark at 200 % in German": ("dark", 200, "de"),
}


@pytest.fixture(scope="module", params=DRESSES)
def window(qt: QApplication, request: pytest.FixtureRequest, clip: Path) -> Iterator[MainWindow]:
    look, percent, language = DRESSES[request.param]
    before = QLocale()
    Theme.of(qt).dress(look, percent)
    speaking = speak(qt, language)
    settings = Settings(mailbox_url="ws://127.0.0.1:1/v1", look=look, text_size=percent, language=language, source="")
    made = MainWindow(the_body(), settings, ScriptedDetector)
    made.resize(*SIZE)
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made, 20_000)
    yield made
    made.close()
    made.deleteLater()  # what lives on is dressed anew with the next one
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for translator in speaking:
        qt.removeTranslator(translator)
    QLocale.setDefault(before)
    Theme.of(qt).dress("system", 100)


def test_a_page_is_as_it_should_be(page: QWidget, window: MainWindow) -> None:
    whole = page.window()
    assert window.width() <= SIZE[0], "it fits on a small screen"
    assert window.height() <= SIZE[1]
    assert whole.isFullScreen() or (whole.width() <= SIZE[0] and whole.height() <= SIZE[1])
    shown = [widget for widget in page.findChildren(QWidget) if widget.isVisible()]
    if folder := os.environ.get("PAGES_PICTURES"):
        page.grab().save(f"{folder}/{len(list(Path(folder).iterdir())):03}.png")
    check_text(shown, window._keeping.settings.text_size)
    check_places(shown)
    check_picture(page, shown)
    check_language(shown, window._keeping.settings.language)
    if window._keeping.settings.look == "light":  # it is the same in the dark
        check_keyboard(page, shown)


def check_text(shown: list[QWidget], percent: int) -> None:
    """No text is small, and none is cut."""
    texts = [widget for widget in shown if isinstance(widget, TEXTS)]
    assert len(texts) >= 2
    for widget in texts:
        words = said_by(widget)
        assert widget.fontInfo().pointSizeF() >= TEXT_PT * percent / 100 - 0.5, words
        if isinstance(widget, QLabel) and not widget.pixmap().isNull():
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            assert widget.height() >= widget.heightForWidth(widget.width()) - 1, words
            longest = max(re.split(r"[\s\u200b-]+", words), key=len)
            assert widget.contentsRect().width() >= widget.fontMetrics().horizontalAdvance(longest) - 1, words
        elif isinstance(widget, QLabel | QAbstractButton):
            assert widget.width() >= widget.minimumSizeHint().width() - 1, words
            assert widget.height() >= widget.minimumSizeHint().height() - 1, words
        elif isinstance(widget, QLineEdit) and not widget.text() and widget.placeholderText():
            assert widget.width() >= widget.fontMetrics().horizontalAdvance(widget.placeholderText()) + 8, words
        parent = widget.parentWidget()
        assert parent is not None
        assert parent.rect().contains(widget.geometry()), f"{words} sticks out"


def check_places(shown: list[QWidget]) -> None:
    """What a layout holds lies beside each other."""
    for widget in shown:
        layout = widget.layout()
        if layout is None:
            continue
        held = [one for one in widgets_of(layout) if one.isVisible()]
        for n, one in enumerate(held):
            for other in held[:n]:
                assert not one.geometry().intersects(other.geometry()), (said_by(one), said_by(other))


def check_picture(page: QWidget, shown: list[QWidget]) -> None:
    """There is something to see, and what is said stands out from what is behind it, as WCAG 2.2 AA asks."""
    picture = pixels(page) @ np.array([65536, 256, 1])
    assert len(np.unique(picture[::4, ::4])) >= 12, "it is empty"
    scale = page.devicePixelRatioF()
    for widget in shown:
        if not isinstance(widget, QLabel | QAbstractButton) or not widget.isEnabled() or not said_by(widget).strip():
            continue
        if isinstance(widget, QLabel) and not widget.pixmap().isNull():
            continue
        at = widget.visibleRegion().boundingRect().translated(widget.mapTo(page, QPoint(0, 0)))
        left, top, right, bottom = (round(scale * side) for side in (at.left(), at.top(), at.right(), at.bottom()))
        part = picture[top : bottom + 1, left : right + 1].ravel()
        if at.height() < widget.height():
            continue  # of what is scrolled half away there may be no letter to see
        colours, counts = np.unique(part, return_counts=True)
        bright = luminance(colours)
        ground = bright[np.argmax(counts)]
        contrasts = (np.maximum(bright, ground) + 0.05) / (np.minimum(bright, ground) + 0.05)
        assert contrasts.max() >= 4.5, said_by(widget)


def check_language(shown: list[QWidget], language: str) -> None:
    """No English is left where there is German for it."""
    if language == "en":
        return
    for widget in shown:
        said = {said_by(widget), widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()}
        if isinstance(widget, QLineEdit):
            said.add(widget.placeholderText())
        if isinstance(widget, QComboBox):
            said |= {widget.itemText(n) for n in range(widget.count())}
        assert not said & english(), widget


def check_keyboard(page: QWidget, shown: list[QWidget]) -> None:
    """Everything that can be used has a name and is reached by Tab."""
    used = []
    for widget in shown:
        if isinstance(widget, QScrollBar):
            assert widget.focusPolicy() == Qt.FocusPolicy.NoFocus
        if isinstance(widget, QScrollArea) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            assert widget.accessibleName(), "where nothing inside takes the keyboard, it is scrolled by name"
        if not isinstance(widget, CONTROLS) or not widget.isEnabled():
            continue
        if isinstance(widget.parentWidget(), QComboBox | QAbstractItemView | QAbstractSpinBox):
            continue  # they are one control
        assert (widget.accessibleName() or said_by(widget)).strip("& "), widget
        used.append(widget)
    window = page.window()
    reached: set[QWidget | None] = set()
    for _ in range(3 * len(window.findChildren(QWidget))):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        if QApplication.focusWidget() in reached:
            break
        reached.add(QApplication.focusWidget())
    # Of buttons of which one is chosen the keyboard comes to that one, and goes on to the others by arrows.
    groups = {one.group() for one in reached if isinstance(one, QAbstractButton)} - {None}
    arrows = [
        one for one in used if isinstance(one, QAbstractButton) and (one.autoExclusive() or one.group() in groups)
    ]
    missed = [one for one in used if one not in reached and one not in arrows]
    assert [said_by(one) or one.accessibleName() for one in missed] == []


def said_by(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        return widget.text()
    return widget.toPlainText() if isinstance(widget, QPlainTextEdit) else ""


def widgets_of(layout: QLayout) -> Iterator[QWidget]:
    for n in range(layout.count()):
        item = layout.itemAt(n)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield widget
        if (inner := item.layout()) is not None:
            yield from widgets_of(inner)


def luminance(colours: np.ndarray) -> np.ndarray:
    """WCAG 2.2, "relative luminance", of colours 0xRRGGBB."""
    channels = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=-1) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ [0.2126, 0.7152, 0.0722])


@cache
def english() -> frozenset[str]:
    """Texts that are another in German."""
    found = set()
    for one in ElementTree.parse(HERE / "handline_de.ts").iter("message"):
        source = one.findtext("source", "")
        if source != one.findtext("translation", "") and "{" not in source:
            found.add(source)
    return frozenset(found)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_hints_in_empty_fields_can_be_read(qt: QApplication, look: Colours, kind: type[QWidget]) -> None:
    Theme.of(qt).dress(look.name, 100)
    field = kind()
    field.setPlaceholderText("What both write stands here")  # type: ignore[attr-defined]
    field.resize(400, 60)
    field.ensurePolished()
    assert field.palette().placeholderText().color().name() == look.quiet
    Theme.of(qt).dress("system", 100)
