"""The first start: camera, frame, light, face at ease, avatar. Under a minute; any step can be left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.cameras import list_cameras
from app.framing import Hold, Move, at_ease, move
from app.legibility import Seen, signing_space
from app.station import Sighting
from app.windows.camera_box import CameraBox
from app.windows.language import tr
from app.windows.legibility_view import MeterLine
from app.windows.parts import Mirror, Scrolled, button, dress_as, label
from app.words import mark
from avatar.looks import Look, whole
from detector.pose import Pose

MOVES: Final = {
    Move.SIT_BEFORE_IT: mark("Sit before the camera."),
    Move.BACK: mark("Move back."),
    Move.NEARER: mark("Come nearer."),
    Move.LEFT: mark("Move to your left."),
    Move.RIGHT: mark("Move to your right."),
    Move.HIGHER: mark("Tilt the camera up."),
    Move.LOWER: mark("Tilt the camera down."),
    Move.STAY: mark("Good: stay there."),
}
FACE_SEEN: Final = mark("Good.")
NO_CAMERA: Final = mark("No camera is found: plug one in or switch it on, then start again; or go on without.")
FACE_HOLD: Final = mark("Look at the camera, and rest.")


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        title: what it is about.
        words: what to do.
        hold_s: for how long it has to be as it should be before it counts as done, seconds; 0: nothing is watched.
    """

    title: str
    words: str
    hold_s: float = 0.0


STEPS: Final = {
    "camera": Step(mark("Your camera"), mark("Which one sees you?")),
    "frame": Step(mark("Your frame"), mark("Your hands need the room inside the box."), 1.0),
    "light": Step(mark("Your light"), mark("Sign something: can your hands be read?"), 2.0),
    "face": Step(mark("Your face at ease"), mark("Each call begins so: the avatar reads your face against it."), 1.5),
    "avatar": Step(mark("Your avatar"), mark("The other signer sees somebody of your choice, never your picture.")),
}


class FirstStart(QWidget):
    """Goes through the steps.

    Signals:
        source_chosen(str): another camera; empty for none.
        appearance: the person wants to choose who stands for them.
        done: it is over, or was left out.
    """

    source_chosen = Signal(str)
    appearance = Signal()
    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        dress_as(self, "page")
        self._step = ""
        self._camera_words = STEPS["camera"].words
        self._hold: Hold | None = None
        self._before: Pose | None = None
        self._clear = False
        self.mirror = Mirror(tr("Your camera picture appears here."))
        self.count = label("", "quiet")
        self.title = label("", "title", wrap=True)
        self.words = label("", wrap=True)
        self.advice = label("", "heading", wrap=True, name=tr("What to do"))
        self.meter = MeterLine(praises=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 100)
        self.bar.setAccessibleName(tr("How much of this step is done"))
        self.cameras = CameraBox()
        self.cameras.picked.connect(self.source_chosen)
        self._who = label("", "heading", wrap=True)
        self.choose = button(tr("&Choose …"), tip=tr("Choose who stands for you on the other side"))
        self.choose.clicked.connect(self.appearance)
        self.next = button(tr("&Next"), "main")
        self.next.clicked.connect(self._next)
        self.back = button(tr("&Back"))
        self.back.clicked.connect(self._back)
        self.skip = button(tr("&Skip all"), tip=tr("You find this again in the settings (Esc)"))
        self.skip.setShortcut("Esc")
        self.skip.clicked.connect(self.done)
        column = QWidget()
        dress_as(column, "page")
        inside = QVBoxLayout(column)
        inside.setContentsMargins(2, 2, 12, 2)
        inside.setSpacing(16)
        for part in (
            self.count,
            self.title,
            self.words,
            self.cameras,
            self._who,
            self.choose,
            self.advice,
            self.meter,
            self.bar,
        ):
            inside.addWidget(part)
        inside.addStretch(1)
        card = QFrame()
        dress_as(card, "card")
        ways = QHBoxLayout()
        ways.addWidget(self.skip)
        ways.addStretch(1)
        ways.addWidget(self.back)
        ways.addWidget(self.next)
        around = QVBoxLayout(card)
        around.setContentsMargins(22, 20, 12, 18)
        around.addWidget(Scrolled(column), 1)
        around.addLayout(ways)
        page = QHBoxLayout(self)
        page.setContentsMargins(28, 24, 28, 24)
        page.setSpacing(20)
        page.addWidget(self.mirror, 3)
        page.addWidget(card, 2)

    @property
    def step(self) -> str:
        """Which of `STEPS` is shown."""
        return self._step

    def enter(self, source: str, look: Look) -> None:
        """Begin with the first step.

        Args:
            source: the camera in use; empty for none.
            look: who stands for the signer.
        """
        found = list_cameras()
        self._camera_words = STEPS["camera"].words if found or source else NO_CAMERA
        self.cameras.show_cameras(found, source)
        self.show_avatar(look)
        self._show("camera")

    def show_avatar(self, look: Look) -> None:
        """Say who stands for the signer."""
        self._who.setText(tr("They see you as {name}.", name=whole(look).person.title()))

    def show_sighting(self, sighting: Sighting) -> None:
        """Show what is seen, and watch what the step asks for."""
        pose = sighting.pose
        good = False
        if self._step == "frame":
            way = move(pose)
            good = way is Move.STAY
            self.advice.setText(tr(MOVES[way]))
            self.mirror.show_space(signing_space(pose), fits=good)
        elif self._step == "light":
            good = self._clear
        elif self._step == "face":
            good = at_ease(pose, self._before)
        self._before = pose
        if self._hold is not None:
            share = self._hold.see(good, pose.time_us)
            self.bar.setValue(max(self.bar.value(), round(100 * share)))
            if self._step == "face":
                self.advice.setText(tr(FACE_SEEN) if self.bar.value() == 100 else tr(FACE_HOLD))
        self.mirror.show_sighting(sighting)

    def show_seen(self, seen: Seen | None) -> None:
        """What the legibility meter tells; None: nothing yet."""
        self._clear = seen is not None and not seen.problems
        self.meter.show_seen(seen)
        self.mirror.mark(frozenset() if seen is None or self._step != "light" else seen.edges)

    def _show(self, name: str) -> None:
        self._step = name
        step, names = STEPS[name], list(STEPS)
        at = names.index(name)
        self.count.setText(tr("{n} of {all}", n=at + 1, all=len(names)))
        self.title.setText(tr(step.title))
        self.words.setText(tr(self._camera_words if name == "camera" else step.words))
        self.advice.setText("")
        self._hold = Hold(step.hold_s) if step.hold_s else None
        self.bar.setValue(0)
        self.bar.setVisible(self._hold is not None)
        self.cameras.setVisible(name == "camera")
        self._who.setVisible(name == "avatar")
        self.choose.setVisible(name == "avatar")
        self.advice.setVisible(name in ("frame", "face"))
        self.meter.setVisible(name == "light")
        self.mirror.show_space(None, fits=True)
        self.mirror.mark(frozenset())
        self.back.setVisible(at > 0)
        self.next.setText(tr("&Done") if name == names[-1] else tr("&Next"))
        self.setAccessibleName(f"{self.title.text()}: {self.words.text()}")
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def _next(self) -> None:
        names = list(STEPS)
        at = names.index(self._step) + 1
        if at == len(names):
            self.done.emit()
        else:
            self._show(names[at])

    def _back(self) -> None:
        names = list(STEPS)
        self._show(names[max(0, names.index(self._step) - 1)])
