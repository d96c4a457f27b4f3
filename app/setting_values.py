"""Settings by name, as texts: what a person types for each and sees of it. `app.settings` says what can be used."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from app.settings import PRECISIONS, Settings, SettingsError
from avatar.looks import Look
from transport.peer import IceServer

STUN: Final = "stun"
TURN: Final = "turn"
# What each of them is, for people.
NAMES: Final = {
    "mailbox": "the mailbox server where two peers meet, ws://HOST:PORT/v1",
    STUN: "a STUN server, stun:HOST:PORT",
    TURN: "a TURN server, turn:HOST:PORT?transport=udp; needs a user name and a password",
    "source": "the camera or video of calls, for example camera:1",
    "look": "system, light or dark",
    "avatar": "who stands for you, as `handline people` lists them",
    "blur-motion": "on or off: take off what tells people apart by how they move",
    "precision": f"largest error of what is sent, as a share of a hand: {', '.join(map(str, PRECISIONS))}",
}
_SWITCH: Final = {"on": True, "off": False}
_PLAIN: Final = {"mailbox": "mailbox_url", "source": "source", "look": "look"}


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
    _check(name)
    text = text.strip()
    if name in (STUN, TURN):
        return replace(settings, ice_servers=_servers(settings, name, IceServer(text, user or None, password or None)))
    if name == "avatar":
        return replace(settings, avatar=Look(text))
    if name == "blur-motion":
        if text not in _SWITCH:
            raise SettingsError(f"'{text:.40}' is neither on nor off.")
        return replace(settings, blur_motion=_SWITCH[text])
    if name == "precision":
        try:
            return replace(settings, precision=float(text))
        except ValueError as error:
            if isinstance(error, SettingsError):
                raise
            raise SettingsError(f"'{text:.40}' is not a number.") from error
    values: dict[str, Any] = {_PLAIN[name]: text}
    return replace(settings, **values)


def default(settings: Settings, name: str) -> Settings:
    """The settings with what a value is where nobody has chosen one.

    Raises:
        SettingsError: there is no such setting.
    """
    _check(name)
    if name in (STUN, TURN):
        return replace(settings, ice_servers=_servers(settings, name, None))
    field = _PLAIN.get(name, name.replace("-", "_"))
    values: dict[str, Any] = {field: getattr(Settings(), field)}
    return replace(settings, **values)


def shown(settings: Settings) -> dict[str, str]:
    """Each value as a text, by name; never a password. Empty: nothing is chosen."""
    return {
        "mailbox": settings.mailbox_url,
        STUN: _server_text(settings, STUN),
        TURN: _server_text(settings, TURN),
        "source": settings.source,
        "look": settings.look,
        "avatar": settings.avatar.person,
        "blur-motion": "on" if settings.blur_motion else "off",
        "precision": str(settings.precision),
    }


def shown_as(settings: Settings, name: str) -> str:
    """One value as a text, as `shown`.

    Raises:
        SettingsError: there is no such setting.
    """
    _check(name)
    return shown(settings)[name]


def _check(name: str) -> None:
    if name not in NAMES:
        raise SettingsError(f"'{name:.40}' is not a setting: choose {', '.join(NAMES)}.")


def _is(server: IceServer, kind: str) -> bool:
    return server.url.startswith(kind)


def _servers(settings: Settings, kind: str, server: IceServer | None) -> tuple[IceServer, ...]:
    if server is not None and not _is(server, kind):
        raise SettingsError(f"'{server.url:.100}' is not a {kind.upper()} server: write {kind}:HOST:PORT.")
    others = tuple(other for other in settings.ice_servers if not _is(other, kind))
    return others if server is None else (*others, server)


def _server_text(settings: Settings, kind: str) -> str:
    for server in settings.ice_servers:
        if _is(server, kind):
            return server.url if server.username is None else f"{server.url} as {server.username}"
    return ""
