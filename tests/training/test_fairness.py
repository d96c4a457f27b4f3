"""Protects the comparison of groups: each hand counts in its own group, and the worst is set against the best."""

from __future__ import annotations

import numpy as np
import pytest

from training.fairness import groups, worst_by_best


def test_errors_are_summed_up_by_trait() -> None:
    errors = np.vstack([np.full((40, 21), 0.02), np.full((60, 21), 0.06), np.full((3, 21), 0.9)])
    traits = [{"tone": "1 of 6", "side": "left"}] * 40 + [{"tone": "6 of 6", "side": "left"}] * 60
    traits += [{"tone": "3 of 6", "side": "left"}] * 3
    found = groups(errors, traits)
    # Three hands say nothing about a tone.
    assert [(group.trait, group.name, group.hands) for group in found] == [
        ("tone", "1 of 6", 40),
        ("tone", "6 of 6", 60),
        ("side", "left", 103),
    ]
    assert found[0].error == pytest.approx(0.02)
    assert (found[0].pdj_05, found[1].pdj_05, found[1].pdj_10) == (1.0, 0.0, 1.0)
    assert worst_by_best(found) == {"tone": pytest.approx(3.0), "side": 1.0}


def test_nothing_makes_no_groups() -> None:
    assert groups(np.zeros((0, 21)), []) == []
