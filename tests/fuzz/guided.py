"""The check of ``packets`` guided by coverage: ``python -m tests.fuzz.guided NEW_INPUTS tests/transport/golden``.

Takes the options of libFuzzer; what it finds interesting is kept in the folder NEW_INPUTS. Needs
``pip install '.[fuzz]'``.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["transport"]):
    from tests.fuzz.packets import Target, a_call

# One for all: a fresh one each time would have to hear the call anew.
TARGET = Target(a_call())


def test_one_input(data: bytes) -> None:
    """What libFuzzer calls."""
    TARGET.feed(data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()
