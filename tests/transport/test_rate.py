"""The rate follows the signer and the link; loss is counted from the gaps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transport.loss import LossMeter
from transport.rate import IDLE, NARROW, Rate, RateControl

USUAL = Rate(15.0, 2)
SINGLE = Rate(30.0, 1)
MS = 1000


def control(*, took_ms: int = 120) -> RateControl:
    made = RateControl(USUAL)
    for number in range(60):
        made.acknowledged(took_ms * MS + number % 3 * 20 * MS, number * 67 * MS)
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


def test_acknowledgements_that_come_late_tell_a_narrow_link_until_they_no_longer_do():
    made = control()
    now = 4_000_000
    for _ in range(30):
        made.acknowledged(600 * MS, now := now + 67 * MS)
    assert rate(made, now, loss=0.3) == NARROW
    for number in range(200):
        made.acknowledged(130 * MS + number % 4 * MS, now := now + 67 * MS)
        chosen = rate(made, now)
        assert chosen == (NARROW if number < 140 else chosen)
    assert chosen == USUAL


def test_a_late_acknowledgement_among_quick_ones_tells_nothing():
    made = control()
    for number in range(30):
        made.acknowledged((900 if number % 4 else 130) * MS, 4_000_000 + number * 67 * MS)
    assert rate(made, 6_000_000) == USUAL


def test_packets_that_do_not_leave_tell_a_narrow_link():
    assert rate(control(), blocked=True) == NARROW


def test_no_rate_is_above_what_the_settings_allow():
    made = RateControl(Rate(8.0, 1))
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
