"""The rate follows the signer and the link; loss is counted from the gaps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transport.loss import LossMeter
from transport.rate import DRAINING, IDLE, NARROW, OPENING, Rate, RateControl

USUAL = Rate(15.0, 2)
SINGLE = Rate(30.0, 1)
MS = 1000


def control(*, took_ms: int = 120) -> RateControl:
    made = RateControl(USUAL)
    made.answered = True
    for number in range(60):
        made.acknowledged(took_ms * MS + number % 3 * 20 * MS, number * 67 * MS)
        rate(made, number * 67 * MS)
    return made


def rate(made: RateControl, now_us: int = 4_000_000, *, signs: bool = True, loss: float = 0.0, blocked: bool = False):
    return made.update(now_us, signs=signs, loss=loss, blocked=blocked)


def test_two_a_second_when_nobody_signs_and_fifteen_as_soon_as_somebody_does():
    made = control()
    assert rate(made, signs=False) == IDLE
    assert rate(made) == USUAL


def test_loss_gives_each_pose_a_packet_of_its_own_and_sticks_a_little():
    made = control()
    assert rate(made, loss=0.1) == USUAL
    assert rate(made, loss=0.13) == SINGLE
    assert rate(made, loss=0.08) == SINGLE
    assert rate(made, loss=0.05) == USUAL


def test_a_call_begins_with_few_packets_until_the_link_has_answered():
    made = RateControl(USUAL)
    assert rate(made, 1_000 * MS) == OPENING
    assert rate(made, 9_000 * MS) == OPENING
    made.answered = True
    assert rate(made, 9_000 * MS) == USUAL


def test_acknowledgements_that_come_late_tell_a_narrow_link_until_they_no_longer_do():
    made = control()
    now = 4_000_000
    for _ in range(30):
        made.acknowledged(400 * MS, now := now + 67 * MS)
    assert rate(made, now, loss=0.3) == NARROW[0]
    for number in range(200):
        made.acknowledged(130 * MS + number % 4 * MS, now := now + 67 * MS)
        chosen = rate(made, now)
        assert chosen == (NARROW[0] if number < 140 else chosen)
    assert chosen == USUAL


def test_a_link_that_stays_narrow_gets_less_and_less_and_is_tried_ever_more_rarely():
    made, now, tried = control(), 4_000_000, []
    chosen = USUAL
    for _ in range(15 * 240):
        # Whatever is more than the narrowest rate waits.
        wide = chosen not in (NARROW[-1], DRAINING)
        made.acknowledged((500 if wide else 120) * MS, now := now + 67 * MS)
        before, chosen = chosen, rate(made, now)
        if before == NARROW[-1] != chosen:
            tried.append(now)
    assert 2 <= len(tried) <= 5
    assert tried[-1] - tried[-2] >= 80_000_000


def test_while_much_waits_little_is_added():
    made, now = control(), 4_000_000
    for _ in range(30):
        made.acknowledged(900 * MS, now := now + 67 * MS)
        chosen = rate(made, now)
    assert chosen == DRAINING


def test_round_trips_of_small_messages_tell_what_is_usual_where_no_packet_was_ever_quick():
    made = RateControl(USUAL)
    made.answered = True
    made.round_trip(100 * MS)
    for number in range(10):
        made.acknowledged(900 * MS, number * 67 * MS)
    assert rate(made, 670 * MS) == DRAINING


def test_a_late_acknowledgement_among_quick_ones_tells_nothing():
    made = control()
    for number in range(30):
        made.acknowledged((900 if number % 4 else 130) * MS, 4_000_000 + number * 67 * MS)
    assert rate(made, 6_000_000) == USUAL


def test_packets_that_do_not_leave_tell_a_narrow_link():
    assert rate(control(), blocked=True) == NARROW[0]


def test_no_rate_is_above_what_the_settings_allow():
    made = RateControl(Rate(8.0, 1))
    made.answered = True
    assert rate(made, loss=0.5) == Rate(8.0, 1)
    assert rate(made, blocked=True) == Rate(8.0, 1)
    assert RateControl(Rate(1.0, 1)).update(0, signs=False, loss=0, blocked=False) == Rate(1.0, 1)


def test_loss_is_the_share_of_the_numbers_that_did_not_come():
    meter = LossMeter()
    for number in range(300):
        if number % 5:
            meter.update((65_500 + number) % 65_536, number * 67 * MS)
    assert abs(meter.share(300 * 67 * MS) - 0.2) < 0.03


def test_an_outage_is_no_loss_and_reordering_neither():
    meter = LossMeter()
    for number in [*range(50), *range(400, 450)]:
        meter.update(number ^ 1, number * 67 * MS)
    assert meter.share(450 * 67 * MS) == 0.0


@given(st.lists(st.tuples(st.integers(0, 65_535), st.integers(0, 2_000_000)), max_size=200))
def test_any_numbers_give_a_share(entries):
    meter, now = LossMeter(), 0
    for sequence, passed in entries:
        now += passed
        meter.update(sequence, now)
        assert 0.0 <= meter.share(now) < 1.0
