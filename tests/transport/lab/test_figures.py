"""What is read out of a log, against logs that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from transport.lab.figures import arrivals, delays_ms, first_fresh_s, largest_gap_ms, stale_looks

# Looked at, newest pose at or before the moment shown, that moment.
LOG = np.array(
    [
        (1_000_000, 900_000, 910_000),
        (1_016_000, 900_000, 926_000),
        (1_033_000, 933_000, 943_000),
        (1_500_000, 967_000, 980_000),  # half a second of nothing, and then something old
        (1_516_000, 1_400_000, 1_410_000),
    ],
    np.int64,
)


def test_a_pose_arrives_with_the_first_look_at_it():
    assert arrivals(LOG)[:, 0].tolist() == [1_033_000, 1_500_000, 1_516_000]
    assert delays_ms(LOG).tolist() == [100, 533, 116]
    assert len(arrivals(LOG[:0])) == 0


def test_gaps_reach_to_both_ends():
    assert largest_gap_ms(LOG, 1_000_000, 1_600_000) == 467
    assert largest_gap_ms(LOG, 1_030_000, 2_600_000) == 1084
    assert largest_gap_ms(LOG, 2_000_000, 3_000_000) == 1000


def test_what_was_signed_long_ago_is_stale_and_not_fresh():
    assert stale_looks(LOG, 0, 200_000) == 1
    assert stale_looks(LOG, 0, 600_000) == 0
    assert stale_looks(LOG, 1_510_000, 200_000) == 0
    assert first_fresh_s(LOG, 1_400_000, 200_000) == pytest.approx(0.116)
    assert first_fresh_s(LOG, 1_400_000, 600_000) == pytest.approx(0.1)
    assert first_fresh_s(LOG, 1_600_000, 200_000) is None
