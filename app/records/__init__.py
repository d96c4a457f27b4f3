"""Signing that is kept: records of calls and signed messages, as the packets of a call in a file (docs/records.md)."""
