"""A display to draw on: the one that is there, or a virtual one for the length of the demo."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from app.trouble import Trouble
from app.windows.display import has_display

SCREEN: Final = "1280x800x24"
START_S: Final = 20.0


@contextmanager
def some_display() -> Iterator[str]:
    """Make sure that this process and its children can open windows.

    Yields:
        A sentence about a virtual display, or an empty text if there is a real one.

    Raises:
        Trouble: there is no display and none can be made.
    """
    if has_display():
        yield ""
        return
    program = shutil.which("Xvfb")
    if program is None:
        raise Trouble("There is no display to draw on: install Xvfb (apt-get install xvfb), or start it on a desktop.")
    reading, writing = os.pipe()
    command = [program, "-displayfd", str(writing), "-screen", "0", SCREEN, "+extension", "GLX", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        os.environ["DISPLAY"] = f":{_number(reading)}"
        yield "There is no display, so the avatar is drawn on a virtual one."
    finally:
        os.close(reading)
        os.environ.pop("DISPLAY", None)
        server.terminate()
        server.wait()


def _number(reading: int) -> str:
    """The display's number, which the server writes when it is ready."""
    ready, _, _ = select.select([reading], [], [], START_S)
    number = os.read(reading, 32).decode("ascii", "replace").strip() if ready else ""
    if not number.isdecimal():
        raise Trouble("The virtual display did not start: check that Xvfb runs here.")
    return number
