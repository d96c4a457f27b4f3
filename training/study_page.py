"""The study as one HTML page: tables, plots and, if wanted, example pictures."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from training.page import LINES, axes_of, figure_of, picture, svg, table, write
from training.proof import draw_hand
from training.study import CURVE, THRESHOLDS, Budget, Result, Study
from training.study_data import StudyHands
from training.study_protocol import BASE, MIXED_SETS, PAPERS, PARTS, Case, Sets, Training
from training.study_verdict import AT, chosen, forgotten, verdict, worst

_EXAMPLES: Final = 6


def write_page(
    folder: Path,
    study: Study,
    hands: StudyHands,
    sets: Sets,
    budget: Budget,
    networks: Sequence[Training],
    cases: Sequence[Case],
    orders: Sequence[Case],
    pictures: bool,
) -> Path:
    """Write `index.html`.

    Args:
        folder: where to.
        study: that is done.
        hands: which it learnt and was tested on.
        sets: their parts.
        budget: what it cost.
        networks: the trainings of the comparison.
        cases: the paper's ways to learn both datasets.
        orders: the ways to learn all signers one after the other.
        pictures: with pictures of people.

    Returns:
        The page.
    """
    found = study.results
    parts = [
        _introduction(hands, budget, cases, found),
        table("Table 1: hands of each dataset", *_datasets(sets, ("0", "1"))),
        _first_figure(hands, pictures),
        "<h2>Four networks on dataset 0</h2>",
        table("Table 2: networks, PDJ on the test hands of dataset 0", *_comparison(networks, found)),
        figure_of("Figure 4: loss (training, and validation dotted)", _losses(networks, found)),
        figure_of("Figure 6: PDJ over thresholds, test hands of dataset 0", _network_curves(networks, found)),
        "<h2>Retraining</h2>",
        _stages("Table 3: in series, at a start of 1e-6", cases[:1], found),
        _stages("Table 4: in series, at 1e-3, then back on dataset 0 at 1e-4", cases[1:2], found),
        figure_of("Figure 7: in series", _bars([case for case in cases if case.strategy == "series"], found)),
        _stages("Table 5: united", [case for case in cases if case.strategy == "united"], found),
        figure_of("Figure 9: united", _bars([case for case in cases if case.strategy == "united"], found)),
        table("Table 6: hands of each mixed set", *_datasets(sets, [f"M{n}" for n in range(MIXED_SETS)])),
        _stages("Table 7: mixed", [case for case in cases if case.strategy == "mixed"], found),
        figure_of("Figure 10: mixed", _bars([case for case in cases if case.strategy == "mixed"], found)),
        figure_of("Figure 11: the best case of each strategy, test hands of both", _strategy_curves(cases, found)),
        _examples(study, hands, sets, cases) if pictures else "",
        "<h2>One signer after another</h2>",
        _orders(orders, hands, found),
    ]
    return write(folder / "index.html", "Retraining", parts)


def _introduction(hands: StudyHands, budget: Budget, cases: Sequence[Case], found: Mapping[str, Result]) -> str:
    who = [
        f"dataset {n}: {', '.join(dict.fromkeys(hands.signers[s] for s in hands.signer[hands.dataset == n]))}"
        for n in (0, 1)
    ]
    spent = sum(one.seconds for one in found.values())
    short = f" <b>The paper's budget is 50 epochs; this is a shorter look, {budget.epochs}.</b>"
    return (
        "<h1>Retraining in series, united and mixed</h1>"
        f"<p><b>{html.escape(verdict(cases, found))}</b></p>"
        "<p>The protocol of the founding paper (Chaganava &amp; Kakulia), on other people: each network regresses 21 "
        "points of a hand from its crop; Adam, mean squared error, batch 4, rate divided by 5 after 5 epochs without "
        f"improvement, over after 10, at most {budget.epochs} epochs.{short if budget.epochs < 50 else ''} Tables and "
        "figures are numbered after the paper's by what they show; its own are of other hands. PDJ: share of points "
        f"nearer to the label than a fraction of the hand box's diagonal; {AT} where nothing else is said.</p>"
        f"<p>Data: {html.escape(hands.source)}, {len(hands.points)} hands, labels as they are there; "
        f"{html.escape('; '.join(who))}. Crops of {budget.size} pixels, no augmentation. Of 23 hands in a row 16 "
        "train, 4 validate and 3 test, in every set alike: nothing that trains anywhere tests anywhere. Seed "
        f"{budget.seed}, one run each: differences of a point or two are chance. Took {spent / 60:.0f} minutes on the "
        "machine that it ran on.</p>"
    )


def _datasets(sets: Sets, names: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    return ["dataset", *PARTS], [[name, *(str(len(sets[name][part])) for part in PARTS)] for name in names]


def _comparison(networks: Sequence[Training], found: Mapping[str, Result]) -> tuple[list[str], list[list[str]]]:
    head = ["network", *(f"PDJ {at}" for at in THRESHOLDS), "parameters", "ms a crop (torch, one thread)", "epochs"]
    rows = []
    for one in networks:
        result = found[one.name]
        figures = [f"{result.pdj['0 test'][str(at)]:.3f}" for at in THRESHOLDS]
        size = f"{result.parameters / 1e6:.2f} M"
        name = f"{one.network} (carried on from)" if one.name == BASE else one.network
        rows.append([name, *figures, size, f"{result.ms:.1f}", str(len(result.losses))])
    return head, rows


def _stages(title: str, cases: Sequence[Case], found: Mapping[str, Result]) -> str:
    sets = ["0", "1", *(f"M{n}" for n in range(MIXED_SETS))]
    head = ["after", "epochs", "rate", *(f"PDJ {AT} on {name}" for name in sets), "PDJ 0.05 on 0", "on 1"]
    rows = []
    begun = any(not case.title.startswith("from scratch") for case in cases)
    for name in [*([BASE] if begun else []), *(stage for case in cases for stage in case.stages)]:
        result = found[name]
        title_of = "dataset 0 alone" if name == BASE else name.replace("/", ", stage ")
        figures = [f"{result.pdj[f'{one} test'][AT]:.3f}" for one in sets]
        finer = [f"{result.pdj[f'{one} test']['0.05']:.3f}" for one in ("0", "1")]
        rows.append([title_of, str(len(result.losses)), f"{result.rates[0]:g}", *figures, *finer])
    return table(title, head, rows)


def _orders(orders: Sequence[Case], hands: StudyHands, found: Mapping[str, Result]) -> str:
    out = [
        "<p>The paper stopped at two datasets. Here each strategy meets one signer after the other; united keeps all "
        "hands and learns all of them anew each time, mixed takes as many old hands as new ones, at a tenth of the "
        "rate each time, 1e-5 at least.</p>"
    ]
    ends = []
    for case in orders:
        head = ["after", *(f"PDJ {AT} on {name}" for name in hands.signers)]
        rows = [
            [hands.signers[n], *(f"{found[stage].pdj[f'S{m} test'][AT]:.3f}" for m in range(len(hands.signers)))]
            for n, stage in enumerate(case.stages)
        ]
        out.append(table(f"{case.strategy}: {case.title}", head, rows))
        last = [found[case.stages[-1]].pdj[f"S{m} test"][AT] for m in range(len(hands.signers))]
        ends.append([case.strategy, f"{np.mean(last):.3f}", f"{min(last):.3f}", f"{forgotten(case, found):.3f}"])
    out.append(table("At the end", ["strategy", "mean", "worst signer", "forgotten (mean)"], ends))
    axes, figure = axes_of("signers learnt", f"PDJ {AT}, mean of those learnt")
    for line, case in zip(LINES, orders, strict=False):
        means = [
            np.mean([found[stage].pdj[f"S{m} test"][AT] for m in range(n + 1)]) for n, stage in enumerate(case.stages)
        ]
        axes.plot(range(1, len(means) + 1), means, line, marker="o", label=case.strategy)
    out.append(figure_of("One signer after another", svg(axes, figure)))
    return "\n".join(out)


def _losses(networks: Sequence[Training], found: Mapping[str, Result]) -> str:
    axes, figure = axes_of("epoch", "mean squared error")
    for n, one in enumerate(networks):
        result = found[one.name]
        axes.plot(range(1, len(result.losses) + 1), result.losses, "-", color=f"C{n}", label=one.network)
        axes.plot(range(1, len(result.validation) + 1), result.validation, ":", color=f"C{n}")
    axes.set_yscale("log")
    return svg(axes, figure)


def _network_curves(networks: Sequence[Training], found: Mapping[str, Result]) -> str:
    axes, figure = axes_of("share of the diagonal", "PDJ")
    for line, one in zip(LINES, networks, strict=False):
        axes.plot(CURVE, found[one.name].curve["0"], line, label=one.network)
    return svg(axes, figure)


def _strategy_curves(cases: Sequence[Case], found: Mapping[str, Result]) -> str:
    axes, figure = axes_of("share of the diagonal", "PDJ")
    for n, (strategy, case) in enumerate(chosen(cases, found).items()):
        for line, name in zip(LINES, ("0", "1"), strict=False):
            label = f"{strategy} ({case.title}), dataset {name}"
            axes.plot(CURVE, found[case.stages[-1]].curve[name], line, color=f"C{n}", label=label)
    return svg(axes, figure)


def _bars(cases: Sequence[Case], found: Mapping[str, Result]) -> str:
    """PDJ on both datasets after every stage."""
    axes, figure = axes_of("", f"PDJ {AT}")
    stages = [(BASE, "0 alone")] + [
        (stage, f"{case.title}\nstage {n}") for case in cases for n, stage in enumerate(case.stages)
    ]
    for n, name in enumerate(("0", "1")):
        heights = [found[stage].pdj[f"{name} test"][AT] for stage, _ in stages]
        places = np.arange(len(stages)) + 0.4 * n - 0.2
        axes.bar(places, heights, 0.38, label=f"dataset {name}", hatch=("", "//")[n])
    axes.set_xticks(range(len(stages)), [label for _, label in stages], fontsize=6, rotation=30, ha="right")
    return svg(axes, figure)


def _first_figure(hands: StudyHands, pictures: bool) -> str:
    """The 21 points: on a hand of the data, or on a plain ground."""
    ground = hands.images[0] if pictures else np.full_like(hands.images[0], 60)
    return figure_of("Figure 1: the 21 points of a hand", picture(draw_hand(ground, hands.points[0], hands.points[0])))


def _examples(study: Study, hands: StudyHands, sets: Sets, cases: Sequence[Case]) -> str:
    """The same test hands as each strategy's best case reads them; label white."""
    rows = np.concatenate(
        [sets[name]["test"][:: max(1, len(sets[name]["test"]) * 2 // _EXAMPLES)] for name in ("0", "1")]
    )
    out = []
    for strategy, case in chosen(cases, study.results).items():
        read = study.read(study.network(case.stages[-1], PAPERS), rows)
        drawn = [
            draw_hand(hands.images[row], hands.points[row], points) for row, points in zip(rows, read, strict=True)
        ]
        figure = worst(study.results[case.stages[-1]], "test")
        out.append(figure_of(f"{strategy}, {case.title} ({figure:.3f})", picture(np.hstack(drawn))))
    return "<h3>Examples</h3>" + "\n".join(out)
