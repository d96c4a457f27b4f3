"""How the one-folder program is built (docs/packaging.md)."""
