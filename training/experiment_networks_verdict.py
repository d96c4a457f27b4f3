"""Whether what each paper claims held on these hands: pure functions of the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from training.experiment_networks import OTHERS, OWN, SIGNERS, Result
from training.experiment_networks_plan import AGAIN, COMPARED, PHASES, TISHCHENKO, UNCHANGED
from training.networks_people import PeopleResult
from training.networks_scores import AT, Scores

_ERRORS: Final = 2.0  # standard errors that a difference has to exceed
_FREE: Final = 1.25  # a network's time is its own if more people take it less than this much longer


@dataclass(frozen=True)
class Verdict:
    """What became of a claim.

    Attributes:
        claim: of whom, and what.
        held: True, False, or None where these figures do not tell.
        why: the figures, in a sentence.
    """

    claim: str
    held: bool | None
    why: str

    @property
    def word(self) -> str:
        """For the page's table."""
        return {True: "held", False: "did not hold", None: "not decided"}[self.held]


def verdicts(results: Mapping[str, Result], people: PeopleResult | None, blind: Mapping[str, Scores]) -> list[Verdict]:
    """Every claim whose trainings are done.

    Args:
        results: by training.
        people: of the whole-body network.
        blind: by test, what the mean hand scores: networks that read no better have learnt nothing to be compared.
    """
    out = [
        _better(
            "Vanherle et al.: intermediate supervision helps where rendered hands teach and real ones are read",
            results,
            blind,
            "ihm224, rendered",
            "hm, rendered",
        ),
        _better(
            "Vanherle et al.: rendered hands teach better than hands cut out and pasted",
            results,
            blind,
            "ihm56, rendered",
            "ihm56, cut and paste",
        ),
        _better(
            "Vanherle et al.: a frozen pretrained backbone beats one that learns",
            results,
            blind,
            "ihm56",
            "ihm56_learnt",
        ),
        _better("Vanherle et al.: pretrained, it beats one from nothing", results, blind, "ihm56", "ihm56_nothing"),
        _fastest(results, blind),
        _better(
            "Tishchenko & Vänskä: their augmentation teaches better than none", results, blind, TISHCHENKO, UNCHANGED
        ),
        _better("Tishchenko & Vänskä: it teaches better than that of this project", results, blind, TISHCHENKO, "cpm"),
        _trade(results, blind),
        _better(
            "Linna et al.: data whose labels are heterogeneous helps",
            results,
            blind,
            f"{PHASES}, heterogeneous labels",
            f"{PHASES}, whole labels",
        ),
        _constant(people),
        _again(results),
    ]
    return [one for one in out if one is not None]


