"""One app for each user: who starts it a second time gets the first one's window."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.places import data_folder

WAIT_MS: Final = 500
# Longer paths cannot be sockets (`sun_path` has 108 bytes, on macOS 104).
_LONGEST_PATH: Final = 100
_SHOW: Final = b"show\n"


class SingleApp(QObject):
    """Listens for others that are started; for the same user alone.

    Signals:
        asked: somebody has started the app once more.
    """

    asked = Signal()

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._name = name or socket_name()
        self._server: QLocalServer | None = None

    def is_second(self) -> bool:
        """Whether another one runs; then it has been asked to show itself."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(WAIT_MS):
            return False
        socket.write(_SHOW)
        socket.waitForBytesWritten(WAIT_MS)
        socket.disconnectFromServer()
        return True

    def listen(self) -> bool:
        """Be the one; whether that is possible here. If it is not, the app works all the same."""
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        if Path(self._name).is_absolute():
            Path(self._name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # One that has crashed leaves its socket behind; nobody answers there, as `is_second` has found.
        QLocalServer.removeServer(self._name)
        if not server.listen(self._name):
            return False
        server.newConnection.connect(self._on_connection)
        self._server = server
        return True

    def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def _on_connection(self) -> None:
        server = self._server
        while server is not None and (socket := server.nextPendingConnection()) is not None:
            # What it says does not matter: only this user can have reached it.
            socket.disconnected.connect(socket.deleteLater)
            socket.abort()
            self.asked.emit()


def socket_name() -> str:
    """Where the app of this user listens: in a folder for its owner alone, or by a name that no other profile has."""
    path = data_folder() / "app.socket"
    if sys.platform != "win32" and len(str(path).encode()) < _LONGEST_PATH:
        return str(path)
    return "handline-" + hashlib.sha256(str(path).encode()).hexdigest()[:24]
