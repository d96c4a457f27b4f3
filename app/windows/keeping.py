"""The settings as pages see them: as they are, and how to change them."""

from __future__ import annotations

from app import settings as settings_file
from app.settings import Settings, SettingsError


class Keeping:
    """Holds the settings of a window and saves what is changed.

    Args:
        settings: what to begin with.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def keep(self, settings: Settings) -> str:
        """Take other settings and save them.

        Returns:
            A sentence if they cannot be saved; until the window closes they count all the same.
        """
        self.settings = settings
        try:
            settings_file.save(settings)
        except SettingsError as error:
            return str(error)
        return ""
