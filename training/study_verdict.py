"""What the study says: which case stands for a strategy, and whether the paper's order holds; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from training.study import Result
from training.study_protocol import Case

AT: Final = "0.1"
ORDER: Final = ("mixed", "united", "series")


def worst(result: Result, part: str) -> float:
    """PDJ on the worse of both datasets."""
    return min(result.pdj[f"{name} {part}"][AT] for name in ("0", "1"))


def chosen(cases: Sequence[Case], results: Mapping[str, Result]) -> dict[str, Case]:
    """For each strategy the case that is best on the worse dataset's validation hands; tests choose nothing."""
    return {
        strategy: max(
            (case for case in cases if case.strategy == strategy),
            key=lambda case: worst(results[case.stages[-1]], "validation"),
        )
        for strategy in ORDER
    }


def verdict(cases: Sequence[Case], results: Mapping[str, Result]) -> str:
    """A sentence: does mixed >= united > series hold on the worse dataset's test hands?"""
    last = {strategy: worst(results[case.stages[-1]], "test") for strategy, case in chosen(cases, results).items()}
    figures = ", ".join(f"{strategy} {last[strategy]:.3f}" for strategy in ORDER)
    wrong = []
    if last["mixed"] < last["united"]:
        wrong.append("mixed is worse than united")
    if last["united"] <= last["series"]:
        wrong.append("united is no better than series")
    holds = "holds" if not wrong else f"does not hold: {' and '.join(wrong)}"
    return (
        f"The paper's order (mixed >= united > series) {holds}. PDJ {AT} on the worse dataset's test hands: {figures}."
    )


def forgotten(case: Case, results: Mapping[str, Result]) -> float:
    """What was lost at the end of the best that each earlier signer ever had, PDJ, mean."""
    lost = []
    for n in range(len(case.stages) - 1):
        ever = max(results[name].pdj[f"S{n} test"][AT] for name in case.stages[n:])
        lost.append(ever - results[case.stages[-1]].pdj[f"S{n} test"][AT])
    return sum(lost) / len(lost) if lost else 0.0
