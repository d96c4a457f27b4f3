"""The comparison of networks as one HTML page, without a picture of anybody."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from detector.networks.registry import NETWORKS
from training.experiment_networks import OTHERS, OWN, RENDERED_HANDS, SIGNERS, Budget, Comparison, Result
from training.experiment_networks_plan import Training
from training.experiment_networks_verdict import verdicts
from training.networks_people import PeopleResult
from training.networks_scores import AT, CURVE, PIXELS, Scores
from training.page import LINES, axes_of, figure_of, svg, table, write

_BLIND: Final = "always the mean hand"
_COLOURS: Final = 10  # of a plot, until lines have to tell networks apart


def write_page(folder: Path, comparison: Comparison, plan: Sequence[Training], budget: Budget) -> Path:
    """Write `index.html`; returns it.

    Args:
        folder: where to.
        comparison: with what is done.
        plan: what was asked; what is not done is named, and in no table.
        budget: what it cost.
    """
    found, people, blind = comparison.results(plan), comparison.people(), comparison.mean_hand()
    whole = {name: one for name, one in found.items() if name == one.network}
    parts = [
        _introduction(comparison, plan, budget, found, people),
        "<h2>Networks</h2>",
        _systems(whole, people),
        table("Read, on hands that trained nothing", *_scores(whole, blind)),
        table("Cost", *_costs(found, people)),
        figure_of("PDJ over thresholds, signers never trained on", _curves(whole, blind, SIGNERS, "pdj")),
        figure_of("PCK over thresholds, signers never trained on", _curves(whole, blind, SIGNERS, "pck")),
        figure_of("PDJ over thresholds, rendered hands", _curves(whole, blind, RENDERED_HANDS, "pdj")),
        figure_of("PDJ 0.1 on signers while training", _looks(whole, blind[SIGNERS])),
        "<h2>What the papers claim</h2>",
        table(
            "Claims",
            ["claim", "here", "figures"],
            [[one.claim, one.word, one.why] for one in verdicts(found, people, blind)],
        ),
        table("Trainings that test a claim", *_claims(found)),
    ]
    return write(folder / "index.html", "Networks", parts)


def _introduction(
    comparison: Comparison,
    plan: Sequence[Training],
    budget: Budget,
    found: Mapping[str, Result],
    people: PeopleResult | None,
) -> str:
    done = {*found, *([] if people is None else ["paf_wholebody"])}
    missing = [one.name for one in plan if one.name not in done]
    spent = sum(one.seconds for one in found.values()) + (people.seconds if people else 0)
    tests = ", ".join(f"{count} hands of {name}" for name, count in comparison.hands.items())
    widths = "published widths" if budget.published else "widths that suit a processor without a graphics card"
    left = f"<p><b>Not trained, and so in no table:</b> {html.escape(', '.join(missing))}.</p>" if missing else ""
    return (
        "<h1>The literature's networks on the same hands</h1>"
        f"<p>Every network saw {budget.samples} crops of {budget.size} pixels (a finetuning to one signer a quarter of "
        f"that, the whole-body network as many pictures), drawn from the same hands by the same trainer: AdamW, "
        f"batch 32, averaged weights, {widths}. Labels are a teacher's, crops are cut from them. "
        f"Tests: {html.escape(tests)}. The signers train nothing, but for the first 70 % of one's hands, which teach "
        f"phase 2, whose test has none of them. Seed {budget.seed}, one run each: a difference counts where its mean "
        "over the hands that both networks read exceeds two standard errors of it. That says what other hands of these "
        f"signers would show, not what other signers or another seed would. {spent / 60:.0f} minutes of processor "
        "time altogether. At this budget nothing is trained to the end: the "
        "page says who learns fastest, not who is best.</p>"
        "<p>PDJ: share of points nearer to the label than a share of the hand box's diagonal; PCK: the same of its "
        "longer side; ± is a standard error over hands. Whoever always says where the points of hands lie on average, "
        "without a look at them, scores what the first line says: what a network has learnt is what it reads better. "
        f"2 px: share within two pixels of a crop of {PIXELS}; mean error in such pixels.</p>{left}"
    )


def _systems(found: Mapping[str, Result], people: PeopleResult | None) -> str:
    names = [*(one.network for one in found.values()), *(["paf_wholebody"] if people else [])]
    widths = {one.network: one.width for one in found.values()} | ({"paf_wholebody": people.width} if people else {})
    rows = [[name, NETWORKS[name].source, f"{widths[name]:g}", NETWORKS[name].note] for name in names]
    return table("Systems", ["network", "from", "width (1 as published)", "note"], rows)


def _scores(found: Mapping[str, Result], blind: Mapping[str, Scores]) -> tuple[list[str], list[list[str]]]:
    head = ["network"]
    for test in (SIGNERS, RENDERED_HANDS):
        head += [f"{test}: PDJ 0.1", "PDJ 0.2", "PCK 0.1", "2 px", "mean error"]
    rows = []
    for name, scores in ((_BLIND, blind), *((name, one.scores) for name, one in found.items())):
        row = [name]
        for test in (SIGNERS, RENDERED_HANDS):
            score = scores[test]
            shares = (score.at(0.1), score.at(0.2), score.at(0.1, "pck"), score.near)
            row += [
                f"{shares[0]:.3f} ± {score.error:.3f}",
                *(f"{share:.3f}" for share in shares[1:]),
                f"{score.mean:.1f}",
            ]
        rows.append(row)
    return head, rows


def _costs(found: Mapping[str, Result], people: PeopleResult | None) -> tuple[list[str], list[list[str]]]:
    head = ["training", "ms a crop, one core", "parameters", "multiplications", "training, processor time"]
    rows = [
        [name, f"{one.ms:.2f}", f"{one.parameters / 1e6:.2f} M", f"{one.macs / 1e6:.0f} M", f"{one.seconds:.0f} s"]
        for name, one in found.items()
    ]
    if people:
        ms = people.crowds[0].network_ms
        size = f"{people.parameters / 1e6:.2f} M"
        name = f"paf_wholebody, a picture of {people.size} pixels"
        rows.append([name, f"{ms:.2f}", size, f"{people.macs / 1e6:.0f} M", f"{people.seconds:.0f} s"])
    return head, rows


def _claims(found: Mapping[str, Result]) -> tuple[list[str], list[list[str]]]:
    tests = (SIGNERS, RENDERED_HANDS, OWN, OTHERS)
    head = ["training", "learnt from", "samples", *(f"PDJ 0.1, {test}" for test in tests)]
    rows = [
        [name, one.recipe, str(one.samples), *(f"{one.scores[test].at(0.1):.3f}" for test in tests)]
        for name, one in found.items()
    ]
    return head, rows


def _curves(found: Mapping[str, Result], blind: Mapping[str, Scores], test: str, curve: str) -> str:
    axes, figure = axes_of("share of the box's " + ("diagonal" if curve == "pdj" else "longer side"), curve.upper())
    axes.plot(CURVE, getattr(blind[test], curve), "-", color="0.75", linewidth=4, label=_BLIND)
    for n, (name, one) in enumerate(found.items()):
        axes.plot(CURVE, getattr(one.scores[test], curve), _line(n), color=f"C{n % _COLOURS}", label=name)
    axes.set_xlim(0, CURVE[-1])
    axes.set_ylim(0, 1)
    return svg(axes, figure)


def _looks(found: Mapping[str, Result], blind: Scores) -> str:
    axes, figure = axes_of("crops seen", f"PDJ {AT}")
    axes.axhline(blind.at(AT), color="0.75", linewidth=4, label=_BLIND)
    for n, (name, one) in enumerate(found.items()):
        seen, figures = zip(*one.looks, strict=True)
        axes.plot(seen, figures, _line(n), color=f"C{n % _COLOURS}", marker=".", label=name)
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    return svg(axes, figure)


def _line(number: int) -> str:
    return LINES[number % len(LINES)]
