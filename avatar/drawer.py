"""A thread that draws: whoever wants a picture need not wait for it."""

from __future__ import annotations

import time
import weakref
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import Final

from PySide6.QtGui import QOffscreenSurface

from avatar.body import Body
from avatar.camera import Camera
from avatar.picture import Packed, Studio
from avatar.rig import AvatarPose
from avatar.surface import offscreen

_ENDING_S: Final = 2.0  # that a picture under way gets when the thread is to end


@dataclass(frozen=True, eq=False)
class Shot:
    """What a picture is to show.

    Attributes:
        body: whom.
        pose: how they stand; None draws nobody.
        camera: where from.
        size: (width, height) in pixels.
    """

    body: Body
    pose: AvatarPose | None
    camera: Camera
    size: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Developed:
    """A picture that is drawn.

    Attributes:
        shot: what it shows.
        pixels: uint32 (height, width), 0x??RRGGBB.
        took_ms: time in the drawing thread.
    """

    shot: Shot
    pixels: Packed
    took_ms: float


_Asks = SimpleQueue[tuple[Shot, Future[Developed]] | None]


class Drawer:
    """Draws one shot after the other in a thread of its own. Make it in the GUI's thread; ask from any.

    The thread ends with `close`, and with the program.
    """

    def __init__(self) -> None:
        asks: _Asks = SimpleQueue()
        thread = Thread(target=_draw, args=(asks, offscreen()), name="drawer", daemon=True)
        thread.start()
        self._asks = asks
        # A thread that is inside the graphics library when Python ends would take the whole process with it.
        self._end = weakref.finalize(self, _end, asks, thread)

    def draw(self, shot: Shot) -> Future[Developed]:
        """Have a picture drawn. Shots are drawn in the order in which they are asked for.

        Returns:
            The picture to come; or `DrawingError`, `ValueError` or an error of OpenGL's.
        """
        coming: Future[Developed] = Future()
        self._asks.put((shot, coming))
        return coming

    def close(self) -> None:
        """End the thread, after what was asked for before."""
        self._end()


def _end(asks: _Asks, thread: Thread) -> None:
    asks.put(None)
    thread.join(_ENDING_S)


def _draw(asks: _Asks, surface: QOffscreenSurface) -> None:
    """The thread: opens the studio with the first shot, and closes it with the end."""
    studio: Studio | None = None
    shown: Shot | None = None
    while (asked := asks.get()) is not None:
        shot, coming = asked
        if not coming.set_running_or_notify_cancel():
            continue
        began = time.monotonic()
        try:
            if studio is None or shown is None:
                studio = Studio(shot.body, shot.size, None, surface)
            else:
                if shown.body is not shot.body:
                    studio.show(shot.body)
                if shown.size != shot.size:
                    studio.resize(shot.size)
            shown = shot
            pixels = studio.draw_packed(shot.pose, shot.camera)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for the picture
            coming.set_exception(error)
        else:
            coming.set_result(Developed(shot, pixels, 1000 * (time.monotonic() - began)))
    if studio is not None:
        studio.close()
