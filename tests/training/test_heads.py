"""Protects the comparison of heads: each of them learns where points are, by its own loss."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="training needs torch: pip install 'handline[training]'")

from training.compare import QUESTIONS  # noqa: E402
from training.heads import HEADS  # noqa: E402

SIZE = 32


@pytest.mark.parametrize("name", HEADS)
def test_a_head_learns_a_few_crops_by_heart(name: str) -> None:
    torch.manual_seed(5)
    torch.set_num_threads(1)
    head = HEADS[name]
    network = head.build(SIZE)
    images = torch.rand(3, 3, SIZE, SIZE) * 2 - 1
    points = torch.rand(3, 21, 3) * 0.8 + 0.1
    weight = torch.ones(3, 21)
    weight[0, 3] = 0.0
    points[0, 3] = float("nan")
    optimiser = torch.optim.Adam(network.parameters(), 3e-3)

    def error() -> float:
        gap = (network(images).xyz - points)[..., :2].norm(dim=2)
        return float(gap[weight > 0].mean().detach())

    network.train()
    before = error()
    for _ in range(8):
        for _ in range(10):
            loss = head.loss(network(images), points, weight, SIZE // 8)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        if error() < 0.4 * before:
            return
    pytest.fail(f"after 80 steps the error is {error():.3f}, from {before:.3f}")


@pytest.mark.parametrize("what", QUESTIONS)
def test_every_variant_of_a_question_takes_its_crops(what: str) -> None:
    for variant in QUESTIONS[what](SIZE).values():
        out = variant.head.build(variant.size)(torch.zeros(2, 3, variant.size, variant.size))
        assert out.xyz.shape == (2, 21, 3)
        assert float(variant.head.loss(out, torch.full((2, 21, 3), 0.5), torch.ones(2, 21), variant.size // 8)) > 0
