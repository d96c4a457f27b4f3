"""Contacts outlast the app, lie there for their owner alone, and a damaged file is left for its owner to mend."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.alarm import usual_colour, usual_pattern
from app.contacts import MAX_CONTACTS, Contacts, ContactsError

SECRET = bytes(range(32))
WORDS = ("apple", "moon", "frog", "zoo")


class DictKeyring:
    """A keyring in memory, that may be locked."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def _check(self) -> None:
        if self.locked:
            raise RuntimeError("locked")

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        del self.kept[service, username]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "there" / "contacts.json"


def filled(path: Path, keyring: DictKeyring | None = None) -> Contacts:
    contacts = Contacts(path, keyring)
    contacts.add("Ada", SECRET, WORDS, first=True, verified=False)
    contacts.add("Grace 🤟", SECRET[::-1], WORDS[::-1], first=False, verified=True)
    return contacts


def test_contacts_are_there_again_and_nobody_else_can_read_them(path: Path) -> None:
    contacts = filled(path)
    assert Contacts(path).all == contacts.all
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert os.listdir(path.parent) == ["contacts.json"]


def test_a_contact_is_found_renamed_verified_and_removed(path: Path) -> None:
    contacts = filled(path)
    ada = contacts.find(" ada ")
    assert contacts.with_secret(SECRET) == ada
    renamed = contacts.rename(ada, "  Ada\nL. ")
    assert renamed.name == "Ada L."
    assert contacts.verify(renamed).verified
    contacts.remove(contacts.find("grace 🤟"))
    assert [(c.name, c.verified, c.secret) for c in Contacts(path).all] == [("Ada L.", True, SECRET)]
    with pytest.raises(ContactsError, match=r"no contact 'Bob': you have Ada L\.\."):
        contacts.find("Bob")


@pytest.mark.parametrize("name", ["", " \n\t", "x" * 61, "ADA"])
def test_a_name_that_cannot_be_is_refused_and_nothing_changes(path: Path, name: str) -> None:
    contacts = filled(path)
    before = path.read_bytes()
    with pytest.raises(ContactsError, match=r"name"):
        contacts.add(name, SECRET, WORDS, first=True, verified=False)
    with pytest.raises(ContactsError, match=r"name"):
        contacts.rename(contacts.find("Grace 🤟"), name)
    assert path.read_bytes() == before


def test_a_light_is_chosen_with_the_name_in_one_step_and_without_one_it_is_the_same_each_time(path: Path) -> None:
    contacts = filled(path)
    ada = contacts.find("Ada")
    assert (ada.colour, ada.pattern) == (usual_colour("Ada"), usual_pattern("Ada"))
    changed = contacts.change(ada, "Ada L.", "orange", "triple")
    assert (changed.colour, changed.pattern) == ("orange", "triple")
    assert Contacts(path).find("Ada L.") == changed
    before = path.read_bytes()
    for name, colour, pattern in (("Grace 🤟", "blue", "calm"), ("Ada", "red", "calm"), ("Ada", "blue", "strobe")):
        with pytest.raises(ContactsError):
            contacts.change(changed, name, colour, pattern)
    assert path.read_bytes() == before


def test_the_keyring_keeps_the_secrets_where_there_is_one(path: Path) -> None:
    keyring = DictKeyring()
    contacts = filled(path, keyring)
    assert SECRET.hex() not in path.read_text()
    assert Contacts(path, keyring).all == contacts.all
    contacts.remove(contacts.find("Ada"))
    assert len(keyring.kept) == 1
    keyring.locked = True
    with pytest.raises(ContactsError, match="keyring does not give out the secret of 'Grace 🤟': unlock it"):
        Contacts(path, keyring)
    with pytest.raises(ContactsError, match="keyring"):
        Contacts(path)


def test_a_keyring_that_keeps_nothing_is_not_trusted(path: Path) -> None:
    keyring = DictKeyring()
    keyring.locked = True
    filled(path, keyring)
    assert [c.secret for c in Contacts(path).all] == [SECRET, SECRET[::-1]]


def test_what_cannot_be_saved_is_said_and_the_old_state_is_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contacts = filled(path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ContactsError, match=r"cannot be saved .*No space left"):
        contacts.add("Bob", bytes(32), WORDS, first=True, verified=False)
    assert len(contacts.all) == 2
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == ["contacts.json"]


def test_there_is_an_end_to_it(path: Path) -> None:
    entry = {"first": True, "words": list(WORDS), "secret": SECRET.hex()}
    path.parent.mkdir()
    path.write_text(json.dumps({"contacts": [{"name": f"c{n}", **entry} for n in range(MAX_CONTACTS)]}))
    contacts = Contacts(path)
    with pytest.raises(ContactsError, match="no more fit"):
        contacts.add("one more", SECRET, WORDS, first=True, verified=False)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.just(SECRET.hex()) | st.sampled_from(WORDS),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=8), inside, max_size=4),
    max_leaves=8,
)
ENTRY = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("name", "first", "words", "verified", "key", "secret", "colour", "pattern", "other"), JSON),
)
CONTENT = (
    st.binary(max_size=60)
    | JSON.map(lambda content: json.dumps(content).encode())
    | st.lists(ENTRY, max_size=3).map(lambda entries: json.dumps({"contacts": entries}).encode())
    | st.just(b"[" * 100_000)
    | st.just(b" " * 300_000)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CONTENT)
def test_a_damaged_file_is_one_sentence_and_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "contacts.json"
    path.write_bytes(content)
    try:
        Contacts(path, DictKeyring())
    except ContactsError as error:
        sentence = str(error)
    else:
        sentence = f"{path} cannot be used: ."
    assert str(path) in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert path.read_bytes() == content
