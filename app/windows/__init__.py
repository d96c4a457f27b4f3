"""The windows (PySide6): thin, with everything that can be decided without Qt decided elsewhere."""
