"""What a player's log says about a call. Pure functions.

A log is the ``shown`` array of `transport.lab.rig.Report`: for each look at which something new was shown, the time
of the look, the capture time of the newest pose at or before the moment shown, and that moment, in microseconds of one
clock.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Log = NDArray[np.int64]
_LOOKED, _SOURCE, _MOMENT = range(3)


def arrivals(log: Log) -> Log:
    """The rows (n, 3) at which a further pose was shown: its first look. The log's first row only begins it."""
    return log[1:][np.diff(log[:, _SOURCE]) != 0] if len(log) else log


def delays_ms(log: Log) -> NDArray[np.float64]:
    """From the capture of each shown pose to the first look at it."""
    rows = arrivals(log)
    return (rows[:, _LOOKED] - rows[:, _SOURCE]) / 1000.0


def largest_gap_ms(log: Log, begin_us: int, end_us: int) -> float:
    """The longest time in which no further pose was shown, between two times of the log's clock."""
    looked = arrivals(log)[:, _LOOKED]
    inside = looked[(looked >= begin_us) & (looked <= end_us)]
    return float(np.diff(np.concatenate([[begin_us], inside, [end_us]])).max()) / 1000.0


def stale_looks(log: Log, since_us: int, oldest_us: int) -> int:
    """How often something new was shown after a time whose moment was longer ago than this."""
    ages = log[:, _LOOKED] - log[:, _MOMENT]
    return int(((log[:, _LOOKED] >= since_us) & (ages > oldest_us)).sum())


def first_fresh_s(log: Log, since_us: int, oldest_us: int) -> float | None:
    """Seconds from a time to the first look after it at a further pose that is not stale; None if there was none."""
    rows = arrivals(log)
    fresh = rows[(rows[:, _LOOKED] >= since_us) & (rows[:, _LOOKED] - rows[:, _SOURCE] <= oldest_us)]
    return float(fresh[0, _LOOKED] - since_us) / 1e6 if len(fresh) else None
