"""The model card of a retrained hand network, in the manner of Mitchell et al. 2019."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from training.proof import Row, Verdict
from training.retrain_split import Signer, hands

if TYPE_CHECKING:
    from training.retrain import Order


def card(order: Order, signer: Signer, verdict: Verdict, rows: Sequence[Row]) -> str:
    """The card, Markdown; its first line is the weights' title."""
    table = [
        "| held-out hands | frames | PDJ 0.05 before | after | PDJ 0.1 before | after |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        before, after = row.figures
        cells = [before["pdj_005"], after["pdj_005"], before["pdj_01"], after["pdj_01"]]
        table.append(f"| {row.name} | {row.frames} | {' | '.join(f'{cell:.3f}' for cell in cells)} |")
    lines = [
        f"# Hands of {signer.name}, {order.day}",
        "",
        f"The hand landmark network, retrained on {signer.name}: {order.strategy}, preset {order.preset}, seed "
        f"{order.seed}. Finder and face network are those of the weights before.",
        "",
        f"- learnt from: {len(signer.train)} pictures with {hands(signer.train)} labelled hands of this signer, mixed "
        "as the strategy says with rendered hands that ship with Handline and earlier recordings on this computer;",
        f"- measured on: {len(signer.test)} pictures with {hands(signer.test)} hands that trained nothing, "
        f"split by {signer.by}; labels as they were given (detector, teacher or human);",
        f"- verdict: {verdict.why}",
        "",
        *table,
        "",
        "PDJ: share of points nearer to the label than this fraction of the hand box's diagonal, crop cut from the "
        "label, by the networks as calls run them.",
        "",
        "Limits: held-out frames of the same sessions are easier than another day, room or camera. Labels that a "
        "detector proposed cannot show more than it knew.",
        "",
        "Weights learnt from a person's pictures may tell something about them: pass them on only as that person "
        "agreed. Otherwise the licences of the weights before apply.",
        "",
    ]
    return "\n".join(lines)
