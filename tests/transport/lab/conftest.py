"""Networks for tests, where this machine allows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from transport.lab.badnet import BadNetwork
from transport.lab.hub import LabError
from transport.lab.player import save_poses


@pytest.fixture(scope="module")
def bad_network() -> Iterator[Callable[..., BadNetwork]]:
    """Makes a started `BadNetwork`."""
    with ExitStack() as stack:

        def make(**options: object) -> BadNetwork:
            try:
                return stack.enter_context(BadNetwork(**options))
            except LabError as error:
                pytest.skip(str(error))

        yield make


@pytest.fixture(scope="session")
def poses_file(signing: Callable, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Four seconds of signing for players."""
    path: Path = tmp_path_factory.mktemp("poses") / "poses.npz"
    save_poses([signing(number) for number in range(120)], path)
    return str(path)
