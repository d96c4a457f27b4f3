"""The simulated link does to packets what its shape says, and nothing else."""

from __future__ import annotations

import itertools

import pytest

from transport.lab.shaping import Count, OneWay, Shape

MANY = 5_000
SIZE = 100


def carry(link: OneWay[int], count: int, every_us: int = 10_000) -> dict[int, int]:
    """Sends numbered packets evenly; their travel times by number."""
    taken: dict[int, int] = {}

    def take(until_us: int) -> None:
        while (due := link.due_us()) is not None and due <= until_us:
            for number in link.arrived(due):
                taken[number] = due - number * every_us

    for number in range(count):
        take(number * every_us)
        link.send(number, SIZE, number * every_us)
    take(1 << 60)
    return taken


def test_a_good_link_carries_everything_at_once_and_in_order():
    link: OneWay[int] = OneWay(Shape(), seed=1)
    assert carry(link, 50) == dict.fromkeys(range(50), 0)
    assert link.count == Count(packets=50, octets=50 * SIZE, lost=0)


def test_loss_takes_its_share_one_by_one():
    link: OneWay[int] = OneWay(Shape(loss=0.2), seed=1)
    arrived = carry(link, MANY)
    assert len(arrived) == pytest.approx(0.8 * MANY, rel=0.03)
    assert link.count == Count(packets=MANY, octets=MANY * SIZE, lost=MANY - len(arrived))
    # Independent of each other: two in a row are lost as often as chance wants.
    pairs = sum(n not in arrived and n + 1 not in arrived for n in range(MANY))
    assert pairs == pytest.approx(0.04 * MANY, rel=0.25)


def test_delay_and_jitter_spread_evenly_and_let_packets_overtake():
    arrived = carry(OneWay(Shape(delay_ms=100, jitter_ms=30), seed=1), MANY)
    assert len(arrived) == MANY
    assert 70_000 <= min(arrived.values()) < 71_000
    assert 129_000 < max(arrived.values()) <= 130_000
    assert sum(arrived.values()) / MANY == pytest.approx(100_000, rel=0.01)
    arrivals = [n * 10_000 + arrived[n] for n in range(MANY)]
    assert any(later < earlier for earlier, later in itertools.pairwise(arrivals))


def test_a_bottleneck_spreads_packets_out_and_drops_what_would_wait_too_long():
    link: OneWay[int] = OneWay(Shape(kbit_s=40, queue_ms=200), seed=1)  # 20 ms a packet
    arrived = carry(link, 1_000)  # twice as much as it carries
    assert len(arrived) == pytest.approx(500, abs=15)
    assert max(arrived.values()) == pytest.approx(220_000, abs=11_000)
    arrivals = sorted(n * 10_000 + taken for n, taken in arrived.items())
    assert min(b - a for a, b in itertools.pairwise(arrivals)) >= 20_000


def test_nothing_gets_through_an_outage_and_it_does_not_change_what_comes_after():
    def sent(cut: range) -> set[int]:
        link: OneWay[int] = OneWay(Shape(loss=0.3, delay_ms=20, jitter_ms=20), seed=7)
        arrived = set()
        for number in range(300):
            link.cut = number in cut
            link.send(number, SIZE, number * 1000)
            arrived |= set(link.arrived(number * 1000))
        return arrived | set(link.arrived(1 << 60))

    always, with_outage = sent(range(0)), sent(range(100, 200))
    assert with_outage == {number for number in always if not 100 <= number < 200}


def test_the_same_seed_gives_the_same_chance():
    shape = Shape(delay_ms=50, jitter_ms=20, loss=0.1)
    runs = [carry(OneWay(shape, seed), 200) for seed in (3, 3, 4)]
    assert runs[0] == runs[1] != runs[2]


@pytest.mark.parametrize(
    "wrong", [{"loss": 1.1}, {"loss": -0.1}, {"jitter_ms": 1}, {"delay_ms": -1}, {"kbit_s": 0}, {"queue_ms": -1}]
)
def test_what_is_no_link_is_refused(wrong):
    with pytest.raises(ValueError, match="is no link"):
        Shape(**wrong)
