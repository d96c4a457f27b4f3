"""Throws damaged, random, replayed and reordered packets at the decoder: ``python -m tests.fuzz.packets``.

Nothing but ``PacketError`` may come out, no input may take long, memory must not grow, and a refused packet must leave
no trace. With atheris installed (``pip install '.[fuzz]'``) the same check runs guided by coverage:
``python -m tests.fuzz.guided NEW_INPUTS tests/transport/golden``.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from detector.pose import Pose
from detector.skeleton import K
from transport.codec import MAX_BACK, MAX_PACKET, MAX_POSES, Decoder, Encoder, PacketError

GOLDEN: Final = Path(__file__).parents[1] / "transport" / "golden"
# A decoder lives for this many inputs; then a fresh one starts, so that every failure is near its cause,
# and that what damaged packets put in the place of references does not make it refuse all others.
_LIFE: Final = 100
_SLOW_S: Final = 2.0
_MOST_GROWTH_MIB: Final = 64


def a_call() -> list[bytes]:
    """Sound packets of all kinds, in the order in which they decode."""
    rng = np.random.default_rng(1)
    encoder, decoder = Encoder(), Decoder()
    xyz = rng.uniform(50, 400, (K, 3))
    found = []
    for number in range(0, 60, 2):
        poses = []
        for step in (number, number + 1):
            xyz = xyz + rng.normal(0, 0.2 * (1 + number % 9), (K, 3))
            score = np.where(rng.random(K) < 0.95, 0.9, 0.0) if number % 8 == 0 else np.full(K, 0.8)
            poses.append(Pose.of(33_333 * (step + 1), (640, 480), xyz.astype(np.float32), score.astype(np.float32)))
        found.append(encoder.encode(poses[: 1 + number % 3 % 2], ack=number))
        decoder.decode(found[-1])
        if number % 6 == 0:
            encoder.acknowledge(decoder.latest)
    return found


class Target:
    """A decoder that has heard some of a call, and what must hold of it after any input."""

    def __init__(self, heard: list[bytes]) -> None:
        self._decoder = Decoder()
        for packet in heard:
            self._decoder.decode(packet)

    def feed(self, data: bytes) -> bool:
        """Decode one input; returns whether it was a packet.

        Raises:
            AssertionError: it did what no bytes may do.
        """
        before = (self._decoder.latest, self._decoder.peer_ack)
        try:
            poses = self._decoder.decode(data)
        except PacketError as error:
            sentence = str(error)
        else:
            sentence = ""
        if sentence:
            assert sentence.endswith("."), "a refusal that is no sentence"
            assert (self._decoder.latest, self._decoder.peer_ack) == before, "a refused packet left a trace"
            return False
        assert len(data) <= MAX_PACKET
        assert len(poses) <= MAX_POSES
        assert len(vars(self._decoder)["_received"]) <= MAX_BACK + 1, "the decoder keeps more and more"
        for pose in poses:
            assert np.isfinite(pose.xyz[pose.known]).all()
        return True


def mutated(sound: list[bytes], chance: random.Random) -> bytes:
    """One input: a sound packet that was cut, changed, mixed or left as it is, or bytes without any sense."""
    data = bytearray(chance.choice(sound))
    kind = chance.randrange(10)
    if kind == 0:
        return chance.randbytes(chance.choice((0, 1, 4, 5, 14, 60, 300, MAX_PACKET, MAX_PACKET + 1)))
    if kind == 1:  # a sound header, so that the compressed part is reached
        return bytes(data[: chance.choice((5, 14))]) + chance.randbytes(chance.randrange(200))
    if kind == 2:
        return bytes(data[: chance.randrange(len(data) + 1)])
    if kind == 3:
        other = chance.choice(sound)
        return bytes(data[: chance.randrange(len(data) + 1)]) + other[chance.randrange(len(other) + 1) :]
    if kind == 4:
        return bytes(data) + chance.randbytes(chance.randrange(1, 40))
    if kind <= 7 and data:
        for _ in range(chance.choice((1, 1, 1, 2, 4, 16))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    if kind == 8:  # sound content with another acknowledgement
        return bytes(data[:3]) + chance.randbytes(1) + bytes(data[4:])
    return bytes(data)  # replayed, out of order


def inputs(count: int, seed: int) -> Iterator[bytes]:
    """So many inputs; the same for the same seed."""
    chance = random.Random(seed)
    sound = a_call() + [path.read_bytes() for path in sorted(GOLDEN.glob("*.bin"))]
    for _ in range(count):
        yield mutated(sound, chance)


def run(count: int, seed: int) -> tuple[int, float]:
    """Feed so many inputs.

    Returns:
        How many were packets, and the longest time that one took, in seconds.

    Raises:
        AssertionError: an input did harm; it is named by its bytes.
    """
    heard = a_call()
    packets, slowest = 0, 0.0
    for number, data in enumerate(inputs(count, seed)):
        if number % _LIFE == 0:
            target = Target(heard)
        started = time.thread_time()
        try:
            packets += target.feed(data)
        except Exception as error:
            raise AssertionError(f"input {number} of seed {seed} did harm: {data.hex()}") from error
        slowest = max(slowest, time.thread_time() - started)
        if number and number % 100_000 == 0:
            print(f"{number} inputs, {packets} of them packets, slowest {slowest * 1000:.0f} ms", flush=True)
    return packets, slowest


def _memory_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    run(2000, arguments.seed + 1)
    before = _memory_mib()
    packets, slowest = run(arguments.inputs, arguments.seed)
    grown = _memory_mib() - before
    print(
        f"{arguments.inputs} inputs, {packets} of them packets: no crash, slowest {slowest * 1000:.0f} ms, "
        f"memory grew by {grown:.1f} MiB"
    )
    return int(slowest > _SLOW_S or grown > _MOST_GROWTH_MIB)


if __name__ == "__main__":
    sys.exit(main())
