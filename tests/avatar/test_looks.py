"""Names of looks and the colours that follow from them: whatever is asked for is somebody whose hands can be read."""

from __future__ import annotations

from dataclasses import asdict, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.looks import DEFAULT, PEOPLE, SKINS, TOPS, Look, choices, contrast, known, luminance, palette, whole

NAMES = [field.name for field in fields(Look)]


def test_there_are_people_enough_and_each_is_complete() -> None:
    assert len(PEOPLE) >= 6
    for name, kind in PEOPLE.items():
        assert kind.own.person == name
        assert known(kind.own) == kind.own
        assert all(asdict(kind.own).values())
        assert kind.about


def test_the_people_differ_in_skin_and_hair() -> None:
    assert len({kind.own.skin for kind in PEOPLE.values()}) >= 6
    assert len({kind.own.hair for kind in PEOPLE.values()}) >= 4


def test_skins_go_from_very_light_to_very_dark_in_steps() -> None:
    light = [luminance([part / 255 for part in rgb]) for rgb in SKINS.values()]
    assert light == sorted(light, reverse=True)
    assert light[0] > 0.65
    assert light[-1] < 0.06


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize("top", TOPS)
def test_hands_stand_out_from_every_top_whatever_the_skin(skin: str, top: str) -> None:
    colours = palette(Look(skin=skin, top=top))
    # WCAG 2.1, 1.4.11: graphics that carry meaning stand out by 3:1.
    assert contrast(colours.skin, colours.top) >= 3
    assert contrast(colours.palm, colours.top) >= 3


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize("hair", choices("hair_colour"))
def test_brows_are_seen_on_every_skin(skin: str, hair: str) -> None:
    colours = palette(Look(skin=skin, hair_colour=hair))
    about = colours.rims if colours.rimmed else colours.skin
    assert contrast(colours.brows, about) >= 3
    assert contrast(colours.rims, colours.skin) < 2.6, "a rim is a lighter skin, no paint"


@given(st.builds(Look, **{name: st.text(max_size=20) | st.sampled_from(choices(name)) for name in NAMES}))
def test_any_names_are_somebody(look: Look) -> None:
    someone = whole(look)
    assert known(someone) == someone
    assert all(asdict(someone).values())
    for name in NAMES:
        if getattr(look, name) in choices(name):
            assert getattr(someone, name) == getattr(look, name)
    if look.person not in PEOPLE:
        assert someone.person == DEFAULT
    palette(look)
