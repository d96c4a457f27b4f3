"""The figures that a call over a bad network has to reach, and whether it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CONNECT: Final = "connect"
BYTES: Final = "bytes"
DELAY: Final = "delay"
LOSS: Final = "loss"
OUTAGE: Final = "outage"
PARTS: Final = (CONNECT, BYTES, DELAY, LOSS, OUTAGE)


@dataclass(frozen=True)
class Row:
    """One figure.

    Attributes:
        part: of `PARTS`.
        what: was measured.
        network: over which network, for people.
        measured: the figure; None if it could not be taken, as when a call did not come back.
        unit: of it.
        at_most: the figure to reach; None for one that is told without a bound.
        note: what else there is to know.
    """

    part: str
    what: str
    network: str
    measured: float | None
    unit: str
    at_most: float | None = None
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the figure is as good as wanted; None if nothing is."""
        if self.at_most is None:
            return None
        return self.measured is not None and self.measured <= self.at_most
