"""Two chats that talk over connections which come and go."""

from __future__ import annotations

from transport.chat import Chat
from transport.control import Appearance, Camera, Typing, Wave, phrase

SECOND = 1_000_000


def carry(one: Chat, other: Chat, now_us: int, *, text: bool = True) -> list[object]:
    """Bring all that leaves one side to the other; returns what the other has to show."""
    shown: list[object] = [other.control_came(content, now_us) for content in one.controls()]
    while (message := one.text(now_us)) is not None:
        if text and other.text_came(message, now_us):
            shown.append("rang")
    return [one for one in shown if one is not None]


def connect(one: Chat, other: Chat, now_us: int) -> list[object]:
    one.opened(now_us)
    other.opened(now_us)
    return carry(one, other, now_us) + carry(other, one, now_us)


def peers_text(chat: Chat) -> list[str]:
    return [line.text for line in chat.lines if line.author == "peer"]


def test_text_goes_on_where_it_was_when_the_connection_comes_back() -> None:
    here, there = Chat(), Chat()
    connect(here, there, 0)
    here.type("hello ", 0)
    carry(here, there, SECOND)
    here.type("dear ", SECOND)
    carry(here, there, 2 * SECOND, text=False)  # lost with the connection
    here.type("world\a", 3 * SECOND)  # while there is none
    connect(here, there, 60 * SECOND)
    assert carry(here, there, 61 * SECOND) == ["rang"]
    assert peers_text(there) == ["hello dear world"]
    assert [line.text for line in here.lines] == ["hello dear world"]


def test_a_camera_that_is_off_is_off_after_a_reconnection_but_a_wave_is_past() -> None:
    here, there = Chat(), Chat()
    connect(here, there, 0)
    for message in (Camera(False), Wave(), phrase("again"), Typing(True)):
        here.say(message)
    assert here.due_us(SECOND) == SECOND
    assert carry(here, there, SECOND) == [Camera(False), Wave(), phrase("again"), Typing(True)]
    here.say(Wave())
    assert connect(here, there, 60 * SECOND) == [Camera(False)]


def test_who_stands_for_a_signer_is_told_at_once_and_again_after_a_reconnection() -> None:
    here, there = Chat(), Chat()
    here.say(Appearance("birch"))
    here.say(Appearance("cedar", sleeves="short"))
    assert connect(here, there, 0) == [Appearance("cedar", sleeves="short")]
    assert connect(here, there, 60 * SECOND) == [Appearance("cedar", sleeves="short")]


def test_a_peer_that_does_not_say_what_it_has_got_is_another_program() -> None:
    chat = Chat()
    chat.opened(0)
    chat.type("first", 0)
    assert chat.text(SECOND) is None
    assert chat.text(3 * SECOND) == "first"
    chat.opened(10 * SECOND)
    chat.type("second", 10 * SECOND)
    assert chat.text(13 * SECOND) == "\ufffdsecond"


def test_floods_neither_grow_nor_flash() -> None:
    chat = Chat()
    chat.opened(0)
    shown = [chat.control_came({"type": "wave"}, n * 1000) for n in range(5000)]
    assert sum(one is not None for one in shown) <= 20
    for _ in range(1000):
        chat.say(Wave())
    assert len(chat.controls()) <= 16
