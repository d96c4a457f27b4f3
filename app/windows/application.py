"""Starts Qt and the app's window."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app.settings import Settings
from app.station import Detects
from app.trouble import Trouble
from app.windows.display import has_display
from app.windows.language import speak, spoken
from app.windows.main_window import MainWindow
from app.windows.single import SingleApp
from app.windows.theme import Theme
from app.words import Words
from avatar.arrays import BodyError
from avatar.body import Body
from avatar.people import load_person

FIRST_SIZE = (1120, 720)
ICON = Path(__file__).parent.parent / "assets" / "handline.svg"


class _Doubts(QObject):
    """Carries sentences about the detector into the window's thread."""

    said = Signal(str)


def make_application() -> QApplication:
    """The one QApplication of this process, in our look.

    Raises:
        Trouble: there is no display.
    """
    if not has_display():
        raise Trouble("There is no display to open a window on: start it in a desktop session, or use --headless.")
    app = QApplication.instance() or QApplication(["handline"])
    assert isinstance(app, QApplication)
    app.setApplicationName("handline")
    app.setApplicationDisplayName("Handline")
    # By this name desktops find the entry, and with it the icon, of a window.
    app.setDesktopFileName("handline")
    app.setWindowIcon(QIcon(str(ICON)))
    Theme.of(app)
    return app


def the_body() -> Body:
    """The avatar's body as shipped.

    Raises:
        Trouble: it cannot be read.
    """
    try:
        return load_person()
    except BodyError as error:
        raise Trouble(str(error)) from error


def run(
    settings: Settings,
    make_detector: Callable[[Callable[[str], None]], Detects],
    first: Callable[[MainWindow], None] | None = None,
    notice: Words | None = None,
    alone: bool = False,
) -> None:
    """Show the window until it is closed.

    Args:
        settings: what to begin with.
        make_detector: makes the detector (see `app.station.Station`), and says a sentence where another than the chosen
            one has to serve.
        first: done once the window is there, e.g. placing a call.
        notice: a sentence to begin with.
        alone: whether one window is enough: where one runs already, that one is shown instead.

    Raises:
        Trouble: there is no display or no body.
    """
    app = make_application()
    single = SingleApp() if alone else None
    if single is not None and single.is_second():
        return
    Theme.of(app).dress(settings.look, settings.text_size)
    speak(app, settings.language)
    doubts = _Doubts()
    window = MainWindow(the_body(), settings, lambda: make_detector(doubts.said.emit))
    doubts.said.connect(window.home.notice.say)
    window.resize(*FIRST_SIZE)
    window.show()
    if notice is not None:
        window.home.notice.say(spoken(notice))
    if single is not None and single.listen():
        single.asked.connect(window.show_again)
    if first is not None:
        first(window)
    elif not settings.welcomed:
        window.own_pages.open_first_start(window.source)
    # Python's own handler would only interrupt whatever slot is running; the preview's timer lets this one run soon.
    signal.signal(signal.SIGINT, lambda *_: window.close())
    app.exec()
    if single is not None:
        single.close()
