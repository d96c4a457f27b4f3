"""The pictures of the app's windows in README.md: ``xvfb-run ... python -m app.studio.window_pictures docs``.

Nobody real is in them: both cameras see the sample clip, which the project's own avatar signs.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from importlib.resources import as_file, files
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

SIZE: Final = (1120, 720)
_SIGNS_S: Final = 9.0
_PATIENCE_S: Final = 60.0


def draw(folder: Path) -> list[Path]:
    """Open the app, hold a call, and write pictures of what there is to see.

    Args:
        folder: for the pictures, WebP.

    Raises:
        Trouble: there is no display, or something does not come about.
    """
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    from app.bench_app.run import read, sign
    from app.commands.demo import SAMPLE
    from app.detecting import make_detector
    from app.settings import Settings
    from app.trouble import Trouble
    from app.windows.application import make_application, the_body
    from app.windows.main_window import MainWindow
    from transport.mailbox import Mailbox

    application = make_application()
    written: list[Path] = []

    def until(done: Callable[[], object], patience_s: float = _PATIENCE_S) -> None:
        end = time.monotonic() + patience_s
        while not done():
            application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if time.monotonic() > end:
                raise Trouble("The window did not come so far in time: close other programs and try again.")

    def wait(seconds: float) -> None:
        end = time.monotonic() + seconds
        until(lambda: time.monotonic() > end, seconds + 1.0)

    def save(name: str, widget: QWidget) -> None:
        wait(0.5)
        path = folder / f"window-{name}.webp"
        if not widget.grab().save(str(path), quality=85):
            raise Trouble(f"{path} cannot be written: name a folder that is there.")
        written.append(path)

    with as_file(files("app") / "assets" / SAMPLE) as clip, Mailbox() as mailbox:
        seen = read(clip)
        window = MainWindow(
            the_body(), Settings(mailbox_url=mailbox.url, source=str(clip), look="light", welcomed=True), make_detector
        )
        window.resize(*SIZE)
        window.show()
        try:
            until(lambda: window.home.mirror.picture is not None)
            wait(2.0)
            save("home", window)
            context = get_context("spawn")
            ours, theirs = context.Pipe()
            signer = context.Process(target=sign, args=(theirs, mailbox.url, seen), daemon=True)
            signer.start()
            until(ours.poll)
            window.dial(ours.recv())
            until(lambda: window.call_page.isVisible())
            wait(_SIGNS_S)
            save("call", window)
            window.hang_up()
            until(lambda: window.home.isVisible())
            signer.terminate()
            window.side_pages.open_workshop()
            wait(2.0)
            save("record", window)
        finally:
            window.close()
            QApplication.processEvents()
    return written


if __name__ == "__main__":
    with TemporaryDirectory(prefix="handline-pictures-") as home:
        # Nothing of this computer's settings, contacts and recordings.
        os.environ |= {"XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data"}
        for path in draw(Path(sys.argv[1])):
            print(path)
