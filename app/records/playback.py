"""Where playing a record stands. No clock and no Qt: time is an argument."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

SPEEDS: Final = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0)


@dataclass(frozen=True)
class Playback:
    """A moment of a record.

    Attributes:
        length_us: how long the record is.
        at_us: the moment shown, from its beginning.
        playing: whether time goes on.
        speed: how fast, against how it was signed.
        loop: whether it begins again at its end.
    """

    length_us: float
    at_us: float = 0.0
    playing: bool = False
    speed: float = 1.0
    loop: bool = False

    def after(self, elapsed_us: float) -> Playback:
        """So much later on the watcher's clock."""
        if not self.playing:
            return self
        at_us = self.at_us + elapsed_us * self.speed
        if at_us < self.length_us:
            return replace(self, at_us=at_us)
        if self.loop and self.length_us > 0:
            return replace(self, at_us=at_us % self.length_us)
        return replace(self, at_us=self.length_us, playing=False)

    def toggled(self) -> Playback:
        """Play, from the beginning where the end was reached, or stop."""
        if self.playing:
            return replace(self, playing=False)
        return replace(self, playing=True, at_us=0.0 if self.at_us >= self.length_us else self.at_us)

    def moved(self, at_us: float) -> Playback:
        """At another moment."""
        return replace(self, at_us=min(max(at_us, 0.0), self.length_us))

    def stepped(self, times_us: list[int], way: int) -> Playback:
        """Stopped at the next pose, or at the one before.

        Args:
            times_us: when there is a pose, in order.
            way: 1 forward, -1 back.
        """
        half_ms = 500  # a moment that was reached by playing counts as the pose it is next to
        if way > 0:
            found = next((one for one in times_us if one > self.at_us + half_ms), self.length_us)
        else:
            found = next((one for one in reversed(times_us) if one < self.at_us - half_ms), 0.0)
        return replace(self.moved(found), playing=False)
