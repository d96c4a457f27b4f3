"""Real calls between real processes over a bad network. Nothing here depends on how fast this machine is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from transport.lab.badnet import ANSWERER, CALLER
from transport.lab.figures import arrivals, first_fresh_s, stale_looks
from transport.lab.rig import PEERS, Rig
from transport.lab.shaping import Shape

PATIENCE_S = 60.0
# A machine that is busy shows late what came in time: only what is older than an outage can be of before it.
OLD_US = 3_000_000


def watch(rig: Rig, enough: Callable[[dict[str, np.ndarray]], bool]) -> dict[str, np.ndarray]:
    """What both peers have been shown since the last report, as soon as it is enough."""
    logs = {peer: np.zeros((0, 3), np.int64) for peer in PEERS}
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        time.sleep(0.3)
        for peer, report in rig.report().items():
            logs[peer] = np.concatenate([logs[peer], report.shown])
        if enough(logs):
            return logs
    pytest.fail(
        f"not enough was shown within {PATIENCE_S:.0f} s: { {p: len(arrivals(log)) for p, log in logs.items()} }"
    )


def shows(count: int) -> Callable[[dict[str, np.ndarray]], bool]:
    return lambda logs: all(len(arrivals(log)) >= count for log in logs.values())


@pytest.fixture(scope="module")
def rig(bad_network: Callable, poses_file: str) -> Iterator[Rig]:
    with Rig(bad_network(), poses_file) as rig:
        yield rig


def test_a_call_over_a_lossy_link_shows_poses_both_ways(rig):
    rig.network.shape(Shape(delay_ms=40, jitter_ms=20, loss=0.2))
    assert rig.connect() > 0.04  # the network's delay is in it
    logs = watch(rig, shows(40))
    counts = rig.network.counts()
    rig.hang_up()
    for log in logs.values():
        looked, source, moment = log.T
        assert (np.diff(source) >= 0).all()
        assert (np.diff(moment) >= 0).all()
        assert (looked - source >= 20_000).all()  # nothing travels faster than the link's quickest packet
    for pair in ((CALLER, ANSWERER), (ANSWERER, CALLER)):
        assert counts[pair].octets > 40 * 93
        assert 0.05 < counts[pair].lost / counts[pair].packets < 0.4
    ended = [rig.events[peer][-1] for peer in PEERS]
    assert [told["event"] for told in ended] == ["Ended", "Ended"]


def test_after_an_outage_fresh_poses_come_and_no_stale_one(rig):
    rig.network.shape(Shape(delay_ms=20))
    rig.connect()
    watch(rig, shows(10))
    begun_us = rig.network.cut(ANSWERER)
    time.sleep(2 * OLD_US / 1e6)
    dark = rig.report()
    back_us = rig.network.mend(ANSWERER)
    logs = watch(rig, lambda logs: all(first_fresh_s(log, back_us, OLD_US) is not None for log in logs.values()))
    rig.hang_up()
    for peer in PEERS:
        # In the dark the last poses were played out, and then nothing moved.
        assert (dark[peer].shown[:, 1] <= begun_us).all()
        assert stale_looks(logs[peer], back_us, OLD_US) == 0
        told = [event.get("event") for event in rig.events[peer]]
        assert "Failed" not in told


@pytest.mark.parametrize(("source", "target"), [(CALLER, ANSWERER), (ANSWERER, CALLER)])
def test_a_side_that_is_heard_but_hears_nothing_is_noticed_by_both_and_comes_back(rig, source, target):
    rig.network.shape(Shape(delay_ms=20))
    rig.connect()
    watch(rig, shows(10))
    rig.network.shape(Shape(delay_ms=20, loss=1.0), source, target)
    until_both_are_told(rig, "PeerLost")
    rig.network.shape(Shape(delay_ms=20), source, target)
    until_both_are_told(rig, "PeerBack")
    watch(rig, shows(10))
    rig.hang_up()


def until_both_are_told(rig: Rig, event: str) -> None:
    """Until this was the last thing that both were told of the link in this call."""
    deadline = time.monotonic() + PATIENCE_S
    while not all(of_the_link(rig.events[peer])[-1:] == [event] for peer in PEERS):
        assert time.monotonic() < deadline, f"no {event} after { {p: rig.events[p][-9:] for p in PEERS} }"
        time.sleep(0.3)
        rig.report()


def of_the_link(events: list[dict[str, Any]]) -> list[str]:
    told = [event.get("event", "") for event in events]
    this_call = told[len(told) - told[::-1].index("Started") :]
    return [event for event in this_call if event in ("PeerLost", "PeerBack")]
