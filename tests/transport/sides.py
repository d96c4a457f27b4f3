"""Both sides of a call in one process, for tests."""

from __future__ import annotations

import queue
import time

from transport.call import Call, CallConfig, CallEvent, CodeReady, Connected, Connecting

PATIENCE_S = 60.0  # far more than anything takes: a machine may be busy


class Side:
    """A call and what it told."""

    def __init__(self, config: CallConfig) -> None:
        self.events: queue.Queue[CallEvent] = queue.Queue()
        self.call = Call(config, self.events.put)

    def expect(self, kind: type) -> CallEvent:
        """The next event, which must be of this kind."""
        event = self.events.get(timeout=PATIENCE_S)
        assert isinstance(event, kind), event
        return event


def connect(config: CallConfig) -> tuple[Side, Side]:
    """Two sides that have just been connected."""
    caller, answerer = Side(config), Side(config)
    caller.call.start()
    answerer.call.start(caller.expect(CodeReady).code)
    for side in (caller, answerer):
        side.expect(Connecting)
    return caller, answerer


def talking(mailbox_url: str) -> tuple[Side, Side]:
    """Two sides that are connected."""
    sides = connect(CallConfig(mailbox_url=mailbox_url))
    for side in sides:
        side.expect(Connected)
    return sides


def now_us() -> int:
    return time.monotonic_ns() // 1000
