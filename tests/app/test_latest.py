"""The one-place mailbox: the newest value wins, nothing queues, nothing waits that must not."""

from __future__ import annotations

from threading import Thread

from app.latest import Latest


def test_the_newest_value_wins_and_what_it_replaced_is_counted() -> None:
    box: Latest[int] = Latest()
    assert box.take() is None
    for value in range(5):
        box.put(value)
    assert box.take() == 4
    assert box.dropped == 4
    assert box.take() is None


def test_take_waits_for_another_threads_value() -> None:
    box: Latest[str] = Latest()
    got: list[str | None] = []
    reader = Thread(target=lambda: got.append(box.take(None)))
    reader.start()
    box.put("frame")
    reader.join(5)
    assert got == ["frame"]


def test_close_wakes_a_waiting_reader_and_keeps_the_last_value() -> None:
    box: Latest[str] = Latest()
    got: list[str | None] = []
    reader = Thread(target=lambda: got.append(box.take(None)))
    reader.start()
    box.close()
    reader.join(5)
    assert got == [None]

    full: Latest[str] = Latest()
    full.put("last")
    full.close()
    full.put("too late")
    assert full.take(None) == "last"
    assert full.take(None) is None
