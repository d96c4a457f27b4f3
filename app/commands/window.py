"""`handline` without a command: the app."""

from __future__ import annotations


def open_app() -> None:
    """Open the app's window. Settings that cannot be used are left as they are, with a notice."""
    from app import settings
    from app.detecting import make_chosen_detector
    from app.windows.application import run

    notice = ""
    try:
        loaded = settings.load()
    except settings.SettingsError as error:
        loaded, notice = settings.Settings(), f"{error} Until then the usual ones are used."
    run(loaded, make_chosen_detector, notice=notice)
