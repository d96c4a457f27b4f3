"""A mailbox server on a host of the laboratory: ``python -m transport.lab.server ADDRESS``; ends with its input."""

from __future__ import annotations

import sys

from transport.mailbox import Mailbox

if __name__ == "__main__":
    with Mailbox(0, sys.argv[1]) as mailbox:
        print(mailbox.url, flush=True)
        sys.stdin.read()
