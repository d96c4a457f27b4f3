"""Who stands for a signer: from the settings onto the wire, and from the wire to the avatar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from app.setting_kinds import SettingsError, check_avatar
from app.trouble import Trouble
from avatar.arrays import BodyError
from avatar.body import Body
from avatar.disguise import Disguise
from avatar.looks import Look, known
from avatar.people import load_person
from detector.pose import Pose
from transport.control import Appearance


def appearance_of(look: Look) -> Appearance | None:
    """What the other side is told; None if nothing has been chosen."""
    return Appearance(**asdict(look)) if look != Look() else None


def look_of(told: Appearance) -> Look:
    """What the other side told, as far as it is known here."""
    return known(Look(**asdict(told)))


def make_disguise(look: Look) -> Callable[[Pose], Pose]:
    """What is done to poses before they are sent where the signer wants to be told apart less by how they move.

    It is made when the first pose comes, in the thread that sends.
    """
    made: list[Disguise] = []

    def disguised(pose: Pose) -> Pose:
        if not made:
            made.append(Disguise(load_person(look)))
        return made[0].update(pose)

    return disguised


def person(name: str | None) -> Body:
    """The person of a name, dressed as usual; the default one without a name.

    Raises:
        Trouble: nobody has that name, or the asset cannot be used.
    """
    try:
        check_avatar(Look(name or ""))
        return load_person(Look(name or ""))
    except (SettingsError, BodyError) as error:
        raise Trouble(str(error)) from error
