"""`handline` without a command: the app."""

from __future__ import annotations


def open_app() -> None:
    """Open the app's window. Settings that cannot be used are left as they are, with a notice."""
    from app import settings
    from app.detecting import make_chosen_detector
    from app.windows.application import run

    loaded, problem = settings.load_good()
    run(loaded, make_chosen_detector, notice=problem, alone=True)
