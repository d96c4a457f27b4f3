"""Protects the course of a recording: every item is asked for, and its takes are its own."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detector.pose import Pose
from detector.skeleton import HANDS, K, index
from training.recorder import Event, Key, Phase, Plan, Recorder, Skipped, TakeBegan, TakeEnded, hands_up

TIMER = Plan(prompt=1_000_000, countdown=2_000_000, take=3_000_000, review=1_000_000)
HANDS_FREE = Plan(hands_free=True, prompt=500_000, rise=150_000, rest=700_000, review=500_000)
SECOND = 1_000_000


def test_the_timer_takes_one_item_after_the_other() -> None:
    recorder = Recorder(["A", "B"], TIMER, 0)
    seen: list[tuple[int, Phase, str]] = []
    events: list[Event] = []
    for now in range(0, 20 * SECOND, 100_000):
        events += recorder.tick(now)
        if not seen or seen[-1][1:] != (recorder.phase, recorder.gloss):
            seen.append((now // 100_000, recorder.phase, recorder.gloss))
    assert [(phase, gloss) for _, phase, gloss in seen] == [
        (Phase.PROMPT, "A"),
        (Phase.COUNTDOWN, "A"),
        (Phase.CAPTURE, "A"),
        (Phase.REVIEW, "A"),
        (Phase.PROMPT, "B"),
        (Phase.COUNTDOWN, "B"),
        (Phase.CAPTURE, "B"),
        (Phase.REVIEW, "B"),
        (Phase.DONE, ""),
    ]
    assert [tenths for tenths, *_ in seen] == [0, 10, 30, 60, 70, 80, 100, 130, 140]
    assert events == [
        TakeBegan(0, 0, 3 * SECOND),
        TakeEnded(0, 0, True, "timer"),
        TakeBegan(1, 0, 10 * SECOND),
        TakeEnded(1, 0, True, "timer"),
    ]
    assert recorder.progress == (2, 2)


def _hands(recorder: Recorder, times: list[tuple[float, bool]], until: float) -> list[Event]:
    """Tick 30 times a second while hands go up and down at given seconds."""
    events: list[Event] = []
    for frame in range(round(until * 30)):
        now = frame / 30
        up = [up for since, up in times if since <= now + 1e-6][-1]
        events += recorder.tick(round(now * SECOND), up)
    return events


def test_hands_begin_and_end_a_take() -> None:
    recorder = Recorder(["A", "B"], HANDS_FREE, 0)
    # Up at 2 s (flickering once before), resting from 4 s; the next item from 6 s.
    times = [
        (0, False),
        (1.0, True),
        (1.1, False),
        (2, True),
        (3, False),
        (3.5, True),
        (4, False),
        (6, True),
        (7, False),
    ]
    events = _hands(recorder, times, 10)
    assert [event.since_us for event in events if isinstance(event, TakeBegan)] == [2 * SECOND, 6 * SECOND]
    assert [(event.item, event.why) for event in events if isinstance(event, TakeEnded)] == [(0, "rest"), (1, "rest")]
    assert recorder.phase is Phase.DONE


def test_hands_that_never_rested_do_not_begin_the_next_item() -> None:
    plan = Plan(hands_free=True, prompt=100_000, longest=SECOND, review=100_000)
    recorder = Recorder(["A", "B"], plan, 0)
    events = _hands(recorder, [(0, False), (1, True)], 6)
    assert [type(event) for event in events] == [TakeBegan, TakeEnded]
    assert recorder.phase is Phase.WAIT
    assert recorder.gloss == "B"


def test_a_take_begun_by_key_waits_for_the_hands() -> None:
    recorder = Recorder(["A"], HANDS_FREE, 0)
    recorder.tick(0, False)
    assert recorder.press(Key.GO, 100_000) == [TakeBegan(0, 0, 100_000)]
    events: list[Event] = []
    for now in range(200_000, 3 * SECOND, 100_000):
        events += recorder.tick(now, False)
    assert events == []
    recorder.tick(3 * SECOND, True)
    for now in range(3_100_000, 5 * SECOND, 100_000):
        events += recorder.tick(now, False)
    assert events == [TakeEnded(0, 0, True, "rest")]


def test_repeat_throws_away_and_asks_again() -> None:
    recorder = Recorder(["A", "B"], TIMER, 0)
    recorder.press(Key.GO, 0)
    assert recorder.press(Key.REPEAT, SECOND) == [TakeEnded(0, 0, False, "repeat")]
    assert (recorder.phase, recorder.gloss, recorder.progress) == (Phase.PROMPT, "A", (0, 2))
    recorder.press(Key.GO, 2 * SECOND)
    recorder.press(Key.GO, 3 * SECOND)
    assert recorder.press(Key.REPEAT, 3 * SECOND + 1) == [TakeEnded(0, 1, False, "repeat")]
    recorder.press(Key.GO, 4 * SECOND)
    assert recorder.press(Key.GO, 5 * SECOND) == [TakeEnded(0, 2, True, "go")]
    recorder.press(Key.GO, 5 * SECOND)
    assert recorder.gloss == "B"
    # Noticed too late, while the next item is asked for already.
    assert recorder.press(Key.REPEAT, 6 * SECOND) == [TakeEnded(0, 2, False, "repeat")]
    assert recorder.gloss == "A"


def test_skip_pause_and_what_was_done_before() -> None:
    recorder = Recorder(["A", "B", "C"], TIMER, 0, done={1}, takes={0: 2})
    assert recorder.press(Key.GO, 0) == [TakeBegan(0, 2, 0)]
    assert recorder.press(Key.PAUSE, SECOND) == [TakeEnded(0, 2, False, "pause")]
    assert recorder.tick(100 * SECOND) == []
    assert recorder.phase is Phase.PAUSED
    recorder.press(Key.PAUSE, 100 * SECOND)
    assert (recorder.phase, recorder.gloss) == (Phase.PROMPT, "A")
    assert recorder.press(Key.SKIP, 101 * SECOND) == [Skipped(0)]
    assert recorder.gloss == "C"
    assert recorder.press(Key.REPEAT, 102 * SECOND) == [Skipped(0, False)]
    assert recorder.gloss == "A"


@given(
    st.lists(
        st.tuples(st.sampled_from([None, *Key]), st.integers(0, 2 * SECOND), st.sampled_from([None, True, False])),
        max_size=200,
    ),
    st.booleans(),
)
def test_whatever_is_pressed_takes_are_well_formed(
    steps: list[tuple[Key | None, int, bool | None]], free: bool
) -> None:
    """Each take begins once, under a new number, ends before the next begins; done items are those with a last word."""
    recorder = Recorder(["A", "B", "C"], HANDS_FREE if free else TIMER, 0)
    now, events = 0, []
    for key, later, up in steps:
        now += later
        events += recorder.tick(now, up) + (recorder.press(key, now) if key else [])
    events += recorder.finish(now, keep=True)
    running: tuple[int, int] | None = None
    begun: set[tuple[int, int]] = set()
    kept: dict[tuple[int, int], bool] = {}
    skipped: set[int] = set()
    for event in events:
        match event:
            case TakeBegan(item, take, _):
                assert running is None
                assert (item, take) not in begun
                running = (item, take)
                begun.add(running)
            case TakeEnded(item, take, keep, _):
                assert (item, take) in begun
                assert running in (None, (item, take))
                running = None
                kept[item, take] = keep
            case Skipped(item, left_out):
                assert running is None
                (skipped.add if left_out else skipped.discard)(item)
    assert running is None
    done = {item for (item, _), keep in kept.items() if keep} | skipped
    assert recorder.progress == (len(done), 3)


def _pose(hand_y: float, shoulders: bool) -> Pose:
    xyz = np.full((K, 3), np.nan, np.float32)
    if shoulders:
        xyz[index("left_shoulder")], xyz[index("right_shoulder")] = (400, 200, 0), (240, 200, 0)
    xyz[HANDS["right"]] = (200, hand_y, 0)
    return Pose.of(0, (640, 480), xyz, np.full(K, 0.9, np.float32))


def test_hands_are_up_above_the_lap() -> None:
    assert hands_up(_pose(300, shoulders=True))
    assert not hands_up(_pose(400, shoulders=True))
    assert hands_up(_pose(300, shoulders=False))
    assert not hands_up(_pose(400, shoulders=False))
    assert not hands_up(Pose.unknown(0, (640, 480)))