def difference(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    """Mean of the differences of two networks on the same hands, in order, and its standard error."""
    gaps = np.subtract(first, second)
    return float(gaps.mean()), float(gaps.std(ddof=1) / len(gaps) ** 0.5) if len(gaps) > 1 else float("inf")


def differ(first: Sequence[float], second: Sequence[float]) -> bool:
    """Whether two networks differ on the same hands by more than the choice of these hands can make."""
    gap, error = difference(first, second)
    return abs(gap) > _ERRORS * error


def _learnt(scores: Sequence[Scores], blind: Scores) -> bool:
    """Whether one of some networks reads hands better than somebody who sees nothing."""
    return any(one.at(AT) > blind.at(AT) and differ(one.within, blind.within) for one in scores)


def _nothing(blind: Scores) -> str:
    return f" Not told: none of them reads better than always the mean hand ({blind.at(AT):.3f})."


def _better(
    claim: str, results: Mapping[str, Result], blind: Mapping[str, Scores], one: str, other: str
) -> Verdict | None:
    if one not in results or other not in results:
        return None
    first, second = (results[name].scores[SIGNERS] for name in (one, other))
    gap, error = difference(first.within, second.within)
    why = (
        f"PDJ {AT} on signers never trained on: {one} {first.at(AT):.3f}, {other} {second.at(AT):.3f}; "
        f"{gap:+.3f} ± {error:.3f}."
    )
    if not _learnt((first, second), blind[SIGNERS]):
        return Verdict(claim, None, why + _nothing(blind[SIGNERS]))
    return Verdict(claim, gap > 0 if differ(first.within, second.within) else None, why)


def _again(results: Mapping[str, Result]) -> Verdict | None:
    once = AGAIN.partition(",")[0]
    if once not in results or AGAIN not in results:
        return None
    first, second = (results[name].scores[SIGNERS] for name in (once, AGAIN))
    gap, error = difference(first.within, second.within)
    return Verdict(
        "A check of this page: the same training from another seed reads these hands as well",
        not differ(first.within, second.within),
        f"PDJ {AT}: {first.at(AT):.3f} and {second.at(AT):.3f}; {gap:+.3f} ± {error:.3f}. "
        "Smaller differences than this may be the seed's.",
    )


def _fastest(results: Mapping[str, Result], blind: Mapping[str, Scores]) -> Verdict | None:
    found = {name: results[name].looks for name in COMPARED if name in results and results[name].looks}
    if "cpm" not in found or len(found) < 3:
        return None
    claim = "Tishchenko & Vänskä: the CPM learns fastest, and then stands still"
    third = {name: looks[(len(looks) - 1) // 3][1] for name, looks in found.items()}
    last = {name: looks[-1][1] for name, looks in found.items()}
    first = max(third, key=lambda name: third[name])
    # What was still gained in the last third, of all that was gained.
    late = found["cpm"][-1][1] - found["cpm"][-1 - len(found["cpm"]) // 3][1]
    stands = late < 0.1 * max(last["cpm"], 1e-9)
    why = (
        f"After a third of the samples {first} leads ({third[first]:.3f}; cpm {third['cpm']:.3f}); at the end "
        f"{max(last, key=lambda name: last[name])} ({max(last.values()):.3f}; cpm {last['cpm']:.3f}). In its last "
        f"third cpm gained {late:+.3f}."
    )
    if not _learnt([results["cpm"].scores[SIGNERS]], blind[SIGNERS]):
        return Verdict(
            claim, None, why + f" Not told: cpm reads no better than the mean hand ({blind[SIGNERS].at(AT):.3f})."
        )
    return Verdict(claim, first == "cpm" and stands, why)


def _trade(results: Mapping[str, Result], blind: Mapping[str, Scores]) -> Verdict | None:
    names = (PHASES, f"{PHASES}, phase 2 alone", f"{PHASES}, both phases")
    if any(name not in results for name in names):
        return None
    own, others = ([results[name].scores[test].at(AT) for name in names] for test in (OWN, OTHERS))
    before, _, after = (results[name].scores for name in names)
    gained = own[2] > own[0] and differ(after[OWN].within, before[OWN].within)
    lost = others[2] < others[0] and differ(after[OTHERS].within, before[OTHERS].within)
    both = own[2] >= own[1]
    # Phase 2 has to be worth more than phase 1 on its signer, and the two together more than it alone.
    held = (gained and lost and both) if gained or lost else None
    labels = ("phase 1", "phase 2 alone", "both")
    figures = "; ".join(
        f"{test}: " + ", ".join(f"{label} {value:.3f}" for label, value in zip(labels, values, strict=True))
        for test, values in (("the signer", own), ("others", others))
    )
    why = f"PDJ {AT}; {figures}."
    if not _learnt([results[name].scores[OTHERS] for name in names], blind[OTHERS]):
        held, why = None, why + _nothing(blind[OTHERS])
    return Verdict(
        "Linna et al.: finetuning to one signer after pretraining gains on that signer and costs generality", held, why
    )


def _constant(people: PeopleResult | None) -> Verdict | None:
    if people is None or len(people.crowds) < 2:
        return None
    first, last = people.crowds[0], people.crowds[-1]
    times = ", ".join(f"{one.people}: {one.network_ms:.1f} + {one.reading_ms:.1f}" for one in people.crowds)
    found = ", ".join(f"{one.people}: {one.found:.0%}" for one in people.crowds)
    whole = [one.network_ms + one.reading_ms for one in (first, last)]
    return Verdict(
        "Hidalgo et al.: the time of one whole-body network does not depend on the number of people",
        whole[1] < _FREE * whole[0],
        f"Milliseconds of network + reading people off its maps, by people in the picture: {times}; found {found}.",
    )
