"""What the tests of the avatar's drawing share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from avatar.body import Body
from avatar.people import load_person


@pytest.fixture(scope="session")
def body() -> Body:
    """The shipped body."""
    return load_person()


@pytest.fixture(scope="session")
def display() -> None:
    """Skips where nothing can be drawn: Qt ends the program when it finds no display."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        pytest.skip("drawing needs a display: run the tests by `make test`, or under xvfb-run")


@pytest.fixture(scope="session")
def studio(body: Body, display: None) -> Iterator[object]:
    """A place to draw the shipped body, 640 x 480."""
    from avatar.opengl import DrawingError
    from avatar.picture import Studio

    try:
        place = Studio(body, (640, 480))
    except DrawingError as error:
        pytest.skip(f"no GL here: {error}")
    with place:
        yield place
