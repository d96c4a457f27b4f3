"""The settings as pages see them: as they are, how to change them, and who hears of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app import settings as settings_file
from app.settings import Settings, SettingsError
from app.windows.language import spoken


class Keeping(QObject):
    """Holds the settings of a window and saves what is changed.

    Args:
        settings: what to begin with.

    Signals:
        changed(object, object): the settings before and after a change.
    """

    changed = Signal(object, object)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings

    def keep(self, settings: Settings) -> str:
        """Take other settings and save them.

        Returns:
            A sentence if they cannot be saved; until the window closes they count all the same.
        """
        before, self.settings = self.settings, settings
        try:
            settings_file.save(settings)
        except SettingsError as error:
            return spoken(error)
        finally:
            self.changed.emit(before, settings)
        return ""
