"""Settings by name, as texts: what a person types for each and sees of it. `app.settings` has the table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from app.setting_kinds import Relay
from app.settings import HIDDEN, NAMES, TABLE, Setting, Settings, SettingsError

TURN: Final = "turn"
SERVERS: Final = tuple(name for name in NAMES if isinstance(TABLE[name].kind, Relay))


def find(name: str) -> Setting:
    """The setting of a name.

    Raises:
        SettingsError: there is none.
    """
    if name not in TABLE or TABLE[name].group == HIDDEN:
        raise SettingsError("'{name}' is not a setting: choose {names}.", name=name[:40], names=", ".join(NAMES))
    return TABLE[name]


def changed(settings: Settings, name: str, text: str, *, user: str = "", password: str = "") -> Settings:
    """The settings with another value.

    Args:
        settings: as they are.
        name: one of `NAMES`.
        text: the value, as typed.
        user: name at the TURN server.
        password: the one that belongs to it.

    Raises:
        SettingsError: there is no such setting, or it cannot have this value.
    """
    setting = find(name)
    text = text.strip()
    kind = setting.kind
    value = (
        kind.parse(setting.words, text, user, password) if isinstance(kind, Relay) else kind.parse(setting.words, text)
    )
    return with_value(settings, setting, value)


def default(settings: Settings, name: str) -> Settings:
    """The settings with what a value is where nobody has chosen one.

    Raises:
        SettingsError: there is no such setting.
    """
    setting = find(name)
    return with_value(settings, setting, setting.default())


def with_value(settings: Settings, setting: Setting, value: Any) -> Settings:
    """The settings with another value.

    Raises:
        SettingsError: it cannot have this value.
    """
    return replace(settings, **{setting.field: value})


def shown(settings: Settings) -> dict[str, str]:
    """Each value as a text, by name; never a password. Empty: nothing is chosen."""
    return {name: shown_as(settings, name) for name in NAMES}


def shown_as(settings: Settings, name: str) -> str:
    """One value as a text, as `shown`.

    Raises:
        SettingsError: there is no such setting.
    """
    setting = find(name)
    return setting.kind.words(getattr(settings, setting.field))
