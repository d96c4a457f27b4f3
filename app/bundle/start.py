"""Where the one-folder program begins: the same command line as `handline`."""

from __future__ import annotations

import multiprocessing

from app.main import main

if __name__ == "__main__":
    # A process that is started by another one of this program begins here, too.
    multiprocessing.freeze_support()
    main()
