"""The list from which a camera is chosen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy

from app.cameras import CameraChoice
from app.windows.language import tr


class CameraBox(QComboBox):
    """The cameras there are, what is chosen besides them, and none.

    Signals:
        picked(str): the person has chosen this one; empty for none.
    """

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Camera"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(12)
        self.activated.connect(lambda index: self.picked.emit(self.itemData(index)))

    def show_cameras(self, choices: list[CameraChoice], chosen: str) -> None:
        """Fill the list; a chosen file or folder stands in it too."""
        self.clear()
        for choice in choices:
            self.addItem(choice.label, choice.spec)
        if chosen and self.findData(chosen) < 0:
            self.addItem(chosen.replace("\\", "/").rstrip("/").rpartition("/")[2], chosen)
        self.addItem(tr("No camera"), "")
        self.setCurrentIndex(self.findData(chosen))
