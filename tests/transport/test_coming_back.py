"""Whatever happens to the network, both sides come back to each other: the decisions alone, in a time of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detector.pose import Pose
from detector.skeleton import K
from transport.events import CallConfig
from transport.link import Back, Link, Lost
from transport.reconnection import Step, next_step
from transport.stream import PoseStream

TICK_US = 50_000
ONE_WAY_US = 50_000
# After an outage, SCTP says again what was lost when its timer has run out.
AGAIN_US = 1_000_000
MEET_US = 300_000
ATTEMPT_US = 8_000_000
CONSENT_US = 30_000_000
LINGER_US = 2_000_000
SCORE = np.zeros(K, np.float32)
SCORE[0] = 1.0


@dataclass(frozen=True)
class Phase:
    """What the world is like for a while.

    Attributes:
        ticks: how long.
        ways: whether anything gets from the first side to the second, and back.
        server: whether the mailbox server is there, for each side.
        cameras: whether each side's camera is on.
        late: by how many ticks the second side is later than the first in whatever both do, or earlier.
    """

    ticks: int
    ways: tuple[bool, bool] = (True, True)
    server: tuple[bool, bool] = (True, True)
    cameras: tuple[bool, bool] = (True, True)
    late: int = 0


class Wire:
    """A connection: packets get lost where nothing gets through, messages come later, and in order."""

    def __init__(self, now_us: int) -> None:
        self.gone = [False, False]
        self._packets: tuple[list, list] = ([], [])
        self._messages: tuple[list, list] = ([], [])
        self._through_us = [now_us, now_us]

    def send(self, side: int, kind: str, content: object, world: World) -> None:
        if not self.gone[side]:
            flying = self._packets if kind == "packet" else self._messages
            if kind == "message" or world.ways[side]:
                flying[side].append((world.now_us + ONE_WAY_US, content))

    def close(self, side: int, world: World) -> None:
        if not self.gone[side]:
            self.gone[side] = True
            if world.ways[side]:
                self._packets[side].append((world.now_us + ONE_WAY_US, None))

    def arrived(self, side: int, world: World) -> Iterator[object]:
        """What comes to a side now."""
        other, now_us = 1 - side, world.now_us
        if world.ways[0] and world.ways[1]:
            self._through_us = [now_us, now_us]
        elif now_us - self._through_us[side] > CONSENT_US:
            self.gone[side] = True
        ready = world.ways_since_us[other] + (AGAIN_US if world.ways_since_us[other] else 0)
        for flying, open_now in ((self._packets, True), (self._messages, world.ways[other] and now_us >= ready)):
            while open_now and flying[other] and flying[other][0][0] <= now_us:
                content = flying[other].pop(0)[1]
                if content is None:
                    self.gone[side] = True
                if not self.gone[side]:
                    yield content


@dataclass
class Looking:
    """What ``transport.reconnection.Reconnection`` does, as seen from outside."""

    since_us: int
    met_us: int | None = None
    new: Wire | None = None
    found: bool = False


@dataclass
class Party:
    """One side of the call."""

    link: Link
    stream: PoseStream
    wire: Wire
    looking: Looking | None = None
    old: list[tuple[int, Wire]] = field(default_factory=list)
    events: list[object] = field(default_factory=list)


class World:
    """Both sides, and what is between them."""

    def __init__(self) -> None:
        self.now_us = 1_000_000
        self.ways = self.cameras = (True, True)
        self.ways_since_us = [0, 0]
        wire = Wire(self.now_us)
        self.parties = []
        for _ in range(2):
            stream = PoseStream(CallConfig())
            stream.start(self.now_us)
            self.parties.append(Party(Link(self.now_us), stream, wire))

    def run(self, phase: Phase) -> None:
        for side in range(2):
            if phase.ways[side] and not self.ways[side]:
                self.ways_since_us[side] = self.now_us
        self.ways, self.cameras = phase.ways, phase.cameras
        for _ in range(phase.ticks):
            self.now_us += TICK_US
            for side, party in enumerate(self.parties):
                self._act(side, party)
            self._look_for_each_other(phase)

    def _act(self, side: int, party: Party) -> None:
        now_us, link = self.now_us, party.link
        wires = [party.wire, *(wire for _, wire in party.old)]
        for wire in wires:
            for content in wire.arrived(side, self):
                if isinstance(content, bytes):
                    party.stream.receive(content, now_us)
                if wire is party.wire:
                    link.heard(now_us) if isinstance(content, bytes) else link.receive(content, now_us)
        for since_us, wire in list(party.old):
            if now_us >= since_us + LINGER_US:
                wire.close(side, self)
                party.old.remove((since_us, wire))
        self._decide(side, party)
        if self.cameras[side]:
            xyz = np.full((K, 3), now_us // TICK_US % 7 + 50, np.float32)
            party.stream.push(Pose.of(now_us, (640, 480), xyz, SCORE), now_us)
        packet = party.stream.pop(now_us, room=not party.wire.gone[side], lost=link.lost)
        if packet is not None:
            party.wire.send(side, "packet", packet, self)
        link.poll(now_us, unheard=party.stream.unheard(now_us, link.reached_us))
        for message in link.outgoing():
            party.wire.send(side, "message", message, self)
        party.events += link.events()

    def _decide(self, side: int, party: Party) -> None:
        now_us, looking = self.now_us, party.looking
        if party.wire.gone[side]:
            party.link.cut(now_us)
        step = next_step(
            lost=party.link.lost,
            looking=looking is not None,
            met=looking is not None and looking.met_us is not None,
            found=looking is not None and looking.found,
        )
        if step is Step.LOOK:
            party.looking = Looking(now_us)
        elif looking is not None and step is Step.TAKE:
            party.looking = None
            party.old.append((now_us, party.wire))
            party.wire = looking.new
            party.stream.taken(now_us)
            party.link.taken(now_us)
        elif looking is not None and step is Step.STOP:
            party.looking = None
            if looking.new is not None:
                looking.new.close(side, self)

    def _look_for_each_other(self, phase: Phase) -> None:
        now_us, both = self.now_us, [party.looking for party in self.parties]
        there = all(looking and looking.met_us is None and now_us - looking.since_us > MEET_US for looking in both)
        if there and all(phase.server):
            wire = Wire(now_us)
            for side, looking in enumerate(both):
                looking.met_us, looking.new = now_us + phase.late * TICK_US * side, wire
        for side, looking in enumerate(both):
            if looking is None or looking.met_us is None or looking.found:
                continue
            wire = looking.new
            if now_us - looking.met_us >= ATTEMPT_US:
                wire.close(side, self)
                self.parties[side].looking = Looking(now_us)
            elif now_us - looking.met_us >= MEET_US and all(self.ways):
                # The other end may be gone already, and whether this side learns of that is chance.
                looking.found = not wire.gone[side]

    @property
    def well(self) -> bool:
        """Whether both hear each other, over one connection, and nobody looks for another."""
        one = self.parties[0].wire is self.parties[1].wire and not any(self.parties[0].wire.gone)
        return one and not any(party.link.lost or party.looking for party in self.parties)


def well_after(world: World, phase: Phase, patience_s: float) -> bool:
    """Whether both are back within a time of such a phase, and stay."""
    for _ in range(round(patience_s)):
        if world.well:
            break
        world.run(phase)
    world.run(replace(phase, ticks=100))
    return world.well


switches = st.tuples(st.booleans(), st.booleans())
phases = st.lists(
    st.builds(
        Phase,
        ticks=st.integers(1, 160),
        ways=switches,
        server=switches,
        cameras=switches,
        late=st.integers(-4, 30),
    ),
    max_size=6,
)
ONE_WAY = Phase(70, ways=(False, True))


@given(phases, st.integers(-4, 30), switches)
@example([ONE_WAY], 20, (True, True))
@example([ONE_WAY, Phase(10)], 20, (True, True))
@example([Phase(70, ways=(False, True), cameras=(False, True))], 0, (False, True))
@example([Phase(70, ways=(False, False), server=(False, False)), Phase(1), ONE_WAY], 5, (True, False))
@settings(deadline=None, max_examples=40)
def test_both_come_back_whatever_happened(before, late, cameras):
    world = World()
    world.run(Phase(40))
    for phase in before:
        world.run(phase)
    assert well_after(world, Phase(20, cameras=cameras, late=late), 20)
    for party in world.parties:
        kinds = [type(event) for event in party.events]
        assert kinds == [Lost, Back] * (len(kinds) // 2)


@pytest.mark.parametrize("cameras", [(True, True), (False, True), (True, False), (False, False)])
def test_half_a_connection_is_noticed_by_both_within_four_seconds(cameras):
    world = World()
    world.run(Phase(100, cameras=cameras))
    world.run(Phase(80, ways=(False, True), server=(False, False), cameras=cameras))
    assert all(party.link.lost for party in world.parties)


@pytest.mark.parametrize("cameras", [(True, True), (False, True), (True, False), (False, False)])
def test_without_the_server_the_old_connection_is_good_again(cameras):
    world = World()
    world.run(Phase(40))
    dark = Phase(190, ways=(False, True), server=(False, False))
    world.run(dark)
    world.run(replace(dark, ticks=20, cameras=cameras))
    assert all(party.link.lost for party in world.parties)
    assert well_after(world, Phase(20, server=(False, False), cameras=cameras), 5)


@pytest.mark.parametrize(("dark", "late"), [(54, 30), (62, 20), (62, 1), (70, -4), (70, 12), (70, 30)])
def test_whoever_takes_the_new_connection_first_does_not_cut_the_other_off(dark, late):
    world = World()
    world.run(Phase(40))
    world.run(Phase(dark, ways=(False, True), late=late))
    world.run(Phase(80, late=late))
    assert world.well
    for party in world.parties:
        assert [type(event) for event in party.events] == [Lost, Back]
