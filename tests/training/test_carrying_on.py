"""Protects what carries a trained network on: settled norms and wider channels change nothing that it answers."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="training needs torch: pip install 'handline[training]'")

from torch import Tensor, nn  # noqa: E402

from detector.networks.finder import FinderNetwork  # noqa: E402
from detector.networks.mobilenet import ConvNorm, settle  # noqa: E402
from detector.networks.soft_argmax import SoftArgmaxNetwork  # noqa: E402
from training.widen import widen  # noqa: E402


def lived(network: nn.Module) -> nn.Module:
    """With statistics and scales as after some training."""
    torch.manual_seed(3)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            assert module.running_mean is not None
            assert module.running_var is not None
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2.0)
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(0, 0.2)
    return network.eval()


def pictures() -> Tensor:
    torch.manual_seed(4)
    return torch.rand(3, 3, 64, 64) * 2 - 1


@pytest.mark.parametrize(("kernel", "stride", "groups", "act"), [(1, 1, 1, True), (3, 2, 8, True), (3, 1, 1, False)])
def test_a_settled_convolution_answers_as_a_resting_one_and_learns(
    kernel: int, stride: int, groups: int, act: bool
) -> None:
    conv = lived(ConvNorm(8, 8, kernel, stride, groups, act))
    x = torch.randn(2, 8, 16, 16)
    wanted = conv(x).detach()
    settle(conv)
    conv.train()
    answer = conv(x).float()
    assert torch.allclose(answer.detach(), wanted, atol=0.03 * float(wanted.abs().max()))
    answer.square().mean().backward()
    for parameter in conv.parameters():
        assert parameter.grad is not None
        assert parameter.grad.abs().sum() > 0


def test_settled_statistics_stay_as_they_are_in_training() -> None:
    network = lived(SoftArgmaxNetwork(5, 1, width=0.35, channels=16))
    settle(network)
    network.train()
    before = {name: value.clone() for name, value in network.named_buffers()}
    network(pictures())
    for name, value in network.named_buffers():
        assert torch.equal(value, before[name])


def test_a_settled_network_gives_keypoints_in_full_precision() -> None:
    for network in (SoftArgmaxNetwork(5, 1, width=0.35, channels=16), FinderNetwork(5, width=0.35, channels=16)):
        settle(lived(network))
        out = network(pictures())
        tensors = (*out.body, out.hands) if isinstance(network, FinderNetwork) else out
        assert {tensor.dtype for tensor in tensors} == {torch.float32}


def test_a_wider_network_answers_as_the_narrow_one_did_and_its_copies_can_differ() -> None:
    narrow = lived(SoftArgmaxNetwork(5, 2, width=0.35, channels=16))
    wide = SoftArgmaxNetwork(5, 2, width=0.35, channels=24, deep=1.5).eval()
    widen(narrow, wide)
    for wanted, got in zip(narrow(pictures()), wide(pictures()), strict=True):
        assert torch.allclose(got, wanted, atol=1e-4)
    sum(part.square().sum() for part in wide(pictures())).backward()
    gradient = wide.backbone.groups[-1][0].body[0][0].weight.grad
    rows = gradient.flatten(1)
    rows = rows[rows.abs().sum(1) > 0]  # some channels were never awake
    assert len(rows) > len(gradient) / 5
    assert len(torch.unique(rows, dim=0)) == len(rows)


def test_a_narrower_network_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be carried"):
        widen(SoftArgmaxNetwork(5, 1, channels=24), SoftArgmaxNetwork(5, 1, channels=16))
