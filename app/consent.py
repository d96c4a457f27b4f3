"""Whether the poses of a call may be kept: both have to say so, and either can stop it. Pure."""

from __future__ import annotations

from transport.control import AGREE, ASK, STOP, Record


class Consent:
    """What the two sides of one call have said (docs/wire-format.md, `record`).

    Attributes:
        own: what this side said last: `ASK`, `AGREE`, or empty.
        theirs: what the other said last.
    """

    def __init__(self) -> None:
        self.own = ""
        self.theirs = ""

    @property
    def running(self) -> bool:
        """Whether poses are kept, here or there."""
        return bool(self.own and self.theirs)

    @property
    def keeps(self) -> bool:
        """Whether they are kept here."""
        return self.running and self.own == ASK

    @property
    def asked(self) -> bool:
        """Whether the other waits for an answer."""
        return self.theirs == ASK and not self.own

    @property
    def waiting(self) -> bool:
        """Whether this side waits for an answer."""
        return self.own == ASK and not self.theirs

    def ask(self) -> Record:
        """This side wants to keep them; returns what to tell the other."""
        self.own = ASK
        return Record(ASK)

    def agree(self) -> Record:
        """The other may keep them."""
        if not self.asked:
            return self.stop()
        self.own = AGREE
        return Record(AGREE)

    def stop(self) -> Record:
        """Nobody may, or not any more."""
        self.own = self.theirs = ""
        return Record(STOP)

    def came(self, told: Record) -> Record | None:
        """The other said something; returns what to answer at once, if anything."""
        if told.state == STOP:
            self.own = self.theirs = ""
        elif told.state == ASK:
            self.theirs = ASK
        elif self.own:
            self.theirs = AGREE
        else:
            # An answer to a question that has been taken back.
            return Record(STOP)
        return None
